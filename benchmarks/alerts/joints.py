"""Machines of four sensors that move together, made with a seed: healthy ones, and ones of which a sensor parts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.alerts.families import Floats, coloured
from producflow.domain.predictions.together import LEARNED, parted

HEALTHY = ("steady", "wandering", "season", "settling", "shifted", "many products")
DAY, SENSORS, DAYS, RUNS = 24, 4, 90, 30
"""Hours, and days after those that stand for normal."""
IN_TIME, APART = 7, 14
"""So soon a part must be found; so long one that was told stands. [days]"""


@dataclass(frozen=True)
class Machine:
    """Hourly means, products, and the day on which a sensor begins to part (none: never)."""

    hours: pd.DataFrame
    products: pd.Series
    begins: int | None


def machine(seed: int, kind: str, *, fault: bool = False) -> Machine:
    """Shifts, weekends, products and a warmth that all share; a part stays within what the sensor ever showed."""
    rng = np.random.default_rng([seed, HEALTHY.index(kind), int(fault)])
    rows = (LEARNED + DAYS) * DAY
    at = pd.date_range("2026-01-05", periods=rows, freq="h")
    hour = at.hour.to_numpy()
    load = np.where((hour >= 6) & (hour < 22), 1.0, 0.4) * np.where(at.day_of_week >= 5, 0.5, 1.0)
    load = load + 0.25 * coloured(rng, rows, 0.9)
    warmth = coloured(rng, rows, 0.97) * rng.uniform(0.2, 0.6)
    made = 6 if kind == "many products" else 3
    runs = rng.integers(16, 72, rows // 16 + 1)
    product = np.repeat(rng.integers(0, made, len(runs)), runs)[:rows]
    effect = rng.normal(0, 0.5, (made, SENSORS))
    values = np.column_stack(
        [_sensor(rng, kind, load, warmth, effect[product, n], first=n == 0) for n in range(SENSORS)]
    )
    begins = None
    if fault:
        begins = LEARNED + int(rng.integers(10, 70))
        span, which = slice(begins * DAY, (begins + int(rng.integers(7, 15))) * DAY), int(rng.integers(SENSORS))
        own = values[: LEARNED * DAY, which]
        values[span, which] = own.mean() + own.std() * coloured(rng, span.stop - span.start, 0.95)
    names = [f"sensor {n + 1}" for n in range(SENSORS)]
    products = pd.Series(product.astype("str"), index=at).astype("object")
    return Machine(pd.DataFrame(values, index=at, columns=names), products, begins)


def _sensor(
    rng: np.random.Generator, kind: str, load: Floats, warmth: Floats, of_product: Floats, *, first: bool
) -> Floats:
    rows = len(load)
    day = np.arange(rows) / DAY
    size, drift = rng.uniform(0.2, 0.8), np.zeros(rows)
    if kind == "wandering":
        walk = np.cumsum(rng.normal(size=rows // 6))
        drift = np.asarray(size * np.interp(np.arange(rows), np.arange(rows // 6) * 6, walk / np.abs(walk).max()))
    elif kind == "season":
        drift = size * np.sin(2 * np.pi * (day / rng.uniform(30, 200) + rng.random()))
    elif kind == "settling":
        drift = size * (1 - np.exp(-np.clip(day - rng.uniform(35, 90), 0, None) / rng.uniform(2, 25)))
    elif kind == "shifted":
        drift = np.where(day >= rng.uniform(40, 110), size * first, 0.0)
    course = 0.1 * np.sin(2 * np.pi * (day + rng.random()))
    noise = rng.uniform(0.1, 0.3) * coloured(rng, rows, float(rng.choice([0, 0.5, 0.9])))
    sides = rng.choice([-1, 1], 2)
    follows = rng.uniform(0.5, 1.5) * sides[0] * load + rng.uniform(0.3, 1.2) * sides[1] * warmth
    return np.asarray(follows + of_product + course + noise + drift)


def onsets(made: Machine) -> list[int]:
    """Days at whose end a part is told, within those that one told before stands none."""
    found: list[int] = []
    for each in parted(made.hours, made.products):
        if not found or each.day >= found[-1] + APART:
            found.append(each.day)
    return found


def told(seeds: int) -> Iterator[str]:
    """Lines of the page."""
    yield f"\n## A sensor that parts from the others of its machine, {RUNS} machines of each kind made here\n"
    yield (
        f"Four sensors, {LEARNED} days that stand for normal and {DAYS} more; shifts, weekends, products and a warmth "
        "that all share. A part stays within what the sensor ever showed, for one to two weeks; found is one told "
        "within a week. Outside: of the same machines, at other times."
    )
    yield "\n| kind | told of healthy ones, onsets | found | outside |"
    yield "|---|--:|--:|--:|"
    for kind in HEALTHY:
        quiet = sum(len(onsets(machine(seeds + n, kind))) for n in range(RUNS))
        found = outside = 0
        for n in range(RUNS):
            made = machine(seeds + n, kind, fault=True)
            begun, begins = onsets(made), made.begins or 0
            found += any(begins <= each <= begins + IN_TIME for each in begun)
            outside += sum(not begins <= each <= begins + 2 * IN_TIME + 2 for each in begun)
        yield f"| {kind} | {quiet} in {RUNS * DAYS:,} days | {found} of {RUNS} | {outside} |"
