"""Writing the database: one writer at a time, each write committed as a whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

import duckdb

from producflow.errors import StoreUnavailable
from producflow.store import wal_guard
from producflow.store.faults import described, is_conflict, is_fatal
from producflow.store.opening import roll_back
from producflow.store.reading import Reader
from producflow.store.session import Session, Transaction

ATTEMPTS = 5  # the writer lock makes conflicts rare; what is left is over after a try or two

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Writer(Reader):
    """What can be done with the open database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        super().__init__(connection, path)
        self._note: wal_guard.Note | None = None

    def write(self, work: Callable[[Transaction, *Ts], T], *args: *Ts, changes_data: bool = True) -> T:
        """Let ``work`` write; everything it wrote is committed together, or nothing if it raises.

        Parameters
        ----------
        work : callable
            Takes a :class:`Transaction`, and what else is given here. It is run again from the start if the commit
            meets a conflict, so what it does outside the database must bear repeating.
        changes_data : bool, default True
            False for what no report can show (sessions, failed sign-ins): the data version stays.

        Raises
        ------
        StoreUnavailable
            If the file cannot be written (disk full, read-only).
        """
        with self._writer:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return self._write_once(work, args, changes_data)
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
            A statement kept in ``sql/<subject>/<what>.sql``.
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
                    transaction = Transaction(cursor, self._catalogue)
                    with self._committing():
                        rows = transaction.rows(name, **parameters)
                    self._committed(transaction.written)
                    return rows
            except duckdb.Error as error:
                if is_conflict(error):
                    return self.write(partial(Transaction.rows, **parameters), name, changes_data=False)
                raise self._not_saved(error) from error

    def _write_once(self, work: Callable[[Transaction, *Ts], T], args: tuple[*Ts], changes_data: bool) -> T:
        version = self._data_version
        with self._live().cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            try:
                transaction = Transaction(cursor, self._catalogue)
                result = work(transaction, *args)
                if changes_data:
                    version = int(transaction.value("file/raise_data_version"))
                with self._committing(version):
                    cursor.execute("COMMIT")
            except BaseException as error:
                roll_back(cursor)
                if isinstance(error, duckdb.Error) and is_fatal(error):
                    self._lost = True
                else:
                    raise
                fatal = error
            else:
                self._data_version = version
                self._committed(transaction.written)
                return result
        # DuckDB gave up while committing. What counts is what the file says: each write has a version of its own.
        self._live()
        if changes_data and self._data_version == version:
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
                session = reading.enter_context(self._reading())
                session.value("file/data_version")  # from here on, it sees this state
                copy(self.path)
            return read(session)
