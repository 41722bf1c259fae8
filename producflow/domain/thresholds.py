"""Limits turn readings into normal, warning, critical or unknown."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known

NORMAL = "normal"
WARNING = "warning"
CRITICAL = "critical"
UNKNOWN = "unknown"
STATUSES = (UNKNOWN, NORMAL, WARNING, CRITICAL)
"""From nothing known to worst; the position is the rank."""

LONGEST_DELAY = 7 * 86_400.0
"""Before an alarm begins, or ends. [s]"""

RANK = {status: rank for rank, status in enumerate(STATUSES)}

Limit: TypeAlias = float | pd.Series | None
Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


class InvalidLimitsError(ValueError):
    """Limits that contradict each other; the message is one sentence that says which and how to mend it.

    Attributes
    ----------
    field : str
        The limit at fault, as the thresholds table names it.
    """

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Limits:
    """Limits of one sensor type, for the plant or for one machine; None is "not checked"."""

    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None
    """A reading strictly beyond is a warning, or critical. [the sensor's unit]"""
    deadband: float = 0.0
    """How far inside its limits a value must come back before an alarm ends. [the sensor's unit]"""
    delay: float = 0.0
    """How long a value must stay beyond a limit before it is an alarm (on-delay). [s]"""
    off_delay: float = 0.0
    """How long it must be back inside, without going beyond again, before an alarm ends. [s]"""

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Limits":
        """Limits from a row of the thresholds table, where a missing limit may be None, NaN or NA."""
        stated = {name: row[name] for name in cls.__dataclass_fields__ if name in row and not pd.isna(row[name])}
        return cls(**{name: float(number) for name, number in stated.items()})

    def classify(self, values: pd.Series) -> pd.Series:
        """`classify` with these limits."""
        return classify(values, self.warn_low, self.warn_high, self.crit_low, self.crit_high)

    def ranks(self, values: pd.Series) -> Ints:
        """The same as places in `STATUSES`, in a tenth of the time."""
        return ranks(values, self.warn_low, self.warn_high, self.crit_low, self.crit_high)

    def status(self, value: float) -> str:
        """`classify` of one finite value with these limits, thousands of times faster than a Series of one."""
        if self.warn_low is self.warn_high is self.crit_low is self.crit_high is None:
            return UNKNOWN
        if _beyond(value, self.crit_low, self.crit_high):
            return CRITICAL
        return WARNING if _beyond(value, self.warn_low, self.warn_high) else NORMAL

    def exceedance(self, values: pd.Series) -> pd.Series:
        """`limit_exceedance` with these limits."""
        return limit_exceedance(values, self.warn_low, self.warn_high, self.crit_low, self.crit_high)


DEFAULT_LIMITS = {
    "temperature": Limits(warn_high=80, crit_high=85, deadband=1),
    "pressure": Limits(50, 60, 45, 65, deadband=0.5),
    "vibration": Limits(warn_high=2.0, crit_high=2.5, deadband=0.1),
    "speed": Limits(1300, 1700, 1200, 1800, deadband=10),
}
"""SPEC section 3, in the units of `units.CANONICAL_UNITS`. Any other type has no limits until someone sets them.

The deadbands are 1 to 5 % of the limits' values, the order ISA-18.2 proposes to start from; the delay is 0,
so that a single posted reading beyond a limit is not lost.
"""


def classify(
    values: pd.Series,
    warn_low: Limit = None,
    warn_high: Limit = None,
    crit_low: Limit = None,
    crit_high: Limit = None,
) -> pd.Series:
    """Status of readings against limits.

    Parameters
    ----------
    values : Series, shape (n,)
        Readings. [the sensor's unit]
    warn_low, warn_high, crit_low, crit_high : float, Series of the same index, or None
        A missing limit is not checked. [the sensor's unit]

    Returns
    -------
    Series of str, shape (n,)
        `normal`, `warning`, `critical`; `unknown` where the value is missing or no limit is set at all.

    Notes
    -----
    SPEC section 3: strict inequalities, critical tested before warning. A value on a limit is still inside
    it.
    """
    rank = ranks(values, warn_low, warn_high, crit_low, crit_high)
    return pd.Series(pd.array(STATUSES, dtype="str").take(rank), index=values.index, name="status")


def ranks(values: pd.Series, warn_low: Limit, warn_high: Limit, crit_low: Limit, crit_high: Limit) -> Ints:
    """What :func:`classify` says, as places in `STATUSES`; shape (n,)."""
    value = known(values).to_numpy()
    low, high, lowest, highest = (_array(x, values) for x in (warn_low, warn_high, crit_low, crit_high))
    # Comparisons with NaN are false: a missing value or a missing limit is never beyond anything.
    warning = (value < low) | (value > high)
    critical = (value < lowest) | (value > highest)
    unlimited = np.isnan(low) & np.isnan(high) & np.isnan(lowest) & np.isnan(highest)
    rank = np.where(critical, RANK[CRITICAL], np.where(warning, RANK[WARNING], RANK[NORMAL]))
    return np.where(np.isnan(value) | unlimited, RANK[UNKNOWN], rank)


def limit_exceedance(
    values: pd.Series,
    warn_low: Limit = None,
    warn_high: Limit = None,
    crit_low: Limit = None,
    crit_high: Limit = None,
) -> pd.Series:
    """How far readings are beyond their warning limit, on a scale where the critical limit is 1.

    Parameters
    ----------
    values, warn_low, warn_high, crit_low, crit_high
        As for `classify`.

    Returns
    -------
    Series, shape (n,)
        0 inside the limits, 0 to 1 between warning and critical limit, 2 as far again beyond the critical
        limit; not capped. Missing where the value is missing or there is no limit at all. [-]

    Notes
    -----
    (value - warning limit) ÷ (critical limit - warning limit), on the side that is worse. A limit without a
    partner on its side takes 10 % of its own value as that distance (1 unit when the limit is 0): a lone
    warning limit reaches 1 when exceeded by 10 %, and a lone critical limit counts from 1.
    """
    value = known(values).to_numpy()
    low, high, lowest, highest = (_array(x, values) for x in (warn_low, warn_high, crit_low, crit_high))
    worse = np.fmax(_side(value, high, highest), _side(-value, -low, -lowest))
    return pd.Series(worse, index=values.index, name="exceedance")


def _side(value: Floats, warn: Floats, crit: Floats) -> Floats:
    """Exceedance of one upper side; NaN where that side has no limit or the value is missing."""
    edge = np.where(np.isnan(warn), crit, warn)
    lone = np.isnan(warn) | np.isnan(crit) | (crit <= warn)
    tenth = np.where(edge == 0, 1.0, np.abs(edge) / 10)
    distance = np.where(lone, tenth, crit - warn)
    start = np.where(np.isnan(crit) | (crit > warn), 0.0, 1.0)
    beyond = start + (value - edge) / distance
    inside = np.where(np.isnan(value) | np.isnan(edge), math.nan, 0.0)
    return np.where(value > edge, beyond, inside)


def validate_limits(limits: Limits) -> Limits:
    """Return the limits if they make sense.

    Raises
    ------
    InvalidLimitsError
        When a number is not finite, the limits are not in the order critical low ≤ warning low < warning high
        ≤ critical high, the deadband or a delay is below 0 or longer than a week, or the deadband leaves nothing
        between the limits.
    """
    ordered = [
        (name, label, getattr(limits, name))
        for name, label in (
            ("crit_low", "critical low"),
            ("warn_low", "warning low"),
            ("warn_high", "warning high"),
            ("crit_high", "critical high"),
        )
    ]
    stated = [limit for limit in ordered if limit[2] is not None]
    for name, label in (("deadband", "deadband"), ("delay", "delay"), ("off_delay", "off-delay")):
        number = getattr(limits, name)
        if not math.isfinite(number) or number < 0:
            raise InvalidLimitsError(f"The {label} is {number:g}; give 0 or a number above it.", name)
        if name != "deadband" and number > LONGEST_DELAY:
            raise InvalidLimitsError(
                f"The {label} is {number:g} s; give at most {LONGEST_DELAY:g}, which is a week.", name
            )
    for name, label, number in stated:
        if not math.isfinite(number):
            raise InvalidLimitsError(f"The {label} limit is {number:g}; give a number or leave it empty.", name)
    for (name, label, number), (above, above_label, above_number) in itertools.pairwise(stated):
        sides_meet = name.endswith("_low") and above.endswith("_high")
        if number > above_number or (sides_meet and number == above_number):
            raise InvalidLimitsError(
                f"The {label} limit {number:g} must be below the {above_label} limit {above_number:g}; "
                "raise the one or lower the other.",
                above if name.endswith("_high") else name,
            )
    lows = [number for name, _, number in stated if name.endswith("_low")]
    highs = [number for name, _, number in stated if name.endswith("_high")]
    if lows and highs and 2 * limits.deadband > min(highs) - max(lows):
        raise InvalidLimitsError(
            f"A deadband of {limits.deadband:g} leaves no room between {max(lows):g} and {min(highs):g}, "
            "so an alert would never end; make it smaller.",
            "deadband",
        )
    return limits


def condition(
    latest: pd.DataFrame, now: pd.Timestamp, max_age: pd.Timedelta, equipment: pd.Index | None = None
) -> pd.DataFrame:
    """Condition of each machine from the latest reading of each of its sensors.

    Parameters
    ----------
    latest : DataFrame, shape (n, ≥4)
        One row per machine and sensor type: `equipment_id`, `sensor_type`, `timestamp` (UTC), `status`.
    now : Timestamp
        With the same kind of time zone as `timestamp`.
    max_age : Timedelta
        A reading older than this says nothing about now; exactly as old still counts.
    equipment : Index, optional
        All machines that the answer must hold, the ones without any reading included.

    Returns
    -------
    DataFrame, indexed by `equipment_id`
        `condition` (worst known status, unknown only when no sensor is known), `sensors_known`,
        `sensors_unknown` (too old, without limits or without a time) and `newest` (time of the newest
        reading, however old).

    Notes
    -----
    SPEC section 3. A known status is not hidden by sensors that fell silent, nor do those pass for normal:
    say both the condition and how many sensors are unknown.
    """
    age = now - latest["timestamp"]
    status = latest["status"].where(age <= max_age, UNKNOWN)
    ranks = status.map(RANK).fillna(RANK[UNKNOWN]).to_numpy(dtype="int64")
    # As plain arrays: pandas takes ten times as long for as many sums as there are columns.
    place, ids = pd.factorize(latest["equipment_id"], sort=True)
    worst = np.full(len(ids), RANK[UNKNOWN])
    np.maximum.at(worst, place, ranks)
    known = np.bincount(place[ranks > RANK[UNKNOWN]], minlength=len(ids))
    order = np.lexsort((latest["timestamp"].to_numpy(dtype="datetime64[us]").astype("int64"), place))  # NaT first
    newest = order[np.searchsorted(place[order], np.arange(len(ids)), side="right") - 1]
    asked = pd.Index(ids) if equipment is None else equipment
    where = pd.Index(ids).get_indexer(asked)  # below 0: no reading at all, which the last place of each stands for
    return pd.DataFrame(
        {
            "condition": pd.array(
                np.array(STATUSES, dtype=object)[np.append(worst, RANK[UNKNOWN])[where]], dtype="str"
            ),
            "sensors_known": np.append(known, 0)[where],
            "sensors_unknown": np.append(np.bincount(place, minlength=len(ids)) - known, 0)[where],
            "newest": latest["timestamp"].array.take(np.append(newest, -1)[where], allow_fill=True),
        },
        index=asked.rename("equipment_id"),
    )


def _beyond(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _array(limit: Limit, values: pd.Series) -> Floats:
    """Return one limit per value; NaN where not set."""
    if isinstance(limit, pd.Series):
        return known(limit if limit.index.equals(values.index) else limit.reindex(values.index)).to_numpy()
    return np.full(len(values), math.nan if limit is None else known(float(limit)))
