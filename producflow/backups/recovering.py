"""Going on with what can still be read of a damaged database: the way that loses least."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from producflow.backups.copying import go_on_with, must_be_free, put_in_place
from producflow.backups.unfinished import remove
from producflow.errors import InvalidInput, StoreUnavailable
from producflow.store import carrying, salvage, wal_guard
from producflow.store.copies import copy_file
from producflow.store.salvage import Held


@dataclass(frozen=True)
class Recovered:
    """What came of it."""

    rows: int
    """That the database holds now."""
    lost: Mapping[str, int]
    """Table → rows that could not be read; only tables that lost any."""
    log_lost: int
    """Bytes at the end of the log that could not be replayed: the last changes before the damage."""
    database: Path
    kept: Path
    """Where it is, and where the damaged file is now."""

    def told(self) -> Iterator[str]:
        """Say so, in lines."""
        yield f"What was there is kept as {self.kept}."
        if self.log_lost:
            yield f"Lost: the last {self.log_lost:,} bytes of the log, the newest changes before the damage."
        for table, rows in self.lost.items():
            yield f"Lost: {rows:,} rows of {table.replace('_', ' ')} that cannot be read."
        if not self.log_lost and not self.lost:
            yield "Nothing is lost."
        yield f"{self.database} holds {self.rows:,} rows. Look at it with: python -m producflow check"


def recover(database: Path, *, now: datetime | None = None) -> Recovered:
    """Put what can still be read of a damaged database in its place.

    Parameters
    ----------
    database : Path
        The database that no process may have open. What is there is kept under another name.
    now : datetime, optional
        The moment that goes into that name; left out: the present one.

    Raises
    ------
    InvalidInput
        If there is no such file.
    DatabaseUnreadable
        If nothing of it can be read; nothing was changed.
    DatabaseBusy
        If a process has the database open.
    """
    database = database.absolute()
    if not database.is_file():
        raise InvalidInput(f"There is no file {database}; put it back, or restore a backup.")
    must_be_free(database)
    part = database.with_name(database.name + ".recovering")
    try:
        remove(part)
        log_lost = _copied(database, part)
        held = salvage.look(part)
        lost = _rebuilt(part, held) if held.damaged else {}
        said = {"log_bytes_lost": log_lost, "rows_lost": sum(lost.values())}
        rows = sum(go_on_with(part, "recover", said, sign_out=bool(held.damaged)).values())  # takes the log in
        kept = put_in_place(part, database, now or datetime.now(UTC))
    except OSError as error:
        raise StoreUnavailable(f"{database} cannot be replaced: {error.strerror}.") from error
    finally:
        remove(part)
    assert kept is not None  # noqa: S101 - there was a file
    return Recovered(rows, lost, log_lost, database, kept)


def _copied(database: Path, part: Path) -> int:
    """Copy the file, and of its log what can be replayed; tells how many bytes of that cannot."""
    copy_file(database, part)
    log, whole = wal_guard.log_of(database), wal_guard.whole(database)
    if whole:
        with log.open("rb") as source, wal_guard.log_of(part).open("wb") as target:
            shutil.copyfileobj(source, target)
            target.truncate(whole)
    salvage.cut_log(part)
    whole = wal_guard.whole(part)
    promise = wal_guard.promised(database)
    held = log.stat().st_size if log.exists() else 0
    return max(held, 0 if promise is None or promise.length == wal_guard.REPLACING else promise.length) - whole


def _rebuilt(part: Path, held: Held) -> dict[str, int]:
    """Make a new file of everything that can be read, and put it in the part's place; tells what is lost."""
    lost = {}
    folder = part.with_name(part.name + ".tables")
    remove(folder)
    folder.mkdir(mode=0o700)
    try:
        files = {name: folder / f"{name}.parquet" for name in held.rows if name not in carrying.LEFT_OUT}
        for name, file in files.items():
            rescued = salvage.rescue(part, name, file)
            if rescued < held.rows[name]:
                lost[name] = held.rows[name] - rescued
        built = folder / part.name
        carrying.build(built, held.schema, files, held.given_out)
        built.chmod(0o600)
        remove(part)
        built.replace(part)
    finally:
        remove(folder)
    return lost
