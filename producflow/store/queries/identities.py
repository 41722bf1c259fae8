"""Whose account is whose at a provider."""

from producflow.store.database import Session, Transaction


def user_of(session: Session, issuer: str, subject: str) -> int | None:
    """Id of the account of a provider's person, or None."""
    found: int | None = session.value("identities/user", issuer=issuer, subject=subject)
    return found


def issuer_of(session: Session, user_id: int | None) -> str | None:
    """The provider that an account signs in with; None where it has a password."""
    found: str | None = session.value("identities/issuer", user_id=user_id)
    return found


def add(transaction: Transaction, issuer: str, subject: str, user_id: int) -> None:
    """Let an account be somebody's at a provider."""
    transaction.run("identities/add", issuer=issuer, subject=subject, user_id=user_id)
