"""Did it help: each finished job with what its machine was like before and after it."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain.metrics import METRICS
from producflow.reports.effects import Effects, job_effects
from producflow.reports.receipts import effects as receipts
from producflow.reports.view import View
from producflow.ui import addressed, cached, components, context, kept, tables
from producflow.ui.maintenance.figures import period
from producflow.ui.tables import Column
from producflow.ui.text import counted, number, plain, sensor

WINDOWS, REPEATS = (3, 7, 14, 30), (7, 14, 30, 60, 90)

JOBS = {
    "finished_day": Column("Finished", help="Production day."),
    "machine": Column("Machine"),
    "description": Column("Job"),
    "downtime_before": Column.of("downtime_before"),
    "downtime_after": Column.of("downtime_after"),
    "recovered_hours": Column.of("recovered_hours"),
    "cost": Column("Cost", digits=0),
    "cost_per_recovered_hour": Column.of("cost_per_recovered_hour"),
    "again": Column("Failed again?", help=METRICS["repeat_failures"].description),
    "others": Column("Other jobs then", help="Finished on this machine in the same days: what did what, nobody knows."),
    "shifts_before": Column("Reported before", "shifts"),
    "shifts_after": Column("Reported after", "shifts"),
    "why": Column("Not computable because"),
}
SENSORS = {
    "sensor": Column("Sensor"),
    "before": Column("Before", digits=2, help="Mean of all readings in the days before."),
    "after": Column("After", digits=2, help="Mean of all readings in the days after."),
    "change": Column("Change", digits=2),
    "unit": Column("Unit"),
    "n_before": Column("Readings before"),
    "n_after": Column("Readings after"),
}


def show(view: View, actor: Actor) -> None:
    """Ask how many days to compare, and show what the finished jobs of a view did."""
    st.subheader("Did it help? Finished jobs, before against after")
    with st.container(horizontal=True):
        window = _days("Days before and after", WINDOWS, 7, "window")
        repeat = _days("Failed again within", REPEATS, 30, "repeat")
    found = cached.answer(job_effects, view, context.as_of(), window, repeat)
    if found.jobs.empty:
        components.empty(f"No job was finished in {period(view)}.", "Choose a longer period.")
        return
    _figures(found)
    _jobs(found, actor)


def _days(label: str, choices: tuple[int, ...], default: int, key: str) -> int:
    names = [f"{days} days" for days in choices]
    chosen = st.segmented_control(label, names, default=f"{default} days", required=True, **addressed.bound(key, names))
    return choices[names.index(str(chosen))] if chosen in names else default


def _figures(found: Effects) -> None:
    total, currency = found.recovered, found.plant.currency
    left_out = (
        f"Left out: {total.not_over} whose days after are not over, {total.not_reported} without known downtime, "
        f"{total.without_cost} without a cost, {total.not_alone} with other jobs of the machine in the same days."
    )
    note = f"{counted(total.jobs, 'job stands', 'jobs stand')} alone of {len(found.jobs):,}"
    with st.grid(3, min_column_width=230, gap="small"):
        window = found.window_days
        _card("recovered_hours", total.hours, "", note, f"Together. {left_out}", "No job stands alone", window)
        _card(
            "cost_per_recovered_hour",
            total.cost_per_hour,
            currency,
            note,
            f"{number(total.cost, 0, currency)} ÷ {number(total.hours, 1, 'h')}. {left_out}",
            "No hour was recovered" if total.jobs else "No job stands alone",
            window,
        )
        _card(
            "repeat_failures",
            found.failed_again if found.judged else None,
            "",
            f"of {found.judged:,} within {found.repeat_days} days",
            f"Of {len(found.jobs) - found.judged:,} more jobs it is not known yet.",
            "The days are not over for any job",
            found.repeat_days,
        )


def _card(name: str, value: float | None, currency: str, note: str, more: str, why_not: str, days: int) -> None:
    asked = receipts.wanted(name, days)
    components.figure(name, value, currency=currency, note=note, more=more, why_not=why_not, receipt=asked)


def _jobs(found: Effects, actor: Actor) -> None:
    rows = kept.made(_rows, found)
    currency = found.plant.currency
    columns = JOBS | {
        "cost": Column("Cost", currency, 0),
        "cost_per_recovered_hour": replace(JOBS["cost_per_recovered_hour"], unit=f"{currency}/h"),
    }
    state = tables.table(
        rows, "Finished jobs with what changed", columns, key="effects", on_select="rerun", at_once=tables.SOME
    )
    st.caption(
        f"{found.window_days} production days before the day of the work against the {found.window_days} after it; the "
        "days of the work itself count for neither. Choose a row to see the sensors."
        + (f" The newest {len(rows):,} jobs; {found.left_out:,} older ones are left out." if found.left_out else "")
    )
    if state.selection.rows and state.selection.rows[0] < len(rows):
        _chosen(found, rows.iloc[state.selection.rows[0]].to_dict())
    tables.download(rows, "effect_of_jobs", actor, columns=columns)


def _rows(found: Effects) -> pd.DataFrame:
    again = [_again(job, found.repeat_days) for job in found.jobs[AGAIN].to_dict("records")]
    return found.jobs.assign(again=again, why=found.jobs["why_not"])


AGAIN = ["failed_again", "days_until", "reason"]


def _again(job: dict[Any, Any], days: int) -> str:
    """Whether the machine failed again, in words."""
    if pd.isna(job["failed_again"]):
        return f"not known yet: {days} days are not over"
    if not job["failed_again"]:
        return f"no, not within {days} days"
    reason = "" if pd.isna(job["reason"]) else f": {job['reason']}"
    return f"yes, after {number(job['days_until'], 1)} days{reason}"


def _chosen(found: Effects, job: dict[Any, Any]) -> None:
    with st.container(border=True, gap="small", key=f"effect_{job['id']}"):
        st.markdown(f"**{plain(job['description'])}**, finished on {job['finished_day']:%-d %b %Y}")
        components.machine_link(job["equipment_id"], job["machine"], f"effect_{job['id']}")
        source = "its recorded stops" if job["source"] == "stops" else "its production records"
        facts = [
            f"Unplanned downtime, by {source}: {number(job['downtime_before'], 1, 'h')} before "
            f"({counted(int(job['shifts_before']), 'shift', 'shifts')} reported), "
            f"{number(job['downtime_after'], 1, 'h')} after ({counted(int(job['shifts_after']), 'shift', 'shifts')})."
        ]
        if job["why_not"]:
            facts.append(f"Cost per recovered hour is not computable: {job['why_not']}.")
        if not pd.isna(job["repairs"]):
            facts.append(f"It repaired: {plain(job['repairs'])}.")
        st.markdown(" ".join(facts))
        rows = found.sensors_of(int(job["id"]))
        if rows.empty:
            st.caption("No reading of this machine is known for those days.")
            return
        shown = rows.assign(sensor=[sensor(each) for each in rows["sensor_type"]])
        tables.table(shown, f"Sensors before and after {job['description']}", SENSORS)
