"""The audit log as tests read it."""

from typing import Any

from producflow.store.database import Session, Store


def logged(store: Store, **filters: Any) -> list[dict[str, Any]]:
    """Entries, newest first, by `person`, `action` or `entity`; `before` and `after` are JSON."""
    names = ("person", "action", "entity", "since", "until", "text", "older_than")
    asked = dict.fromkeys(names) | {"skip": 0, "most": 100_000} | filters
    return store.read(Session.rows, "audit/entries", **asked)
