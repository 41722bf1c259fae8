"""A sensor on its way to a limit: a window of time in which it crosses it; and a level that shifted at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from producflow.domain.predictions.looks import Bools, Floats, Ints, trailing_mean

TREND = "trend towards a limit"
SHIFT = "level shift"
VERSIONS = {TREND: 2, SHIFT: 1}
"""Raised with every change of what a method tells: like predictions are of one method and version."""

STEP_HOURS = 6
DAY = 24 // STEP_HOURS
"""Levels are means over a day, told every six hours. [steps]"""
REFERENCE, FEWEST = 14 * DAY, 7 * DAY
"""The first levels are what later ones are held against, however far these go; and so many of them it takes. [steps]"""
UNLIKE = 4.0
"""A level so far from its reference is unlike it; half as far, it may have begun to be. [spreads of levels]"""
LEAST_SPREAD = 0.02
"""Of levels, as a share of the way from the reference to the limit. [-]"""
HALFWAY = 0.5
"""Nothing is told before so much of that way lies behind: healthy machines drift, and turn back. [-]"""
NEARLY = 0.9
"""A course that has fallen back below this share of the most that it reached is at an end. [-]"""
SHORTEST, LONGEST = 3 * DAY, 30 * DAY
"""For so long a course must have been seen, and so far back it is looked at. [steps]"""
FARTHEST = 30 * DAY
"""A window that ends later is not told. [steps]"""
COMPARABLE = (0.35, 0.95)
"""An earlier forecast counts that was made after such a share of what has been reached since. [-]"""
QUANTILE = 0.9
"""Of errors of earlier forecasts on each side; learned on seeds, as the next three: four of five windows hold. [-]"""
WIDER, UNKNOWN = 0.03, 0.2
"""By which a window is wider still, and by which where no earlier forecast can be judged. [logarithms of time left]"""
USUAL_JUMP, JUMPY = 0.12, 2.0
"""A course of which more than such a share of the way came within one day goes by steps, and may rest on one: its
window ends so much later, times what is above. [-, logarithms of the time left]"""
LAG = DAY / 2
"""A level is the mean of a day, so what it is of lies half of one back: by so much the sensor itself may be sooner.
[steps]"""
GROWN, LATELY = 2.0, 0.2
"""Within the later half a course must have grown by so many times what levels scatter by, and by such a share of all.
[-]"""
MOST = 2.0
"""An error counts for so much at most. [logarithms of the time left]"""
POINTS = 32
"""Of a line at most: neighbouring levels share most of their day, and all pairs are compared. [count]"""
FAR = 1e6
"""As good as never. [steps]"""
COVERAGE = 0.8
"""Share of windows that hold, or more. [-]"""
JUMP, HELD = 6.0, 2 * DAY
"""A level shifts where it changes within a day by so many times what days change by, and holds so long. [-, steps]"""
DAY_BOTH = 2 * DAY
"""Means over a day that share none of it with those on the other side of a shift lie so far apart. [steps]"""
QUARTER = 0.25
"""Smaller shifts, as a share of the way to the limit, are not told. [-]"""


@dataclass(frozen=True)
class Seen:
    """What was seen of one sensor against what, as of one level."""

    row: int
    since: int
    """Level from which on it was unlike its reference, or at which it shifted."""
    reference: float
    spread: float
    level: float
    """[the sensor's unit]"""
    way: float
    """Share of the way from the reference to the limit that lies behind. [-]"""


@dataclass(frozen=True)
class Crossing(Seen):
    """A window in which a limit is crossed."""

    slope: float
    """[the sensor's unit/day]"""
    soonest: float
    latest: float
    """From the level on; four of five such windows hold. [days]"""
    judged: int
    """Earlier forecasts of the same course that the window is as wide as they were wrong."""


@dataclass(frozen=True)
class Shift(Seen):
    """A level that changed at once, and stayed."""

    before: float
    """[the sensor's unit]"""


def smoothed(values: Floats) -> Floats:
    """Level at each step: the mean of its last day, NaN where that holds no value.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Mean of each `STEP_HOURS` while the machine ran; NaN where it did not, or nothing was sent.
    """
    return trailing_mean(values[:, None], DAY, np.ones(1))[:, 0]


class Course:
    """One sensor on its way to one limit.

    Parameters
    ----------
    levels : ndarray, shape (n,)
        See :func:`smoothed`, from when the sensor was known to be well: new, or just repaired. [the sensor's unit]
    limit : float
        [the sensor's unit]

    Notes
    -----
    What is told of a level rests on those up to it.
    """

    def __init__(self, levels: Floats, limit: float) -> None:
        begin = levels[:REFERENCE]
        known = len(begin) == REFERENCE and np.isfinite(begin).sum() >= FEWEST
        self.levels = levels
        self.reference = float(np.nanmedian(begin)) if known else np.nan
        self.length = limit - self.reference
        with np.errstate(invalid="ignore", divide="ignore"):
            self.way = (levels - self.reference) / self.length
            robust = 1.4826 * float(np.nanmedian(np.abs(self.way[:REFERENCE]))) if known else np.nan
            self.spread = max(robust, LEAST_SPREAD)
            self.like = self.way <= UNLIKE / 2 * self.spread

    def candidates(self) -> Bools:
        """Levels at which a crossing may be told; nearly all machines have none."""
        with np.errstate(invalid="ignore"):
            found = (self.way >= max(HALFWAY, UNLIKE * self.spread)) & (self.way < 1)
        found[:REFERENCE] = False
        return np.asarray(found)

    def crossing(self, row: int) -> Crossing | None:
        """In which window the limit is crossed, as of a candidate; None where that cannot be told.

        Notes
        -----
        Three courses go on from here: the line of all since the sensor was unlike its reference, and the line and the
        exponential of the later half (slopes by Theil, 1950, and Sen, 1968). A slope's own bounds know nothing of a
        course that bends, so the window reaches from the soonest of the three to the latest and is widened by how wrong
        the same was before: each earlier level is taken for an origin, today's for the limit, and the quantile of these
        errors, in logarithms of the time that was left, is added on each side (split conformal, over rolling origins).
        What goes by steps has rested on none for long yet, so these errors say too little of it.
        """
        since = self._since(row)
        most = float(np.nanmax(self.way[since : row + 1]))
        told = self._ahead(since, row, 1.0)
        if told is None or told[1] > FARTHEST or most >= 1 or self.way[row] < NEARLY * most:
            return None
        errors = np.clip(np.array(list(self._errors(since, row))).reshape(-1, 2), -MOST, MOST)
        own = np.maximum(np.quantile(errors, QUANTILE, axis=0), 0) if len(errors) else np.full(2, UNKNOWN)
        steps = JUMPY * max(self._jump(since, row) - USUAL_JUMP, 0.0)
        soonest = max(told[0] * np.exp(-own[0] - WIDER) - LAG, 0.0)
        latest = told[1] * np.exp(own[1] + WIDER + steps)
        if latest > FARTHEST:
            return None
        slope = told[2] * self.length * DAY
        return Crossing(*self._seen(row, since), slope, soonest / DAY, latest / DAY, len(errors))

    def shifts(self) -> list[Shift]:
        """Where the level changed at once towards the limit and held, each as of the level from which on it is told."""
        change = self.way[DAY_BOTH:] - self.way[:-DAY_BOTH]
        with np.errstate(invalid="ignore"):
            big = np.flatnonzero(change >= max(QUARTER, UNLIKE * self.spread)) + DAY_BOTH
        found: list[Shift] = []
        for at in big[(big >= REFERENCE) & (big < len(self.way) - HELD)]:
            before, row = at - DAY_BOTH, int(at) + HELD
            usual = 1.4826 * float(np.nanmedian(np.abs(change[:before])))
            held = self.way[at : row + 1] - self.way[before]
            apart = not found or at - DAY - found[-1].since > HELD
            if apart and change[before] >= JUMP * usual and np.isfinite(held[-1]) and np.nanmin(held) >= QUARTER:
                found.append(Shift(*self._seen(row, int(at) - DAY), float(self.levels[before])))
        return found

    def _seen(self, row: int, since: int) -> tuple[int, int, float, float, float, float]:
        spread = self.spread * abs(self.length)
        return row, since, self.reference, spread, float(self.levels[row]), float(self.way[row])

    def _since(self, row: int) -> int:
        like = np.flatnonzero(self.like[: row + 1])
        return max(int(like[-1]) if len(like) else 0, row - LONGEST)

    def _jump(self, since: int, row: int) -> float:
        """Most of the way that came within a day, as a share of all that lies behind."""
        rise = self.way[since + DAY : row + 1] - self.way[since : row + 1 - DAY]
        return float(np.nanmax(rise, initial=0.0)) / float(self.way[row])

    def _errors(self, since: int, row: int) -> Iterator[tuple[float, float]]:
        """How far outside of what was told at earlier levels today's was reached. [logarithms of the time left]"""
        goal = self.way[row]
        reached = since + int(np.argmax(self.way[since : row + 1] >= goal))
        for origin in range(since + SHORTEST, reached - DAY // 2, DAY // 2):
            if not COMPARABLE[0] <= self.way[origin] / goal <= COMPARABLE[1]:
                continue
            told = self._ahead(since, origin, goal)
            left = reached - origin
            yield (1.0, 1.0) if told is None else (np.log(told[0] / left), np.log(left / min(told[1], FAR)))

    def _ahead(self, since: int, row: int, goal: float) -> tuple[float, float, float] | None:
        """Soonest and latest of the three courses to a goal [steps], and the slope of the later half [-/step].

        None where too little was seen, or none of them leads there.
        """
        half = row - max(SHORTEST, (row - since) // 2)
        if half < since:
            return None
        told, slope = [], np.nan
        for begin, shape in ((since, _straight), (half, self._bent), (half, _straight)):
            at = np.arange(begin, row + 1)[np.isfinite(self.way[begin : row + 1])]
            if len(at) < SHORTEST // 2:
                return None
            slope, now, apart = _line((at - row).astype(np.float64), shape(self.way[at]))
            told.append(max(float(shape(np.array(goal)) - now) / slope, 0.5) if slope > 0 else np.inf)
        grown = slope * (row - half) >= max(GROWN * apart, LATELY * self.way[row])
        return None if not grown or min(told) == np.inf else (min(told), max(told), slope)

    def _bent(self, way: Floats) -> Floats:
        return np.asarray(np.log(np.maximum(way, self.spread)))


def _straight(way: Floats) -> Floats:
    return way


@cache
def _pairs(points: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(points, 1)
    return first, second


def _line(at: Floats, values: Floats) -> tuple[float, float, float]:
    """Slope and value at 0 of the line through the middle of all pairs."""
    thin = slice((len(at) - 1) % (every := -(-len(at) // POINTS)), None, every)  # the newest stays
    at, values = at[thin], values[thin]
    first, second = _pairs(len(at))
    slope = float(np.median((values[second] - values[first]) / (at[second] - at[first])))
    left = values - slope * at
    now = float(np.median(left))
    return slope, now, 1.4826 * float(np.median(np.abs(left - now)))
