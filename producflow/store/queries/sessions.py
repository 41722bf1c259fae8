"""Browsers that are signed in, each known by the hash of its cookie."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def standing(
    session: Session, *, token_hash: str | None = None, with_factor: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Sessions that hold until their time is over, of one cookie or all; the last used first.

    Parameters
    ----------
    with_factor : collection of str
        Roles whose sessions, where they began with a password, need a second factor.
    """
    return session.rows("sessions/standing", token_hash=token_hash, with_factor=list(with_factor))


def holds(row: Mapping[str, Any], now: datetime, idle_before: datetime | None) -> bool:
    """Whether the time of one that stands is not over yet: at its end, or as nobody used it since ``idle_before``."""
    return bool(row["expires_at"] > now and (idle_before is None or row["used_at"] > idle_before))


def add(transaction: Transaction, *, forget_before: datetime, **values: Any) -> None:
    """Begin a session, and remove those that ended long ago.

    Of each: `token_hash`, `user_id`, `address`, `device`, `now`, `expires_at`, `confirmed_at`, `factor` (whether there
    was a second one), and if a provider stands behind it `provider`, `provider_session`, `tokens` and `checked_at`.
    """
    transaction.run("sessions/forget", before=forget_before)
    nobody = {"factor": False, "provider": None, "provider_session": None, "tokens": None, "checked_at": None}
    transaction.run("sessions/add", **nobody | values)


def of_provider(session: Session, token_hash: str) -> dict[str, Any] | None:
    """What a session that a provider stands behind was begun with; None for others."""
    return session.row("sessions/of_provider", token_hash=token_hash)


def set_tokens(transaction: Transaction, token_hash: str, tokens: str, now: datetime) -> None:
    """Keep the provider's newest tokens of a session, and when it was asked."""
    transaction.run("sessions/set_tokens", token_hash=token_hash, tokens=tokens, now=now)


def end_at_provider(transaction: Transaction, now: datetime, **whose: str | None) -> list[dict[str, Any]]:
    """End sessions that ended at their provider: those of `provider_session`, or of the `issuer`'s `subject`.

    Answers them, each with the person.
    """
    ended = transaction.rows("sessions/end_at_provider", now=now, **whose)
    return [{**(transaction.row("users/by_id", user_id=row["user_id"]) or {}), **row} for row in ended]


def end(transaction: Transaction, token_hash: str, now: datetime) -> None:
    """Let a session hold no longer."""
    transaction.run("sessions/end", token_hash=token_hash, now=now)


def note_use(transaction: Transaction, token_hash: str, at: datetime) -> None:
    """Keep when somebody did something in a session last."""
    transaction.run("sessions/note_use", token_hash=token_hash, at=at)


def confirm(transaction: Transaction, token_hash: str, now: datetime) -> None:
    """Keep when somebody proved again who they are."""
    transaction.run("sessions/confirm", token_hash=token_hash, now=now)


def prove_factor(transaction: Transaction, token_hash: str) -> None:
    """Keep that somebody has proved their second factor in a session."""
    transaction.run("sessions/prove_factor", token_hash=token_hash)


def end_one(transaction: Transaction, session_id: int, now: datetime) -> None:
    """Let a session hold no longer."""
    transaction.run("sessions/end_one", session_id=session_id, now=now)


def end_of_user(transaction: Transaction, user_id: int, but: str | None, now: datetime) -> None:
    """End all sessions and tokens of a person, but for the session of the cookie with that hash."""
    transaction.run("users/end_credentials", user_id=user_id)
    transaction.run("sessions/end_of_user", user_id=user_id, but=but, now=now)
    transaction.run("sessions/carry_over", user_id=user_id, but=but)
