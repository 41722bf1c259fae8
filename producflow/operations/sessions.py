"""Where people are signed in, and signing them out there: anybody their own, whoever manages people everybody."""

from datetime import UTC, datetime
from typing import Any

from producflow.access import audit, sessions
from producflow.access.roles import Actor, Permission
from producflow.errors import NotFound
from producflow.store.database import Store, Transaction
from producflow.store.queries import sessions as queries


def of(store: Store, actor: Actor, user_id: int) -> list[dict[str, Any]]:
    """Where somebody is signed in, the last used first: `id`, `device`, `address`, `created_at`, `used_at`.

    Raises
    ------
    NotAllowed
        Unless it is oneself, or the actor may manage people.
    """
    _require(actor, user_id)
    return sessions.holding(store, user_id)


def end(store: Store, actor: Actor, user_id: int, session_id: int) -> None:
    """Sign somebody out in one browser, at its next click.

    Raises
    ------
    NotAllowed
        As of :func:`of`.
    NotFound
        If they are signed in no more there.
    """
    _require(actor, user_id)
    row = next((row for row in sessions.holding(store, user_id) if row["id"] == session_id), None)
    if row is None:
        raise NotFound("That browser is signed out already.")

    def work(transaction: Transaction) -> None:
        queries.end_one(transaction, session_id, datetime.now(UTC))
        audit.record(transaction, actor, "sign out", "sessions", session_id, before=row)

    store.write(work)


def end_all(store: Store, actor: Actor, user_id: int, *, but: str | None = None) -> None:
    """Sign somebody out everywhere, tokens of the API included.

    Parameters
    ----------
    but : str, optional
        Hash of the cookie of the session that stays.

    Raises
    ------
    NotAllowed
        As of :func:`of`.
    """
    _require(actor, user_id)
    rows = sessions.holding(store, user_id)

    def work(transaction: Transaction) -> None:
        queries.end_of_user(transaction, user_id, but, datetime.now(UTC))
        ended = [row["id"] for row in rows if row["token_hash"] != but]
        audit.record(transaction, actor, "sign out everywhere", "users", user_id, before={"sessions": ended})

    store.write(work)


def _require(actor: Actor, user_id: int) -> None:
    if actor.user_id != user_id or actor.looking:
        actor.require(Permission.MANAGE_USERS)
