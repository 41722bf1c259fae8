"""How often predictions like one came true here: no figure without enough outcomes."""

from dataclasses import dataclass

import numpy as np

from producflow.domain.predictions.looks import Bools, Floats

FEWEST = 10
"""Outcomes below which nothing is stated."""
ENOUGH_FOR_CURVE = 50
"""Outcomes from which on a confidence depends on the score; below, all of one method share theirs."""
PRIOR = 2.0
"""Outcomes that the prior counts as, half of them true. With 10 outcomes it moves the share by 8 points at most."""


FARTHEST = 30.0
"""Logarithm of odds that nothing goes beyond: as good as certain."""


def too_few(outcomes: int) -> str:
    """What is said instead of a figure."""
    return f"not enough outcomes: n = {outcomes:,}"


@dataclass(frozen=True)
class Confidence:
    """What is stated of predictions of one method, from what became of earlier ones."""

    outcomes: int
    true: int
    slope: float = 0.0
    offset: float = 0.0
    """Of the sigmoid over scores; without effect below `ENOUGH_FOR_CURVE` outcomes."""

    @property
    def words(self) -> str:
        """What it rests on."""
        if self.outcomes < FEWEST:
            return too_few(self.outcomes)
        return f"of {self.outcomes:,} predictions like this one here, {self.true:,} came true"

    def of(self, scores: Floats) -> Floats:
        """Share of predictions with such scores that come true; NaN without enough outcomes. [0 to 1]"""
        if self.outcomes < FEWEST:
            return np.full(len(scores), np.nan)
        if self.outcomes < ENOUGH_FOR_CURVE:
            return np.full(len(scores), (self.true + PRIOR / 2) / (self.outcomes + PRIOR))
        return np.asarray(1 / (1 + np.exp(-np.clip(self.slope * scores + self.offset, -FARTHEST, FARTHEST))))


def learned(scores: Floats, came_true: Bools, outcomes: int | None = None) -> Confidence:
    """Learn from earlier predictions.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        What each prediction said, the larger the surer.
    came_true : ndarray of bool, shape (n,)
    outcomes : int, optional
        How many of them are independent, where several are of one run; left out: all.

    Notes
    -----
    Few outcomes: the mean of a Beta-binomial with the prior Beta(1, 1). Many: the sigmoid of Platt (1999), fitted to
    targets drawn in by one outcome on each side, which keeps it from 0 and 1.
    """
    number = len(scores) if outcomes is None else outcomes
    true = round(number * float(np.mean(came_true))) if len(scores) else 0
    if number < ENOUGH_FOR_CURVE:
        return Confidence(number, true)
    from scipy import optimize, special  # at their first use: few plants have so many outcomes, and no start needs them

    positive = int(came_true.sum())
    target = np.where(came_true, (positive + 1) / (positive + 2), 1 / (len(scores) - positive + 2))
    middle, spread = float(np.mean(scores)), float(np.std(scores)) or 1.0
    units = (scores - middle) / spread

    def loss(line: Floats) -> tuple[float, Floats]:
        said = line[0] * units + line[1]
        error = special.expit(said) - target
        return float(np.sum(np.logaddexp(0, said) - target * said)), np.array([error @ units, error.sum()])

    slope, offset = optimize.minimize(loss, np.zeros(2), jac=True, method="BFGS").x
    return Confidence(number, true, slope / spread, offset - slope * middle / spread)
