"""The audit log in words."""

import json
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Store
from producflow.store.queries import audit as queries

MOST = 500
"""Entries shown at once."""
UNINTERESTING = frozenset({"id", "created_at", "updated_at", "credentials_version"})


def entries(
    store: Store,
    *,
    person: str | None = None,
    action: str | None = None,
    entity: str | None = None,
    since: datetime | None = None,
    most: int = MOST,
) -> pd.DataFrame:
    """Entries of the log, newest first, each with what changed in words.

    Parameters
    ----------
    person, action, entity : str, optional
        Only entries of this address, action or table.
    since : datetime, optional
        Only entries from then on.
    most : int
        How many at most.

    Returns
    -------
    DataFrame
        `at`, `user_email`, `action`, `entity`, `entity_id`, `before`, `after` (JSON) and `changes` (in words).
    """
    found = store.read(queries.entries, person=person, action=action, entity=entity, since=since, most=most)
    pairs = zip(found["before"], found["after"], strict=True)
    return found.assign(changes=[in_words(_parsed(before), _parsed(after)) for before, after in pairs])


def choices(store: Store) -> dict[str, list[str]]:
    """What the log can be filtered by: `person`, `action` and `entity`."""
    rows = store.read(queries.choices)
    names = {"person": "user_email", "action": "action", "entity": "entity"}
    return {choice: sorted({row[name] for row in rows if row[name]}) for choice, name in names.items()}


def in_words(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """What changed between two states of a row, such as ``role: operator → manager``."""
    old, new = before or {}, after or {}
    names = [name for name in {**old, **new} if name not in UNINTERESTING]
    if before and after:
        return "; ".join(
            f"{_label(name)}: {_shown(old.get(name))} → {_shown(new.get(name))}"
            for name in names
            if old.get(name) != new.get(name)
        )
    state = new or old
    return "; ".join(f"{_label(name)}: {_shown(state[name])}" for name in names if state[name] is not None)


def _parsed(text: Any) -> dict[str, Any] | None:
    return json.loads(text) if isinstance(text, str) else None


def _label(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: Any) -> str:
    match value:
        case None | "":
            return "none"
        case True:
            return "yes"
        case False:
            return "no"
        case _:
            return str(value)
