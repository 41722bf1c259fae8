"""What every page needs to know: the open store, who is looking, the plant's clock.

On a frozen link all of these are as they were: the rows, the settings and "now". Whoever is looking is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from producflow import settings
from producflow.access import sessions
from producflow.access.roles import Actor
from producflow.domain import zones
from producflow.domain.plant import PlantSettings
from producflow.errors import NotSignedIn
from producflow.reports import frozen as frozen_links
from producflow.reports import periods
from producflow.reports.frozen import Frozen
from producflow.reports.links import FROZEN, MACHINE, ZONE, Link
from producflow.reports.plant import plant_settings
from producflow.reports.view import View
from producflow.store.database import Store, open_store
from producflow.ui import shown

SESSION_KEY = "producflow_session_hash"
PAGE_KEY = "producflow_page"
READER = "producflow_reader"


@dataclass(frozen=True)
class Reader:
    """Who reads a page that is put on paper: no browser and no session stand behind it."""

    store: Store
    """The plant's own, from which a frozen link is opened."""
    actor: Actor
    now: datetime
    """An aware, whole minute."""


def reader() -> Reader | None:
    """Who reads the page on paper; None where a browser shows it."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    found = st.session_state.get(READER)
    return found if isinstance(found, Reader) else None


def live() -> Store:
    """The open store of this process: what is stored now, whatever the page shows."""
    found = reader()
    return open_store(settings.current().database) if found is None else found.store


def store() -> Store:
    """What the page shows: the open store of this process, or the rows of the frozen link that it was opened with."""
    found = frozen()
    return live() if found is None else frozen_links.opened(live(), found)


def frozen() -> Frozen | None:
    """The frozen link that the page was opened with; None where it shows the current numbers.

    Raises
    ------
    NotFound
        If there is no such link (any more): current numbers must not pass for frozen ones.
    """
    if get_script_run_ctx(suppress_warning=True) is None:  # a download under way, of a page that cannot be frozen
        return None
    token = st.query_params.get(FROZEN)
    if not token:
        return None
    found = frozen_links.find(live(), token)
    machine = st.query_params.get(MACHINE)
    here = Link(st.session_state.get(PAGE_KEY, ""), () if machine is None else ((MACHINE, machine),))
    return found if found.holds(here) else None


def address() -> str:
    """Network address of the browser."""
    found = st.context.ip_address
    return found if isinstance(found, str) else "127.0.0.1"  # Streamlit says None for this very machine


def cookie(name: str) -> str | None:
    """A cookie that the browser sent when it opened the page; None outside a browser."""
    found = st.context.cookies.get(name)
    return found if isinstance(found, str) else None


def user_agent() -> str | None:
    """What the browser says that it is; None outside a browser."""
    found = st.context.headers.get("User-Agent")
    return found if isinstance(found, str) else None


def session_hash() -> str | None:
    """What the database knows this tab's session by: that of its own sign-in, else of the cookie it came with."""
    own: str | None = st.session_state.get(SESSION_KEY)
    if own is not None:
        return own
    sent = cookie(sessions.COOKIE)
    return None if sent is None else sessions.fingerprint(sent)


def signed_in() -> Actor | None:
    """Whoever is signed in at this moment, as the database says; None if nobody is."""
    on_paper = reader()
    if on_paper is not None:
        return on_paper.actor
    token_hash = session_hash()
    return None if token_hash is None else sessions.find(live(), token_hash)


def is_still_signed_in() -> bool:
    """Whether this tab's session holds, for what asks every second; on paper there is none that could end."""
    if reader() is not None:
        return True
    token_hash = session_hash()
    return token_hash is not None and sessions.holds(live(), token_hash)


def actor() -> Actor:
    """Whoever is signed in, looked up anew: right in a fragment's rerun too, which no gate stands before.

    Raises
    ------
    NotSignedIn
        If nobody is (any more), such as in a fragment's rerun after sign-out.
    """
    found = signed_in()
    if found is None:
        raise NotSignedIn("Your session has ended; sign in again.")
    return found if frozen() is None else replace(found, looking=True)


def plant() -> PlantSettings:
    """The plant's settings in force."""
    return shown.ask(store().answers, plant_settings, settings.current().timezone)


def zone() -> str:
    """The time zone in which times are shown: the one that the address asks for if there is such a one, or the plant's.

    Production days and shifts are the plant's in any case.
    """
    wanted = wanted_zone()
    return str(wanted) if zones.known(wanted) else plant().timezone


def wanted_zone() -> str | None:
    """The time zone that the address asks for, whether there is such a one or not."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    chosen = st.session_state.get(ZONE) or st.query_params.get(ZONE)
    return chosen if isinstance(chosen, str) and chosen else None


def now() -> datetime:
    """The current minute, as an aware UTC instant: a whole minute, so that what is computed from it can be shared."""
    found, on_paper = frozen(), reader()
    if found is not None:
        return found.frozen_at
    return datetime.now(UTC).replace(second=0, microsecond=0) if on_paper is None else on_paper.now


def production_day() -> date:
    """The production day that is running, by the plant's clock."""
    return periods.production_day(plant(), now())


def as_of() -> datetime:
    """The end of the newest shift that is over: what is computed as of then can be shared for a whole shift."""
    return periods.as_of(plant(), now())


def closed(view: View) -> View:
    """The part of a view whose shifts are over: nothing is judged by half a shift."""
    return periods.closed(plant(), view, as_of())


@contextmanager
def of_every_page() -> Iterator[None]:
    """Let what is drawn in the block belong to the entry script, as if each page had not drawn its own.

    Streamlit throws away what an address says of the choices of another page, even on the way back: whoever chose 30
    days, went to another page and back would see 7. Choices whose names several pages share are drawn in such a block.
    """
    running = get_script_run_ctx(suppress_warning=True)
    if running is None:
        yield
        return
    with running.run_with_active_hash(running.pages_manager.main_script_hash):
        yield
