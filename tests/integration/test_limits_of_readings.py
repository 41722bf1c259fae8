"""Limits decide what a reading counts as, when it comes in and when they change."""

from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.thresholds import DEFAULT_LIMITS, Limits
from producflow.domain.units import CANONICAL_UNITS
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import readings, thresholds
from producflow.store.database import Session, Store
from tests.integration.posting import (
    MANAGER,
    OPERATOR,
    assert_roll_ups_are_true,
    everything,
    minute,
    plant,
    posted,
    stored,
)

__all__ = ["plant"]


def test_the_defaults_of_a_new_plant_are_those_of_the_domain(store: Store) -> None:
    rows = {row["sensor_type"]: row for row in store.read(Session.rows, "thresholds/all")}
    assert {name: Limits.from_row(row) for name, row in rows.items()} == DEFAULT_LIMITS
    assert {name: row["unit"] for name, row in rows.items()} == CANONICAL_UNITS
    assert all(row["equipment_id"] is None for row in rows.values())


def test_a_removed_default_does_not_come_back(store: Store) -> None:
    path = store.path
    temperature = next(
        row["id"] for row in store.read(Session.rows, "thresholds/all") if row["sensor_type"] == "temperature"
    )
    thresholds.remove(store, COMMAND_LINE, temperature)
    store.close()
    again = Store.open(path)
    assert "temperature" not in {row["sensor_type"] for row in again.read(Session.rows, "thresholds/all")}
    again.close()


@pytest.mark.parametrize(
    ("sensor_type", "value", "status"),
    [
        ("temperature", 80.0, "normal"),
        ("temperature", 80.1, "warning"),
        ("temperature", 85.0, "warning"),
        ("temperature", 85.1, "critical"),
        ("pressure", 45.0, "warning"),
        ("pressure", 44.9, "critical"),
        ("pressure", 50.0, "normal"),
        ("vibration", 2.5, "warning"),
        ("speed", 1200.0, "warning"),
        ("humidity", 1e6, "unknown"),
    ],
)
def test_boundaries(plant: Store, sensor_type: str, value: float, status: str) -> None:
    added = readings.add(plant, OPERATOR, posted((1, sensor_type, 0, value)))
    assert (added.new, added.unchanged, list(added.statuses)) == (1, 0, [status])
    assert list(stored(plant)["status"]) == [status]


def test_limits_of_a_machine_stand_as_a_whole_in_place_of_the_plants(plant: Store) -> None:
    thresholds.set(plant, MANAGER, sensor_type="Temperature", equipment_id=2, warn_high=50, crit_high=None)
    frame = posted((1, "temperature", 0, 60), (2, "temperature", 0, 60), (2, "temperature", 1, 90))
    assert list(readings.add(plant, OPERATOR, frame).statuses) == ["normal", "warning", "warning"]


# --- A change of limits -----------------------------------------------------------------------------------------------


def statuses(store: Store) -> list[str]:
    return list(stored(store)["status"])


def test_changed_limits_reclassify_what_is_stored(plant: Store) -> None:
    frame = posted(*[(1, "temperature", n, 70 + n) for n in range(0, 20, 4)], (2, "temperature", 0, 74))
    readings.add(plant, OPERATOR, frame)
    assert statuses(plant) == ["normal", "normal", "normal", "normal", "warning", "critical"]
    thresholds.set(plant, MANAGER, sensor_type="temperature", warn_high=73, crit_high=82, deadband=1)
    # Machine 1 reads 70, 74, 78, 82, 86 and machine 2 reads 74 at the start.
    assert statuses(plant) == ["normal", "warning", "warning", "warning", "warning", "critical"]
    plant.write(assert_roll_ups_are_true)
    alerts = everything(
        plant, "SELECT equipment_id, type, started_at FROM maintenance_alerts ORDER BY equipment_id, started_at"
    )
    assert list(alerts["type"]) == ["predictive", "emergency", "predictive"]
    assert list(alerts["equipment_id"]) == [1, 1, 2]
    assert list(alerts["started_at"]) == [pd.Timestamp(minute(n)).tz_localize(None) for n in (4, 16, 0)]


def test_wider_limits_make_a_warning_normal_again(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted((1, "temperature", 0, 82), (1, "temperature", 1, 83)))
    assert statuses(plant) == ["warning", "warning"]
    thresholds.set(plant, MANAGER, sensor_type="temperature", warn_high=100, crit_high=None)
    assert statuses(plant) == ["normal", "normal"]
    plant.write(assert_roll_ups_are_true)
    assert everything(plant, "SELECT * FROM maintenance_alerts").empty


@pytest.mark.long
def test_limits_of_one_machine_leave_the_others_alone(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted((1, "temperature", 0, 70), (2, "temperature", 0, 70)))
    made = thresholds.set(plant, MANAGER, sensor_type="temperature", equipment_id=2, warn_high=60)
    assert statuses(plant) == ["normal", "warning"]
    thresholds.set(plant, MANAGER, sensor_type="temperature", warn_high=65, crit_high=90)
    assert statuses(plant) == ["warning", "warning"]
    thresholds.remove(plant, MANAGER, made["id"])
    assert statuses(plant) == ["warning", "warning"]
    default = next(
        row["id"] for row in plant.read(Session.rows, "thresholds/all") if row["sensor_type"] == "temperature"
    )
    thresholds.remove(plant, MANAGER, default)
    assert statuses(plant) == ["unknown", "unknown"]
    plant.write(assert_roll_ups_are_true)
    assert everything(plant, "SELECT * FROM maintenance_alerts").empty


@pytest.mark.long
def test_a_wider_deadband_alone_joins_two_alerts(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted(*[(1, "vibration", n, value) for n, value in enumerate([2.1, 1.8, 2.1, 1.0])]))
    assert len(everything(plant, "SELECT * FROM maintenance_alerts")) == 2
    thresholds.set(plant, MANAGER, sensor_type="vibration", warn_high=2.0, crit_high=2.5, deadband=0.5)
    assert len(everything(plant, "SELECT * FROM maintenance_alerts")) == 1


@pytest.mark.parametrize(
    ("limits", "field", "words"),
    [
        ({"warn_high": 90, "crit_high": 80}, "crit_high", "must be below"),
        ({"warn_high": float("nan")}, "warn_high", "give a number"),
        ({"warn_high": 5, "deadband": -1}, "deadband", "0 or a number above it"),
        ({"warn_high": None, "crit_high": None}, "warn_high", "None of the four limits"),
    ],
)
def test_limits_that_cannot_be_are_refused(plant: Store, limits: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        thresholds.set(plant, MANAGER, sensor_type="temperature", **limits)
    assert refused.value.field == field


def test_who_may_change_limits(plant: Store) -> None:
    analyst = Actor(user_id=1, email="a@example.com", full_name="A", role=Role.ANALYST)
    with pytest.raises(NotAllowed):
        thresholds.set(plant, analyst, sensor_type="temperature", warn_high=1)
    with pytest.raises(NotFound, match="no machine 9"):
        thresholds.set(plant, MANAGER, sensor_type="temperature", equipment_id=9, warn_high=1)
    with pytest.raises(NotFound, match="no limits 99"):
        thresholds.remove(plant, MANAGER, 99)
    thresholds.set(plant, MANAGER, sensor_type="temperature", warn_high=70)
    entries = everything(plant, "SELECT action, user_email FROM audit_log WHERE entity = 'thresholds'")
    assert entries.values.tolist() == [["change", "mia@example.com"]]
