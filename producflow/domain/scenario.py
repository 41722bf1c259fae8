"""What if a loss were smaller? Hours, good units and money, with what is assumed said in words."""

import math
from dataclasses import dataclass

import pandas as pd

from producflow.domain import production
from producflow.domain._ratio import ratio
from producflow.domain.metrics import METRICS, PERCENT

AT_OWN_RATE = "Each machine would have made good units in the time won as fast as it did in its run time of the period."
AT_RATED_SPEED = "The same run time at that much closer to rated speed, with each machine's share of good units."
GOOD_INSTEAD = "As many fewer units rejected, and good ones in their place in the same time."
SOLD = "Whatever would have been made could have been made and used: material, people and orders for it were there."
NO_CHAIN = "Machines are looked at one by one; a line is no faster than its slowest machine."
SAME_COSTS = "An hour and a rejected unit cost what the plant's settings say, and making up for them costs nothing."
NOTHING_ELSE = "Nothing else changes: no other loss grows or shrinks with it."


@dataclass(frozen=True)
class Scenario:
    """What a smaller loss would have come to."""

    hours: float
    """Won, of planned time; for rejects the time that they took at rated speed, missing without a capacity. [h]"""
    units: float
    """More good units; NaN where no machine's rate is known. [units]"""
    money: float
    """Saved by the plant's cost settings; NaN where it is not computable. [currency]"""
    without_rate: int
    """Machines with this loss whose rate nobody knows; they are left out of the units."""
    assumptions: tuple[str, ...]


def smaller(part: pd.DataFrame, machines: pd.DataFrame, percentage: float) -> Scenario:
    """Work out what a loss smaller by some percentage would have come to.

    Parameters
    ----------
    part : DataFrame
        Pieces of one step of the loss tree, as of :func:`producflow.domain.losses.pieces`, with `money` [currency].
    machines : DataFrame, indexed by equipment_id
        Sums of the period: `inspected_output`, `defect_quantity` [units], `run_minutes` [min], `capacity`
        [units/480 min].
    percentage : float
        0 to 100; 50 halves it. [%]

    Returns
    -------
    Scenario

    Notes
    -----
    Downtime won is run at each machine's own rate of good units, speed loss at its rated speed, and a unit that is not
    rejected is one more good unit. Money is the loss's own cost by the settings of the plant (SPEC section 3), so what
    the additional units would have earned is not added to it: an hour's cost is meant to hold that.
    """
    smaller_by = percentage / PERCENT
    kind = str(part["kind"].iloc[0]) if len(part) else ""
    grouped = part.groupby("equipment_id")
    sums = machines.reindex(grouped.size().index)
    good = METRICS["good_output"].of(sums)
    minutes = grouped["minutes"].sum()
    if kind == "quality":
        units, assumed = grouped["defects"].sum(), GOOD_INSTEAD
    elif kind == "speed":
        rated = production.rated_capacity(sums["capacity"]) / production.SHIFT_MINUTES
        units, assumed = minutes * rated * ratio(good, sums["inspected_output"]), AT_RATED_SPEED
    else:
        units, assumed = minutes * ratio(good, sums["run_minutes"]), AT_OWN_RATE
    touched = (minutes != 0) | (grouped["defects"].sum() > 0)
    money = float(part["money"].sum(min_count=1)) if len(part) else math.nan
    hours = float(minutes.sum()) / 60
    return Scenario(
        hours=METRICS["time_won"].of(lost_hours=hours if kind != "quality" or hours else None, smaller_by=smaller_by),
        units=smaller_by * float(units.sum(min_count=1)),
        money=METRICS["money_saved"].of(loss_cost=money, smaller_by=smaller_by),
        without_rate=int((units.isna() & touched).sum()),
        assumptions=(assumed, SOLD, NO_CHAIN, SAME_COSTS, NOTHING_ELSE),
    )
