"""Readings made with a seed whose truth is known: machines that fail, that drift in health, and that only look odd."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
CONTROLS = ("flat", "square", "sine", "noise", "day", "uniform", "saw", "levels")
PER_DAY = {"5min": 288, "1h": 24}


def rig(seed: int, rows: int = 1150, sensors: int = 8, *, fault: bool = True, drift: float = 1.0) -> pd.DataFrame:
    """A rotating machine, a row a second: loads that sensors share, noise of several colours, warming up, wandering.

    Returns
    -------
    DataFrame
        One column a sensor, and `fault`: 1 while one to four of them are shifted, restless or both.
    """
    rng = np.random.default_rng(seed)
    load = coloured(rng, rows, 0.97)
    values = np.column_stack([_sensor(rng, rows, load, drift) for _ in range(sensors)])
    faulty = np.zeros(rows, dtype=np.int64)
    if fault:
        begin = int(rng.integers(480, 620))
        end = begin + int(rng.integers(250, 420))
        faulty[begin:end] = 1
        into = np.clip((np.arange(rows) - begin) / rng.uniform(1, 120), 0, 1)
        strength = into * np.clip((end - np.arange(rows)) / rng.uniform(1, 60), 0, 1)
        size = rng.uniform(1, 7)
        for sensor in rng.choice(sensors, int(rng.integers(1, 5)), replace=False):
            usual, kind = values[:400, sensor].std(), rng.choice(["shift", "shift", "restless", "both"])
            if kind != "restless":
                values[:, sensor] += usual * size * rng.choice([-1, 1]) * strength * rng.uniform(0.6, 1.2)
            if kind != "shift":
                values[:, sensor] += strength * rng.normal(0, usual * rng.uniform(1, 3), rows)
    at = pd.date_range("2026-03-09", periods=rows, freq="s")
    return pd.DataFrame(values, index=at, columns=[f"sensor {n + 1}" for n in range(sensors)]).assign(fault=faulty)


def slow(seed: int, step: str, days: int, *, fault: bool = True) -> pd.DataFrame:
    """One sensor over weeks: a course of the day, weekends, wandering; and `fault`, some days of an excursion."""
    rng = np.random.default_rng(seed)
    per_day = PER_DAY[step]
    rows = days * per_day
    at = pd.date_range("2026-01-05", periods=rows, freq=step)
    hour = (at.hour + at.minute / 60).to_numpy()
    value = rng.choice([0, 0.5, 2]) * np.sin(2 * np.pi * (hour - rng.uniform(0, 24)) / 24)
    value += rng.choice([0, 1.5]) * (at.dayofweek >= 5) * rng.choice([-1, 1])
    value += coloured(rng, rows, float(rng.choice([0.5, 0.9, 0.98]))) * rng.uniform(0.3, 1)
    season = coloured(rng, days * 4, 0.97) * rng.choice([0, 1, 2])
    value += np.interp(np.arange(rows) / rows, np.linspace(0, 1, days * 4), season)
    faulty = np.zeros(rows, dtype=np.int64)
    if fault:
        begin = int(rows * rng.uniform(0.35, 0.85))
        end = min(rows, begin + int(per_day * rng.uniform(1, 6)))
        faulty[begin:end] = 1
        into = np.clip((np.arange(rows) - begin) / rng.uniform(1, (end - begin) * 0.6), 0, 1)
        value += faulty * into * value.std() * rng.uniform(2.5, 6) * rng.choice([-1, 1])
    return pd.DataFrame({"value": value * rng.uniform(0.5, 9) + rng.uniform(0, 90), "fault": faulty}, index=at)


def control(kind: str, days: int = 14) -> pd.DataFrame:
    """Two weeks without a fault that look odd to one method or other, a row in five minutes; see `CONTROLS`."""
    rng = np.random.default_rng(0)
    rows = days * PER_DAY["5min"]
    place = np.arange(rows) % PER_DAY["5min"]
    made = {
        "flat": np.full(rows, 45.0),
        "square": np.where((place > 100) & (place < 200), 80.0, 20.0),
        "sine": 20 + 10 * np.sin(2 * np.pi * place / PER_DAY["5min"]),
        "noise": 20 + 2 * rng.normal(size=rows),
        "day": np.where((place > 108) & (place < 216), 80, 40) + rng.uniform(0, 5, rows),
        "uniform": rng.uniform(0, 100, rows),
        "saw": place.astype(np.float64),
        "levels": np.repeat(rng.choice([10, 30, 50], rows // 24 + 1), 24)[:rows] + rng.normal(size=rows),
    }
    return pd.DataFrame({"value": made[kind], "fault": 0}, index=pd.date_range("2026-01-05", periods=rows, freq="5min"))


def _sensor(rng: np.random.Generator, rows: int, load: Floats, drift: float) -> Floats:
    value = coloured(rng, rows, float(rng.choice([0, 0.3, 0.6, 0.9, 0.97]))) + rng.choice([0, 0.5, 1]) * load
    if rng.random() < 0.2:  # single far readings
        value += (rng.random(rows) < 0.01) * rng.normal(0, 6, rows)
    if rng.random() < 0.4:
        value += drift * np.cumsum(rng.normal(size=rows)) * rng.uniform(0.01, 0.05)
    if rng.random() < 0.3:
        warm = 1 - np.exp(-np.arange(rows) / rng.uniform(200, 600))
        value += drift * rng.uniform(1, 4) * warm * rng.choice([-1, 1])
    if rng.random() < 0.2:
        value = np.round(value * rng.choice([1, 2])) / 2
    return np.asarray(value * 10 ** rng.uniform(-2, 2) + 10 ** rng.uniform(0, 3))


def coloured(rng: np.random.Generator, rows: int, memory: float) -> Floats:
    """Noise of variance 1 that remembers: x = memory × x before + white."""
    from scipy.signal import lfilter

    white = rng.normal(size=rows) * np.sqrt(1 - memory**2)
    white[0] = rng.normal()
    return np.asarray(lfilter([1], [1, -memory], white))
