"""Single readings go by age; sums, latest readings and alerts stay, and whoever would need the readings is told."""

import io
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, InvalidInput
from producflow.operations import readings, retention, thresholds
from producflow.operations.posted_readings import sound
from producflow.operations.single_readings import SingleReadings
from producflow.reports import integrity
from producflow.reports.sensors import series_of
from producflow.store.database import Session, Store

pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT_FROM = datetime(2026, 3, 21, 12, tzinfo=UTC)
HEADER = "machine,time,sensor,value"


def rows(first: datetime, hours: int, value: float, sensor: str = "temperature") -> list[str]:
    return [f"Press,{(first + n * timedelta(minutes=30)).isoformat()},{sensor},{value}" for n in range(2 * hours)]


def imported(store: Store, lines: list[str]) -> int:
    file = io.BytesIO("\n".join([HEADER, *lines]).encode())
    options = imports.ImportOptions(kind="sensor_readings", create_equipment=True)
    done = imports.import_file(store, COMMAND_LINE, file, "r.csv", options)
    assert done.batch is not None
    return done.batch.id


@pytest.fixture
def aged(store: Store) -> tuple[Store, int, int]:
    """Twenty days of readings in an old and a new import, the older half of them removed by age."""
    old = imported(store, rows(NOW - 20 * DAY, 240, 70.0) + rows(NOW - 20 * DAY, 5, 1.5, "vibration"))
    new = imported(store, rows(NOW - 10 * DAY + timedelta(hours=1), 200, 71.0))
    before = hours(store)
    retired = retention.retire(store, COMMAND_LINE, 10, NOW)
    assert retired == retention.Retired(KEPT_FROM, 487)  # of 479 and 10 before it, the last one of each sensor stays
    pd.testing.assert_frame_equal(hours(store), before)
    return store, old, new


def hours(store: Store) -> pd.DataFrame:
    found = store.read(lambda session: session.composed_frame("SELECT * FROM sensor_hourly"))
    return found.sort_values(["sensor_type", "hour"], ignore_index=True)


def test_the_rest_holds_together_and_the_last_reading_of_a_silent_sensor_stays(aged: tuple[Store, int, int]) -> None:
    store, _, _ = aged
    assert not any(finding.problems for finding in integrity.check(store))
    latest = store.read(Session.frame, "readings/latest_of_machines").set_index("sensor_type")["value"]
    assert latest.to_dict() == {"temperature": 71.0, "vibration": 1.5}


def test_an_import_that_lost_readings_cannot_be_taken_back_and_says_so(aged: tuple[Store, int, int]) -> None:
    store, old, new = aged
    version = store.data_version
    with pytest.raises(Conflict, match="487 of its readings lie before 21 March 2026 12:00 UTC"):
        imports.undo(store, COMMAND_LINE, old)
    assert store.data_version == version
    imports.undo(store, COMMAND_LINE, new)
    assert not any(finding.problems for finding in integrity.check(store))
    latest = store.read(Session.frame, "readings/latest_of_machines").set_index("sensor_type")["value"]
    assert latest["temperature"] == 70.0


def test_bringing_back_an_undone_import_leaves_out_what_is_too_old_and_names_it(store: Store) -> None:
    undone = imported(store, rows(NOW - 12 * DAY, 1, 60.0) + rows(NOW - DAY, 1, 61.0))
    imports.undo(store, COMMAND_LINE, undone)
    imported(store, rows(NOW - 13 * DAY, 2, 70.0))
    retention.retire(store, COMMAND_LINE, 10, NOW)
    redone = imports.redo(store, COMMAND_LINE, undone)
    assert (redone.added, redone.rejected) == (2, 2)
    assert "lies before 2026-03-21 12:00 UTC, and single readings of then are not kept any more" in redone.describe()


def test_readings_of_then_are_refused_from_wherever_they_come(aged: tuple[Store, int, int]) -> None:
    store, _, _ = aged
    at = KEPT_FROM - timedelta(hours=3)
    frame = pd.DataFrame({"equipment_id": [1], "sensor_type": ["x"], "timestamp": [at], "value": [1.0]})
    with pytest.raises(InvalidInput, match="not kept any more"):
        readings.add(store, COMMAND_LINE, frame)
    single = sound(equipment_id=1, sensor_type="x", value=1.0, timestamp=at, unit=None, now=NOW)
    result, place = SingleReadings(store).add(COMMAND_LINE, single)
    assert isinstance(result.result()[place], InvalidInput)
    file = io.BytesIO("\n".join([HEADER, *rows(at, 1, 3.0), *rows(NOW - DAY, 1, 3.0, "x")]).encode())
    done = imports.import_file(store, COMMAND_LINE, file, "r.csv", imports.ImportOptions(kind="sensor_readings"))
    assert (done.rehearsal.counts.added, done.rehearsal.counts.rejected) == (2, 2)
    assert "are not kept" in done.rehearsal.reasons["reason"].iloc[0]


def test_changed_limits_count_where_the_readings_are(aged: tuple[Store, int, int]) -> None:
    store, _, _ = aged
    thresholds.set(store, COMMAND_LINE, sensor_type="temperature", warn_high=65)
    found = hours(store)
    found = found[found["sensor_type"] == "temperature"]
    old = found["hour"] < pd.Timestamp(KEPT_FROM)
    assert found.loc[old, "n_warning"].sum() == 0
    assert (found.loc[~old, "n_warning"] == found.loc[~old, "n"]).all()


def test_a_chart_of_then_shows_hours_and_says_why(aged: tuple[Store, int, int]) -> None:
    store, _, _ = aged
    series = series_of(store, 1, "temperature", NOW - 15 * DAY, NOW - 14.9 * DAY)
    assert series.step == timedelta(hours=1)
    assert series.readings == 6  # of the three hours that the span touches
    assert "single readings before 21 Mar 2026 UTC are not kept" in series.resolution
    newer = series_of(store, 1, "temperature", NOW - 5 * DAY, NOW - 4.9 * DAY)
    assert newer.resolution == "every reading"


def test_an_alert_that_began_before_stays_one_alert_and_ends(store: Store) -> None:
    imported(store, [*rows(NOW - 11 * DAY, 48, 82.0)])  # beyond from before until after
    [alert] = store.read(Session.rows, "alerts/across", kept_from=KEPT_FROM)
    retention.retire(store, COMMAND_LINE, 10, NOW)
    imported(store, rows(NOW - 9 * DAY, 1, 83.0))
    assert [row["id"] for row in store.read(Session.rows, "alerts/across", kept_from=KEPT_FROM)] == [alert["id"]]
    imported(store, rows(NOW - 8 * DAY, 1, 70.0))
    found = store.read(Session.frame, "exports/maintenance_alerts", priority=None, machines=None, status=None)
    assert found["id"].tolist() == [alert["id"]]
    assert found["status"].tolist() == ["resolved"]
    [ended] = store.read(Session.rows, "alerts/across", kept_from=KEPT_FROM)
    assert (ended["started_at"], ended["ended_at"]) == (alert["started_at"], NOW - 8 * DAY)


def test_a_clock_that_was_set_back_brings_nothing_back(aged: tuple[Store, int, int]) -> None:
    store, _, _ = aged
    assert retention.retire(store, COMMAND_LINE, 10, NOW - 5 * DAY) == retention.Retired(KEPT_FROM, 0)
    with pytest.raises(InvalidInput, match="at least one day"):
        retention.retire(store, COMMAND_LINE, 0, NOW)
