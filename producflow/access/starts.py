"""What the audit log says of each start of the server: its version and its settings, beside those of before."""

import json
from typing import Any

from producflow import __version__
from producflow.access import audit
from producflow.access.roles import SYSTEM
from producflow.settings import Settings
from producflow.store.database import Store
from producflow.store.queries import audit as queries

START, SERVER = "start", "server"


def note(store: Store, settings: Settings) -> None:
    """Write that the server starts, with all settings that are not the default; of secrets only that they are set."""
    said = {"version": __version__, **settings.model_dump(mode="json", exclude_defaults=True)}
    audit.note(store, SYSTEM, START, SERVER, before=_last(store), after=said)


def _last(store: Store) -> dict[str, Any] | None:
    found = store.read(queries.last_of, START, SERVER)
    return None if found is None else json.loads(found)
