"""A plant's readings go to a lake and come back without loss, and may go here once they lie there."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, InvalidInput, LakeUnavailable
from producflow.lake import exporting, manifest
from producflow.operations import equipment, readings, thresholds
from producflow.reports import integrity
from producflow.store.database import Store
from tests.integration.lake.conftest import RollUp
from tests.raw_lakes import EXACT, published
from tests.raw_lakes import readings as of

pytestmark = pytest.mark.long

DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"]
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


def rows(store: Store, table: str) -> pd.DataFrame:
    columns = {
        "sensor_readings": "e.name, t.sensor_type, t.timestamp, t.value, t.unit, t.status",
        "sensor_hourly": "e.name, t.sensor_type, t.hour, t.n, t.total, t.minimum, t.maximum, t.n_warning, "
        "t.n_critical, t.n_unknown",
    }[table]
    sql = f"SELECT {columns} FROM {table} t JOIN equipment e ON e.id = t.equipment_id ORDER BY ALL"
    return store.read(lambda session: session.composed_frame(sql))


@pytest.fixture
def plant(store: Store) -> Store:
    """Three days of a press and a mill that has limits of its own, one sensor without limits or unit."""
    press = equipment.create(store, COMMAND_LINE, name="Press 1", type="press", capacity=900.0)["id"]
    mill = equipment.create(store, COMMAND_LINE, name="Mill Ø 3")["id"]
    thresholds.set(store, COMMAND_LINE, sensor_type="temperature", equipment_id=mill, warn_high=70.0, crit_high=81.0)
    for day in DAYS:
        for number, sensor, values in ((press, "temperature", [70.0, 81.0, 86.0]), (mill, "temperature", [70.5, 82.0])):
            _post(store, of(day, "", sensor, values), number)
        _post(store, of(day, "", "hum", [0.1, 1 / 3]), press)
    return store


def _post(store: Store, frame: pd.DataFrame, number: int) -> None:
    frame["timestamp"] = frame["timestamp"].dt.tz_localize("UTC")
    readings.add(store, COMMAND_LINE, frame.drop(columns="equipment").assign(equipment_id=number))


def test_out_and_back_without_loss(plant: Store, raw: Path, target: Path, roll_up: RollUp, tmp_path: Path) -> None:
    assert [rows for _, rows in exporting.export(plant, COMMAND_LINE, raw, "Oslo")] == [7, 7, 7]
    assert list(exporting.export(plant, COMMAND_LINE, raw, "Oslo")) == []  # all of it lies there
    roll_up()
    hours = rows(plant, "sensor_hourly")
    counts = [name for name in EXACT if name in hours]
    pd.testing.assert_frame_equal(published(target).reset_index()[counts], hours[counts], check_dtype=False)
    other = Store.open(tmp_path / "other.duckdb")
    try:
        assert [new for _, new in exporting.bring(other, COMMAND_LINE, raw, "Oslo")] == [7, 7, 7]
        for table in ("sensor_readings", "sensor_hourly"):
            pd.testing.assert_frame_equal(rows(other, table), rows(plant, table))
        found = other.read(lambda session: session.frame("equipment/all")).set_index("name").loc["Press 1"]
        assert (found["type"], found["capacity"]) == ("press", 900.0)
        assert [new for _, new in exporting.bring(other, COMMAND_LINE, raw, "Oslo")] == [0, 0, 0]
        assert not [finding.problems for finding in integrity.check(other) if finding.problems]
    finally:
        other.close()


def test_readings_go_here_only_once_they_lie_there(plant: Store, raw: Path) -> None:
    with pytest.raises(Conflict, match="2026-03-01 is not in the lake as it is here, so nothing was removed"):
        exporting.retire(plant, COMMAND_LINE, raw, "Oslo", 2, NOW)
    list(exporting.export(plant, COMMAND_LINE, raw, "Oslo"))
    first = raw / "plant=Oslo" / f"day={DAYS[0]}" / exporting.FILE
    content = first.read_bytes()
    first.write_bytes(content[:-1])
    with pytest.raises(Conflict, match="2026-03-01 is not in the lake"):
        exporting.retire(plant, COMMAND_LINE, raw, "Oslo", 2, NOW)
    assert [str(day) for day, _ in exporting.export(plant, COMMAND_LINE, raw, "Oslo")] == [DAYS[0]]  # made whole again
    hours = rows(plant, "sensor_hourly")
    retired = exporting.retire(plant, COMMAND_LINE, raw, "Oslo", 2, NOW)
    assert (str(retired.before), retired.rows) == ("2026-03-02 00:00:00+00:00", 4)  # the last one of each sensor stays
    pd.testing.assert_frame_equal(rows(plant, "sensor_hourly"), hours)
    assert list(exporting.export(plant, COMMAND_LINE, raw, "Oslo")) == []  # what is gone here stays there
    assert first.exists()


def test_what_is_not_as_it_was_exported_is_a_sentence(plant: Store, raw: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"holds no export\.json"):
        list(exporting.bring(plant, COMMAND_LINE, raw, "Oslo"))
    list(exporting.export(plant, COMMAND_LINE, raw, "Oslo"))
    other = Store.open(tmp_path / "other.duckdb")
    try:
        press = equipment.create(other, COMMAND_LINE, name="Press 1")["id"]
        _post(other, of(DAYS[0], "", "temperature", [99.0]), press)  # where 70 was exported
        with pytest.raises(Conflict, match="2026-03-01: 7 readings were exported, and here are 7 of that day, or some"):
            list(exporting.bring(other, COMMAND_LINE, raw, "Oslo"))
        assert len(rows(other, "sensor_readings")) == 1
        (manifest.folder_of(raw, "Oslo") / f"day={DAYS[0]}" / exporting.FILE).write_bytes(b"torn")
        with pytest.raises(LakeUnavailable, match="is not what was exported; export that day anew"):
            list(exporting.bring(other, COMMAND_LINE, raw, "Oslo"))
    finally:
        other.close()
