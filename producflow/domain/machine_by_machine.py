"""Whether the shifts of each machine, line or area by itself really differ, over many of them at once."""

import itertools
import math

import numpy as np
import pandas as pd

from producflow.domain._ratio import known
from producflow.domain.comparison import (
    ALPHA,
    LEAST_EXPECTED,
    NOT_SHOWN,
    REACH,
    REAL,
    TOO_LITTLE,
    Difference,
    dispersion,
    dispersions,
    holm,
)
from producflow.domain.fairness import stratified_difference

PAIRS = ["stratum", "first", "second", "difference", "low", "high", "p_value", "p_adjusted", "real"]


def differences(samples: pd.DataFrame, *, alpha: float = ALPHA) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the groups (shifts) of every stratum (machine), each pair by the two-proportion z-test.

    Parameters
    ----------
    samples : DataFrame
        One row per day: `group`, `stratum`, `defects`, `output` [units]; groups are told in the order in which they
        come.
    alpha : float
        Chance of calling any of the pairs different when none is. [-]

    Returns
    -------
    verdicts : DataFrame, indexed by stratum
        `verdict`, `p_adjusted` (the smallest of its pairs; missing with too little data) and `dispersion` [-].
    pairs : DataFrame
        One row per stratum and pair that both made something: `stratum`, `first`, `second`, `difference` (first -
        second), `low`, `high` (95 %), `p_value`, `p_adjusted` [-], `real`.

    Notes
    -----
    As `comparison.shift_difference`, with the dispersion of each stratum's own days, but adjusted after Holm (1979)
    over the pairs of all strata together: with two hundred machines ten would look bad by chance. That makes a test
    of each stratum as a whole superfluous. All strata at once, since a plant has hundreds.
    """
    groups = samples["group"].unique().tolist()
    counted = samples.assign(defects=known(samples["defects"]), output=known(samples["output"]))
    counted = counted.dropna(subset=["defects", "output"])
    sums = counted.groupby(["stratum", "group"])[["defects", "output"]].sum()
    sums = sums[sums["output"] > 0]
    made, rejected = (
        sums.pivot_table(index="stratum", columns="group", values=name).reindex(columns=groups)
        for name in ("output", "defects")
    )
    factor = dispersions(counted["defects"], counted["output"], counted["group"], counted["stratum"])
    factor = factor.reindex(made.index)
    whole = rejected.sum(axis=1) / made.sum(axis=1)
    expected = made.mul(np.minimum(whole, 1 - whole), axis=0)
    told = (made.count(axis=1) >= 2) & factor.notna() & (expected.min(axis=1) >= LEAST_EXPECTED)

    pairs = (
        pd.concat(
            [_pair(made, rejected, factor, one, two) for one, two in itertools.combinations(groups, 2)]
            or [pd.DataFrame(columns=PAIRS[:7])]
        )
        .dropna(subset=["difference"])
        .sort_values("stratum", kind="stable", ignore_index=True)
    )
    pairs["p_adjusted"] = holm(pairs["p_value"].where(pairs["stratum"].map(told).astype("bool")))
    pairs["real"] = pairs["p_adjusted"] < alpha
    smallest = pairs.groupby("stratum")["p_adjusted"].min().reindex(made.index)
    return _verdicts(smallest, told, factor, alpha), pairs[PAIRS]


def of_parts(samples: pd.DataFrame, *, alpha: float = ALPHA) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the groups (shifts) of every part of a plant (line, area) on the same machines of it.

    Parameters
    ----------
    samples : DataFrame
        As for :func:`differences`, with `part`.
    alpha : float
        Chance of calling any of the pairs different when none is. [-]

    Returns
    -------
    verdicts, pairs : DataFrame
        As of :func:`differences`, of parts instead of strata.

    Notes
    -----
    Each part as in :func:`fairness.stratified_difference`, with the dispersion of its own machines and days, but
    adjusted after Holm (1979) over the pairs of all parts together.
    """
    found = {part: _of_part(own) for part, own in samples.groupby("part")}
    parts = pd.Index(list(found), name="part", dtype=samples["part"].dtype)
    every = [each.pairs.assign(part=part) for part, each in found.items()]
    pairs = pd.concat(every, ignore_index=True) if every else pd.DataFrame(columns=["part", *PAIRS[1:]])
    told = pd.Series([each.verdict != TOO_LITTLE for each in found.values()], index=parts, dtype="bool")
    pairs["p_adjusted"] = holm(pairs["p_value"].where(pairs["part"].map(told).astype("bool")))
    pairs["real"] = pairs["p_adjusted"] < alpha
    factor = pd.Series([each.dispersion for each in found.values()], index=parts, dtype="float64")
    return _verdicts(pairs.groupby("part")["p_adjusted"].min().reindex(parts), told, factor, alpha), pairs


def _of_part(samples: pd.DataFrame) -> Difference:
    cell = samples.groupby(["group", "stratum"], sort=False)
    factor = dispersion(samples["defects"], samples["output"], cell.ngroup())
    return stratified_difference(cell[["defects", "output"]].sum().reset_index(), dispersion_factor=factor)


def _verdicts(smallest: pd.Series, told: pd.Series, factor: pd.Series, alpha: float) -> pd.DataFrame:
    """What the smallest p-value of each comes to, where there is enough to tell."""
    verdict = pd.Series(NOT_SHOWN, index=told.index, dtype="str").mask(smallest < alpha, REAL).mask(~told, TOO_LITTLE)
    return pd.DataFrame({"verdict": verdict, "p_adjusted": smallest, "dispersion": factor})


def _pair(made: pd.DataFrame, rejected: pd.DataFrame, factor: pd.Series, one: str, two: str) -> pd.DataFrame:
    """Compare two groups in every stratum; missing where either made nothing."""
    n, m = made[one], made[two]
    p, q = rejected[one] / n, rejected[two] / m
    pooled = (rejected[one] + rejected[two]) / (n + m)
    allowed = factor.fillna(1.0)
    variance = pooled * (1 - pooled) * (1 / n + 1 / m) * allowed
    reach = REACH * np.sqrt((p * (1 - p) / n + q * (1 - q) / m) * allowed)
    difference = p - q
    score = difference.abs() / np.sqrt(2 * variance.where(variance > 0))
    return pd.DataFrame(
        {
            "stratum": made.index,
            "first": one,
            "second": two,
            "difference": difference.to_numpy(),
            "low": (difference - reach).to_numpy(),
            "high": (difference + reach).to_numpy(),
            "p_value": score.map(math.erfc, na_action="ignore").astype("float64").to_numpy(),
        }
    )
