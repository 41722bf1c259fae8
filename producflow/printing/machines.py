"""Pages on machines: maintenance, and one machine with its sensors."""

import math
from dataclasses import replace
from datetime import datetime

import pandas as pd

from producflow.printing.sheet import Panel, Sheet, Tile
from producflow.printing.words import Shown, joined, rows, tile
from producflow.reports import effects, equipment, sensors
from producflow.reports import maintenance as reports
from producflow.reports.maintenance import Maintenance
from producflow.reports.periods import last_shift
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts import maintenance as charts
from producflow.ui.charts.sensors import course as sensor_charts
from producflow.ui.charts.sensors import outside
from producflow.ui.text import ago, amount, between, counted, local, sensor, span

ROWS, FEW = 8, 3
SENSORS = 3

OPEN_JOBS = {
    "machine": Shown("Machine", words=True),
    "description": Shown("Job", words=True),
    "status": Shown("Status", words=True),
    "due_day": Shown("Due"),
    "overdue_days": Shown("Overdue", "days"),
}
MACHINES = {
    "name": Shown("Machine", words=True),
    "operating_hours": Shown("Operating time", "h"),
    "failures": Shown("Failures"),
    "mtbf_hours": Shown("MTBF", "h", 1),
    "mtbf_bounds": Shown("90 % range", "h", right=True),
    "mttr_hours": Shown("MTTR", "h", 2),
    "mttr_bounds": Shown("90 % range", "h", right=True),
    "jobs": Shown("Finished jobs"),
}
EFFECTS = {
    "machine": Shown("Machine", words=True),
    "description": Shown("Finished job", words=True),
    "finished_day": Shown("Finished"),
    "downtime_before": Shown("Down before", "h", 1),
    "downtime_after": Shown("Down after", "h", 1),
    "recovered_hours": Shown("Recovered", "h", 1),
    "again": Shown("Failed again", right=True),
}
LATEST = {
    "sensor": Shown("Sensor", words=True),
    "status_now": Shown("Status", words=True),
    "latest": Shown("Latest reading", words=True),
    "when": Shown("Read", words=True),
    "warning": Shown("Warning", words=True),
    "critical": Shown("Critical", words=True),
}
HAPPENED = {
    "what": Shown("What happened", words=True),
    "at": Shown("When"),
    "minutes": Shown("Length", "min"),
}


def maintenance(store: Store, view: View, now: datetime, zone: str) -> Sheet:
    """What must be done, and did it help?"""
    report = reports.maintenance(store, replace(view, shifts=None), now.replace(minute=0))
    currency = report.plant.currency
    waiting = report.open_jobs.assign(status=report.open_jobs["status"].str.replace("_", " "))
    by_machine = report.machines.sort_values(["mtbf_hours", "name"], na_position="last").reset_index()
    for name, digits in (("mtbf", 1), ("mttr", 2)):
        pairs = zip(by_machine[f"{name}_lower"], by_machine[f"{name}_upper"], strict=True)
        by_machine[f"{name}_bounds"] = [between(_known(pair), digits, unit="") or "–" for pair in pairs]
    helped = effects.job_effects(store, view, last_shift(report.plant, now)[2])
    return Sheet(
        title="What must be done, and did it help?",
        view="",
        tiles=_figures(report),
        panels=(
            Panel("Failures and mean time between them", charts.reliability_trend(report)),
            Panel("Cost of finished jobs by month", charts.cost_by_month(report)),
        ),
        rows=(
            rows("Open jobs, the most overdue first", waiting, OPEN_JOBS, zone, FEW),
            rows(
                "By machine, the one that fails most often first",
                by_machine,
                MACHINES | {"cost": Shown("Cost", currency)},
                zone,
                ROWS - 3,
            ),
            rows(
                f"Did it help? The {helped.window_days} production days before each finished job and after it",
                _judged(helped),
                EFFECTS | {"cost_per_recovered_hour": Shown("Cost per h", currency)},
                zone,
                FEW,
            ),
        ),
    )


def _judged(helped: effects.Effects) -> pd.DataFrame:
    """The jobs that can be told something of first; whether the trouble came back, in a word."""
    known = {True: "yes", False: "no"}
    jobs = helped.jobs.assign(again=[known.get(each, "not yet known") for each in helped.jobs["failed_again"]])
    return jobs.sort_values("recovered_hours", key=pd.isna, kind="stable", ignore_index=True)


def _known(bounds: tuple[float, float]) -> tuple[float | None, float | None]:
    lower, upper = (None if math.isnan(each) else each for each in bounds)
    return lower, upper


