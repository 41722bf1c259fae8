"""When a machine runs unlike itself: each instant against what was usual by then."""

from dataclasses import dataclass

import numpy as np

from producflow.domain.predictions.looks import (
    DAY_SECONDS,
    FEWEST_DAYS,
    HOURS,
    Bools,
    Floats,
    Ints,
    Looks,
    course_of_day,
    hour,
    looks_at,
    quietly,
)
from producflow.domain.predictions.usual import Usual

FOLLOWS = 0.25
"""The baseline follows quiet rows with this time constant. [histories]"""
GUARD = 2
"""Looks by which it lags, and that must be quiet since, so that the beginning of a fault is not learned. [looks]"""
BOUND, BOUND_SLOW = 4.0, 3.0
"""How far it goes from where it began: in spreads of looks, of slow readings in spreads of single ones. A machine that
goes farther runs unlike itself, however slowly it went."""
ON_DELAY = 0.5
"""For which a distance must last to be an alarm (ISA-18.2). Slow readings have a wider margin instead: half of a
look of theirs is hours. [looks]"""
SAFETY, SAFETY_SLOW = 1.15, 1.25
"""How far beyond the largest usual distance an alarm begins. [-]"""
BACK = 0.8
"""An alarm ends below this distance: it would flutter at 1."""
LEARNS = 0.5
"""After so much more is known, what is usual is learned anew. [histories]"""
REMEMBERS = 8
"""Quiet looks of so long ago still count. [histories]"""
STAYS = 2.0
"""A state that has lasted so long is how the machine runs now: without this one false alarm could last for ever.
[histories]"""
CAUTIOUS_DAYS = 7
"""Of slow readings alarms are rarer until a week is known. [days]"""


@dataclass(frozen=True)
class Deviations:
    """What each instant says."""

    distance: Floats
    """Shape (n,). From usual; an alarm begins at 1. 0 for the history. [-]"""
    alarm: Bools
    units: Floats
    """Shape (n, sensors). How far each sensor's level, or its restlessness, is from usual, signed. [spreads]"""
    restless: Bools
    """Shape (n, sensors). Whether that is of its restlessness."""
    usual: Floats
    """Shape (n, sensors). Level that was usual. [the sensor's unit]"""
    rows: int
    """That one look takes in."""
    slow: bool
    """Whether days pass in the readings."""

    @property
    def score(self) -> Floats:
        """From 0 to 1; an alarm begins at 0.5."""
        return self.distance / (1 + self.distance)


def deviations(values: Floats, seconds: Ints, history: int) -> Deviations:
    """Tell at each instant whether a machine runs unlike itself.

    Parameters
    ----------
    values : ndarray, shape (n, sensors)
        In the order of time; missing is NaN. [the sensors' units]
    seconds : ndarray, shape (n,)
        On the plant's clock. [s]
    history : int
        So many rows stand for normal, and are not judged.

    Notes
    -----
    What is said of a row rests on rows up to it. The distance of looks (:mod:`looks`, :mod:`usual`) is measured from a
    baseline that follows quiet rows a guard behind, within bounds; spreads, correlations and limits are learned anew
    from the quiet looks as they grow in number, each measured against a baseline of before it.
    """
    looks = looks_at(values[:history], seconds[:history])
    walk = _Walk(looks, looks.scaled(values), seconds, history)
    for begin in range(history, len(values), looks.rows):
        walk.judge(begin, min(begin + looks.rows, len(values)))
    return Deviations(
        walk.distance, walk.alarm, walk.units, walk.restless, looks.levels(walk.usual_level), looks.rows, looks.slow
    )


