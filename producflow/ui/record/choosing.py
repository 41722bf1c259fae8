"""Which machine, and which of its shifts: by the address, as a link or a code on the machine itself has it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from producflow.domain.patterns import spoken
from producflow.reports import equipment, recording
from producflow.reports.links import MACHINE, RECORD_DAY, RECORD_SHIFT, day_of
from producflow.reports.recording import Shift
from producflow.ui import addressed, cached, components, context
from producflow.ui.text import plain

CHOSEN = "record_machine"
"""Key of the choice of a machine; the address calls it as the page of one machine does."""
WIDTH = 720
"""Of what is typed and pressed: no wider than a hand on a tablet reaches. [px]"""
OF, WHY = "record_of", "record_why"


def machine() -> int | None:
    """The machine that the address names, else the one that the person recorded for last; None: there is none."""
    names = _offered()
    if not names:
        components.empty("There is no machine yet.", "Upload a list of machines, or records that name them.")
        return None
    named = st.query_params.get(MACHINE)
    addressed.note(MACHINE, lambda value: value in map(str, names), "names a machine by its number")
    if CHOSEN not in st.session_state or st.session_state[CHOSEN] not in names:
        user = context.actor().user_id
        last = None if user is None else context.store().read(recording.last_machine, user)
        known = named is not None and named in map(str, names)
        st.session_state[CHOSEN] = int(str(named)) if known else last if last in names else next(iter(names))
    chosen = st.selectbox(
        "Machine", list(names), format_func=lambda key: names.get(key, "?"), key=CHOSEN, label_visibility="collapsed"
    )
    st.query_params[MACHINE] = str(chosen)
    return int(chosen)


def _offered() -> dict[int, str]:
    """Machines by name: those that have not retired, and whichever the address names."""
    register = cached.answer(equipment.register)
    there = register["retired_on"].isna() | (register["retired_on"] > pd.Timestamp(context.production_day()))
    kept = register[there | (register["id"].astype(str) == st.query_params.get(MACHINE))]
    return {int(key): str(name) for key, name in zip(kept["id"], kept["name"], strict=True)}


def shift(equipment_id: int) -> Shift:
    """The shift that the address names, else the running one, or the last before it."""
    plant, now = context.plant(), context.now()
    offered = list(recording.shifts(plant, equipment_id, now))
    day, name = day_of(st.query_params.get(RECORD_DAY)), st.query_params.get(RECORD_SHIFT)
    named = None if day is None or name is None else recording.shift_on(plant, equipment_id, day, name.casefold())
    if named is not None and named.starts <= now and named not in offered:
        offered.append(named)
    key = f"{OF}_{equipment_id}"
    if st.session_state.get(key) not in offered:
        st.session_state[key] = named if named in offered else offered[0]
    chosen = st.segmented_control(
        "Shift",
        offered,
        format_func=lambda each: _called(each, now),
        required=True,
        key=key,
        label_visibility="collapsed",
        wrap=False,  # on a phone one row that scrolls
    )
    found = chosen or offered[0]
    if found == offered[0]:  # a link to a machine is one to whichever shift runs
        addressed.forget(RECORD_DAY)
        addressed.forget(RECORD_SHIFT)
    else:
        st.query_params[RECORD_DAY], st.query_params[RECORD_SHIFT] = found.day.isoformat(), found.shift
    return found


def _called(each: Shift, now: datetime) -> str:
    if each.starts <= now < each.ends:
        return f"{plain(spoken(each.shift))}, now"
    return f"{plain(spoken(each.shift))} {each.day:%-d %b}"


def ask_why(each: Shift) -> None:
    """Ask for the reason without which nothing of a closed day changes."""
    until = context.plant().closed_until
    if until is not None and each.day <= until:
        st.text_input(
            f"The days until {until:%-d %b %Y} are closed. Why does this one change still?", key=f"{WHY}_{each.day}"
        )


def why(each: Shift) -> str | None:
    """The reason that was given; None where none was asked for, or none is given yet."""
    given = st.session_state.get(f"{WHY}_{each.day}")
    return given if isinstance(given, str) and given.strip() else None


def headline(each: Shift) -> str:
    """Which shift it is, and how far it has come: ``Night shift, so far 2 h 11 min``."""
    now = context.now()
    called = f"{plain(spoken(each.shift))} shift"
    if not each.starts <= now < each.ends:
        return f"{called} of {each.day:%-d %b}"
    hours, minutes = divmod(int((now - each.starts).total_seconds() // 60), 60)
    return f"{called}, so far {f'{hours} h ' if hours else ''}{minutes} min"


def bounds(each: Shift) -> str:
    """From when to when it lasts, on which clock."""
    zone = context.zone()
    starts, ends = (clock(instant) for instant in (each.starts, each.ends))
    return f"{each.day:%a %-d %b %Y}, {starts} to {ends}, times in {zone}"


def clock(instant: datetime) -> str:
    """A time of day on the clock of the page."""
    return f"{instant.astimezone(ZoneInfo(context.zone())):%H:%M}"


def when(instant: datetime) -> str:
    """The same, with its day where that is not today."""
    zone = ZoneInfo(context.zone())
    own, today = instant.astimezone(zone), context.now().astimezone(zone)
    return clock(instant) if own.date() == today.date() else f"{own:%-d %b, %H:%M}"
