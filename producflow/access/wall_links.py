"""Links by which screens in the hall show the wall: shown once, kept as a hash, and good for that view only.

What a link carries is no key and no session: nothing but :func:`of_token` knows it, and only the wall asks that.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from producflow.access import audit, last_use
from producflow.access.roles import Actor, Permission
from producflow.access.sessions import fingerprint
from producflow.errors import Conflict, InvalidInput, NotSignedIn, existing
from producflow.store.database import Store, Transaction
from producflow.store.queries import equipment
from producflow.store.queries import wall_links as queries

PREFIX = "pfw_"
"""By which it is told from keys and tokens, and found by scanners for leaked secrets."""
LONGEST_NAME = 100
REFUSED = "This link is not known or was revoked; ask a manager for a new one (Admin → Screens)."


def everyone(store: Store, actor: Actor) -> list[dict[str, Any]]:
    """All links, revoked ones included, the newest first; never what they carry.

    Raises
    ------
    NotAllowed
        Unless the actor may manage screens.
    """
    actor.require(Permission.MANAGE_SCREENS)
    return store.read(queries.everything)


def create(
    store: Store,
    actor: Actor,
    name: str,
    location: str | None = None,
    area: str | None = None,
    line: str | None = None,
) -> tuple[str, dict[str, Any]]:
    """Make a link.

    Parameters
    ----------
    name : str
        Where the screen hangs.
    location : str, optional
        Of the machines that it shows, as they have it; all machines unless given.
    area, line : str, optional
        The same of where they belong: those of all that is given.

    Returns
    -------
    str, dict
        What its address carries, to be shown once and kept nowhere, and its row.

    Raises
    ------
    NotAllowed, InvalidInput
    """
    actor.require(Permission.MANAGE_SCREENS)
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME:
        raise InvalidInput(f"A link needs a name of 1 to {LONGEST_NAME} characters: where its screen hangs.", "name")
    token, place = PREFIX + secrets.token_urlsafe(32), {"location": location, "area": area, "line": line}

    def work(transaction: Transaction) -> dict[str, Any]:
        belongs = equipment.levels(transaction)
        known = {level: {row[level] for row in belongs} - {None, ""} for level in ("area", "line")}
        known["location"] = set(equipment.places(transaction).values())
        for level, wanted in place.items():
            if wanted is not None and wanted not in known[level]:
                there = ", ".join(sorted(known[level]))
                choices = f"choose {there}" if there else "no machine has one"
                raise InvalidInput(f"There is no {level} '{wanted}'; {choices}.", level)
        named = {"name": words, "token_hash": fingerprint(token), "created_by": actor.user_id}
        row = queries.add(transaction, **named, **place)
        audit.record(transaction, actor, "create", "wall_links", row["id"], after=row)
        return row

    return token, store.write(work)


def revoke(store: Store, actor: Actor, link_id: int) -> dict[str, Any]:
    """Make a link worthless from the next look on, and return its row.

    Raises
    ------
    NotAllowed, NotFound
    Conflict
        If it is revoked already.
    """
    actor.require(Permission.MANAGE_SCREENS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.by_id(transaction, link_id), "link of a screen", link_id)
        if before["revoked_at"] is not None:
            raise Conflict(f"The link of {before['name']} is revoked already.")
        after = queries.revoke(transaction, link_id, actor.user_id)
        audit.record(transaction, actor, "revoke", "wall_links", link_id, before=before, after=after)
        return after

    return store.write(work)


def of_token(store: Store, token: str, now: datetime | None = None) -> dict[str, Any]:
    """The link whose address carries a token.

    Parameters
    ----------
    now : datetime, optional
        Aware instant; the clock's unless given. Noted as the last use, to the minute.

    Raises
    ------
    NotSignedIn
        If there is none, or it is revoked.
    """
    token_hash = fingerprint(token)
    row = store.read(queries.by_hash, token_hash) if token.startswith(PREFIX) else None
    if row is None:
        raise NotSignedIn(REFUSED)
    last_use.note(store, queries.note_use, token_hash, row["last_used_at"], now or datetime.now(UTC))
    return row
