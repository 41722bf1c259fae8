"""One owner of the DuckDB file: connections, transactions, migrations.

A connection shared by threads silently returns other threads' rows, so there is one ``connect`` a process, a cursor
of its own for every read, and one lock around every write.
"""

from functools import cache
from pathlib import Path
from typing import Self

import duckdb

from producflow.errors import StoreUnavailable
from producflow.store import staging, wal_guard
from producflow.store.faults import damaged, why_not_opened
from producflow.store.opening import CONFIG, catalogue, configure, connected, migrate, migrations, warm
from producflow.store.queries.file import data_version
from producflow.store.session import Session, Transaction, question, to_frame
from producflow.store.writing import Writer

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


PATIENCE = 5.0
"""How long closing waits for those who read. [s]"""


class Store(Writer):
    """The open database: any number of readers, one writer at a time.

    Use :func:`open_store`; everything else in the process shares what it returns.
    """

    @classmethod
    def open(cls, path: Path, *, keep_old: bool = False) -> Self:
        """Open or create the file, and bring its schema up to date.

        Parameters
        ----------
        path : Path
            The DuckDB file.
        keep_old : bool
            Whether a copy is kept beside it before its schema is brought up to date.

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
        # Before DuckDB has replayed the log, and before the note below starts anew.
        promise = wal_guard.promised(path)
        store = cls(connected(path), path)
        try:
            store._must_hold(promise)
            store._note = wal_guard.Note(path)
            migrate(store._connection, path, keep_old=keep_old)
            store._catalogue = catalogue(store._connection)
            store._data_version = store.read(data_version)
            warm(store._connection)
            staging.sweep(store.staging)  # the file is ours alone now: whoever left these is dead
        except BaseException as error:
            store._connection.close()
            if store._note is not None:
                store._note.leave(clean=not wal_guard.log_of(path).exists())
            if isinstance(error, duckdb.Error):
                raise why_not_opened(path, error) from error
            if isinstance(error, OSError):
                raise StoreUnavailable(f"{path} cannot be opened: {error.strerror}.") from error
            raise
        return store

    def close(self) -> None:
        """Write everything to the file itself and let it go."""
        with self._writer:
            with self._idle:
                # DuckDB refuses to close during a call, and between two it takes the cursor away from whoever reads.
                self._idle.wait_for(lambda: self._reads == 0, PATIENCE)
                self._connection.close()
            if self._note is not None:
                # A log that is left, such as on a full disk, still holds what had been saved.
                self._note.leave(clean=not wal_guard.log_of(self.path).exists())
                self._note = None

    def _must_hold(self, promise: wal_guard.Promise | None) -> None:
        """Refuse a file that another program opened with a log that had been cut: the rest of it is gone."""
        if promise is None or not promise.version:
            return
        found = self.read(data_version)
        if found < promise.version:
            why = f"it holds data version {found:,}, and {promise.version:,} had been saved"
            raise damaged(self.path, why)


@cache
def _opened(path: Path) -> Store:
    return Store.open(path, keep_old=True)


def open_store(path: Path) -> Store:
    """The store of this process, opened once; see :meth:`Store.open` for what can go wrong."""
    return _opened(path.absolute())


def close_store(path: Path) -> None:
    """Close what :func:`open_store` opened, if it did, so that the file can be opened again."""
    if _opened.cache_info().currsize:
        _opened(path.absolute()).close()
        _opened.cache_clear()
