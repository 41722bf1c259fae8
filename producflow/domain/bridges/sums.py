"""Bridges of a sum over machines: output, good output, downtime."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.bridges import bridge
from producflow.domain.bridges.bridge import (
    Bridge,
    Flags,
    Part,
    Sums,
    Values,
    both,
    chained,
    either,
    fell_silent,
    nothing,
    parts,
    ratio,
)


def shapley(before: Sequence[Values], now: Sequence[Values]) -> list[Values]:
    """Effect of each factor on the change of a product.

    Parameters
    ----------
    before, now : sequence of arrays, shape (n,)
        The factors of n products, all known.

    Returns
    -------
    list of arrays, shape (n,)
        One per factor; they add up to the change of the product. [unit of the product]

    Notes
    -----
    For factor i: its change * the mean over all orders of the product of the other factors, each new if it changed
    earlier in that order, else old. With m factors, a set S of those that changed earlier has the weight
    ``len(S)! (m - len(S) - 1)! / m!``.
    """
    count = len(before)
    effects = []
    for factor in range(count):
        others = [index for index in range(count) if index != factor]
        mean = np.zeros_like(before[factor])
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            for changed in itertools.combinations(others, size):
                product = np.ones_like(mean)
                for index in others:
                    product = product * (now if index in changed else before)[index]
                mean = mean + weight * product
        effects.append((now[factor] - before[factor]) * mean)
    return effects


def output_bridge(before: pd.DataFrame, now: pd.DataFrame, *, good: bool = False) -> Bridge:
    """Split the change in output into planned time, machine mix, missing reports, availability, performance, quality.

    Parameters
    ----------
    before, now : DataFrame, indexed by equipment_id
        Sums of each machine: `due` (machine-shifts that were due or reported), `reported` (those that reported),
        `planned_minutes`, `run_minutes` [min], `output_quantity`, `defect_quantity`, `inspected_output` (of the records
        that say how much was rejected) [units]. A machine without a row was neither due nor did it report.
    good : bool
        Whether to split good units instead of all units made; only those know an effect of quality.

    Returns
    -------
    Bridge
        [units]

    Notes
    -----
    Output of a machine = planned time of all machines were all reports in * the machine's share of it * share of its
    reports received * run ÷ planned time * output ÷ run time (* good ÷ all units). The fifth is performance but for the
    rated capacity, which is the same in both periods; so a machine without one has this effect too.
    """
    factors = [
        ("run_minutes", "planned_minutes", bridge.AVAILABILITY),
        ("output_quantity", "run_minutes", bridge.PERFORMANCE),
    ]
    if good:
        factors.append(("good_quantity", "output_quantity", bridge.QUALITY))
    return _of_sums(*both(before, now), "good_quantity" if good else "output_quantity", factors)


def downtime_bridge(before: pd.DataFrame, now: pd.DataFrame) -> Bridge:
    """Split the change in downtime into planned time, machine mix, missing reports and availability.

    Parameters
    ----------
    before, now : DataFrame, indexed by equipment_id
        As for `output_bridge`, with `downtime_minutes`.

    Returns
    -------
    Bridge
        [min]
    """
    return _of_sums(
        *both(before, now), "downtime_minutes", [("downtime_minutes", "planned_minutes", bridge.AVAILABILITY)]
    )


def _of_sums(
    machines: npt.NDArray[np.int64], old: Sums, new: Sums, figure: str, factors: Sequence[tuple[str, str, str]]
) -> Bridge:
    """Split the change of a sum over machines into planned time, mix, reports and a chain of ratios."""
    here, there = ((sums["reported"] > 0) & ~np.isnan(sums[figure]) for sums in (old, new))
    before, now = (
        float(sums[figure][which].sum()) if which.any() else math.nan for sums, which in ((old, here), (new, there))
    )
    if (missing := nothing(before, now)) is not None:
        return missing
    change = np.where(there, new[figure], 0.0) - np.where(here, old[figure], 0.0)
    whole = here & there & chained(old, factors) & chained(new, factors)
    rows: list[Part] = []
    if whole.any():
        names = [bridge.PLANNED, bridge.MIX, bridge.MISSING, *(cause for _, _, cause in factors)]
        split = shapley(*_factors(old, new, whole, factors))
        rows = [(name, machines[whole], effect) for name, effect in zip(names, split, strict=True)]
    silent = fell_silent(old, new, here, there)
    for cause, which in (
        (bridge.MISSING, silent),
        (bridge.APPEARED, ~here & there & ~silent),
        (bridge.GONE, here & ~there & ~silent),
        (bridge.UNSPLIT, here & there & ~whole),
    ):
        rows.append((cause, machines[which], change[which]))
    return Bridge(before, now, parts(rows))


def _factors(
    old: Sums, new: Sums, which: Flags, factors: Sequence[tuple[str, str, str]]
) -> tuple[list[Values], list[Values]]:
    """The factors of each machine in both periods: total planned time, share, reports received, and the ratios."""
    periods = []
    for sums in (old, new):
        reached = sums["reported"][which] / sums["due"][which]
        complete = sums["planned_minutes"][which] / reached
        total = np.full(len(complete), complete.sum())
        ratios = [ratio(sums[top][which], sums[bottom][which]) for top, bottom, _ in factors]
        periods.append([total, ratio(complete, total), reached, *ratios])
    # A ratio of nothing to nothing is not known. It changes nothing: the factor before it is 0 there.
    before = [either(first, second, 1.0) for first, second in zip(*periods, strict=True)]
    now = [either(second, first, 1.0) for first, second in zip(*periods, strict=True)]
    return before, now
