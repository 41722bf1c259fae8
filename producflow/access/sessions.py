"""Sessions of signed-in browsers: a row a browser, found by the SHA-256 of its cookie.

The cookie itself is kept nowhere, and what counts is the row: signing out, deactivating the account, or changing its
password or role ends the session at the next look, however good the cookie. Where a provider stands behind it, that is
asked again meanwhile, see :mod:`producflow.access.oidc.rechecking`.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from producflow.access.roles import Actor, Role
from producflow.settings import current as current_settings
from producflow.store.database import Store
from producflow.store.queries import sessions as queries

COOKIE = "producflow_session"
KEPT = timedelta(days=1)  # after its end, so that a report on the day's sign-ins can still see it


def fingerprint(token: str) -> str:
    """SHA-256 of a cookie, key or link: what the database knows it by. They are random enough to need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Vouched:
    """The provider that stands behind a session."""

    provider: str
    """Its name in the settings."""
    session: str | None
    """What it calls its own session, if it says."""
    tokens: str
    """What it is asked with again, sealed."""


def start(
    store: Store,
    user_id: int,
    address: str,
    hours: float,
    *,
    vouched: Vouched | None = None,
    now: datetime | None = None,
) -> str:
    """Begin a session and return its cookie's value.

    Parameters
    ----------
    user_id : int
        Who signed in.
    address : str
        From which network address.
    hours : float
        How long it lasts at most. [h]
    vouched : Vouched, optional
        The provider that says who it is; a password does unless given.
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    token = secrets.token_urlsafe(32)
    at = now or datetime.now(UTC)
    session: dict[str, Any] = {"user_id": user_id, "address": address, "expires_at": at + timedelta(hours=hours)}
    if vouched is not None:
        session |= {"provider": vouched.provider, "provider_session": vouched.session}
        session |= {"tokens": vouched.tokens, "checked_at": at}
    add = partial(queries.add, forget_before=at - KEPT, token_hash=fingerprint(token), **session)
    store.write(add, changes_data=False)
    return token


def find(store: Store, token_hash: str, *, now: datetime | None = None) -> Actor | None:
    """Whoever is behind a session, or None if it does not hold (any more).

    Parameters
    ----------
    token_hash : str
        :func:`fingerprint` of the cookie.
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    at = now or datetime.now(UTC)
    row = store.read(queries.user, token_hash, at)
    if row is not None and row["provider"] is not None:
        from producflow.access.oidc import rechecking  # at its first use: most plants have no provider

        if rechecking.asked(store, token_hash, row["provider"], row["checked_at"], current_settings(), at):
            row = store.read(queries.user, token_hash, at)
    if row is None:
        return None
    return Actor(
        user_id=row["id"],
        email=row["email"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        provider=row["provider"],
    )


def end(store: Store, token_hash: str) -> None:
    """Sign a browser out; its cookie is worth nothing from now on."""
    store.write(queries.end, token_hash, datetime.now(UTC), changes_data=False)


def open_sessions(store: Store) -> int:
    """Number of browsers that are signed in."""
    return store.read(queries.count, datetime.now(UTC))
