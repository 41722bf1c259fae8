"""Is the difference between shifts real, or what chance brings?"""

import itertools
import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known

Numbers: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.integer[Any]]

REAL = "a real difference"
NOT_SHOWN = "within noise"
TOO_LITTLE = "too little data"

LEAST_EXPECTED = 5.0
"""Expected rejects and good units that each group needs for the approximation to hold (Cochran 1954). [units]"""
ALPHA = 0.05
"""Chance of calling a difference real that is none. [-]"""
REACH = 1.959964
"""Standard deviations to either side of a 95 % interval: the standard normal distribution has 97.5 % below. [-]"""
LEAST_FREEDOM = 10
"""Degrees of freedom below which the dispersion cannot be told. [-]"""


@dataclass(frozen=True)
class Proportions:
    """Difference of two shares."""

    difference: float
    """First - second. [-]"""
    low: float
    high: float
    """95 % confidence interval of the difference. [-]"""
    p_value: float
    """Chance of a difference at least this large if there were none. [-]"""


@dataclass(frozen=True)
class Difference:
    """Whether groups reject at different rates."""

    verdict: str
    """`REAL`, `NOT_SHOWN` or `TOO_LITTLE`."""
    p_value: float
    """Of the hypothesis that all groups share one rate; NaN when it cannot be tested. [-]"""
    pairs: pd.DataFrame
    """`first`, `second`, `difference`, `low`, `high` (95 %), `p_value`, `p_adjusted` (Holm), `real`. The rates are
    fractions, the difference is first - second."""
    dispersion: float
    """Factor by which the day-to-day variance was found to exceed chance; what the test allowed for. [-]"""


def two_proportions(
    defects_1: float, output_1: float, defects_2: float, output_2: float, dispersion_factor: float = 1.0
) -> Proportions:
    """Compare two defect rates by the two-proportion z-test.

    Parameters
    ----------
    defects_1, output_1, defects_2, output_2 : float
        [units]
    dispersion_factor : float, optional
        Variance in units of what chance alone brings (see `dispersion`). [-]

    Returns
    -------
    Proportions
        All NaN when either made nothing; p-value NaN when neither or all were rejected.

    Notes
    -----
    Pooled variance for the test, unpooled for the interval. NIST/SEMATECH e-Handbook 7.3.3.
    """
    if not (output_1 > 0 and output_2 > 0):
        return Proportions(math.nan, math.nan, math.nan, math.nan)
    rate_1, rate_2 = defects_1 / output_1, defects_2 / output_2
    pooled = (defects_1 + defects_2) / (output_1 + output_2)
    variance = pooled * (1 - pooled) * (1 / output_1 + 1 / output_2) * dispersion_factor
    difference = rate_1 - rate_2
    p_value = math.erfc(abs(difference) / math.sqrt(2 * variance)) if variance > 0 else math.nan
    apart = (rate_1 * (1 - rate_1) / output_1 + rate_2 * (1 - rate_2) / output_2) * dispersion_factor
    reach = REACH * math.sqrt(apart)
    return Proportions(difference, difference - reach, difference + reach, p_value)


def against_rate(
    defects: float, output: float, rate: float, *, dispersion_factor: float = 1.0, alpha: float = ALPHA
) -> str:
    """Tell whether a defect rate differs from one that is given, such as a goal.

    Parameters
    ----------
    defects, output : float
        [units]
    rate : float
        What it is held against. [-]
    dispersion_factor : float, optional
        From `dispersion`; NaN counts as too little data. [-]
    alpha : float, optional
        Chance of calling a difference real that is none. [-]

    Returns
    -------
    str
        `REAL`, `NOT_SHOWN` or `TOO_LITTLE`.

    Notes
    -----
    One-proportion z-test with the variance of the given rate, NIST/SEMATECH e-Handbook 7.2.4; too little data where
    that expects fewer than 5 rejects or good units (Cochran 1954). A rate of 0 is exceeded by any reject.
    """
    if rate == 0 and output > 0:
        return REAL if defects > 0 else NOT_SHOWN
    if math.isnan(dispersion_factor) or not output * min(rate, 1 - rate) >= LEAST_EXPECTED:
        return TOO_LITTLE
    variance = output * rate * (1 - rate) * dispersion_factor
    p_value = math.erfc(abs(defects - output * rate) / math.sqrt(2 * variance))
    return REAL if p_value < alpha else NOT_SHOWN


def dispersion(defects: pd.Series, output: pd.Series, group: pd.Series) -> float:
    """How much more the rates vary within groups than chance alone would bring.

    Parameters
    ----------
    defects, output : Series, shape (n,)
        One sample each, for example a shift of a day. [units]
    group : Series, shape (n,)
        What is compared, for example the shift.

    Returns
    -------
    float
        Pearson's chi-square within groups ÷ its degrees of freedom, at least 1; NaN with fewer than 10 degrees of
        freedom, which is too few to tell. [-]

    Notes
    -----
    Rejects come in batches: a wrong setting spoils a hundred parts at once. A test that takes each part for an
    independent draw then finds "real" differences everywhere. Quasi-likelihood after McCullagh and Nelder,
    Generalized Linear Models, 4.5. Never below 1, so that it can only make the verdict more careful.
    """
    return within(known(defects).to_numpy(), known(output).to_numpy(), pd.factorize(group)[0])


def within(defects: Numbers, output: Numbers, group: Places) -> float:
    """The `dispersion` of plain arrays; groups are numbered from 0, samples below that are left out."""
    told = np.flatnonzero(np.isfinite(defects) & (output > 0) & (group >= 0))
    return float(_dispersed(defects[told], output[told], group[told], np.zeros(len(told), dtype="int64"), 1)[0])


