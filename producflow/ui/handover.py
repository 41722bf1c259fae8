"""The pieces of the handover page: which shift, what it made of its plan, what is open, and who hands it to whom."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import FIRST
from producflow.domain.patterns import spoken
from producflow.domain.rules import LONGEST_HANDOVER
from producflow.operations import handover as operations
from producflow.reports import handover as reports
from producflow.reports.handover import Handover
from producflow.reports.links import HANDOVER_DAY, HANDOVER_SHIFT
from producflow.reports.periods import last_shift, production_day, running_shift
from producflow.reports.production import Production
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.ui import addressed, changing, components, context, filters, tables
from producflow.ui.changing import attempt, failed
from producflow.ui.tables import Column
from producflow.ui.text import local, plain

OF_PLAN = {"plan": Column("Plan", "units"), "gap": Column("Gap", "units")}
PLAN_COLUMNS = {
    "machine": Column("Machine"),
    "output_quantity": Column.of("output_quantity", label="Made"),
    **OF_PLAN,
}
MADE_COLUMNS = {
    "machine": Column("Machine"),
    "product": Column("Product"),
    **tables.figures("output_quantity", "defect_quantity", "defect_rate"),
    "downtime_minutes": Column.of("downtime_minutes", digits=0),
    "efficiency_percentage": Column.of("efficiency_percentage"),
}
AGAINST_PLAN = {
    **{name: MADE_COLUMNS[name] for name in ("machine", "product", "output_quantity")},
    **OF_PLAN,
    **MADE_COLUMNS,
}
"""The plan stands beside what was made: a phone shows the first columns only."""
STOP_COLUMNS = {
    "name": Column("Machine"),
    "started_at": Column("From"),
    "ended_at": Column("To"),
    "own_minutes": Column("Length", "min"),
    "reason": Column("Reason"),
    "planned": Column("Planned"),
    "lasts": Column("Still lasts"),
    "assumed": Column("End assumed", help="Nobody reported it; the machine's next sign of life."),
}
ALERT_COLUMNS = {
    "priority": Column("Priority", words=True),
    "machine": Column("Machine"),
    "title": Column("Alert"),
    "started_at": Column("Since"),
    "status": Column("Status now", words=True),
    "from_before": Column("From an earlier shift"),
}
JOB_COLUMNS = {
    "machine": Column("Machine"),
    "description": Column("Job"),
    "maintenance_type": Column("Type", words=True),
    "status": Column("Status now", words=True),
    "technician": Column("Technician"),
    "scheduled_date": Column("Due"),
    "completed_date": Column("Finished"),
}


def chosen() -> tuple[date, str]:
    """Let somebody choose one shift: the last closed one until they do, the running one at one click."""
    plant, now = context.plant(), context.now()
    names = plant.schedule.names
    last_day, last_name, _ = last_shift(plant, now)
    running = running_shift(plant, now)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=filters.DAY_WIDTH):
            note = "The night shift belongs to the day on which it began."
            day = filters.day("Production day", last_day, production_day(plant, now), HANDOVER_DAY, note)
        shift = st.segmented_control(
            "Shift",
            names,
            default=last_name,
            format_func=spoken,
            required=True,
            **addressed.bound(HANDOVER_SHIFT, names, spoken),
        )
        here = day, shift or last_name
        if running is not None and here != running[:2]:
            _way(f"Running shift: {plain(running[1])}", running[0], running[1], "running")
        if here != (last_day, last_name):
            _way(f"Last closed shift: {plain(last_name)}", last_day, last_name, "closed")
    return here


def _way(label: str, day: date, shift: str, place: str) -> None:
    st.button(label, icon=":material/schedule:", key=f"handover_{place}", on_click=_look_at, args=(day, shift))


def _look_at(day: date, shift: str) -> None:
    st.session_state[HANDOVER_DAY], st.session_state[HANDOVER_SHIFT] = day, shift


def question(day: date, shift: str, machines: tuple[int, ...] | None) -> tuple[Any, ...]:
    """What is asked of a shift; of one that is over the answer stays the same for a whole shift."""
    running = running_shift(context.plant(), context.now())
    at = context.now() if running is not None and running[:2] == (day, shift) else context.as_of()
    return reports.handover, day, shift, machines, at


def told(shift: Handover) -> None:
    """Which shift it is and whether it is over, and the four figures against their goals."""
    state = "closed" if shift.over else "still running, so nothing is judged yet"
    st.caption(f"Handover · {_when(shift.starts)} to {_when(shift.ends)}, {context.zone()} · {state}")
    total = shift.total
    with st.grid(4, min_column_width=components.card_width(total.total_output, total.defect_rate), gap="small"):
        for name in FIRST:
            source = FigureRef(name, day=shift.day, shift=shift.shift)
            value, goal = getattr(total, name), shift.goals.get(name)
            components.figure(name, value, why_not="Nothing was reported.", receipt=source, goal=goal)
    if shift.missing:
        st.warning(f"Not reported: {plain(', '.join(shift.missing))}.", icon=":material/report_off:")


def _when(instant: datetime) -> str:
    return f"{pd.Timestamp(instant).tz_convert(context.zone()):%-d %b %Y %H:%M}"


def days_before(day: date, shift: str, machines: tuple[int, ...] | None) -> tuple[View, datetime]:
    """What the chart of the same shift over two weeks is asked for, this day the last of them."""
    return View(day - timedelta(days=13), day, machines, (shift,)), context.as_of()


def chart_title(report: Production, shift: str) -> str:
    """Whose output the chart shows."""
    return f"{plain(spoken(shift))} shift, day by day" + ("" if "total_output" in report.goals else ": no goal set")


def rows(shift: Handover) -> None:
    """What each machine made, what stood still and what is open."""
    nothing = "No machine reported production in this shift."
    if shift.plans.empty:
        _part("Made", shift.machines, MADE_COLUMNS, nothing, shift)
    elif shift.machines["machine"].is_unique:
        both = shift.machines.merge(shift.plans.drop(columns="output_quantity"), on="machine", how="outer")
        _part("Made against plan", both, AGAINST_PLAN, nothing, shift)
    else:  # a plan is of a machine, whatever it makes
        _part("Made against plan", shift.plans, PLAN_COLUMNS, nothing, shift)
        _part("Made", shift.machines, MADE_COLUMNS, nothing, shift)
    _part("Stops", shift.stops, STOP_COLUMNS, "No stop was recorded in this shift.", shift)
    _part("Alerts open in this shift", shift.alerts, ALERT_COLUMNS, "No alert was open in this shift.", shift)
    _part("Jobs due or finished", shift.jobs, JOB_COLUMNS, "No job was due or finished in this shift.", shift)


def _part(title: str, rows: pd.DataFrame, columns: dict[str, Column], nothing: str, shift: Handover) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{title}**", width="content")
        name = f"handover_{shift.day}_{shift.shift}_{title.lower().replace(' ', '_')}"
        tables.download(rows, name, context.actor(), columns=columns)
    if rows.empty:
        st.caption(nothing)
    else:
        tables.table(rows, f"{title}, {shift.shift} shift of {shift.day:%-d %b %Y}", columns)


def signed(shift: Handover, actor: Actor) -> None:
    """What the shift leader writes, who handed over and who took over, and the ways to do so."""
    changing.said()
    st.subheader("What the next shift should know")
    signs = shift.signed
    if signs is not None:
        lines = [plain(line) for line in str(signs["text"]).splitlines()]
        st.markdown("  \n".join(lines) or "Nothing was written.")
    st.markdown("  \n".join(_signs(shift)))
    failed("handover")
    if signs is not None and signs["taken_at"] is not None:
        return
    if not changing.may(actor, Permission.HAND_OVER):
        return
    if signs is None:
        _write(shift, actor, "")
        return
    _take(shift, actor)
    if operations.may_change(actor, signs["handed_by"]):
        with st.expander("Change the words", icon=":material/edit:"):
            _write(shift, actor, str(signs["text"]))


def _signs(shift: Handover) -> list[str]:
    signs, zone = shift.signed, context.zone()
    if signs is None:
        return ["**Handed over:** not yet", "**Taken over:** not yet"]
    handed = f"**Handed over:** {plain(signs['handed_by_name'])}, {local(signs['handed_at'], zone)}"
    if signs["taken_at"] is None:
        return [handed, "**Taken over:** not yet"]
    return [handed, f"**Taken over:** {plain(signs['taken_by_name'])}, {local(signs['taken_at'], zone)}"]


def _write(shift: Handover, actor: Actor, text: str) -> None:
    first = shift.signed is None
    with st.form(f"handover_{shift.day}_{shift.shift}", border=False):
        words = st.text_area(
            "The shift leader writes",
            value=text,
            max_chars=LONGEST_HANDOVER,
            placeholder="What was done, what is open, what to watch",
            key=f"handover_text_{shift.day}_{shift.shift}",
        )
        label = f"Hand over as {plain(actor.full_name)}" if first else "Save the words"
        sent = st.form_submit_button(label, type="primary", icon=":material/handshake:")
    if sent:
        work = partial(_hand_over, shift.day, shift.shift, words)
        message = f"Handed over: {plain(shift.shift)} shift." if first else "The words are changed."
        attempt("handover", f"handover {shift.day} {shift.shift} {changing.changes()}", work, message)
        st.rerun()


def _hand_over(day: date, shift: str, words: str, actor: Actor) -> None:
    operations.hand_over(context.store(), actor, day=day, shift=shift, text=words)


def _take(shift: Handover, actor: Actor) -> None:
    st.button(
        f"Take over as {plain(actor.full_name)}",
        type="primary",
        icon=":material/handshake:",
        key="handover_take",
        on_click=changing.press,
        args=(
            "handover",
            f"handover taken {shift.day} {shift.shift}",
            partial(_take_over, shift.day, shift.shift),
            f"Taken over: {plain(shift.shift)} shift.",
        ),
    )


def _take_over(day: date, shift: str, actor: Actor) -> None:
    operations.take_over(context.store(), actor, day=day, shift=shift)
