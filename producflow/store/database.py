"""One owner of the DuckDB file: connections, transactions, migrations.

A connection shared by threads silently returns other threads' rows, so there is one ``connect`` a process, a cursor
of its own for every read, and one lock around every write.
"""

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from producflow.errors import DatabaseBusy, DatabaseNewer, DatabaseUnreadable, StoreUnavailable

HERE = Path(__file__).parent
ATTEMPTS = 5  # the writer lock makes conflicts rare; what is left is over after a try or two

CONFIG: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a table name in SQL never means a Python variable
}

T = TypeVar("T")


@cache
def question(name: str) -> str:
    """Text of the question kept in ``sql/<name>.sql``."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def migrations() -> list[tuple[int, str]]:
    """Numbered migrations, oldest first."""
    files = sorted((HERE / "migrations").glob("[0-9]*.sql"))
    return [(int(file.name.split("_")[0]), file.read_text(encoding="utf-8")) for file in files]


def _naive(value: Any) -> Any:
    """Turn an aware instant into the naive UTC one that a TIMESTAMP column holds."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value


def _bound(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _naive(value) for name, value in parameters.items()}


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Arrow to pandas: TIMESTAMP columns become aware UTC instants, DATE columns naive days."""
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for field in table.schema:
        if pa.types.is_timestamp(field.type) and field.type.tz is None:
            frame[field.name] = frame[field.name].astype("datetime64[us]").dt.tz_localize("UTC")
        elif pa.types.is_date(field.type):
            frame[field.name] = frame[field.name].astype("datetime64[s]")
        elif pa.types.is_string(field.type):
            frame[field.name] = frame[field.name].astype("str")
    return frame


class Session:
    """A cursor with our conventions; what reads and writes have in common.

    Questions are named after their file under ``sql/``; parameters are bound by name (``$machine``).
    """

    frozen = False
    """Whether the rows are kept ones, see :mod:`producflow.store.frozen`."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def interrupt(self) -> None:
        """Stop the question that runs at this moment, if one does; it raises where it was asked."""
        self._cursor.interrupt()

    def _execute(self, sql: str, parameters: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        return self._cursor.execute(sql, _bound(parameters))

    def compose(self, sql: str, /, **parameters: Any) -> None:
        """Run SQL composed within the store room; a read may make temporary tables, which end with it."""
        self._execute(sql, parameters).fetchall()

    def composed(self, sql: str, /, **parameters: Any) -> pa.Table:
        """Answer of a question that the store room composed itself, as an Arrow table."""
        return self._cursor.sql(sql, params=_bound(parameters)).to_arrow_table()

    def composed_frame(self, sql: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of a question that the store room composed itself, as :meth:`frame` gives it."""
        return to_frame(self.composed(sql, **parameters))

    def arrow(self, name: str, /, **parameters: Any) -> pa.Table:
        """Answer of a question as an Arrow table: the fastest way out for many rows."""
        relation = self._cursor.sql(question(name), params=_bound(parameters))
        return relation.to_arrow_table()

    def frame(self, name: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of a question; instants are aware UTC, production days naive midnights, missing is NaN or NaT."""
        return to_frame(self.arrow(name, **parameters))

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Answer of a question as dictionaries; instants are aware UTC, missing is None."""
        cursor = self._execute(question(name), parameters)
        names = [column[0] for column in cursor.description or []]
        return [
            {
                key: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value
                for key, value in zip(names, row, strict=True)
            }
            for row in cursor.fetchall()
        ]

    def row(self, name: str, /, **parameters: Any) -> dict[str, Any] | None:
        """First row of the answer, or None."""
        return next(iter(self.rows(name, **parameters)), None)

    def value(self, name: str, /, **parameters: Any) -> Any:
        """First value of the first row of the answer, or None."""
        row = self.row(name, **parameters)
        return None if row is None else next(iter(row.values()))

    @contextmanager
    def staged(self, name: str, frame: pd.DataFrame | pa.Table) -> Iterator[str]:
        """Let SQL see rows under a name while the block runs."""
        arrow = frame if isinstance(frame, pa.Table) else _to_arrow(frame)
        self._cursor.register(_identifier(name), arrow)
        try:
            yield name
        finally:
            self._cursor.unregister(name)


class Transaction(Session):
    """A write in progress: everything in it is committed together or not at all."""

    def run(self, name: str, /, **parameters: Any) -> None:
        """Run a statement kept in ``sql/<name>.sql``."""
        self._execute(question(name), parameters).fetchall()

    def append(self, table: str, frame: pd.DataFrame | pa.Table) -> None:
        """Insert many rows by column name; columns left out take their defaults.

        Parameters
        ----------
        table : str
            A table of ours.
        frame : DataFrame or Table, shape (n, columns)
            Rows to insert, in the order in which they are to lie in the file.
        """
        with self.staged("appended", frame) as name:
            self._cursor.execute(f"INSERT INTO {_identifier(table)} BY NAME SELECT * FROM {name}").fetchall()


def _to_arrow(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for index, field in enumerate(table.schema):  # aware instants lie in the file as naive UTC
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            column = table.column(index).cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            table = table.set_column(index, field.name, column)
    return table


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        raise ValueError(f"{name!r} is no identifier of ours")
    return name


class Store:
    """The open database: any number of readers, one writer at a time.

    Use :func:`open_store`; everything else in the process shares what it returns.
    """

    session_type = Session

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._writer = threading.RLock()
        self.path = path
        self._data_version = 0
        self._commits = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or create the file, and bring its schema up to date.

        Parameters
        ----------
        path : Path
            The DuckDB file.

        Raises
        ------
        DatabaseBusy
            If another process holds the file.
        DatabaseNewer
            If a newer version of ProducFlow wrote it.
        DatabaseUnreadable
            If it is damaged or not a database.
        """
        path = path.absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(path, config=dict(CONFIG))
        except duckdb.Error as error:
            raise _why_not_opened(path, error) from error
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be opened: {error.strerror}.") from error
        store = cls(connection, path)
        try:
            configure(connection, path)
            store._migrate()
            store._data_version = store.read(lambda session: int(session.value("data_version")))
            store._warm()
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Write everything to the file itself and let it go."""
        with self._writer:
            self._connection.close()

    @property
    def data_version(self) -> int:
        """Number raised by every committed write; what was computed from one version stays true for it."""
        return self._data_version

    @property
    def commits(self) -> int:
        """Number raised by every commit of this process, also by those that leave the data version as it is."""
        return self._commits

    @property
    def staging(self) -> Path:
        """Folder for uploads on their way in: the only one that SQL may read files from."""
        return _staging(self.path)

    def read(self, work: Callable[[Session], T]) -> T:
        """Let ``work`` ask questions on a cursor of its own; all of them see the same committed state.

        Parameters
        ----------
        work : callable
            Takes a :class:`Session` and returns the answer; must not keep the session.
        """
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            try:
                return work(self.session_type(cursor))
            finally:
                cursor.execute("ROLLBACK")

    def frame(self, name: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of one question as a DataFrame, see :meth:`Session.frame`."""
        return self.read(lambda session: session.frame(name, **parameters))

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Answer of one question as dictionaries, see :meth:`Session.rows`."""
        return self.read(lambda session: session.rows(name, **parameters))

    def row(self, name: str, /, **parameters: Any) -> dict[str, Any] | None:
        """First row of one answer, see :meth:`Session.row`."""
        return self.read(lambda session: session.row(name, **parameters))

    def batches(self, name: str, /, *, rows: int = 50_000, **parameters: Any) -> Iterator[pa.Table]:
        """Answer of one question in pieces, for answers that need not fit into memory.

        Parameters
        ----------
        name : str
            The question.
        rows : int
            Most rows of a piece.
        **parameters
            Of the question.

        Yields
        ------
        Table
            At least one piece, maybe without rows; all of them see the same committed state.
        """
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            try:
                reader = cursor.sql(question(name), params=_bound(parameters)).to_arrow_reader(rows)
                none = True
                for batch in reader:
                    none = False
                    yield pa.Table.from_batches([batch])
                if none:
                    yield reader.schema.empty_table()
            finally:
                cursor.execute("ROLLBACK")

    def write(self, work: Callable[[Transaction], T], *, changes_data: bool = True) -> T:
        """Let ``work`` write; everything it wrote is committed together, or nothing if it raises.

        Parameters
        ----------
        work : callable
            Takes a :class:`Transaction`. It is run again from the start if the commit meets a conflict, so what it
            does outside the database must bear repeating.
        changes_data : bool, default True
            False for what no report can show (sessions, failed sign-ins): the data version stays, and with it
            everything that was computed from it.

        Raises
        ------
        StoreUnavailable
            If the file cannot be written (disk full, read-only).
        """
        with self._writer:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return self._write_once(work, changes_data)
                except duckdb.TransactionException:
                    if attempt == ATTEMPTS:
                        raise
                except duckdb.IOException as error:
                    raise StoreUnavailable(f"Nothing was saved: {self.path} cannot be written ({error}).") from error
        raise AssertionError("unreachable")

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nobody else writes while the block runs; what it writes is committed write by write as always."""
        with self._writer:
            yield

    def write_alone(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Run one statement that commits by itself, and answer what it returns; the data version stays.

        Half the work of a transaction around it, for what comes thousands of times a minute.

        Parameters
        ----------
        name : str
            A statement kept in ``sql/<name>.sql``.
        **parameters
            Of the statement.

        Raises
        ------
        StoreUnavailable
            If the file cannot be written (disk full, read-only).
        """
        with self._writer, self._connection.cursor() as cursor:
            try:
                rows = Session(cursor).rows(name, **parameters)
            except duckdb.TransactionException:
                return self.write(lambda transaction: transaction.rows(name, **parameters), changes_data=False)
            except duckdb.IOException as error:
                raise StoreUnavailable(f"Nothing was saved: {self.path} cannot be written ({error}).") from error
            self._commits += 1
            return rows

    def _write_once(self, work: Callable[[Transaction], T], changes_data: bool) -> T:
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                transaction = Transaction(cursor)
                result = work(transaction)
                version = int(transaction.value("raise_data_version")) if changes_data else self._data_version
                cursor.execute("COMMIT")
            except BaseException:
                _roll_back(cursor)
                raise
            self._data_version = version
            self._commits += 1
            return result

    def checkpoint(self) -> None:
        """Write everything committed into the file itself, so that a copy of it is whole."""
        with self._writer, self._connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def exclusive(self, work: Callable[[Path], T]) -> T:
        """Let ``work`` read the file on disk while nobody writes and everything committed is in it."""
        with self._writer:
            self.checkpoint()
            return work(self.path)

    def _migrate(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE IF NOT EXISTS schema_migrations "
                "(version BIGINT NOT NULL, applied_at TIMESTAMP NOT NULL DEFAULT current_timestamp::TIMESTAMP)"
            )
            [(found,)] = cursor.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()
            newest = migrations()[-1][0]
            if found > newest:
                raise DatabaseNewer(
                    f"{self.path} was written by a newer version of ProducFlow (schema {found}, this one knows "
                    f"{newest}); start that version, or restore a backup made by this one."
                )
            for version, sql in migrations():
                if version > found:
                    cursor.execute("BEGIN TRANSACTION")
                    try:
                        cursor.execute(sql)
                        cursor.execute("INSERT INTO schema_migrations (version) VALUES (?)", [version])
                        cursor.execute("COMMIT")
                    except BaseException:
                        _roll_back(cursor)
                        raise

    def _warm(self) -> None:
        """Pay for the first Arrow registration now: it takes over a second, which no visitor should wait."""
        with self._connection.cursor() as cursor:
            cursor.register("warm", pa.table({"x": [1]}))
            to_frame(cursor.sql("SELECT x FROM warm").to_arrow_table())
            cursor.unregister("warm")


def _staging(path: Path) -> Path:
    return path.with_name(path.name + ".staging")


def configure(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Set what every connection of ours is set to; ``path`` is the database that it belongs to."""
    staging = str(_staging(path)).replace("'", "''")
    for statement in (
        "SET enable_progress_bar = false",
        "SET GLOBAL TimeZone = 'UTC'",  # under any other, casting text with an offset drops the offset
        f"SET allowed_directories = ['{staging}/']",
        "SET enable_external_access = false",
    ):
        connection.execute(statement)


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.TransactionException):  # a failed commit has already rolled back
        cursor.execute("ROLLBACK")


def _why_not_opened(path: Path, error: duckdb.Error) -> StoreUnavailable:
    text = str(error)
    holder = re.search(r"PID (\d+)", text)
    if "Could not set lock" in text:
        who = f"process {holder[1]}" if holder else "another process"
        return DatabaseBusy(
            f"{path} is already open in {who}; use that one, or stop it and try again.",
            pid=int(holder[1]) if holder else None,
        )
    if "Permission denied" in text or "Read-only file system" in text:
        return StoreUnavailable(f"{path} may not be written by this user; mend its rights and start again.")
    return DatabaseUnreadable(
        f"{path} is damaged or is not a ProducFlow database ({text.splitlines()[0]}); nothing was changed. Move it and "
        f"its .wal file away and restore the newest backup with: python -m producflow restore FILE."
    )


@cache
def _opened(path: Path) -> Store:
    return Store.open(path)


def open_store(path: Path) -> Store:
    """The store of this process, opened once; see :meth:`Store.open` for what can go wrong."""
    return _opened(path.absolute())


def close_store(path: Path) -> None:
    """Close what :func:`open_store` opened, if it did, so that the file can be opened again."""
    if _opened.cache_info().currsize:
        _opened(path.absolute()).close()
        _opened.cache_clear()
