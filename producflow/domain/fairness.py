"""Comparing shifts fairly: as if each had run the same machines."""

import itertools
import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known, ratio
from producflow.domain.comparison import (
    ALPHA,
    LEAST_EXPECTED,
    NOT_SHOWN,
    REACH,
    REAL,
    TOO_LITTLE,
    Difference,
    chi_square_tail,
    holm,
)
from producflow.domain.metrics import METRICS, PERCENT

Counts: TypeAlias = npt.NDArray[np.float64]
"""Rows are strata, columns groups. [units]"""
Values: TypeAlias = npt.NDArray[np.float64]
"""One of each block."""

WIDE, NARROW = 3.090232, REACH
"""Standard deviations of a funnel's limits: 99.8 % and 95 %. [-]"""
LEAST_BLOCKS = 10
"""With fewer days on which all groups can be compared, nothing is said. [-]"""


def standardised(samples: pd.DataFrame) -> pd.DataFrame:
    """Defect rate of each group, adjusted for which machines it ran.

    Parameters
    ----------
    samples : DataFrame
        One row per group (shift) and stratum (machine): `group`, `stratum`, `defects`, `output` [units].

    Returns
    -------
    DataFrame, indexed by group
        `defects`, `output`, `expected` (rejects had each machine rejected as it does over all groups) [units], `rate`
        (as it was), `indirect` (adjusted for the machines that the group ran) and `direct` (the group's own rates,
        weighted by the output of each machine over all groups; missing where the group did not run every machine) [%].

    Notes
    -----
    Indirect and direct standardisation, Breslow and Day, Statistical Methods in Cancer Research II (1987), chapter 2.
    The indirect one needs no machine to have run in every group, and small numbers disturb it less.
    """
    cells = samples.assign(defects=known(samples["defects"]), output=known(samples["output"])).dropna()
    cells = cells[cells["output"] > 0]
    strata = cells.groupby("stratum")[["defects", "output"]].sum()
    of_stratum = cells["stratum"].map(strata["defects"] / strata["output"])
    weight = cells["stratum"].map(strata["output"] / strata["output"].sum())
    cells = cells.assign(
        expected=cells["output"] * of_stratum, weighted=weight * cells["defects"] / cells["output"], weight=weight
    )
    found = cells.groupby("group")[["defects", "output", "expected", "weighted", "weight"]].sum()
    whole = {"defect_quantity": float(found["defects"].sum()), "inspected_output": float(found["output"].sum())}
    of_group = {"shift_defects": found["defects"], "standardised_defects": found["expected"]}
    return found.assign(
        rate=METRICS["defect_rate"].of(defect_quantity=found["defects"], inspected_output=found["output"]),
        indirect=METRICS["adjusted_defect_rate"].of(of_group | whole),
        direct=PERCENT * found["weighted"].where(found["weight"] > 1 - 1e-9),
    ).drop(columns=["weighted", "weight"])


def stratified_difference(samples: pd.DataFrame, *, dispersion_factor: float = 1.0, alpha: float = ALPHA) -> Difference:
    """Tell whether groups reject at really different rates on the same machines.

    Parameters
    ----------
    samples : DataFrame
        As for `standardised`, each group and stratum once; groups are told in the order in which they come.
    dispersion_factor : float
        From `comparison.dispersion` over the days of each group and stratum; NaN counts as too little data. [-]
    alpha : float
        Chance of calling a difference real that is none. [-]

    Returns
    -------
    Difference
        Differences of the pairs are weighted over the machines that both ran.

    Notes
    -----
    Generalised Cochran-Mantel-Haenszel test over all groups, without continuity correction, then every pair by the same
    test over the machines that both ran, adjusted after Holm (1979); all statistics are divided by the dispersion.
    Cochran, Biometrics 10 (1954); Mantel and Haenszel, JNCI 22 (1959); Landis, Heyman and Koch (1978). The difference
    is that of Mantel and Haenszel, with weights n1 n2 ÷ (n1 + n2), and a 95 % interval (Greenland and Robins, 1985).
    """
    groups = samples["group"].unique().tolist()
    counts = [
        samples.assign(value=known(samples[name]))
        .pivot_table(index="stratum", columns="group", values="value", aggfunc="sum")
        .reindex(columns=groups)
        .fillna(0)
        for name in ("output", "defects")
    ]
    used = [group for group in groups if counts[0][group].sum() > 0]
    made, rejected = (each[used].to_numpy(dtype="float64") for each in counts)
    overall = stratified(made, rejected, dispersion_factor)
    pairs = _pairs(used, made, rejected, dispersion_factor)
    if math.isnan(overall):
        return Difference(TOO_LITTLE, math.nan, pairs.assign(real=False), dispersion_factor)
    real = (pairs["p_adjusted"] < alpha) & (overall < alpha)
    return Difference(REAL if overall < alpha else NOT_SHOWN, overall, pairs.assign(real=real), dispersion_factor)


