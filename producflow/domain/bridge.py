"""Why did it change? The difference between two periods, split exactly into causes, machine by machine.

Every bridge here adds up to the difference with no residual, for whatever figures it is given: zeros, machines that
stood all the time, and machines that reported in one of the two periods only, which get bars of their own.

Notes
-----
Products are split by the Shapley value: each factor's effect is averaged over all orders in which the factors could
have changed, so no order is favoured and nothing is left over. Shapley, A value for n-person games (1953); for such
decompositions Sun, Energy Economics 20 (1998) and Albrecht, Francois, Schoors, Energy Policy 30 (2002). The logarithmic
mean Divisia index (Ang, Energy Policy 32, 2004) is exact as well, but takes logarithms of every factor, and a machine
that stood for a whole period has a factor of 0.

Averages over machines are split into what changed within the machines and what changed in their weights (Bennet,
Journal of the Royal Statistical Society 83, 1920, which is the Shapley value of the two); machines that came or went
are measured against those that stayed, in their own period (Melitz, Polanec, RAND Journal of Economics 46, 2015).
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

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
    """A difference and what it is made of.

    Attributes
    ----------
    before, now : float
        The figure in both periods; NaN where it is not available.
    parts : DataFrame
        `equipment_id`, `cause` (of `CAUSES`), `amount` (in the unit of the figure): one row per machine and cause with
        an effect. All amounts add up to now - before. Empty where either is not available.
    why_not : str
        Why there is nothing to split; empty otherwise.
    """

    before: float
    now: float
    parts: pd.DataFrame
    why_not: str = ""

    def of(self, cause: str) -> float:
        """Sum of one cause."""
        return float(self.parts.loc[self.parts["cause"] == cause, "amount"].sum())


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
    factors = [("run_minutes", "planned_minutes", AVAILABILITY), ("output_quantity", "run_minutes", PERFORMANCE)]
    if good:
        factors.append(("good_quantity", "output_quantity", QUALITY))
    return _of_sums(*_both(before, now), "good_quantity" if good else "output_quantity", factors)


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
    return _of_sums(*_both(before, now), "downtime_minutes", [("downtime_minutes", "planned_minutes", AVAILABILITY)])


def _both(before: pd.DataFrame, now: pd.DataFrame) -> tuple[npt.NDArray[np.int64], Sums, Sums]:
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
            sums["good_quantity"] = sums["inspected_output"] - sums["defect_quantity"]
        periods.append(sums)
    return machines.to_numpy(dtype="int64"), periods[0], periods[1]


def _ratio(top: Values, bottom: Values) -> Values:
    """Top ÷ bottom; missing where bottom is not above 0."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: Values = top / np.where(bottom > 0, bottom, math.nan)
    return found


def _either(first: Values, second: Values, otherwise: float) -> Values:
    """What is not known in one period is as in the other."""
    found: Values = np.where(~np.isnan(first), first, np.where(~np.isnan(second), second, otherwise))
    return found


def _why_not(before: float, now: float) -> str:
    return NOTHING_BEFORE if math.isnan(before) else NOTHING_NOW if math.isnan(now) else ""


def _of_sums(
    machines: npt.NDArray[np.int64], old: Sums, new: Sums, figure: str, factors: Sequence[tuple[str, str, str]]
) -> Bridge:
    """Split the change of a sum over machines into planned time, mix, reports and a chain of ratios."""
    here, there = ((sums["reported"] > 0) & ~np.isnan(sums[figure]) for sums in (old, new))
    before, now = (
        float(sums[figure][which].sum()) if which.any() else math.nan for sums, which in ((old, here), (new, there))
    )
    if _why_not(before, now):
        return Bridge(before, now, _parts([]), _why_not(before, now))
    change = np.where(there, new[figure], 0.0) - np.where(here, old[figure], 0.0)
    whole = here & there & _chained(old, factors) & _chained(new, factors)
    rows: list[Part] = []
    if whole.any():
        names = [PLANNED, MIX, MISSING, *(cause for _, _, cause in factors)]
        split = shapley(*_factors(old, new, whole, factors))
        rows = [(name, machines[whole], effect) for name, effect in zip(names, split, strict=True)]
    silent = (~here & there & (old["due"] > 0)) | (here & ~there & (new["due"] > 0))
    for cause, which in (
        (MISSING, silent),
        (APPEARED, ~here & there & ~silent),
        (GONE, here & ~there & ~silent),
        (UNSPLIT, here & there & ~whole),
    ):
        rows.append((cause, machines[which], change[which]))
    return Bridge(before, now, _parts(rows))


def _chained(sums: Sums, factors: Sequence[tuple[str, str, str]]) -> Flags:
    """Tell which machines' sums follow from one another: nothing comes of nothing, and nothing is negative."""
    fits: Flags = sums["planned_minutes"] >= 0
    for top, bottom, _ in factors:
        fits = fits & (sums[top] >= 0) & ((sums[bottom] > 0) | (sums[top] == 0))
        fits = fits & ~np.isinf(_ratio(sums[top], sums[bottom]))
    return fits


