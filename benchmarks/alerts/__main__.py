"""Score alerts and remaining lives against simple rivals: ``python -m benchmarks.alerts DATA [TEST ANSWERS]``.

DATA is a folder with ``nab/`` and ``cmapss/`` as published; TEST and ANSWERS are NASA's files of engines cut off and of
their remaining lives. Writes docs/alerts-benchmark.md.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.alerts import families, joints, lives, trends
from benchmarks.alerts.rivals import METHODS
from benchmarks.alerts.scores import alarms, by_instants, onsets, windows
from producflow.domain.predictions.watching import history_rows

PAGE = Path(__file__).parents[2] / "docs" / "alerts-benchmark.md"
SEEDS = 900_000
"""From which on families are made here; methods were worked out on smaller ones."""
RIGS, LONG, SLOW = 60, 6, 24
HISTORY = 400
TOLD = """# How good alerts and predictions are

Written by `make bench-alerts`; every method in a table saw the same readings in the same run. Seeds and splits stand in
`benchmarks/alerts/`; families are made from seeds that no method was worked out on. What our method says of an instant
rests on readings up to it.
"""


def main(arguments: Sequence[str]) -> None:
    data, test = Path(arguments[0]), [Path(each) for each in arguments[1:]]
    parts = [TOLD, *_rigs(), *_slow(), *trends.told(SEEDS), *joints.told(SEEDS), *_published(data), *_lives(data, test)]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _rigs() -> Iterator[str]:
    yield f"\n## Rotating machines made here, {RIGS} runs of 1,150 rows, 8 sensors, 400 rows of history\n"
    yield "By instants after the history. Wandering: four times the drift. Healthy runs: onsets in 9,400 rows each.\n"
    yield "| method | F1, steady | false alarms | missed | F1, wandering | false alarms | six healthy |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    steady = [families.rig(SEEDS + n) for n in range(RIGS)]
    wandering = [families.rig(SEEDS + 1000 + n, drift=4.0) for n in range(RIGS)]
    healthy = [families.rig(SEEDS + 2000 + n, 9_400, fault=False, drift=0.4) for n in range(LONG)]
    for name, method in METHODS.items():
        first, second = (by_instants(method, runs, HISTORY) for runs in (steady, wandering))
        minutes = pd.Timedelta("15min")
        silent = sum(len(onsets(alarms(method, run, history_rows(len(run))), run.index, minutes)) for run in healthy)
        yield (
            f"| {name} | {first.f1:.2f} | {first.false_alarms:.1%} | {first.missed:.1%} | {second.f1:.2f} | "
            f"{second.false_alarms:.1%} | {silent} |"
        )


def _slow() -> Iterator[str]:
    yield f"\n## Slow readings made here, {SLOW} series of 60 days (5 min) or 200 days (1 h) with one excursion each\n"
    yield "By onsets: found is one within the first half of the excursion.\n"
    yield f"| method | found of {SLOW} | outside | in {SLOW} healthy series | in {len(families.CONTROLS)} controls |"
    yield "|---|--:|--:|--:|--:|"
    shapes = [(("5min", 60), ("1h", 200))[n % 2] for n in range(SLOW)]
    faulty = [families.slow(SEEDS + n, *shape) for n, shape in enumerate(shapes)]
    healthy = [families.slow(SEEDS + 500 + n, *shape, fault=False) for n, shape in enumerate(shapes)]
    controls = [families.control(kind) for kind in families.CONTROLS]
    for name, method in METHODS.items():
        found = outside = 0
        for run in faulty:
            ((begin, end),) = windows(run)
            begun = onsets(alarms(method, run, history_rows(len(run))), run.index)
            found += int(any(begin <= each <= begin + (end - begin) / 2 for each in begun))
            outside += len([each for each in begun if not begin <= each <= end])
        quiet, odd = (
            sum(len(onsets(alarms(method, run, history_rows(len(run))), run.index)) for run in runs)
            for runs in (healthy, controls)
        )
        yield f"| {name} | {found} | {outside} | {quiet} | {odd} |"


def _published(data: Path) -> Iterator[str]:
    yield "\n## NAB, real and made, no labels used\n"
    yield "Ambient temperature: onsets in its two windows by their middle row, and outside. Small noise: onsets.\n"
    yield "| method | windows found | outside | small noise |"
    yield "|---|--:|--:|--:|"
    stated = json.loads((data / "nab" / "windows.json").read_text())
    real, made = (
        _nab(data / "nab" / f"{name}.csv") for name in ("ambient_temperature_system_failure", "art_daily_small_noise")
    )
    spans = [tuple(map(pd.Timestamp, span)) for span in stated["realKnownCause/ambient_temperature_system_failure.csv"]]
    for name, method in METHODS.items():
        begun = onsets(alarms(method, real, history_rows(len(real))), real.index)
        found = len([1 for begin, end in spans if any(begin <= each <= _middle(real, begin, end) for each in begun)])
        outside = len([each for each in begun if not any(begin <= each <= end for begin, end in spans)])
        noise = onsets(alarms(method, made, history_rows(len(made))), made.index)
        yield f"| {name} | {found} of {len(spans)} | {outside} | {len(noise)} |"


def _nab(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, parse_dates=["timestamp"], index_col="timestamp").assign(fault=0)


def _middle(rows: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> pd.Timestamp:
    inside = rows.loc[begin:end].index
    return pd.Timestamp(inside[len(inside) // 2])


def _lives(data: Path, test: list[Path]) -> Iterator[str]:
    runs = lives.engines(data / "cmapss" / "train_FD001.txt")
    yield "\n## C-MAPSS FD001: remaining life, capped at 125 cycles\n"
    yield (
        "| engines | age told | RMSE [cycles] | NASA score of 100 | within 80 % bounds | of an engine: least, median, "
        "most | fails within 30: Brier | of the base rate | ECE |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for age in (True, False):
        yield _life("held out, five parts", lives.held_out(runs, with_age=age), age=age)
    if test:
        cut, answers = lives.engines(test[0]), np.loadtxt(test[1])
        for age in (True, False):
            yield _life(f"{test[0].name}", lives.of_test(runs, cut, answers, with_age=age), age=age)
    yield "\nPublished on NASA's own test file: random forest 17.1 and 659, LSTM 14.9, the best claimed 10.4."


def _life(engines: str, found: lives.Lives, *, age: bool) -> str:
    least, median, most = found.by_engine
    return (
        f"| {engines} | {'yes' if age else 'no'} | {found.rmse:.1f} | {found.nasa:.0f} | {found.covered:.0%} | "
        f"{least:.0%}, {median:.0%}, {most:.0%} | {found.brier:.3f} | {found.base_brier:.3f} | {found.ece:.3f} |"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
