"""What is the matter with a sensor and not with its machine: a note beside it, never an alarm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.predictions.looks import looks_at
from producflow.domain.predictions.sensor_faults import AWAY, faults
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
SUSPECT = 0.6
"""An hour is looked at singly that goes such a share of `AWAY` off the middle. [-]"""
WIDTHS = ((1, 2, 3, 6, 10, 20, 60, 600, 3_600), (1.0, 1.1, 1.7, 2.5, 3.1, 3.7, 4.6, 6.2, 7.1))
"""Of so many readings the extremes lie so many spreads apart, of a normal distribution (Tippett, 1925). [count, -]"""
TOGETHER = pd.Timedelta(days=14)
"""Hours are held against others of such a time. A sensor's courses are longer than that."""
AS_BEFORE = 5.0
"""Another sensor went on as it was while it stayed so many spreads of an hour around its last hour. [spreads]"""
MOST_FAR, COME_AGAIN = 2, pd.Timedelta(days=7)
"""More single far readings than that within such a time may be a bearing that knocks. [count]"""
STEEP = 10.0
"""No temperature gets from so far away to 0 within the hour; one of 3 °C does. [°C]"""
BOILS = ("temperature",)
"""Families of sensors that cannot fall to 0 at once, whatever happens to the machine; a hose bursts, a drive stops."""

STUCK, DROPOUT, SPIKE, DRIFT, CLOCK, UNIT = "stuck", "dropout", "spike", "drift", "clock", "unit"
EVER = pd.Timestamp.max.tz_localize("UTC")


@dataclass(frozen=True)
class Stretch:
    """In which a sensor cannot be believed: a row of the table, see its migration."""

    equipment_id: int
    sensor_type: str
    kind: str
    started_at: pd.Timestamp
    ended_at: pd.Timestamp | None
    words: str
    low: float | None = None
    high: float | None = None
    left_out: bool = True
    explains: bool = False
    id: int | None = None
    believed_at: pd.Timestamp | None = None
    """When a person said that what it shows is the machine's."""

    def overlaps(self, other: "Stretch") -> bool:
        """Whether both have a time in common."""
        return self.started_at <= (other.ended_at or EVER) and other.started_at <= (self.ended_at or EVER)

    def same_as(self, other: "Stretch") -> bool:
        """Whether both tell the same of the same sensor."""
        return (self.sensor_type, self.kind) == (other.sensor_type, other.kind) and self.overlaps(other)


@dataclass(frozen=True)
class Fault:
    """One stretch in which a sensor cannot be believed by its own readings."""

    kind: str
    """`stuck`, `dropout` or `spike`."""
    began: pd.Timestamp
    ended: pd.Timestamp
    value: float
    """What it showed last in it."""


def false_ones(timestamps: pd.Series, values: pd.Series, stretches: pd.DataFrame) -> pd.Series:
    """Which readings of one sensor are false.

    Parameters
    ----------
    timestamps, values : Series, shape (n,)
    stretches : DataFrame
        `started_at`, `ended_at` (missing: it lasts), `low`, `high` (missing: no bound): of its readings that lie.
    """
    found = pd.Series(False, index=timestamps.index)
    for each in stretches.to_dict("records"):
        within = (timestamps >= each["started_at"]) & ~(timestamps > each["ended_at"])
        found |= within & ~(values < each["low"]) & ~(values > each["high"])
    return found


def suspect_hours(hours: pd.DataFrame) -> pd.DataFrame:
    """Hours in which a sensor may have faults of its own: in all others the single readings need not be read.

    Parameters
    ----------
    hours : DataFrame
        `equipment_id`, `sensor_type`, `hour`, `n`, `total`, `minimum`, `maximum`, by sensor in the order of time.

    Returns
    -------
    DataFrame
        `equipment_id`, `sensor_type`, `hour` and `begins`: the hour in which the same state of it began.
    """
    sensor = ["equipment_id", "sensor_type"]
    first = hours[sensor].ne(hours[sensor].shift()).any(axis="columns")
    turn = (hours["hour"].max() - hours["hour"]) // TOGETHER
    mean, width = hours["total"] / hours["n"], hours["maximum"] - hours["minimum"]
    by = [*(hours[name] for name in sensor), turn]
    middle = mean.groupby(by).transform("median")
    # By 1.4826 the median distance of a normal distribution becomes its standard deviation; a few faults do not move
    # it.
    spread = 1.4826 * (mean - middle).abs().groupby(by).transform("median")
    away = np.maximum(hours["maximum"] - middle, middle - hours["minimum"])
    within = width.groupby(by).transform("median") / np.interp(hours["n"], *WIDTHS)
    wide = away > SUSPECT * AWAY * np.maximum(spread, within)
    zero = ((hours["minimum"] == 0) | (hours["maximum"] == 0)) & (middle != 0)
    still = (width == 0) & ((hours["n"] > 1) | (hours["minimum"].eq(hours["maximum"].shift()) & ~first))
    begins = hours["hour"].where(~(zero & ~first & zero.shift(fill_value=False)))
    begins = begins.where(~(still & ~first & still.shift(fill_value=False))).ffill()
    return hours[[*sensor, "hour"]].assign(begins=begins)[wide | zero | still].reset_index(drop=True)


