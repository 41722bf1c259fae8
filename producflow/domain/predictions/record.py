"""How good stated confidences were: against what happened, and against stating the base rate."""

import numpy as np
import pandas as pd

from producflow.domain.predictions.looks import Bools, Floats

BINS = 5
"""Of a reliability diagram, with as many predictions each. [count]"""
FEWEST = 10
"""Predictions in a bin; of fewer there are fewer bins. [count]"""
BOUNDS = 0.9
"""How sure the bounds of a bin's share are. [-]"""


def brier(said: Floats, true: Bools) -> float:
    """Mean squared distance of stated confidences to what happened, 0 or 1; NaN of none. [-]

    Notes
    -----
    G. W. Brier, Monthly Weather Review 78, 1950; the smaller the better, and to be held against the base rate's.
    """
    return float(np.mean((said - true) ** 2)) if len(said) else float("nan")


def reliability(said: pd.Series, true: pd.Series) -> pd.DataFrame:
    """Share that came true, by confidence that was stated.

    Parameters
    ----------
    said, true : Series, shape (n,)
        [0 to 1], and yes or no.

    Returns
    -------
    DataFrame
        One row a bin, from the least to the surest: `predictions` [count], `stated` (mean), `came_true` (share), and
        `lower` and `upper`, between which the true share lies with 90 % confidence (Jeffreys). [0 to 1]
    """
    from scipy import special  # at its first use: it takes a twentieth of a start

    columns = ["predictions", "stated", "came_true", "lower", "upper"]
    order = np.argsort(said.to_numpy(dtype=np.float64), kind="stable")
    rows = []
    for group in np.array_split(order, max(1, min(BINS, len(order) // FEWEST))):
        if len(group):
            positive, tail = int(true.iloc[group].sum()), (1 - BOUNDS) / 2
            a, b = positive + 0.5, len(group) - positive + 0.5
            low = special.betaincinv(a, b, tail) if positive else 0.0
            high = special.betaincinv(a, b, 1 - tail) if positive < len(group) else 1.0
            rows.append((len(group), said.iloc[group].mean(), positive / len(group), float(low), float(high)))
    return pd.DataFrame(rows, columns=columns)
