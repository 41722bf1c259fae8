"""Links by which somebody sets a password of their own, each known by the hash of what its address carries."""

from producflow.store.database import Transaction


def revoke_all(transaction: Transaction, user_id: int | None = None) -> None:
    """Make those of an account worthless, or those of everybody."""
    transaction.run("account_links/revoke_all", user_id=user_id)
