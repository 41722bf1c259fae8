"""The audit log: an entry in the transaction of each change, and one for what changes nothing but has to be known."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.access.roles import Actor
from producflow.store.database import Store, Transaction
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


def note(
    store: Store,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: int | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write who did what where no data is changed: who exports, prints or comes in.

    Parameters
    ----------
    action, entity, entity_id, before, after
        As of :func:`record`.

    Raises
    ------
    StoreUnavailable
        If it cannot be written: what would leave no trace is not to be done.
    """

    def work(transaction: Transaction) -> None:
        record(transaction, actor, action, entity, entity_id, before=before, after=after)

    store.write(work, changes_data=False)
