"""Backups: whole, verified, made while the database is in use, and put back."""

import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from producflow import backups
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.backups import copying, schedule, unfinished
from producflow.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseUnreadable,
    InvalidInput,
    SettingsInvalid,
    StoreUnavailable,
)
from producflow.operations import users
from producflow.operations.plant import change_settings
from producflow.reports.plant import plant_settings
from producflow.settings import Settings
from producflow.store import wal_guard
from producflow.store.database import Store


@pytest.fixture
def plant(store: Store) -> Store:
    change_settings(store, COMMAND_LINE, {"currency": "USD"})
    return store


def test_a_backup_holds_everything_committed_and_is_for_its_owner_only(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "deep" / "backup.duckdb"
    counts = backups.backup(plant, copy)
    assert counts["plant_settings"] == 1
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in copy.parent.iterdir()) == ["backup.duckdb"]
    opened = Store.open(copy)
    assert plant_settings(opened).currency == "USD"
    opened.close()


@pytest.mark.long
def test_the_database_stays_locked_against_other_processes(plant: Store, tmp_path: Path) -> None:
    """A POSIX lock goes with any descriptor of the file that its process closes, such as one used to copy it."""
    backups.backup(plant, tmp_path / "backup.duckdb")
    code = "import sys, pathlib, producflow.store.database as d; d.Store.open(pathlib.Path(sys.argv[1]))"
    ran = subprocess.run([sys.executable, "-c", code, str(plant.path)], capture_output=True, text=True, check=False)
    assert DatabaseBusy.__name__ in ran.stderr


