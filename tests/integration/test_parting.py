"""A sensor that no longer moves with the others of its machine is told of, kept and judged like any prediction."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from benchmarks.alerts import joints
from producflow.access.roles import COMMAND_LINE
from producflow.domain.predictions.together import LASTS, LEARNED, TOGETHER
from producflow.operations import equipment, maintenance_jobs, plant, predicting
from producflow.store.database import Store, Transaction
from producflow.store.queries import predictions as queries

pytestmark = pytest.mark.long

ZONE = "Etc/GMT+5"
FIRST = pd.Timestamp("2026-01-05", tz=ZoneInfo(ZONE))
SEED, KIND = 520_003, "season"


@pytest.fixture
def made(store: Store) -> joints.Machine:
    """A machine in the store of which a sensor parts, and one that is well."""
    plant.change_settings(store, COMMAND_LINE, {"timezone": ZONE})
    found = joints.machine(SEED, KIND, fault=True)
    for name, each in (("Parts", found), ("Well", joints.machine(SEED, KIND))):
        machine = int(equipment.create(store, COMMAND_LINE, name=name)["id"])
        store.write(fill, machine, each.hours)
    return found


def fill(transaction: Transaction, machine: int, hours: pd.DataFrame) -> None:
    at = pd.date_range(FIRST.tz_convert("UTC").tz_localize(None), periods=len(hours), freq="h")
    for name in hours:
        value = hours[name].to_numpy()
        sums = {"n": 1, "total": value, "minimum": value, "maximum": value}
        frame = pd.DataFrame({"equipment_id": machine, "sensor_type": name, "hour": at, **sums})
        transaction.append("sensor_hourly", frame.assign(n_warning=0, n_critical=0, n_unknown=0))


def after(days: float) -> datetime:
    return (FIRST + timedelta(days=days)).to_pydatetime()


def told(store: Store) -> pd.DataFrame:
    found = store.read(queries.everything, None)
    return found[found["method"] == TOGETHER].sort_values("made_at", ignore_index=True)


def test_a_sensor_that_parts_is_told_of_as_if_it_had_been_looked_at_each_day(
    store: Store, made: joints.Machine
) -> None:
    begins = made.begins or 0
    predicting.predict(store, after(begins))
    assert told(store).empty
    for day in range(1, 8):
        predicting.predict(store, after(begins + day + 0.07))  # an hour or so after midnight
    day_by_day = told(store)
    [one] = day_by_day.to_dict("records")
    assert (one["machine"], one["method"], pd.isna(one["limit_name"])) == ("Parts", TOGETHER, True)
    assert timedelta(days=LASTS - 1) < one["made_at"] - after(begins) <= timedelta(days=7)
    assert "has not moved with the other sensors of its machine since" in one["words"]
    assert pd.isna(one["confidence"])
    assert not one["hindsight"]
    # It is judged by what happens to the machine: no limit is of it.
    job = maintenance_jobs.create(
        store,
        COMMAND_LINE,
        equipment_id=int(one["equipment_id"]),
        maintenance_type="corrective",
        description="Mount the sensor",
        status="completed",
        scheduled_date=one["made_at"],
        completed_date=one["made_at"] + timedelta(days=3),
    )
    assert job["status"] == "completed"
    predicting.predict(store, after(LEARNED + joints.DAYS))
    later = told(store)
    [judged] = later[later["id"] == one["id"]].to_dict("records")
    assert (judged["came_true"], judged["what"]) == (True, "job")


def test_at_first_use_the_past_is_told_of_without_what_came_later(store: Store, made: joints.Machine) -> None:
    predicting.predict(store, after(LEARNED + joints.DAYS))
    found = told(store)
    assert set(found["machine"]) == {"Parts"}
    assert found["hindsight"].all()
    first = found.iloc[0]
    assert first["made_at"] - after(made.begins or 0) <= timedelta(days=7)


def test_fewer_sensors_than_three_say_nothing_of_one_another(store: Store) -> None:
    found = joints.machine(SEED, KIND, fault=True)
    machine = int(equipment.create(store, COMMAND_LINE, name="Two")["id"])
    store.write(fill, machine, found.hours.iloc[:, :2])
    predicting.predict(store, after(LEARNED + joints.DAYS))
    assert told(store).empty
    assert np.isfinite(found.hours.to_numpy()).all()
