"""Keys with which machines call the API, each known by its hash."""

from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def everything(session: Session) -> list[dict[str, Any]]:
    """All keys by name, without their hashes."""
    return session.rows("api_keys/all")


def by_id(session: Session, key_id: int) -> dict[str, Any] | None:
    """One key, without its hash, or None."""
    return session.row("api_keys/by_id", key_id=key_id)


def by_hash(session: Session, key_hash: str) -> dict[str, Any] | None:
    """The key of which this is the hash, or was before it got another one, whether it holds or not; or None."""
    return session.row("api_keys/by_hash", key_hash=key_hash)


def id_of(session: Session, name: str) -> int | None:
    """The number of the key of this name, or None."""
    found: int | None = session.value("api_keys/by_name", name=name)
    return found


def machine_of(session: Session, of: str, number: int) -> int | None:
    """Which machine a row is of, such as that of a ``stop_id``; None if there is no such row."""
    found: int | None = session.value("api_keys/machine_of", of=of, id=number)
    return found


def rotate(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Give a key another secret (`key_id`, `key_hash`, `until`, `expires_at`, `now`), and return it."""
    [row] = transaction.rows("api_keys/rotate", **values)
    return row


def add(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Add a key (`name`, `role`, `key_hash`, `created_by`, `expires_at`, `kinds`, `equipment_ids`), and return it."""
    [row] = transaction.rows("api_keys/add", **values)
    return row


def revoke(transaction: Transaction, key_id: int, user_id: int | None) -> dict[str, Any]:
    """Make a key worthless, and return it as it is then."""
    [row] = transaction.rows("api_keys/revoke", key_id=key_id, user_id=user_id)
    return row


def note_use(transaction: Transaction, key_hash: str, at: datetime) -> None:
    """Keep when a key was used last."""
    transaction.run("api_keys/note_use", key_hash=key_hash, at=at)
