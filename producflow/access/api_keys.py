"""Keys with which machines call the API: shown once, kept as a hash, with a role and a last use."""

import secrets
from datetime import UTC, datetime
from typing import Any

from producflow.access import audit, last_use
from producflow.access.roles import Actor, Permission, Role
from producflow.access.sessions import fingerprint
from producflow.errors import Conflict, InvalidInput, NotSignedIn, existing
from producflow.store.database import Store, Transaction
from producflow.store.queries import api_keys as queries

PREFIX = "pfk_"
"""By which a key is told from a token, and found by scanners for leaked secrets."""
LONGEST_NAME = 100
REFUSED = "This API key is not known or was revoked; ask an administrator for another."


def is_key(token: str) -> bool:
    """Tell an API key from a token of a person."""
    return token.startswith(PREFIX)


def everyone(store: Store, actor: Actor) -> list[dict[str, Any]]:
    """All keys, revoked ones included, by name; never the keys themselves.

    Raises
    ------
    NotAllowed
        Unless the actor may manage people.
    """
    actor.require(Permission.MANAGE_USERS)
    return store.read(queries.everything)


def create(store: Store, actor: Actor, name: str, role: str) -> tuple[str, dict[str, Any]]:
    """Make a key.

    Parameters
    ----------
    name : str
        Of the machine or program that gets it; unique.
    role : str
        One of :class:`Role`.

    Returns
    -------
    str, dict
        The key, to be shown once and kept nowhere, and its row.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
    """
    actor.require(Permission.MANAGE_USERS)
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise InvalidInput(f"A key needs a name of 1 to {LONGEST_NAME} characters.", "name")
    if role not in set(Role):
        raise InvalidInput(f"'{role}' is no role; use one of {', '.join(Role)}.", "role")
    key = PREFIX + secrets.token_urlsafe(32)

    def work(transaction: Transaction) -> dict[str, Any]:
        if queries.is_name_taken(transaction, words):
            raise Conflict(f"There is a key '{words}' already; choose another name.")
        values = {"name": words, "role": role, "key_hash": fingerprint(key), "created_by": actor.user_id}
        row = queries.add(transaction, **values)
        audit.record(transaction, actor, "create", "api_keys", row["id"], after=row)
        return row

    return key, store.write(work)


def revoke(store: Store, actor: Actor, key_id: int) -> dict[str, Any]:
    """Make a key worthless from the next call on, and return its row.

    Raises
    ------
    NotAllowed, NotFound
    Conflict
        If it is revoked already.
    """
    actor.require(Permission.MANAGE_USERS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.by_id(transaction, key_id), "API key", key_id)
        if before["revoked_at"] is not None:
            raise Conflict(f"API key {key_id} is revoked already.")
        after = queries.revoke(transaction, key_id, actor.user_id)
        audit.record(transaction, actor, "revoke", "api_keys", key_id, before=before, after=after)
        return after

    return store.write(work)


def actor_of(store: Store, key: str, *, now: datetime | None = None) -> Actor:
    """Whoever a key stands for.

    Parameters
    ----------
    key : str
        What came after ``Bearer``.
    now : datetime, optional
        Aware instant; the clock's unless given. Noted as the last use, to the minute.

    Raises
    ------
    NotSignedIn
        If there is no such key, or it is revoked.
    """
    key_hash = fingerprint(key)
    row = store.read(queries.by_hash, key_hash)
    if row is None:
        raise NotSignedIn(REFUSED)
    last_use.note(store, queries.note_use, key_hash, row["last_used_at"], now or datetime.now(UTC))
    name = f"API key {row['name']}"
    return Actor(user_id=None, email=name, full_name=name, role=Role(row["role"]))
