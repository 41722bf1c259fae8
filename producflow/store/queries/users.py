"""Accounts: whose they are, and what ends their sessions."""

from typing import Any

from producflow.store.database import Session, Transaction


def everyone(session: Session) -> list[dict[str, Any]]:
    """All accounts by email, without password hashes."""
    return session.rows("users/all")


def by_id(session: Session, user_id: int | None) -> dict[str, Any] | None:
    """One account, without its password hash, or None."""
    return session.row("users/by_id", user_id=user_id)


def by_email(session: Session, email: str) -> dict[str, Any] | None:
    """The account with this address in lower case, with its password hash, or None."""
    return session.row("users/by_email", email=email)


def id_of(session: Session, email: str) -> int | None:
    """Id of the account with this address in any case, or None."""
    found: int | None = session.value("users/id_by_email", email=email)
    return found


def password_hash(session: Session, user_id: int | None) -> str | None:
    """What an account's password is checked against; None without an account."""
    found: str | None = session.value("users/password_hash", user_id=user_id)
    return found


def had_administrator(session: Session) -> bool:
    """Whether there ever was an administrator."""
    return bool(session.value("users/administrators"))


def other_active_administrators(session: Session, user_id: int) -> int:
    """How many active administrators with a password there are beside this one."""
    return int(session.value("users/other_active_administrators", user_id=user_id))


def add(transaction: Transaction, **values: Any) -> int:
    """Add an account (`email`, `full_name`, `role`, `department`, `password_hash`); answers its id."""
    return int(transaction.value("users/add", **{"must_change_password": False} | values))


def add_administrator(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Add the administrator of a first start (`email`, `password_hash`, `must_change_password`); answers it."""
    [row] = transaction.rows("users/add_administrator", **values)
    return row


def change(transaction: Transaction, user_id: int, *, ends_sessions: bool, **values: Any) -> None:
    """Change an account's `full_name`, `role`, `department` and `is_active`."""
    transaction.run("users/change", user_id=user_id, raise_by=int(ends_sessions), **values)


def set_password_hash(transaction: Transaction, user_id: int, password_hash: str, *, must_change: bool = False) -> None:
    """Give an account another password, which must be changed if somebody else knows it; ends sessions and tokens."""
    transaction.run("users/set_password_hash", user_id=user_id, password_hash=password_hash, must_change=must_change)


def sign_everybody_out(transaction: Transaction) -> None:
    """End all sessions and tokens."""
    transaction.run("users/end_all_credentials")
    transaction.run("account_links/revoke_all", user_id=None)
    transaction.run("sessions/end_all")
