"""One owner of the DuckDB file: connections, transactions, migrations.

A connection shared by threads silently returns other threads' rows, so there is one ``connect`` a process, a cursor
of its own for every read, and one lock around every write.
"""

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from producflow import settings
from producflow.errors import DatabaseNewer, StoreUnavailable
from producflow.store import journal, layout, staging
from producflow.store.faults import damaged, described, is_busy, is_conflict, is_fatal, why_not_opened
from producflow.store.session import HERE, Session, Transaction, bound, question, to_frame

__all__ = [
    "CONFIG",
    "Session",
    "Store",
    "Transaction",
    "close_store",
    "configure",
    "migrations",
    "open_store",
    "question",
    "to_frame",
]

ATTEMPTS = 5  # the writer lock makes conflicts rare; what is left is over after a try or two

CONFIG: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a table name in SQL never means a Python variable
}

T = TypeVar("T")


def migrations() -> list[tuple[int, str]]:
    """Numbered migrations, oldest first."""
    files = sorted((HERE / "migrations").glob("[0-9]*.sql"))
    return [(int(file.name.split("_")[0]), file.read_text(encoding="utf-8")) for file in files]


class Store:
    """The open database: any number of readers, one writer at a time.

    Use :func:`open_store`; everything else in the process shares what it returns.
    """

    session_type = Session

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._writer = threading.RLock()
        self.path = path
        self._data_version = self._production_version = 0
        self._commits = 0
        self._note: journal.Note | None = None
        self._lost = False

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
            If it is damaged or not a database, or lacks what had been saved.
        """
        path = path.absolute()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be opened: {error.strerror}.") from error
        promise = journal.promised(path)
        store = cls(_connected(path), path)
        try:
            store._must_hold(promise)
            store._note = journal.Note(path)
            store._migrate()
            store._data_version = store.read(lambda session: int(session.value("data_version")))
            store._production_version = store._data_version
            store._warm()
            staging.sweep(store.staging)  # the file is ours alone now: whoever left these is dead
        except BaseException as error:
            store._connection.close()
            if store._note is not None:
                store._note.leave(clean=not journal.log_of(path).exists())
            if isinstance(error, duckdb.Error):
                raise why_not_opened(path, error) from error
            if isinstance(error, OSError):
                raise StoreUnavailable(f"{path} cannot be opened: {error.strerror}.") from error
            raise
        return store

    def close(self) -> None:
        """Write everything to the file itself and let it go."""
        with self._writer:
            self._connection.close()
            if self._note is not None:
                # A log that is left, such as on a full disk, still holds what had been saved.
                self._note.leave(clean=not journal.log_of(self.path).exists())
                self._note = None

    @property
    def data_version(self) -> int:
        """Number raised by every committed write; what was computed from one version stays true for it."""
        return self._data_version

    @property
    def production_version(self) -> int:
        """Data version of the last write that may have changed anything but readings, their sums and their alerts.

        What does not rest on those stays true for it, although machines post a reading every second.
        """
        return self._production_version

    @property
    def commits(self) -> int:
        """Number raised by every commit of this process, also by those that leave the data version as it is."""
        return self._commits

    @property
    def staging(self) -> Path:
        """Folder for uploads on their way in."""
        return staging.folder_of(self.path)

    def read(self, work: Callable[[Session], T]) -> T:
        """Let ``work`` ask questions on a cursor of its own; all of them see the same committed state.

        Parameters
        ----------
        work : callable
            Takes a :class:`Session` and returns the answer; must not keep the session.
        """
        with self._reading() as cursor:
            return work(self.session_type(cursor))

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees one committed state; what goes wrong with the file is said in a sentence."""
        try:
            with self._live().cursor() as cursor:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
                try:
                    yield cursor
                finally:
                    _roll_back(cursor)
        except duckdb.Error as error:
            self._lost = self._lost or is_fatal(error)
            sentence = described(self.path, error)
            if sentence is None:
                raise
            raise sentence from error

    def frame(self, name: str, /, **parameters: Any) -> pd.DataFrame:
        """Answer of one question as a DataFrame, see :meth:`Session.frame`."""
        return self.read(lambda session: session.frame(name, **parameters))

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Answer of one question as dictionaries, see :meth:`Session.rows`."""
        return self.read(lambda session: session.rows(name, **parameters))

    def row(self, name: str, /, **parameters: Any) -> dict[str, Any] | None:
        """First row of one answer, see :meth:`Session.row`."""
        return self.read(lambda session: session.row(name, **parameters))

    def batches(self, name: str, /, *, rows: int = 50_000, **parameters: Any) -> Generator[pa.Table, None, None]:
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
        with (
            self._reading() as cursor,
            # whoever stops asking leaves a result open, and the transaction cannot end before that is closed
            closing(cursor.sql(question(name), params=bound(parameters)).to_arrow_reader(rows)) as reader,
        ):
            none = True
            for batch in reader:
                none = False
                yield pa.Table.from_batches([batch])
            if none:
                yield reader.schema.empty_table()

    def write(self, work: Callable[[Transaction], T], *, changes_data: bool = True, only_readings: bool = False) -> T:
        """Let ``work`` write; everything it wrote is committed together, or nothing if it raises.

        Parameters
        ----------
        work : callable
            Takes a :class:`Transaction`. It is run again from the start if the commit meets a conflict, so what it
            does outside the database must bear repeating.
        changes_data : bool, default True
            False for what no report can show (sessions, failed sign-ins): the data version stays, and with it
            everything that was computed from it.
        only_readings : bool, default False
            True for readings, their sums and their alerts: the production version stays.

        Raises
        ------
        StoreUnavailable
            If the file cannot be written (disk full, read-only).
        """
        with self._writer:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return self._write_once(work, changes_data, only_readings)
                except duckdb.Error as error:
                    if not is_conflict(error):
                        raise self._not_saved(error) from error
                    if attempt == ATTEMPTS:
                        raise
        raise AssertionError("unreachable")

    def _not_saved(self, error: duckdb.Error) -> Exception:
        """What to raise for a write that failed: a sentence where the file is the reason."""
        if is_fatal(error):
            self._lost = True
            with suppress(StoreUnavailable):
                self._live()  # now, while nobody else writes
        return described(self.path, error, writing=True) or error

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
        with self._writer:
            try:
                with self._live().cursor() as cursor:
                    with self._committing():
                        rows = Session(cursor).rows(name, **parameters)
                    self._commits += 1
                    return rows
            except duckdb.Error as error:
                if is_conflict(error):
                    return self.write(lambda transaction: transaction.rows(name, **parameters), changes_data=False)
                raise self._not_saved(error) from error

    def _write_once(self, work: Callable[[Transaction], T], changes_data: bool, only_readings: bool) -> T:
        version = self._data_version
        with self._live().cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                transaction = Transaction(cursor)
                result = work(transaction)
                if changes_data:
                    version = int(transaction.value("raise_data_version"))
                with self._committing(version):
                    cursor.execute("COMMIT")
            except BaseException as error:
                _roll_back(cursor)
                if isinstance(error, duckdb.Error) and is_fatal(error):
                    self._lost = True
                else:
                    raise
                fatal = error
            else:
                self._data_version = version
                if changes_data and not only_readings:
                    self._production_version = version
                self._commits += 1
                return result
        # DuckDB gave up while committing. What counts is what the file says: each write has a version of its own.
        self._live()
        if changes_data and self._data_version == version:
            self._commits += 1
            return result
        raise fatal

    @contextmanager
    def _committing(self, version: int | None = None) -> Iterator[None]:
        """Note around a commit how much of the log is acknowledged, and which data version."""
        if self._note is None:
            yield
            return
        self._note.forget()
        yield
        self._note.take(self._data_version if version is None else version)

    def _live(self) -> duckdb.DuckDBPyConnection:
        """The connection; made anew after DuckDB gave it up, which it does when it cannot write the file."""
        if not self._lost:
            return self._connection
        with self._writer:
            if self._lost:
                self._connection.close()
                self._connection = _connected(self.path, ours=True)
                with self._connection.cursor() as cursor:  # raises for as long as a reader holds on to the old one
                    [(self._data_version,)] = cursor.execute(question("data_version")).fetchall()
                self._production_version = self._data_version
                self._lost = False
            return self._connection

    def checkpoint(self) -> None:
        """Write everything committed into the file itself, so that a copy of it is whole."""
        with self._writer:
            try:
                with self._live().cursor() as cursor, self._committing():
                    cursor.execute("CHECKPOINT")
            except duckdb.Error as error:
                raise self._not_saved(error) from error

    def copied(self, copy: Callable[[Path], None], read: Callable[[Session], T]) -> T:
        """Let ``copy`` copy the file while nobody writes and everything committed is in it; read what the copy holds.

        Parameters
        ----------
        copy : callable
            Takes the file, which it must not open in this process: closing it would end the lock on it.
        read : callable
            Takes a :class:`Session` that sees the state that was copied, while others write again.
        """
        with ExitStack() as reading:
            with self._writer:
                self.checkpoint()
                session = Session(reading.enter_context(self._reading()))
                session.value("data_version")  # from here on, it sees this state
                copy(self.path)
            return read(session)

    def _must_hold(self, promise: journal.Promise | None) -> None:
        """Refuse a file that another program opened with a log that had been cut: the rest of it is gone."""
        if promise is None or not promise.version:
            return
        found = self.read(lambda session: int(session.value("data_version")))
        if found < promise.version:
            why = f"it holds data version {found:,}, and {promise.version:,} had been saved"
            raise damaged(self.path, why)

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


def configure(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Set what every connection of ours is set to; ``path`` is the database that it belongs to."""
    folder = str(staging.folder_of(path)).replace("'", "''")
    for statement in (
        f"SET memory_limit = '{settings.current().memory_megabytes}MB'",
        "SET enable_progress_bar = false",
        "SET GLOBAL TimeZone = 'UTC'",  # under any other, casting text with an offset drops the offset
        f"SET allowed_directories = ['{folder}/']",
        "SET enable_external_access = false",
    ):
        connection.execute(statement)


def _connected(path: Path, *, ours: bool = False) -> duckdb.DuckDBPyConnection:
    """Connect to the file, unless something that had been saved is missing; ``ours``: this process had it open."""
    try:
        if not ours:
            journal.must_be_whole(path, lambda: _must_be_nobodys(path))
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


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.TransactionException, duckdb.FatalException):  # a failed commit has already rolled back
        cursor.execute("ROLLBACK")


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