def _figures(report: Maintenance) -> tuple[Tile, ...]:
    now, before = report.current, report.previous
    works, worked, checks, checked = now.reliability, before.reliability, now.compliance, before.compliance
    unseen = int((report.alerts["status"] == "active").sum())
    return (
        tile(Shown("Open alerts"), len(report.alerts), note=f"{unseen:,} not acknowledged"),
        tile(Shown("Overdue jobs"), report.overdue, note=f"of {len(report.open_jobs):,} open jobs"),
        tile(
            Shown("MTBF", "h", 1),
            works.mtbf_hours,
            previous=worked.mtbf_hours,
            note=between(works.mtbf_bounds, 0, counted(works.failures_timed, "failure", "failures")),
        ),
        tile(
            Shown("MTTR", "h", 2),
            works.mttr_hours,
            previous=worked.mttr_hours,
            note=between(works.mttr_bounds, 2, counted(works.repaired, "repair", "repairs")),
        ),
        tile(
            Shown("Preventive on time", "%"),
            100 * checks.ratio,
            previous=100 * checked.ratio,
            note=f"{checks.on_time} of {checks.due} due",
        ),
        tile(
            Shown("Cost of jobs", report.plant.currency),
            now.cost.total,
            previous=before.cost.total,
            note=f"known for {now.cost.with_cost:,} of {now.cost.jobs:,}",
        ),
    )


def machine(store: Store, view: View, now: datetime, zone: str, equipment_id: int) -> Sheet:
    """What is wrong with this machine?"""
    report = equipment.machines(store, now)
    found, latest = report.of(equipment_id), report.readings_of(equipment_id)
    starts, ends = equipment.span_of(store, view)
    kinds = tuple(str(each) for each in latest["sensor_type"])[:SENSORS]
    course = sensors.course(store, equipment_id, kinds, starts, ends, now)
    maintained = found["last_maintenance"]
    tiles = (
        Tile("Condition", str(found["condition"]).capitalize(), "by its latest readings"),
        Tile("Reported as", str(found["status"]).capitalize(), "by people"),
        tile(Shown("Health score"), found["health_score"], note="0–100, by people"),
        tile(Shown("Active alerts"), int(found["active_alerts"])),
    )
    kept = "not known" if pd.isna(maintained) else local(maintained, zone)
    return Sheet(
        title=f"What is wrong with {found['name']}?",
        view=joined(*(str(found[name]) for name in ("type", "location") if not pd.isna(found[name]))),
        says=(f"Last maintenance: {kept}.",),
        tiles=tiles,
        panels=() if course.empty else (Panel(_drawn(view, kinds, latest), sensor_charts(course, zone), wide=True),),
        rows=(
            rows("Latest reading of each sensor", _latest(latest), LATEST, zone, ROWS),
            rows("Downtime and alerts", _happened(course.history), HAPPENED, zone, ROWS - 2),
        ),
    )


def _drawn(view: View, kinds: tuple[str, ...], latest: pd.DataFrame) -> str:
    more = len(latest) - len(kinds)
    left_out = f"; {counted(more, 'more sensor is', 'more sensors are')} in the table" if more > 0 else ""
    return f"Sensors, downtime, alerts and jobs, {span(view.first_day, view.last_day)}{left_out}"


def _latest(latest: pd.DataFrame) -> pd.DataFrame:
    return latest.assign(
        sensor=[sensor(str(each)) for each in latest["sensor_type"]],
        latest=[amount(value, unit) for value, unit in zip(latest["value"], latest["unit"], strict=True)],
        when=[ago(age) for age in latest["age"]],
        warning=_limits(latest, "warn_low", "warn_high"),
        critical=_limits(latest, "crit_low", "crit_high"),
    )


def _limits(latest: pd.DataFrame, low: str, high: str) -> list[str]:
    pairs = zip(latest[low], latest[high], strict=True)
    return [outside(*(None if pd.isna(end) else float(end) for end in pair)) or "not set" for pair in pairs]


def _happened(history: equipment.History) -> pd.DataFrame:
    stops = history.stops.assign(what="Stop: " + history.stops["reason"].fillna("no reason given"))
    alerts = history.alerts.assign(what="Alert: " + history.alerts["title"], minutes=None)
    parts = [part.rename(columns={"started_at": "at"})[["what", "at", "minutes"]] for part in (stops, alerts)]
    filled = [part for part in parts if len(part)]
    if not filled:
        return parts[0]
    together = pd.concat([part.astype({"minutes": "float64"}) for part in filled], ignore_index=True)
    return together.sort_values("at", ascending=False, ignore_index=True)
