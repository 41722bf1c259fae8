"""An episode beyond the limits in stages, each of which one alert stands for: passing a critical limit is news."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from producflow.domain import alarms
from producflow.domain.thresholds import CRITICAL, WARNING, Limits

COLUMNS = (
    *("level", "started_at", "ended_at", "went_on", "limit", "above", "n_beyond", "other_limit", "n_other"),
    *("peak_value", "peak_exceedance", "minutes", "still", "sensor"),
)


def stages(timestamps: pd.Series, values: pd.Series, limits: Limits, sensors: pd.Series | None = None) -> pd.DataFrame:
    """Divide the episodes of a sensor where it goes beyond a critical limit.

    Parameters
    ----------
    timestamps, values, limits
        As for :func:`producflow.domain.alarms.episodes`.
    sensors : Series of int, shape (n,), optional
        Numbers of the sensors whose readings they are, where several have these limits: for each it is as if it were
        asked alone.

    Returns
    -------
    DataFrame, one row per stage, sensor by sensor in time order and never overlapping
        `level` (`warning` or `critical`, by its first reading), `started_at` (first reading beyond `limit`), `ended_at`
        (first reading back inside all limits by the deadband, or the next stage's first; NaT while it lasts), `went_on`
        (whether the next stage ended it), `limit` (the one that its first reading passed) [the sensor's unit], `above`
        (on which side), `n_beyond` (readings beyond that limit), `other_limit` and `n_other` (the same on the other
        side), `peak_value` (reading farthest beyond any limit) [the sensor's unit], `peak_exceedance` [-], `minutes`
        (to its end, or to the newest reading) [min], `still` (False, see :func:`graver`), `sensor`.

    Notes
    -----
    Like the high and the high-high alarm of ISA-18.2, a warning and what passes the critical limit after it are two
    alarms; the second takes the place of the first. A stage beyond the critical limit lasts until the episode ends,
    so that one value hovering there raises one alarm; coming back inside the critical limit by the deadband and passing
    it anew is a new one, unless it does so within the off-delay. The delay has passed when the episode begins: within
    it nothing critical waits.
    """
    found = alarms.readings_beyond(timestamps, values, limits, sensors)
    if len(found.rows) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).assign(
            started_at=found.when[:0], ended_at=found.when[:0], minutes=pd.Series(dtype="float64")
        )
    # Deadband and off-delay hold at the critical limit as at the other: a value that hovers there raises one alarm.
    critical_limits = replace(limits, warn_low=None, warn_high=None)
    critical = alarms.beyond(found.value, critical_limits)
    ending = alarms.ending(found.when, found.value, critical_limits, found.fresh)
    rise = alarms.latched_groups(critical, ending, found.fresh)[found.rows]
    grave = np.flatnonzero(critical[found.rows])
    begins = np.append(True, np.diff(found.episode) != 0)
    begins[grave[np.unique(rise[grave], return_index=True)[1]]] = True  # the first reading of each rise
    first = np.flatnonzero(begins)
    stage, last = np.cumsum(begins) - 1, np.append(first[1:], len(begins)) - 1
    went_on = np.append(np.diff(found.episode[first]) == 0, False)
    starts = found.when.iloc[found.rows[first]].reset_index(drop=True)
    ended = starts.shift(-1).where(went_on, pd.Series(alarms.first_back(found, found.rows[last])))
    value = found.value.to_numpy()[found.rows]
    described = {
        "level": pd.array(np.where(critical[found.rows[first]], CRITICAL, WARNING), dtype="str"),
        "started_at": starts,
        "ended_at": ended,
        "went_on": went_on,
    }
    described |= _limits_passed(critical[found.rows[first]], value[first], limits)
    described |= _readings_of(described, value, stage, limits)
    sensor = found.sensor[found.rows[first]]
    # Sensors lie one after the other in ascending order, so the last place of each is its newest reading.
    newest = found.when.iloc[np.searchsorted(found.sensor, sensor, side="right") - 1].reset_index(drop=True)
    minutes = (ended.fillna(newest) - starts).dt.total_seconds() / 60
    return pd.DataFrame(described | {"minutes": minutes, "still": False, "sensor": sensor})[list(COLUMNS)]


def graver(
    stage: pd.Series, timestamps: pd.Series, values: pd.Series, limits: Limits, than: str
) -> pd.DataFrame | None:
    """What is left of a stage from where it has become more urgent than it was.

    Parameters
    ----------
    stage : Series
        A row of :func:`stages`.
    timestamps, values, limits
        What it was found in.
    than : str
        A priority.

    Returns
    -------
    DataFrame of one row, or None
        The stage from its first reading beyond at which its priority was above; `still` is true. None while it is not.
    """
    within = (timestamps >= stage["started_at"]) & values.notna()
    if not pd.isna(stage["ended_at"]):
        # The reading that ended it is back inside, or the next stage's first.
        within &= timestamps < stage["ended_at"]
    when = timestamps[within].sort_values(kind="stable")
    value = values.loc[when.index]
    out = alarms.beyond(value, limits)
    when, value = when[out].reset_index(drop=True), value[out].reset_index(drop=True)
    minutes = (when - stage["started_at"]).dt.total_seconds() / 60
    level = pd.Series(stage["level"], index=when.index, dtype="str")
    priority = alarms.priority(level, limits.exceedance(value).cummax(), minutes)
    above = np.flatnonzero(priority.map(alarms.PRIORITIES.index) > alarms.PRIORITIES.index(than))
    if len(above) == 0:
        return None
    since = above[0]
    rest = stage.to_frame().T.reset_index(drop=True).assign(still=True, started_at=when[since])
    one = np.zeros(len(value) - since, dtype="int64")
    rest = rest.assign(**_readings_of(dict(rest.items()), value.to_numpy()[since:], one, limits))
    # How urgent it is follows from the whole of it.
    return rest.assign(peak_exceedance=float(stage["peak_exceedance"]))


Columns: TypeAlias = Mapping[Any, Any]
"""Of stages, by name."""
Stage: TypeAlias = pd.Series | Mapping[Any, Any]
"""A row of :func:`stages`."""


def _limits_passed(critical: alarms.Bools, first: alarms.Floats, limits: Limits) -> dict[str, Any]:
    """Name the limit that the first reading of each stage passed, and the one on the other side."""
    low, high = (
        np.where(critical, _number(graver), _number(lesser))
        for graver, lesser in ((limits.crit_low, limits.warn_low), (limits.crit_high, limits.warn_high))
    )
    above = first > high
    return {"above": above, "limit": np.where(above, high, low), "other_limit": np.where(above, low, high)}


def _readings_of(stages: Columns, value: alarms.Floats, stage: alarms.Ints, limits: Limits) -> dict[str, Any]:
    """Sum up the readings beyond of each stage, which come stage by stage."""
    above = np.asarray(stages["above"], dtype=bool)[stage]
    limit, other = (np.asarray(stages[name], dtype="float64")[stage] for name in ("limit", "other_limit"))
    exceedance = limits.exceedance(pd.Series(value)).to_numpy()
    first = np.flatnonzero(np.append(True, np.diff(stage) != 0))
    # The maximum is one of these very numbers, so they can be compared as they are.
    farthest = np.flatnonzero(exceedance == np.fmax.reduceat(exceedance, first)[stage])
    peak = farthest[np.unique(stage[farthest], return_index=True)[1]]  # the first of those that are as far
    return {
        "n_beyond": np.add.reduceat(np.where(above, value > limit, value < limit).astype("int64"), first),
        "n_other": np.add.reduceat(np.where(above, value < other, value > other).astype("int64"), first),
        "peak_value": value[peak],
        "peak_exceedance": exceedance[peak],
    }


def _number(limit: float | None) -> float:
    return float("nan") if limit is None else limit


def title(sensor_type: str, stage: Stage, unit: str | None) -> str:
    """Name the alarm of a stage, for example "Vibration above 2.5 mm/s": the limit passed when it began."""
    name = sensor_type.replace("_", " ").strip().capitalize()
    still = "still " if stage["still"] else ""
    return f"{name} {still}{'above' if stage['above'] else 'below'} {_amount(stage['limit'], unit)}"


def description(stage: Stage, unit: str | None) -> str:
    """Say how far, how often and how long.

    For example "Farthest reading 2.83 mm/s; 14 readings beyond the limit. Back inside after 3 h 20 min.".
    """
    said = f"Farthest reading {_amount(stage['peak_value'], unit)}; {_readings(stage['n_beyond'])} beyond the limit"
    if stage["n_other"]:
        side = "below" if stage["above"] else "above"
        said += f", {_readings(stage['n_other'])} {side} {_amount(stage['other_limit'], unit)}"
    return f"{said}. {_how_long(stage)}"


def _how_long(stage: Stage) -> str:
    hours, rest = divmod(round(stage["minutes"]), 60)
    days, hours = divmod(hours, 24)
    words = f"{days} d {hours} h" if days else f"{hours} h {rest} min" if hours else f"{rest} min"
    words = "less than a minute" if stage["minutes"] < 1 else words
    if stage["went_on"]:
        again = " again" if stage["level"] == CRITICAL else ""
        return f"Beyond the critical limit{again} after {words}, which is an alert of its own."
    if pd.isna(stage["ended_at"]):  # the newest reading is what is known: nobody says how it is now
        return f"Not back inside by the last reading, {words} after the first."
    return f"Back inside after {words}."


def _readings(count: int) -> str:
    return "1 reading" if count == 1 else f"{count:,} readings"


def _amount(value: float, unit: str | None) -> str:
    number = f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{number} {unit}" if unit else number
