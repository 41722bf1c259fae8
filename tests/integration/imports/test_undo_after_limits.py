"""Taking an import back brings readings back as the limits in force see them, not as those of then did."""

import io

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.operations import thresholds
from producflow.store.database import Session, Store

pytestmark = pytest.mark.long

AT = "2026-03-02T08:00:00Z"


def brought(store: Store, value: float) -> int:
    file = io.BytesIO(f"machine,time,sensor,value\nPress,{AT},torque,{value}\n".encode())
    options = imports.ImportOptions(kind="sensor_readings", create_equipment=True)
    done = imports.import_file(store, COMMAND_LINE, file, "readings.csv", options)
    assert done.batch is not None
    return done.batch.id


@pytest.mark.parametrize("of_the_machine", [True, False])
def test_a_restored_reading_has_the_status_of_the_limits_in_force(store: Store, *, of_the_machine: bool) -> None:
    brought(store, 91.0)
    second = brought(store, 20.0)
    machine = 1 if of_the_machine else None
    thresholds.set(store, COMMAND_LINE, sensor_type="torque", equipment_id=machine, warn_high=81, crit_high=85)
    imports.undo(store, COMMAND_LINE, second)
    [row] = store.read(Session.rows, "readings/latest_of_machines")
    assert (row["value"], row["status"]) == (91.0, "critical")
    [hour] = store.read(
        lambda session: session.composed("SELECT n, n_critical, n_unknown FROM sensor_hourly")
    ).to_pylist()
    assert hour == {"n": 1, "n_critical": 1, "n_unknown": 0}
