"""How far long work is, and the wish to stop it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, TypeVarTuple

from producflow.errors import Conflict
from producflow.store.database import Session
from producflow.store.importing.checking import STEPS

RECEIVING, DECODING, READING_ROWS = "receiving", "reading", "reading the rows"
OPENING_WORKBOOK, OPENING_SHEET = "opening the workbook", "opening the sheet"
LOOKING, WAITING, SUMMING_UP, WRITING = "looking at the values", "waiting for other writes", "summing up", "writing"
STAGES = (
    RECEIVING,
    DECODING,
    OPENING_WORKBOOK,
    OPENING_SHEET,
    READING_ROWS,
    LOOKING,
    WAITING,
    *STEPS,
    SUMMING_UP,
    WRITING,
)
"""The steps of an import as a person is told them, in the order in which they come."""
BYTES = (RECEIVING, DECODING)
"""Those that count bytes; all others count rows."""
TAKING_BACK, BRINGING_BACK = "taking the rows back", "bringing the rows back"

S = TypeVar("S", bound=Session)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class ImportCancelled(Conflict):
    """Whoever started an import wanted it no longer; nothing was written."""

    def __init__(self) -> None:
        super().__init__("The import was cancelled; nothing was written.")


class Progress:
    """What long work tells while it lasts; it asks here whether to go on.

    Parameters
    ----------
    listener : callable, optional
        Is told the stage in plain words, how much of it is done, and how much there is (None: not known).
    """

    def __init__(self, listener: Callable[[str, int, int | None], None] | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()
        self._stops: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether the work is to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next step, and what can be interrupted is."""
        self._cancelled.set()
        for stop in self._stops[:]:
            stop()

    @contextmanager
    def interrupting(self, stop: Callable[[], None]) -> Iterator[None]:
        """Let the wish to stop also interrupt what runs in the block.

        Parameters
        ----------
        stop : callable
            Interrupts it from another thread; what it then raises becomes :class:`ImportCancelled`.
        """
        self._stops.append(stop)
        try:
            self.check()
            yield
            self.check()
        except Exception as error:
            if self.cancelled:
                raise ImportCancelled from error
            raise
        finally:
            self._stops.remove(stop)

    def guarding(self, work: Callable[[S, *Ts], T]) -> Callable[[S, *Ts], T]:
        """The same work with a session, which the wish to stop interrupts."""

        def guarded(session: S, *arguments: *Ts) -> T:
            with self.interrupting(session.interrupt):
                return work(session, *arguments)

        return guarded

    def report(self, stage: str, done: int = 0, total: int | None = None) -> None:
        """Tell how far the work is, and stop it if that is wanted."""
        self.check()
        if self._listener is not None:
            self._listener(stage, done, total)

    def check(self) -> None:
        """Go on, or raise.

        Raises
        ------
        ImportCancelled
            If the work is to stop.
        """
        if self.cancelled:
            raise ImportCancelled
