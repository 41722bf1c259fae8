"""Failed sign-ins are slowed and then refused, for form and API alike, without shutting out whom they are aimed at.

What is counted, and against what, depends on where an attempt comes from:

- from a browser that has signed in to this account before (:mod:`producflow.access.devices`): against that browser;
- else against the account at this address, and against the address, whatever the account;
- and, unless the account has signed in from this address before, against all strangers to the account together.

So whoever guesses from a thousand addresses gets no more guesses than from one, and uses up what strangers have, not
what the owner has. Only failures count. An attempt under way takes a place among those that may still fail, so that a
hundred guesses sent at once do not slip past together; who finds no place waits until one is decided.
"""

import hashlib
import ipaddress
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, Self

from producflow.access import tallies
from producflow.access.roles import STRANGER
from producflow.errors import TooManyAttempts
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import sign_in as queries
from producflow.store.queries import users

QUIET = timedelta(minutes=15)  # after which failures are forgotten
LOCKED = timedelta(minutes=15)
AHEAD = timedelta(minutes=1)  # failures further ahead were counted before the clock was set back
PLACES_KEPT = timedelta(days=30)  # for so long an address is known to an account
LONGEST_SUBJECT = 300  # characters; longer than any address, short enough to keep
LONGEST_WAIT = 60.0  # s; for attempts under way to be decided: each takes a quarter, and more on a busy machine
REFUSED = tallies.Kind("sign-in refused", "users", tallies.HOUR)
NETWORK_OF_ONE = 64  # bits of an IPv6 address that one subscriber has

Row = dict[str, Any] | None


class Limit(Protocol):
    """How failures slow down what comes next."""

    def wait(self, row: Row, at: datetime) -> timedelta:
        """Time until the next attempt is looked at."""

    def places(self, row: Row, at: datetime) -> int:
        """How many attempts may be under way at once."""

    def after(self, row: Row, at: datetime) -> datetime:
        """Until when the row of one more failure counts."""


@dataclass(frozen=True)
class Slowed:
    """So many failures in a row are free, then each costs 1, 2, 4 … 32 seconds, and so many lock."""

    free: int
    lock: int

    def wait(self, row: Row, at: datetime) -> timedelta:
        """Time until the next attempt is looked at."""
        return timedelta() if row is None else max(row["locked_until"] - at, timedelta())

    def places(self, row: Row, at: datetime) -> int:  # noqa: ARG002 -- the other limit looks at the clock
        """How many attempts may be under way at once: as many as are free, and one at a time after that."""
        return max(1, self.free - _failures(row))

    def after(self, row: Row, at: datetime) -> datetime:
        """Until when the next one has to wait."""
        failures = _failures(row) + 1
        if failures >= self.lock:
            return at + LOCKED
        if failures <= self.free:
            return at
        return at + timedelta(seconds=2 ** min(failures - self.free - 1, 5))


