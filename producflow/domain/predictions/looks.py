"""What is looked at of a machine's readings: level and restlessness over the last rows, without the time of day."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]

FEWEST_ROWS, MOST_ROWS = 5, 60
"""That one look takes in. [rows]"""
LOOKS_IN_HISTORY = 25
"""A history holds so many looks that share no row, unless that makes them shorter than `FEWEST_ROWS`."""
LOOKS_IN_DAY = 4
"""A look at slow readings lasts a quarter of a day at most: a longer one mixes morning and night."""
SLOW_SECONDS = 60.0
"""Readings that come no oftener than this are slow: days pass in them, and a day has a course of its own. [s]"""
DAY_SECONDS = 86_400
HOURS = 24
FEWEST_DAYS = 4
"""From which on a course of the day can be learned and tried. [days]"""
EXPLAINED = 0.15
"""Share of the variance of later days that the course of earlier ones must explain, or there is none. [-]"""
FARTHEST = 8.0
"""Where a reading is cut off, so that a single one is no state. [spreads]"""
STILL = 0.05
"""Added to steps before their logarithm: below that share of the spread a sensor is still. [spreads]"""


@dataclass(frozen=True)
class Looks:
    """How a machine's readings are looked at, learned from its history."""

    middle: Floats
    spread: Floats
    """Shape (sensors,). Of the history. [the sensor's unit]"""
    rows: int
    """That one look takes in."""
    least: Floats
    """Shape (sensors,). Values in a look below which it says nothing of a sensor: half of what is usual."""
    slow: bool
    """Whether days pass in the readings; then only levels are looked at, since restlessness follows the hour."""

    def scaled(self, values: Floats) -> Floats:
        """Readings in spreads from the middle."""
        return np.clip((values - self.middle) / self.spread, -FARTHEST, FARTHEST)

    def levels(self, told: Floats) -> Floats:
        """Back from spreads to the sensors' units."""
        return told * self.spread + self.middle

    def features(self, scaled: Floats, seconds: Ints, course: Floats, first: int = 0) -> Floats:
        """What is looked at after each row from a first one on.

        Parameters
        ----------
        scaled : ndarray, shape (n, sensors)
        seconds : ndarray, shape (n,)
            Since 1970 on the plant's clock. [s]
        course : ndarray, shape (24, sensors)
            What the hour of the day usually adds, see :func:`course_of_day`.
        first : int
            Row from which on features are wanted.

        Returns
        -------
        ndarray, shape (n - first, features)
            Mean of the last rows, sensor by sensor; of fast readings then also the logarithm of their mean step. NaN
            where a sensor said nothing in those rows. Uses no later row.
        """
        begin = max(0, first - self.rows)
        part = scaled[begin:]
        level = trailing_mean(part - course[hour(seconds[begin:])], self.rows, self.least)
        if self.slow:
            return level[first - begin :]
        steps = np.abs(np.diff(part, axis=0, prepend=part[:1]))
        return np.hstack([level, np.log(trailing_mean(steps, self.rows, self.least / 2) + STILL)])[first - begin :]


def looks_at(history: Floats, seconds: Ints) -> Looks:
    """Learn how to look at readings from their history.

    Parameters
    ----------
    history : ndarray, shape (n, sensors)
        Missing is NaN. [the sensors' units]
    seconds : ndarray, shape (n,)
        In ascending order. [s]

    Notes
    -----
    The spread is the median distance to the median, made comparable to a standard deviation; where most readings are
    one and the same value, the standard deviation itself; 1 for a sensor that never moved.
    """
    middle = np.nan_to_num(quietly(np.nanmedian, history))
    robust = 1.4826 * quietly(np.nanmedian, np.abs(history - middle))
    usual = quietly(np.nanstd, history)
    spread = np.nan_to_num(np.where(robust > 0.1 * usual, robust, usual))
    step = float(np.median(np.diff(seconds))) if len(seconds) > 1 else 0.0
    slow = step >= SLOW_SECONDS
    rows = len(history) / LOOKS_IN_HISTORY
    if slow and seconds[-1] - seconds[0] >= FEWEST_DAYS * DAY_SECONDS:
        rows = min(rows, DAY_SECONDS / step / LOOKS_IN_DAY)
    together = int(np.clip(rows, FEWEST_ROWS, MOST_ROWS))
    least = np.maximum(np.mean(~np.isnan(history), axis=0) * together / 2, 1.0)
    return Looks(middle, np.where(spread > 0, spread, 1.0), together, least, slow)


def trailing_mean(values: Floats, rows: int, least: Floats) -> Floats:
    """Mean of each row and those before it, so many in all; NaN where fewer of them than the least hold a value."""
    given = ~np.isnan(values)
    nothing = np.zeros((1, values.shape[1]))
    sums = np.vstack([nothing, np.cumsum(np.where(given, values, 0.0), axis=0)])
    counts = np.vstack([nothing, np.cumsum(given, axis=0)])
    end = np.arange(1, len(values) + 1)
    begin = np.maximum(end - rows, 0)
    number = counts[end] - counts[begin]
    enough = number >= np.minimum(least, np.minimum(end, rows)[:, None] / 2)
    with np.errstate(invalid="ignore"):
        return np.where(enough, (sums[end] - sums[begin]) / number, np.nan)


def course_of_day(scaled: Floats, seconds: Ints) -> Floats:
    """What the hour of the day usually adds to a sensor, where earlier days tell later ones.

    Returns
    -------
    ndarray, shape (24, sensors)
        0 for a sensor whose later days the earlier ones do not explain, and where there are fewer than four days.
    """
    none = np.zeros((HOURS, scaled.shape[1]))
    days = seconds // DAY_SECONDS
    known = np.unique(days)
    if len(known) < FEWEST_DAYS:
        return none
    earlier = days < known[len(known) // 2]
    later = scaled[~earlier] - quietly(np.nanmean, scaled[~earlier])
    left = later - _by_hour(scaled[earlier], seconds[earlier])[hour(seconds[~earlier])]
    before = quietly(np.nanvar, later)
    with np.errstate(invalid="ignore", divide="ignore"):
        explained = 1 - quietly(np.nanvar, left) / before
    return np.where((before > 0) & (explained > EXPLAINED), _by_hour(scaled, seconds), none)


def hour(seconds: Ints) -> Ints:
    """Hour of the day of each instant."""
    return np.asarray(seconds % DAY_SECONDS * HOURS // DAY_SECONDS, dtype=np.int64)


def quietly(function: Callable[..., Floats], values: Floats) -> Floats:
    """Down the columns, NaN for one without any value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(function(values, axis=0), dtype=np.float64)


def _by_hour(scaled: Floats, seconds: Ints) -> Floats:
    around, hours = scaled - quietly(np.nanmean, scaled), hour(seconds)
    return np.nan_to_num(np.vstack([quietly(np.nanmean, around[hours == each]) for each in range(HOURS)]))
