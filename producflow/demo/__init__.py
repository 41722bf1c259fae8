"""The demo plant: five machines with ninety days of seeded, reproducible history that tells a story one can find.

- The spindle bearing of the milling machine wears for three weeks until it is replaced; vibration is low again.
- The molding machine rejects more in its night shift. Since yesterday it overheats, and its service is overdue.
- A week of the robot's production records never arrived, and a day of the scanner's came in late. The robot's air
  pressure has been falling for some days.
- The conveyor jams at its infeed a few times a week, mostly in the afternoon.
- There are goals of output, OEE, rejects and downtime, some raised a month ago, and two of the molding machine. The
  milling machine makes its flange more slowly than its bracket.
- People noted on the charts when the bearing was replaced, why the robot was silent, and that there is new resin.
"""

from dataclasses import asdict
from datetime import date, datetime

import numpy as np
import pandas as pd

from producflow.access import audit
from producflow.access.passwords import NOBODY
from producflow.access.roles import SYSTEM
from producflow.demo import clock, goals, maintenance, notes, production, readings
from producflow.demo.machines import MACHINES, OWN_LIMITS, SCANNER
from producflow.domain.plant import PlantSettings
from producflow.errors import Conflict
from producflow.operations import readings as incoming
from producflow.store import tables
from producflow.store.database import Store, Transaction
from producflow.store.queries import equipment, plant, users

SEED = 20260101
PEOPLE = (
    ("mara.lindt@demo.example", "Mara Lindt", "technician", "Maintenance"),
    ("jonas.weber@demo.example", "Jonas Weber", "technician", "Maintenance"),
    ("aylin.demir@demo.example", "Aylin Demir", "technician", "Maintenance"),
    ("sofia.rossi@demo.example", "Sofia Rossi", "analyst", "Process engineering"),
    ("peter.novak@demo.example", "Peter Novak", "manager", "Production"),
)
SETTINGS = {
    "currency": "EUR",
    "downtime_hour_cost": 260.0,
    "defect_unit_cost": 4.2,
    "reading_max_age_hours": 48.0,  # the history ends yesterday at midnight, and is to count all day
}


def build(
    store: Store, today: date, seed: int = SEED, timezone: str | None = None, now: datetime | None = None
) -> dict[str, int]:
    """Fill an empty database with the demo plant, in one transaction, and let its readings be looked at.

    Parameters
    ----------
    store : Store
        Without any machine in it.
    today : date
        The first day without history; the last production day is the one before.
    seed : int
        The same seed, day and time zone give the same plant.
    timezone : str, optional
        IANA name of the plant's zone; left out: UTC.
    now : datetime, optional
        Aware, on that day: what was read and reported of the day so far is made too, and a shift that still runs has
        not reported yet. Left out: the history is all there is, and its last night shift is over.

    Returns
    -------
    dict of str to int
        Rows made, by table.

    Raises
    ------
    Conflict
        If the database is not empty.
    """
    zone = timezone or PlantSettings.timezone
    random = np.random.default_rng(seed)
    service = maintenance.services(random)
    planned = production.runs(clock.shifts(today, zone))
    done = service.dropna(subset=["day"]).astype({"day": "int64"})
    stopped = production.stops(planned, done, random)
    records = production.records(planned, stopped, random)
    stopped = stopped[stopped["run"].isin(records.index)].join(planned["day"], on="run")
    jobs = maintenance.logs(service, stopped, today, zone, random)
    measured = readings.build(today, zone, stopped, random)
    until = clock.instant(today, 0, zone)
    if now is not None:
        instant = until = pd.Timestamp(now).tz_convert("UTC").tz_localize(None)
        late, halted = _so_far(today, zone, instant, np.random.default_rng(seed + 1))
        measured = pd.concat(
            [measured, readings.of_today(today, zone, halted, instant, np.random.default_rng(seed + 2))]
        )
        records = pd.concat([records, late], ignore_index=True)
        records = records[_shift_over(records) <= instant]
        stopped = pd.concat([stopped, halted], ignore_index=True)
    store.write(_fill, today, zone, until, records, stopped, jobs, measured)
    from producflow.operations import predicting  # here: commands know the demo plant, and no start needs this

    predicting.predict(store, until.tz_localize("UTC").to_pydatetime())
    return store.read(tables.counts)


