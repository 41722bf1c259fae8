"""Other limits of a sensor, tried on what was read: what they would have told, and one click to apply them."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from producflow.access.roles import Actor, Permission
from producflow.domain.thresholds import Limits
from producflow.errors import ProducFlowError
from producflow.operations import thresholds
from producflow.reports import limit_changes
from producflow.reports.equipment import Machines
from producflow.reports.limit_replay import DAYS, WITHIN, LimitReplay, replay
from producflow.store.session import Session
from producflow.ui import cached, components, context, limit_fields, tables
from producflow.ui.changing import changes, failed, may, press
from producflow.ui.tables import Column
from producflow.ui.text import counted, local, number, plain, sensor

WISH = "replay_wish"
BACK, BEFORE = (30, 90, 365), (1, 7, 14, 30)
"""How far back to look, and how long before a failure an alarm warns of it. [d]"""
COMPARED = {
    "what": Column("What came of it"),
    "present": Column("Present", right=True),
    "tried": Column("Tried", right=True),
}
FAILURES = {
    "failed_at": Column("Failed"),
    "what": Column("Known by", words=True),
    "called": Column("What"),
    "present_hours": Column("Warned before, present limits", "h", 1),
    "tried_hours": Column("Warned before, tried limits", "h", 1),
}


@dataclass(frozen=True)
class Wish:
    """Limits that somebody wants to try."""

    machine: int
    sensor: str
    given: tuple[tuple[str, float | None], ...]
    days: int
    within: int


def show(report: Machines, machine: int, actor: Actor) -> None:
    """Let other limits of one of the machine's sensors be tried on its history."""
    sensors = [str(each["sensor_type"]) for each in report.told(machine)]
    if not sensors or context.reader() is not None:
        return
    with components.folded("Try other limits on what was read", ":material/replay:", "limit_replay") as is_open:
        if not is_open:
            return
        chosen = st.selectbox("Sensor", sensors, format_func=sensor, key=f"replay_sensor_{machine}")
        now = context.store().read(partial(_in_force, sensor_type=chosen, machine=machine))
        key = limit_fields.key_of("replay", chosen, machine, now)
        with st.form(key, border=False):
            given = limit_fields.ask(chosen, now, key)
            left, right = st.columns(2)
            back = _days(left, "Look back", BACK, DAYS, f"{key}_back")
            before = _days(right, "An alarm warns of a failure within", BEFORE, WITHIN, f"{key}_before")
            if st.form_submit_button("Replay", type="primary", icon=":material/replay:"):
                st.session_state[WISH] = Wish(machine, chosen, tuple(given.items()), back, before)
        wish: Wish | None = st.session_state.get(WISH)
        if wish is not None and (wish.machine, wish.sensor) == (machine, chosen):
            _result(wish, actor)
        failed("replay")
        _undo(machine, chosen, actor)


def _in_force(session: Session, sensor_type: str, machine: int) -> Limits:
    return limit_changes.in_force(session, sensor_type, machine) or Limits()


def _days(place: Any, label: str, choices: tuple[int, ...], default: int, key: str) -> int:
    names = {days: counted(days, "day", "days") for days in choices}
    chosen = place.segmented_control(
        label, list(names), default=default, required=True, format_func=lambda days: names[days], key=key
    )
    return int(chosen or default)


def _result(wish: Wish, actor: Actor) -> None:
    try:
        tried = thresholds.would_be(
            context.store(), sensor_type=wish.sensor, equipment_id=wish.machine, given=dict(wish.given)
        )
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    asked = (wish.machine, wish.sensor, tried, context.now().replace(minute=0), wish.days, wish.within)
    found = cached.answer(replay, *asked)
    if found.first is None:
        components.empty("No single readings of this sensor are known for these days.", "Look farther back.")
        return
    with st.container(border=True, key="replayed"):
        st.markdown(f"**{plain(found.sentence)}**")
        st.caption(_rests_on(found))
        tables.table(_compared(found), "Present and tried limits on the same readings", COMPARED)
        _failures(found, actor)
        if not wish.given:
            st.caption("Nothing is different from the limits in force; change a value to compare.")
        elif may(actor, Permission.MANAGE_THRESHOLDS):
            st.button(
                "Apply these limits",
                type="primary",
                icon=":material/save:",
                key="replay_apply",
                help="The machine gets them as its own; stored readings and alerts follow. It can be undone.",
                on_click=_apply,
                args=(wish,),
            )


