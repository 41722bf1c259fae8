"""Every kind of damage that a check is to find is planted, and found by its name; a sound database has none."""

import random
import shutil
from pathlib import Path

import duckdb
import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import DatabaseUnreadable
from producflow.operations import equipment
from producflow.reports import integrity
from producflow.store.database import Store, Transaction

PLANTED = {
    "hourly sums equal their readings": {
        "a sum": (
            "UPDATE sensor_hourly SET total = total + 1 WHERE hour = (SELECT max(hour) FROM sensor_hourly)",
            "machine 1, temperature, ",
        ),
        "an hour too many": (
            "INSERT INTO sensor_hourly SELECT equipment_id, sensor_type, TIMESTAMP '2001-01-01 10:00', n, total, "
            "minimum, maximum, n_warning, n_critical, n_unknown FROM sensor_hourly LIMIT 1",
            "2001-01-01 10:00 UTC",
        ),
        "a reading lost": (
            "DELETE FROM sensor_readings WHERE id = (SELECT min(id) FROM sensor_readings)",
            "machine ",
        ),
    },
    "latest readings are the newest": {
        "another value": ("UPDATE sensor_latest SET value = 0 WHERE sensor_type = 'humidity'", "humidity"),
        "none": ("DELETE FROM sensor_latest WHERE equipment_id = 1 AND sensor_type = 'temperature'", "machine 1, temp"),
    },
    "every natural key occurs once": {
        "a record twice": (
            "INSERT INTO production_records BY NAME SELECT * REPLACE (900000 AS id) FROM production_records "
            "WHERE id = 1",
            "production_records: 2, ",
        ),
        "one number twice": (
            "INSERT INTO downtime_events BY NAME SELECT * REPLACE (TIMESTAMP '2001-01-01' AS started_at) "
            "FROM downtime_events WHERE id = 1",
            "downtime_events: number 1 is used by 2 rows",
        ),
    },
    "every reference exists": {
        "a machine": ("UPDATE downtime_events SET equipment_id = 77 WHERE id = 1", "1 rows point at equipment 77"),
        "a person": (
            "UPDATE maintenance_logs SET technician_id = 99 WHERE id = 1",
            "maintenance_logs: 1 rows point at users 99",
        ),
        "an import": ("UPDATE production_records SET batch_id = 55 WHERE id = 1", "1 rows point at import_batches 55"),
    },
    "every value keeps to the rules": {
        "downtime": (
            "UPDATE production_records SET downtime_minutes = 481 WHERE id = 1",
            "downtime above planned time",
        ),
        "defects": (
            "UPDATE production_records SET defect_quantity = output_quantity + 1 WHERE id = 2",
            "defects above",
        ),
        "below 0": ("UPDATE production_records SET output_quantity = -1, defect_quantity = -2 WHERE id = 3", "below 0"),
        "an end": (
            "UPDATE downtime_events SET ended_at = TIMESTAMP '2001-01-01' WHERE id = 1",
            "ends before it starts",
        ),
        "a status": (
            "UPDATE sensor_readings SET status = 'fine' WHERE id = (SELECT min(id) FROM sensor_readings)",
            "a status that there is not",
        ),
        "limits": ("UPDATE thresholds SET crit_high = 10 WHERE sensor_type = 'temperature'", "a critical limit inside"),
    },
    "frozen links hold what was frozen": {
        "another content": ("INSERT INTO frozen_parts VALUES ('abc', 'x'::BLOB)", "piece abc… holds something else"),
        "nothing": ("INSERT INTO frozen_contents VALUES (1, 'equipment', 0, 'abd')", "piece abd… is not there"),
    },
    "numbers are given out once": {
        "ahead": ("UPDATE production_records SET id = 900000 WHERE id = 1", "number 900000 is in use"),
    },
    "the audit log is as it was written": {
        "changed": ("UPDATE audit_log SET user_email = 'nobody' WHERE id = 1", "entry 1 of "),
    },
}


@pytest.fixture
def plant(demo_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "plant.duckdb"))


def findings(path: Path) -> dict[str, tuple[str, ...]]:
    opened = Store.open(path)
    try:
        return {finding.what: finding.problems for finding in integrity.check(opened)}
    finally:
        opened.close()


def blocks_said(path: Path) -> tuple[str, ...]:
    try:
        return findings(path)["every block can be read"]
    except DatabaseUnreadable as error:
        return (str(error),)


def test_a_sound_database_has_no_problem(plant: Path) -> None:
    found = findings(plant)
    assert not any(found.values())
    assert {*PLANTED, "every block can be read"} == set(found)


@pytest.mark.long
@pytest.mark.parametrize("what", PLANTED)
def test_planted_damage_is_named(plant: Path, what: str) -> None:
    with duckdb.connect(plant) as connection:
        for statement, _ in PLANTED[what].values():
            connection.execute(statement)
    problems = findings(plant)[what]
    missed = [name for name, (_, named) in PLANTED[what].items() if not any(named in each for each in problems)]
    assert missed == [], problems


@pytest.mark.long
def test_a_damaged_block_is_named_with_the_way_back_and_ends_no_other_check(plant: Path) -> None:
    """One bit in a hundred places: whatever is met when it is read, nothing is ever answered wrongly."""
    sound = plant.read_bytes()
    dice = random.Random(7)
    told = 0
    for _ in range(12):
        broken = bytearray(sound)
        for _ in range(10):
            broken[dice.randrange(3 * 4096, len(broken))] ^= 1 << dice.randrange(8)
        plant.write_bytes(broken)
        said = "".join(blocks_said(plant))
        assert not said or "python -m producflow restore" in said
        told += bool(said)
    assert told >= 10


@pytest.mark.long
def test_an_import_that_is_undone_with_its_machine_leaves_nothing_that_check_complains_about(
    store: Store, tmp_path: Path
) -> None:
    """Its readings wait for the machine to come back; an alert that went was shelved; what the clock noted goes."""
    path = tmp_path / "readings.csv"
    path.write_text("machine,sensor,timestamp,value\nNew Press,temperature,2026-11-24 01:00,60\n")
    imports.import_file(store, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    shelved = (
        "INSERT INTO alarm_shelves (equipment_id, alert_id, type, reason, until) "
        "VALUES ({}, 999, 'predictive', 'Known', now()::TIMESTAMP)"
    )
    kept = equipment.create(store, COMMAND_LINE, name="Mill")["id"]

    def noted(transaction: Transaction) -> None:
        transaction.compose("INSERT INTO sensor_looks SELECT id, now()::TIMESTAMP FROM equipment")
        transaction.compose(shelved.format(kept))

    store.write(noted)
    imports.undo(store, COMMAND_LINE, 1)
    assert not any(finding.problems for finding in integrity.check(store))
