"""Opening the DuckDB file: its settings, whether all that was saved is in it, and the newest schema."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from producflow import settings
from producflow.errors import DatabaseNewer
from producflow.store import chaining, copies, layout, staging, wal_guard
from producflow.store.faults import damaged, is_busy, why_not_opened
from producflow.store.noting import Catalogue
from producflow.store.session import HERE, question, to_frame

CONFIG: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a table name in SQL never means a Python variable
}


ALSO: Mapping[int, Callable[[duckdb.DuckDBPyConnection], None]] = {38: chaining.bind}
"""What a migration needs beside its SQL, in the same transaction."""


@cache
def migrations() -> list[tuple[int, str]]:
    """Numbered migrations, oldest first."""
    files = sorted((HERE / "migrations").glob("[0-9]*.sql"))
    return [(int(file.name.split("_")[0]), file.read_text(encoding="utf-8")) for file in files]


def configure(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Set what every connection of ours is set to; ``path`` is the database that it belongs to."""
    folder = str(staging.folder_of(path)).replace("'", "''")
    for statement in (
        f"SET memory_limit = '{settings.current().memory_megabytes}MB'",
        "SET enable_progress_bar = false",
        "SET GLOBAL TimeZone = 'UTC'",  # under any other, casting text with an offset drops the offset
        f"SET allowed_directories = ['{folder}/']",
        # Last: once it is off, no folder can be allowed any more.
        "SET enable_external_access = false",
    ):
        connection.execute(statement)


def connected(path: Path, *, ours: bool = False) -> duckdb.DuckDBPyConnection:
    """Connect to the file, unless something that had been saved is missing; ``ours``: this process had it open."""
    try:
        if not ours:
            wal_guard.must_be_whole(path, lambda: _must_be_nobodys(path))
            cut_off = layout.cut_off(path)
            if cut_off is not None:
                raise damaged(path, cut_off)
        connection = duckdb.connect(path, config=dict(CONFIG))
        try:
            configure(connection, path)
        except BaseException:
            connection.close()
            raise
    except duckdb.Error as error:
        raise why_not_opened(path, error) from error
    return connection


def _must_be_nobodys(path: Path) -> None:
    """Raise the database's error if another process has it open, whose log changes while one reads it."""
    if path.exists():
        try:
            duckdb.connect(path, read_only=True, config=dict(CONFIG)).close()
        except duckdb.Error as error:
            if is_busy(error):
                raise


def migrate(connection: duckdb.DuckDBPyConnection, path: Path, *, keep_old: bool = False) -> None:
    """Bring the schema up to date, each step of it as a whole.

    Parameters
    ----------
    keep_old : bool
        Whether a copy of it as it was is kept beside it.

    Raises
    ------
    DatabaseNewer
        If a newer version of ProducFlow wrote it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations "
            "(version BIGINT NOT NULL, applied_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP)"
        )
        [(found,)] = cursor.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()
        newest = migrations()[-1][0]
        if found > newest:
            kept = copies.copy_of_schema(path, newest)
            back = f"python -m producflow restore {kept}" if kept.exists() else "a backup made by this one"
            raise DatabaseNewer(
                f"{path} was written by a newer version of ProducFlow (schema {found}, this one knows "
                f"{newest}); start that version, or go back to what was there before with {back}."
            )
        if keep_old and 0 < found < newest:
            copies.keep(connection, path, found)
        for version, sql in migrations():
            if version > found:
                cursor.execute("BEGIN TRANSACTION")
                try:
                    cursor.execute(sql)
                    if version in ALSO:
                        ALSO[version](cursor)
                    cursor.execute("INSERT INTO schema_migrations (version) VALUES (?)", [version])
                    cursor.execute("COMMIT")
                except BaseException:
                    roll_back(cursor)
                    raise


def catalogue(connection: duckdb.DuckDBPyConnection) -> Catalogue:
    """What there is in a migrated database: tables, and what its views and macros are made of.

    All of these come with its migrations. To look for them among all functions that there are takes longer than all
    else of an opening, and is done once in a process.
    """
    with connection.cursor() as cursor:
        [(version,)] = cursor.execute("SELECT max(version) FROM schema_migrations").fetchall()
        if version not in _catalogues:
            tables = [name for (name,) in cursor.execute(question("file/tables")).fetchall()]
            made_of: dict[str, str] = {}
            for name, text in cursor.execute(question("file/definitions")).fetchall():
                made_of[name] = f"{made_of.get(name, '')} {text}"
            _catalogues[version] = Catalogue(tables, made_of)
        return _catalogues[version]


_catalogues: dict[int, Catalogue] = {}
"""By the newest migration."""


def warm(connection: duckdb.DuckDBPyConnection) -> None:
    """Pay for the first Arrow registration now: it takes over a second, which no visitor should wait."""
    with connection.cursor() as cursor:
        cursor.register("warm", pa.table({"x": [1]}))
        to_frame(cursor.sql("SELECT x FROM warm").to_arrow_table())
        cursor.unregister("warm")


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.TransactionException, duckdb.FatalException):  # a failed commit has already rolled back
        cursor.execute("ROLLBACK")
