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

import duckdb
import numpy as np
import pandas as pd
import pytest

from producflow.backups import schedule
from producflow.errors import DatabaseUnreadable
from producflow.store import tables, wal_guard
from producflow.store.database import Store
from tests.faults.ledger import new_plant
from tests.faults.victims import FULL, command

WRITES = 30
IN_FILE = 10
"""Of them, those that a checkpoint has written into the file; the rest lie in the log."""
PIECE = 50
WRITER = f"""
import os, pathlib, sys
import pandas as pd
from producflow.store.database import Store
store = Store.open(pathlib.Path(sys.argv[1]))
times = pd.date_range("2026-01-01", periods={PIECE}, freq="s", tz="UTC")
for n in range({WRITES}):
    frame = pd.DataFrame({{"equipment_id": 1, "sensor_type": "humidity", "timestamp": times + pd.Timedelta(days=n),
                          "value": 50.0 + n, "unit": "%", "status": "unknown"}})
    store.write(lambda transaction: transaction.append("sensor_readings", frame))
    if n in ({IN_FILE} - 2, {IN_FILE} - 1):  # twice: the second one ends the file with rows, and not with its own index
        store.checkpoint()
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
        for left in self.database.parent.glob("plant.duckdb*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        for name in ("plant.duckdb", "plant.duckdb.wal", "plant.duckdb.saved"):
            shutil.copy(self.original / name, self.database.parent / name)
        return self.database, wal_guard.log_of(self.database)


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
    assert readings_in(database) == WRITES * PIECE


def plain_duckdb(database: Path, _: Path) -> None:
    """What a curious administrator does after a crash: open the file, look, close it."""
    duckdb.connect(database).close()


def cut_and_plain_duckdb(database: Path, log: Path) -> None:
    cut(log, 0.5)
    plain_duckdb(database, log)


def overwrite(database: Path, _: Path) -> None:
    database.write_bytes(b"nothing of ours" * 1000)


def interrupt_a_restore(database: Path, log: Path) -> None:
    wal_guard.note_replacement(database)
    log.unlink()


def flip_in_readings(database: Path, _: Path) -> None:
    """In the block that holds the readings that are in the file."""
    with duckdb.connect(database, read_only=True) as connection:
        [(block, at)] = connection.execute(
            "SELECT block_id, block_offset FROM pragma_storage_info('sensor_readings') "
            "WHERE column_name = 'value' AND block_id >= 0 LIMIT 1"
        ).fetchall()
    flip(database, 3 * 4096 + block * 262_144 + at + 64)


def shorten(database: Path, by: int) -> None:
    os.truncate(database, database.stat().st_size - by)


@dataclass(frozen=True)
class Damage:
    """A kind of damage: what does it, what is said, which way the message names first, and what that brings back.

    ``brings`` are readings: at least and at most.
    """

    do: Callable[[Path, Path], None]
    said: str
    way: str
    brings: tuple[int, int]


RECOVER, RESTORE, BACK = "python -m producflow recover", "python -m producflow restore", "Put the file back"
ALL, FILE = WRITES * PIECE, IN_FILE * PIECE
DAMAGES = {
    "log cut in the middle": Damage(
        lambda _, log: cut(log, 0.5), "had been saved", RECOVER, (FILE + PIECE, ALL - PIECE)
    ),
    "log cut at its end": Damage(lambda _, log: cut(log, 0.999), "had been saved", RECOVER, (ALL - PIECE, ALL - PIECE)),
    "log flipped in the middle": Damage(
        lambda _, log: flip(log, log.stat().st_size // 2), "is damaged", RECOVER, (FILE, ALL - PIECE)
    ),
    "log flipped at its head": Damage(lambda _, log: flip(log, 0), "does not begin as one", RECOVER, (FILE, FILE)),
    "log emptied": Damage(lambda _, log: cut(log, 0), "had been saved", RECOVER, (FILE, FILE)),
    "log taken away": Damage(lambda _, log: log.unlink(), "had been saved", RECOVER, (FILE, FILE)),
    "log cut, then opened and closed with DuckDB": Damage(
        cut_and_plain_duckdb, "holds data version", RECOVER, (FILE + PIECE, ALL - PIECE)
    ),
    "file taken away": Damage(lambda database, _: database.unlink(), "only plant.duckdb.wal is left", BACK, (ALL, ALL)),
    "file emptied": Damage(lambda database, _: cut(database, 0), "is damaged", RESTORE, (0, 0)),
    "file overwritten": Damage(overwrite, "is damaged", RESTORE, (0, 0)),
    "file cut by one byte": Damage(lambda database, _: shorten(database, 1), "it ends at byte", RECOVER, (0, ALL)),
    "file cut by a block": Damage(lambda database, _: shorten(database, 262_144), "it ends at byte", RECOVER, (0, ALL)),
    "restore interrupted": Damage(interrupt_a_restore, "a restore was interrupted", RESTORE, (0, 0)),
    "block flipped": Damage(flip_in_readings, "Corrupt database file", RECOVER, (0, ALL)),
}


def files_of(database: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in database.parent.glob("plant.duckdb*") if path.is_file()}


@pytest.mark.long
@pytest.mark.parametrize("name", DAMAGES)
def test_the_message_names_the_way_that_loses_least_and_it_leads_there(killed: Killed, name: str) -> None:
    damage = DAMAGES[name]
    database, log = killed.again()
    damage.do(database, log)
    before = files_of(database)
    with pytest.raises(DatabaseUnreadable, match=damage.said) as told:
        readings_in(database)
    sentence = str(told.value)
    assert min((RECOVER, RESTORE, BACK), key=lambda way: sentence.find(way) % 10_000) == damage.way
    if name != "block flipped":  # which is met where it is read
        assert files_of(database) == before, "nothing was changed"
    if damage.way == BACK:
        shutil.copy(killed.original / database.name, database)
    else:
        [backup] = schedule.kept(killed.backups)
        words = ["recover"] if damage.way == RECOVER else ["restore", str(backup.path), "--yes"]
        code, out, said = command(database, *words)
        assert (code, said) == (0, ""), said
        assert "is kept as" in out
        if damage.way == RECOVER:
            lost = ALL - readings_in(database)
            assert ("Lost: " in out) == (lost > 0), out
    low, high = damage.brings
    assert low <= readings_in(database) <= high
    code, out, said = command(database, "check")
    assert "ok       every block can be read" in out, said


@pytest.mark.long
def test_of_a_large_table_only_what_lies_in_the_damaged_block_is_lost(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    new_plant(database)
    count = 300_000
    times = pd.date_range("2026-01-01", periods=count, freq="s", tz="UTC")
    frame = pd.DataFrame({"equipment_id": 1, "sensor_type": "humidity", "timestamp": times, "status": "unknown"})
    frame = frame.assign(value=np.random.default_rng(1).random(count), unit="%")
    store = Store.open(database)
    store.write(lambda transaction: transaction.append("sensor_readings", frame))
    others = store.read(tables.fingerprints)["equipment"]
    store.close()
    with duckdb.connect(database, read_only=True) as connection:
        [(block, at, rows)] = connection.execute(
            "SELECT block_id, block_offset, count FROM pragma_storage_info('sensor_readings') "
            "WHERE column_name = 'value' AND segment_type = 'DOUBLE' AND row_group_id = 1 LIMIT 1"
        ).fetchall()
    flip(database, 3 * 4096 + block * 262_144 + at + 1000)
    code, out, said = command(database, "recover")
    assert (code, said) == (0, "")
    lost = count - readings_in(database)
    assert 0 < lost <= 4 * rows
    assert f"Lost: {lost:,} rows of sensor readings" in out
    store = Store.open(database)
    assert store.read(tables.fingerprints)["equipment"] == others
    store.close()


def test_a_file_that_plain_duckdb_opened_and_closed_lacks_nothing(killed: Killed) -> None:
    """It writes the log into the file and removes it, and the note of how long the log was means nothing any more."""
    plain_duckdb(*killed.again())
    assert not wal_guard.log_of(killed.database).exists()
    assert readings_in(killed.database) == ALL


def test_file_and_log_taken_away_are_said(killed: Killed) -> None:
    database, log = killed.again()
    database.unlink()
    log.unlink()
    with pytest.raises(DatabaseUnreadable, match=r"only plant\.duckdb\.saved is left"):
        Store.open(database)


@pytest.mark.long
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
        if found != WRITES * PIECE:
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
    assert wal_guard.log_of(aside).exists(), "whoever can mend it finds the log too"


def test_a_log_that_a_killed_writer_left_unfinished_opens(killed: Killed) -> None:
    """Nobody had been told that its last write was saved, so nothing is missing."""
    database, log = killed.again()
    wal_guard.note_of(database).unlink()
    cut(log, 0.999)
    assert readings_in(database) == (WRITES - 1) * PIECE
