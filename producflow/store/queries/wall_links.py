"""Links by which screens show the wall, each known by the hash of what its address carries."""

from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def everything(session: Session) -> list[dict[str, Any]]:
    """All links, the newest first, without their hashes."""
    return session.rows("wall_links/all")


def by_id(session: Session, link_id: int) -> dict[str, Any] | None:
    """One link, without its hash, or None."""
    return session.row("wall_links/by_id", link_id=link_id)


def by_hash(session: Session, token_hash: str) -> dict[str, Any] | None:
    """The link of this hash if it is not revoked, or None."""
    return session.row("wall_links/by_hash", token_hash=token_hash)


def add(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Add a link (`name`, `location`, `area`, `line`, `token_hash`, `created_by`), and return it."""
    [row] = transaction.rows("wall_links/add", **values)
    return row


def rename(transaction: Transaction, link_id: int, **place: str | None) -> dict[str, Any]:
    """Call its `area` and `line` otherwise, and return it as it is then."""
    [row] = transaction.rows("wall_links/rename", link_id=link_id, **place)
    return row


def revoke(transaction: Transaction, link_id: int, user_id: int | None) -> dict[str, Any]:
    """Make a link worthless, and return it as it is then."""
    [row] = transaction.rows("wall_links/revoke", link_id=link_id, user_id=user_id)
    return row


def note_use(transaction: Transaction, token_hash: str, at: datetime) -> None:
    """Keep when a screen looked last."""
    transaction.run("wall_links/note_use", token_hash=token_hash, at=at)
