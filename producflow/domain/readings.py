"""Readings as a lake states them, turned into ours: names, units, rules and status, many at once.

Workers of a cluster run this without the rest of the house, so it leans on nothing but rules and limits.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import pandas as pd

from producflow.domain.ruling import Rule, unbroken
from producflow.domain.thresholds import classify

STATED = ("equipment", "sensor_type", "unit")
"""What a reading says of its sensor."""
LIMITS = ("warn_low", "warn_high", "crit_low", "crit_high")
MEANT = ("machine", "ours", "our_unit", "factor", "offset", *LIMITS)
"""What that means: machine and sensor type as they are kept, the unit and how to come to it, the limits in force."""
JUDGED = ("equipment", "sensor_type", "timestamp", "value", "unit", "status")

M = TypeVar("M", bound=Hashable)
T = TypeVar("T")


def in_force(limits: Mapping[tuple[M | None, str], T], machine: M, sensor_type: str, otherwise: T) -> T:
    """The limits that hold for a machine's sensor: its own, else the plant's (kept under None)."""
    return limits.get((machine, sensor_type), limits.get((None, sensor_type), otherwise))


def judged(stated: pd.DataFrame, meant: pd.DataFrame, rules: Sequence[Rule], now: datetime) -> pd.DataFrame:
    """Readings in our names and units with their status; those that cannot be are left out.

    Parameters
    ----------
    stated : DataFrame, shape (n, ≥6)
        `equipment`, `sensor_type`, `unit` (empty or missing: ours), `timestamp` (naive UTC), `value` [unit], `day` (the
        UTC day that the reading is filed under, ISO).
    meant : DataFrame
        Indexed by what is stated (`STATED`), the columns of `MEANT`; a factor of NaN, or no row: cannot be.
    rules : sequence of Rule
        Of `timestamp` and `value`.
    now : datetime
        Aware.

    Returns
    -------
    DataFrame, shape (≤ n, 6)
        `JUDGED`, with the index of `stated`.
    """
    place = meant.index.get_indexer(pd.MultiIndex.from_frame(stated[list(STATED)].fillna("")))
    means = meant.take(place).set_axis(stated.index)
    value = (stated["value"] * means["factor"] + means["offset"]).where(place >= 0)
    when = stated["timestamp"].dt.tz_localize("UTC")
    which, days = pd.factorize(stated["day"])  # a day or two, said by each row
    filed = stated["timestamp"].dt.floor("D") == pd.to_datetime(days).take(which)
    sure = unbroken(rules, {"timestamp": when, "value": value}, now) & filed.to_numpy(dtype=bool)
    found: pd.DataFrame = pd.DataFrame(
        {
            "equipment": means["machine"],
            "sensor_type": means["ours"],
            "timestamp": stated["timestamp"],
            "value": value,
            "unit": means["our_unit"],
            "status": classify(value, *(means[name] for name in LIMITS)),
        }
    )
    sound: pd.DataFrame = found.loc[sure]
    return sound
