"""The choices that every page shares: which days, which machines, which shifts.

They live in the sidebar, so a phone keeps its screen for the answer, and in the URL, so that a link opens on the same
view. A value in the URL that does not exist (any more) falls back to "all" instead of failing.
"""

from datetime import date
from typing import cast

import streamlit as st

from producflow.domain import zones
from producflow.domain.rules import SHIFTS
from producflow.reports.links import CUSTOM, DEFAULT_PERIOD, PERIODS, ZONE, day_of
from producflow.reports.periods import last_complete_day, last_days, production_day
from producflow.reports.plant import machine_names
from producflow.reports.view import View
from producflow.ui import addressed, cached, context, shown
from producflow.ui.text import plain
from producflow.ui.text import span as span

BY_DAY = "by_day"
"""Key of the chart whose bars are days."""
REFRESH_SECONDS = 1


def period_machines_shifts() -> View:
    """Ask which part of the plant to look at, and say in one line what was chosen.

    Returns
    -------
    View
        The last seven complete production days of the whole plant until somebody chooses otherwise.
    """
    plant, now = context.plant(), context.now()
    with st.sidebar, context.of_every_page():
        first_day, last_day = _period(last_days(plant, now), production_day(plant, now))
        machines = _machines()
        shifts = _shifts()
        _zone()
        _auto_refresh()
    view = View(first_day, last_day, machines, shifts)
    st.caption(sentence(view))
    return view


def sentence(view: View) -> str:
    """What a view shows, in words: ``16 Nov to 22 Nov 2026 · all machines · night shift · times in Europe/Berlin``."""
    names = cached.answer(machine_names)
    machines = (
        "all machines" if view.machines is None else plain(", ".join(names.get(key, "?") for key in view.machines))
    )
    shifts = "all shifts" if view.shifts is None else f"{' and '.join(view.shifts)} shift"
    return f"{span(view.first_day, view.last_day)} · {machines} · {shifts} · {_clock()}"


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


def _period(default: View, today: date) -> tuple[date, date]:
    period = st.segmented_control(
        "Period",
        [*PERIODS, CUSTOM],
        default=DEFAULT_PERIOD,
        required=True,
        width="stretch",
        **addressed.bound("period", [*PERIODS, CUSTOM]),
    )
    for key in ("from", "to"):
        addressed.day(key, "period" if period in PERIODS else None)
    if period in PERIODS:
        view = last_days(context.plant(), context.now(), PERIODS[period])
        return view.first_day, view.last_day
    for key, chosen in (("from", default.first_day), ("to", default.last_day)):
        if day_of(st.query_params.get(key)) is None and key not in st.session_state:
            _write_out(key, chosen)
            st.session_state[key] = chosen
    first, last = st.columns(2)
    with first:
        first_day = day("First day", default.first_day, today, "from", pinned=True)
    with last:
        last_day = day("Last day", default.last_day, today, "to", pinned=True)
    if max(first_day, last_day) > today:
        st.caption(f"The days after {span(today, today)} lie ahead; what there is until then is shown.")
    # The browser checks nothing about the two together, and a link may hold them the wrong way round.
    return min(first_day, last_day, today), min(max(first_day, last_day), today)


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
        help=note,
        **addressed.day(key),
    )
    # Its annotation leaves out that a field can be cleared.
    kept = cast("date | None", chosen)
    return default if kept is None or kept == NEVER else kept


def _machines() -> tuple[int, ...] | None:
    names = cached.answer(machine_names)
    bound = addressed.note(  # since what is left out of the choice widens the view
        "machines",
        lambda name: name in names.values(),
        "There is no machine {} (any more); it may have been renamed. Choose machines anew.",
        whole=True,
    )
    chosen = st.multiselect(
        "Machines",
        list(names),
        format_func=lambda key: names.get(key, "?"),
        placeholder="All machines",
        **bound,
    )
    return tuple(sorted(key for key in chosen if key in names)) or None


def _shifts() -> tuple[str, ...] | None:
    chosen = st.pills(
        "Shifts",
        SHIFTS,
        selection_mode="multi",
        format_func=str.capitalize,
        help="None chosen means all of them.",
        **addressed.bound("shifts", SHIFTS, str.capitalize),
    )
    kept = tuple(shift for shift in SHIFTS if shift in chosen)
    return None if len(kept) in (0, len(SHIFTS)) else kept


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
        st.fragment(_look_for_news, run_every=REFRESH_SECONDS)(_last_day())


def _last_day() -> date:
    """On which the choice of a period rests."""
    return last_complete_day(context.plant(), context.now())


def _look_for_news(last_day: date) -> None:
    # A fragment's rerun skips the sign-in gate; this one shows nothing and leaves the rest to a run of the whole page.
    if not shown.held() and (shown.moved() or _last_day() != last_day):
        st.rerun(scope="app")