def stratified(made: Counts, rejected: Counts, dispersion_factor: float) -> float:
    """P-value of the test of :func:`stratified_difference`, of groups that made something; NaN: too little data. [-]"""
    of_stratum: Counts = rejected.sum(axis=1) / np.where(made.sum(axis=1) > 0, made.sum(axis=1), 1)
    expected = (made * np.minimum(of_stratum, 1 - of_stratum)[:, None]).sum(axis=0)
    if made.shape[1] < 2 or math.isnan(dispersion_factor) or not (expected >= LEAST_EXPECTED).all():
        return math.nan
    return _homogeneity(made, rejected, dispersion_factor)  # NaN where no two of them ran the same machine


def _homogeneity(made: Counts, rejected: Counts, dispersion_factor: float) -> float:
    """P-value of the generalised Cochran-Mantel-Haenszel test; rows are strata, columns groups."""
    total, bad = made.sum(axis=1), rejected.sum(axis=1)
    use = (total > 1) & (bad > 0) & (bad < total)
    made, rejected, total, bad = made[use], rejected[use], total[use], bad[use]
    away = (rejected - made * (bad / total)[:, None]).sum(axis=0)
    factor = bad * (total - bad) / (total**2 * (total - 1))
    spread = np.einsum("k,k,kg,gh->gh", factor, total, made, np.eye(made.shape[1]))
    spread = spread - np.einsum("k,kg,kh->gh", factor, made, made)
    freedom = int(np.linalg.matrix_rank(spread))
    if freedom == 0:
        return math.nan
    statistic = float(away @ np.linalg.pinv(spread) @ away)
    return chi_square_tail(max(statistic, 0.0) / dispersion_factor, freedom)


def _pairs(groups: list[str], made: Counts, rejected: Counts, dispersion_factor: float) -> pd.DataFrame:
    """Compare every two groups over the strata that both have."""
    rows = []
    factor = 1.0 if math.isnan(dispersion_factor) else dispersion_factor
    for one, two in itertools.combinations(range(len(groups)), 2):
        rows.append((groups[one], groups[two], *pair(made[:, [one, two]], rejected[:, [one, two]], factor)))
    pairs = pd.DataFrame(rows, columns=["first", "second", "difference", "low", "high", "p_value"])
    return pairs.assign(p_adjusted=holm(pairs["p_value"]))


def pair(made: Counts, rejected: Counts, dispersion_factor: float) -> tuple[float, float, float, float]:
    """Difference of two groups over the strata that both have, its 95 % interval, and its p-value; NaN without any."""
    both = (made > 0).all(axis=1)
    if not both.any():
        return math.nan, math.nan, math.nan, math.nan
    n, m = made[both].T
    p, q = (rejected[both] / made[both]).T
    weight = n * m / (n + m)
    difference = float((weight * (p - q)).sum() / weight.sum())
    apart = float((weight**2 * (p * (1 - p) / n + q * (1 - q) / m)).sum() / weight.sum() ** 2)
    reach = NARROW * math.sqrt(apart * dispersion_factor)
    p_value = _homogeneity(made[both], rejected[both], dispersion_factor)
    return difference, difference - reach, difference + reach, p_value


def funnel(samples: pd.DataFrame, *, dispersion_factor: float = 1.0, alpha: float = ALPHA) -> pd.DataFrame:
    """Tell which groups reject more or less than their volume explains, on each machine against its own average.

    Parameters
    ----------
    samples : DataFrame
        As for `standardised`.
    dispersion_factor : float
        As for `stratified_difference`; NaN gives no limits and no verdicts.
    alpha : float
        Chance of calling any of the points different when none is. [-]

    Returns
    -------
    DataFrame, indexed like `samples`
        `expected` (rejects at the machine's own rate) [units], `ratio` (defects ÷ expected), `low`, `high` (99.8 %),
        `low_95`, `high_95` [-], `p_value`, `p_adjusted` (Holm, over all points) and `verdict`.

    Notes
    -----
    Limits 1 ± z √(dispersion * (1 - rate of all) ÷ expected), so they narrow with volume: Spiegelhalter, Funnel plots
    for comparing institutional performance, Statistics in Medicine 24 (2005), with his multiplicative over-dispersion.
    A point with fewer than 5 expected rejects has too little data.
    """
    cells = samples.assign(defects=known(samples["defects"]), output=known(samples["output"]))
    sums = cells.groupby("stratum")[["defects", "output"]].transform("sum")
    expected = cells["output"] * ratio(sums["defects"], sums["output"])
    whole = ratio(float(cells["defects"].sum()), float(cells["output"].sum()))
    relative = ratio(cells["defects"], expected)
    sigma = np.sqrt(dispersion_factor * (1 - whole) / expected.where(expected > 0))
    score = ((relative - 1) / sigma).where(expected >= LEAST_EXPECTED)
    p_value = score.abs().map(lambda z: math.erfc(z / math.sqrt(2)), na_action="ignore").astype("float64")
    adjusted = holm(p_value)
    verdict = pd.Series(NOT_SHOWN, index=samples.index, dtype="str").mask(adjusted < alpha, REAL)
    return pd.DataFrame(
        {
            "expected": expected,
            "ratio": relative,
            "low": (1 - WIDE * sigma).clip(lower=0),
            "high": 1 + WIDE * sigma,
            "low_95": (1 - NARROW * sigma).clip(lower=0),
            "high_95": 1 + NARROW * sigma,
            "p_value": p_value,
            "p_adjusted": adjusted,
            "verdict": verdict.mask(adjusted.isna(), TOO_LITTLE),
        }
    )


