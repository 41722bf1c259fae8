"""Whatever is posted, imported, undone, redone, removed by age or limited anew: roll-ups say what the readings say.

They are compared with sums worked out anew in pandas from the readings themselves, statuses included.
"""

import io
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, InvalidInput
from producflow.operations import readings, retention, thresholds
from producflow.operations.handed_in import Counted, ToBeNamed
from producflow.operations.posted_readings import sound
from producflow.operations.single_readings import SingleReadings
from producflow.store.database import Session, Store, Transaction

pytestmark = pytest.mark.long

BASE = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=12)
MACHINES = (1, 2)
SENSORS = ("temperature", "torque")  # one with limits from the start, one without
SUMS = ["n", "minimum", "maximum", "n_warning", "n_critical", "n_unknown"]
HOUR_KEY = ["equipment_id", "sensor_type", "hour"]

moments = st.integers(0, 7 * 24 * 4 - 1).map(lambda quarter: BASE + timedelta(minutes=15 * quarter))
values = st.sampled_from([20.0, 79.5, 80.0, 82.0, 85.0, 91.0])
rows = st.lists(
    st.tuples(st.sampled_from(MACHINES), st.sampled_from(SENSORS), moments, values),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:3],
)


def status_of(value: float, limits: dict[str, Any] | None) -> str:
    """By SPEC section 3: critical before warning, strictly beyond."""
    if limits is None:
        return "unknown"
    for status, low, high in (("critical", "crit_low", "crit_high"), ("warning", "warn_low", "warn_high")):
        if (limits[low] is not None and value < limits[low]) or (limits[high] is not None and value > limits[high]):
            return status
    return "normal"


