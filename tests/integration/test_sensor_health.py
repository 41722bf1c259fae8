"""Sensors that cannot be believed are told of beside their machine, and raise no alert about it by that."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, readings
from producflow.reports.sensor_health import SensorNote, sensor_notes
from producflow.store.database import Session, Store

NOW = datetime(2026, 3, 20, 10, 20, tzinfo=UTC)
FULL_HOUR = NOW.replace(minute=0)
SENSORS = (("motor temperature 1", "°C"), ("motor temperature 2", "°C"), ("motor temperature 3", "°C"))


@pytest.fixture
def machine(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="Press")["id"])


def read(store: Store, machine: int, name: str, values: np.ndarray, minutes: int = 30) -> pd.DatetimeIndex:
    """Readings up to the full hour; the last value is the newest."""
    times = pd.date_range(end=FULL_HOUR - timedelta(minutes=minutes), periods=len(values), freq=f"{minutes}min")
    frame = pd.DataFrame({"timestamp": times, "value": values})
    readings.add(store, COMMAND_LINE, frame.assign(equipment_id=machine, sensor_type=name, unit="°C"))
    return times


def level(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(60, 0.5, count)


def told(store: Store, machine: int) -> list[SensorNote]:
    return list(sensor_notes(store, machine, SENSORS, NOW))


def test_healthy_sensors_and_a_machine_that_stands_say_nothing(store: Store, machine: int) -> None:
    for seed, (name, _) in enumerate(SENSORS):
        values = level(900, seed)
        values[-10:] = 0  # all of them together
        read(store, machine, name, values)
    assert told(store, machine) == []
    assert sensor_notes(store, machine, (), NOW) == ()


def test_one_that_is_stuck_and_one_that_drifts_are_told_of_and_no_alert_is_raised(store: Store, machine: int) -> None:
    one, two, three = (level(900, seed) for seed in range(3))
    one[-200:] = 60.25
    three[-170:] += 12  # three days and more
    times = read(store, machine, SENSORS[0][0], one)
    read(store, machine, SENSORS[1][0], two)
    read(store, machine, SENSORS[2][0], three)
    stuck, drifts = told(store, machine)
    assert (stuck.sensor_type, stuck.kind, stuck.until) == (SENSORS[0][0], "stuck", None)
    assert stuck.since > times[-200]  # once it is plain
    assert "60.25" in stuck.words
    assert (drifts.sensor_type, drifts.kind) == (SENSORS[2][0], "drift")
    assert "°C above where it was against its siblings" in drifts.words
    assert store.read(Session.value, "alerts/by_id", id=1) is None


def test_a_change_of_unit_and_single_far_readings_are_told_of(store: Store, machine: int) -> None:
    values = level(900, 7)
    values[-60:] = values[-60:] * 1.8 + 32
    times = read(store, machine, SENSORS[0][0], values)
    far = level(900, 8)
    far[[700, 800]] = 200
    read(store, machine, SENSORS[1][0], far)
    unit, spikes = told(store, machine)
    assert (unit.kind, unit.since) == ("unit", times[-60].floor("h"))
    assert "°f" in unit.words
    assert (spikes.kind, spikes.words) == ("spike", "showed 2 single readings far from all others, the last of 200")


def test_a_source_whose_clock_was_reset_is_told_of(store: Store, machine: int) -> None:
    came = pd.date_range(end=FULL_HOUR - timedelta(minutes=1), periods=12, freq="min")
    frame = pd.DataFrame({"timestamp": came - timedelta(days=400), "created_at": came, "value": 60.0})
    frame = frame.assign(equipment_id=machine, sensor_type=SENSORS[0][0], unit="°C", status="normal")
    store.write(lambda transaction: transaction.append("sensor_readings", frame))
    [clock] = told(store, machine)
    assert (clock.kind, clock.since) == ("clock", came[2])
    assert clock.words == "states times 400 days behind: the clock of its source was reset"
