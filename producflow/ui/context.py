"""What every page needs to know: the open store, who is looking, the plant's clock."""

from datetime import UTC, date, datetime

import streamlit as st

from producflow import settings
from producflow.access import sessions
from producflow.access.roles import Actor
from producflow.domain.plant import PlantSettings
from producflow.errors import NotSignedIn
from producflow.reports import periods
from producflow.reports.plant import plant_settings
from producflow.store.database import Store, open_store

SESSION_KEY = "producflow_session_hash"


def store() -> Store:
    """The open store of this process."""
    return open_store(settings.current().database)


def address() -> str:
    """Network address of the browser."""
    found = st.context.ip_address
    return found if isinstance(found, str) else "127.0.0.1"  # Streamlit says None for this very machine


def cookie(name: str) -> str | None:
    """A cookie that the browser sent when it opened the page; None outside a browser."""
    found = st.context.cookies.get(name)
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
    token_hash = session_hash()
    return None if token_hash is None else sessions.find(store(), token_hash)


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
    return found


def plant() -> PlantSettings:
    """The plant's settings in force."""
    return plant_settings(store(), settings.current().timezone)


def now() -> datetime:
    """The current minute, as an aware UTC instant: a whole minute, so that what is computed from it can be shared."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def production_day() -> date:
    """The production day that is running, by the plant's clock."""
    return periods.production_day(plant(), now())


def as_of() -> datetime:
    """The end of the newest shift that is over: what is computed as of then can be shared for a whole shift."""
    return periods.last_shift(plant(), now())[2]
