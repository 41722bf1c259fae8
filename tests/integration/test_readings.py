"""Readings in, by one or by many: statuses, duplicates, and roll-ups that never part from the readings."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.thresholds import DEFAULT_LIMITS, Limits
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import readings, thresholds
from producflow.operations.posted_readings import Posted
from producflow.operations.readings import BadReadings, ReadingsDiffer
from producflow.operations.single_readings import SingleReadings
from producflow.store.database import Session, Store, Transaction

START = datetime(2026, 3, 10, 6, tzinfo=UTC)
OPERATOR = Actor(user_id=8, email="oli@example.com", full_name="Oli", role=Role.OPERATOR)
MANAGER = Actor(user_id=9, email="mia@example.com", full_name="Mia", role=Role.MANAGER)


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def posted(*rows: tuple[int, str, float, float], **columns: Any) -> pd.DataFrame:
    """Machine, sensor type, minutes after START, value."""
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "sensor_type", "timestamp", "value"])
    return frame.assign(timestamp=[minute(n) for n in frame["timestamp"]], **columns)


@pytest.fixture
def plant(store: Store) -> Store:
    """Two machines: Press is 1, Mill is 2."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press", "Mill"]})))
    return store


def stored(store: Store) -> pd.DataFrame:
    return everything(store, "SELECT * FROM sensor_readings ORDER BY timestamp, equipment_id, sensor_type")


def everything(store: Store, sql: str) -> pd.DataFrame:
    return store.write(lambda transaction: asked(transaction, sql))


def asked(transaction: Transaction, sql: str) -> pd.DataFrame:
    frame: pd.DataFrame = transaction._cursor.sql(sql).to_arrow_table().to_pandas()
    return frame


def test_the_defaults_of_a_new_plant_are_those_of_the_domain(store: Store) -> None:
    rows = {row["sensor_type"]: row for row in store.read(Session.rows, "thresholds/all")}
    assert {name: Limits.from_row(row) for name, row in rows.items()} == DEFAULT_LIMITS
    assert {name: row["unit"] for name, row in rows.items()} == {
        "temperature": "°C",
        "pressure": "PSI",
        "vibration": "mm/s",
        "speed": "RPM",
    }
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


def test_the_same_reading_again_changes_nothing(plant: Store) -> None:
    frame = posted((1, "temperature", 0, 81), (1, "Temperature ", 0, 81), (2, "temperature", 0, 70))
    first = readings.add(plant, OPERATOR, frame)
    assert (first.new, first.unchanged) == (2, 1)
    before = stored(plant)
    again = readings.add(plant, OPERATOR, frame)
    assert (again.new, again.unchanged) == (0, 3)
    assert list(again.statuses) == ["warning", "warning", "normal"]
    pd.testing.assert_frame_equal(stored(plant), before)


def test_another_value_at_the_same_instant_is_refused_and_named(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted((1, "temperature", 0, 81)))
    with pytest.raises(ReadingsDiffer, match="is 81 already, not 82"):
        readings.add(plant, OPERATOR, posted((1, "temperature", 0, 82)))
    with pytest.raises(ReadingsDiffer) as refused:
        readings.add(plant, OPERATOR, posted((1, "speed", 5, 1500), (2, "speed", 5, 1500), (1, "speed", 5, 1501)))
    assert [row.row for row in refused.value.rows] == [2]
    assert "1 of 3 readings" in str(refused.value)
    assert len(stored(plant)) == 1


def test_bad_rows_are_all_named_and_nothing_is_stored(plant: Store) -> None:
    frame = posted(
        (1, "temperature", 0, 70),
        (7, "temperature", 1, 70),
        (1, " ", 2, 70),
        (1, "temperature", 3, np.inf),
        (1, "temperature", 4, 70),
        (1, "temperature", 5, 70),
    ).astype({"timestamp": "object"})
    frame.loc[4, "timestamp"] = "yesterday"
    frame.loc[5, "timestamp"] = datetime.now(UTC) + timedelta(days=2)
    frame["unit"] = [None, None, None, None, None, "bar"]
    with pytest.raises(BadReadings) as refused:
        readings.add(plant, OPERATOR, frame)
    assert [(row.row, row.field) for row in refused.value.rows] == [
        (1, "equipment_id"),
        (2, "sensor_type"),
        (3, "value"),
        (4, "timestamp"),
        (5, "timestamp"),
    ]
    assert isinstance(refused.value, InvalidInput)
    assert stored(plant).empty


