"""Failed sign-ins, counted by subject, and the addresses that an account has signed in from."""

from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def failures_of(session: Session, subject: str) -> dict[str, Any] | None:
    """What is kept of a subject: `failures`, `last_failure_at`, `locked_until`; or None."""
    return session.row("sign_in/failures_of", subject=subject)


def set_failures(transaction: Transaction, subject: str, failures: int, at: datetime, until: datetime) -> None:
    """Keep how often a subject has failed, last now, and until when it must wait."""
    transaction.run("sign_in/set_failures", subject=subject, failures=failures, at=at, until=until)


def clear_failures(transaction: Transaction, subject: str) -> None:
    """Let a subject start afresh."""
    transaction.run("sign_in/clear_failures", subject=subject)


def forget_failures(transaction: Transaction, before: datetime, now: datetime, ahead: datetime) -> None:
    """Forget subjects that have been quiet and need not wait, and failures later than a clock that was set back."""
    transaction.run("sign_in/forget_failures", before=before, now=now, ahead=ahead)


def is_place_known(session: Session, account: str, address: str, since: datetime) -> bool:
    """Whether an account has signed in from an address since an instant."""
    return session.value("sign_in/place_known", account=account, address=address, since=since) is not None


def know_place(transaction: Transaction, account: str, address: str, at: datetime, forget_before: datetime) -> None:
    """Keep that an account has signed in from an address, and forget those of long ago."""
    transaction.run("sign_in/forget_places", before=forget_before)
    transaction.run("sign_in/know_place", account=account, address=address, at=at)
