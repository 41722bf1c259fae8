"""Figures that say whether maintenance helped, each with the counts it rests on."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.change import Change
from producflow.domain.metrics import METRICS
from producflow.reports import baselines, reliability
from producflow.reports.levels import MACHINE
from producflow.reports.maintenance import Maintenance
from producflow.reports.plant import machine_names
from producflow.reports.receipts import FigureRef
from producflow.reports.upkeep import PeriodFigures
from producflow.reports.view import View
from producflow.ui import breakdown, cached, components, filters, kept, receipts, tables
from producflow.ui.tables import Column
from producflow.ui.text import Bounds, between, counted, number

NEWEST_DAYS = 365
"""Length of the period offered where the chosen one holds no job. [days]"""


def cards(report: Maintenance) -> None:
    """Show what must be done now, and what the period came to, with change, bounds and counts."""
    now, over, before = report.current, report.over, report.previous
    against = f"vs {baselines.before(report.closed)}"
    fails, fixes = now.reliability.failures_timed, now.reliability.repaired
    with st.grid(3, min_column_width=230, gap="small"):
        components.figure("open_alerts", len(report.alerts), note=_unseen(report))
        components.figure("overdue_jobs", report.overdue, note=f"of {len(report.open_jobs):,} open jobs")
        components.figure(
            "mtbf_hours",
            now.reliability.mtbf_hours,
            change=Change(before.reliability.mtbf_hours, over.reliability.mtbf_hours),
            against=against,
            note=between(now.reliability.mtbf_bounds, 0, counted(fails, "failure", "failures")),
            more=f"{_failures(now)}. {_surely(now.reliability.mtbf_bounds, 1)}",
            why_not=_why_no_mtbf(now),
        )
        components.figure(
            "mttr_hours",
            now.reliability.mttr_hours,
            change=Change(before.reliability.mttr_hours, over.reliability.mttr_hours),
            against=against,
            note=between(now.reliability.mttr_bounds, 2, counted(fixes, "repair", "repairs")),
            more=_surely(now.reliability.mttr_bounds, 2),
            why_not="No failure with known repair time",
        )
        _compliance(report, against)
        _cost(report, against)
    st.caption(
        f"MTBF, MTTR, preventive work and cost are of {period(report.view)}, arrows compare with "
        f"{baselines.before(report.closed)}; "
        "alerts and open jobs are those of now. Ranges hold the true value with 90 % confidence."
    )


def _surely(bounds: Bounds, digits: int) -> str:
    lower, upper = bounds
    if lower is None:
        return "Too few to say how sure it is."
    if upper is None:
        return f"With 90 % confidence it is above {number(lower, digits, 'h')}."
    return f"With 90 % confidence it is between {number(lower, digits)} and {number(upper, digits, 'h')}."


def _unseen(report: Maintenance) -> str:
    unseen = int((report.alerts["status"] == "active").sum())
    return f"{unseen:,} unacknowledged"


def _failures(period: PeriodFigures) -> str:
    found = period.reliability
    told = f"{found.failures_timed:,} failures in {number(found.operating_hours, 0, 'h')}"
    left = found.failures - found.failures_timed
    return f"{told} ({left:,} more on machines without run time)" if left else told


def _why_no_mtbf(period: PeriodFigures) -> str:
    found = period.reliability
    if found.operating_hours is None:
        return f"{found.failures:,} failures, run time unknown"
    return f"No failure in {number(found.operating_hours, 0, 'h')}"


def _compliance(report: Maintenance, against: str) -> None:
    found, before = report.current.compliance, report.previous.compliance
    others = {"late": found.late, "early": found.early, "missed": found.missed}
    counts = ", ".join([f"{found.on_time} of {found.due} due", *(f"{n} {name}" for name, n in others.items() if n)])
    undated = found.without_due_date + found.without_completion_date
    left_out = (
        f"Left out: {found.without_due_date} without a due date, {found.without_completion_date} without a completion "
        f"date, {found.pending + found.not_due} whose time is not over."
    )
    components.figure(
        "preventive_compliance",
        found.percentage,
        change=Change(before.percentage, report.over.compliance.percentage),
        against=against,
        note=counts,
        more=left_out,
        why_not=f"{undated:,} lack a due or a done date" if undated else "None was due",
    )


def _cost(report: Maintenance, against: str) -> None:
    found = report.current.cost
    components.figure(
        "job_cost",
        found.total,
        currency=report.plant.currency,
        change=Change(report.previous.cost.total, report.over.cost.total),
        against=against,
        note=f"known for {found.with_cost:,} of {found.jobs:,} jobs",
        why_not="No finished job states one" if found.jobs else "No job was finished",
    )


def nothing_in_period(report: Maintenance) -> None:
    """Where the period holds no job, say of when the newest one is, and offer to go there."""
    if not report.jobs.empty:
        return
    if report.known_days is None:
        components.empty(
            "There are no maintenance jobs yet.",
            "Plan one below, or upload the export of your maintenance system on the Uploads page.",
        )
        return
    first, newest = report.known_days
    undated = f" {report.undated:,} jobs have no date at all." if report.undated else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(
            f":material/info: No job falls into this period; the newest one is of **{newest:%-d %b %Y}**, the "
            f"oldest of {first:%-d %b %Y}.{undated}",
            width="content",
        )
        with st.container(horizontal=True, width="content"):
            start = max(first, newest - timedelta(days=NEWEST_DAYS - 1))
            for label, begin in (("Show the newest year", start), ("Show all", first)):
                st.button(label, icon=":material/date_range:", on_click=filters.look_at, args=(begin, newest))


BOUNDS = "With 90 % confidence the true value lies between the two; empty where too little is known."
MTBF, MTTR = tables.figures("mtbf_hours", "mttr_hours").values()
MACHINES = {
    "name": Column("Machine"),
    "operating_hours": Column.of("operating_hours", digits=0),
    "failures": Column.of("failures_timed"),
    "mtbf_hours": MTBF,
    "mtbf_lower": replace(MTBF, label=f"{MTBF.label} from", help=BOUNDS),
    "mtbf_upper": replace(MTBF, label=f"{MTBF.label} to", help=BOUNDS),
    "repaired": Column.of("repaired"),
    "mttr_hours": MTTR,
    "mttr_lower": replace(MTTR, label=f"{MTTR.label} from", help=BOUNDS),
    "mttr_upper": replace(MTTR, label=f"{MTTR.label} to", help=BOUNDS),
    "jobs": Column("Finished jobs"),
    "cost": Column("Cost", digits=0, help=METRICS["job_cost"].description),
    "counted": Column("Failures are"),
}
OF_MACHINES_ONLY = ("mttr_lower", "mttr_upper", "counted")


def by_level(report: Maintenance, by: str) -> pd.DataFrame:
    """The period's figures of each machine, line or area, the one that fails most often first."""
    if by == MACHINE:
        return kept.made(_by_machine, report)
    rows = reliability.rolled_up(report.machines.reset_index(), cached.answer(machine_names), by)
    return rows.sort_values(["mtbf_hours", "name"], na_position="last", ignore_index=True)


