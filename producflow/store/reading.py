"""Reading the database: any number of readers, each on a cursor of its own that sees one committed state."""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import pyarrow as pa

from producflow.store import staging
from producflow.store.answers import Answers
from producflow.store.faults import described, is_fatal
from producflow.store.noting import EVERYTHING, NOTHING_KNOWN, Rows, under_way
from producflow.store.opening import connected, roll_back
from producflow.store.session import Session, question
from producflow.store.versions import Versions

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """What of the open database can be asked.

    Attributes
    ----------
    path : Path
        The DuckDB file.
    versions : Versions
        When which rows were last written.
    answers : Answers
        To questions about what is stored, each kept for as long as it stands.
    """

    session_type = Session

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._writer = threading.RLock()
        self._reads, self._idle = 0, threading.Condition()
        self.path = path
        self.versions = Versions()
        self.answers = Answers(self)
        self._catalogue = NOTHING_KNOWN
        self._data_version = 0
        self._commits = 0
        self._lost = False

    @property
    def data_version(self) -> int:
        """Number raised by every committed write that a report may show."""
        return self._data_version

    @property
    def commits(self) -> int:
        """Number raised by every commit of this process, also by those that leave the data version as it is."""
        return self._commits

    @property
    def staging(self) -> Path:
        """Folder for uploads on their way in."""
        return staging.folder_of(self.path)

    def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Let ``work`` ask questions on a cursor of its own; all of them see the same committed state.

        Parameters
        ----------
        work : callable
            Takes a :class:`Session`, and what else is given here, and returns the answer; must not keep the session.
        *args, **kwargs
            Of ``work``.
        """
        seen = _seen.get()
        if seen is not None and seen[0] is self:
            return work(seen[1], *args, **kwargs)
        # More than one look may see more than one state, which whoever puts the answer together has to know.
        notes = under_way()
        if notes is not None:
            notes.looks += 1
        with self._reading() as session:
            return work(session, *args, **kwargs)

    @contextmanager
    def unmoved(self) -> Iterator[None]:
        """While the block runs, all reads of this thread see one and the same committed state."""
        with self._reading() as session:
            session.value("file/data_version")  # from here on, it sees this state
            token = _seen.set((self, session))
            try:
                yield
            finally:
                _seen.reset(token)

    @property
    def is_unmoved(self) -> bool:
        """Whether this thread is within :meth:`unmoved`."""
        seen = _seen.get()
        return seen is not None and seen[0] is self

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """A session that sees one committed state; what goes wrong with the file is said in a sentence."""
        try:
            with self._counted(), self._live().cursor() as cursor:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
                try:
                    yield self.session_type(cursor, self._catalogue, self.answers)
                finally:
                    roll_back(cursor)
        except duckdb.Error as error:
            self._lost = self._lost or is_fatal(error)
            sentence = described(self.path, error)
            if sentence is None:
                raise
            raise sentence from error

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._idle:
            self._reads += 1
        try:
            yield
        finally:
            with self._idle:
                self._reads -= 1
                self._idle.notify_all()

    def batches(self, name: str, /, *, rows: int = 50_000, **parameters: Any) -> Generator[pa.Table, None, None]:
        """Answer of one question in pieces, for answers that need not fit into memory.

        Parameters
        ----------
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
            self._reading() as session,
            # whoever stops asking leaves a result open, and the transaction cannot end before that is closed
            closing(session.pieces(question(name), rows, **parameters)) as reader,
        ):
            none = True
            for batch in reader:
                none = False
                yield pa.Table.from_batches([batch])
            if none:
                yield reader.schema.empty_table()

    def _live(self) -> duckdb.DuckDBPyConnection:
        """The connection; made anew after DuckDB gave it up, which it does when it cannot write the file."""
        if not self._lost:
            return self._connection
        with self._writer:
            if self._lost:
                self._connection.close()
                self._connection = connected(self.path, ours=True)
                with self._connection.cursor() as cursor:  # raises for as long as a reader holds on to the old one
                    [(self._data_version,)] = cursor.execute(question("file/data_version")).fetchall()
                self._committed([Rows(EVERYTHING)])
                self._lost = False
            return self._connection

    def _committed(self, written: Iterable[Rows]) -> None:
        """Count a commit; what it wrote is known before its number is, or a reader would take the old for the new."""
        self.versions.written(self._commits + 1, written)
        self._commits += 1


_seen: ContextVar[tuple[Reader, Session] | None] = ContextVar("seen", default=None)


def reads(work: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Reader | Session, P], T]:
    """Let a function that asks questions be called with the store, or within a read or write that is under way.

    All that it asks of the store is seen in one committed state, see :meth:`Reader.read`.
    """

    @wraps(work)
    def asked(source: Reader | Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return work(source, *args, **kwargs) if isinstance(source, Session) else source.read(work, *args, **kwargs)

    return asked
