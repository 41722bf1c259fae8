"""Alarms in the terms of ISA-18.2: when a sensor went beyond its limits, for how long, and how urgent that is."""

from dataclasses import dataclass
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known
from producflow.domain.thresholds import CRITICAL, NORMAL, RANK, STATUSES, UNKNOWN, WARNING, Limits

PRIORITIES = ("low", "medium", "high", "critical")
HIGH, URGENT = PRIORITIES[2:]

FAR = (0.5, 1.0, 2.0)
"""Exceedances at which priority rises by one: half way to the critical limit, at it, as far again beyond it. [-]"""
LONG_MINUTES = (60.0, 480.0)
"""Durations at which priority rises by one: an hour, a shift. [min]"""

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


def beyond(values: pd.Series, limits: Limits) -> Bools:
    """Tell which readings are strictly beyond a limit; a missing reading is not."""
    return limits.ranks(values) >= RANK[WARNING]


def back_inside(values: pd.Series, limits: Limits) -> Bools:
    """Tell which readings are inside all limits by at least the deadband; a missing reading is not."""
    value = known(values).to_numpy()
    lows = [limit for limit in (limits.warn_low, limits.crit_low) if limit is not None]
    highs = [limit for limit in (limits.warn_high, limits.crit_high) if limit is not None]
    inside: Bools = ~np.isnan(value)
    if lows:
        inside &= value >= max(lows) + limits.deadband
    if highs:
        inside &= value <= min(highs) - limits.deadband
    return inside


def episodes(timestamps: pd.Series, values: pd.Series, limits: Limits) -> pd.DataFrame:
    """Find the times during which one sensor of one machine was beyond its limits.

    Parameters
    ----------
    timestamps : Series of datetime64, shape (n,)
        In any order.
    values : Series, shape (n,)
        Readings. [the sensor's unit]
    limits : Limits
        With `deadband` [the sensor's unit], `delay` and `off_delay` [s].

    Returns
    -------
    DataFrame, one row per episode, in time order
        `started_at` (first reading beyond), `last_beyond_at`, `ended_at` (first reading back inside; NaT
        while it lasts), `worst_status`, `peak_value` (reading farthest beyond), `peak_exceedance` (see
        `thresholds.limit_exceedance`) and `n_readings` (readings beyond).

    Notes
    -----
    - An episode starts with a reading strictly beyond a limit, provided that readings go on being beyond,
      without one that is not, for at least the delay (on-delay of ISA-18.2); with a delay of 0 one reading is
      enough.
    - It ends only when a reading has come back inside all limits by the deadband, provided that none goes beyond again
      for at least the off-delay; with one of 0 that reading is enough. Readings between the limit and the deadband
      neither start nor end one, so a value that hovers at its limit raises one alarm.
      Crossing straight from beyond one side to beyond the other is still the same episode.
    - Missing readings neither start nor end anything. Nothing is known between readings: the delay counts
      from the first to the last reading beyond, not to the one that is back; the off-delay likewise from the first one
      back inside to the last one that is not beyond.
    """
    found = readings_beyond(timestamps, values, limits)
    return _describe(found, limits)


@dataclass(frozen=True)
class ReadingsBeyond:
    """Readings of each sensor in time order, and which of them belong to episodes."""

    when: pd.Series
    value: pd.Series
    """Shape (n,). Of all known readings."""
    sensor: Ints
    fresh: Bools
    """Shape (n,). Whose readings they are, and which is the first of a sensor."""
    back: Bools
    """Shape (n,). Which are back inside by the deadband, for as long as the off-delay asks."""
    rows: Ints
    episode: Ints
    """Shape (m,). Positions of the readings beyond a limit that count, and the number of the episode of each."""


def readings_beyond(
    timestamps: pd.Series, values: pd.Series, limits: Limits, sensors: pd.Series | None = None
) -> ReadingsBeyond:
    """Put readings in time order and find those of each episode, see :func:`episodes`; of several sensors by number."""
    value = known(values)
    usable = np.flatnonzero(timestamps.notna().to_numpy() & value.notna().to_numpy())
    sensor = np.zeros(len(usable), dtype="int64") if sensors is None else sensors.to_numpy()[usable]
    # UTC without a zone: a zone-aware Series would turn into a million Python objects here.
    in_order = np.lexsort((timestamps.iloc[usable].to_numpy(dtype="datetime64[us]"), sensor))
    order, sensor = usable[in_order], sensor[in_order]
    fresh = firsts(sensor)
    when = timestamps.iloc[order].reset_index(drop=True)
    value = value.iloc[order].reset_index(drop=True)
    out, back = beyond(value, limits), ending(when, value, limits, fresh)
    rows = np.flatnonzero(out)
    number = latched_groups(out, back, fresh)[rows]
    keep = _from_first_lasting_run(rows, number, when, limits.delay)
    return ReadingsBeyond(when, value, sensor, fresh, back, rows[keep], number[keep])


