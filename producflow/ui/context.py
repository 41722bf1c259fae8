"""What every page needs to know: the open store, who is looking, the plant's clock."""

from datetime import UTC, datetime

import streamlit as st

from producflow import settings
from producflow.access.roles import Actor
from producflow.domain.plant import PlantSettings
from producflow.errors import NotSignedIn
from producflow.reports.plant import plant_settings
from producflow.store.database import Store, open_store

ACTOR_KEY = "producflow_actor"


def store() -> Store:
    """The open store of this process."""
    return open_store(settings.current().database)


def actor() -> Actor:
    """Whoever is signed in; the sign-in gate puts them here on every run, before any page.

    Raises
    ------
    NotSignedIn
        If the gate was not passed, such as in a fragment's rerun after sign-out.
    """
    found = st.session_state.get(ACTOR_KEY)
    if not isinstance(found, Actor):
        raise NotSignedIn("Your session has ended; sign in again.")
    return found


def plant() -> PlantSettings:
    """The plant's settings in force."""
    return plant_settings(store(), settings.current().timezone)


def now() -> datetime:
    """The current minute, as an aware UTC instant: a whole minute, so that what is computed from it can be shared."""
    return datetime.now(UTC).replace(second=0, microsecond=0)
