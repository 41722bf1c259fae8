"""Browsers that are signed in, each known by the hash of its cookie."""

from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def user(session: Session, token_hash: str, now: datetime) -> dict[str, Any] | None:
    """Whoever is behind a session that holds, or None."""
    return session.row("sessions/user", token_hash=token_hash, now=now)


def count(session: Session, now: datetime) -> int:
    """Number of sessions that hold."""
    return int(session.value("sessions/open", now=now))


def add(transaction: Transaction, *, forget_before: datetime, **values: Any) -> None:
    """Begin a session, and remove those that ended long ago.

    Of each: `token_hash`, `user_id`, `address`, `expires_at`, and if a provider stands behind it `provider`,
    `provider_session`, `tokens` and `checked_at`.
    """
    transaction.run("sessions/forget", before=forget_before)
    nobody = {"provider": None, "provider_session": None, "tokens": None, "checked_at": None}
    transaction.run("sessions/add", **nobody | values)


def of_provider(session: Session, token_hash: str) -> dict[str, Any] | None:
    """What a session that a provider stands behind was begun with; None for others."""
    return session.row("sessions/of_provider", token_hash=token_hash)


def set_tokens(transaction: Transaction, token_hash: str, tokens: str, now: datetime) -> None:
    """Keep the provider's newest tokens of a session, and when it was asked."""
    transaction.run("sessions/set_tokens", token_hash=token_hash, tokens=tokens, now=now)


def end_at_provider(transaction: Transaction, now: datetime, **whose: str | None) -> None:
    """End sessions that ended at their provider: those of `provider_session`, or of the `issuer`'s `subject`."""
    transaction.run("sessions/end_at_provider", now=now, **whose)


def end(transaction: Transaction, token_hash: str, now: datetime) -> None:
    """Let a session hold no longer."""
    transaction.run("sessions/end", token_hash=token_hash, now=now)
