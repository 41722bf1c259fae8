"""When a machine is likely to fail, told by like machines that did: a window of time with a share that held."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.predictions import remaining_life
from producflow.domain.predictions.remaining_life import LONG, RemainingLife
from producflow.domain.predictions.watching import ALL, table

REMAINING_LIFE = "like machines that failed"


@dataclass(frozen=True)
class Fleet:
    """What runs to failure of like machines taught."""

    sensors: tuple[str, ...]
    life: RemainingLife


def fleet(runs: Sequence[pd.DataFrame]) -> Fleet:
    """Learn from runs, each indexed by time with one column a sensor, that ended in a failure.

    Raises
    ------
    ValueError
        If they are too few, or share no sensor.
    """
    sensors = tuple(sorted(set.intersection(*(set(run.columns) for run in runs)))) if runs else ()
    if not sensors:
        raise ValueError("the runs to failure have no sensor in common.")
    return Fleet(sensors, remaining_life.learned([run[list(sensors)].to_numpy(dtype=np.float64) for run in runs]))


def lasting(readings: pd.DataFrame, known: Fleet | None) -> pd.DataFrame:
    """Say when a machine is likely to fail, as of its last reading.

    Returns
    -------
    DataFrame
        Columns `ALERTS` of :mod:`watching`: one row, or none where no fleet is known, where a sensor of it is missing,
        or where the machine may well last longer than is ever told.
    """
    if known is None or not set(known.sensors) <= set(readings.columns) or len(readings) < 2:
        return table([])
    told = known.life.of(readings[list(known.sensors)].to_numpy(dtype=np.float64))
    low, high = known.life.bounds(told)
    open_ended = told >= LONG * known.life.cap
    if open_ended[-1]:
        return table([])
    since = len(told) - int(np.argmax(open_ended[::-1])) if open_ended.any() else 0
    at, step = readings.index, readings.index.to_series().diff().median()
    row = {
        "sensor": ALL,
        "started_at": at[since],
        "ended_at": pd.NaT,
        "method": REMAINING_LIFE,
        "score": 1 - told[-1] / known.life.cap,
        "confidence": known.life.covered,
        "until_from": (at[-1] + low[-1] * step).floor("s"),
        "until_to": (at[-1] + high[-1] * step).ceil("s"),
        "words": f"After {len(readings):,} readings it is as {known.life.runs} like machines were some {told[-1]:.0f} "
        f"readings before they failed; told of them while left out, {known.life.covered:.0%} of such windows held.",
    }
    return table([row])
