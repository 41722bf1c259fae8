"""When which rows were last written, by the store's own clock: the number of its commits."""

import threading
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from producflow.store.noting import EVERYTHING, Rows

EVER = datetime.min  # noqa: DTZ901 -- naive UTC, as in the tables
MARKS = 64
"""Writes that are remembered one by one, of each machine and table."""


class Marks:
    """From which instant on commits have written: both ascend, since an earlier instant says more than a later one."""

    def __init__(self) -> None:
        self._commits: list[int] = []
        self._firsts: list[datetime] = []

    def add(self, commit: int, first: datetime) -> None:
        """Note that a commit has written from an instant on; of several too many, the oldest two count as the newer."""
        while self._firsts and self._firsts[-1] >= first:
            self._commits.pop()
            self._firsts.pop()
        self._commits.append(commit)
        self._firsts.append(first)
        if len(self._commits) > MARKS:
            del self._commits[0], self._firsts[1]

    def stand(self, since: int, until: datetime | None) -> bool:
        """Whether nothing before an instant was written after a commit."""
        place = bisect_right(self._commits, since)
        # They ascend, so the first one after `since` tells the earliest instant written since.
        return place == len(self._commits) or (until is not None and self._firsts[place] >= until)


class Versions:
    """When the rows of one store were last written."""

    def __init__(self) -> None:
        self._everything = 0
        self._whole: dict[str, int] = {}
        self._marks: dict[tuple[str, int | None], Marks] = {}
        self._lock = threading.Lock()

    def written(self, commit: int, rows: Iterable[Rows]) -> None:
        """Note what a commit has written."""
        with self._lock:
            for each in rows:
                if each.table == EVERYTHING:
                    self._everything = commit
                elif each.machine is None:
                    self._whole[each.table] = commit
                else:
                    # A reading of 10:40 changes the sum of the hour from 10:00, so what was asked before 10:30 is
                    # changed too.
                    first = EVER if each.bound is None else each.bound.replace(minute=0, second=0, microsecond=0)
                    # Whoever read the rows of all machines looks the mark up under None.
                    for machine in (each.machine, None):
                        self._marks.setdefault((each.table, machine), Marks()).add(commit, first)

    def stand(self, rows: Iterable[Rows], since: int) -> bool:
        """Whether none of the rows was written after a commit."""
        with self._lock:
            return self._everything <= since and all(self._stands(each, since) for each in rows)

    def _stands(self, rows: Rows, since: int) -> bool:
        if rows.table == EVERYTHING:
            return all(commit <= since for commit in self._whole.values()) and all(
                marks.stand(since, None) for marks in self._marks.values()
            )
        if self._whole.get(rows.table, 0) > since:
            return False
        marks = self._marks.get((rows.table, rows.machine))
        return marks is None or marks.stand(since, rows.bound)
