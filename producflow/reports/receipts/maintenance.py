"""Receipts of reliability, preventive work, jobs and alerts. Shifts do not apply to them."""

import pandas as pd

from producflow.domain import preventive
from producflow.domain.metrics import METRICS
from producflow.domain.reliability import CONFIDENCE, FAILURE_TYPES
from producflow.domain.stops import minutes_between
from producflow.reports import downtime
from producflow.reports.periods import bounds
from producflow.reports.receipts.base import (
    ALERTS,
    JOBS,
    STOPS,
    LeftOut,
    Receipt,
    Step,
    Term,
    Used,
    added,
    figure_of,
    known,
    worked,
)
from producflow.reports.receipts.ground import Explain, Ground, rejected
from producflow.reports.receipts.wanted import Wanted
from producflow.reports.spelling import exactly
from producflow.reports.upkeep import judged, with_days
from producflow.reports.view import View
from producflow.store.queries import maintenance as queries

JOB_COLUMNS = ["id", "equipment_id", "machine", "maintenance_type", "description", "status", "due_day", "done_day"]
MOST_NAMED = 6


def _jobs(ground: Ground) -> pd.DataFrame:
    """All jobs of the machines, see :func:`producflow.reports.upkeep.with_days`."""
    jobs = queries.jobs(ground.session, ground.view.machines)
    return with_days(jobs, ground.plant, pd.Timestamp(ground.maintenance.today))


