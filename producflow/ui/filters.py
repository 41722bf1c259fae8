"""The choices that every page shares: which days, which machines, which shifts.

The period stands at the head of the page, the rest in the sidebar, so a phone keeps its screen for the answer; all are
in the URL, so that a link opens on the same view. A value in the URL that does not exist (any more) falls back to "all"
instead of failing.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import streamlit as st

from producflow.domain import zones
from producflow.domain.calendar_words import span as span
from producflow.domain.patterns import spoken
from producflow.reports import frozen as frozen_links
from producflow.reports.links import CUSTOM, DEFAULT_PERIOD, PERIODS, ZONE, Link, day_of
from producflow.reports.periods import DAYS
from producflow.reports.plant import machine_names
from producflow.reports.view import View
from producflow.ui import addressed, cached, context, levels, shown
from producflow.ui.text import DAY

BY_DAY = "by_day"
"""Key of the chart whose bars are days."""
REFRESH_SECONDS = 1
WIDTH, DAY_WIDTH = 520, 160
"""Of the choice of a period and of a day of one's own: known before they are drawn, so that nothing jumps. [px]"""
OWN_DAYS = "producflow_own_days"  # session state: whether the page was last drawn with them
NEWEST = {
    "Today": "today so far",
    "Yesterday": "the day before today",
    "Last shift": "the last shift that is over",
    **{name: f"the newest {count} days" for name, count in DAYS.items()},
}
"""What a link that moves on with the calendar shows, by the name of its period."""


def period_machines_shifts(*, told: bool = True) -> View:
    """Ask which part of the plant to look at, and say in one line what was chosen.

    Parameters
    ----------
    told : bool
        Whether to say it here; a page that answers something else first says it where its figures begin.

    Returns
    -------
    View
        The last seven production days of the whole plant up to now until somebody chooses otherwise.
    """
    with context.of_every_page():
        period = _period()
        with st.sidebar:
            machines = levels.chosen()
            shifts = _shifts(period)
            _zone()
            _auto_refresh()
    levels.require(machines)
    view = replace(period, machines=machines.machines, shifts=shifts, chosen=machines)
    if told:
        st.caption(sentence(view))
    return view


def machines_only() -> tuple[int, ...] | None:
    """Ask for machines, and on which clock; for a page that shows no period."""
    with context.of_every_page(), st.sidebar:
        machines = levels.chosen()
        _zone()
        _auto_refresh()
    levels.require(machines)
    return machines.machines


def sentence(view: View) -> str:
    """What a view shows, in words: ``16 Nov to 22 Nov 2026 · all machines · night shift · times in Europe/Berlin``."""
    machines = levels.in_words(view)
    shifts = "all shifts" if view.shifts is None else f"{' and '.join(view.shifts)} shift"
    return f"{days(view)} · {machines} · {shifts} · {_clock()}"


def days(view: View) -> str:
    """Days of a view in words, and how far the last one is looked at: ``29 Nov 2026, today so far, until 14:05``."""
    told = span(view.first_day, view.last_day)
    if view.last_shifts is not None:
        return f"{told}, {_to_the_end_of(view.last_shifts)}"
    if context.closed(view) == view:
        return told
    until = f"until {context.now().astimezone(ZoneInfo(context.zone())):%H:%M}"
    return f"{told}, today so far, {until}" if view.days == 1 else f"{told} so far, {until}"


def _to_the_end_of(shifts: tuple[str, ...]) -> str:
    return f"to the end of its {shifts[-1]} shift" if shifts else "without the last day, none of whose shifts is over"


def view_of(link: Link) -> View:
    """What the address of a page means, on a frozen link too."""
    return frozen_links.view_of(link, context.plant(), context.now(), cached.answer(machine_names), context.frozen())


def _clock() -> str:
    """On which clock times are shown, and days counted where that is another one."""
    zone, plant = context.zone(), context.plant().timezone
    return f"times in {zone}" + ("" if zone == plant else f", production days in {plant}")


def look_at(first_day: date, last_day: date) -> None:
    """Look at a period of one's own; to be called from a callback, before the choices are drawn."""
    st.session_state["period"] = CUSTOM
    for key, chosen in (("from", first_day), ("to", last_day)):
        _write_out(key, chosen)
        st.session_state[key] = chosen


def _write_out(key: str, chosen: date) -> None:
    """Let the address name a day that nobody has typed; a field that is not on the page yet would leave it out."""
    if key not in st.session_state:
        st.query_params[key] = chosen.isoformat()


def narrow_to_day() -> None:
    """Look at one production day only: what a click on its bar in the chart of that key does."""
    points = st.session_state[BY_DAY]["selection"]["points"]
    if points:
        chosen = date.fromisoformat(str(points[0]["x"])[:10])
        look_at(chosen, chosen)


