"""How far from usual a look at a machine is, measured against looks that its usual was not learned from."""

import numpy as np

from producflow.domain.predictions.looks import Floats

SHRUNK = 0.3
"""Share by which correlations are drawn to none: a short history overstates them. [-]"""
FAR = 20.0
"""Where a distance is cut off. [spreads]"""
QUANTILE = 0.99
"""Of the distances of usual looks, beyond which an alarm begins by a factor of safety."""
SHORT = 1.5
"""Each alarm limit is wider by this ÷ √(looks that share no row): a quantile of few is not known well. [-]"""
LEAST_TOGETHER, LEAST_SINGLE = 1.3, 2.5
"""Quantiles that a few still looks cannot fall below. [spreads]"""
SMALLEST = 0.15
"""Least spread of the mean of rows: this ÷ √rows of the spread of single ones. [spreads]"""


class Usual:
    """The distances of usual looks, all sensors together and each by itself.

    Parameters
    ----------
    residuals : ndarray, shape (n, features)
        Looks minus a baseline that was not learned from them; NaN where nothing is known.
    rows : int
        That one look takes in.
    safety : float
        Factor of the quantile at which an alarm begins. [-]

    Notes
    -----
    Together: the Mahalanobis distance, in which T² and Q of principal components are one figure, with correlations
    shrunk as by Ledoit and Wolf, by a fixed share. By itself: the largest distance of any feature. Each is told in its
    own quantile, so that a distance of 1 means the same for two sensors and for twenty.
    """

    def __init__(self, residuals: Floats, rows: int, safety: float) -> None:
        known = np.nan_to_num(residuals)
        self.spread = np.maximum(np.sqrt((known**2).mean(axis=0)), SMALLEST / np.sqrt(rows))
        units = np.clip(known / self.spread, -FAR / 2, FAR / 2)
        features = units.shape[1]
        correlations = (1 - SHRUNK) * (units.T @ units) / len(units) + SHRUNK * np.eye(features)
        self._whiten = np.linalg.inv(np.linalg.cholesky(correlations)).T
        together, single = self._distances(known)
        self._together = max(float(np.quantile(together, QUANTILE)), LEAST_TOGETHER + 0.7 / features)
        self._single = max(float(np.quantile(single, QUANTILE)), LEAST_SINGLE)
        self._limit = safety * (1 + SHORT / np.sqrt(len(residuals) / rows))

    def distance(self, residuals: Floats) -> Floats:
        """How far looks are from usual, shape (n,); an alarm begins at 1."""
        together, single = self._distances(np.nan_to_num(residuals))
        return np.asarray(np.maximum(together / self._together, single / self._single) / self._limit)

    def by_feature(self, residuals: Floats) -> Floats:
        """How far each feature is from usual by itself. [spreads]"""
        return np.asarray(np.clip(np.nan_to_num(residuals) / self.spread, -FAR, FAR))

    def _distances(self, known: Floats) -> tuple[Floats, Floats]:
        units = np.clip(known / self.spread, -FAR, FAR)
        return np.sqrt(((units @ self._whiten) ** 2).mean(axis=1)), np.abs(units).max(axis=1)
