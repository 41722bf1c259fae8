"""Sensors made with a seed that grow towards a limit and cross it at a known time, and healthy ones that never do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.alerts.families import Floats, coloured
from producflow.domain.predictions.trend import STEP_HOURS, smoothed

SHAPES = ("linear", "exponential", "stepwise", "noisy", "with gaps", "other states")
HEALTHY = ("steady", "wandering", "season", "settling", "shifted", "other states")
DAY = 24
LIMIT = 1.0
"""Distance from how a sensor began to its limit; all the rest is told in it."""


@dataclass(frozen=True)
class Grown:
    """An hourly sensor."""

    hours: pd.Series
    """Mean of each hour, indexed by time; missing where it sent nothing. The limit lies `LIMIT` above `base`."""
    base: float
    scale: float
    """[the sensor's unit]"""
    crossing: pd.Timestamp | None
    """When its level, without noise and states, crosses the limit; None: never."""

    @property
    def limit(self) -> float:
        """In the sensor's unit."""
        return self.base + LIMIT * self.scale


def levels(values: pd.Series) -> Floats:
    """What the product looks at, of readings or means of hours."""
    return smoothed(values.resample(f"{STEP_HOURS}h").mean().to_numpy(dtype=np.float64))


def growing(seed: int, shape: str) -> Grown:
    """A sensor that is well for weeks, then takes 8 to 60 days to its limit, and goes on beyond it."""
    rng = np.random.default_rng([seed, SHAPES.index(shape)])
    well, lasts = int(rng.uniform(20, 60) * DAY), int(rng.uniform(8, 60) * DAY)
    rows = well + int(1.3 * lasts)
    into = np.clip((np.arange(rows) - well) / lasts, 0, None)
    level = _grown(rng, shape, into)
    crossing = int(np.argmax(level >= LIMIT))
    value = level + _usual(rng, rows, noise=rng.uniform(0.08, 0.2) if shape == "noisy" else rng.uniform(0.01, 0.06))
    if shape == "other states":
        value += _states(rng, rows)
    if shape == "with gaps":
        for begin in rng.integers(0, rows, rows // 120):
            value[begin : begin + int(rng.exponential(12)) + 1] = np.nan
    return _made(rng, value, crossing)


def healthy(seed: int, kind: str, days: int = 120) -> Grown:
    """A sensor that drifts, but stays below half of the way to its limit."""
    rng = np.random.default_rng([seed, HEALTHY.index(kind)])
    rows = days * DAY
    day = np.arange(rows) / DAY
    size = rng.uniform(0.1, 0.4)
    drift: Floats = np.zeros(rows)
    if kind == "wandering":
        walk = np.cumsum(rng.normal(size=days * 4))
        steps = np.arange(days * 4) * DAY / 4
        drift = np.asarray(size * np.interp(np.arange(rows), steps, walk / np.abs(walk).max()))
    elif kind == "season":
        drift = size / 2 * np.sin(2 * np.pi * (day / rng.uniform(30, 200) + rng.random()))
    elif kind == "settling":
        drift = size * (1 - np.exp(-np.clip(day - rng.uniform(0, 60), 0, None) / rng.uniform(2, 25)))
    elif kind == "shifted":
        drift = np.where(day >= rng.uniform(15, 100), size, 0.0)
    value = drift + _usual(rng, rows, noise=rng.uniform(0.01, 0.1))
    if kind == "other states":
        value += _states(rng, rows)
    return _made(rng, value, None)


def _grown(rng: np.random.Generator, shape: str, into: Floats) -> Floats:
    """The level itself: 0 while well, `LIMIT` after the whole time."""
    kind = shape if shape in SHAPES[:3] else rng.choice(SHAPES[:3])
    if kind == "linear":
        return np.asarray(into)
    if kind == "exponential":
        speed = rng.uniform(1.5, 4)
        return np.asarray(np.expm1(speed * into) / np.expm1(speed))
    steps = np.cumsum(rng.dirichlet(np.full(int(rng.integers(8, 20)), 3.0)))
    at = np.sort(rng.uniform(0, 1, len(steps) - 1))
    return np.concatenate([[0.0], steps])[np.searchsorted(np.append(at, 1.0), into, side="right")] * 1.0001


def _usual(rng: np.random.Generator, rows: int, noise: float) -> Floats:
    """Noise that remembers some hours, and a course of the day."""
    course = rng.uniform(0, 0.1) * np.sin(2 * np.pi * (np.arange(rows) / DAY + rng.random()))
    return noise * coloured(rng, rows, float(rng.choice([0, 0.5, 0.9]))) + course


def _states(rng: np.random.Generator, rows: int) -> Floats:
    """Two or three loads of hours to a day each, in any order."""
    loads = rng.uniform(-0.12, 0.12, int(rng.integers(2, 4)))
    lengths = rng.integers(6, 24, rows // 6 + 1)
    return np.asarray(np.repeat(rng.choice(loads, len(lengths)), lengths)[:rows])


def _made(rng: np.random.Generator, value: Floats, crossing: int | None) -> Grown:
    scale, base = 10 ** rng.uniform(-1, 2) * rng.choice([-1, 1]), 10 ** rng.uniform(0, 2)
    at = pd.date_range("2026-01-05", periods=len(value), freq="h")
    return Grown(pd.Series(base + scale * value, index=at), base, scale, None if crossing is None else at[crossing])
