"""Scores of windows in which limits are crossed, of silence about healthy machines, and of stated confidences."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.alerts import growth, years
from producflow.domain.predictions.record import brier, reliability
from producflow.domain.predictions.trend import COVERAGE, DAY, Course, Crossing

RUNS, SENSORS = 60, 120
SLOPE_BOUNDS = (0.05, 0.95)


def told(seeds: int) -> Iterator[str]:
    """Lines of the page."""
    yield f"\n## Windows in which a limit is crossed, {RUNS} sensors of each shape made here\n"
    yield (
        f"At least {COVERAGE:.0%} are to hold. First: the first window that is told of a sensor; the rival tells, at "
        "the same instants, the 90 % bounds of the slope of the course so far (Sen's, by its pairs). A window that was "
        "told stands until it ends, so the first is what people see; all: as if one were told each day, in which what "
        "stands long on one step, and is told of wrongly all that time, weighs most."
    )
    yield "\n| shape | told of | first windows held | all windows held | days ahead | width | slope's bounds held |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    every: list[pd.DataFrame] = []
    for shape in growth.SHAPES:
        found = pd.concat([_windows(growth.growing(seeds + n, shape), n) for n in range(RUNS)])
        every.append(found.assign(run=found["run"].astype(str) + shape))
        yield _row(shape, found)
    yield _row("all", pd.concat(every))
    yield "\n| healthy, 120 days | sensors of which a crossing is told |"
    yield "|---|--:|"
    for kind in growth.HEALTHY:
        runs = [growth.healthy(seeds + n, kind) for n in range(RUNS)]
        yield f"| {kind} | {sum(bool(_crossings(each)) for each in runs)} of {RUNS} |"
    yield from _year(seeds)


def _crossings(sensor: growth.Grown) -> list[tuple[Crossing, tuple[float, float]]]:
    course = Course(growth.levels(sensor.hours), sensor.limit)
    daily = (int(row) for row in np.flatnonzero(course.candidates()) if row % DAY == 0)
    return [(each, _by_slope(course, each)) for row in daily if (each := course.crossing(row)) is not None]


def _by_slope(course: Course, seen: Crossing) -> tuple[float, float]:
    """When the limit is crossed by the bounds of the slope alone. [days]"""
    at = np.arange(seen.since, seen.row + 1, DAY)
    way = course.way[at]
    first, second = np.triu_indices(len(at), 1)
    slopes = (way[second] - way[first]) / (at[second] - at[first])
    low, high = np.nanquantile(slopes, SLOPE_BOUNDS)
    left = 1 - course.way[seen.row]
    return left / high / DAY, left / low / DAY if low > 0 else np.inf


def _windows(sensor: growth.Grown, run: int) -> pd.DataFrame:
    rows = []
    for each, (soonest, latest) in _crossings(sensor):
        begin = sensor.hours.index[0] + pd.Timedelta(days=(each.row + 1) / DAY)
        left = ((sensor.crossing or begin) - begin) / pd.Timedelta(days=1)
        if left > 0:
            held = each.soonest <= left <= each.latest
            rows.append((run, held, left, each.latest - each.soonest, soonest <= left <= latest))
    return pd.DataFrame(rows, columns=["run", "held", "left", "width", "by_slope"])


def _row(name: str, found: pd.DataFrame) -> str:
    first = found.groupby("run").first()
    runs = RUNS * (len(growth.SHAPES) if name == "all" else 1)
    return (
        f"| {name} | {len(first)} of {runs} | {first['held'].mean():.0%} | {found['held'].mean():.0%} | "
        f"{first['left'].median():.0f} | {first['width'].median():.0f} | {found['by_slope'].mean():.0%} |"
    )


def _year(seeds: int) -> Iterator[str]:
    made = years.said(range(seeds, seeds + SENSORS))
    known = made.dropna(subset=["confidence", "chance"])
    true = known["came_true"].to_numpy(dtype=bool)
    base = float(np.mean(made["came_true"].astype(bool)))
    yield f"\n## What was stated of a year of {SENSORS} sensors that grow, are repaired, and turn back\n"
    yield (
        f"{len(made)} predictions are judged; {base:.0%} came true. Brier score of the {len(known)} that stated a "
        f"confidence: {brier(known['confidence'].to_numpy(), true):.3f}; of stating how often something happens to the "
        f"machine anyhow: {brier(known['chance'].to_numpy(), true):.3f}; of stating the share of all of them, which "
        f"nobody knows before: {brier(np.full(len(true), true.mean()), true):.3f}."
    )
    yield "\n| predictions | stated, mean | came true | with 90 % between |"
    yield "|--:|--:|--:|--:|"
    for row in reliability(known["confidence"], known["came_true"].astype(bool)).itertuples():
        yield f"| {row.predictions} | {row.stated:.0%} | {row.came_true:.0%} | {row.lower:.0%} and {row.upper:.0%} |"
