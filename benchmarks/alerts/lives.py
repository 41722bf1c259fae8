"""Remaining lives of engines: C-MAPSS FD001, learned from some engines and tried on others, never on their own rows."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.alerts.scores import brier, calibration_error
from producflow.domain.predictions import remaining_life

Floats = npt.NDArray[np.float64]
CAP, SOON = 125, 30
"""Longest life told, and the horizon of the chance of failing. [cycles]"""
PARTS, CUTS = 5, 10
"""Parts of the engines that are held out in turn, and places at which each of them is cut off."""


@dataclass(frozen=True)
class Lives:
    rmse: float
    """[cycles]"""
    nasa: float
    """Score of 100 engines (Saxena 2008): being late costs more than being early."""
    covered: float
    by_engine: tuple[float, float, float]
    """Least, median and largest share of an engine's cycles that its bounds hold. [-]"""
    brier: float
    base_brier: float
    ece: float


def engines(path: Path) -> list[Floats]:
    """Settings and sensors of each engine of a file of NASA's, one row a cycle."""
    rows = pd.read_csv(path, sep=r"\s+", header=None)
    return [own.iloc[:, 2:].to_numpy(dtype=np.float64) for _, own in rows.groupby(0)]


def held_out(runs: list[Floats], *, with_age: bool) -> Lives:
    """Try each engine by a model of the others, cut off where its remaining life is 7 to 145 cycles."""
    rng = np.random.default_rng(20261129)
    order = rng.permutation(len(runs))
    errors, inside, shares, chances, soon = [], [], [], [], []
    for part in np.array_split(order, PARTS):
        model = remaining_life.learned([runs[i] for i in order if i not in part], with_age=with_age, cap=CAP)
        for run in (runs[i] for i in part):
            told, true = model.of(run), np.minimum(CAP, np.arange(len(run))[::-1])
            low, high = model.bounds(told)
            held = (true >= low) & (true <= high)
            shares.append(float(held.mean()))
            chances.append(model.within(SOON).of(-told))
            soon.append(true <= SOON)
            cuts = len(run) - 1 - rng.integers(7, min(145, len(run) - 30), CUTS)
            errors.append((told - true)[cuts])
            inside.append(held[cuts])
    return _scored(
        np.concatenate(errors), np.concatenate(inside), shares, np.concatenate(chances), np.concatenate(soon)
    )


def of_test(runs: list[Floats], test: list[Floats], answers: Floats, *, with_age: bool) -> Lives:
    """Try the last cycle of each engine of a test file, whose remaining lives are given."""
    model = remaining_life.learned(runs, with_age=with_age, cap=CAP)
    told = np.array([model.of(run)[-1] for run in test])
    true = np.minimum(CAP, answers)
    low, high = model.bounds(told)
    held = (true >= low) & (true <= high)
    return _scored(told - true, held, [float(held.mean())], model.within(SOON).of(-told), answers <= SOON)


def _scored(
    errors: Floats, inside: npt.NDArray[np.bool_], shares: list[float], chance: Floats, soon: npt.NDArray[np.bool_]
) -> Lives:
    cost = np.where(errors < 0, np.exp(-errors / 13), np.exp(errors / 10)) - 1
    base = float(soon.mean())
    return Lives(
        rmse=float(np.sqrt((errors**2).mean())),
        nasa=100 * float(cost.mean()),
        covered=float(inside.mean()),
        by_engine=(min(shares), float(np.median(shares)), max(shares)),
        brier=brier(chance, soon),
        base_brier=base * (1 - base),
        ece=calibration_error(chance, soon),
    )
