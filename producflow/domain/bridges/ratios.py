"""Bridges of a ratio of sums over machines, and of OEE, which is a product of three."""

import math

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
from producflow.domain.metrics import METRICS, Metric

TOP, BOTTOM = "top", "bottom"
"""Of the ratio, beside the sums of each machine."""


def ratio_bridge(before: pd.DataFrame, now: pd.DataFrame, metric: Metric, cause: str) -> Bridge:
    """Split the change of a ratio of sums into what changed within the machines, their weights, and who reported.

    Parameters
    ----------
    before, now : DataFrame, indexed by equipment_id
        Sums of each machine, with `due`, `reported` and the inputs of the metric.
    metric : Metric
        A ratio of sums: Σ top ÷ Σ bottom, over machines where both are known.
    cause : str
        What to call a change within a machine, for example `AVAILABILITY`.

    Returns
    -------
    Bridge
        [-]

    Notes
    -----
    A machine's weight is its share of Σ bottom. That share changes with the machine mix, and with how many of the
    machine's reports were received; the two are told apart by the Shapley value again.
    """
    return _of_ratio(*both(before, now), metric, cause)


def _of_ratio(machines: npt.NDArray[np.int64], old: Sums, new: Sums, metric: Metric, cause: str) -> Bridge:
    old, new = ({**sums, **dict(zip((TOP, BOTTOM), metric.fraction(sums), strict=True))} for sums in (old, new))
    here, there = ((s["reported"] > 0) & ~np.isnan(s[TOP]) & ~np.isnan(s[BOTTOM]) for s in (old, new))
    before, now = _level(old, here), _level(new, there)
    if (missing := nothing(before, now)) is not None:
        return missing
    whole = chained(old, [(TOP, BOTTOM, cause)]) & chained(new, [(TOP, BOTTOM, cause)])
    stayed = here & there & whole
    levels = [_level(sums, stayed) for sums in (old, new)]
    if math.isnan(sum(levels)):  # nobody who stayed weighs anything in both periods: measured against the old figure
        stayed, levels = stayed & False, [before, before]
    rows = _within_and_between(machines[stayed], old, new, stayed, cause)
    silent = fell_silent(old, new, here, there)
    for sums, cause_of, which, level, sign in (
        (new, bridge.APPEARED, there, levels[1], 1.0),
        (old, bridge.GONE, here, levels[0], -1.0),
    ):
        amount = sign * (sums[TOP] - sums[BOTTOM] * level) / sums[BOTTOM][which].sum()
        apart = which & ~stayed
        for name, own in (
            (bridge.UNSPLIT, apart & here & there & ~whole),
            (bridge.MIX, apart & here & there & whole),
            (bridge.MISSING, apart & silent),
            (cause_of, apart & ~silent & ~(here & there)),
        ):
            rows.append((name, machines[own], amount[own]))
    return Bridge(before, now, parts(rows))


def _level(sums: Sums, which: Flags) -> float:
    """The ratio over some machines; NaN where there is nothing to divide by."""
    total = float(sums[BOTTOM][which].sum())
    return float(sums[TOP][which].sum()) / total if total > 0 else math.nan


def _within_and_between(machines: npt.NDArray[np.int64], old: Sums, new: Sums, which: Flags, cause: str) -> list[Part]:
    """Split the change over machines that stayed."""
    if not which.any():
        return []
    ratios = [ratio(sums[TOP][which], sums[BOTTOM][which]) for sums in (old, new)]
    first, second = either(ratios[0], ratios[1], 0.0), either(ratios[1], ratios[0], 0.0)
    reached = [sums["reported"][which] / sums["due"][which] for sums in (old, new)]
    complete = [sums[BOTTOM][which] / share for sums, share in zip((old, new), reached, strict=True)]

    def shares(weight: int, reports: int) -> Values:
        received = complete[weight] * reached[reports]
        found: Values = received / received.sum()
        return found

    before, now = shares(0, 0), shares(1, 1)
    by_reports = ((shares(0, 1) - before) + (now - shares(1, 0))) / 2
    by_mix = ((shares(1, 0) - before) + (now - shares(0, 1))) / 2
    middle = (float((before * first).sum()) + float((now * second).sum())) / 2
    away = (first + second) / 2 - middle
    return [
        (cause, machines, (before + now) / 2 * (second - first)),
        (bridge.MIX, machines, away * by_mix),
        (bridge.MISSING, machines, away * by_reports),
    ]


def oee_bridge(before: pd.DataFrame, now: pd.DataFrame) -> Bridge:
    """Split the change in OEE into availability, performance, quality, machine mix and missing reports.

    Parameters
    ----------
    before, now : DataFrame, indexed by equipment_id
        As for `output_bridge`, with `rated_output` and `ideal_output` [units], both missing for a machine without a
        rated capacity.

    Returns
    -------
    Bridge
        [-]

    Notes
    -----
    OEE is availability * performance * quality, each a ratio of sums over machines. The change of the product goes to
    the three by the Shapley value, and what each of them gets goes to the machines in proportion to its
    `ratio_bridge`. A machine without a capacity has effects of availability and quality only, as in the OEE itself.
    """
    periods = both(before, now)
    split = [
        _of_ratio(*periods, METRICS[factor], cause)
        for factor, cause in zip(
            METRICS["oee"].terms, (bridge.AVAILABILITY, bridge.PERFORMANCE, bridge.QUALITY), strict=True
        )
    ]
    old, new = math.prod(part.before for part in split), math.prod(part.now for part in split)
    if (missing := nothing(old, new)) is not None:
        return missing
    rows: list[Part] = []
    for number, part in enumerate(split):
        one, two = (other for index, other in enumerate(split) if index != number)
        # The mean over the six orders of what the other two factors are when this one changes.
        weight = (one.before * two.before + one.now * two.now) / 3 + (one.before * two.now + one.now * two.before) / 6
        for name, machine, amount in zip(*(part.parts[column] for column in bridge.COLUMNS), strict=True):
            rows.append((name, np.array([machine]), np.array([weight * amount])))
    return Bridge(old, new, parts(rows))