def test_other_units_are_converted_and_unknown_ones_refused(plant: Store) -> None:
    frame = posted((1, "temperature", 0, 176.0), (1, "pressure", 0, 4.0), unit=["°F", "bar"])
    readings.add(plant, OPERATOR, frame)
    rows = stored(plant).set_index("sensor_type")
    assert rows.loc["temperature", "value"] == pytest.approx(80.0)  # (176 − 32) × 5/9
    assert rows.loc["pressure", "value"] == pytest.approx(58.015, abs=0.001)
    assert set(rows["unit"]) == {"°C", "PSI"}
    with pytest.raises(BadReadings, match=r"The unit “furlong” cannot be converted: a temperature is kept in °C"):
        readings.add(plant, OPERATOR, posted((1, "temperature", 1, 5), unit=["furlong"]))


def test_a_type_of_nobodys_keeps_its_own_unit(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted((1, "Motor_Current", 0, 5), unit=["A"]))
    assert stored(plant)[["sensor_type", "unit", "status"]].values.tolist() == [["motor_current", "A", "unknown"]]


def test_readings_lie_in_time_order_and_raise_their_alerts(plant: Store) -> None:
    frame = posted((1, "temperature", 3, 86), (1, "temperature", 1, 70), (1, "temperature", 2, 81))
    readings.add(plant, OPERATOR, frame)
    assert list(everything(plant, "SELECT value FROM sensor_readings ORDER BY id")["value"]) == [70, 81, 86]
    alerts = everything(plant, "SELECT * FROM maintenance_alerts")
    assert list(alerts["type"]) == ["predictive", "emergency"]  # what goes on beyond a critical limit is a new one
    assert list(alerts["started_at"]) == [pd.Timestamp(minute(n)).tz_localize(None) for n in (2, 3)]


def test_a_batch_is_audited_once_and_a_machines_single_reading_not(plant: Store) -> None:
    readings.add(plant, COMMAND_LINE, posted((1, "speed", 0, 1500)))
    readings.add(plant, OPERATOR, posted((1, "speed", 1, 1500), (1, "speed", 2, 1500)))
    entries = everything(plant, "SELECT action, user_email, after FROM audit_log WHERE entity = 'sensor_readings'")
    assert entries[["action", "user_email"]].values.tolist() == [["add", "oli@example.com"]]
    assert '"new": 2' in entries["after"][0]


# --- Roll-ups equal a full recomputation, whatever was added, changed or removed --------------------------------------

