"""Failed sign-ins are slowed and then locked, per account and per address, for the form and the API alike.

An attempt is counted as failed before the password is looked at and taken back if it was right, so that a hundred
guesses sent at once do not slip past the counter together.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from producflow.errors import TooManyAttempts
from producflow.store.database import Store, Transaction

QUIET = timedelta(minutes=15)  # after which failures are forgotten
LOCKED = timedelta(minutes=15)
LONGEST_SUBJECT = 300  # characters; longer than any address, short enough to keep


@dataclass(frozen=True)
class Limit:
    """How many failures in a row are free, and how many lock."""

    free: int
    lock: int

    def wait(self, failures: int) -> timedelta:
        """Time until the next attempt is looked at: none, then 1, 2, 4 … 32 seconds, then the lock."""
        if failures >= self.lock:
            return LOCKED
        if failures <= self.free:
            return timedelta()
        return timedelta(seconds=2 ** min(failures - self.free - 1, 5))


ACCOUNT = Limit(free=3, lock=10)
ADDRESS = Limit(free=10, lock=50)  # a whole shift may sit behind one address


def _subjects(email: str, address: str) -> list[tuple[str, Limit]]:
    return [
        (f"account:{email.strip().lower()}"[:LONGEST_SUBJECT], ACCOUNT),
        (f"address:{address}"[:LONGEST_SUBJECT], ADDRESS),
    ]


def _in_words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def begin(store: Store, email: str, address: str, *, now: datetime | None = None) -> None:
    """Count an attempt, or refuse to look at it.

    Parameters
    ----------
    store : Store
        The open store.
    email, address : str
        Which account, and from which network address.
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    TooManyAttempts
        With a sentence that says when to try again.
    """
    at = now or datetime.now(UTC)

    def count(transaction: Transaction) -> None:
        transaction.run("forget_sign_in_failures", before=at - QUIET, now=at)
        found = [
            (subject, limit, transaction.row("sign_in_failures_of", subject=subject))
            for subject, limit in _subjects(email, address)
        ]
        for _, _, row in found:
            if row is not None and row["locked_until"] is not None and row["locked_until"] > at:
                wait = row["locked_until"] - at
                raise TooManyAttempts(
                    f"Too many failed sign-ins; try again in {_in_words(wait)}.", retry_after=wait.total_seconds()
                )
        for subject, limit, row in found:
            failures = (0 if row is None else int(row["failures"])) + 1
            transaction.run(
                "set_sign_in_failures", subject=subject, failures=failures, at=at, until=at + limit.wait(failures)
            )

    store.write(count, changes_data=False)


def succeeded(store: Store, email: str, address: str) -> None:
    """Take back what :func:`begin` counted: the account starts afresh, the address keeps its other failures."""
    (account, _), (place, _) = _subjects(email, address)

    def forgive(transaction: Transaction) -> None:
        transaction.run("clear_sign_in_failures", subject=account)
        transaction.run("take_back_sign_in_failure", subject=place)

    store.write(forgive, changes_data=False)
