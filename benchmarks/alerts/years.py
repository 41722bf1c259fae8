"""Years of sensors made with a seed: well, growing until a repair, or turning back; and what was said of them."""

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.alerts import growth
from benchmarks.alerts.families import Floats
from producflow.domain.predictions import judging
from producflow.domain.predictions.foretelling import Sensor, foretold
from producflow.domain.thresholds import Limits

HOURS = 365 * growth.DAY
BEGAN = pd.Timestamp("2026-01-01")
GROWS, TURNS_BACK = 0.6, 0.3
"""How often a spell is one of growth, and how often that ends by itself between half of the way and the limit. [-]"""
REPAIRED = 3 * growth.DAY
"""After a crossing, at the latest. [h]"""


def year(seed: int) -> tuple[pd.Series, pd.DataFrame]:
    """Hours of a sensor whose usual is 0 and whose limit is 1, and its repairs as :func:`judging.judged` takes them."""
    rng = np.random.default_rng([seed, 77])
    spells: list[Floats] = []
    repairs: list[int] = []
    before = int(rng.uniform(0, 120) * growth.DAY)  # the year begins amid of one of them
    while (begin := sum(map(len, spells)) - before) < HOURS:
        number, shape = int(rng.integers(1_000_000)) + 1_000_000 * seed, int(rng.integers(6))
        if rng.random() >= GROWS:
            spells.append(_in_ways(growth.healthy(number, growth.HEALTHY[shape], int(rng.uniform(20, 60)))))
            continue
        grown = growth.growing(number, growth.SHAPES[shape])
        way = _in_ways(grown)
        crossed = int(np.searchsorted(grown.hours.index, np.datetime64(grown.crossing or BEGAN)))
        if rng.random() < TURNS_BACK:
            ends = crossed - int(rng.uniform(0.05, 0.4) * crossed)
        else:
            ends = min(crossed + int(rng.uniform(0.2, 1) * REPAIRED), len(way))
            repairs.append(begin + ends)
        spells.append(way[:ends])
    hours = pd.Series(
        np.concatenate(spells)[before : before + HOURS], index=pd.date_range(BEGAN, periods=HOURS, freq="h")
    )
    at = BEGAN + pd.to_timedelta([each for each in repairs if 0 <= each < HOURS], unit="h")
    return hours, pd.DataFrame({"failed_at": at, "what": judging.JOB})


def _in_ways(sensor: growth.Grown) -> Floats:
    return np.asarray((sensor.hours - sensor.base) / sensor.scale)


def said(seeds: range) -> pd.DataFrame:
    """What is foretold in a year of so many sensors, day by day, what was stated of it, and what became of it."""
    rows: list[dict[str, Any]] = []
    for seed in seeds:
        hours, failures = year(seed)
        values = hours.resample("6h").mean()
        levels = pd.Series(growth.levels(hours), index=values.index)
        sensor = Sensor(seed, "vibration", "mm/s", Limits(warn_high=1.0), levels, "UTC")
        daily = np.asarray(pd.DatetimeIndex(values.index).hour == 18)
        over = values.index[-1]
        rows += [
            each | judging.judged(each, levels, failures)
            for each in foretold(sensor, daily)
            if each["horizon_ends_at"] <= over
        ]
    made = pd.DataFrame(rows).sort_values("made_at", ignore_index=True).dropna(subset=["came_true"])
    return made.join(judging.stated(made, made))
