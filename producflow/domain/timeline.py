"""Time counts once: who has it where intervals of a machine overlap, and how much of it passed up to an instant.

The interval that explains best why nothing was made has the time; among equals the one that began last. So every stop
that began has some time of its own, and no time is counted twice, whichever way the intervals came in.
"""

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

PRODUCING, STOPPED, PLANNED_STOP, OFF = "producing", "stopped", "planned_stop", "off"
RANK = {PRODUCING: 0, PLANNED_STOP: 1, STOPPED: 2, OFF: 3}
"""Which of overlapping states has the time: the highest."""

Ticks = npt.NDArray[np.int64]


def divided(intervals: pd.DataFrame, rank: pd.Series, machine: pd.Series | None = None) -> pd.DataFrame:
    """Divide the time of overlapping intervals among them.

    Parameters
    ----------
    intervals : DataFrame, shape (n, ≥2)
        `started_at`, `ended_at` (UTC, none missing), by machine and then in the order of their starts.
    rank : Series of int, shape (n,)
        Who has the time: the highest, see `RANK`.
    machine : Series, shape (n,), optional
        Whose each interval is; one machine's by default.

    Returns
    -------
    DataFrame
        `start`, `end` (UTC without a zone), `row` (label of the interval), in order of time and, for each machine,
        without overlaps. An interval may have several pieces, or none.
    """
    start, end = _ticks(intervals["started_at"]), _ticks(intervals["ended_at"])
    whose = np.zeros(len(start), np.int64) if machine is None else machine.to_numpy()
    start, end, place = divided_ticks(start, end, rank.to_numpy(dtype=np.int64), whose)
    return as_pieces(start, end, intervals.index.to_numpy(dtype=np.int64)[place])


def as_pieces(start: Ticks, end: Ticks, row: Ticks) -> pd.DataFrame:
    """What :func:`divided` answers with."""
    found = {"start": start.astype("datetime64[us]"), "end": end.astype("datetime64[us]"), "row": row}
    return pd.DataFrame(found).sort_values("start", kind="stable", ignore_index=True)


def divided_ticks(start: Ticks, end: Ticks, rank: Ticks, whose: npt.NDArray[Any]) -> tuple[Ticks, Ticks, Ticks]:
    """The same of plain numbers [µs]: starts, ends and places of the intervals, the pieces of each in order of time."""
    place = np.flatnonzero(end > start)
    start, end, whose, rank = start[place], end[place], whose[place], rank[place]
    if len(start) == 0:
        return start, end, place
    another = np.append(True, whose[1:] != whose[:-1])
    # One line for all machines: each has a stretch of it that no time of another reaches.
    stretch = (end.max() - start.min() + 1) * np.cumsum(another)
    reached = np.maximum.accumulate(end + stretch) - stretch
    first = np.flatnonzero(another | np.append(True, start[1:] >= reached[:-1]))
    last = np.append(first[1:], len(start))
    alone = last - first == 1
    starts, ends, places = [start[first[alone]]], [end[first[alone]]], [place[first[alone]]]
    for begin, stop in zip(first[~alone], last[~alone], strict=True):
        found = _sweep(start[begin:stop], end[begin:stop], rank[begin:stop])
        starts.append(found[0])
        ends.append(found[1])
        places.append(place[begin:stop][found[2]])
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(places)


def _sweep(start: Ticks, end: Ticks, rank: npt.NDArray[np.integer[Any]]) -> tuple[Ticks, Ticks, Ticks]:
    edges = np.unique(np.concatenate([start, end]))
    active: list[tuple[int, int, int]] = []
    upcoming = 0
    pieces: list[tuple[int, int, int]] = []
    for edge, following in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        while upcoming < len(start) and start[upcoming] <= edge:
            heapq.heappush(active, (-int(rank[upcoming]), -upcoming, upcoming))
            upcoming += 1
        while active and end[active[0][2]] <= edge:
            heapq.heappop(active)
        if not active:
            continue
        winner = active[0][2]
        if pieces and pieces[-1][2] == winner and pieces[-1][1] == edge:
            pieces[-1] = (pieces[-1][0], following, winner)
        else:
            pieces.append((edge, following, winner))
    found = np.array(pieces, dtype=np.int64).reshape(-1, 3)
    return found[:, 0], found[:, 1], found[:, 2]


@dataclass(frozen=True)
class Clock:
    """A clock that runs only between given starts and ends, which do not overlap. [µs]"""

    start: Ticks
    end: Ticks

    @classmethod
    def of(cls, pieces: pd.DataFrame) -> "Clock":
        """One that runs in pieces of :func:`divided`, of one machine."""
        return cls(*(_ticks(pieces[name]) for name in ("start", "end")))

    def __call__(self, instants: pd.Series) -> pd.Series:
        """How long it has run up to each instant. [µs]"""
        return pd.Series(self.at(_ticks(instants)), index=instants.index)

    def at(self, moments: Ticks) -> Ticks:
        """The same of plain numbers. [µs]"""
        total = np.append(0, np.cumsum(self.end - self.start))
        begun = np.searchsorted(self.start, moments, side="right")
        latest = np.maximum(begun - 1, 0)
        running = np.minimum(moments, self.end[latest]) - self.start[latest] if len(self.start) else 0 * moments
        return np.where(begun > 0, total[latest] + running, 0)


def run_in(spans: pd.DataFrame, pieces: pd.DataFrame, machine: pd.Series) -> pd.Series:
    """How much of some spans lies in pieces of the same machine.

    Parameters
    ----------
    spans : DataFrame
        `equipment_id`, `starts`, `ends` [UTC].
    pieces : DataFrame
        `start`, `end` as of :func:`divided`, of any machines.
    machine : Series, shape (pieces,)
        Whose each piece is.

    Returns
    -------
    Series of int, indexed like `spans`
        [µs]
    """
    if spans.empty:
        return pd.Series(0, index=spans.index, dtype="int64")
    starts, ends = _ticks(spans["starts"]), _ticks(spans["ends"])
    first, last = int(starts.min()), int(ends.max())
    own, machines = pd.factorize(spans["equipment_id"])
    place = machines.get_indexer(pd.Index(machine))
    # One clock for all machines: each has a stretch of its line that no time of another reaches.
    stretch, chosen = last - first + 1, place >= 0
    edges = [np.clip(_ticks(pieces[name])[chosen], first, last) + stretch * place[chosen] for name in ("start", "end")]
    order = np.argsort(edges[0], kind="stable")
    clock = Clock(edges[0][order], edges[1][order])
    return pd.Series(clock.at(ends + stretch * own) - clock.at(starts + stretch * own), index=spans.index)


def _ticks(instants: pd.Series) -> Ticks:
    """UTC. [µs]"""
    return instants.to_numpy(dtype="datetime64[us]").astype(np.int64)