def test_a_backup_never_overwrites(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "backup.duckdb"
    copy.write_text("something else")
    with pytest.raises(Conflict, match="exists already"):
        backups.backup(plant, copy)
    assert copy.read_text() == "something else"


def test_a_restore_puts_it_back_and_keeps_what_was_there(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "backup.duckdb"
    backups.backup(plant, copy)
    change_settings(plant, COMMAND_LINE, {"currency": "CHF"})
    plant.close()
    counts, kept = backups.restore(copy, plant.path, now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert counts["plant_settings"] == 1
    assert kept == plant.path.with_name("plant.duckdb.replaced-20260301T120000Z")
    for path, currency in ((plant.path, "USD"), (kept, "CHF"), (copy, "USD")):
        opened = Store.open(path)
        assert plant_settings(opened).currency == currency
        opened.close()


def test_nobody_stays_signed_in_through_a_restore(plant: Store, tmp_path: Path) -> None:
    account = users.create(
        plant, COMMAND_LINE, email="a@x.de", full_name="A", role="operator", password="seven blue kettles", own=True
    )
    token = sessions.fingerprint(sessions.start(plant, account["id"], "127.0.0.1", 1.0))
    copy = tmp_path / "backup.duckdb"
    backups.backup(plant, copy)
    plant.close()
    backups.restore(copy, plant.path)
    opened = Store.open(plant.path)
    assert sessions.find(opened, token) is None
    opened.close()


def test_a_database_in_use_is_not_replaced(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "backup.duckdb"
    backups.backup(plant, copy)
    code = "import sys, pathlib, producflow.backups as b; b.restore(*map(pathlib.Path, sys.argv[1:]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, str(copy), str(plant.path)], capture_output=True, text=True, check=False
    )
    assert DatabaseBusy.__name__ in ran.stderr
    assert plant_settings(plant).currency == "USD"


def test_a_damaged_database_is_replaced_by_a_restore(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "backup.duckdb"
    backups.backup(plant, copy)
    plant.close()
    plant.path.write_bytes(b"not a database" * 100)
    _, kept = backups.restore(copy, plant.path)
    assert kept is not None
    assert kept.read_bytes().startswith(b"not a database")
    Store.open(plant.path).close()


@pytest.mark.parametrize(("name", "content"), [("missing", None), ("text", b"not a database" * 100)])
def test_what_is_no_backup_changes_nothing(plant: Store, tmp_path: Path, name: str, content: bytes | None) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    plant.close()
    before = plant.path.read_bytes()
    with pytest.raises(InvalidInput if content is None else DatabaseUnreadable):
        backups.restore(source, plant.path)
    assert plant.path.read_bytes() == before
    assert not plant.path.with_name("plant.duckdb.restoring").exists()


MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_plan(folder: Path) -> schedule.Plan:
    return schedule.Plan(folder, timedelta(hours=24), 3)


def test_the_newest_backups_are_kept_and_nothing_else_is_removed(plant: Store, tmp_path: Path) -> None:
    plan = a_plan(tmp_path / "backups")
    plan.folder.mkdir()
    (plan.folder / "mine.duckdb").write_text("somebody's own file")
    made = [schedule.make(plant, plan, MARCH + day * 24 * HOUR) for day in range(5)]
    assert [kept.path for kept in schedule.kept(plan.folder)] == made[:1:-1]
    assert (plan.folder / "mine.duckdb").exists()
    assert sorted(path.suffix for path in plan.folder.iterdir()) == [".duckdb"] * 4


def test_a_clock_set_back_neither_stops_backups_nor_removes_the_one_just_made(plant: Store, tmp_path: Path) -> None:
    plan = a_plan(tmp_path / "backups")
    for day in range(3):
        schedule.make(plant, plan, MARCH + day * 24 * HOUR)
    set_back = MARCH - 240 * HOUR
    assert schedule.due_at(plan, set_back) == set_back
    made = schedule.make(plant, plan, set_back)
    assert made.exists()
    assert schedule.due_at(plan, set_back + HOUR) == set_back + 24 * HOUR


def test_a_backup_is_due_a_period_after_the_newest_and_soon_after_a_failure(plant: Store, tmp_path: Path) -> None:
    plan = a_plan(tmp_path / "backups")
    assert schedule.due_at(plan, MARCH) == MARCH
    schedule.make(plant, plan, MARCH)
    assert schedule.due_at(plan, MARCH + HOUR) == MARCH + 24 * HOUR
    found = schedule.report(Settings(backup_folder=plan.folder), MARCH + 25 * HOUR)
    assert found is not None
    assert (found.age, found.problem) == (25 * HOUR, None)
    late = schedule.report(Settings(backup_folder=plan.folder), MARCH + 49 * HOUR)
    assert late is not None
    assert "older than twice" in str(late.problem)


def test_a_failed_backup_is_told_and_tried_again_soon(plant: Store, tmp_path: Path) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    plan = a_plan(no_folder)
    with pytest.raises(StoreUnavailable):
        schedule.make(plant, plan, MARCH)
    assert schedule.due_at(plan, MARCH) == MARCH + schedule.AGAIN
    found = schedule.report(Settings(backup_folder=no_folder), MARCH + HOUR)
    assert found is not None
    assert "cannot be written" in str(found.problem)
    with pytest.raises(SettingsInvalid, match="PRODUCFLOW_BACKUP_FOLDER"):
        schedule.must_be_usable(plan)


def test_a_copy_that_differs_is_no_backup(plant: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many rows, but not the same: a disk that lies is found out by what the rows come to."""

    def copy_something_else(source: Path, target: Path) -> None:
        shutil.copy(source, target)
        with duckdb.connect(target) as connection:
            connection.execute("UPDATE plant_settings SET value = '\"EUR\"' WHERE name = 'currency'")

    monkeypatch.setattr(copying, "copy_file", copy_something_else)
    with pytest.raises(StoreUnavailable, match="differs from the database in plant_settings"):
        backups.backup(plant, tmp_path / "backup.duckdb")
    assert sorted(path.name for path in tmp_path.glob("backup*")) == []


def test_nobody_takes_a_database_whose_restore_was_interrupted_for_whole(plant: Store, tmp_path: Path) -> None:
    copy = tmp_path / "backup.duckdb"
    backups.backup(plant, copy)
    plant.close()
    wal_guard.note_replacement(plant.path)  # what a restore leaves that is killed in its last steps
    with pytest.raises(DatabaseUnreadable, match="a restore was interrupted"):
        Store.open(plant.path)
    backups.restore(copy, plant.path)
    Store.open(plant.path).close()


def test_the_server_makes_them_by_itself_and_goes_on_after_a_failure(
    plant: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_plan(tmp_path / "backups")
    schedule._look(plant, plan, threading.Event())
    [made] = schedule.kept(plan.folder)
    schedule._look(plant, plan, threading.Event())
    assert schedule.kept(plan.folder) == [made], "the next is not due yet"
    made.path.unlink()
    monkeypatch.setattr(schedule, "backup", lambda *_: 1 / 0)
    schedule._look(plant, plan, threading.Event())
    attempt = schedule.last_attempt(plan)
    assert attempt is not None
    assert "the log says what" in str(attempt.problem)


KILLED = """
import os, pathlib, signal, sys
from producflow.backups.unfinished import part_of
with part_of(pathlib.Path(sys.argv[1]), folder=len(sys.argv) > 2) as part:
    (part / "equipment.parquet" if part.is_dir() else part).write_bytes(b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.long
def test_what_a_killed_backup_left_is_swept_up_and_what_is_being_made_is_not(plant: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for name, more in (("monday.duckdb", ()), ("everything", ("folder",))):
        subprocess.run([sys.executable, "-c", KILLED, str(folder / name), *more], check=False)
    former = folder / "producflow-20260301T120000Z.duckdb.part"  # as earlier versions left them
    others = folder / "film.mkv.part"
    for left in (former, others):
        left.write_bytes(b"half of it")
    assert len(list(folder.iterdir())) == 3  # the first was swept up by the second
    with unfinished.part_of(folder / "tuesday.duckdb") as living:
        backups.backup(plant, folder / "wednesday.duckdb")
        assert living.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["film.mkv.part", "wednesday.duckdb"]


@pytest.mark.long
def test_the_start_of_the_server_sweeps_the_backup_folder(plant: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    subprocess.run([sys.executable, "-c", KILLED, str(folder / "producflow-20260301T120000Z.duckdb")], check=False)
    assert len(list(folder.iterdir())) == 1
    settings = Settings(backup_folder=folder, backup_every=24, database=plant.path)
    schedule.make(plant, a_plan(folder))  # so that none is due
    subprocess.run([sys.executable, "-c", KILLED, str(folder / "producflow-20260302T120000Z.duckdb")], check=False)
    with schedule.scheduled(plant, settings):
        assert [path.suffix for path in folder.iterdir()] == [".duckdb"]