def _so_far(
    today: date, zone: str, now: pd.Timestamp, random: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records and stops of today's shifts; of what happens later in the day nobody knows yet.

    Dice of its own keep the history the same at whatever hour it is made.
    """
    planned = production.runs(clock.shifts_of_today(today, zone))
    stopped = production.stops(planned, pd.DataFrame(columns=["name", "day", "minutes"]), random)
    records = production.records(planned, stopped, random)
    return records, stopped[stopped["ended_at"] <= now].join(planned["day"], on="run")


def _shift_over(records: pd.DataFrame) -> pd.Series:
    """When what each record tells was over: that of the history's last night in the morning."""
    night = records["starts_at"] + pd.Timedelta(hours=clock.SHIFT_HOURS)
    return records["ends_at"].where(records["shift"] != "night", night)


def _fill(
    transaction: Transaction,
    today: date,
    zone: str,
    until: pd.Timestamp,
    records: pd.DataFrame,
    stopped: pd.DataFrame,
    jobs: pd.DataFrame,
    measured: pd.DataFrame,
) -> None:
    if equipment.names(transaction):
        raise Conflict("The database already holds machines; the demo plant only goes into an empty one.")
    began = clock.instant(clock.first_day(today), 0, zone)
    for name, value in (SETTINGS | {"timezone": zone}).items():
        plant.set_setting(transaction, name, value)
    technicians = _people(transaction, began)
    ids = _equipment(transaction, jobs, began)
    _limits(transaction, ids, began)
    transaction.append("downtime_events", _rows(stopped, ids, EVENT).assign(created_at=stopped["ended_at"]))
    shift_over = records["starts_at"] + pd.Timedelta(hours=clock.SHIFT_HOURS)
    made_at = shift_over.where(shift_over <= until, records["ends_at"])
    late = (records["name"] == SCANNER) & (records["day"] == production.LATE_DAY)
    made_at = made_at.mask(late, made_at + pd.Timedelta(hours=production.LATE_HOURS))
    transaction.append("production_records", _rows(records, ids, RECORD).assign(created_at=made_at))
    assigned = jobs["technician"].map(dict(enumerate(technicians))).where(jobs["status"] != "scheduled").astype("Int64")
    transaction.append("maintenance_logs", _rows(jobs, ids, LOG).assign(technician_id=assigned))
    _readings(transaction, measured, ids)
    notes.enter(transaction, ids, today, zone)
    goals.enter(transaction, ids, today)
    audit.record(transaction, SYSTEM, "create", "demo plant", None, after={"machines": len(ids), "days": clock.DAYS})


EVENT = ["started_at", "ended_at", "reason", "planned"]
RECORD = ["date", "shift", "product", "output_quantity", "defect_quantity", "downtime_minutes", "planned_minutes"]
LOG = [
    *("maintenance_type", "description", "cost", "duration_hours", "parts_replaced", "status"),
    *("scheduled_date", "completed_date", "external_id", "created_at"),
]


def _rows(frame: pd.DataFrame, ids: dict[str, int], columns: list[str]) -> pd.DataFrame:
    chosen = frame[columns].copy()
    chosen.insert(0, "equipment_id", frame["name"].map(ids))
    return chosen


def _people(transaction: Transaction, began: pd.Timestamp) -> list[int]:
    """Add people as whom nobody can sign in, and answer the ids of the technicians."""
    people = pd.DataFrame(PEOPLE, columns=["email", "full_name", "role", "department"])
    transaction.append("users", people.assign(password_hash=NOBODY, created_at=began, updated_at=began))
    ids = {row["email"]: int(row["id"]) for row in users.everyone(transaction)}
    return [ids[email] for email, _, role, _ in PEOPLE if role == "technician"]


def _equipment(transaction: Transaction, jobs: pd.DataFrame, began: pd.Timestamp) -> dict[str, int]:
    last = jobs.groupby("name")["completed_date"].max()
    frame = pd.DataFrame(
        {
            "name": [machine.name for machine in MACHINES],
            "type": [machine.type for machine in MACHINES],
            "location": [machine.location for machine in MACHINES],
            "area": [machine.area for machine in MACHINES],
            "production_line": [machine.line for machine in MACHINES],
            "status": [machine.status for machine in MACHINES],
            "capacity": [machine.capacity for machine in MACHINES],
            "installation_date": [date.fromisoformat(machine.installed) for machine in MACHINES],
            "health_score": [machine.health_score for machine in MACHINES],
        }
    )
    frame["last_maintenance"] = frame["name"].map(last)
    transaction.append("equipment", frame.assign(created_at=began, updated_at=began))
    return {name: number for number, name in equipment.names(transaction).items()}


def _limits(transaction: Transaction, ids: dict[str, int], began: pd.Timestamp) -> None:
    # The plant's defaults came with the database.
    own = [(sensor_type, ids[name], unit, limits) for (name, sensor_type), (limits, unit) in OWN_LIMITS.items()]
    rows = [
        {"sensor_type": sensor_type, "equipment_id": machine, "unit": unit, **asdict(limits)}
        for sensor_type, machine, unit, limits in own
    ]
    frame = pd.DataFrame(rows).astype({"equipment_id": "Int64"})
    transaction.append("thresholds", frame.assign(created_at=began, updated_at=began))


def _readings(transaction: Transaction, measured: pd.DataFrame, ids: dict[str, int]) -> None:
    """Store the readings; statuses, roll-ups and alerts come about as they do for any other reading."""
    frame = measured.assign(equipment_id=measured["name"].map(ids)).drop(columns="name")
    frame["status"] = incoming.classify(transaction, frame)
    transaction.append("sensor_readings", frame.assign(created_at=frame["timestamp"]))
    incoming.refresh(transaction, incoming.touched(frame))
