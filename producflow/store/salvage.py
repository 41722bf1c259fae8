"""What can still be read of a damaged file, table by table and, where a block of a table is damaged, group by group."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from producflow.store import tables, wal_guard
from producflow.store.database import CONFIG, configure
from producflow.store.faults import why_not_opened
from producflow.store.queries.file import schema_version
from producflow.store.session import Session

GROUP, TOGETHER = 122_880, 2_048
"""Rows that DuckDB keeps in a group, and reads at once: what lies around a damaged block can be read. [rows]"""


@dataclass(frozen=True)
class Held:
    """What a damaged file holds."""

    schema: int
    """Newest migration that it has been through."""
    rows: Mapping[str, int]
    """Table → its rows, damaged ones included."""
    damaged: tuple[str, ...]
    """Tables that cannot be read as a whole."""
    given_out: Mapping[str, int]
    """Sequence → newest number that it has given out."""


@contextmanager
def _reading(path: Path) -> Iterator[Session]:
    """A look at a file that stays as it is; DuckDB may give a connection up after damage, which ends this look."""
    try:
        connection = duckdb.connect(path, read_only=True, config=dict(CONFIG))
    except duckdb.Error as error:
        raise why_not_opened(path, error) from error
    with connection:
        configure(connection, path)
        yield Session(connection)


def cut_log(path: Path) -> None:
    """Cut the log of a file where DuckDB cannot go on replaying it; what had not been committed before is left out."""
    log = wal_guard.log_of(path)
    while log.exists():
        size = log.stat().st_size
        try:
            duckdb.connect(path, read_only=True, config=dict(CONFIG)).close()
        except duckdb.Error as error:
            found = _BROKEN_AT.search(str(error))
            if found is None or not 0 <= int(found[1]) < size:
                return
            os.truncate(log, int(found[1]))
        else:
            return


_BROKEN_AT = re.compile(r"Corrupt WAL file: entry at byte position (\d+)")


def look(path: Path) -> Held:
    """Look at all of a file.

    Raises
    ------
    DatabaseUnreadable
        If it cannot even be opened, or is none of ours.
    """
    try:
        with _reading(path) as session:
            schema = schema_version(session)
            given_out = tables.given_out(session)
            rows = {name: tables.count(session, name) for name in tables.names(session)}
        damaged = tuple(_damaged(path, rows))
    except duckdb.Error as error:
        raise why_not_opened(path, error) from error
    return Held(schema, rows, damaged, given_out)


def _damaged(path: Path, names: Iterable[str]) -> Iterator[str]:
    """Those tables that cannot be read as a whole; one look for all of them up to the next of these."""
    left = list(names)
    while left:
        with _reading(path) as session:
            while left:
                name = left.pop(0)
                try:
                    tables.fingerprint(session, name)
                except duckdb.Error:
                    yield name
                    break


def rescue(path: Path, table: str, target: Path) -> int:
    """Write the rows of a damaged table that can be read to a Parquet file; tells how many.

    Parameters
    ----------
    path : Path
        The damaged file.
    target : Path
        Does not exist yet.
    """
    with _reading(path) as session:
        none = session.composed(f'SELECT * FROM "{table}" LIMIT 0')
        newest = int(session.composed(f'SELECT coalesce(max(rowid), -1) AS n FROM "{table}"')["n"][0].as_py())
    rescued = 0
    with pq.ParquetWriter(target, none.schema, compression="zstd") as writer:
        for first in range(0, newest + 1, GROUP):
            for piece in _readable(path, table, first, min(first + GROUP, newest + 1)):
                writer.write_table(piece)
                rescued += piece.num_rows
    return rescued


def _readable(path: Path, table: str, first: int, end: int) -> Iterator[pa.Table]:
    """The rows of a range that can be read: as a whole, or else those of its halves."""
    try:
        with _reading(path) as session:
            found = session.composed(f'SELECT * FROM "{table}" WHERE rowid >= {first} AND rowid < {end}')
    except duckdb.Error:
        if end - first > TOGETHER:
            # Where DuckDB's own pieces end, or both halves would meet one damaged piece.
            middle = first + (end - first + TOGETHER) // (2 * TOGETHER) * TOGETHER
            yield from _readable(path, table, first, middle)
            yield from _readable(path, table, middle, end)
        return
    yield found
