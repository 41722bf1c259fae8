"""A sensor that no longer moves with the others of its machine: what no look at one of them alone can see.

What people and calendars do to a machine is taken out first: hour of the day, weekend and product; stops are left out
before. Then each sensor is held against what the others say of it at the same time, within each day around that day's
own level: what drifts, settles, shifts or follows a season says nothing, since healthy machines do.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.predictions.looks import HOURS, Floats

TOGETHER = "unlike the machine's other sensors"
VERSION = 1
LEARNED, FEWEST_LEARNED = 35, 21
"""The first days stand for normal, of which so many at least must be known. [days]"""
FEWEST_SENSORS = 3
"""Of two that part nobody knows which does."""
FEWEST_HOURS = 12
"""In which all sensors of a day were known. [h]"""
BEYOND, LASTS = 4.0, 3
"""Spreads beyond what is usual, for so many days in a row; both chosen on seeds from 520,000 on. [-, days]"""
LEAST_SPREAD = 0.12
"""Of the logarithm of how far a day's hours lie off. [-]"""
RIDGE, SHRUNK = 5.0, 0.05
"""Hours for which each circumstance is held to be as all others; share by which correlations are drawn to none. [h]"""
FARTHEST, NOTHING = 15.0, 0.05
"""Where one hour is cut off, and what is added as good as none. [spreads]"""


@dataclass(frozen=True)
class Parted:
    """A sensor as of the end of a day."""

    sensor: int
    day: int
    """Place of that day among the days of the frame."""
    score: float
    """How far it is beyond usual, the least of the days that it lasts. [spreads]"""
    times: float
    """How many times as far off as usual it is from what the others say of it. [-]"""


def parted(hours: pd.DataFrame, products: pd.Series) -> list[Parted]:
    """Say at the end of which days a sensor has parted from the others of its machine.

    Parameters
    ----------
    hours : DataFrame, indexed by hour on the plant's clock
        Mean of each sensor, a column each, from a midnight on, no hour left out; missing is NaN.
    products : Series of str, indexed alike
        What was made; empty: not known.

    Notes
    -----
    The first `LEARNED` days stand for normal and are not judged. What is said of a day rests on those up to it.
    """
    days = len(hours) // HOURS
    values = hours.to_numpy(dtype=np.float64)[: days * HOURS]
    if days <= LEARNED or values.shape[1] < FEWEST_SENSORS:
        return []
    normal = LEARNED * HOURS
    left = _explained_taken_out(
        values, _circumstances(hours.index[: len(values)], products.to_numpy()[: len(values)]), normal
    )
    by_day = left.reshape(days, HOURS, -1)
    around = by_day - _quietly(by_day)[:, None, :]
    known = np.isfinite(around[:LEARNED]).all(axis=2)
    if (known.sum(axis=1) >= FEWEST_HOURS).sum() < FEWEST_LEARNED:
        return []
    usual = around[:LEARNED][known]
    spread = 1.4826 * np.median(np.abs(usual - np.median(usual, axis=0)), axis=0)
    moves = spread > 0
    if moves.sum() < FEWEST_SENSORS:
        return []
    off = _off_the_others(around[:, :, moves], usual[:, moves], spread[moves])
    middle = np.nanmedian(off[:LEARNED], axis=0)
    scatter = np.maximum(1.4826 * np.nanmedian(np.abs(off[:LEARNED] - middle), axis=0), LEAST_SPREAD)
    score = np.nan_to_num((off - middle) / scatter, nan=-np.inf)
    times = np.exp(np.nan_to_num(off - middle))
    return list(_told(score, times, np.flatnonzero(moves)))


def _told(score: Floats, times: Floats, sensors: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Iterator[Parted]:
    for day in range(LEARNED + LASTS - 1, len(score)):
        least = score[day - LASTS + 1 : day + 1].min(axis=0)
        place = int(np.argmax(least))
        if least[place] > BEYOND:
            yield Parted(int(sensors[place]), day, float(least[place]), float(times[day, place]))


def _circumstances(at: pd.Index, products: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> Floats:
    """A column each: hour of the day, that on weekends, product; NaN in hours of a product that is new."""
    when = pd.DatetimeIndex(at)
    hour, weekend = np.eye(HOURS)[when.hour], np.asarray(when.day_of_week >= 5, dtype=np.float64)[:, None]
    made = sorted(set(products[: LEARNED * HOURS]))
    product = np.array([[each == one for one in made] for each in products], dtype=np.float64)
    product[product.sum(axis=1) == 0] = np.nan
    return np.hstack([hour, hour * weekend, product])


def _explained_taken_out(values: Floats, circumstances: Floats, normal: int) -> Floats:
    """What is left of values after circumstances, by ridge regression over the normal hours."""
    known = np.isfinite(np.hstack([values, circumstances])[:normal]).all(axis=1)
    given, said = circumstances[:normal][known], values[:normal][known]
    held = given.T @ given + RIDGE * np.eye(given.shape[1])
    return np.asarray(values - circumstances @ np.linalg.solve(held, given.T @ said))


def _off_the_others(around: Floats, usual: Floats, spread: Floats) -> Floats:
    """Logarithm of how far off each sensor is, over a day, what the others say of it (conditional residuals)."""
    units = np.clip(usual / spread, -FARTHEST, FARTHEST)
    correlations = np.corrcoef(units.T) * (1 - SHRUNK) + SHRUNK * np.eye(len(spread))
    precision = np.linalg.inv(correlations)
    told = np.clip((around / spread) @ precision / np.sqrt(np.diag(precision)), -FARTHEST, FARTHEST)
    off = np.log(np.sqrt(_quietly(told**2)) + NOTHING)
    off[np.isfinite(told).all(axis=2).sum(axis=1) < FEWEST_HOURS] = np.nan
    return np.asarray(off)


def _quietly(by_day: Floats) -> Floats:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(by_day, axis=1))
