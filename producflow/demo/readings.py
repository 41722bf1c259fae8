"""Sensor readings of the demo plant: every five minutes, quiet most of the time, with a few things to find."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.demo import clock
from producflow.demo.machines import CONVEYOR, JAM, MACHINES, MILLING, MOLDING, ROBOT, SCANNER, Sensor
from producflow.demo.production import REPAIR_DAY

Floats = npt.NDArray[np.float64]

WEAR_DAYS = 21.0
"""How long the spindle bearing takes from the first sign to its replacement. [days]"""
WEAR = 1.62
"""How far it raises vibration in the end. [mm/s]"""
OUTAGE_DAYS = (clock.DAYS - 40.3, clock.DAYS - 39.8)
"""When the scanner's climate sensor sent nothing. [days]"""


def build(today: date, timezone: str, stopped: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """All readings, in time order: `name`, `sensor_type`, `timestamp` (UTC), `value`, `unit`.

    Parameters
    ----------
    today : date
        The first day without readings.
    timezone : str
        The plant's.
    stopped : DataFrame
        Stops, from :func:`producflow.demo.production.stops`: a jam shows in the conveyor's motor current.
    """
    start, end = clock.instant(clock.first_day(today), 0, timezone), clock.instant(today, 0, timezone)
    return _between(start, end, start, stopped, random)


def of_today(
    today: date, timezone: str, stopped: pd.DataFrame, now: pd.Timestamp, random: np.random.Generator
) -> pd.DataFrame:
    """Readings of the day after the history, up to now; what is the matter goes on.

    Parameters
    ----------
    now : Timestamp
        In UTC, without its zone.
    """
    start, midnight = clock.instant(clock.first_day(today), 0, timezone), clock.instant(today, 0, timezone)
    found = _between(midnight, now, start, stopped, random)
    return found[found["timestamp"] <= now]


def _between(
    first: pd.Timestamp, end: pd.Timestamp, start: pd.Timestamp, stopped: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """Readings of a stretch of time; the story counts its days from the start of the history."""
    times = pd.date_range(first, end, freq="5min", inclusive="left")
    days = ((times - start) / pd.Timedelta(days=1)).to_numpy()
    frames = []
    for number, machine in enumerate(MACHINES):
        for sensor_type, sensor in machine.sensors.items():
            values = _quiet(sensor, days, random)
            values += _story(machine.name, sensor_type, days)
            if machine.name == CONVEYOR and sensor_type == "motor_current":
                values += _strain(times, stopped)
            kept = _sent(machine.name, sensor_type, days)
            frames.append(
                pd.DataFrame(
                    {
                        "name": machine.name,
                        "sensor_type": sensor_type,
                        "timestamp": times[kept] + pd.Timedelta(seconds=11 * number),
                        "value": np.round(values[kept], 2),
                        "unit": sensor.unit,
                    }
                )
            )
    together = pd.concat(frames, ignore_index=True)
    return together.sort_values("timestamp", kind="stable", ignore_index=True)


def _quiet(sensor: Sensor, days: Floats, random: np.random.Generator) -> Floats:
    """Base value with a swing over the day and noise, half of it lasting about an hour."""
    swing = sensor.daily * np.sin(2 * np.pi * (days - 0.375))
    fast = random.normal(0, 1, len(days))
    # Not np.convolve: of fewer values than its window it makes as many as the window has, and a demo plant was refused
    # in the first hour of a day.
    lasting = pd.Series(random.normal(0, 1, len(days))).rolling(12, min_periods=1, center=True).sum()
    slow = lasting.to_numpy() / np.sqrt(12)
    return np.asarray(sensor.base + swing + sensor.noise * (fast + slow) / np.sqrt(2), dtype="float64")


def _story(name: str, sensor_type: str, days: Floats) -> Floats:
    """What happens beside the usual. [the sensor's unit]"""
    repaired = REPAIR_DAY + 8 / 24
    match name, sensor_type:
        case (name, "vibration") if name == MILLING:
            return WEAR * _worn(days, repaired) ** 1.6
        case (name, "temperature") if name == MILLING:
            return 5.0 * _worn(days, repaired) ** 2 + _bump(days, clock.DAYS - 61.3, 0.16, 23.0)
        case (name, "temperature") if name == MOLDING:
            overheating = np.clip((days - (clock.DAYS - 0.42)) / 0.42, 0, 1)
            return _bump(days, clock.DAYS - 47.6, 0.2, 15.5) + 22.0 * overheating**1.5
        case (name, "pressure") if name == ROBOT:
            leaking = np.clip((days - (clock.DAYS - 4.0)) / 4.0, 0, 1)
            return -3.4 * leaking - 2.6 * (days >= clock.DAYS - 1)
        case _:
            return np.zeros_like(days)


def _worn(days: Floats, repaired: float) -> Floats:
    """Wear of the bearing from 0 (new) to 1 (replaced at this point)."""
    worn = np.clip((days - (repaired - WEAR_DAYS)) / WEAR_DAYS, 0, 1)
    return np.where(days < repaired, worn, 0.0)


def _bump(days: Floats, middle: float, width: float, height: float) -> Floats:
    """A rise and fall around one moment. [days, days, the sensor's unit]"""
    return np.asarray(height * np.exp(-(((days - middle) / width) ** 2)), dtype="float64")


def _strain(times: pd.DatetimeIndex, stopped: pd.DataFrame) -> Floats:
    """Motor current that builds up in the quarter of an hour before each jam. [A]"""
    jams = stopped.loc[stopped["reason"] == JAM, "started_at"].to_numpy()
    following = np.searchsorted(jams, times.to_numpy())
    until = np.append(jams, np.datetime64("9999-01-01"))[following] - times.to_numpy()
    return np.where(until <= np.timedelta64(15, "m"), 2.4 - until / np.timedelta64(15, "m"), 0.0)


def _sent(name: str, sensor_type: str, days: Floats) -> npt.NDArray[np.bool_]:
    """Which readings arrived."""
    if (name, sensor_type) == (SCANNER, "humidity"):
        return (days < OUTAGE_DAYS[0]) | (days >= OUTAGE_DAYS[1])
    return np.ones(len(days), dtype=bool)
