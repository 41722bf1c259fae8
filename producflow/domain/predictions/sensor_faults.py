"""What is wrong with a sensor and not with its machine: stuck, fallen to zero, single spikes."""

from dataclasses import dataclass

import numpy as np

from producflow.domain.predictions.looks import Bools, Floats, Looks, quietly

STUCK, DROPOUT, SPIKE = "stuck", "dropout", "spike"
LONGER = 4
"""A sensor is stuck once it repeats one value for so many times the longest such run of its history."""
LEAST_LOOKS = 3
"""And for so many looks at least. [looks]"""
MOVES = 0.25
"""A sensor whose history repeats one value for more than this share of it may well stand still. [-]"""
AWAY = 8.0
"""A zero or spike is this far from the middle of the history. [spreads]"""
LONGEST_SPIKE = 2
"""Rows after which a value that stays away is no spike. [rows]"""


@dataclass(frozen=True)
class Fault:
    """One stretch of rows in which a sensor cannot be believed."""

    sensor: int
    kind: str
    begin: int
    end: int
    """Rows, the end excluded."""


def faults(values: Floats, history: int, looks: Looks) -> tuple[Bools, list[Fault]]:
    """Find the readings that say something of a sensor only.

    Parameters
    ----------
    values : ndarray, shape (n, sensors)
        In the order of time; missing is NaN.
    history : int
        Rows that stand for normal.

    Returns
    -------
    ndarray of bool, shape (n, sensors)
        Readings to be left out. Each is marked by itself and what was before it: of a stuck sensor only those after
        it became plain, of a spike none, since that it was one is known only afterwards and looks cut it off.
    list of Fault
        In the order of time.

    Notes
    -----
    A zero is a dropout only where the history never came near zero, where it is reached in one step, and where not
    all sensors of the machine fall together: then the machine stands. A machine's only sensor may say so of itself.
    """
    given = ~np.isnan(values)
    stuck = _stuck(values, history, looks.rows)
    away = given & (np.abs(values - looks.middle) > AWAY * looks.spread)
    zero = _dropped(values, away, history)
    if values.shape[1] > 1:
        zero &= ~np.where(given, values == 0, True).all(axis=1, keepdims=True)
    found = [Fault(each, kind, *run) for kind, marks in ((STUCK, stuck), (DROPOUT, zero)) for each, run in _runs(marks)]
    found += [Fault(each, SPIKE, *run) for each, run in _spikes(away & ~zero, history, looks.rows)]
    return stuck | zero, sorted(found, key=lambda fault: (fault.begin, fault.sensor, fault.kind))


def _stuck(values: Floats, history: int, rows: int) -> Bools:
    """Readings that repeat one value for longer than the sensor ever did."""
    lasted = _repeats(values)
    longest = lasted[:history].max(axis=0)
    limit = np.maximum(LONGER * longest, LEAST_LOOKS * rows)
    marks = (lasted > limit) & (longest < MOVES * history)
    marks[:history] = False
    return np.asarray(marks)


def _repeats(values: Floats) -> Floats:
    """How many rows up to each hold the very same value; missing ones are passed over, and count 0."""
    counts = np.zeros(values.shape)
    for sensor, column in enumerate(values.T):
        rows = np.flatnonzero(~np.isnan(column))
        place = np.arange(len(rows))
        other = np.concatenate([[True], np.diff(column[rows]) != 0])[: len(rows)]
        counts[rows, sensor] = place - np.maximum.accumulate(np.where(other, place, 0)) + 1
    return counts


def _dropped(values: Floats, away: Bools, history: int) -> Bools:
    """Zeros that are far from everything before, from the one that was reached in one step on."""
    zero = away & (values == 0)
    nearest = quietly(np.nanmin, np.abs(values[:history]))
    zero &= nearest > 0
    zero[:history] = False
    inside = np.vstack([np.zeros((1, values.shape[1]), dtype=bool), ~away[:-1] & ~np.isnan(values[:-1])])
    entered = zero & inside
    belongs = np.zeros(values.shape, dtype=bool)
    for sensor in np.flatnonzero(entered.any(axis=0)):
        for begin, end in stretches(zero[:, sensor]):
            belongs[begin:end, sensor] = entered[begin, sensor]
    return belongs


def _spikes(away: Bools, history: int, rows: int) -> list[tuple[int, tuple[int, int]]]:
    """Single readings far away, with none in the looks before and after: several are the machine's."""
    runs = _runs(away)
    found = []
    for at, (sensor, (begin, end)) in enumerate(runs):
        beside = [runs[place][1] for place in (at - 1, at + 1) if 0 <= place < len(runs) and runs[place][0] == sensor]
        alone = all(other[1] < begin - rows or other[0] > end + rows for other in beside)
        if alone and begin >= history and end - begin <= LONGEST_SPIKE and end + rows <= len(away):
            found.append((sensor, (begin, end)))
    return found


def _runs(marks: Bools) -> list[tuple[int, tuple[int, int]]]:
    return [(int(sensor), run) for sensor in np.flatnonzero(marks.any(axis=0)) for run in stretches(marks[:, sensor])]


def stretches(marks: Bools) -> list[tuple[int, int]]:
    """Begin and end, excluded, of each run of marks."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]