def _factors(
    old: Sums, new: Sums, which: Flags, factors: Sequence[tuple[str, str, str]]
) -> tuple[list[Values], list[Values]]:
    """The factors of each machine in both periods: total planned time, share, reports received, and the ratios."""
    periods = []
    for sums in (old, new):
        reached = sums["reported"][which] / sums["due"][which]
        complete = sums["planned_minutes"][which] / reached
        total = np.full(len(complete), complete.sum())
        ratios = [_ratio(sums[top][which], sums[bottom][which]) for top, bottom, _ in factors]
        periods.append([total, _ratio(complete, total), reached, *ratios])
    # A ratio of nothing to nothing is not known. It changes nothing: the factor before it is 0 there.
    before = [_either(first, second, 1.0) for first, second in zip(*periods, strict=True)]
    now = [_either(second, first, 1.0) for first, second in zip(*periods, strict=True)]
    return before, now


def ratio_bridge(before: pd.DataFrame, now: pd.DataFrame, top: str, bottom: str, cause: str) -> Bridge:
    """Split the change of a ratio of sums into what changed within the machines, their weights, and who reported.

    Parameters
    ----------
    before, now : DataFrame, indexed by equipment_id
        Sums of each machine, with `due`, `reported` and the two columns.
    top, bottom : str
        The ratio is Σ top ÷ Σ bottom, over machines where both are known.
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
    return _of_ratio(*_both(before, now), top, bottom, cause)


def _of_ratio(machines: npt.NDArray[np.int64], old: Sums, new: Sums, top: str, bottom: str, cause: str) -> Bridge:
    here, there = ((s["reported"] > 0) & ~np.isnan(s[top]) & ~np.isnan(s[bottom]) for s in (old, new))
    before, now = _level(old, top, bottom, here), _level(new, top, bottom, there)
    if _why_not(before, now):
        return Bridge(before, now, _parts([]), _why_not(before, now))
    whole = _chained(old, [(top, bottom, cause)]) & _chained(new, [(top, bottom, cause)])
    stayed = here & there & whole
    levels = [_level(sums, top, bottom, stayed) for sums in (old, new)]
    if math.isnan(sum(levels)):  # nobody who stayed weighs anything in both periods: measured against the old figure
        stayed, levels = stayed & False, [before, before]
    rows = _within_and_between(machines[stayed], old, new, stayed, top, bottom, cause)
    silent = (~here & there & (old["due"] > 0)) | (here & ~there & (new["due"] > 0))
    for sums, cause_of, which, level, sign in (
        (new, APPEARED, there, levels[1], 1.0),
        (old, GONE, here, levels[0], -1.0),
    ):
        amount = sign * (sums[top] - sums[bottom] * level) / sums[bottom][which].sum()
        apart = which & ~stayed
        for name, own in (
            (UNSPLIT, apart & here & there & ~whole),
            (MIX, apart & here & there & whole),
            (MISSING, apart & silent),
            (cause_of, apart & ~silent & ~(here & there)),
        ):
            rows.append((name, machines[own], amount[own]))
    return Bridge(before, now, _parts(rows))


def _level(sums: Sums, top: str, bottom: str, which: Flags) -> float:
    """The ratio over some machines; NaN where there is nothing to divide by."""
    total = float(sums[bottom][which].sum())
    return float(sums[top][which].sum()) / total if total > 0 else math.nan


def _within_and_between(
    machines: npt.NDArray[np.int64], old: Sums, new: Sums, which: Flags, top: str, bottom: str, cause: str
) -> list[Part]:
    """Split the change over machines that stayed."""
    if not which.any():
        return []
    ratios = [_ratio(sums[top][which], sums[bottom][which]) for sums in (old, new)]
    first, second = _either(ratios[0], ratios[1], 0.0), _either(ratios[1], ratios[0], 0.0)
    reached = [sums["reported"][which] / sums["due"][which] for sums in (old, new)]
    complete = [sums[bottom][which] / share for sums, share in zip((old, new), reached, strict=True)]

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
        (MIX, machines, away * by_mix),
        (MISSING, machines, away * by_reports),
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
    both = _both(before, now)
    split = [
        _of_ratio(*both, "run_minutes", "planned_minutes", AVAILABILITY),
        _of_ratio(*both, "rated_output", "ideal_output", PERFORMANCE),
        _of_ratio(*both, "good_quantity", "inspected_output", QUALITY),
    ]
    old, new = math.prod(part.before for part in split), math.prod(part.now for part in split)
    if _why_not(old, new):
        return Bridge(old, new, _parts([]), _why_not(old, new))
    rows: list[Part] = []
    for number, part in enumerate(split):
        one, two = (other for index, other in enumerate(split) if index != number)
        # The mean over the six orders of what the other two factors are when this one changes.
        weight = (one.before * two.before + one.now * two.now) / 3 + (one.before * two.now + one.now * two.before) / 6
        for name, machine, amount in zip(*(part.parts[column] for column in COLUMNS), strict=True):
            rows.append((name, np.array([machine]), np.array([weight * amount])))
    return Bridge(old, new, _parts(rows))


COLUMNS = ("cause", "equipment_id", "amount")


def _parts(rows: Sequence[Part]) -> pd.DataFrame:
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
