"""The audit entry that every change writes in its own transaction."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.access.roles import Actor
from producflow.store.database import Transaction
from producflow.store.queries import audit as queries

HIDDEN = frozenset({"password_hash", "token_hash"})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def as_json(row: Mapping[str, Any] | None) -> str | None:
    """A row as JSON, without anything secret; None stays None."""
    if row is None:
        return None
    return json.dumps({key: value for key, value in row.items() if key not in HIDDEN}, default=_plain)


def record(
    transaction: Transaction,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: int | None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write who did what to which row.

    Parameters
    ----------
    transaction : Transaction
        The one that makes the change.
    action : str
        A verb: ``create``, ``change``, ``acknowledge``, ``resolve``, ``import``, ``undo`` and so on.
    entity, entity_id : str, int or None
        Table name and row.
    before, after : mapping, optional
        The row before and after, as the store gives it.
    """
    queries.add(
        transaction,
        user_id=actor.user_id,
        user_email=actor.email,
        action=action,
        entity=entity,
        entity_id=entity_id,
        before=as_json(before),
        after=as_json(after),
    )
