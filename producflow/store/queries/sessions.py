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
    """Begin a session (`token_hash`, `user_id`, `address`, `expires_at`), and remove those that ended long ago."""
    transaction.run("sessions/forget", before=forget_before)
    transaction.run("sessions/add", **values)


def end(transaction: Transaction, token_hash: str, now: datetime) -> None:
    """Let a session hold no longer."""
    transaction.run("sessions/end", token_hash=token_hash, now=now)
