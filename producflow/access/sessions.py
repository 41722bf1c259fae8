"""Sessions of signed-in browsers: a row a browser, found by the SHA-256 of its cookie.

The cookie itself is kept nowhere, and what counts is the row: signing out, deactivating the account, or changing its
password or role ends the session at the next look, however good the cookie. Where a provider stands behind it, that is
asked again meanwhile, see :mod:`producflow.access.oidc.rechecking`.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from producflow.access import audit, browsers, last_use
from producflow.access.roles import Actor, Role
from producflow.settings import Settings
from producflow.settings import current as current_settings
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import sessions as queries
from producflow.store.reading import reads

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
    authenticated_at: datetime | None
    """When it asked the person for a password or the like, if it says: not at every sign-in."""


def start(
    store: Store,
    user_id: int,
    address: str,
    hours: float,
    *,
    device: str | None = None,
    vouched: Vouched | None = None,
    factor: bool = False,
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
    device : str, optional
        What the browser says that it is, see :mod:`producflow.access.browsers`.
    vouched : Vouched, optional
        The provider that says who it is; a password does unless given.
    factor : bool
        Whether a second factor was proved beside the password.
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    token = secrets.token_urlsafe(32)
    at = now or datetime.now(UTC)
    session: dict[str, Any] = {"user_id": user_id, "address": address, "device": browsers.described(device)}
    session |= {"now": at, "expires_at": at + timedelta(hours=hours), "confirmed_at": at, "factor": factor}
    if vouched is not None:
        session |= {"provider": vouched.provider, "provider_session": vouched.session}
        session |= {"tokens": vouched.tokens, "checked_at": at, "confirmed_at": vouched.authenticated_at}

    def begin(transaction: Transaction) -> None:
        queries.add(transaction, forget_before=at - KEPT, token_hash=fingerprint(token), **session)
        for row in queries.standing(transaction, token_hash=fingerprint(token)):
            audit.record(transaction, _person(row), "sign in", "sessions", row["id"], after=_place(row))

    store.write(begin, changes_data=False)
    return token


def _person(row: Mapping[str, Any]) -> Actor:
    return Actor(
        user_id=row["user_id"],
        email=row["email"],
        full_name=row["full_name"],
        role=Role(row["role"]),
        provider=row["provider"],
    )


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit log says of a session."""
    return {name: row[name] for name in ("address", "device", "provider") if row[name]}


def find(store: Store, token_hash: str, *, now: datetime | None = None) -> Actor | None:
    """Whoever is behind a session, or None if it does not hold (any more).

    Parameters
    ----------
    token_hash : str
        :func:`fingerprint` of the cookie.
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    at, settings = now or datetime.now(UTC), current_settings()
    row = _row(store, token_hash, at, settings)
    if row is not None and row["provider"] is not None:
        from producflow.access.oidc import rechecking  # at its first use: most plants have no provider

        if rechecking.asked(store, token_hash, row["provider"], row["checked_at"], settings, at):
            row = _row(store, token_hash, at, settings)
    if row is None:
        return None
    return replace(_person(row), unconfirmed=_is_long_ago(row["confirmed_at"], at, settings))


def holds(store: Store, token_hash: str, *, now: datetime | None = None) -> bool:
    """Whether a session holds, for what asks often: no provider is asked."""
    return _row(store, token_hash, now or datetime.now(UTC), current_settings()) is not None


def holding(store: Store, user_id: int | None = None, *, now: datetime | None = None) -> list[dict[str, Any]]:
    """Sessions that hold, of one person or of all, the last used first."""
    at, settings = now or datetime.now(UTC), current_settings()
    before = _idle_before(at, settings)
    rows = store.answers.ask(_by_cookie, settings.second_factor).values()
    return [row for row in rows if user_id in (None, row["user_id"]) and queries.holds(row, at, before)]


def note_use(store: Store, token_hash: str, *, now: datetime | None = None) -> None:
    """Somebody did something in a session that holds."""
    last_use.note(store, queries.note_use, token_hash, None, now or datetime.now(UTC))


def confirm(store: Store, token_hash: str, *, now: datetime | None = None) -> None:
    """Whoever is behind a session has just proved again who they are."""
    store.write(queries.confirm, token_hash, now or datetime.now(UTC), changes_data=False)


def _row(store: Store, token_hash: str, at: datetime, settings: Settings) -> dict[str, Any] | None:
    row = store.answers.ask(_by_cookie, settings.second_factor).get(token_hash)
    return row if row is not None and queries.holds(row, at, _idle_before(at, settings)) else None


@reads
def _by_cookie(session: Session, with_factor: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """All that stand, by the hash of their cookies: a page asks a dozen times, each open one every second."""
    return {row["token_hash"]: row for row in queries.standing(session, with_factor=with_factor)}


def _idle_before(at: datetime, settings: Settings) -> datetime | None:
    """Since when a session must have been used: a minute more than the settings say, as use is known to the minute."""
    return at - timedelta(minutes=settings.idle_minutes) - last_use.NOTED_EVERY if settings.idle_minutes else None


def _is_long_ago(confirmed_at: datetime | None, at: datetime, settings: Settings) -> bool:
    if not settings.confirm_minutes:
        return False
    return confirmed_at is None or at - confirmed_at > timedelta(minutes=settings.confirm_minutes)


def end(store: Store, token_hash: str, *, why: str | None = None, now: datetime | None = None) -> None:
    """Sign a browser out; its cookie is worth nothing from now on.

    Parameters
    ----------
    why : str, optional
        Why, where it was not the person's own wish.
    now : datetime, optional
        Aware instant; the clock's unless given.
    """
    at = now or datetime.now(UTC)

    def work(transaction: Transaction) -> None:
        standing = queries.standing(transaction, token_hash=token_hash)
        held = [row for row in standing if queries.holds(row, at, None)]
        queries.end(transaction, token_hash, at)
        note_ended(transaction, held, why)

    store.write(work, changes_data=False)


def note_ended(transaction: Transaction, rows: Iterable[Mapping[str, Any]], why: str | None) -> None:
    """Write down who has been signed out, and why if it was not their own wish."""
    for row in rows:
        said = _place(row) if why is None else _place(row) | {"why": why}
        audit.record(transaction, _person(row), "sign out", "sessions", row["id"], before=said)


def open_sessions(store: Store) -> int:
    """Number of browsers that are signed in."""
    return len(holding(store))