def firsts(sensor: Ints) -> Bools:
    """Tell which readings are the first of a sensor, whose readings lie together."""
    return np.append(True, np.diff(sensor) != 0)[: len(sensor)]


def worth_reading(hours: pd.DataFrame, limits: Limits) -> pd.Series:
    """Tell which hours must be read to find all episodes, from their lowest and highest readings.

    Parameters
    ----------
    hours : DataFrame, shape (n, ≥4)
        `equipment_id`, `hour` (UTC, in order), `minimum`, `maximum` [the sensor's unit], of one sensor type.

    Returns
    -------
    Series of bool, shape (n,)
        Those in which some reading is not safely inside, and the next one of the machine, which tells the end, or as
        many as the off-delay asks.
    """
    outside = pd.Series(False, index=hours.index)
    lows = [limit for limit in (limits.warn_low, limits.crit_low) if limit is not None]
    highs = [limit for limit in (limits.warn_high, limits.crit_high) if limit is not None]
    if lows:
        outside |= hours["minimum"] < max(lows) + limits.deadband
    if highs:
        outside |= hours["maximum"] > min(highs) - limits.deadband
    machine = hours["equipment_id"]
    next_one: pd.Series = outside.groupby(machine).shift(1, fill_value=False)
    if limits.off_delay <= 0:
        return outside | next_one
    calm = outside.groupby(machine).cumsum()
    since = hours["hour"].where(~outside).groupby([machine, calm]).transform("min")
    known_until = since + pd.Timedelta(hours=1) + pd.Timedelta(seconds=limits.off_delay)
    return outside | next_one | ((calm > 0) & (hours["hour"].groupby(machine).shift(1) < known_until))


def back_for_good(when: pd.Series, out: Bools, back: Bools, off_delay: float, fresh: Bools | bool = False) -> Bools:
    """Keep of the readings back inside those after which none was beyond for at least the off-delay.

    Parameters
    ----------
    when : Series of datetime64, shape (n,)
        In order.
    out, back : ndarray of bool, shape (n,)
        Which readings are beyond a limit, and which back inside by the deadband.
    off_delay : float
        [s]
    fresh : ndarray of bool, shape (n,), optional
        Which readings nothing before them has to do with: the first of each sensor.
    """
    if off_delay <= 0:
        return back
    between = np.cumsum(out | fresh)
    return back & np.isin(between, between[settled(when, out, back, off_delay, fresh)])


def ending(when: pd.Series, values: pd.Series, limits: Limits, fresh: Bools | bool = False) -> Bools:
    """Tell which of the readings, in the order of time, are back inside for good, see :func:`back_for_good`."""
    return back_for_good(when, beyond(values, limits), back_inside(values, limits), limits.off_delay, fresh)


def settled(when: pd.Series, out: Bools, back: Bools, off_delay: float, fresh: Bools | bool = False) -> Bools:
    """Tell at which readings no alarm is active any more by what came before; see :func:`back_for_good`.

    What is known up to one of them is enough to say so, whatever comes afterwards.
    """
    between = np.cumsum(out | fresh)  # the same from a reading beyond to the next one of the sensor
    inside = np.flatnonzero(back)
    runs, first = np.unique(between[inside], return_index=True)
    since = np.full(len(out) + 1, len(out))
    since[runs] = inside[first]
    begun = since[between]
    place = np.arange(len(out))
    known_since = ~out & (begun <= place)
    stamps = when.to_numpy(dtype="datetime64[us]")
    lasted = stamps - stamps[np.minimum(begun, place)]
    return np.asarray(known_since & (lasted >= pd.Timedelta(seconds=off_delay).to_timedelta64()))


def latched_groups(out: Bools, back: Bools, fresh: Bools | bool = False) -> Ints:
    """Number the stretches from a reading beyond to the next one back inside; -1 outside of them."""
    decided = np.where(out | back | fresh, np.arange(len(out)), -1)
    latest = np.maximum.accumulate(decided) if len(out) else decided
    active = (latest >= 0) & out[latest]
    starts = active & (fresh | ~np.concatenate([[False], active[:-1]]))
    return np.where(active, np.cumsum(starts) - 1, -1)


