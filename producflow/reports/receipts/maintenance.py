"""Receipts of reliability, preventive work, jobs and alerts. Shifts do not apply to them."""

import pandas as pd

from producflow.domain import preventive
from producflow.domain.metrics import METRICS
from producflow.domain.reliability import CONFIDENCE, repairs_of_failures
from producflow.domain.stops import minutes_between
from producflow.reports import downtime
from producflow.reports.periods import bounds
from producflow.reports.plant import recording_stops
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
from producflow.reports.receipts.context import Explain, ReceiptContext, rejected
from producflow.reports.receipts.figure_ref import FigureRef
from producflow.reports.spelling import exactly
from producflow.reports.upkeep import judged, with_days
from producflow.reports.view import View
from producflow.store.queries import maintenance as queries

JOB_COLUMNS = ["id", "equipment_id", "machine", "maintenance_type", "description", "status", "due_day", "done_day"]
MOST_NAMED = 6


def _jobs(context: ReceiptContext) -> pd.DataFrame:
    """All jobs of the machines, see :func:`producflow.reports.upkeep.with_days`."""
    jobs = queries.jobs(context.session, context.view.machines)
    return with_days(jobs, context.plant, pd.Timestamp(context.maintenance.today))


def _failures(context: ReceiptContext) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stops and jobs that count as failures, each with its number; see :mod:`producflow.domain.reliability`."""
    plant, view = context.plant, context.view
    stops = downtime.began(context.session, plant, *bounds(plant, view), context.now, view.machines)
    stops = stops[~stops["planned"]]
    return stops, repairs_of_failures(context.maintenance.jobs, recording_stops(context.session))


def _reliability(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    found = context.maintenance.current.reliability
    stops, repairs = _failures(context)
    used: tuple[Used, ...] = (context.listed(STOPS, stops, "unplanned stops that began in the period"),)
    if len(repairs):
        used = (*used, context.listed(JOBS, repairs[[*JOB_COLUMNS, "duration_hours"]], "finished repairs"))
    mtbf = wanted.figure == "mtbf_hours"
    if mtbf:
        used = (*used, context.records_of(View(context.view.first_day, context.view.last_day, context.view.machines)))
    machines = found.machines.assign(name=context.machines["name"].reindex(found.machines.index))
    value = found.mtbf_hours if mtbf else found.mttr_hours
    return context.receipt(
        wanted,
        value,
        why_not="" if value is not None else _why_not(context, mtbf=mtbf),
        working=(_mtbf(context, machines) if mtbf else _mttr(context, machines)) if value is not None else (),
        used=used,
        left_out=_left_out(context, used, mtbf=mtbf),
        notes=_notes(context, stops, repairs, mtbf=mtbf),
        parts=machines.assign(value=machines[wanted.figure]).reset_index(names="equipment_id")[
            [
                *("equipment_id", "name"),
                *(("operating_hours", "failures") if mtbf else ("repair_hours", "repaired")),
                "value",
            ]
        ],
    )


def _why_not(context: ReceiptContext, *, mtbf: bool) -> str:
    found = context.maintenance.current.reliability
    if not mtbf:
        return "No failure with a known repair time."
    return "Run time is unknown: no production record." if found.operating_hours is None else "Nothing failed."


def _mtbf(context: ReceiptContext, machines: pd.DataFrame) -> tuple[Step, ...]:
    found = context.maintenance.current.reliability
    hours = machines.set_index("name")["operating_hours"]
    terms = {
        "operating_hours": Term(found.operating_hours, "h"),
        "failures_timed": Term(found.failures_timed, "failures"),
    }
    return (
        added("Operating time", hours, found.operating_hours, "h", most=MOST_NAMED),
        worked(METRICS["mtbf_hours"], found.mtbf_hours, terms),
    )


def _mttr(context: ReceiptContext, machines: pd.DataFrame) -> tuple[Step, ...]:
    found = context.maintenance.current.reliability
    hours = machines.set_index("name")["repair_hours"]
    total = known(hours.sum())
    terms = {"repair_hours": Term(total, "h"), "repaired": Term(found.repaired, "repairs")}
    return (
        added("Repair time", hours, total, "h", most=MOST_NAMED),
        worked(METRICS["mttr_hours"], found.mttr_hours, terms),
    )


def _left_out(context: ReceiptContext, used: tuple[Used, ...], *, mtbf: bool) -> tuple[LeftOut, ...]:
    found = context.maintenance.current.reliability
    planned = context.stops[context.stops["planned"].astype(bool)]["id"].nunique()
    own = (
        LeftOut(found.failures - found.failures_timed, "failures are of machines whose run time is not known")
        if mtbf
        else LeftOut(found.failures - found.repaired, "failures have no repair time: they last, or nobody stated one")
    )
    return (own, LeftOut(int(planned), "stops were planned, so they are no failures"), rejected(*used))


def _notes(context: ReceiptContext, stops: pd.DataFrame, repairs: pd.DataFrame, *, mtbf: bool) -> tuple[str, ...]:
    found = ["Stops count where they began; shifts do not apply."] if context.view.shifts else []
    if len(repairs):
        found.append("Machines that record no stops count their finished corrective and emergency jobs instead.")
    own = minutes_between(stops["started_at"], stops["ended_at"])
    if not mtbf and (own - stops["minutes"]).sum() > 0:
        found.append("Stops that overlap are a failure each; the time that they share is repair time of the later one.")
    works = context.maintenance.current.reliability
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


def compliance(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Preventive jobs done on time ÷ those due."""
    found = context.maintenance.current.compliance
    due = judged(_jobs(context), context.view)
    counted = due[due["outcome"].isin([preventive.ON_TIME, preventive.EARLY, preventive.LATE, preventive.MISSED])]
    used = (context.listed(JOBS, counted[[*JOB_COLUMNS, "interval_days", "outcome"]], "preventive jobs that were due"),)
    value = known(found.percentage)
    terms = {"on_time": Term(found.on_time, "jobs on time"), "due": Term(found.due, "jobs due")}
    waiting = found.pending + found.not_due
    return context.receipt(
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


def job_cost(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Costs of the finished jobs that state one."""
    jobs = context.maintenance.jobs
    finished = jobs[jobs["status"] == "completed"]
    stated = finished[finished["cost"].notna()]
    value, currency = context.maintenance.current.cost.total, context.plant.currency
    costs = stated.groupby("machine")["cost"].sum()
    used = (context.listed(JOBS, stated[[*JOB_COLUMNS, "cost"]], "finished jobs that state a cost"),)
    return context.receipt(
        wanted,
        figure_of(value),
        why_not="" if value is not None else "No finished job states a cost.",
        working=(added(wanted.metric.label, costs, value, currency),) if len(stated) else (),
        used=used,
        left_out=(
            LeftOut(len(finished) - len(stated), "finished jobs state no cost"),
            LeftOut(len(jobs) - len(finished), "jobs of the period are not finished"),
            LeftOut(context.maintenance.undated, "jobs have no date at all"),
            rejected(*used),
        ),
    )


def overdue_jobs(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Jobs that were due before today and are not completed."""
    waiting = context.maintenance.open_jobs
    late = waiting[waiting["overdue_days"].notna()]
    used = (context.listed(JOBS, late[[*JOB_COLUMNS, "overdue_days"]], "overdue jobs"),)
    undated = int(waiting["due_day"].isna().sum())
    return context.receipt(
        wanted,
        float(context.maintenance.overdue),
        used=used,
        left_out=(
            LeftOut(undated, "open jobs have no due date"),
            LeftOut(len(waiting) - len(late) - undated, "open jobs are not due yet"),
            rejected(*used),
        ),
        notes=(f"Due before {context.maintenance.today:%-d %b %Y}, whatever the period.",),
    )


def alerts(context: ReceiptContext, wanted: FigureRef) -> Receipt:
    """Alerts that stand: all that are not resolved, or only those that nobody has acknowledged."""
    standing, aside = context.maintenance.alerts, context.maintenance.aside
    chosen = standing if wanted.figure == "open_alerts" else standing[standing["status"] == "active"]
    columns = ["id", "equipment_id", "machine", "priority", "status", "title", "since"]
    return context.receipt(
        wanted,
        float(len(chosen)),
        used=(context.listed(ALERTS, chosen[columns]),),
        left_out=(
            LeftOut(len(standing) - len(chosen), "alerts are acknowledged"),
            LeftOut(
                len(aside),
                "alerts are shelved, or suppressed as their machine stands or their sensor cannot be believed",
                aside[columns],
            ),
        ),
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
