"""Keys with which machines call the API: shown once, kept as a hash, with a role and a last use."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from producflow.access import audit, last_use
from producflow.access.key_scopes import Kind, allowed
from producflow.access.roles import Actor, Permission, Role
from producflow.access.sessions import fingerprint
from producflow.errors import Conflict, InvalidInput, NotFound, NotSignedIn, existing
from producflow.store.database import Store, Transaction
from producflow.store.queries import api_keys as queries
from producflow.store.queries import equipment

PREFIX = "pfk_"
"""By which a key is told from a token, and found by scanners for leaked secrets."""
LONGEST_NAME = 100
DAYS, MOST_DAYS = 365, 3_650
OVERLAP, LONGEST_OVERLAP = 24.0, 24 * 90  # h
REFUSED = "This API key is not known; ask an administrator for another."
EXPIRED = "This API key has expired; ask an administrator to rotate it or for another."
REPLACED = "This API key got another secret, and the one that was sent works no longer; use the new one."


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


def find(store: Store, name: str) -> int:
    """Number of the key of this name, in any case.

    Raises
    ------
    NotFound
        If there is none.
    """
    found = store.read(queries.id_of, name.strip())
    if found is None:
        raise NotFound(f"There is no key '{name.strip()}'; see which there are with: python -m producflow keys list.")
    return found


def create(
    store: Store,
    actor: Actor,
    name: str,
    role: str,
    *,
    days: int | None = DAYS,
    kinds: Sequence[str] | None = None,
    equipment_ids: Sequence[int] | None = None,
    now: datetime | None = None,
) -> tuple[str, dict[str, Any]]:
    """Make a key.

    Parameters
    ----------
    name : str
        Of the machine or program that gets it; unique.
    role : str
        One of :class:`Role`.
    days : int, optional
        For so long it works; None: until it is revoked.
    kinds : sequence of str, optional
        Kinds of calls that it may make, see :mod:`producflow.access.key_scopes`; all unless given.
    equipment_ids : sequence of int, optional
        Machines that it may name; it may ask nothing that is not of one of them. Empty: of none; all unless given.
    now : datetime, optional
        Aware instant; the clock's unless given.

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
    for kind in kinds or ():
        if kind not in set(Kind):
            raise InvalidInput(f"'{kind}' is no kind of call; use some of {', '.join(Kind)}.", "kinds")
    if kinds is not None and not kinds:
        raise InvalidInput("A key without any kind of call is good for nothing; choose one.", "kinds")
    key, at = PREFIX + secrets.token_urlsafe(32), now or datetime.now(UTC)

    def work(transaction: Transaction) -> dict[str, Any]:
        if queries.id_of(transaction, words) is not None:
            raise Conflict(f"There is a key '{words}' already; choose another name.")
        for number in equipment_ids or ():
            if not equipment.exists(transaction, number):
                raise InvalidInput(f"There is no machine {number}.", "equipment_ids")
        values: dict[str, Any] = {"name": words, "role": role, "key_hash": fingerprint(key)}
        values |= {
            "created_by": actor.user_id,
            "expires_at": _expiry(days, at),
            "kinds": None if kinds is None else sorted(set(kinds)),
        }
        values |= {"equipment_ids": None if equipment_ids is None else sorted(set(equipment_ids))}
        row = queries.add(transaction, **values)
        audit.record(transaction, actor, "create", "api_keys", row["id"], after=row)
        return row

    return key, store.write(work)


def rotate(
    store: Store,
    actor: Actor,
    key_id: int,
    *,
    overlap_hours: float = OVERLAP,
    days: int | None = DAYS,
    now: datetime | None = None,
) -> tuple[str, dict[str, Any]]:
    """Give a key another secret, beside which the present one works for a while; return it, and the key's row.

    Parameters
    ----------
    overlap_hours : float
        So long both work; the one before the present one ends at once. [h]
    days : int, optional
        For so long the key works from now on; None: until it is revoked.
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
    Conflict
        If it is revoked.
    """
    actor.require(Permission.MANAGE_USERS)
    if not 0 <= overlap_hours <= LONGEST_OVERLAP:
        raise InvalidInput(f"Both secrets work for 0 to {LONGEST_OVERLAP} hours.", "overlap_hours")
    key, at = PREFIX + secrets.token_urlsafe(32), now or datetime.now(UTC)
    until = at + timedelta(hours=overlap_hours)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.by_id(transaction, key_id), "API key", key_id)
        if before["revoked_at"] is not None:
            raise Conflict(f"API key {key_id} is revoked; make another one.")
        ends = min(each for each in (until, before["expires_at"]) if each is not None)  # no longer than it would have
        values = {"key_id": key_id, "key_hash": fingerprint(key), "until": ends, "now": at}
        after = queries.rotate(transaction, expires_at=_expiry(days, at), **values)
        audit.record(transaction, actor, "rotate", "api_keys", key_id, before=before, after=after)
        return after

    return key, store.write(work)


def _expiry(days: int | None, at: datetime) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"A key works for 1 to {MOST_DAYS:,} days, or until it is revoked.", "days")
    return at + timedelta(days=days)


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


def known(store: Store, key: str, *, now: datetime | None = None) -> tuple[Actor, datetime | None]:
    """Whoever a key stands for, and until when if it has an end.

    Parameters
    ----------
    key : str
        What came after ``Bearer``.
    now : datetime, optional
        Aware instant; the clock's unless given. Noted as the last use, to the minute.

    Raises
    ------
    NotSignedIn
        If there is no such key, or it works no longer; who has a real one is told why.
    """
    key_hash, at = fingerprint(key), now or datetime.now(UTC)
    row = store.read(queries.by_hash, key_hash)
    if row is None:
        raise NotSignedIn(REFUSED)
    if row["revoked_at"] is not None:
        raise NotSignedIn("This API key was revoked; ask an administrator for another.")
    until = row["previous_until"] if row["is_previous"] else row["expires_at"]
    if until is not None and until <= at:
        raise NotSignedIn(REPLACED if row["is_previous"] else EXPIRED)
    last_use.note(store, queries.note_use, key_hash, row["last_used_at"], at)
    name, machines = f"API key {row['name']}", row["equipment_ids"]
    actor = Actor(
        user_id=None,
        email=name,
        full_name=name,
        role=Role(row["role"]),
        allowed=allowed(row["kinds"]),
        machines=None if machines is None else frozenset(machines),
    )
    return actor, until