def _failures(ground: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stops and jobs that count as failures, each with its number; see :mod:`producflow.domain.reliability`."""
    plant, view = ground.plant, ground.view
    stops = downtime.began(ground.session, plant, *bounds(plant, view), ground.now, view.machines)
    stops = stops[~stops["planned"]]
    jobs = ground.maintenance.jobs
    recording = queries.event_machines(ground.session)
    repairs = jobs[
        jobs["maintenance_type"].isin(FAILURE_TYPES)
        & jobs["status"].eq("completed")
        & ~jobs["equipment_id"].isin(recording)
    ]
    return stops, repairs


def _reliability(ground: Ground, wanted: Wanted) -> Receipt:
    found = ground.maintenance.current.reliability
    stops, repairs = _failures(ground)
    used: tuple[Used, ...] = (ground.listed(STOPS, stops, "unplanned stops that began in the period"),)
    if len(repairs):
        used = (*used, ground.listed(JOBS, repairs[[*JOB_COLUMNS, "duration_hours"]], "finished repairs"))
    mtbf = wanted.figure == "mtbf_hours"
    if mtbf:
        used = (*used, ground.records_of(View(ground.view.first_day, ground.view.last_day, ground.view.machines)))
    machines = found.machines.assign(name=ground.machines["name"].reindex(found.machines.index))
    value = found.mtbf_hours if mtbf else found.mttr_hours
    return ground.receipt(
        wanted,
        value,
        why_not="" if value is not None else _why_not(ground, mtbf=mtbf),
        working=(_mtbf(ground, machines) if mtbf else _mttr(ground, machines)) if value is not None else (),
        used=used,
        left_out=_left_out(ground, used, mtbf=mtbf),
        notes=_notes(ground, stops, repairs, mtbf=mtbf),
        parts=machines.assign(value=machines[wanted.figure]).reset_index(names="equipment_id")[
            [
                *("equipment_id", "name"),
                *(("operating_hours", "failures") if mtbf else ("repair_hours", "repaired")),
                "value",
            ]
        ],
    )


def _why_not(ground: Ground, *, mtbf: bool) -> str:
    found = ground.maintenance.current.reliability
    if not mtbf:
        return "No failure with a known repair time."
    return "Run time is unknown: no production record." if found.operating_hours is None else "Nothing failed."


def _mtbf(ground: Ground, machines: pd.DataFrame) -> tuple[Step, ...]:
    found = ground.maintenance.current.reliability
    hours = machines.set_index("name")["operating_hours"]
    terms = {
        "operating_hours": Term(found.operating_hours, "h"),
        "failures_timed": Term(found.failures_timed, "failures"),
    }
    return (
        added("Operating time", hours, found.operating_hours, "h", most=MOST_NAMED),
        worked(METRICS["mtbf_hours"], found.mtbf_hours, terms),
    )


def _mttr(ground: Ground, machines: pd.DataFrame) -> tuple[Step, ...]:
    found = ground.maintenance.current.reliability
    hours = machines.set_index("name")["repair_hours"]
    total = known(hours.sum())
    terms = {"repair_hours": Term(total, "h"), "repaired": Term(found.repaired, "repairs")}
    return (
        added("Repair time", hours, total, "h", most=MOST_NAMED),
        worked(METRICS["mttr_hours"], found.mttr_hours, terms),
    )


def _left_out(ground: Ground, used: tuple[Used, ...], *, mtbf: bool) -> tuple[LeftOut, ...]:
    found = ground.maintenance.current.reliability
    planned = ground.stops[ground.stops["planned"].astype(bool)]["id"].nunique()
    own = (
        LeftOut(found.failures - found.failures_timed, "failures are of machines whose run time is not known")
        if mtbf
        else LeftOut(found.failures - found.repaired, "failures have no repair time: they last, or nobody stated one")
    )
    return (own, LeftOut(int(planned), "stops were planned, so they are no failures"), rejected(*used))


def _notes(ground: Ground, stops: pd.DataFrame, repairs: pd.DataFrame, *, mtbf: bool) -> tuple[str, ...]:
    found = ["Stops count where they began; shifts do not apply."] if ground.view.shifts else []
    if len(repairs):
        found.append("Machines that record no stops count their finished corrective and emergency jobs instead.")
    own = minutes_between(stops["started_at"], stops["ended_at"])
    if not mtbf and (own - stops["minutes"]).sum() > 0:
        found.append("Stops that overlap are a failure each; the time that they share is repair time of the later one.")
    works = ground.maintenance.current.reliability
    lower, upper = works.mtbf_bounds if mtbf else works.mttr_bounds
    if lower is None:
        found.append("There are too few of them to say how sure it is.")
    else:
        to = "" if upper is None else f" and {exactly(upper, 'h')}"
        found.append(
            f"With {100 * CONFIDENCE:.0f} % confidence the true value lies {'between' if to else 'above'} "
            f"{exactly(lower, 'h')}{to}."
        )
    return (*found, f"{works.failures:,} failures in all.")


def compliance(ground: Ground, wanted: Wanted) -> Receipt:
    """Preventive jobs done on time ÷ those due."""
    found = ground.maintenance.current.compliance
    due = judged(_jobs(ground), ground.view)
    counted = due[due["outcome"].isin([preventive.ON_TIME, preventive.EARLY, preventive.LATE, preventive.MISSED])]
    used = (ground.listed(JOBS, counted[[*JOB_COLUMNS, "interval_days", "outcome"]], "preventive jobs that were due"),)
    value = known(found.percentage)
    terms = {"on_time": Term(found.on_time, "jobs on time"), "due": Term(found.due, "jobs due")}
    waiting = found.pending + found.not_due
    return ground.receipt(
        wanted,
        value,
        why_not="" if found.due else "No preventive job was due.",
        working=(worked(wanted.metric, value, terms),) if found.due else (),
        used=used,
        left_out=(
            LeftOut(found.without_due_date, "preventive jobs have no due date"),
            LeftOut(found.without_completion_date, "preventive jobs are completed without saying when"),
            LeftOut(waiting, "preventive jobs still have time"),
            rejected(*used),
        ),
        notes=(
            "On time: within 10 % of the days since the job before of the same machine and description, at least one "
            f"day. Of those due: {found.on_time:,} on time, {found.early:,} early, {found.late:,} late, "
            f"{found.missed:,} missed.",
        ),
    )


def job_cost(ground: Ground, wanted: Wanted) -> Receipt:
    """Costs of the finished jobs that state one."""
    jobs = ground.maintenance.jobs
    finished = jobs[jobs["status"] == "completed"]
    stated = finished[finished["cost"].notna()]
    value, currency = ground.maintenance.current.cost.total, ground.plant.currency
    costs = stated.groupby("machine")["cost"].sum()
    used = (ground.listed(JOBS, stated[[*JOB_COLUMNS, "cost"]], "finished jobs that state a cost"),)
    return ground.receipt(
        wanted,
        figure_of(value),
        why_not="" if value is not None else "No finished job states a cost.",
        working=(added(wanted.metric.label, costs, value, currency),) if len(stated) else (),
        used=used,
        left_out=(
            LeftOut(len(finished) - len(stated), "finished jobs state no cost"),
            LeftOut(len(jobs) - len(finished), "jobs of the period are not finished"),
            LeftOut(ground.maintenance.undated, "jobs have no date at all"),
            rejected(*used),
        ),
    )


def overdue_jobs(ground: Ground, wanted: Wanted) -> Receipt:
    """Jobs that were due before today and are not completed."""
    waiting = ground.maintenance.open_jobs
    late = waiting[waiting["overdue_days"].notna()]
    used = (ground.listed(JOBS, late[[*JOB_COLUMNS, "overdue_days"]], "overdue jobs"),)
    undated = int(waiting["due_day"].isna().sum())
    return ground.receipt(
        wanted,
        float(ground.maintenance.overdue),
        used=used,
        left_out=(
            LeftOut(undated, "open jobs have no due date"),
            LeftOut(len(waiting) - len(late) - undated, "open jobs are not due yet"),
            rejected(*used),
        ),
        notes=(f"Due before {ground.maintenance.today:%-d %b %Y}, whatever the period.",),
    )


def alerts(ground: Ground, wanted: Wanted) -> Receipt:
    """Alerts that stand: all that are not resolved, or only those that nobody has acknowledged."""
    standing = ground.maintenance.alerts
    chosen = standing if wanted.figure == "open_alerts" else standing[standing["status"] == "active"]
    columns = ["id", "equipment_id", "machine", "priority", "status", "title", "since"]
    return ground.receipt(
        wanted,
        float(len(chosen)),
        used=(ground.listed(ALERTS, chosen[columns]),),
        left_out=(LeftOut(len(standing) - len(chosen), "alerts are acknowledged"),),
        notes=("Alerts are those of now, whatever the period; resolved ones are over.",),
    )


EXPLAINED: dict[str, Explain] = {
    "mtbf_hours": _reliability,
    "mttr_hours": _reliability,
    "preventive_compliance": compliance,
    "job_cost": job_cost,
    "overdue_jobs": overdue_jobs,
    "open_alerts": alerts,
    "active_alerts": alerts,
}
