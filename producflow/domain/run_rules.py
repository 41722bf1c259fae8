"""Which points of a control chart are signals: the sets of rules, by their names.

A point is judged by how many standard deviations it lies from the centre, so the rules serve charts with limits that
change from point to point as well. Runs are counted over points that follow one another; a missing one ends a run.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain._ratio import known

Scores: TypeAlias = npt.NDArray[np.float64]
Signals: TypeAlias = npt.NDArray[np.bool_]

LIMITS, WESTERN_ELECTRIC, NELSON = "Limits only", "Western Electric", "Nelson"


@dataclass(frozen=True)
class Rule:
    """One rule."""

    number: int
    """As in its source."""
    meaning: str
    """What it finds, in words."""
    test: Callable[[Scores], Signals]
    """From scores without a gap to yes/no per point; the point that completes the pattern is the signal."""


def _windows(flags: Signals, length: int, least: int) -> Signals:
    """Tell where a flagged point ends a window in which at least so many are flagged."""
    found = np.zeros(len(flags), dtype=bool)
    if len(flags) >= length:
        counts = np.lib.stride_tricks.sliding_window_view(flags, length).sum(axis=1)
        found[length - 1 :] = counts >= least
    return found & flags


def _beyond(sigmas: float, length: int, least: int) -> Callable[[Scores], Signals]:
    """At least so many of so many beyond a distance, on one side."""

    def test(z: Scores) -> Signals:
        return _windows(z > sigmas, length, least) | _windows(z < -sigmas, length, least)

    return test


def _within(length: int) -> Callable[[Scores], Signals]:
    return lambda z: _windows(np.abs(z) < 1, length, length)


def _both_sides(length: int) -> Callable[[Scores], Signals]:
    return lambda z: _windows(np.abs(z) > 1, length, length)


def _trend(points: int) -> Callable[[Scores], Signals]:
    def test(z: Scores) -> Signals:
        step = np.diff(z, prepend=math.nan)
        # Six points have five steps between them; the first point has none, and NaN goes neither up nor down.
        return _windows(step > 0, points - 1, points - 1) | _windows(step < 0, points - 1, points - 1)

    return test


def _alternating(points: int) -> Callable[[Scores], Signals]:
    def test(z: Scores) -> Signals:
        step = np.diff(z, prepend=math.nan)
        turned = np.concatenate([[False], step[1:] * step[:-1] < 0])
        return _windows(turned, points - 2, points - 2)

    return test


_BEYOND = Rule(1, "one point beyond three standard deviations", _beyond(3, 1, 1))

RULES: Mapping[str, tuple[Rule, ...]] = {
    LIMITS: (_BEYOND,),
    WESTERN_ELECTRIC: (
        _BEYOND,
        Rule(2, "two of three points beyond two standard deviations on one side", _beyond(2, 3, 2)),
        Rule(3, "four of five points beyond one standard deviation on one side", _beyond(1, 5, 4)),
        Rule(4, "eight points in a row on one side of the centre", _beyond(0, 8, 8)),
    ),
    NELSON: (
        _BEYOND,
        Rule(2, "nine points in a row on one side of the centre", _beyond(0, 9, 9)),
        Rule(3, "six points in a row rising or falling", _trend(6)),
        Rule(4, "fourteen points in a row going up and down by turns", _alternating(14)),
        Rule(5, "two of three points beyond two standard deviations on one side", _beyond(2, 3, 2)),
        Rule(6, "four of five points beyond one standard deviation on one side", _beyond(1, 5, 4)),
        Rule(7, "fifteen points in a row within one standard deviation", _within(15)),
        Rule(8, "eight points in a row beyond one standard deviation, on either side", _both_sides(8)),
    ),
}
"""Western Electric, Statistical Quality Control Handbook (1956), as in NIST/SEMATECH e-Handbook 6.3.2; Nelson, The
Shewhart Control Chart - Tests for Special Causes, Journal of Quality Technology 16 (1984), numbered as there."""


def signals(z: pd.Series, rules: str) -> pd.DataFrame:
    """Find the points that a set of rules calls signals.

    Parameters
    ----------
    z : Series, shape (n,), with a unique index
        Distance of each point from the centre, in the order in which they came; missing where there is no point.
        [standard deviations]
    rules : str
        Name of a set in `RULES`.

    Returns
    -------
    DataFrame
        One row per point and rule: `point` (its label in `z`), `rule` (number), `meaning`; in order of the points.

    Raises
    ------
    KeyError
        When there is no such set.
    """
    chosen = RULES[rules]
    scores = known(z).to_numpy()
    there = ~np.isnan(scores)
    edges = np.flatnonzero(np.diff(there.astype("int8"), prepend=0, append=0))
    rows = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for rule in chosen:
            rows += [(start + at, rule.number, rule.meaning) for at in np.flatnonzero(rule.test(scores[start:end]))]
    rows.sort()
    return pd.DataFrame(
        {
            "point": z.index[[at for at, _, _ in rows]],
            "rule": np.array([number for _, number, _ in rows], dtype="int64"),
            "meaning": pd.array([meaning for _, _, meaning in rows], dtype="str"),
        }
    )
