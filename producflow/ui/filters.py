"""The choices that every page shares: which days, which machines, which shifts.

They live in the sidebar, so a phone keeps its screen for the answer, and in the URL, so that a link opens on the same
view. A value in the URL that does not exist (any more) falls back to "all" instead of failing.
"""

from datetime import date
from typing import cast

import streamlit as st

from producflow.domain import zones
from producflow.reports.links import CUSTOM, DEFAULT_PERIOD, PERIODS, ZONE
from producflow.reports.periods import last_complete_day, last_days, production_day
from producflow.reports.plant import machine_names
from producflow.reports.view import SHIFTS, View
from producflow.ui import cached, context
from producflow.ui.text import plain
from producflow.ui.text import span as span

EARLIEST = date(1970, 1, 1)
BY_DAY = "by_day"
"""Key of the chart whose bars are days."""
REFRESH_SECONDS = 60


def period_machines_shifts() -> View:
    """Ask which part of the plant to look at, and say in one line what was chosen.

    Returns
    -------
    View
        The last seven complete production days of the whole plant until somebody chooses otherwise.
    """
    plant, now = context.plant(), context.now()
    with st.sidebar:
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
        if key not in st.session_state:  # a field that is not on the page yet would leave its value out of the URL
            st.query_params[key] = chosen.isoformat()
        st.session_state[key] = chosen


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
        key="period",
        bind="query-params",
        width="stretch",
    )
    if period in PERIODS:
        view = last_days(context.plant(), context.now(), PERIODS[period])
        return view.first_day, view.last_day
    first, last = st.columns(2)
    with first:
        first_day = day("First day", default.first_day, today, "from")
    with last:
        last_day = day("Last day", default.last_day, today, "to")
    # The browser checks nothing about the two together, and a link may hold them the wrong way round.
    return min(first_day, last_day), max(first_day, last_day)


def day(label: str, default: date, latest: date, key: str, note: str | None = None) -> date:
    """Ask for a production day, bound to the URL; cleared or impossible means the default."""
    chosen = st.date_input(
        label, value=default, min_value=EARLIEST, max_value=latest, key=key, bind="query-params", help=note
    )
    # Its annotation leaves out that a field can be cleared.
    return default if cast("date | None", chosen) is None else chosen


def _machines() -> tuple[int, ...] | None:
    names = cached.answer(machine_names)
    gone = [name for name in st.query_params.get_all("machines") if name not in names.values()]
    if gone:  # said, since what is left out of the choice widens the view
        st.warning(
            f"There is no machine {plain(', '.join(gone)[:200])} (any more); it may have been renamed. "
            "Choose machines anew.",
            icon=":material/search_off:",
        )
    chosen = st.multiselect(
        "Machines",
        list(names),
        format_func=lambda key: names.get(key, "?"),
        key="machines",
        bind="query-params",
        placeholder="All machines",
    )
    return tuple(sorted(key for key in chosen if key in names)) or None


def _shifts() -> tuple[str, ...] | None:
    chosen = st.pills(
        "Shifts",
        SHIFTS,
        selection_mode="multi",
        format_func=str.capitalize,
        key="shifts",
        bind="query-params",
        help="None chosen means all of them.",
    )
    kept = tuple(shift for shift in SHIFTS if shift in chosen)
    return None if len(kept) in (0, len(SHIFTS)) else kept


def _zone() -> None:
    """Ask on which clock to show times: the plant's until somebody chooses another."""
    plant, browser = context.plant().timezone, st.context.timezone
    wanted = context.wanted_zone()
    options = [plant, *(zone for zone in (browser, "UTC") if isinstance(zone, str) and zones.known(zone))]
    st.selectbox(
        "Times in",
        list(dict.fromkeys(options)),
        key=ZONE,
        bind="query-params",
        accept_new_options=True,
        help="The plant's clock, your browser's or UTC; or type another, such as Europe/Berlin. Production days and "
        "shifts stay the plant's.",
    )
    if wanted is not None and not zones.known(wanted):
        st.warning(
            f"There is no time zone {plain(wanted[:60])}; times are shown in the plant's, {plant}.",
            icon=":material/schedule:",
        )


def _auto_refresh() -> None:
    wanted = st.toggle(
        "Refresh by itself",
        value=True,
        key="refresh",
        persist_state="session",
        help=f"Looks every {REFRESH_SECONDS} seconds whether there is something new, and shows it.",
    )
    if wanted:
        st.fragment(_look_for_news, run_every=REFRESH_SECONDS)(_news())


def _news() -> tuple[int, date]:
    """What a page's answers depend on besides its own choices: cheap to ask for, unlike the answers."""
    return context.store().data_version, last_complete_day(context.plant(), context.now())


def _look_for_news(shown: tuple[int, date]) -> None:
    # A fragment's rerun skips the sign-in gate; this one shows nothing and leaves the rest to a run of the whole page.
    if _news() != shown:
        st.rerun(scope="app")
