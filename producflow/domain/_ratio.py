"""Division the way a plant means it: nothing to divide by is "not available", never 0 and never infinite."""

import math
from typing import TypeVar

import numpy as np
import pandas as pd

Numbers = TypeVar("Numbers", float, pd.Series)


def known(values: Numbers) -> Numbers:
    """Floats, with whatever is no finite number made missing.

    Parameters
    ----------
    values : float or Series, shape (n,)
        Any numeric dtype, the nullable ones included; `None` and `pd.NA` count as missing.

    Returns
    -------
    float or Series of float64, shape (n,)
        NaN where the value is missing or infinite.
    """
    if isinstance(values, pd.Series):
        floats = values.to_numpy(dtype="float64", na_value=math.nan)  # a tenth of the time of pandas' own way
        return pd.Series(np.where(np.isfinite(floats), floats, math.nan), index=values.index, name=values.name)
    if pd.isna(values):
        return math.nan
    number = float(values)
    return number if math.isfinite(number) else math.nan


def ratio(numerator: Numbers, denominator: Numbers) -> Numbers:
    """Numerator ÷ denominator; missing where either is missing or the denominator is not above 0."""
    top, bottom = known(numerator), known(denominator)
    if isinstance(bottom, pd.Series):
        return top / bottom.where(bottom > 0)
    return top / bottom if bottom > 0 else math.nan