def _rests_on(found: LimitReplay) -> str:
    assert found.first is not None  # noqa: S101 - asked by whoever calls
    assert found.last is not None  # noqa: S101
    zone = context.zone()
    span = f"{local(found.first, zone)} to {local(found.last, zone)}"
    known = counted(len(found.failures), "logged failure", "logged failures")
    return (
        f"{counted(found.readings, 'reading', 'readings')} from {span}; {known}: finished corrective jobs, unplanned "
        "stops of an hour or more. By the rule by which readings raise alerts."
    )


def _compared(found: LimitReplay) -> pd.DataFrame:
    both, many = (found.present, found.tried), len(found.failures)
    judged = not found.why_not
    rows = [
        ("Alarms", *(f"{each.alarms:,}" for each in both)),
        ("Of them critical", *(f"{each.critical:,}" for each in both)),
        ("In a chatter (three within a minute)", *(f"{each.chattering:,}" for each in both)),
        ("Again within an hour of the last one", *(f"{each.again:,}" for each in both)),
        ("Time in alarm", *(number(each.hours, 1, "h") for each in both)),
        ("Failures with a warning", *(f"{each.warned} of {many}" if judged else "not judged" for each in both)),
        (
            f"Alarms that a failure followed within {counted(found.within_days, 'day', 'days')}",
            *(f"{each.followed:,} of {each.alarms:,}" if judged else "not judged" for each in both),
        ),
    ]
    return pd.DataFrame(rows, columns=list(COMPARED))


def _failures(found: LimitReplay, actor: Actor) -> None:
    if found.failures.empty or found.why_not:
        return
    ahead = {
        f"{name}_hours": (found.failures["failed_at"] - found.failures[name]).dt.total_seconds() / 3600
        for name in ("present", "tried")
    }
    rows = found.failures.assign(**ahead)
    tables.table(rows, "Logged failures and how long before each limit warned", FAILURES, at_once=tables.SOME)
    st.caption("Empty: no alarm warned of it.")
    tables.download(rows, "replayed_limits", actor, columns=FAILURES)


def _apply(wish: Wish) -> None:
    press(
        "replay",
        f"apply {wish} {changes()}",
        partial(_set, wish),
        f"The limits of {sensor(wish.sensor)} are applied; below, that can be undone.",
    )
    st.session_state.pop(WISH, None)


def _set(wish: Wish, actor: Actor) -> None:
    thresholds.set(context.store(), actor, sensor_type=wish.sensor, equipment_id=wish.machine, **dict(wish.given))


def _undo(machine: int, sensor_type: str, actor: Actor) -> None:
    """Offer to take back the newest change of these limits."""
    if not actor.may(Permission.MANAGE_THRESHOLDS):
        return
    made = cached.answer(limit_changes.changes)
    own = made[(made["equipment_id"] == machine) & (made["sensor_type"] == sensor_type) & made["open"]]
    if own.empty:
        return
    newest = own.iloc[0]
    who = "a program" if pd.isna(newest["person"]) else newest["person"]
    when = local(newest["created_at"], context.zone())
    st.caption(f"These limits were changed by {plain(who)} on {when}: {plain(newest['what'])}.")
    st.button(
        "Undo that change of limits",
        icon=":material/undo:",
        key=f"replay_undo_{newest['id']}",
        on_click=press,
        args=(
            "replay",
            f"undo limits {newest['id']}",
            partial(_take_back, int(newest["id"])),
            f"The change of the limits of {sensor(sensor_type)} is undone.",
        ),
    )


def _take_back(change_id: int, actor: Actor) -> None:
    thresholds.undo(context.store(), actor, change_id)
