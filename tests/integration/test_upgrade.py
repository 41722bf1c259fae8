"""A database of every schema there ever was opens and tells the same figures; and there is a way back."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from producflow import backups
from producflow.errors import DatabaseNewer, StoreUnavailable
from producflow.reports import integrity, production
from producflow.reports.maintenance import open_alerts
from producflow.reports.view import View
from producflow.store import opening
from producflow.store.copies import copy_of_schema
from producflow.store.database import Session, Store, close_store, migrations, open_store

MONDAY = date(2026, 3, 2)
ONE_DAY = View(MONDAY, MONDAY)
AFTERWARDS = datetime(2026, 4, 1, tzinfo=UTC)
BEFORE = migrations()[-2][0]

# In the columns of the first schema: 900 of 1,000 are good, 48 of 960 minutes stood still, two shifts.
ROWS = """
INSERT INTO users (email, full_name, role, password_hash) VALUES ('ada@x.de', 'Ada', 'admin', 'x');
INSERT INTO equipment (name, capacity) VALUES ('Press 1', 600);
INSERT INTO production_records
    (equipment_id, date, shift, output_quantity, defect_quantity, downtime_minutes, created_at, updated_at)
VALUES
    (1, '2026-03-02', 'morning', 600, 60, 24, '2026-03-02 14:00', '2026-03-02 14:00'),
    (1, '2026-03-02', 'afternoon', 400, 40, 24, '2026-03-02 22:00', '2026-03-02 22:00');
INSERT INTO downtime_events (equipment_id, started_at, ended_at, reason, planned)
VALUES (1, '2026-03-02 08:00', '2026-03-02 08:24', 'jam', false);
INSERT INTO sensor_readings (equipment_id, sensor_type, timestamp, value, unit, status)
VALUES (1, 'temperature', '2026-03-02 08:00', 70, '°C', 'normal'),
    (1, 'temperature', '2026-03-02 08:30', 90, '°C', 'critical');
INSERT INTO sensor_hourly VALUES (1, 'temperature', '2026-03-02 08:00', 2, 160, 70, 90, 0, 1, 0);
INSERT INTO sensor_latest VALUES (1, 'temperature', '2026-03-02 08:30', 90, '°C', 'critical');
INSERT INTO maintenance_alerts (equipment_id, type, priority, title, sensor_type, started_at, peak_value, created_at)
VALUES (1, 'predictive', 'critical', 'Too hot', 'temperature', '2026-03-02 08:30', 90, '2026-03-02 08:30');
INSERT INTO maintenance_logs (equipment_id, maintenance_type, description, cost, status, completed_date)
VALUES (1, 'corrective', 'New bearing', 250, 'completed', '2026-03-02 10:00');
INSERT INTO audit_log (user_id, user_email, action, entity, entity_id, after)
VALUES (1, 'ada@x.de', 'create', 'equipment', 1, '{"name": "Press 1"}');
"""
# From the schema on that brought their table.
LATER = {
    6: "INSERT INTO annotations (starts_at, text, created_by_name) VALUES ('2026-03-02', 'Tool', 'Ada')",
    14: "INSERT INTO targets (metric, scope, value, valid_from) VALUES ('oee', 'plant', 85, '2026-01-01')",
}


def schema(path: Path, newest: int) -> None:
    """Bring a database to a schema, with the rows of the tables that it brings."""
    with duckdb.connect(path) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT, applied_at TIMESTAMP)")
        [(found,)] = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()
        for version, sql in migrations():
            if found < version <= newest:
                connection.execute("BEGIN")
                connection.execute(sql)
                if version in opening.ALSO:
                    opening.ALSO[version](connection)
                connection.execute(LATER.get(version, ROWS if version == 1 else "SELECT 1"))
                connection.execute("INSERT INTO schema_migrations VALUES (?, now()::TIMESTAMP)", [version])
                connection.execute("COMMIT")


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that each test brings one schema further."""
    return tmp_path_factory.mktemp("schemas") / "growing.duckdb"


newest: dict[str, int] = {}


@pytest.mark.long
@pytest.mark.parametrize("version", [version for version, _ in migrations()])
def test_every_schema_opens_and_tells_the_same_figures(growing: Path, tmp_path: Path, version: int) -> None:
    if version < newest.get("version", 0):  # workers may take tests in another order
        growing.unlink()
    newest["version"] = version
    schema(growing, version)
    store = Store.open(Path(shutil.copy(growing, tmp_path / "plant.duckdb")))
    try:
        total = production.metrics(store, ONE_DAY, AFTERWARDS).total
        assert (total.total_output, total.total_defects, total.defect_rate) == (1000, 100, 10.0)
        assert total.availability == pytest.approx(95.0)  # (960 - 48) / 960
        assert total.oee == pytest.approx(75.0)  # 900 good of 1,200
        assert open_alerts(store, None)["title"].tolist() == ["Too hot"]
        for table, column, told in (
            ("downtime_events", "reason", "jam"),
            ("maintenance_logs", "cost", 250.0),
            ("sensor_hourly", "total", 160.0),
            ("sensor_latest", "value", 90.0),
            *([("annotations", "text", "Tool")] if version >= 6 else []),
            *([("targets", "value", 85.0)] if version >= 14 else []),
        ):
            assert store.read(Session.composed, f"SELECT {column} FROM {table}")[column].to_pylist() == [told], table
        assert [finding for finding in integrity.check(store) if finding.problems] == []
    finally:
        store.close()


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Path]:
    """A database that the version before wrote; nobody has it open."""
    path = tmp_path / "plant.duckdb"
    schema(path, BEFORE)
    yield path
    close_store(path)


def of_the_version_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, we are the version before."""
    known = [each for each in migrations() if each[0] <= BEFORE]
    monkeypatch.setattr(opening, "migrations", lambda: known)


def test_the_way_back_from_a_newer_version_is_told_and_works(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(older)
    close_store(older)
    kept = copy_of_schema(older, BEFORE)
    assert kept.stat().st_mode & 0o777 == 0o600
    of_the_version_before(monkeypatch)
    with pytest.raises(DatabaseNewer, match=f"python -m producflow restore {kept}"):
        open_store(older)
    counts, replaced = backups.restore(kept, older)
    assert counts["production_records"] == 2
    assert replaced is not None
    found = open_store(older).read(Session.composed, "SELECT max(version) AS newest FROM schema_migrations")
    assert found["newest"].to_pylist() == [BEFORE]


def test_nothing_is_brought_up_to_date_where_no_copy_can_be_kept(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("producflow.store.copies.copy_file", full)
    with pytest.raises(StoreUnavailable, match="free as much space"):
        open_store(older)
    monkeypatch.undo()
    open_store(older)


def test_a_database_that_is_up_to_date_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "plant.duckdb"
    open_store(path)
    close_store(path)
    open_store(path)
    close_store(path)
    assert [each.name for each in tmp_path.iterdir()] == ["plant.duckdb"]
