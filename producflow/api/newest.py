"""The newest readings of a machine, which dashboards and gateways ask for again and again.

An answer stands until the next commit. If that brought nothing but single readings, they are put on top of the answer
without asking. After any other, the oldest reading of the last answer tells how far back to look: what has come since
is newer, so as many readings as were asked for lie after it, unless some were removed.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from producflow.store.database import Store
from producflow.store.queries import equipment as queries

K = TypeVar("K")
V = TypeVar("V")
Rows = list[dict[str, Any]]
ANSWERS = 256
COMMITS = 2_000  # a few seconds of many machines; an answer older than that is asked for again


@dataclass(frozen=True)
class Asked:
    """What was asked for: a machine's sensors, within a period, and how many readings."""

    equipment_id: int
    sensor_type: str | None
    first: datetime | None
    last: datetime | None
    limit: int

    def covers(self, row: dict[str, Any]) -> bool:
        """Whether a reading may be part of the answer."""
        return (
            row["equipment_id"] == self.equipment_id
            and self.sensor_type in (None, row["sensor_type"])
            and (self.first is None or row["timestamp"] >= self.first)
            and (self.last is None or row["timestamp"] <= self.last)
        )


class _Latest(Generic[K, V]):
    """A few values; the one that was looked at longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: K, value: V) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Newest:
    """Answers, what was stored since, and how far back to look for the next ones."""

    def __init__(self) -> None:
        self._answers: _Latest[tuple[Store, Asked], tuple[int, Rows]] = _Latest(ANSWERS)
        self._since: _Latest[tuple[Store, Asked], datetime] = _Latest(16 * ANSWERS)
        self._stored: OrderedDict[int, Rows] = OrderedDict()
        self._lock = threading.Lock()

    def stored(self, commit: int, rows: Rows) -> None:
        """Hear of a commit that changed no other readings than by adding these."""
        with self._lock:
            self._stored[commit] = rows
            while len(self._stored) > COMMITS:
                self._stored.popitem(last=False)

    def known(self, store: Store, asked: Asked) -> Rows | None:
        """The answer, if it follows from the last one and what was stored since."""
        commits = store.commits
        found = self._answers.get((store, asked))
        if found is None or found[0] == commits:
            return None if found is None else found[1]
        at, rows = found
        with self._lock:
            brought = [self._stored.get(commit) for commit in range(at + 1, min(commits, at + COMMITS) + 1)]
        if len(brought) < commits - at or any(added is None for added in brought):
            return None
        there = {row["id"] for row in rows}  # the answer may have seen the first of them already
        added = [row for several in brought for row in several or () if asked.covers(row) and row["id"] not in there]
        if added:
            rows = newest_first([*added, *rows])[: asked.limit]
        self._answers.keep((store, asked), (commits, rows))
        return rows

    def ask(self, store: Store, asked: Asked) -> Rows:
        """The answer, from the store."""
        commits = store.commits
        # After the number of commits: what is committed meanwhile is put on top at the next call, unless it is there
        # already.
        found = self._ask(store, asked)
        self._answers.keep((store, asked), (commits, found))
        return found

    def _ask(self, store: Store, asked: Asked) -> Rows:
        sensors = (asked.equipment_id, asked.sensor_type)
        open_ended = asked.first is None and asked.last is None
        since = self._since.get((store, asked)) if open_ended else None
        found = [] if since is None else store.read(queries.readings_since, *sensors, since, asked.limit)
        if len(found) < asked.limit:
            found = store.read(queries.newest_readings, *sensors, asked.first, asked.last, asked.limit)
        if open_ended and len(found) == asked.limit:
            self._since.keep((store, asked), found[-1]["timestamp"])
        return found


def newest_first(rows: Iterable[dict[str, Any]]) -> Rows:
    """In the order of ``readings/newest.sql``: by time and id downwards, sensor types of one instant by name."""
    by_id = sorted(rows, key=lambda row: row["id"], reverse=True)
    by_name = sorted(by_id, key=lambda row: row["sensor_type"])
    return sorted(by_name, key=lambda row: row["timestamp"], reverse=True)
