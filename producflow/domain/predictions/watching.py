"""A machine's readings, from a table to what is said of them: points, alerts in words, faults of its sensors."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.predictions.deviations import Deviations, deviations
from producflow.domain.predictions.looks import DAY_SECONDS, FEWEST_ROWS, Floats, Ints, looks_at
from producflow.domain.predictions.sensor_faults import Fault, faults, stretches

LEAST_HISTORY, PART = 400, 10
"""Without a history so many rows, or one in so many of all rows, stand for normal: whichever is more."""
FEWEST_NORMAL = 2 * FEWEST_ROWS
"""Fewer rows tell nothing of what is usual: each half is measured against the other, and must hold a look. [rows]"""
DEVIATION = "unlike its own normal"
ALL = "all"
CLEAR = 1.5
"""An alarm is of one sensor where that is so much farther from usual than the next. [-]"""
NAMED = 3
"""Sensors that a sentence names."""
FAULTS = ["sensor", "kind", "started_at", "ended_at"]
ALERTS = ["sensor", "started_at", "ended_at", "method", "score", "confidence", "until_from", "until_to", "words"]


@dataclass(frozen=True)
class Watched:
    """What is said of one machine."""

    points: pd.DataFrame
    """One row an instant: `timestamp`, `score` from 0 to 1, `alert`."""
    alerts: pd.DataFrame
    """One row an alarm, columns `ALERTS`: `ended_at` is missing while it lasts."""
    faults: pd.DataFrame
    """One row a stretch that a sensor cannot be believed in: `sensor`, `kind`, `started_at`, `ended_at`."""
    history: int
    """Rows that stood for normal. [rows]"""
    judged: int
    """Rows that were measured against it. [rows]"""
    unknown: list[str]
    """Sensors without a value in what stood for normal, which are not judged."""


def watched(readings: pd.DataFrame, history: pd.DataFrame | None = None) -> Watched:
    """Say what the readings of a machine tell, forward in time.

    Parameters
    ----------
    readings : DataFrame, indexed by time on the plant's clock, one column a sensor
        Missing is NaN. [the sensors' units]
    history : DataFrame, optional
        Readings of the same sensors that stand for normal, such as a run without a fault. Left out: the first rows of
        the readings, which are then not judged.

    Notes
    -----
    Nothing said of an instant rests on a later one.
    """
    sensors = list(readings.columns)
    normal = readings.iloc[: history_rows(len(readings))] if history is None else history.reindex(columns=sensors)
    judged = readings.iloc[len(normal) :] if history is None else readings
    told = [name for name in sensors if normal[name].notna().any()]
    unknown = [name for name in sensors if name not in told]
    if judged.empty or not told or len(normal) < FEWEST_NORMAL:
        return _nothing(readings, len(normal), unknown)
    frame = pd.concat([normal[told], judged[told]])
    values = frame.to_numpy(dtype=np.float64)
    seconds = _seconds(frame.index)
    looks = looks_at(values[: len(normal)], seconds[: len(normal)])
    left_out, of_sensors = faults(values, len(normal), looks)
    # What cannot be believed of a sensor says nothing of its machine.
    values = np.where(left_out, np.nan, values)
    found = deviations(values, seconds, len(normal))
    begin = 0 if history is None else len(normal)
    at = frame.index[begin:]
    points = pd.DataFrame({"timestamp": at, "score": found.score[begin:], "alert": found.alarm[begin:].astype("int64")})
    alerts = _alerts(frame.index, told, values, seconds, found)
    of_sensors_told = _faults(frame.index, told, of_sensors)
    return Watched(points, alerts, of_sensors_told, len(normal), len(judged), unknown)


def history_rows(rows: int) -> int:
    """How many of the first rows stand for normal where nobody gave a history. [rows]"""
    return min(rows, max(LEAST_HISTORY, rows // PART))


def _seconds(at: pd.Index) -> Ints:
    return np.asarray(at.to_numpy(dtype="datetime64[s]").astype(np.int64))


def _nothing(readings: pd.DataFrame, history: int, unknown: list[str]) -> Watched:
    points = pd.DataFrame({"timestamp": readings.index, "score": 0.0, "alert": 0})
    return Watched(points, table([]), pd.DataFrame(columns=FAULTS), history, 0, unknown)


def table(alerts: list[dict[str, Any]]) -> pd.DataFrame:
    """Alerts as a table, columns `ALERTS`, of the same types where there are none."""
    return pd.DataFrame(alerts, columns=ALERTS).astype({"score": "float64", "confidence": "float64"})


def _alerts(at: pd.Index, sensors: list[str], values: Floats, seconds: Ints, found: Deviations) -> pd.DataFrame:
    rows = [
        {
            **_said(sensors, values, found, begin, end),
            "started_at": at[begin],
            "ended_at": pd.NaT if end == len(at) else at[end],
            "method": DEVIATION,
            "score": float(found.score[begin:end].max()),
            "confidence": np.nan,
            "until_from": pd.NaT,
            "until_to": pd.NaT,
        }
        for begin, end in _episodes(found, seconds)
    ]
    return table(rows)


def _episodes(found: Deviations, seconds: Ints) -> list[tuple[int, int]]:
    """Alarms as begin and end, the first row that is quiet again; those that follow at once are one.

    At once is within two looks, and of slow readings within a day.
    """
    merged: list[tuple[int, int]] = []
    for begin, end in stretches(found.alarm):
        last = merged[-1][1] if merged else 0
        near = begin - last < 2 * found.rows or (found.slow and seconds[begin] - seconds[last] < DAY_SECONDS)
        if merged and near:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((begin, end))
    return merged


def _said(sensors: list[str], values: Floats, found: Deviations, begin: int, end: int) -> dict[str, str]:
    """Of which sensor an alarm is, and what was seen against what, at its strongest within its first look."""
    row = begin + int(np.argmax(found.distance[begin : min(end, begin + found.rows)]))
    away = np.abs(found.units[row])
    order = np.argsort(-away, kind="stable")
    alone = len(order) == 1 or away[order[0]] > CLEAR * away[order[1]]
    named = order[:1] if alone else [each for each in order[:NAMED] if away[each] * CLEAR > away[order[0]]]
    before = max(0, row + 1 - found.rows)
    told = [_sentence(sensors[each], values[before : row + 1, each], found, row, each) for each in named]
    return {"sensor": sensors[order[0]] if alone else ALL, "words": "; ".join(told) + "."}


def _sentence(sensor: str, last: Floats, found: Deviations, row: int, each: int) -> str:
    units = found.units[row, each]
    if found.restless[row, each]:
        return f"{sensor} moves {'more' if units > 0 else 'less'} than usual from reading to reading"
    side = "above" if units > 0 else "below"
    level, usual = float(np.nanmean(last)), found.usual[row, each]
    return f"{sensor} at {level:.4g}, {abs(units):.1f} spreads {side} its usual {usual:.4g}"


def _faults(at: pd.Index, sensors: list[str], found: list[Fault]) -> pd.DataFrame:
    rows = [(sensors[each.sensor], each.kind, at[each.begin], at[min(each.end, len(at)) - 1]) for each in found]
    return pd.DataFrame(rows, columns=FAULTS)