def _from_first_lasting_run(rows: Ints, number: Ints, when: pd.Series, delay: float) -> Bools:
    """Keep each stretch's readings beyond from its first unbroken run of at least the delay on; none without one."""
    if delay <= 0 or len(rows) == 0:
        return np.ones(len(rows), dtype=bool)
    first = np.concatenate([[True], (np.diff(rows) > 1) | (np.diff(number) > 0)])
    run = np.cumsum(first) - 1
    start = rows[first]
    last = rows[np.concatenate([np.flatnonzero(first)[1:], [len(rows)]]) - 1]
    stamps = when.to_numpy(dtype="datetime64[us]")
    lasted = stamps[last] - stamps[start]
    lasting = (lasted >= pd.Timedelta(seconds=delay).to_timedelta64())[run]
    begun = np.full(int(number.max()) + 1, len(rows))
    np.minimum.at(begun, number[lasting], np.flatnonzero(lasting))
    return np.arange(len(rows)) >= begun[number]


def _describe(found: ReadingsBeyond, limits: Limits) -> pd.DataFrame:
    """Sum up each episode from the positions of its readings beyond, which are in time order."""
    when, value, rows = found.when, found.value, found.rows
    readings = pd.DataFrame(
        {
            "episode": found.episode,
            "row": rows,
            "exceedance": limits.exceedance(value).to_numpy()[rows],
            "rank": limits.ranks(value.iloc[rows]),
        }
    )
    grouped = readings.groupby("episode")
    first, last = grouped["row"].min().to_numpy(), grouped["row"].max().to_numpy()
    peak = readings.loc[grouped["exceedance"].idxmax()]
    return pd.DataFrame(
        {
            "started_at": when.iloc[first].array,
            "last_beyond_at": when.iloc[last].array,
            "ended_at": first_back(found, last),
            "worst_status": grouped["rank"].max().map(dict(enumerate(STATUSES))).astype("str").array,
            "peak_value": value.iloc[peak["row"]].array,
            "peak_exceedance": peak["exceedance"].array,
            "n_readings": grouped.size().array,
        }
    )


def first_back(found: ReadingsBeyond, rows: Ints) -> Any:
    """When the first reading after each of these rows was back inside; NaT where none is yet."""
    ends = np.append(np.flatnonzero(found.back), -1)  # -1 is no row, so an episode without an end gets NaT
    back = ends[np.searchsorted(ends[:-1], rows)]
    return found.when.reindex(np.where(found.sensor[back] == found.sensor[rows], back, -1)).array


@overload
def priority(worst_status: pd.Series, peak_exceedance: pd.Series, duration_minutes: pd.Series) -> pd.Series: ...
@overload
def priority(worst_status: str, peak_exceedance: float, duration_minutes: float) -> str | None: ...
def priority(
    worst_status: pd.Series | str, peak_exceedance: pd.Series | float, duration_minutes: pd.Series | float
) -> pd.Series | str | None:
    """How urgent an alarm is, from how far beyond the limit and for how long.

    Parameters
    ----------
    worst_status : Series of str, shape (n,), or str
    peak_exceedance : Series, shape (n,), or float
        1 at the critical limit (`thresholds.limit_exceedance`). [-]
    duration_minutes : Series, shape (n,), or float
        Since it started, to its end or to now; missing counts as just begun. [min]

    Returns
    -------
    Series of str, shape (n,), or str
        `low`, `medium`, `high` or `critical`; missing where the status is neither warning nor critical.

    Notes
    -----
    Start at low. One step up for each of: half way to the critical limit, at the critical limit, as far again
    beyond it; lasting an hour; lasting a shift (480 min). A critical status is never below high; a warning is
    never above high. So a slight excess is low at first, medium after an hour and high after a shift, and a
    critical one is critical after an hour, or at once when it is far beyond. Consequence and time to respond,
    after ISA-18.2, with the distance standing for the consequence.
    """
    if not isinstance(worst_status, pd.Series):
        one = priority(
            pd.Series([worst_status]),
            pd.Series([peak_exceedance], dtype="float64"),
            pd.Series([duration_minutes], dtype="float64"),
        ).iloc[0]
        return one if isinstance(one, str) else None
    far, long = np.asarray(peak_exceedance, dtype="float64"), np.asarray(duration_minutes, dtype="float64")
    steps = np.sum([far >= edge for edge in FAR], axis=0)
    steps = steps + np.sum([long >= edge for edge in LONG_MINUTES], axis=0)
    rank = worst_status.map(RANK).fillna(RANK[UNKNOWN]).to_numpy()
    high = PRIORITIES.index(HIGH)
    level = np.where(rank == RANK[CRITICAL], np.clip(steps, high, PRIORITIES.index(URGENT)), np.minimum(steps, high))
    level = np.where(rank <= RANK[NORMAL], -1, level)
    names = pd.array(PRIORITIES, dtype="str").take(level, allow_fill=True)
    return pd.Series(names, index=worst_status.index, name="priority")
