"""Readings in, by one or by many: statuses, duplicates, and roll-ups that never part from the readings."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import InvalidInput
from producflow.operations import readings
from producflow.operations.posted_readings import Posted
from producflow.operations.readings import BadReadings, ReadingsDiffer
from producflow.operations.single_readings import SingleReadings
from producflow.store.database import Session, Store, Transaction
from tests.audited import logged
from tests.integration.posting import (
    OPERATOR,
    assert_roll_ups_are_true,
    everything,
    minute,
    plant,
    posted,
    stored,
)

__all__ = ["plant"]


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


@pytest.mark.long
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


def test_each_reading_of_a_person_is_on_record_and_a_machine_once_an_hour(plant: Store) -> None:
    singles = SingleReadings(plant)
    machine = Actor(user_id=None, email="key: press", full_name="Press", role=Role.OPERATOR)
    handed_in = [
        singles.add(actor, Posted(1, "temperature", minute(n), 70.0, "°C"))
        for n, actor in enumerate([OPERATOR, machine, machine, OPERATOR])
    ]
    [first, _, _, last] = [result.result(30)[place] for result, place in handed_in]
    singles.settle()
    entries = logged(plant, entity="sensor_readings")
    assert isinstance(first, dict)
    assert isinstance(last, dict)
    of_people = {entry["entity_id"] for entry in entries if entry["user_email"] == "oli@example.com"}
    assert of_people == {first["id"], last["id"]}
    assert [entry["action"] for entry in entries if entry["user_email"] == "key: press"] == ["add"]
