"""Links by which somebody sets a password of their own, each known by the hash of what its address carries."""

from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def add(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Add a link (`user_id`, `purpose`, `nonce`, `token_hash`, `created_by`, `now`, `expires_at`), and return it."""
    [row] = transaction.rows("account_links/add", **values)
    return row


def by_hash(session: Session, token_hash: str) -> dict[str, Any] | None:
    """The link of this hash, whether it can still be used or not, with whose it is; or None."""
    return session.row("account_links/by_hash", token_hash=token_hash)


def usable(session: Session, link_id: int, now: datetime) -> dict[str, Any] | None:
    """What the address of a link is worked out from (`nonce`) and to whom it goes, while it can be used; or None."""
    return session.row("account_links/by_id", link_id=link_id, now=now)


def use(transaction: Transaction, link_id: int, now: datetime) -> bool:
    """Use a link up; whether it could be."""
    return transaction.row("account_links/use", link_id=link_id, now=now) is not None


def revoke_all(transaction: Transaction, user_id: int | None = None) -> None:
    """Make those of an account worthless, or those of everybody."""
    transaction.run("account_links/revoke_all", user_id=user_id)


def put_message(transaction: Transaction, **message: Any) -> None:
    """Put a message into the outbox that brings a link (`link_id`, `title`, `body`, `now`)."""
    transaction.rows("messages/put_link", **message)