def dispersions(defects: pd.Series, output: pd.Series, group: pd.Series, stratum: pd.Series) -> pd.Series:
    """The `dispersion` of each stratum, for example of each machine, indexed by it; its groups are its own. [-]"""
    samples = pd.DataFrame(
        {"defects": known(defects), "output": known(output), "group": group, "stratum": stratum}
    ).dropna()
    samples = samples[samples["output"] > 0]
    own = samples.groupby(["stratum", "group"]).ngroup().to_numpy()
    places, strata = pd.factorize(samples["stratum"], sort=True)
    found = _dispersed(samples["defects"].to_numpy(), samples["output"].to_numpy(), own, places, len(strata))
    return pd.Series(found, index=pd.Index(strata, name="stratum"))


def _dispersed(defects: Numbers, output: Numbers, group: Places, stratum: Places, strata: int) -> Numbers:
    """Dispersion of each of so many strata; each group is one stratum's own."""
    with np.errstate(invalid="ignore"):  # a number that no sample has
        rate = (np.bincount(group, defects) / np.bincount(group, output))[group]
    # A group without a reject, or of rejects only, has no variance that its samples could be held against.
    usable = np.flatnonzero((rate > 0) & (rate < 1))
    rate, group, stratum = rate[usable], group[usable], stratum[usable]
    expected = rate * output[usable]
    off = np.bincount(stratum, (defects[usable] - expected) ** 2 / (expected * (1 - rate)), strata)
    _, first = np.unique(group, return_index=True)
    # Each group costs a degree of freedom, since its rate is taken from its own samples.
    freedom = np.bincount(stratum, minlength=strata) - np.bincount(stratum[first], minlength=strata)
    enough = freedom >= LEAST_FREEDOM
    return np.where(enough, np.maximum(off / np.where(enough, freedom, 1), 1.0), math.nan)


def shift_difference(
    defects: pd.Series, output: pd.Series, *, dispersion_factor: float = 1.0, alpha: float = ALPHA
) -> Difference:
    """Tell whether groups reject at really different rates.

    Parameters
    ----------
    defects, output : Series, shape (k,), indexed by group
        Sums of each group, for example of each shift. [units]
    dispersion_factor : float, optional
        From `dispersion` over the groups' days; NaN counts as too little data, since chance could not be told from
        a bad day.
    alpha : float, optional
        Chance of calling a difference real that is none. [-]

    Returns
    -------
    Difference

    Notes
    -----
    Chi-square test of homogeneity over all groups, then every pair by `two_proportions`, adjusted after Holm (1979)
    for the number of pairs. A pair is real only when both its adjusted p-value and the overall one are below alpha.
    Too little data when a group expects fewer than 5 rejects or good units (Cochran 1954), or fewer than two groups
    made anything. A real difference can still be small: show `difference` with its interval beside the verdict.
    """
    sums = pd.DataFrame({"defects": known(defects), "output": known(output)}).dropna()
    sums = sums[sums["output"] > 0]
    pooled = sums["defects"].sum() / sums["output"].sum() if len(sums) else math.nan
    expected = sums["output"] * min(pooled, 1 - pooled)
    if len(sums) < 2 or math.isnan(dispersion_factor) or not (expected >= LEAST_EXPECTED).all():
        return Difference(TOO_LITTLE, math.nan, _pairs(sums, 1.0).assign(real=False), dispersion_factor)
    off = (sums["defects"] - sums["output"] * pooled) ** 2 / (sums["output"] * pooled * (1 - pooled))
    overall = chi_square_tail(float(off.sum()) / dispersion_factor, len(sums) - 1)
    pairs = _pairs(sums, dispersion_factor)
    pairs["real"] = (pairs["p_adjusted"] < alpha) & (overall < alpha)
    return Difference(REAL if overall < alpha else NOT_SHOWN, overall, pairs, dispersion_factor)


def _pairs(sums: pd.DataFrame, dispersion_factor: float) -> pd.DataFrame:
    """Compare every two groups."""
    rows = []
    for (first, one), (second, two) in itertools.combinations(sums.iterrows(), 2):
        found = two_proportions(one["defects"], one["output"], two["defects"], two["output"], dispersion_factor)
        rows.append((first, second, found.difference, found.low, found.high, found.p_value))
    pairs = pd.DataFrame(rows, columns=["first", "second", "difference", "low", "high", "p_value"])
    return pairs.assign(p_adjusted=holm(pairs["p_value"]))


def holm(p_values: pd.Series) -> pd.Series:
    """Adjust p-values for their number, by Holm's step-down rule (1979); missing ones stay missing and do not count."""
    ranked = p_values.astype("float64").dropna().sort_values(kind="stable")
    factors = np.arange(len(ranked), 0, -1)
    return (ranked * factors).cummax().clip(upper=1).reindex(p_values.index)


def chi_square_tail(chi2: float, freedom: int) -> float:
    """Chance that a chi-square variable exceeds a value.

    Parameters
    ----------
    chi2 : float
        [-]
    freedom : int
        Degrees of freedom, 1 or more.

    Returns
    -------
    float
        [-]

    Notes
    -----
    Abramowitz and Stegun 26.4.4 and 26.4.5: exact for whole degrees of freedom.
    """
    half = chi2 / 2
    if freedom % 2:
        tail, power = math.erfc(math.sqrt(half)), 0.5
    else:
        tail, power = math.exp(-half), 1.0
    while power < freedom / 2 and half > 0:
        tail += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
        power += 1
    return min(tail, 1.0)
