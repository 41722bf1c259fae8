"""What downtime and rejects cost, and what was saved against a comparison period, in the plant's currency."""

import math
from dataclasses import dataclass

import pandas as pd

from producflow.domain._ratio import Numbers, known, ratio

MINUTES_PER_HOUR = 60

NO_SETTINGS = "Not computable until the cost of an hour of downtime and of a defective unit are set."
NO_BASELINE = "Not computable: none of these machines has records in the comparison period."


@dataclass(frozen=True)
class Savings:
    """Cost savings, or why there is no figure.

    Attributes
    ----------
    total, downtime, quality : float
        Baseline cost - actual cost; negative when it became dearer. NaN when not computable. [currency]
    machines : int
        Machines that could be compared.
    left_out : int
        Machines with records in the period that have none to compare with.
    why_not : str
        Empty, or one sentence saying why it is not computable.
    """

    total: float
    downtime: float
    quality: float
    machines: int
    left_out: int
    why_not: str


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
    return known(unplanned_minutes) / MINUTES_PER_HOUR * _setting(cost_per_hour)


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
    return known(defects) * _setting(cost_per_unit)


def cost_savings(
    actual: pd.DataFrame, baseline: pd.DataFrame, cost_per_hour: float | None, cost_per_unit: float | None
) -> Savings:
    """Baseline cost - actual cost, the baseline being the same machines' rates in the comparison period.

    Parameters
    ----------
    actual, baseline : DataFrame, one row per machine, indexed by machine
        Sums of the period and of the comparison period: `planned_minutes`, `unplanned_downtime_minutes`
        [min], `output_quantity`, `defect_quantity` [units].
    cost_per_hour : float or None
        [currency/h]
    cost_per_unit : float or None
        [currency/unit]

    Returns
    -------
    Savings
        Not computable (with the reason) when a cost setting is missing or no machine has a baseline.

    Notes
    -----
    Each machine's downtime per planned minute and defects per unit of the comparison period are scaled to its
    planned minutes and output of the period, so a busier or a longer period is no loss by itself. A machine
    counts only with both rates known; a machine that made nothing in the period has no rejects to save and
    needs no defect rate.
    """
    if math.isnan(_setting(cost_per_hour)) or math.isnan(_setting(cost_per_unit)):
        return Savings(math.nan, math.nan, math.nan, 0, len(actual), NO_SETTINGS)
    before = baseline.reindex(actual.index)
    output = known(actual["output_quantity"])
    expected_stops = ratio(before["unplanned_downtime_minutes"], before["planned_minutes"]) * known(
        actual["planned_minutes"]
    )
    expected_rejects = ratio(before["defect_quantity"], before["output_quantity"]) * output
    stops = downtime_cost(expected_stops - known(actual["unplanned_downtime_minutes"]), cost_per_hour)
    expected_rejects = expected_rejects.mask(output == 0, 0.0)
    rejects = quality_cost(expected_rejects - known(actual["defect_quantity"]), cost_per_unit)
    comparable = stops.notna() & rejects.notna()
    machines = int(comparable.sum())
    left_out = len(actual) - machines
    if machines == 0:
        return Savings(math.nan, math.nan, math.nan, 0, left_out, NO_BASELINE)
    downtime, quality = float(stops[comparable].sum()), float(rejects[comparable].sum())
    return Savings(downtime + quality, downtime, quality, machines, left_out, "")


def _setting(cost: float | None) -> float:
    return math.nan if cost is None else known(float(cost))
