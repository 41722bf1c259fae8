"""A reading by hand, and the stops that are recorded of a shift, each with the way to correct it or take it back."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor
from producflow.domain import zones
from producflow.operations import entries, readings
from producflow.operations import stops as operations
from producflow.reports.recording import Recording, Stop
from producflow.ui import changing, context, text
from producflow.ui.record import choosing
from producflow.ui.record.choosing import clock, when
from producflow.ui.record.typed import Typed
from producflow.ui.text import plain

HALF_A_DAY = timedelta(hours=12)


def reading(machine: int, found: Recording, actor: Actor) -> None:
    """Let a reading be entered that somebody took by hand."""
    if found.sensors.empty:
        return
    typed = Typed(actor, machine, found.shift, "reading", value=None, at=None)
    units = dict(zip(found.sensors["sensor_type"], found.sensors["unit"].fillna(""), strict=True))
    with st.expander(
        "Enter a reading", typed.value("value") is not None, icon=":material/speed:", key="record_by_hand"
    ):
        left, right = st.columns(2, wrap=False)
        sensor = left.selectbox("Sensor", list(units), format_func=text.sensor, key=typed.field("sensor"))
        unit = units.get(sensor, "")
        right.number_input(
            f"Reading [{plain(unit)}]" if unit else "Reading",
            value=None,
            key=typed.field("value"),
            on_change=_read,
            args=(typed,),
        )
        typed.keep()
        changing.failed("reading")
        st.button(
            "Save the reading",
            icon=":material/save:",
            width="stretch",
            key="record_reading",
            disabled=typed.value("value") is None,
            on_click=_enter_reading,
            args=(machine, sensor, typed),
        )


def _read(typed: Typed) -> None:
    """It was taken when it was typed, however often it is sent: machine, sensor and instant name a reading."""
    st.session_state[typed.field("at")] = pd.Timestamp.now("UTC").floor("s")


def _enter_reading(machine: int, sensor: str, typed: Typed) -> None:
    value = typed.value("value")
    row = {"equipment_id": machine, "sensor_type": sensor, "timestamp": typed.value("at"), "value": value}
    work = partial(_post, pd.DataFrame([row]))
    if changing.attempt("reading", f"{typed.sent_as}", work, f"{text.sensor(sensor)} is recorded: {value:g}."):
        typed.clear()


def _post(frame: pd.DataFrame, actor: Actor) -> None:
    readings.add(context.store(), actor, frame)


def stops(found: Recording, actor: Actor) -> None:
    """The stops of the shift, the newest first."""
    st.subheader("Stops of this shift")
    if not found.stops:
        st.caption("No stop was recorded in this shift.")
    for stop in reversed(found.stops):
        _stop(stop, found, actor)


def _stop(stop: Stop, found: Recording, actor: Actor) -> None:
    until = "now" if stop.lasts else clock(stop.ended_at)
    assumed = " (end assumed)" if stop.assumed else ""
    minutes = (stop.ended_at - stop.started_at).total_seconds() / 60
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", wrap=False):
        what = plain(stop.reason or "No reason given") + (", planned" if stop.planned else "")
        st.markdown(f"{when(stop.started_at)} to {until}{assumed}, {minutes:,.0f} min · {what}", width="stretch")
        if not entries.may_correct(actor, stop.entry, context.now(), uploaded=stop.uploaded):
            return
        with st.popover("Correct", type="tertiary", key=f"record_correct_{stop.id}"):
            _correct(stop, found)


def _correct(stop: Stop, found: Recording) -> None:
    """What can be corrected of a stop: only the reason where its states say the rest."""
    field = partial(_field, stop)
    starts, ends = (_clock_of(each) for each in (stop.started_at, stop.ended_at))
    st.markdown(f"**Stop from {when(stop.started_at)}**")
    changing.failed(f"stop {stop.id}")
    if not stop.from_states:
        left, right = st.columns(2, wrap=False)
        left.time_input("From", value=starts, step=60, key=field("starts"))
        right.time_input("To; empty: it stands", value=None if stop.lasts else ends, step=60, key=field("ends"))
    offered = [reason.name for reason in found.reasons]
    if stop.reason and stop.reason not in offered:
        offered.append(stop.reason)
    st.selectbox(
        "Reason",
        offered,
        index=offered.index(stop.reason) if stop.reason else None,
        placeholder="Not known yet",
        key=field("reason"),
    )
    st.button(
        "Save the correction",
        type="primary",
        icon=":material/save:",
        width="stretch",
        key=field("save"),
        on_click=_save,
        args=(stop, found),
    )
    if not stop.from_states and stop.entry is not None:
        st.button(
            "Take it back",
            icon=":material/undo:",
            width="stretch",
            key=field("back"),
            on_click=_take_back,
            args=(stop, found),
        )


def _field(stop: Stop, name: str) -> str:
    """Key of a field; corrected elsewhere, the form begins anew."""
    ends = "" if stop.lasts else f"{stop.ended_at:%s}"
    return f"record_stop_{stop.id}_{stop.started_at:%s}_{ends}_{stop.reason}_{name}"


def _save(stop: Stop, found: Recording) -> None:
    zone, changes = context.zone(), dict[str, Any]()
    starts, ends, reason = (st.session_state.get(_field(stop, name)) for name in ("starts", "ends", "reason"))
    began = stop.started_at
    if not stop.from_states:
        if starts is not None and starts != _clock_of(stop.started_at):
            began = zones.next_at(zone, starts, stop.started_at - HALF_A_DAY)  # the nearest one
            changes["started_at"] = began
        if ends is None:
            changes["ended_at"] = None
        elif stop.lasts or stop.assumed or ends != _clock_of(stop.ended_at):
            changes["ended_at"] = zones.next_at(zone, ends, began)
    if reason != (stop.reason or None):
        changes["reason"] = reason
    work = partial(_change, stop.id, changes, choosing.why(found.shift))
    changing.press(f"stop {stop.id}", f"correct {stop.id} {changing.changes()}", work, "The stop is corrected.")


def _take_back(stop: Stop, found: Recording) -> None:
    work = partial(_remove, stop.id, choosing.why(found.shift))
    changing.press(f"stop {stop.id}", f"back {stop.id}", work, "The stop is taken back.")


def _change(stop_id: int, changes: dict[str, Any], why: str | None, actor: Actor) -> None:
    operations.change(context.store(), actor, stop_id, changes, why)


def _remove(stop_id: int, why: str | None, actor: Actor) -> None:
    operations.take_back(context.store(), actor, stop_id, why)


def _clock_of(instant: datetime) -> time:
    return pd.Timestamp(instant).tz_convert(context.zone()).floor("min").time()
