"""Second factors of accounts, and the codes that stand in for a lost device."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def of(session: Session, user_id: int | None) -> dict[str, Any] | None:
    """What codes of an account are worked out from (`secret`, sealed), `last_step` and `created_at`; or None."""
    return session.row("second_factors/of", user_id=user_id)


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes an account has not used."""
    return int(session.value("second_factors/unused_recovery", user_id=user_id))


def add(transaction: Transaction, user_id: int, secret: str, step: int) -> None:
    """Give an account a second factor, of which the code of a half minute is used already."""
    transaction.run("second_factors/add", user_id=user_id, secret=secret, step=step)


def use_step(transaction: Transaction, user_id: int, step: int, ahead: int) -> bool:
    """Use the code of a half minute; whether it could be."""
    return transaction.row("second_factors/use_step", user_id=user_id, step=step, ahead=ahead) is not None


def use_recovery(transaction: Transaction, user_id: int, code_hash: str, now: datetime) -> bool:
    """Use a recovery code; whether it could be."""
    found = transaction.row("second_factors/use_recovery", user_id=user_id, code_hash=code_hash, now=now)
    return found is not None


def set_recovery(transaction: Transaction, user_id: int, hashes: Iterable[str]) -> None:
    """Give an account these recovery codes, and no others."""
    transaction.run("second_factors/remove_recovery", user_id=user_id)
    for code_hash in hashes:
        transaction.run("second_factors/add_recovery", user_id=user_id, code_hash=code_hash)


def remove(transaction: Transaction, user_id: int) -> None:
    """Take a second factor and its recovery codes away."""
    transaction.run("second_factors/remove", user_id=user_id)
    transaction.run("second_factors/remove_recovery", user_id=user_id)