def _period() -> View:
    """Ask for the period at the head of the page, where its answer stands."""
    called = st.segmented_control(
        "Period",
        [*PERIODS, CUSTOM],
        default=DEFAULT_PERIOD,
        required=True,
        width=WIDTH,
        wrap=False,  # on a phone one row that scrolls
        label_visibility="collapsed",
        **addressed.bound("period", [*PERIODS, CUSTOM]),
    )
    if called in PERIODS:
        _without_days(called)
        return frozen_links.period_of(called, context.plant(), context.now(), context.frozen())
    return _own_days()


def _without_days(called: str) -> None:
    """Say that a period that the address calls by its name wins over days that it names too."""
    if st.session_state.pop(OWN_DAYS, False):  # whoever leaves days of their own for a period knows
        for key in ("from", "to"):
            addressed.forget(key)
        return
    given = {key: day_of(st.query_params.get(key)) for key in ("from", "to")}
    days = " and ".join(f"{key} {day.isoformat()}" for key, day in given.items() if day is not None)
    told = (
        f"The address names both the period {called} and days ({days}): shown is the period. Choose {CUSTOM} for days."
    )
    for key, day in given.items():
        if day is None:
            addressed.day(key, "period")
        else:
            addressed.note(key, lambda _: False, told, whole=True, watched="period")


def _own_days() -> View:
    st.session_state[OWN_DAYS] = True
    today = context.production_day()
    default = View(today - timedelta(days=6), today)
    for key, chosen in (("from", default.first_day), ("to", default.last_day)):
        addressed.day(key)
        if day_of(st.query_params.get(key)) is None and key not in st.session_state:
            _write_out(key, chosen)
            st.session_state[key] = chosen
    with st.container(horizontal=True):
        with st.container(width=DAY_WIDTH):
            first_day = day("First day", default.first_day, today, "from", pinned=True)
        with st.container(width=DAY_WIDTH):
            last_day = day("Last day", default.last_day, today, "to", pinned=True)
    if max(first_day, last_day) > today:
        st.caption(f"The days after {span(today, today)} lie ahead; what there is until then is shown.")
    # The browser checks nothing about the two together, and a link may hold them the wrong way round.
    return View(min(first_day, last_day, today), min(max(first_day, last_day), today))


NEVER = date(1969, 12, 31)
"""A default that nobody chooses: a day that equals its default is taken out of the address."""


def day(label: str, default: date, latest: date, key: str, note: str | None = None, *, pinned: bool = False) -> date:
    """Ask for a production day, bound to the URL; cleared or impossible means the default.

    Parameters
    ----------
    key : str
        Its name in the address too. A day that the address names stays in it, though it be the default of today.
    note : str, optional
        Behind its question mark.
    pinned : bool
        Whether the address is to name the day in any case.
    """
    named = day_of(st.query_params.get(key))
    chosen = st.date_input(
        label,
        value=NEVER if named is not None or pinned else default,
        min_value=NEVER,
        max_value=latest if named is None else max(latest, named),
        format=DAY,
        help=note,
        **addressed.day(key),
    )
    # Its annotation leaves out that a field can be cleared.
    kept = cast("date | None", chosen)
    return default if kept is None or kept == NEVER else kept


def _shifts(period: View) -> tuple[str, ...] | None:
    """Ask for shifts; a period that is a shift leaves nothing to choose."""
    names = context.plant().schedule.names
    chosen = st.pills(
        "Shifts",
        names,
        selection_mode="multi",
        format_func=spoken,
        help="None chosen means all of them." if period.shifts is None else "The period is one shift already.",
        disabled=period.shifts is not None,
        **addressed.bound("shifts", names, spoken),
    )
    if period.shifts is not None:
        return period.shifts
    kept = tuple(shift for shift in names if shift in chosen)
    return None if len(kept) in (0, len(names)) else kept


def _zone() -> None:
    """Ask on which clock to show times: the plant's until somebody chooses another."""
    plant, browser = context.plant().timezone, st.context.timezone
    bound = addressed.note(
        ZONE, zones.known, f"There is no time zone {{}}; times are shown in the plant's, {plant}.", whole=True
    )
    options = [plant, *(zone for zone in (browser, "UTC") if isinstance(zone, str) and zones.known(zone))]
    st.selectbox(
        "Times in",
        list(dict.fromkeys(options)),
        accept_new_options=True,
        help="The plant's clock, your browser's or UTC; or type another, such as Europe/Berlin. Production days and "
        "shifts stay the plant's.",
        **bound,
    )


def _auto_refresh() -> None:
    wanted = st.toggle(
        "Refresh by itself",
        value=True,
        key="refresh",
        persist_state="session",
        help="Shows within a second or two what has changed of what the page shows.",
    )
    if wanted:
        st.fragment(_look_for_news, run_every=REFRESH_SECONDS)(_rests_on())


def _rests_on() -> tuple[date, datetime]:
    """On which the choice of a period rests: the running day, and the end of the newest shift that is over."""
    return context.production_day(), context.as_of()


def _look_for_news(rested_on: tuple[date, datetime]) -> None:
    # A fragment's rerun skips the sign-in gate; this one shows nothing and leaves the rest to a run of the whole page.
    if not context.is_still_signed_in() or (not shown.held() and (shown.moved() or _rests_on() != rested_on)):
        shown.run_anew()
