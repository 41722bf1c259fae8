"""Every shift of every production day as arrays: when it begins and ends, whether it is planned, and whose time it is.

Days go down, shifts across: each name that the schedule has ever had has a place on each day, so that whatever was
reported finds its time. One that is not planned on a day has the times of the newest day that has it.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.patterns import CLOSED, Change, Pattern
from producflow.domain.schedule import Schedule

Instants = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
MINUTE = np.timedelta64(1, "m")


@dataclass(frozen=True)
class Grid:
    """Shifts of production days; arrays of shape (days, shifts) unless said otherwise, none to be written to."""

    days: Instants
    """Midnights without a zone."""
    names: tuple[str, ...]
    """Shifts across."""
    start: Instants
    end: Instants
    """UTC. A planned shift ends at the latest where the next planned one begins."""
    planned: Flags
    holds: Flags
    """Whether instants belong to it: to what is planned, and to what the pattern in force has on other days where
    nothing is planned then."""
    edges: Instants
    """Shape (n,). Where the time of one shift ends and that of the next begins, in UTC: starts of all shifts that
    hold."""
    places: Numbers
    """Which one begins there: its place in the flattened arrays."""

    @property
    def minutes(self) -> npt.NDArray[np.float64]:
        """Elapsed time of each shift. [min]"""
        return (self.end - self.start) / np.timedelta64(60, "s")


@dataclass(frozen=True)
class _Template:
    """One cycle: arrays of shape (days of the cycle, shifts); `begins` [min of the day], `minutes` [min]."""

    begins: Numbers
    minutes: Numbers
    planned: Flags


@lru_cache(maxsize=64)
def grid(schedule: Schedule, zone: str, first_day: date, last_day: date) -> Grid:
    """Lay out all shifts of production days, both days included."""
    # A day more on both sides, since a shift ends where one of the next day begins.
    days = np.arange(np.datetime64(first_day, "D") - 1, np.datetime64(last_day, "D") + 2)
    begins, minutes, by_pattern, own = _repeated(schedule, days)
    planned = by_pattern.copy()
    for change in schedule.changes:
        _apply(change, schedule.names, days, begins, minutes, planned)
    if schedule.retired_on is not None:
        planned[days >= np.datetime64(schedule.retired_on, "D")] = False
    start, end = _on_clock(days, begins, minutes, zone)
    holds = planned if planned.all() else _holding(start, end, planned, by_pattern, own)
    _cut(start, end, _in_time_order(start, planned, schedule.names))
    start, end, planned, holds = start[1:-1], end[1:-1], planned[1:-1], holds[1:-1]
    places = _in_time_order(start, holds, schedule.names)
    edges = start.ravel()[places]
    lasts = np.append(edges[1:] > edges[:-1], True)  # of those that begin at once, the others have no time at all
    places, edges = places[lasts], edges[lasts]
    found = Grid(days[1:-1].astype("datetime64[us]"), schedule.names, start, end, planned, holds, edges, places)
    for array in (found.days, start, end, planned, holds, edges, places):
        array.setflags(write=False)
    return found


def in_order(names: tuple[str, ...]) -> Numbers:
    """Rank of each shift among those that begin at once: by name, since how they stand changes with later patterns."""
    return np.argsort(np.argsort(np.array(names, dtype=object)))


def _in_time_order(start: Instants, chosen: Flags, names: tuple[str, ...]) -> Numbers:
    """Places of the chosen shifts in the flattened arrays, in the order in which they begin."""
    places = np.flatnonzero(chosen)
    return places[np.lexsort((in_order(names)[places % len(names)], start.ravel()[places]))]


def _repeated(schedule: Schedule, days: Instants) -> tuple[Numbers, Numbers, Flags, Flags]:
    """What the patterns say of each day, and which names the pattern in force has."""
    shape = (len(days), len(schedule.names))
    begins, minutes = np.zeros(shape, dtype="int64"), np.zeros(shape, dtype="int64")
    planned, own = np.zeros(shape, dtype="bool"), np.zeros(shape, dtype="bool")
    since = np.array([pattern.valid_from for pattern in schedule.patterns], dtype="datetime64[D]")
    held = np.maximum(np.searchsorted(since, days, side="right") - 1, 0)
    for place in np.unique(held):
        pattern, here = schedule.patterns[place], held == place
        template = _template(schedule, int(place))
        step = (days[here] - np.datetime64(pattern.anchor, "D")).astype("int64") % pattern.cycle_days
        begins[here], minutes[here] = template.begins[step], template.minutes[step]
        planned[here] = template.planned[step]
        own[here] = np.isin(schedule.names, pattern.names)
    return begins, minutes, planned, own


@lru_cache(maxsize=64)
def _template(schedule: Schedule, place: int) -> _Template:
    """One cycle of a pattern; what it does not plan has the times of the newest day before that has it."""
    pattern = schedule.patterns[place]
    shape = (pattern.cycle_days, len(schedule.names))
    begins, minutes = np.zeros(shape, dtype="int64"), np.zeros(shape, dtype="int64")
    planned = np.zeros(shape, dtype="bool")
    others = [*reversed(schedule.patterns[:place]), *schedule.patterns[place + 1 :]]
    for across, name in enumerate(schedule.names):
        slots = {slot.day: slot for slot in pattern.slots if slot.shift == name}
        if not slots:
            begins[:, across], minutes[:, across] = _elsewhere(name, others, schedule)
            continue
        newest = slots[max(slots)]
        for day in range(pattern.cycle_days):
            newest = slots.get(day, newest)
            begins[day, across], minutes[day, across] = newest.begins, newest.minutes
            planned[day, across] = day in slots
    return _Template(begins, minutes, planned)


def _elsewhere(name: str, patterns: list[Pattern], schedule: Schedule) -> tuple[int, int]:
    """Start and length of a shift that a pattern does not have: those of the nearest pattern, or wherever it is."""
    for pattern in patterns:
        for slot in reversed(pattern.slots):
            if slot.shift == name:
                return slot.begins, slot.minutes
    return schedule.newest[name].begins, schedule.newest[name].minutes


def _apply(
    change: Change, names: tuple[str, ...], days: Instants, begins: Numbers, minutes: Numbers, planned: Flags
) -> None:
    first, after = np.searchsorted(days, np.array([change.from_day, change.until_day], dtype="datetime64[D]"))
    here = slice(first, after + int(after < len(days) and days[after] == np.datetime64(change.until_day, "D")))
    across = slice(None) if change.shift is None else names.index(change.shift)
    planned[here, across] = change.kind != CLOSED
    if change.start is not None and change.minutes is not None:
        begins[here, across] = 60 * change.start.hour + change.start.minute
        minutes[here, across] = change.minutes


def _on_clock(days: Instants, begins: Numbers, minutes: Numbers, zone: str) -> tuple[Instants, Instants]:
    """Starts and ends in UTC: each end is put on the clock by itself, so that lengths are elapsed time."""
    starts = days[:, np.newaxis].astype("datetime64[m]") + begins * MINUTE
    local = np.concatenate([starts.ravel(), (starts + minutes * MINUTE).ravel()]).astype("datetime64[us]")
    # Most starts are the end of another shift, and a clock is slow to ask.
    distinct, back = np.unique(local, return_inverse=True)
    first_time = np.ones(len(distinct), dtype="bool")
    instants = pd.DatetimeIndex(distinct).tz_localize(zone, ambiguous=first_time, nonexistent="shift_forward")
    found = instants.tz_convert("UTC").tz_localize(None).to_numpy(dtype="datetime64[us]")[back]
    half = starts.size
    return found[:half].reshape(starts.shape).copy(), found[half:].reshape(starts.shape).copy()


def _holding(start: Instants, end: Instants, planned: Flags, by_pattern: Flags, own: Flags) -> Flags:
    """Which shifts instants belong to: planned ones, then others of the pattern in force that are in nobody's way.

    Of those, the ones that only a change has closed come first.
    """
    holds = planned.copy()
    for level in (by_pattern & own & ~planned, own & ~by_pattern & ~planned):
        for across in range(start.shape[1]):
            asked = np.flatnonzero(level[:, across])
            if len(asked):
                free = _free(start[asked, across], end[asked, across], start[holds], end[holds])
                holds[asked[free], across] = True
    return holds


def _free(start: Instants, end: Instants, taken_from: Instants, taken_until: Instants) -> Flags:
    """Whether spans begin while nobody else's last, and not where another begins."""
    if len(taken_from) == 0:
        return np.ones(len(start), dtype="bool")
    order = np.argsort(taken_from, kind="stable")
    before = np.searchsorted(taken_from[order], start, side="right") - 1
    until = np.maximum.accumulate(taken_until[order])[np.maximum(before, 0)]
    return ((before < 0) | (until <= start)) & (end > start)


def _cut(start: Instants, end: Instants, planned: Numbers) -> None:
    """Let no planned minute count twice: a shift ends where the next one that is planned begins."""
    flat, first = end.reshape(-1), start.ravel()[planned]
    flat[planned[:-1]] = np.minimum(flat[planned[:-1]], first[1:])
