"""What happens too often for an entry of the audit log each time: the first of a period is written, the others counted.

A machine that posts once a second would bury what people do, and so would somebody who guesses passwords. What is
counted is written when its period is over, and when the server stops; a server that is killed loses the counts of the
running period, not the first entries.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
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
class _Key:
    database: str
    kind: Kind
    actor: Actor
    entity_id: int | None
    address: str
    period: datetime


@dataclass
class _Count:
    said: Mapping[str, Any]
    times: int = 0


_counts: dict[_Key, _Count] = {}
_lock = threading.Lock()


def is_first(
    store: Store,
    kind: Kind,
    actor: Actor,
    address: str,
    *,
    entity_id: int | None = None,
    said: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> bool:
    """Count one more, and tell whether it is the first of its period, which is to be written.

    Parameters
    ----------
    actor : Actor
        Who does it.
    address : str
        Network address that it comes from.
    said : mapping, optional
        What the entry says beside the address.
    now : datetime, optional
        Aware; the clock's unless given.
    """
    at = now or datetime.now(UTC)
    period = at - (at - BEGINNING) % kind.every
    database = str(store.path)
    key = _Key(database, kind, actor, entity_id, address, period)
    with _lock:
        count = _counts.get(key)
        if count is None and _are_many(key):
            key = _Key(database, kind, actor, None, ELSEWHERE, period)
            count = _counts.get(key)
        if count is None:
            count = _counts[key] = _Count(said or {})
        count.times += 1
        return count.times == 1


def _are_many(key: _Key) -> bool:
    same = (key.database, key.kind, key.period)
    return sum((each.database, each.kind, each.period) == same for each in _counts) >= MOST


def note(
    store: Store,
    kind: Kind,
    actor: Actor,
    address: str,
    *,
    entity_id: int | None = None,
    said: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Write it if it is the first of its period, else count it; see :func:`is_first`."""
    if is_first(store, kind, actor, address, entity_id=entity_id, said=said, now=now):
        write(store, kind, actor, address, entity_id=entity_id, said=said)


def write(
    store: Store,
    kind: Kind,
    actor: Actor,
    address: str,
    *,
    entity_id: int | None = None,
    said: Mapping[str, Any] | None = None,
) -> None:
    """Write the first of a period."""
    audit.note(store, actor, kind.action, kind.entity, entity_id, after={**(said or {}), "address": address})


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
            key for key in _counts if key.database == database and (everything or key.period + key.kind.every <= at)
        ]
        counted = [(key, _counts.pop(key)) for key in over]
    for key, count in counted:
        if count.times > 1:
            after = {**count.said, "address": key.address, "times": count.times, "since": key.period}
            audit.note(store, key.actor, key.kind.action, key.kind.entity, key.entity_id, after=after)
