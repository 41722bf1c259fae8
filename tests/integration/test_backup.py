"""Backups: whole, verified, made while the database is in use, and put back."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from producflow import backups
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, DatabaseBusy, DatabaseUnreadable, InvalidInput
from producflow.operations import users
from producflow.operations.plant import change_settings
from producflow.reports.plant import plant_settings
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
        plant, COMMAND_LINE, email="a@x.de", full_name="A", role="operator", password="seven blue kettles"
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
