"""What happens too often for an entry of the audit log each time: the first of a period is written, the others counted.

A machine that posts once a second would bury what people do, and so would somebody who guesses passwords. What is
counted is written when its period is over, and when the server stops; a server that is killed loses the counts of the
running period, not the first entries.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor
from producflow.store.database import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST = 200
"""Addresses that get entries of their own, of one kind in one period; who has thousands shares one."""
ELSEWHERE = "other addresses"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """What happens often."""

    action: str
    entity: str
    every: timedelta
    """Length of the periods, whole ones of UTC."""


@dataclass(frozen=True)
class Event:
    """One time that it happens; times that differ only in what is said of them are counted together."""

    kind: Kind
    actor: Actor
    """Who does it."""
    address: str
    """Network address that it comes from."""
    entity_id: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What the entry says beside the address."""


@dataclass(frozen=True)
class _Key:
    database: str
    event: Event
    """The first of its period."""
    period: datetime

    @property
    def crowd(self) -> tuple[str, Kind, datetime]:
        """Those of which only so many are counted one by one."""
        return self.database, self.event.kind, self.period


_times: dict[_Key, int] = {}
_lock = threading.Lock()


def is_first(store: Store, event: Event, now: datetime | None = None) -> bool:
    """Count one more, and tell whether it is the first of its period, which is to be written.

    Parameters
    ----------
    now : datetime, optional
        Aware; the clock's unless given.
    """
    at = now or datetime.now(UTC)
    key = _Key(str(store.path), event, at - (at - BEGINNING) % event.kind.every)
    with _lock:
        if key not in _times and sum(each.crowd == key.crowd for each in _times) >= MOST:
            key = replace(key, event=replace(event, entity_id=None, address=ELSEWHERE))
        _times[key] = _times.get(key, 0) + 1
        return _times[key] == 1


def note(store: Store, event: Event, now: datetime | None = None) -> None:
    """Write it if it is the first of its period, else count it; see :func:`is_first`."""
    if is_first(store, event, now):
        write(store, event)


def write(store: Store, event: Event, **counted: Any) -> None:
    """Write the first of a period, or with what was ``counted`` of it."""
    after = {**event.said, "address": event.address, **counted}
    audit.note(store, event.actor, event.kind.action, event.kind.entity, event.entity_id, after=after)


def settle(store: Store, *, now: datetime | None = None, everything: bool = False) -> None:
    """Write how often it was in the periods that are over.

    Parameters
    ----------
    now : datetime, optional
        Aware; the clock's unless given.
    everything : bool
        Of the running periods too, since the server stops.
    """
    at, database = now or datetime.now(UTC), str(store.path)
    with _lock:
        over = [
            key
            for key in _times
            if key.database == database and (everything or key.period + key.event.kind.every <= at)
        ]
        counted = [(key, _times.pop(key)) for key in over]
    # Outside the lock: the database may let us wait, and whoever counts should not.
    for key, times in counted:
        if times > 1:
            write(store, key.event, times=times, since=key.period)
