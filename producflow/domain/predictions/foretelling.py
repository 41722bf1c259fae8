"""What the levels of one sensor foretell at given instants, each told by nothing that came later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.predictions.looks import Bools
from producflow.domain.predictions.trend import (
    REFERENCE,
    SHIFT,
    STEP_HOURS,
    TREND,
    VERSIONS,
    Course,
    Crossing,
    Shift,
)
from producflow.domain.thresholds import Limits

STEP = pd.Timedelta(hours=STEP_HOURS)
DAYS_OF_SHIFT = pd.Timedelta(days=14)
"""For so long a shift is said to be about to become something."""
SIDES = (("warn_high", "crit_high"), ("warn_low", "crit_low"))
"""The nearer limit of each side first; one behind it is not told of before that is crossed."""
CALLED = {"warn": "warning limit", "crit": "critical limit"}
COLUMNS = (
    *("equipment_id", "sensor_type", "method", "version", "made_at", "since", "horizon_ends_at", "until_from"),
    *("until_to", "limit_name", "limit_value", "score", "words", "inputs"),
)

Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Sensor:
    """One sensor of one machine."""

    equipment_id: int
    sensor_type: str
    unit: str
    limits: Limits
    levels: pd.Series
    """See :func:`producflow.domain.predictions.trend.smoothed`, indexed by the start of each step [UTC, naive], none
    left out. [unit]"""
    zone: str
    """In which days are named."""
    standing: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    """When earlier predictions were made and end, by method and limit: within them no like one is made."""
    left_out: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    """Readings of each step of the levels that are not in them, since the sensor cannot be believed. [count]"""

    def day(self, instant: pd.Timestamp) -> str:
        """As people call it."""
        return f"{instant.tz_localize('UTC').tz_convert(self.zone):%-d %b %Y}"

    def told(self, value: float, digits: int = 4) -> str:
        """A level with its unit, in so many digits that count."""
        return f"{value:,.{digits}g} {self.unit}".strip()


def foretold(sensor: Sensor, origins: Bools) -> list[dict[str, Any]]:
    """What a sensor foretells.

    Parameters
    ----------
    origins : ndarray of bool
        At the end of which steps of the levels something may be told.

    Returns
    -------
    list of dict
        By `COLUMNS`, in the order of time within each method and limit. `inputs`: the few figures that it rests on.

    Notes
    -----
    Levels are held against the first two weeks of the quarter before, or of what is known, if that begins later: a
    reference that stays for months, and is told by the calendar alone.
    """
    found: list[dict[str, Any]] = []
    for begin, first, end in _quarters(pd.DatetimeIndex(sensor.levels.index)):
        if origins[first:end].any():
            for names in SIDES:
                found += _of_side(sensor, names, begin, first, end, origins)
    return found


def _quarters(index: pd.DatetimeIndex) -> Iterator[tuple[int, int, int]]:
    """Rows of each quarter of a year, after the row at which the one before began."""
    quarters = index.to_period("Q")
    for quarter in quarters.unique():
        first, end = (int(index.searchsorted((quarter + more).start_time)) for more in (0, 1))
        yield int(index.searchsorted((quarter - 1).start_time)), first, end


def _of_side(
    sensor: Sensor, names: tuple[str, str], begin: int, first: int, end: int, origins: Bools
) -> Iterable[dict[str, Any]]:
    levels = sensor.levels.to_numpy(dtype=np.float64)
    high, nearer = names[0].endswith("_high"), None
    for name in names:
        limit = getattr(sensor.limits, name)
        if limit is None:
            continue
        place, course = _course(levels[:end], begin, limit, high=high)
        if course is not None:
            wanted = origins[place:end].copy()
            # What lies before this quarter is told with the one before.
            wanted[: max(first - place, 0)] = False
            if nearer is not None:
                with np.errstate(invalid="ignore"):
                    wanted &= (levels[place:end] > nearer) if high else (levels[place:end] < nearer)
            yield from _of_limit(sensor, name, limit, course, wanted, place)
        nearer = limit


def _course(levels: Any, begin: int, limit: float, *, high: bool) -> tuple[int, Course | None]:
    """Where a course towards a limit begins, and the course: with a reference that is known and not beyond it."""
    while len(levels) - begin > REFERENCE:
        known = np.flatnonzero(np.isfinite(levels[begin:]))
        if not len(known):
            break
        begin += int(known[0])
        course = Course(levels[begin:], limit)
        if (course.length > 0) if high else (course.length < 0):
            return begin, course
        begin += REFERENCE
    return begin, None


def _of_limit(
    sensor: Sensor, name: str, limit: float, course: Course, wanted: Bools, place: int
) -> Iterator[dict[str, Any]]:
    crossings = (course.crossing(int(row)) for row in np.flatnonzero(wanted & course.candidates()))
    shifts = (each for each in course.shifts() if wanted[each.row] and each.way < 1)
    for method, seen in ((TREND, crossings), (SHIFT, shifts)):
        standing = sensor.standing.setdefault((method, name), [])
        for each in seen:
            if each is None:
                continue
            made_at = sensor.levels.index[place + each.row] + STEP
            if _stands(standing, made_at):
                continue
            row = _row(sensor, method, name, limit, each, place)
            standing.append((row["made_at"], row["horizon_ends_at"]))
            yield row


def _stands(standing: Sequence[Span], at: pd.Timestamp) -> bool:
    return any(begin <= at < end for begin, end in standing)


def _row(sensor: Sensor, method: str, name: str, limit: float, seen: Crossing | Shift, place: int) -> dict[str, Any]:
    made_at, since = (sensor.levels.index[place + row] + STEP for row in (seen.row, seen.since))
    until_from = until_to = pd.NaT
    inputs: dict[str, Any] = {
        "reference": seen.reference,
        "spread": seen.spread,
        "level": seen.level,
        "limit": limit,
        "since": since.isoformat(),
    }
    if isinstance(seen, Crossing):
        until_from = (made_at + pd.Timedelta(days=seen.soonest)).floor("h")
        until_to = (made_at + pd.Timedelta(days=seen.latest)).ceil("h")
        inputs |= {"slope_per_day": seen.slope, "earlier_forecasts": seen.judged}
        words = _of_trend(sensor, name, limit, seen, since, (until_from, until_to))
    else:
        inputs |= {"before": seen.before}
        words = _of_shift(sensor, name, limit, seen, since)
    left_out = int(sensor.left_out.iloc[place : place + seen.row + 1].sum())
    if left_out:
        inputs |= {"readings_left_out": left_out}
        readings = "1 reading is" if left_out == 1 else f"{left_out:,} readings are"
        words += f" {readings} left out, of hours in which the sensor could not be believed."
    return {
        "equipment_id": sensor.equipment_id,
        "sensor_type": sensor.sensor_type,
        "method": method,
        "version": VERSIONS[method],
        "made_at": made_at,
        "since": since,
        "horizon_ends_at": until_to if method == TREND else made_at + DAYS_OF_SHIFT,
        "until_from": until_from,
        "until_to": until_to,
        "limit_name": name,
        "limit_value": limit,
        "score": seen.way,
        "words": words,
        "inputs": {key: round(value, 6) if isinstance(value, float) else value for key, value in inputs.items()},
    }


def _limit(sensor: Sensor, name: str, limit: float) -> str:
    return f"{CALLED[name.split('_')[0]]} of {sensor.told(limit)}"


def _of_trend(sensor: Sensor, name: str, limit: float, seen: Crossing, since: pd.Timestamp, window: Span) -> str:
    moved = "risen" if name.endswith("_high") else "fallen"
    called = sensor.sensor_type.replace("_", " ").capitalize()
    first, last = map(sensor.day, window)
    when = f"on {first}" if first == last else f"between {first} and {last}"
    return (
        f"{called} has {moved} since {sensor.day(since)} from its usual {sensor.told(seen.reference)} to "
        f"{sensor.told(seen.level)}, of late by {sensor.told(abs(seen.slope), 2)} a day. If that goes on, its mean of "
        f"a day crosses the {_limit(sensor, name, limit)} {when}."
    )


def _of_shift(sensor: Sensor, name: str, limit: float, seen: Shift, since: pd.Timestamp) -> str:
    moved = "rose" if name.endswith("_high") else "fell"
    called = sensor.sensor_type.replace("_", " ").capitalize()
    return (
        f"{called} {moved} at once around {sensor.day(since)} by {sensor.told(abs(seen.level - seen.before), 2)}, from "
        f"{sensor.told(seen.before)} to {sensor.told(seen.level)}, and has stayed there. Its usual was "
        f"{sensor.told(seen.reference)}; the {_limit(sensor, name, limit)} is not reached."
    )