def _by_machine(report: Maintenance) -> pd.DataFrame:
    rows = report.machines.reset_index().sort_values(["mtbf_hours", "name"], na_position="last", ignore_index=True)
    return rows.assign(counted=rows["source"].map({"event": "unplanned stops", "log": "finished repairs"}))


def table(report: Maintenance, rows: pd.DataFrame, by: str, actor: Actor) -> None:
    """Those figures, to be downloaded too; MTBF and MTTR of machines open their receipts."""
    columns = machine_columns(report)
    if by == MACHINE:
        receipts.cells(rows, "Reliability and cost by machine", columns, "by_machine", _of_machine)
    else:  # how repair times spread, and what counts as a failure, is a matter of each machine
        columns = {name: column for name, column in columns.items() if name not in OF_MACHINES_ONLY}
        columns |= {"name": Column(by.capitalize())}
        columns = {("failures_timed" if name == "failures" else name): column for name, column in columns.items()}
        breakdown.of_level(rows, f"Reliability and cost by {by}", columns, by)
    tables.download(rows, f"maintenance_by_{by}", actor, columns=columns)


def _of_machine(row: pd.Series, figure: str) -> FigureRef:
    return FigureRef(figure, machine=int(row["equipment_id"]))


def machine_columns(report: Maintenance) -> dict[str, Column]:
    """Columns of that table, with the plant's currency."""
    return MACHINES | {"cost": replace(MACHINES["cost"], unit=report.plant.currency)}


def period(view: View) -> str:
    """The period in words."""
    return filters.span(view.first_day, view.last_day)
