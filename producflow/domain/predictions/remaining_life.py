"""How much longer a machine lasts, learned from like machines that ran until they failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from producflow.domain.predictions import confidence
from producflow.domain.predictions.confidence import Confidence
from producflow.domain.predictions.looks import Floats, Ints, quietly, trailing_mean

WINDOWS = (5, 15, 30, 60)
"""Rows over which levels are taken: of now, of lately, and of before that."""
FIRST = 20
"""Rows that say how a machine was when it was new."""
EVERY = 3
"""Rows are alike from one to the next, so one in so many is learned from."""
LONG = 0.9
"""A life told beyond this share of the longest may as well be longer. [-]"""
FOLDS = 5
"""Parts of the runs; each is told by a model that saw none of its rows, or the bounds would be too narrow."""
FEWEST_RUNS = 10
CAP = 0.6
"""Share of the median run beyond which a remaining life is not told from one that is longer."""
COVERAGE = 0.8
"""Share of true lives that lie within the bounds. [-]"""
TELLS = 0.1
"""A sensor whose correlation with remaining lives is smaller tells nothing of them. [-]"""
BINS = 10
"""Of the remaining life told, in which errors are gathered."""


@dataclass(frozen=True)
class RemainingLife:
    """A model of runs to failure."""

    model: Any
    telling: Ints
    """Sensors that say something of remaining lives."""
    with_age: bool
    cap: float
    """Longest life told. [rows]"""
    centres: Floats
    lower: Floats
    upper: Floats
    """Lives told, and how far true ones lie below and above them. [rows]"""
    told: Floats
    true: Floats
    """Of rows of runs that the model had not seen. [rows]"""
    runs: int

    def of(self, readings: Floats) -> Floats:
        """Remaining life after each row, shape (n,), at most the cap. [rows]"""
        told = self.model.predict(features(readings[:, self.telling], with_age=self.with_age))
        return np.asarray(np.clip(told, 0, self.cap))

    def bounds(self, told: Floats) -> tuple[Floats, Floats]:
        """Between which 80 % of true lives are to lie; :attr:`covered` says how many did. [rows]"""
        low = told + np.interp(told, self.centres, self.lower)
        high = told + np.interp(told, self.centres, self.upper)
        return np.clip(low, 0, self.cap), np.clip(high, 0, self.cap)

    @property
    def covered(self) -> float:
        """Share of readings of runs that the model had not seen whose true lives lay within their bounds. [0 to 1]"""
        low, high = self.bounds(self.told)
        return float(np.mean((self.true >= low) & (self.true <= high)))

    def within(self, horizon: float) -> Confidence:
        """What is stated of failing within so many rows; its scores are lives told, negated. [rows]"""
        return confidence.learned(-self.told, self.true <= horizon, self.runs)


def learned(runs: Sequence[Floats], *, with_age: bool = True, cap: float | None = None) -> RemainingLife:
    """Learn from runs to failure.

    Parameters
    ----------
    runs : sequence of ndarray, shape (rows, sensors)
        Each failed after its last row. Missing is NaN.
    with_age : bool
        Whether how long a machine has run is told to the model.
    cap : float, optional
        Longest life told; left out: `CAP` of the median run. [rows]

    Raises
    ------
    ValueError
        If there are fewer than `FEWEST_RUNS`.

    Notes
    -----
    Gradient boosting over means of the last rows and what has changed since before and since the machine was new.
    Bounds are quantiles of the errors on runs left out, by life told: conformal, by run and not by row.
    """
    if len(runs) < FEWEST_RUNS:
        raise ValueError(f"{len(runs)} runs to failure are too few to learn from; {FEWEST_RUNS} are the least.")
    longest = float(cap if cap is not None else round(CAP * float(np.median([len(run) for run in runs]))))
    lives = [np.minimum(np.arange(len(run))[::-1], longest) for run in runs]
    telling = _telling(np.vstack(runs), np.concatenate(lives))
    given = [(features(run[:, telling], with_age=with_age), life) for run, life in zip(runs, lives, strict=True)]
    parts = np.arange(len(runs)) % FOLDS
    told, true = [], []
    for part in range(FOLDS):
        model = _fitted([each for each, of in zip(given, parts, strict=True) if of != part])
        for each, of in zip(given, parts, strict=True):
            if of == part:
                told.append(np.clip(model.predict(each[0]), 0, longest))
                true.append(each[1])
    all_told, all_true = np.concatenate(told), np.concatenate(true)
    bounds = _errors(all_told, all_true)
    return RemainingLife(_fitted(given), telling, with_age, longest, *bounds, all_told, all_true, len(runs))


def features(readings: Floats, *, with_age: bool) -> Floats:
    """What the model is told after each row, shape (n, features); uses no later row."""
    rows, sensors = readings.shape

    def level(window: int) -> npt.NDArray[np.float32]:
        # Running sums round, the more the longer they are: in full digits a constant sensor would tell the age.
        return trailing_mean(readings, window, np.ones(sensors)).astype(np.float32)

    now, lately, before, long_before = map(level, WINDOWS)
    age = np.arange(1, rows + 1)
    new = level(FIRST)[np.minimum(age, FIRST) - 1]
    told = np.hstack([now, lately - before, lately - new, before, long_before - now])
    return np.column_stack([told, age]).astype(np.float64) if with_age else told.astype(np.float64)


def _telling(readings: Floats, lives: Floats) -> Ints:
    """Sensors that change with the life that remains; all of them where none does."""
    around = np.nan_to_num(readings - quietly(np.nanmean, readings))
    spread = np.sqrt((around**2).mean(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = ((lives - lives.mean()) @ around) / len(lives) / spread / lives.std()
    found = np.flatnonzero(np.abs(np.nan_to_num(correlation)) > TELLS)
    return found if len(found) else np.arange(readings.shape[1])


def _fitted(given: Sequence[tuple[Floats, Floats]]) -> Any:
    # Here and one thread: importing takes seconds, and threads that share two cores with a server wait for each other.
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    model = HistGradientBoostingRegressor(
        max_iter=300,
        learning_rate=0.03,
        max_features=0.3,
        max_leaf_nodes=10,
        min_samples_leaf=30,
        l2_regularization=5,
        random_state=0,
    )
    with threadpool_limits(1):
        return model.fit(
            np.vstack([rows[len(rows) % EVERY :: EVERY] for rows, _ in given]),
            np.concatenate([life[len(life) % EVERY :: EVERY] for _, life in given]),
        )


def _errors(told: Floats, true: Floats) -> tuple[Floats, Floats, Floats]:
    """Middles of bins of lives told, and the quantiles of what true ones are more than them."""
    order = np.argsort(told, kind="stable")
    groups = np.array_split(order, BINS)
    error = true - told
    tail = (1 - COVERAGE) / 2
    return (
        np.array([told[group].mean() for group in groups]),
        np.array([np.quantile(error[group], tail) for group in groups]),
        np.array([np.quantile(error[group], 1 - tail) for group in groups]),
    )