class _Walk:
    """The state of going through rows, a look's length at a time."""

    def __init__(self, looks: Looks, scaled: Floats, seconds: Ints, history: int) -> None:
        self.looks, self.scaled, self.seconds, self.history = looks, scaled, seconds, history
        self.sensors = scaled.shape[1]
        self.course = (
            course_of_day(scaled[:history], seconds[:history]) if looks.slow else np.zeros((HOURS, self.sensors))
        )
        self.features = looks.features(scaled, seconds, self.course)
        self.pace = min(1.0, looks.rows / (FOLLOWS * history))
        # Without the first ones, which look at fewer rows than a look takes in.
        first = self.features[min(looks.rows, history - 1) : history]
        # Forwards and backwards, so that each half of the history is measured against the other.
        self.quiet_looks = [_unfitted(first, looks.rows, self.pace), _unfitted(first[::-1], looks.rows, self.pace)]
        self.safety = SAFETY_SLOW if looks.slow else SAFETY
        self.delay = 0 if looks.slow else int(ON_DELAY * looks.rows)
        self.usual = Usual(np.vstack(self.quiet_looks), looks.rows, self.safety)
        self.baseline = self.start = np.nan_to_num(quietly(np.nanmean, first))
        spread = np.maximum(self.usual.spread, np.nan_to_num(quietly(np.nanstd, first)))
        self.bound = BOUND_SLOW * np.maximum(self.usual.spread, 1.0) if looks.slow else BOUND * spread
        self.distance, self.alarm = np.zeros(len(scaled)), np.zeros(len(scaled), dtype=bool)
        self.units, self.usual_level = np.zeros(scaled.shape), np.zeros(scaled.shape)
        self.restless = np.zeros(scaled.shape, dtype=bool)
        self.blocks: list[tuple[int, int, bool, Floats]] = []
        self.began = self.beyond = 0
        self.learned = history

    def judge(self, begin: int, end: int) -> None:
        """Judge some rows by what is known before them, then learn from them."""
        residuals = self.features[begin:end] - self.baseline
        self.distance[begin:end] = self.usual.distance(residuals) / self._caution(begin)
        self._told(begin, end, residuals)
        self._latch(begin, end)
        self.blocks.append((begin, end, bool((self.distance[begin:end] < 1).all()), residuals))
        if all(quiet for _, _, quiet, _ in self.blocks[-GUARD - 1 :]):
            self._follow()
        elif self.alarm[end - 1] and end - self.began > STAYS * self.history:
            self._settle_down(end)
        if end - self.learned >= LEARNS * self.history:
            self._learn(end)

    def _caution(self, row: int) -> float:
        known = (self.seconds[row] - self.seconds[0]) / DAY_SECONDS
        return 1 + max(0.0, 1 - known / CAUTIOUS_DAYS) if self.looks.slow else 1.0

    def _told(self, begin: int, end: int, residuals: Floats) -> None:
        by_feature = self.usual.by_feature(residuals)
        level = by_feature[:, : self.sensors]
        restless = level if self.looks.slow else by_feature[:, self.sensors :]
        farther = np.abs(restless) > np.abs(level)
        self.units[begin:end], self.restless[begin:end] = np.where(farther, restless, level), farther
        of_hour = self.course[hour(self.seconds[begin:end])]
        self.usual_level[begin:end] = self.baseline[: self.sensors] + of_hour

    def _latch(self, begin: int, end: int) -> None:
        on = bool(self.alarm[begin - 1]) if begin else False
        for row in range(begin, end):
            self.beyond = self.beyond + 1 if self.distance[row] >= 1 else 0
            if not on and self.beyond > self.delay:
                on, self.began = True, row
            elif on and self.distance[row] < BACK:
                on = False
            self.alarm[row] = on

    def _follow(self) -> None:
        """Let the baseline follow the rows before the guard."""
        if len(self.blocks) <= GUARD:
            return
        begin, end, _, residuals = self.blocks[-GUARD - 1]
        level = quietly(np.nanmean, self.features[begin:end])
        moved = self.baseline + self.pace * (np.where(np.isnan(level), self.baseline, level) - self.baseline)
        self.baseline = np.clip(moved, self.start - self.bound, self.start + self.bound)
        self.quiet_looks.append(residuals)

    def _settle_down(self, end: int) -> None:
        """Take a state that lasts for how the machine runs now."""
        since = self.features[max(self.history, end - self.history // 2) : end]
        level = quietly(np.nanmean, since)
        self.baseline = self.start = np.where(np.isnan(level), self.baseline, level)
        self.alarm[end - 1] = False
        # They were measured against the baseline of before.
        self.blocks.clear()

    def _learn(self, end: int) -> None:
        """Learn spreads, correlations, limits and the course of the day anew."""
        self.learned = end
        remembered = np.vstack(self.quiet_looks)[-REMEMBERS * self.history :]
        self.quiet_looks = [remembered]
        self.usual = Usual(remembered, self.looks.rows, self.safety)
        if self.looks.slow and self.seconds[end - 1] - self.seconds[0] >= FEWEST_DAYS * DAY_SECONDS:
            begin = max(0, end - REMEMBERS * self.history)
            quiet = ~self.alarm[begin:end]
            self.course = course_of_day(self.scaled[begin:end][quiet], self.seconds[begin:end][quiet])
            later = self.looks.features(self.scaled, self.seconds, self.course, end)
            self.features = np.vstack([self.features[:end], later])


def _unfitted(features: Floats, rows: int, pace: float) -> Floats:
    """Looks of the later half against a baseline of the earlier one that follows, as later rows will be judged."""
    half = len(features) // 2
    baseline = np.nan_to_num(quietly(np.nanmean, features[:half]))
    found = []
    for begin in range(half, len(features), rows):
        found.append(features[begin : begin + rows] - baseline)
        lag = begin - GUARD * rows
        if lag >= half:
            level = quietly(np.nanmean, features[lag : lag + rows])
            baseline = baseline + pace * (np.where(np.isnan(level), baseline, level) - baseline)
    return np.vstack(found)