Change = tuple[str, int, str, int, float]
changes = st.tuples(
    st.sampled_from(["put", "put", "put", "remove"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["temperature", "flow"]),
    st.integers(0, 400),
    st.sampled_from([60.0, 79.5, 80.0, 80.5, 85.0, 90.0]),
)


def apply(transaction: Transaction, batch: Iterable[Change]) -> None:
    """Put or remove readings as an import or its undo does, then refresh."""
    last_wins = {(machine, sensor, n): (what, value) for what, machine, sensor, n, value in batch}
    keys = pd.DataFrame(list(last_wins), columns=["equipment_id", "sensor_type", "timestamp"])
    keys["timestamp"] = pd.to_datetime([minute(n) for n in keys["timestamp"]], utc=True)
    for machine, sensor, n in last_wins:
        transaction._cursor.execute(
            "DELETE FROM sensor_readings WHERE equipment_id = ? AND sensor_type = ? AND timestamp = ?",
            [machine, sensor, minute(n).replace(tzinfo=None)],
        )
    put = [what == "put" for what, _ in last_wins.values()]
    values = keys.assign(value=[value for _, value in last_wins.values()], unit="x")[put]
    assert readings.insert_new(transaction, values) == sum(put)
    readings.refresh(transaction, readings.touched(keys))


def recomputed(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.assign(hour=rows["timestamp"].dt.floor("h")).groupby(["equipment_id", "sensor_type", "hour"])
    return pd.DataFrame(
        {
            "n": grouped.size(),
            "total": grouped["value"].sum(),
            "minimum": grouped["value"].min(),
            "maximum": grouped["value"].max(),
            "n_warning": grouped["status"].agg(lambda each: (each == "warning").sum()),
            "n_critical": grouped["status"].agg(lambda each: (each == "critical").sum()),
            "n_unknown": grouped["status"].agg(lambda each: (each == "unknown").sum()),
        }
    ).reset_index()


def assert_roll_ups_are_true(transaction: Transaction) -> None:
    def table(name: str) -> pd.DataFrame:
        return asked(transaction, f"SELECT * FROM {name}")

    rows = table("sensor_readings").sort_values("timestamp")
    key = ["equipment_id", "sensor_type", "hour"]
    kept = table("sensor_hourly").sort_values(key, ignore_index=True)
    expected = recomputed(rows) if len(rows) else kept[:0]
    pd.testing.assert_frame_equal(kept, expected[kept.columns], check_dtype=False)
    newest = rows.groupby(["equipment_id", "sensor_type"]).tail(1).sort_values(key[:2], ignore_index=True)
    latest = table("sensor_latest").sort_values(key[:2], ignore_index=True)
    pd.testing.assert_frame_equal(latest, newest[latest.columns], check_dtype=False)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(changes, min_size=1, max_size=12), min_size=1, max_size=4))
def test_roll_ups_equal_a_full_recomputation(plant: Store, batches: list[list[Change]]) -> None:
    class Done(Exception):
        """Nothing of an example stays."""

    def example(transaction: Transaction) -> None:
        for batch in batches:
            apply(transaction, batch)
            assert_roll_ups_are_true(transaction)
        raise Done

    with pytest.raises(Done):
        plant.write(example)


def test_the_latest_reading_is_right_after_its_removal(plant: Store) -> None:
    readings.add(plant, OPERATOR, posted((1, "flow", 0, 1), (1, "flow", 200, 2), (1, "flow", 205, 3)))

    def latest() -> list[float]:
        return list(plant.read(Session.frame, "readings/latest_of_machines")["value"])

    assert latest() == [3]
    plant.write(lambda transaction: apply(transaction, [("remove", 1, "flow", 205, 0), ("remove", 1, "flow", 200, 0)]))
    assert latest() == [1]
    plant.write(lambda transaction: apply(transaction, [("remove", 1, "flow", 0, 0)]))
    assert latest() == []
    assert plant.write(lambda t: t._cursor.execute("SELECT count(*) FROM sensor_hourly").fetchall()) == [(0,)]


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


def test_each_reading_of_a_person_is_on_record_and_a_machine_once_an_hour(plant: Store) -> None:
    singles = SingleReadings(plant)
    machine = Actor(user_id=None, email="key: press", full_name="Press", role=Role.OPERATOR)
    handed_in = [
        singles.add(actor, Posted(1, "temperature", minute(n), 70.0, "°C"))
        for n, actor in enumerate([OPERATOR, machine, machine, OPERATOR])
    ]
    [first, _, _, last] = [result.result(30)[place] for result, place in handed_in]
    singles.settle()
    entries = plant.read(
        Session.rows, "audit/entries", person=None, action=None, entity="sensor_readings", since=None, most=10
    )
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    of_people = {entry["entity_id"] for entry in entries if entry["user_email"] == "oli@example.com"}
    assert of_people == {first["id"], last["id"]}
    assert [entry["action"] for entry in entries if entry["user_email"] == "key: press"] == ["add"]
