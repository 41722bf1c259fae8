"""Files that were cut, flipped, emptied or taken away: a sentence and a way back, never a silent start without them."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from producflow.backups import schedule
from producflow.errors import DatabaseUnreadable
from producflow.store import journal, tables
from producflow.store.database import Store
from tests.faults.ledger import new_plant
from tests.faults.victims import FULL, command

WRITES = 30
WRITER = f"""
import os, pathlib, sys
import pandas as pd
from producflow.store.database import Store
store = Store.open(pathlib.Path(sys.argv[1]))
times = pd.date_range("2026-01-01", periods=50, freq="s", tz="UTC")
for n in range({WRITES}):
    frame = pd.DataFrame({{"equipment_id": 1, "sensor_type": "humidity", "timestamp": times + pd.Timedelta(days=n),
                          "value": 50.0 + n, "unit": "%", "status": "unknown"}})
    store.write(lambda transaction: transaction.append("sensor_readings", frame))
os.kill(os.getpid(), {signal.SIGKILL})
"""


@dataclass(frozen=True)
class Killed:
    """A database whose process was killed: file, log and note as they lay there, and a backup of before."""

    original: Path
    database: Path
    backups: Path

    def again(self) -> tuple[Path, Path]:
        """File and log, as they lay there."""
        for name in ("plant.duckdb", "plant.duckdb.wal", "plant.duckdb.saved"):
            (self.database.parent / name).unlink(missing_ok=True)
            shutil.copy(self.original / name, self.database.parent / name)
        return self.database, journal.log_of(self.database)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    original, folder = tmp_path_factory.mktemp("original"), tmp_path_factory.mktemp("plant")
    database = original / "plant.duckdb"
    new_plant(database)
    store = Store.open(database)
    schedule.make(store, schedule.Plan(folder / "backups", schedule.LOOK, 3))
    store.close()
    ran = subprocess.run([sys.executable, "-c", WRITER, str(database)], check=False)
    assert ran.returncode == -signal.SIGKILL
    return Killed(original, folder / "plant.duckdb", folder / "backups")


def flip(file: Path, at: int, bit: int = 4) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1 << bit
    file.write_bytes(content)


def cut(file: Path, share: float) -> None:
    os.truncate(file, int(file.stat().st_size * share))


def readings_in(database: Path) -> int:
    """How many readings can be read, every block of the file included."""
    store = Store.open(database)
    try:
        return store.read(tables.fingerprints)["sensor_readings"].rows
    finally:
        store.close()


def test_what_was_acknowledged_before_the_kill_is_there(killed: Killed) -> None:
    database, _ = killed.again()
    assert readings_in(database) == WRITES * 50


def take_both_away(database: Path, log: Path) -> None:
    database.unlink()
    log.unlink()


def overwrite(database: Path, _: Path) -> None:
    database.write_bytes(b"nothing of ours" * 1000)


DAMAGES: dict[str, Callable[[Path, Path], None]] = {
    "log cut in the middle": lambda _, log: cut(log, 0.5),
    "log cut at its end": lambda _, log: cut(log, 0.999),
    "log emptied": lambda _, log: cut(log, 0),
    "log taken away": lambda _, log: log.unlink(),
    "file taken away": lambda database, _: database.unlink(),
    "file and log taken away": take_both_away,
    "file emptied": lambda database, _: cut(database, 0),
    "file overwritten": overwrite,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_is_said_and_nothing_is_changed(killed: Killed, damage: str) -> None:
    database, log = killed.again()
    DAMAGES[damage](database, log)
    before = {path.name: path.read_bytes() for path in database.parent.glob("plant.duckdb*") if path.is_file()}
    with pytest.raises(DatabaseUnreadable, match="python -m producflow restore"):
        Store.open(database)
    after = {path.name: path.read_bytes() for path in database.parent.glob("plant.duckdb*") if path.is_file()}
    assert after == before


def test_a_file_cut_short_is_said_where_it_is_missed(killed: Killed) -> None:
    database, _ = killed.again()
    cut(database, 0.3)
    with pytest.raises(DatabaseUnreadable, match="python -m producflow restore"):
        readings_in(database)


def test_no_flipped_bit_loses_a_saved_row_in_silence(killed: Killed) -> None:
    """Everywhere in the head of the log, where DuckDB takes damage for the end, and at random places of both files."""
    database, log = killed.again()
    size, length = database.stat().st_size, log.stat().st_size
    dice = random.Random(1)
    more = 200 if FULL else 8
    flips = [(log, at) for at in range(0, 64, 1 if FULL else 5)]
    flips += [(log, dice.randrange(length)) for _ in range(more)]
    flips += [(database, dice.randrange(size)) for _ in range(more)]
    silent = []
    for file, at in flips:
        killed.again()
        flip(file, at, dice.randrange(8))
        try:
            found = readings_in(database)
        except DatabaseUnreadable:
            continue
        if found != WRITES * 50:
            silent.append((file.name, at, found))
    assert silent == []


def test_the_way_back_is_named_and_leads_back(killed: Killed) -> None:
    database, log = killed.again()
    cut(log, 0.7)
    settings = {"PRODUCFLOW_BACKUP_FOLDER": str(killed.backups)}
    code, _, said = command(database, "serve", settings=settings)
    [newest] = schedule.kept(killed.backups)
    assert code == 2
    assert said.count("\n") == 1
    assert f"The newest backup is {newest.path}" in said
    code, out, said = command(database, "restore", str(newest.path), "--yes", settings=settings)
    assert (code, said) == (0, "")
    assert "is kept as" in out
    assert readings_in(database) == 0
    [aside] = database.parent.glob("plant.duckdb.replaced-*Z")
    assert journal.log_of(aside).exists(), "whoever can mend it finds the log too"


def test_a_log_that_a_killed_writer_left_unfinished_opens(killed: Killed) -> None:
    """Nobody had been told that its last write was saved, so nothing is missing."""
    database, log = killed.again()
    journal.note_of(database).unlink()
    cut(log, 0.999)
    assert readings_in(database) == (WRITES - 1) * 50