@dataclass(frozen=True)
class Spread:
    """So many failures at once, and one more after each while: no more than both together in any hour.

    Notes
    -----
    The generic cell rate algorithm (ITU-T I.371): what is kept is when all failures so far will be made up for.
    """

    most: int
    each: timedelta

    def wait(self, row: Row, at: datetime) -> timedelta:
        """Time until the next attempt is looked at."""
        return max(self._owed(row, at) - (self.most - 1) * self.each, timedelta())

    def places(self, row: Row, at: datetime) -> int:
        """How many attempts may be under way at once."""
        return max(1, (self.most * self.each - self._owed(row, at)) // self.each)

    def after(self, row: Row, at: datetime) -> datetime:
        """When one more is made up for too."""
        return at + self._owed(row, at) + self.each

    def _owed(self, row: Row, at: datetime) -> timedelta:
        return timedelta() if row is None else max(row["locked_until"] - at, timedelta())


ACCOUNT = Slowed(free=3, lock=10)
ADDRESS = Slowed(free=10, lock=50)  # a whole shift may sit behind one address
STRANGERS = Spread(most=20, each=timedelta(seconds=225))  # 36 in any hour

Counted = tuple[str, Limit]


class Attempt:
    """One look at a password; leave it as a context, so that others need not wait for it longer than they must."""

    def __init__(
        self, store: Store, account: str, place: str, counted: Sequence[Counted], now: datetime | None
    ) -> None:
        self._store, self._account, self._place, self._counted, self._now = store, account, place, counted, now
        self._under_way = True

    @property
    def _at(self) -> datetime:
        return self._now or datetime.now(UTC)

    def __enter__(self) -> Self:
        """Nothing more than :func:`begin` did."""
        return self

    def __exit__(self, *_: object) -> None:
        """It is decided."""
        self.over()

    def failed(self) -> None:
        """Count it."""
        at = self._at

        def count(transaction: Transaction) -> None:
            queries.forget_failures(transaction, at - QUIET, at, at + AHEAD)
            for subject, limit in self._counted:
                # Read anew under the writer lock: others may have failed since this attempt began.
                row = queries.failures_of(transaction, subject)
                queries.set_failures(transaction, subject, _failures(row) + 1, at, limit.after(row, at))

        self._store.write(count, changes_data=False)
        note_refused(self._store, self._place, account=self._account)
        self.over()

    def succeeded(self) -> None:
        """Start the account afresh here, and know the address; its other failures, and those of strangers, stay."""
        at = self._at

        def know(transaction: Transaction) -> None:
            for subject, limit in self._counted:
                if limit is ACCOUNT:
                    queries.clear_failures(transaction, subject)
            queries.know_place(transaction, self._account, self._place, at, at - PLACES_KEPT)

        self._store.write(know, changes_data=False)
        self.over()

    def over(self) -> None:
        """Give its place to whoever waits; twice is as good as once."""
        if self._under_way:
            self._under_way = False
            with _turn:
                _pending.subtract(_keys(self._store, self._counted))
                for key in _keys(self._store, self._counted):
                    if not _pending[key]:
                        del _pending[key]
                _turn.notify_all()


_turn = threading.Condition()
_pending: Counter[tuple[str, str]] = Counter()
"""Attempts under way, by database and subject; one process has the database, so none are elsewhere."""


def begin(store: Store, email: str, address: str, *, device: str | None = None, now: datetime | None = None) -> Attempt:
    """Take a place for an attempt, or refuse to look at it.

    Parameters
    ----------
    email, address : str
        Which account, and from which network address.
    device : str, optional
        Name of the browser, if it has signed in to this account before, see :mod:`producflow.access.devices`.
    now : datetime, optional
        Aware instant; the clock's unless given.

    Raises
    ------
    TooManyAttempts
        With a sentence that says when to try again.
    """
    account, place = email.strip().lower()[:LONGEST_SUBJECT], place_of(address)
    until = time.monotonic() + LONGEST_WAIT
    with _turn:
        while True:
            at = now or datetime.now(UTC)
            counted, rows = store.read(_asked, account, place, device, at)
            longest = max(limit.wait(row, at) for (_, limit), row in zip(counted, rows, strict=True))
            # Looked at anew at each turn of the loop: while it waited, others may have failed.
            if longest:
                raise TooManyAttempts(
                    f"Too many failed sign-ins; try again in {_in_words(longest)}.",
                    retry_after=longest.total_seconds(),
                )
            keys = _keys(store, counted)
            if all(
                _pending[key] < limit.places(row, at) for key, (_, limit), row in zip(keys, counted, rows, strict=True)
            ):
                _pending.update(keys)
                return Attempt(store, account, place, counted, now)
            if not _turn.wait(until - time.monotonic()):
                raise TooManyAttempts("Too many sign-ins at once; try again in a second.", retry_after=1)


def note_refused(store: Store, address: str, *, account: str | None = None, **said: str) -> None:
    """Let the audit log say that somebody was not let in: once an hour for each account and address, and how often.

    Parameters
    ----------
    account : str, optional
        What was typed as email. It is written where there is such an account only: it may be a password in the wrong
        field.
    **said
        What else the entry says.
    """
    row = None if account is None else store.read(users.by_email, account)
    known = {} if row is None else {"email": row["email"]}
    number = None if row is None else row["id"]
    tallies.note(store, tallies.Event(REFUSED, STRANGER, address, number, known | said))


def _asked(
    session: Session, account: str, place: str, device: str | None, at: datetime
) -> tuple[list[Counted], list[Row]]:
    """Against what an attempt is counted, and what has failed there lately."""
    counted: list[Counted]
    if device is not None:
        counted = [(f"device:{device}:{account}"[:LONGEST_SUBJECT], ACCOUNT)]
    else:
        # A hash holds both, where a long account that is cut off would lose the address behind it.
        pair = hashlib.sha256(f"{account}\n{place}".encode("utf-8", "surrogatepass")).hexdigest()
        counted = [(f"account:{pair}", ACCOUNT), (f"address:{place}", ADDRESS)]
        if not queries.is_place_known(session, account, place, at - PLACES_KEPT):
            counted.append((f"strangers:{account}"[:LONGEST_SUBJECT], STRANGERS))
    rows = [queries.failures_of(session, subject) for subject, _ in counted]
    return counted, [row if _counts(row, at) else None for row in rows]


def _counts(row: Row, at: datetime) -> bool:
    """Whether failures are not forgotten; the same as :func:`queries.forget_failures` removes at the next one."""
    if row is None or row["last_failure_at"] > at + AHEAD:
        return False
    return bool(row["last_failure_at"] >= at - QUIET or row["locked_until"] > at)


def _failures(row: Row) -> int:
    return 0 if row is None else int(row["failures"])


def _keys(store: Store, counted: Sequence[Counted]) -> list[tuple[str, str]]:
    return [(str(store.path), subject) for subject, _ in counted]


def place_of(address: str) -> str:
    """What an address counts as: itself, or of IPv6 the network that one subscriber has."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_SUBJECT]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(found) if found.is_loopback else str(ipaddress.ip_network((found, NETWORK_OF_ONE), strict=False))


def _in_words(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
