"""How alerts are scored: runs by instants, long series by onsets."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.alerts.rivals import Alarms, Floats, Method
from producflow.domain.predictions.sensor_faults import stretches

APART = pd.Timedelta("1D")
"""Onsets that follow the end of the one before sooner are one."""


@dataclass(frozen=True)
class ByInstants:
    f1: float
    false_alarms: float
    """Share of instants without a fault that are alarms. [-]"""
    missed: float
    """Share of instants with a fault that are none. [-]"""


def by_instants(method: Method, runs: Iterable[pd.DataFrame], history: int) -> ByInstants:
    """Pool the instants after the history of all runs."""
    said, faulty = [], []
    for run in runs:
        said.append(alarms(method, run, history)[history:])
        faulty.append(run["fault"].to_numpy()[history:] == 1)
    alarm, truth = np.concatenate(said), np.concatenate(faulty)
    hits = int((alarm & truth).sum())
    return ByInstants(
        2 * hits / max(1, int(alarm.sum() + truth.sum())), float(alarm[~truth].mean()), float((~alarm[truth]).mean())
    )


def alarms(method: Method, run: pd.DataFrame, history: int) -> Alarms:
    values = run.drop(columns="fault").to_numpy(dtype=np.float64)
    return method(values, run.index.to_numpy(dtype="datetime64[s]").astype(np.int64), history)


def onsets(alarm: Alarms, at: pd.Index, apart: pd.Timedelta = APART) -> list[pd.Timestamp]:
    """When alarms begin; those that follow one at once are the same."""
    found: list[pd.Timestamp] = []
    ended: pd.Timestamp | None = None
    for begin, end in stretches(alarm):
        if ended is None or at[begin] - ended > apart:
            found.append(at[begin])
        ended = at[end - 1]
    return found


def windows(run: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Begin and end of each stretch with a fault."""
    return [(run.index[begin], run.index[end - 1]) for begin, end in stretches((run["fault"] == 1).to_numpy())]


def brier(stated: Floats, came_true: Alarms) -> float:
    """Brier score: mean squared distance between what was stated and what came; less is better. [0 to 1]"""
    return float(np.mean((stated - came_true) ** 2))


def calibration_error(stated: Floats, came_true: Alarms, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width: mean distance of what was stated to how often it came."""
    place = np.minimum((stated * bins).astype(np.int64), bins - 1)
    counts = np.bincount(place, minlength=bins)
    gaps = np.bincount(place, stated - came_true, minlength=bins)
    return float(np.abs(gaps).sum() / counts.sum())