def as_usual(before: pd.DataFrame, during: pd.DataFrame) -> bool:
    """Whether another sensor went on as in the hour before: not merely as ever, since a machine stands now and then.

    Parameters
    ----------
    before, during : DataFrame
        `n`, `total`, `minimum` and `maximum` of hours in the order of time, at least one each. The spread is learned
        from all of those before: from how wide single hours are, and how far they lie from the next one.
    """
    means = before["total"] / before["n"]
    within = (before["maximum"] - before["minimum"]) / np.interp(before["n"], *WIDTHS)
    more = AS_BEFORE * max(float(within.median()), float(means.diff().abs().median() if len(means) > 1 else 0.0))
    last = means.iloc[-1]
    return bool(during["minimum"].min() >= last - more and during["maximum"].max() <= last + more)


def own_faults(timestamps: pd.Series, values: pd.Series, history: int) -> list[Fault]:
    """Stuck, fallen to 0 and single far readings of one sensor, by its first rows.

    Parameters
    ----------
    timestamps, values : Series, shape (n,)
        In the order of time.
    history : int
        So many of them stand for normal. Below half of `FEWEST` nothing is found.
    """
    if history < FEWEST / 2 or history >= len(values):
        return []
    column = values.to_numpy(dtype="float64")[:, None]
    seconds = timestamps.to_numpy(dtype="datetime64[s]").astype(np.int64)
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
    # Against a base that never differs, any shift at all would be infinitely far.
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


@dataclass(frozen=True)
class UnitChange:
    """A sensor that shows another unit than it states."""

    began: pd.Timestamp
    ended: pd.Timestamp | None
    """First and last hour of it; None: it lasts."""
    unit: str
    """Which it shows."""
    factor: float
    offset: float
    """Stated = factor × shown + offset."""

    def shown(self, value: float | None) -> float | None:
        """What it shows for a value in the unit that it states."""
        return None if value is None else (value - self.offset) / self.factor


def unit_change(hours: pd.Series, family: str) -> UnitChange | None:
    """When a sensor began to show another unit: its level jumped to just what it was, in that.

    Parameters
    ----------
    hours : Series, indexed by hour
        Means of hours with readings, in order. [the sensor's unit]
    family : str
        Key of :data:`producflow.domain.units.CONVERSIONS`.

    Returns
    -------
    UnitChange or None
        The last such change. It is over with the first hours that are nearer to what was before.
    """
    before = hours.rolling(HOURS_BESIDE).median().shift(1)
    after = hours[::-1].rolling(HOURS_BESIDE).median()[::-1]
    spread = 1.4826 * (hours - hours.rolling(HOURS_BESIDE).median()).abs().rolling(HOURS_BESIDE).median().shift(1)
    jumps = (after - before).abs() > JUMP * spread
    # Another unit comes from one hour to the next; what takes its time is the machine's.
    at_once = hours.diff().abs() > (after - before).abs() / 2
    found: list[tuple[float, pd.Timestamp, str]] = []
    seen: set[tuple[float, float]] = set()
    for unit, (factor, offset) in CONVERSIONS[family].items():
        # The unit that is stated, or one that is the same by another name.
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
    _, began, unit = min(found)
    since = hours[began:]
    nearer = (since - before[began]).abs() < (since - after[began]).abs()
    back = nearer.to_numpy().argmax() if nearer.any() else 0
    return UnitChange(
        began, pd.Timestamp(str(since.index[back - 1])) if back else None, unit, *CONVERSIONS[family][unit]
    )
