"""A difference, the causes it is split into, and what bridges of sums and of ratios share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.metrics import METRICS

Values: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Sums: TypeAlias = Mapping[str, Values]
"""Columns of the machines of both periods, in one order: plain arrays, as five cards of a page have a bridge each."""
Part: TypeAlias = tuple[str, npt.NDArray[np.int64], Values]
"""Cause, machines, amounts."""

PLANNED = "planned time"
"""More or less planned time in all, were all reports in."""
MIX = "machine mix"
"""Which machines had that time, and so how much each of them weighs."""
MISSING = "missing reports"
"""Machine-shifts that were due and did not report in one of the periods."""
AVAILABILITY = "availability"
PERFORMANCE = "performance"
QUALITY = "quality"
APPEARED = "only now"
"""Machines that were not expected to report before, and reported now."""
GONE = "only before"
"""Machines that reported before, and are not expected to any more."""
UNSPLIT = "not split"
"""Machines that say they made units in no run time, which no factor can explain."""
CAUSES = (PLANNED, MIX, AVAILABILITY, PERFORMANCE, QUALITY, APPEARED, GONE, UNSPLIT, MISSING)

NOTHING_BEFORE = "Nothing to compare with: the figure is not available for the period before."
NOTHING_NOW = "The figure is not available for this period."


@dataclass(frozen=True)
class Bridge:
    """A difference and what it is made of."""

    before: float
    now: float
    """The figure in both periods; NaN where it is not available."""
    parts: pd.DataFrame
    """`equipment_id`, `cause` (of `CAUSES`), `amount` (in the unit of the figure): one row per machine and cause with
    an effect. All amounts add up to now - before. Empty where either is not available."""
    why_not: str = ""
    """Why there is nothing to split; empty otherwise."""

    def of(self, cause: str) -> float:
        """Sum of one cause."""
        return float(self.parts.loc[self.parts["cause"] == cause, "amount"].sum())


def both(before: pd.DataFrame, now: pd.DataFrame) -> tuple[npt.NDArray[np.int64], Sums, Sums]:
    """The machines of either period, and the sums of each; whoever has no row was not due and did not report."""
    machines = before.index.union(now.index)
    periods = []
    for frame in (before, now):
        place = frame.index.get_indexer(machines)
        sums = {}
        for name in frame.columns:
            values = frame[name].to_numpy(dtype="float64", na_value=math.nan)
            taken = np.where(place < 0, math.nan, values[place]) if len(values) else np.full(len(machines), math.nan)
            sums[str(name)] = np.where(np.isfinite(taken), taken, math.nan)
        sums["due"], sums["reported"] = np.nan_to_num(sums["due"]), np.nan_to_num(sums["reported"])
        if "inspected_output" in sums and "defect_quantity" in sums:
            sums["good_quantity"] = METRICS["good_output"].of(sums)
        periods.append(sums)
    return machines.to_numpy(dtype="int64"), periods[0], periods[1]


def ratio(top: Values, bottom: Values) -> Values:
    """Top ÷ bottom; missing where bottom is not above 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Values = top / np.where(bottom > 0, bottom, math.nan)
    return found


def either(first: Values, second: Values, otherwise: float) -> Values:
    """What is not known in one period is as in the other."""
    found: Values = np.where(~np.isnan(first), first, np.where(~np.isnan(second), second, otherwise))
    return found


def nothing(before: float, now: float) -> Bridge | None:
    """The bridge of a figure that one of the periods, or both, do not have; None where both do."""
    if not math.isnan(before + now):
        return None
    return Bridge(before, now, parts([]), NOTHING_BEFORE if math.isnan(before) else NOTHING_NOW)


def fell_silent(old: Sums, new: Sums, here: Flags, there: Flags) -> Flags:
    """Tell which machines reported in one period only, though they were due in the other."""
    found: Flags = (~here & there & (old["due"] > 0)) | (here & ~there & (new["due"] > 0))
    return found


def chained(sums: Sums, factors: Sequence[tuple[str, str, str]]) -> Flags:
    """Tell which machines' sums follow from one another: nothing comes of nothing, and nothing is negative."""
    fits: Flags = sums["planned_minutes"] >= 0
    for top, bottom, _ in factors:
        fits = fits & (sums[top] >= 0) & ((sums[bottom] > 0) | (sums[top] == 0))
        fits = fits & ~np.isinf(ratio(sums[top], sums[bottom]))
    return fits


COLUMNS = ("cause", "equipment_id", "amount")


def parts(rows: Sequence[Part]) -> pd.DataFrame:
    """Rows of machines, causes and amounts, each machine and cause once, those without any effect left out."""
    summed: dict[tuple[str, int], float] = {}
    for cause, machines, amounts in rows:
        for machine, amount in zip(machines.tolist(), amounts.tolist(), strict=True):
            summed[cause, machine] = summed.get((cause, machine), 0.0) + amount
    order = {cause: place for place, cause in enumerate(CAUSES)}
    kept = sorted((key for key, amount in summed.items() if amount), key=lambda key: (order[key[0]], key[1]))
    return pd.DataFrame(
        {
            "equipment_id": np.array([machine for _, machine in kept], dtype="int64"),
            "cause": pd.array([cause for cause, _ in kept], dtype="str"),
            "amount": np.array([summed[key] for key in kept], dtype="float64"),
        }
    )
