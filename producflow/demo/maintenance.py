"""Maintenance jobs of the demo plant: preventive work of varying punctuality, and repairs after long stops."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from producflow.demo import clock
from producflow.demo.machines import BEARING, JAM, MACHINES, MOLDING, ROBOT, SERVICE

TECHNICIANS = 3
PLANNED_AHEAD = 28  # a service stands in the plan this long before it is due [days]
REPAIR_MINUTES = 60.0
"""A stop at least this long leaves a repair job behind. [min]"""
HOURLY_RATE = 68.0
"""[EUR/h]"""
PARTS = {
    "Heater fault": "Heater band",
    "Tool breakage": "End mill 12 mm",
    "Belt tracking": "Tracking roller",
    "Axis fault": "Encoder cable",
    BEARING: "Spindle bearing 7014C (pair)",
}
PART_COSTS = {
    "Heater fault": 140.0,
    "Tool breakage": 62.0,
    "Belt tracking": 95.0,
    "Axis fault": 210.0,
    BEARING: 3850.0,
}
DESCRIPTIONS = {
    BEARING: "Replaced worn spindle bearing after vibration alerts",
    JAM: "Cleared jam at infeed and realigned guide rails",
}


def services(random: np.random.Generator) -> pd.DataFrame:
    """Preventive jobs: `name`, `description`, `due`, `day` (done; missing: not yet), `minutes`. Days count from 0."""
    rows = []
    for number, machine in enumerate(MACHINES):
        late = list(machine.lateness)
        last_due = clock.DAYS - 6 if machine.name == MOLDING else clock.DAYS + 3 + 2 * number
        for turn, due in enumerate(sorted(range(last_due, -1, -machine.service_days))):
            day = due + late[turn % len(late)]
            open_still = day >= clock.DAYS or due == last_due
            minutes = float(round(random.normal(55, 8)))
            rows.append((machine.name, machine.service, due, None if open_still else day, minutes))
        if machine.name == MOLDING:
            rows.append((machine.name, machine.service, last_due + machine.service_days, None, 55.0))
    frame = pd.DataFrame(rows, columns=["name", "description", "due", "day", "minutes"])
    return frame.astype({"day": "Int64"})


def logs(
    service: pd.DataFrame, stopped: pd.DataFrame, today: date, timezone: str, random: np.random.Generator
) -> pd.DataFrame:
    """All jobs, oldest first, with the columns of the table; machine by `name`, technician by position."""
    together = pd.concat(
        [_preventive(service, stopped, today, timezone), _repairs(stopped), _leak(today, timezone)], ignore_index=True
    )
    together["technician"] = random.integers(0, TECHNICIANS, len(together))
    together = together.sort_values(["scheduled_date", "name"], kind="stable", ignore_index=True)
    together["external_id"] = [f"WO-{number:05d}" for number in range(1, len(together) + 1)]
    return together


def _preventive(service: pd.DataFrame, stopped: pd.DataFrame, today: date, timezone: str) -> pd.DataFrame:
    stops = stopped[stopped["reason"] == SERVICE]
    ended = {(stop["name"], stop["day"]): stop["ended_at"] for stop in stops.to_dict("records")}
    first = clock.first_day(today)
    rows = []
    for job in service.astype({"day": "object"}).to_dict("records"):
        due = clock.instant(first + timedelta(days=job["due"]), 8, timezone)
        row = {
            "name": job["name"],
            "maintenance_type": "preventive",
            "description": job["description"],
            "status": "scheduled",
            "scheduled_date": due,
            "created_at": due - pd.Timedelta(days=PLANNED_AHEAD),
        }
        if not pd.isna(job["day"]):
            day = int(job["day"])
            hours = job["minutes"] / 60
            row["status"] = "completed"
            # In the week without reports there is no stop to take the time from.
            row["completed_date"] = ended.get(
                (job["name"], day), clock.instant(first + timedelta(days=day), 8 + hours, timezone)
            )
            row |= {"duration_hours": round(hours, 2), "cost": round(hours * HOURLY_RATE + 35.0, 2)}
        rows.append(row)
    return pd.DataFrame(rows)


def _repairs(stopped: pd.DataFrame) -> pd.DataFrame:
    broken = stopped[~stopped["planned"] & (stopped["minutes"] >= REPAIR_MINUTES)]
    hours = broken["minutes"] / 60
    reason = broken["reason"]
    return pd.DataFrame(
        {
            "name": broken["name"],
            "maintenance_type": reason.map({"Axis fault": "emergency"}).fillna("corrective"),
            "description": reason.map(DESCRIPTIONS).fillna("Repair after " + reason.str.lower()),
            "status": "completed",
            "scheduled_date": broken["started_at"],
            "completed_date": broken["ended_at"],
            "duration_hours": hours.round(2),
            "cost": (hours * HOURLY_RATE + reason.map(PART_COSTS).fillna(0.0)).round(2),
            "parts_replaced": reason.map(PARTS),
            "created_at": broken["started_at"],
        }
    )


def _leak(today: date, timezone: str) -> pd.DataFrame:
    """The search for the robot's air leak, begun yesterday."""
    begun = clock.instant(today - timedelta(days=1), 15.5, timezone)
    return pd.DataFrame(
        [
            {
                "name": ROBOT,
                "maintenance_type": "corrective",
                "description": "Find leak in pneumatic supply: pressure falling for days, sharply since yesterday",
                "status": "in_progress",
                "scheduled_date": begun,
                "created_at": begun,
            }
        ]
    )
