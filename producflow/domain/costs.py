"""What downtime and rejects cost, and what was saved against a comparison period, in the plant's currency."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from producflow.domain._ratio import Numbers, known, ratio
from producflow.domain.metrics import METRICS

MINUTES_PER_HOUR = 60

NO_SETTINGS = "Not computable until the cost of an hour of downtime and of a defective unit are set."
NO_HOUR = "Not computable until the cost of an hour of downtime is set."
NO_UNIT = "Not computable until the cost of a rejected unit is set."
NO_BASELINE = "Not computable: none of these machines has records in the comparison period."
PLANNED_STOP = "Planned stops are not counted as a cost."
UNKNOWN_STOP = "Not computable: nobody knows whether this downtime was planned."
SET_OFF = "Set off in minutes only; the stops themselves are counted with their reasons."
TOO_FAST = "Not computable: the rated capacity is too low."
NOTHING_LOST = "Nothing was lost here."
NO_RATE = "Not computable: without a rated capacity nobody knows what was lost."


@dataclass(frozen=True)
class Savings:
    """Cost savings, or why there is no figure."""

    total: float
    downtime: float
    quality: float
    """Baseline cost - actual cost; negative when it became dearer. NaN when not computable. [currency]"""
    machines: int
    """Machines that could be compared."""
    left_out: int
    """Machines with records in the period that have none to compare with."""
    why_not: str
    """Empty, or one sentence saying why it is not computable."""
    missing: tuple[Any, ...] = ()
    """Those machines with records in the period that have none to compare with."""


def downtime_cost(unplanned_minutes: Numbers, cost_per_hour: float | None) -> Numbers:
    """Cost of unplanned downtime; missing without the cost setting.

    Parameters
    ----------
    unplanned_minutes : float or Series, shape (n,)
        [min]
    cost_per_hour : float or None
        [currency/h]

    Returns
    -------
    float or Series, shape (n,)
        [currency]
    """
    hours, price = known(unplanned_minutes) / MINUTES_PER_HOUR, _setting(cost_per_hour)
    return METRICS["downtime_cost"].of(unplanned_downtime_hours=hours, downtime_hour_cost=price)  # type: ignore[no-any-return]


def quality_cost(defects: Numbers, cost_per_unit: float | None) -> Numbers:
    """Cost of rejected units; missing without the cost setting.

    Parameters
    ----------
    defects : float or Series, shape (n,)
        [units]
    cost_per_unit : float or None
        [currency/unit]

    Returns
    -------
    float or Series, shape (n,)
        [currency]
    """
    return METRICS["quality_cost"].of(total_defects=defects, defect_unit_cost=_setting(cost_per_unit))  # type: ignore[no-any-return]


def savings_by_machine(
    actual: pd.DataFrame, baseline: pd.DataFrame, cost_per_hour: float | None, cost_per_unit: float | None
) -> pd.DataFrame:
    """What downtime and rejects of each machine would have cost at its own rates of the baseline, less what they did.

    Parameters
    ----------
    actual, baseline : DataFrame, one row per machine, indexed by machine
        Sums of the period and of the baseline period: `planned_minutes`, `unplanned_downtime_minutes` [min],
        `output_quantity`, `defect_quantity` [units].
    cost_per_hour : float or None
        [currency/h]
    cost_per_unit : float or None
        [currency/unit]

    Returns
    -------
    DataFrame, indexed like `actual`
        `expected_minutes`, `actual_minutes` [min], `expected_defects`, `actual_defects` [units], `downtime`, `quality`
        [currency], `comparable` (yes/no: both rates known). Money is missing without the cost settings.

    Notes
    -----
    Each machine's downtime per planned minute and defects per unit of the baseline are scaled to its planned minutes
    and output of the period, so a busier or a longer period is no loss by itself. A machine counts only with both rates
    known; a machine that made nothing in the period has no rejects to save and needs no defect rate.
    """
    before = baseline.reindex(actual.index)
    output, planned = known(actual["output_quantity"]), known(actual["planned_minutes"])
    expected_minutes = ratio(before["unplanned_downtime_minutes"], before["planned_minutes"]) * planned
    expected_defects = (ratio(before["defect_quantity"], before["output_quantity"]) * output).mask(output == 0, 0.0)
    minutes, defects = known(actual["unplanned_downtime_minutes"]), known(actual["defect_quantity"])
    return pd.DataFrame(
        {
            "expected_minutes": expected_minutes,
            "actual_minutes": minutes,
            "expected_defects": expected_defects,
            "actual_defects": defects,
            "downtime": downtime_cost(expected_minutes - minutes, cost_per_hour),
            "quality": quality_cost(expected_defects - defects, cost_per_unit),
            "comparable": (expected_minutes - minutes).notna() & (expected_defects - defects).notna(),
        }
    )


def summed(found: pd.DataFrame, cost_per_hour: float | None, cost_per_unit: float | None) -> Savings:
    """Add up what :func:`savings_by_machine` found, of the machines that can be compared.

    Not computable (with the reason) when a cost setting is missing or no machine has a baseline.
    """
    missing = tuple(found.index[~found["comparable"]])
    if math.isnan(_setting(cost_per_hour)) or math.isnan(_setting(cost_per_unit)):
        return Savings(math.nan, math.nan, math.nan, 0, len(found), NO_SETTINGS, missing)
    compared = found[found["comparable"]]
    if compared.empty:
        return Savings(math.nan, math.nan, math.nan, 0, len(missing), NO_BASELINE, missing)
    downtime, quality = float(compared["downtime"].sum()), float(compared["quality"].sum())
    return Savings(downtime + quality, downtime, quality, len(compared), len(missing), "", missing)


def loss_costs(
    pieces: pd.DataFrame, records_stops: pd.Series, cost_per_hour: float | None, cost_per_unit: float | None
) -> pd.DataFrame:
    """Price the pieces of a loss tree.

    Parameters
    ----------
    pieces : DataFrame
        As of :func:`producflow.domain.losses.pieces`.
    records_stops : Series of bool, indexed by equipment_id
        Whether a machine records stops at all; one that does not has all its downtime charged, since nobody planned it.
    cost_per_hour : float or None
        [currency/h]
    cost_per_unit : float or None
        [currency/unit]

    Returns
    -------
    DataFrame, indexed like `pieces`
        `money` [currency], missing where it is not computable or not counted, and `why_not` (a sentence, or empty).

    Notes
    -----
    - Unplanned stops cost their hours; planned ones are not counted (SPEC section 3, cost of downtime).
    - An hour lost to speed is an hour of rated production, so it costs what an hour of downtime does. That is sound
      only where the rated capacity is: not for a machine that ran faster than it over the whole period.
    - Rejects cost what they cost, whether their machine has a rated capacity or not.
    """
    kind, machine = pieces["kind"], pieces["equipment_id"]
    speed = pieces["minutes"].where(kind == "speed").groupby(machine).transform("sum")
    knows = machine.map(records_stops).fillna(value=False).astype(bool)
    cases = [
        ((kind == "downtime") & pieces["planned"], PLANNED_STOP),
        ((kind == "unexplained") & knows, UNKNOWN_STOP),
        (kind == "beyond", SET_OFF),
        ((kind == "speed") & (speed < 0), TOO_FAST),
        (kind == "not split", NO_RATE),
        (kind == "productive", NOTHING_LOST),
    ]
    by_unit = kind == "quality"
    cases += [(by_unit, NO_UNIT)] if math.isnan(_setting(cost_per_unit)) else []
    cases += [(~by_unit, NO_HOUR)] if math.isnan(_setting(cost_per_hour)) else []
    why_not = pd.Series("", index=pieces.index, dtype="str")
    # The first case that applies is told, so it is written last.
    for case, sentence in reversed(cases):
        why_not = why_not.mask(case, sentence)
    # A piece costs either by the hour or by the unit: the other half of the formula is 0, not unknown.
    money = METRICS["loss_cost"].of(
        costly_hours=(pieces["minutes"] / MINUTES_PER_HOUR).mask(by_unit, 0.0),
        downtime_hour_cost=pd.Series(_setting(cost_per_hour), pieces.index).mask(by_unit, 0.0),
        total_defects=pieces["defects"].where(by_unit, 0.0),
        defect_unit_cost=pd.Series(_setting(cost_per_unit), pieces.index).where(by_unit, 0.0),
    )
    return pd.DataFrame({"money": money.where(why_not == ""), "why_not": why_not})


def _setting(cost: float | None) -> float:
    return math.nan if cost is None else known(float(cost))