class RollUps(RuleBasedStateMachine):
    """One plant, and everything that changes readings or what they count as."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="producflow-rollups-"))
        self.store = Store.open(self.folder / "plant.duckdb")
        self.queue = SingleReadings(self.store)
        self.in_force: list[int] = []
        self.undone: list[int] = []
        self.kept_from: datetime | None = None
        self.sums_of_before = pd.DataFrame()
        self.fresh = True

        def two_machines(transaction: Transaction) -> None:
            transaction.append("equipment", pd.DataFrame({"name": ["Press 1", "Press 2"]}))

        self.store.write(two_machines)

    @rule(posted=rows)
    def post_one_by_one(self, posted: list[tuple[int, str, datetime, float]]) -> None:
        now = datetime.now(UTC)
        for machine, sensor, at, value in posted:
            reading = sound(equipment_id=machine, sensor_type=sensor, value=value, timestamp=at, unit=None, now=now)
            result, place = self.queue.add(COMMAND_LINE, reading)
            outcome = result.result()[place]
            too_old = self.kept_from is not None and at < self.kept_from
            assert isinstance(outcome, dict | (InvalidInput if too_old else Conflict))
        self.fresh = False  # until they settle

    @rule(posted=rows)
    def post_a_batch(self, posted: list[tuple[int, str, datetime, float]]) -> None:
        frame = pd.DataFrame(posted, columns=["equipment_id", "sensor_type", "timestamp", "value"])
        try:
            readings.add(self.store, COMMAND_LINE, frame)
        except (Conflict, InvalidInput):
            return

    @rule(posted=rows, again=st.booleans())
    def post_a_few_at_once(self, posted: list[tuple[int, str, datetime, float]], *, again: bool) -> None:
        now = datetime.now(UTC)
        few = [
            sound(equipment_id=machine, sensor_type=sensor, value=value, timestamp=at, unit=None, now=now)
            for machine, sensor, at, value in posted
        ]
        result, place = self.queue.add_batch(COMMAND_LINE, few + few[:1] * again)
        outcome = result.result()[place]
        assert isinstance(outcome, Counted | ToBeNamed)
        if isinstance(outcome, Counted):
            assert outcome.new + outcome.unchanged == len(few) + again
        self.fresh = False

    @rule(said=rows)
    def import_a_file(self, said: list[tuple[int, str, datetime, float]]) -> None:
        lines = [f"Press {machine},{at.isoformat()},{sensor},{value}" for machine, sensor, at, value in said]
        file = io.BytesIO("\n".join(["machine,time,sensor,value", *lines]).encode())
        options = imports.ImportOptions(kind="sensor_readings")
        done = imports.import_file(self.store, COMMAND_LINE, file, "readings.csv", options)
        assert done.batch is not None
        self.in_force.append(done.batch.id)

    @precondition(lambda self: self.in_force)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(self.in_force))
        try:
            imports.undo(self.store, COMMAND_LINE, batch)
        except Conflict as error:
            assert "removed by age" in str(error)  # noqa: PT017 - one way or the other
            return
        self.in_force.remove(batch)
        self.undone.append(batch)

    @precondition(lambda self: self.undone)
    @rule(data=st.data())
    def redo(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(self.undone))
        imports.redo(self.store, COMMAND_LINE, batch)
        self.undone.remove(batch)
        self.in_force.append(batch)

    @rule(sensor=st.sampled_from(SENSORS), machine=st.sampled_from([None, *MACHINES]), high=st.integers(70, 90))
    def set_limits(self, sensor: str, machine: int | None, high: int) -> None:
        thresholds.set(
            self.store, COMMAND_LINE, sensor_type=sensor, equipment_id=machine, warn_high=high, crit_high=high + 4
        )
        self.fresh = True

    @rule(data=st.data())
    def remove_limits(self, data: st.DataObject) -> None:
        known = self.store.read(Session.rows, "thresholds/all")
        if known:
            thresholds.remove(self.store, COMMAND_LINE, data.draw(st.sampled_from([row["id"] for row in known])))
            self.fresh = True

    @rule(days=st.integers(6, 13))
    def remove_by_age(self, days: int) -> None:
        self.queue.settle()
        before = self.hours()
        retired = retention.retire(self.store, COMMAND_LINE, days)
        self.fresh = True
        if retired.rows:
            self.kept_from = retired.before
            self.sums_of_before = before[before["hour"] < pd.Timestamp(retired.before)].reset_index(drop=True)

    @rule()
    def settle(self) -> None:
        self.queue.settle()
        self.fresh = True

    def hours(self) -> pd.DataFrame:
        found = self.store.read(lambda session: session.composed_frame("SELECT * FROM sensor_hourly"))
        return found.sort_values(HOUR_KEY, ignore_index=True)

    @invariant()
    def roll_ups_are_exact(self) -> None:
        if not hasattr(self, "store"):
            return
        if not self.fresh:
            self.queue.settle()
            self.fresh = True
        stored = self.store.read(lambda session: session.composed_frame("SELECT * FROM sensor_readings"))
        limits = {
            (row["sensor_type"], row["equipment_id"]): row for row in self.store.read(Session.rows, "thresholds/all")
        }
        kept = stored
        if self.kept_from is not None:
            kept = stored[stored["timestamp"] >= pd.Timestamp(self.kept_from)]
        expected_status = [
            status_of(value, limits.get((sensor, machine), limits.get((sensor, None))))
            for machine, sensor, value in zip(kept["equipment_id"], kept["sensor_type"], kept["value"], strict=True)
        ]
        assert kept["status"].tolist() == expected_status
        self.compare_hours(kept)
        self.compare_latest(stored)

    def compare_hours(self, kept: pd.DataFrame) -> None:
        summed = (
            kept.assign(hour=kept["timestamp"].dt.floor("h"))
            .groupby(HOUR_KEY)
            .agg(
                n=("value", "size"),
                total=("value", "sum"),
                minimum=("value", "min"),
                maximum=("value", "max"),
                n_warning=("status", lambda status: (status == "warning").sum()),
                n_critical=("status", lambda status: (status == "critical").sum()),
                n_unknown=("status", lambda status: (status == "unknown").sum()),
            )
            .reset_index()
            .sort_values(HOUR_KEY, ignore_index=True)
        )
        found = self.hours()
        if self.kept_from is not None:
            of_before = found["hour"] < pd.Timestamp(self.kept_from)
            pd.testing.assert_frame_equal(found[of_before].reset_index(drop=True), self.sums_of_before)
            found = found[~of_before].reset_index(drop=True)
        assert found[HOUR_KEY].to_numpy().tolist() == summed[HOUR_KEY].to_numpy().tolist()
        assert found[SUMS].to_numpy().tolist() == summed[SUMS].to_numpy().tolist()
        assert np.allclose(found["total"], summed["total"].astype("float64"), rtol=1e-12)

    def compare_latest(self, stored: pd.DataFrame) -> None:
        newest = stored.sort_values("timestamp").drop_duplicates(["equipment_id", "sensor_type"], keep="last")
        columns = ["equipment_id", "sensor_type", "timestamp", "value", "status"]
        found = self.store.read(Session.frame, "readings/latest_of_machines")[columns]
        expected = newest.sort_values(["equipment_id", "sensor_type"])[columns]
        assert found.to_numpy().tolist() == expected.to_numpy().tolist()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


RollUps.TestCase.settings = settings(
    max_examples=5, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
test_roll_ups_equal_a_full_recomputation = RollUps.TestCase
