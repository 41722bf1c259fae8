"""Figures that say whether maintenance helped, each with the counts it rests on."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from producflow.reports.maintenance import Maintenance, Period
from producflow.reports.view import View
from producflow.ui import components, filters
from producflow.ui.components import Column, number

NEWEST_DAYS = 365
"""Length of the period offered where the chosen one holds no job. [days]"""


def cards(report: Maintenance) -> None:
    """Show what must be done now, and what the period came to, with change and counts."""
    now, before = report.current, report.previous
    against = f"vs prior {report.view.days:,} days" if report.view.days > 1 else "vs the day before"
    with st.grid(3, min_column_width=230, gap="small"):
        components.kpi("Open alerts", len(report.alerts), note=_unseen(report), formula="Not resolved yet.")
        components.kpi(
            "Overdue jobs",
            report.overdue,
            note=f"of {len(report.open_jobs):,} open jobs",
            formula="Due before today in the plant's time zone and not completed, whatever the period.",
        )
        components.kpi(
            "MTBF",
            now.reliability.mtbf_hours,
            "h",
            digits=1,
            previous=before.reliability.mtbf_hours,
            against=against,
            note=_failures(now),
            better="up",
            formula="Operating time ÷ failures. A failure is an unplanned stop or, on machines that record no stops, a "
            "completed corrective or emergency job. Operating time comes from production records.",
            why_not=_why_no_mtbf(now),
        )
        components.kpi(
            "MTTR",
            now.reliability.mttr_hours,
            "h",
            digits=2,
            previous=before.reliability.mttr_hours,
            against=against,
            note=f"{now.reliability.repaired:,} repairs",
            better="down",
            formula="Repair time ÷ failures whose repair time is known.",
            why_not="No failure with known repair time",
        )
        _compliance(report, against)
        _cost(report, against)
    before_it = f"the {report.view.days:,} days before" if report.view.days > 1 else "the day before"
    st.caption(
        f"MTBF, MTTR, preventive work and cost are of {period(report.view)}, arrows compare with {before_it}; "
        "alerts and open jobs are those of now."
    )


def _unseen(report: Maintenance) -> str:
    unseen = int((report.alerts["status"] == "active").sum())
    return f"{unseen:,} not acknowledged"


def _failures(period: Period) -> str:
    found = period.reliability
    told = f"{found.failures_timed:,} failures in {number(found.operating_hours, 0, 'h')}"
    left = found.failures - found.failures_timed
    return f"{told} ({left:,} more on machines without run time)" if left else told


def _why_no_mtbf(period: Period) -> str:
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
    components.kpi(
        "Preventive on time",
        100 * found.ratio,
        "%",
        previous=100 * before.ratio,
        against=against,
        note=counts,
        better="up",
        formula=f"Preventive jobs done within 10 % of their interval, at least one day ÷ those due. {left_out}",
        why_not=f"{undated:,} lack a due or a done date" if undated else "None was due",
    )


def _cost(report: Maintenance, against: str) -> None:
    found = report.current.cost
    components.kpi(
        "Cost of jobs",
        found.total,
        report.plant.currency,
        previous=report.previous.cost.total,
        against=against,
        note=f"known for {found.with_cost:,} of {found.jobs:,} jobs",
        better="down",
        formula="Sum over the jobs finished in the period.",
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


MACHINES = {
    "name": Column("Machine"),
    "operating_hours": Column("Operating time", "h"),
    "failures": Column("Failures"),
    "mtbf_hours": Column("MTBF", "h", 1),
    "repaired": Column("Repairs"),
    "mttr_hours": Column("MTTR", "h", 2),
    "jobs": Column("Finished jobs"),
    "cost": Column("Cost", digits=0),
    "counted": Column("Failures are"),
}


def by_machine(report: Maintenance) -> pd.DataFrame:
    """The period's figures of each machine, the one that fails most often first."""
    rows = report.machines.sort_values(["mtbf_hours", "name"], na_position="last").reset_index()
    return rows.assign(counted=rows["source"].map({"event": "unplanned stops", "log": "finished repairs"}))


def machine_columns(report: Maintenance) -> dict[str, Column]:
    """Columns of that table, with the plant's currency."""
    return MACHINES | {"cost": Column("Cost", report.plant.currency)}


def period(view: View) -> str:
    """The period in words."""
    return filters.span(view.first_day, view.last_day)
