"""Commands are killed with -9 at random moments: they have done all of their work, or none of it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import DatabaseUnreadable
from producflow.store.database import Store, migrations
from producflow.store.tables import Fingerprint, fingerprints
from tests.faults.ledger import must_hold, new_plant, rows_of
from tests.faults.victims import command, measured, moment, rounds

ROWS = 4_000
NAMED = ("--kind", "sensor_readings")


def readings_file(folder: Path, number: int) -> Path:
    file = folder / f"readings-{number}.csv"
    times = pd.date_range("2026-01-01", periods=ROWS, freq="s") + pd.Timedelta(days=number)
    dice = random.Random(number)
    frame = pd.DataFrame(
        {
            "machine": [f"Press {n % 8 + 1}" for n in range(ROWS)],
            "time": times.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sensor": "temperature",
            "value": [round(dice.uniform(20, 90), 2) for _ in range(ROWS)],
        }
    )
    frame.to_csv(file, index=False)
    return file


def held(database: Path) -> dict[str, Fingerprint]:
    store = Store.open(database)
    try:
        return store.read(fingerprints)
    finally:
        store.close()


def held_but_for_audit(database: Path) -> dict[str, Fingerprint]:
    """What a backup does not add to: it is itself an entry of the audit log, after the copy was made."""
    return {table: found for table, found in held(database).items() if table not in ("audit_log", "audit_chain")}


def clear(database: Path) -> None:
    """Remove the database and everything beside it."""
    for left in database.parent.glob(f"{database.name}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def filled(database: Path, file: Path) -> None:
    """A plant with one import."""
    new_plant(database)
    store = Store.open(database)
    imports.import_file(store, COMMAND_LINE, file, file.name, imports.ImportOptions(kind="sensor_readings"))
    store.close()


def test_an_import_or_undo_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    new_plant(database)
    whole = measured(database, "import", *NAMED, str(readings_file(tmp_path, 9_999)))
    undoing = measured(database, "undo", "1")  # the first import, where it was made
    for number in rounds(short=1, share=0.35):
        dice = random.Random(number)
        before = rows_of(database)
        file = readings_file(tmp_path, number)
        code, _, said = command(database, "import", *NAMED, str(file), kill_after=moment(dice, whole))
        after = rows_of(database)
        file.unlink()
        if after["batch"] == before["batch"]:
            assert code != 0, "an import that was acknowledged is there"
            continue
        assert (after["rows"], after["added"]) == (ROWS, ROWS), said
        code, _, said = command(database, "undo", str(after["batch"]), kill_after=moment(dice, undoing))
        gone = rows_of(database)
        assert gone["rows"] == (0 if gone["undone"] else ROWS)
        assert gone["undone"] or code != 0, "an undo that was acknowledged is done"
        must_hold(database)


def old_database(path: Path) -> None:
    """A plant as the first version of the schema left it."""
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE schema_migrations (version BIGINT NOT NULL, applied_at TIMESTAMP)")
        connection.execute(migrations()[0][1])
        connection.execute("INSERT INTO schema_migrations VALUES (1, now()::TIMESTAMP)")
        connection.execute("INSERT INTO equipment (name) SELECT 'Press ' || n FROM range(500) AS t(n)")
        connection.execute(
            "INSERT INTO production_records (equipment_id, date, shift, output_quantity, defect_quantity, "
            "downtime_minutes) SELECT e.id, DATE '2026-01-01' + n::INTEGER, 'morning', 100, 1, 5 "
            "FROM equipment e, range(40) AS t(n)"
        )


@pytest.mark.long
def test_a_migration_is_done_or_done_at_the_next_start(tmp_path: Path) -> None:
    original, database = tmp_path / "old.duckdb", tmp_path / "plant.duckdb"
    old_database(original)
    shutil.copy(original, database)
    whole = measured(database, "users", "list")
    for number in rounds(short=1, share=0.1):
        clear(database)
        shutil.copy(original, database)
        command(database, "users", "list", kill_after=moment(random.Random(number), whole))
        must_hold(database)
        found = held(database)
        assert (found["equipment"].rows, found["production_records"].rows) == (500, 20_000)
        assert found["schema_migrations"].rows == len(migrations())


@pytest.mark.long
def test_a_backup_is_whole_or_not_there(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    filled(database, readings_file(tmp_path, 0))
    whole = measured(database, "backup", str(tmp_path / "first.duckdb"))
    expected = held_but_for_audit(database)
    for number in rounds(short=1, share=0.1):
        target = tmp_path / f"backup-{number}.duckdb"
        code, _, _ = command(database, "backup", str(target), kill_after=moment(random.Random(number), whole))
        assert target.exists() or code != 0, "a backup that was acknowledged is there"
        if target.exists():
            assert held_but_for_audit(target) == expected
            target.unlink()
        assert held_but_for_audit(database) == expected
        # What was left behind disturbs nobody.
        assert command(database, "backup", str(target))[0] == 0
        target.unlink()


def whichever(database: Path, again: Callable[[], object]) -> dict[str, Fingerprint]:
    """What the database holds; where a start is refused, after the way back that the message names."""
    try:
        return held(database)
    except DatabaseUnreadable as error:
        said = str(error)
    assert "a restore was interrupted" in said
    assert "python -m producflow restore" in said
    again()
    return held(database)


@pytest.mark.long
def test_a_restore_leaves_the_old_or_the_new_and_never_a_mixture(tmp_path: Path) -> None:
    database, copy = tmp_path / "plant.duckdb", tmp_path / "copy.duckdb"
    newer = tmp_path / "newer.duckdb"
    new_plant(copy)
    filled(newer, readings_file(tmp_path, 0))
    shutil.copy(newer, database)
    whole = measured(database, "restore", str(copy), "--yes")
    for number in rounds(short=1, share=0.15):
        clear(database)
        shutil.copy(newer, database)
        dice = random.Random(number)
        code, _, _ = command(database, "restore", str(copy), "--yes", kill_after=moment(dice, whole))
        found = whichever(database, lambda: command(database, "restore", str(copy), "--yes"))
        assert found["sensor_readings"].rows in {0, ROWS}
        assert found["sensor_readings"].rows == 0 or code != 0
        must_hold(database)
        aside = list(tmp_path.glob("plant.duckdb.replaced-*Z"))
        if found["sensor_readings"].rows == 0:
            assert any(held(path)["sensor_readings"].rows == ROWS for path in aside), "what was replaced is kept"
