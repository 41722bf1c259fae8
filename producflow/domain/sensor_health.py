"""What is the matter with a sensor and not with its machine: a note beside it, never an alarm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.predictions.looks import looks_at
from producflow.domain.predictions.sensor_faults import faults
from producflow.domain.units import CONVERSIONS

FEWEST = 200
"""Readings below which a sensor's own faults cannot be told. Half of them stand for normal."""
FEWEST_SIBLINGS = 2
"""With one alone nobody knows which of both drifts."""
RECENT_DAYS, BASE_DAYS = 3, 7
"""Of drift: the last days are held against the ones before, of which there are so many at least. [d]"""
DRIFTED = 6.0
"""From so many spreads of the usual difference on. [spreads]"""
LATE, STEADY = 3_600.0, 300.0
"""Off by more than that, and by the same within this. [s]"""
FEWEST_RECEIVED = 10
"""A clock is wrong where so many readings in a row came stamped by more than an hour off, always by the same."""
HOURS_BESIDE = 12
"""Before and after a change of unit there must be so many. [h]"""
CLOSE = 0.05
"""How near to what another unit would show. [-]"""
JUMP = 8.0
"""How far it jumps at least. [spreads]"""


@dataclass(frozen=True)
class Fault:
    """One stretch in which a sensor cannot be believed by its own readings."""

    kind: str
    """`stuck`, `dropout` or `spike`."""
    began: pd.Timestamp
    ended: pd.Timestamp
    value: float
    """What it showed last in it."""


def own_faults(timestamps: pd.Series, values: pd.Series) -> list[Fault]:
    """Stuck, fallen to 0 and single far readings of one sensor, by its first half.

    Parameters
    ----------
    timestamps, values : Series, shape (n,)
        In the order of time.
    """
    if len(values) < FEWEST:
        return []
    column = values.to_numpy(dtype="float64")[:, None]
    seconds = timestamps.to_numpy(dtype="datetime64[s]").astype(np.int64)
    history = len(column) // 2
    _, found = faults(column, history, looks_at(column[:history], seconds[:history]))
    return [
        Fault(each.kind, timestamps.iloc[each.begin], timestamps.iloc[each.end - 1], float(column[each.end - 1, 0]))
        for each in found
    ]


def drift(own: pd.Series, siblings: pd.DataFrame) -> float:
    """How far a sensor has drifted off from its siblings, which measure the same on the same machine.

    Parameters
    ----------
    own : Series, indexed by day
        Mean of each day. [the sensor's unit]
    siblings : DataFrame, indexed by day
        The same of the others, a column each.

    Returns
    -------
    float
        Change of its difference to their median; NaN where it is within what is usual, where they moved as well, or
        where too little is known. [the sensor's unit]
    """
    middle = siblings.median(axis="columns").reindex(own.index)
    difference = (own - middle).dropna()
    if siblings.shape[1] < FEWEST_SIBLINGS or len(difference) < BASE_DAYS + RECENT_DAYS:
        return float("nan")
    base, recent = difference.iloc[:-RECENT_DAYS], difference.iloc[-RECENT_DAYS:]
    shift = float(recent.median() - base.median())
    spread = max(1.4826 * float((base - base.median()).abs().median()), 1e-9 * abs(float(own.median())) + 1e-12)
    own_move, their_move = (
        abs(float(each.reindex(recent.index).median() - each.reindex(base.index).median())) for each in (own, middle)
    )
    return shift if abs(shift) > DRIFTED * spread and own_move > 2 * their_move else float("nan")


def clock_off(received: pd.Series, stamped: pd.Series) -> pd.Timedelta | None:
    """How far the clock of a source is behind (or, below 0, ahead): its newest readings are off by always the same.

    Parameters
    ----------
    received, stamped : Series of datetime64, shape (n,)
        When readings came in, in that order, and the times that they state.

    Notes
    -----
    A source that hands in late what it kept meanwhile is off by less and less, and sends many at once.
    """
    if len(received) < FEWEST_RECEIVED:
        return None
    off = (received - stamped).iloc[-FEWEST_RECEIVED:].dt.total_seconds()
    middle = float(off.median())
    took, told = (each.iloc[-FEWEST_RECEIVED:].diff().dt.total_seconds().sum() for each in (received, stamped))
    goes_on = told > 0 and took >= told / 2
    steady = float((off - middle).abs().max()) <= STEADY
    return pd.Timedelta(seconds=middle) if abs(middle) > LATE and steady and goes_on else None


def unit_change(hours: pd.Series, family: str) -> tuple[pd.Timestamp, str] | None:
    """When a sensor began to show another unit: its level jumped to just what it was, in that.

    Parameters
    ----------
    hours : Series, indexed by hour
        Means of hours with readings, in order. [the sensor's unit]
    family : str
        Key of :data:`producflow.domain.units.CONVERSIONS`.

    Returns
    -------
    tuple of Timestamp and str, or None
        The first hour of the last such change, and the unit.
    """
    before = hours.rolling(HOURS_BESIDE).median().shift(1)
    after = hours[::-1].rolling(HOURS_BESIDE).median()[::-1]
    spread = 1.4826 * (hours - hours.rolling(HOURS_BESIDE).median()).abs().rolling(HOURS_BESIDE).median().shift(1)
    jumps = (after - before).abs() > JUMP * spread
    at_once = hours.diff().abs() > (after - before).abs() / 2
    found: list[tuple[float, pd.Timestamp, str]] = []
    seen: set[tuple[float, float]] = set()
    for unit, (factor, offset) in CONVERSIONS[family].items():
        if (factor, offset) == (1, 0) or (factor, offset) in seen:
            continue
        seen.add((factor, offset))
        theirs = (before - offset) / factor
        off = ((after - theirs) / theirs.where(theirs != 0)).abs()
        fits = off[(off < CLOSE) & jumps & at_once]
        if not fits.empty:
            found.append((float(fits.min()), pd.Timestamp(str(fits.idxmin())), unit))
    if not found:
        return None
    _, when, unit = min(found)
    return when, unit