def blocked_difference(values: pd.Series, block: pd.Series, group: pd.Series, *, alpha: float = ALPHA) -> Difference:
    """Tell whether a figure differs between groups, compared within blocks: the same machine on the same day.

    Parameters
    ----------
    values : Series, shape (n,)
        The figure, for example the efficiency of a machine-shift, once per block and group.
    block, group : Series, shape (n,)
        What is alike but for the group, and the group; groups are told in the order in which they come.
    alpha : float
        Chance of calling a difference real that is none. [-]

    Returns
    -------
    Difference
        In the unit of the values.

    Notes
    -----
    Friedman's rank test over all groups, corrected for ties, on blocks in which every group has a value (Friedman, JASA
    32, 1937; Hollander and Wolfe, Nonparametric Statistical Methods, 7.1); then the mean difference of each pair within
    blocks, with a large-sample interval and test (NIST/SEMATECH e-Handbook 7.3.1), adjusted after Holm. Too little data
    with fewer than 10 such blocks.
    """
    groups = group.unique().tolist()
    frame = pd.DataFrame({"value": known(values).to_numpy(), "block": block.to_numpy(), "group": group.to_numpy()})
    wide = (
        frame.dropna().pivot_table(index="block", columns="group", values="value", sort=False).reindex(columns=groups)
    )
    return between_columns(wide, alpha=alpha)


def between_columns(wide: pd.DataFrame, *, alpha: float = ALPHA) -> Difference:
    """The same as :func:`blocked_difference`, of one row per block and one column per group."""
    groups = wide.columns.tolist()
    values: Counts = wide.to_numpy(dtype="float64")
    rows = [
        (groups[one], groups[two], *_paired(values[:, one], values[:, two]))
        for one, two in itertools.combinations(range(len(groups)), 2)
    ]
    pairs = pd.DataFrame(rows, columns=["first", "second", "difference", "low", "high", "p_value"])
    pairs, overall = pairs.assign(p_adjusted=holm(pairs["p_value"])), friedman(values)
    if math.isnan(overall):
        return Difference(TOO_LITTLE, math.nan, pairs.assign(real=False), 1.0)
    verdict = REAL if overall < alpha else NOT_SHOWN
    return Difference(verdict, overall, pairs.assign(real=(pairs["p_adjusted"] < alpha) & (overall < alpha)), 1.0)


def friedman(values: Counts) -> float:
    """P-value of Friedman's test of one row per block and one column per group; NaN with too little data. [-]

    1 when all values of each block are equal.
    """
    whole = ~np.logical_or.reduce([np.isnan(column) for column in values.T])
    columns = [column[whole] for column in values.T]  # few and long: group by group takes a tenth of block by block
    blocks, count = int(whole.sum()), len(columns)
    if count < 2 or blocks < LEAST_BLOCKS:
        return math.nan
    middle = (count + 1) / 2
    spread = between = 0.0
    for one in columns:
        above, equal = np.zeros(blocks), np.zeros(blocks)
        for other in columns:
            above += one > other
            equal += one == other
        off = above + (equal + 1) / 2 - middle  # of the mean rank; halves, so that sums of them are exact
        spread += float((off**2).sum())
        between += float(off.sum()) ** 2
    if spread == 0:
        return 1.0
    return chi_square_tail((count - 1) * between / spread, count - 1)


def mean_difference(first: Values, second: Values) -> float:
    """Mean difference within the blocks in which both have a value; NaN without any."""
    return _paired(first, second)[0]


def _paired(first: Values, second: Values) -> tuple[float, float, float, float]:
    """Mean difference of two groups within blocks, its 95 % interval, and its p-value."""
    apart = first - second
    apart = apart[~np.isnan(apart)]
    mean = float(apart.mean()) if len(apart) else math.nan
    error = float(apart.std(ddof=1)) / math.sqrt(len(apart)) if len(apart) > 1 else math.nan
    p_value = math.erfc(abs(mean) / error / math.sqrt(2)) if error > 0 and len(apart) >= LEAST_BLOCKS else math.nan
    return mean, mean - NARROW * error, mean + NARROW * error, p_value
