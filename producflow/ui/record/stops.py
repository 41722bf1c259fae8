"""Stops of a machine: it stands, it runs again, why it stood; one tap each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from producflow.access.roles import Actor
from producflow.domain import zones
from producflow.operations import stops
from producflow.reports.recording import Reason, Recording, Stop
from producflow.ui import changing, context
from producflow.ui.record import choosing
from producflow.ui.record.choosing import clock, when
from producflow.ui.record.typed import Typed
from producflow.ui.text import counted, plain

PLACE = "stops"
FEW = 3
"""Stops without a reason that are shown at once; the others follow as these get theirs."""


def now(machine: int, found: Recording) -> None:
    """What stands, and the way to say that it stands or runs again; what waits for a reason."""
    with st.container():  # below it, nothing is drawn anew when one of them comes or goes
        _now(machine, found)


def _now(machine: int, found: Recording) -> None:
    changing.failed(PLACE)
    for stop in found.standing:
        _standing(stop, found)
    for stop in found.waiting[:FEW]:
        with st.container(border=True):
            st.markdown(f"**Why did it stand {_span(stop)}?**")
            _reasons(found.reasons, f"waiting_{stop.id}", partial(_explain, stop.id, choosing.why(found.shift)))
    more = len(found.waiting) - FEW
    if more > 0:
        st.caption(f"{counted(more, 'more stop waits', 'more stops wait')} for a reason.")
    if not found.standing:
        begun = context.now()
        st.button(
            "It stopped now",
            icon=":material/pause_circle:",
            width="stretch",
            key="record_stopped",
            on_click=changing.press,
            args=(
                PLACE,
                f"stopped {machine} {begun} {changing.changes()}",
                partial(_stopped, machine, begun),
                f"Stopped since {clock(begun)}.",
            ),
        )


def _standing(stop: Stop, found: Recording) -> None:
    with st.container(border=True):
        why = f": {plain(stop.reason)}" if stop.reason else ""
        st.markdown(f"**Stopped since {when(stop.started_at)}, {_minutes(stop)} min{why}**")
        if not stop.reason:
            _reasons(found.reasons, f"standing_{stop.id}", partial(_explain, stop.id, None))
        if stop.from_states:
            st.caption("Its states say when it runs again.")
            return
        st.button(
            "It runs again",
            icon=":material/play_circle:",
            type="primary",
            width="stretch",
            key=f"record_runs_{stop.id}",
            on_click=_runs_again,
            args=(stop,),
        )


def earlier(machine: int, found: Recording, actor: Actor) -> None:
    """Let a stop of the shift be added that nobody recorded when it happened."""
    typed = Typed(actor, machine, found.shift, "stop", starts=None, ends=None)
    with st.expander(
        "Add an earlier stop", typed.value("starts") is not None, icon=":material/more_time:", key="record_earlier"
    ):
        left, right = st.columns(2, wrap=False)
        left.time_input("From", value=None, step=60, key=typed.field("starts"))
        right.time_input("To; empty: it stands", value=None, step=60, key=typed.field("ends"))
        typed.keep()
        changing.failed("earlier")
        if typed.value("starts") is None:
            st.caption("Say from when, and then why.")
            return
        _reasons(found.reasons, "earlier", partial(_add, machine, found, typed))
        st.button(
            "The reason is not known yet",
            key="record_earlier_unknown",
            type="tertiary",
            on_click=_add,
            args=(machine, found, typed, None),
        )


def _reasons(offered: tuple[Reason, ...], place: str, press: Callable[[str], None]) -> None:
    """Reasons to choose from, each as large as a thumb."""
    if not offered:
        st.caption("No reason was ever given; a manager can keep a list of them on Admin, under Plant.")
    with st.grid(4, min_column_width=150, gap="small", key=f"reasons-{place}"):
        for reason in offered:
            st.button(
                plain(reason.name),
                key=f"record_reason_{place}_{reason.name}",
                width="stretch",
                on_click=press,
                args=(reason.name,),
            )


def _explain(stop_id: int, why: str | None, reason: str) -> None:
    work = partial(_change, stop_id, {"reason": reason}, why)
    changing.press(PLACE, f"reason {stop_id} {changing.changes()}", work, f"The reason is noted: {reason}.")


def _runs_again(stop: Stop) -> None:
    ends = max(context.now(), stop.started_at)
    work = partial(_change, stop.id, {"ended_at": ends}, None)
    changing.press(PLACE, f"runs {stop.id}", work, f"It runs again since {clock(ends)}.")


def _add(machine: int, found: Recording, typed: Typed, reason: str | None) -> None:
    """Times of day are those of the shift, or of what comes after it."""
    zone, starts, ends = context.zone(), typed.value("starts"), typed.value("ends")
    began = zones.next_at(zone, starts, found.shift.starts)
    over = None if ends is None else zones.next_at(zone, ends, began)
    work = partial(_enter, machine, began, over, reason, typed.sent_as, choosing.why(found.shift))
    if changing.attempt("earlier", typed.sent_as, work, f"The stop is recorded from {clock(began)}."):
        typed.clear()


def _stopped(machine: int, begun: datetime, actor: Actor) -> None:
    stops.record(context.store(), actor, equipment_id=machine, started_at=begun)


def _enter(
    machine: int,
    began: datetime,
    over: datetime | None,
    reason: str | None,
    sent_as: str,
    why: str | None,
    actor: Actor,
) -> None:
    given: dict[str, Any] = {"started_at": began, "ended_at": over, "reason": reason, "sent_as": sent_as, "why": why}
    stops.record(context.store(), actor, equipment_id=machine, **given)


def _change(stop_id: int, changes: dict[str, Any], why: str | None, actor: Actor) -> None:
    stops.change(context.store(), actor, stop_id, changes, why)


def _minutes(stop: Stop) -> str:
    return f"{(stop.ended_at - stop.started_at).total_seconds() / 60:,.0f}"


def _span(stop: Stop) -> str:
    return f"from {when(stop.started_at)} to {clock(stop.ended_at)}, {_minutes(stop)} min"
