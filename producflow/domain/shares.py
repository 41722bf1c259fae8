"""Shares that are no figure of their own: a part of a whole, and how much the largest parts make together."""

import math

import pandas as pd

from producflow.domain._ratio import Numbers, known
from producflow.domain.metrics import PERCENT


def percentage(part: Numbers, whole: float) -> Numbers:
    """Part ÷ whole; missing where there is no whole. [%]"""
    return known(part) * (PERCENT / whole if whole > 0 else math.nan)


def cumulative_percentage(parts: pd.Series) -> pd.Series:
    """How much of the whole each part and those before it make, without what is below 0. [%]"""
    gains = parts.clip(lower=0)
    return percentage(gains.cumsum(), float(gains.sum()))


def added_up(parts: pd.Series) -> pd.Series:
    """Round parts so that they add up to their rounded sum: the largest takes what rounding leaves.

    Parameters
    ----------
    parts : Series, shape (n,)
        None of them missing.
    """
    rounded = parts.round()
    left = round(float(parts.sum())) - float(rounded.sum())
    return rounded.where(parts.abs().rank(method="first", ascending=False) != 1, rounded + left)
