"""Control charts: which values differ by more than the process does by itself."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain._ratio import known

CONSTANTS = pd.DataFrame(
    {
        "A2": [1.880, 1.023, 0.729, 0.577, 0.483, 0.419, 0.373, 0.337, 0.308],
        "d2": [1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078],
        "d3": [0.853, 0.888, 0.880, 0.864, 0.848, 0.833, 0.820, 0.808, 0.797],
        "D3": [0.0, 0.0, 0.0, 0.0, 0.0, 0.076, 0.136, 0.184, 0.223],
        "D4": [3.267, 2.574, 2.282, 2.114, 2.004, 1.924, 1.864, 1.816, 1.777],
        "A3": [2.659, 1.954, 1.628, 1.427, 1.287, 1.182, 1.099, 1.032, 0.975],
        "c4": [0.7979, 0.8862, 0.9213, 0.9400, 0.9515, 0.9594, 0.9650, 0.9693, 0.9727],
        "B3": [0.0, 0.0, 0.0, 0.0, 0.030, 0.118, 0.185, 0.239, 0.284],
        "B4": [3.267, 2.568, 2.266, 2.089, 1.970, 1.882, 1.815, 1.761, 1.716],
    },
    index=pd.RangeIndex(2, 11, name="n"),
)
"""Factors of Shewhart charts by subgroup size, ASTM E2587 and Montgomery, Appendix VI. Sources differ on D4 of 3
(2.574, 2.575): this is 1 + 3 d3/d2."""

SIGMAS = 3.0
ENOUGH = 10
"""With fewer values the limits themselves are too uncertain to judge by."""


@dataclass(frozen=True)
class IndividualsLimits:
    """Natural process limits of single values."""

    mean: float
    mr_bar: float
    ucl: float
    lcl: float
    """Centre, mean moving range, upper and lower limit; NaN with fewer than two values next to each other. [unit of
    x]"""
    n: int
    """Values that are known."""
    enough: bool
    """Whether there are at least `ENOUGH` of them; say so when not."""

    def outside(self, x: pd.Series) -> pd.Series:
        """Tell which values lie strictly beyond the limits; missing where the value is, or there are no limits."""
        value = known(x)
        beyond = ((value > self.ucl) | (value < self.lcl)).astype("boolean")
        return beyond.mask(value.isna() | np.isnan(self.ucl))

    def scores(self, x: pd.Series) -> pd.Series:
        """Distance of values from the mean, in standard deviations (mean moving range ÷ d2); missing without limits."""
        sigma = (self.ucl - self.mean) / SIGMAS
        return (known(x) - self.mean) / (sigma if sigma > 0 else np.nan)


def individuals_limits(x: pd.Series) -> IndividualsLimits:
    """Limits of an individuals chart: mean ± 3 * mean moving range ÷ d2, that is mean ± 2.66 * mean moving range.

    Parameters
    ----------
    x : Series, shape (n,)
        Values in the order in which they came, for example a shift's efficiency day by day.

    Returns
    -------
    IndividualsLimits

    Notes
    -----
    A missing value breaks the chain: no moving range is taken across the gap. Limits are not cut off at 0 or 1, even
    for a share. NIST/SEMATECH e-Handbook 6.3.2.2; d2 of 2 is 1.128.
    """
    value = known(x)
    mean = float(value.mean())
    mr_bar = float(value.diff().abs().mean())
    reach = SIGMAS / float(CONSTANTS["d2"].iloc[0]) * mr_bar
    n = int(value.count())
    return IndividualsLimits(mean, mr_bar, mean + reach, mean - reach, n, n >= ENOUGH)


def p_limits(defects: pd.Series, output: pd.Series) -> pd.DataFrame:
    """Limits of a p-chart over samples of unequal size.

    Parameters
    ----------
    defects, output : Series, shape (n,)
        Rejected and all units of each sample, for example of each shift and day. [units]

    Returns
    -------
    DataFrame, shape (n, 6), indexed like `defects`
        `rate` (missing where nothing was made), `center` (Σ defects ÷ Σ output), `lcl`, `ucl` [-], `outside` (yes/no,
        missing where the rate is) and `z` (distance from the centre in standard deviations).

    Notes
    -----
    center ± 3 √(center (1 - center) ÷ output), each sample with its own output. Limits end at 0 and 1, beyond which no
    rate can lie. NIST/SEMATECH e-Handbook 6.3.3.2. Supposes that rejects come one by one; where they come in batches
    the limits are too narrow (see `laney_limits`).
    """
    return _p_chart(defects, output, laney=False)


def laney_limits(defects: pd.Series, output: pd.Series) -> pd.DataFrame:
    """Limits of a Laney p-prime chart: those of a p-chart, as much wider as the rates vary from one sample to the next.

    Parameters
    ----------
    defects, output : Series, shape (n,)
        As for `p_limits`, in the order in which the samples came.

    Returns
    -------
    DataFrame, shape (n, 6), indexed like `defects`
        As of `p_limits`. Without two samples next to each other there are no limits.

    Notes
    -----
    z = (rate - center) ÷ √(center (1 - center) ÷ output); σz = mean moving range of z ÷ 1.128; limits are center ± 3 σz
    √(center (1 - center) ÷ output). Where rejects come one by one σz is about 1, and the chart is a p-chart. A missing
    sample breaks the chain. Laney, Improved Control Charts for Attributes, Quality Engineering 14 (2002).
    """
    return _p_chart(defects, output, laney=True)


def _p_chart(defects: pd.Series, output: pd.Series, *, laney: bool) -> pd.DataFrame:
    rejected, made = known(defects), known(output)
    made = made.where(made > 0)
    rate = rejected / made
    center = float(rejected[rate.notna()].sum() / made[rate.notna()].sum()) if rate.notna().any() else float("nan")
    sigma = np.sqrt(center * (1 - center) / made)
    z = (rate - center) / sigma.where(sigma > 0)
    if laney:
        spread = float(z.diff().abs().mean()) / float(CONSTANTS["d2"].iloc[0])
        sigma = sigma * spread
        z = z / (spread if spread > 0 else np.nan)
    reach = SIGMAS * sigma
    lcl, ucl = (center - reach).clip(lower=0), (center + reach).clip(upper=1)
    outside = ((rate < lcl) | (rate > ucl)).astype("boolean").mask(rate.isna() | ucl.isna())
    return pd.DataFrame({"rate": rate, "center": center, "lcl": lcl, "ucl": ucl, "outside": outside, "z": z})
