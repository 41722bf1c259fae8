"""Long work on a thread of its own, so that whoever waits sees how far it is and can stop it."""

import queue
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

from producflow.imports.progress import BYTES, Progress

HEARTBEAT = 0.2  # seconds between two looks at whether anybody still waits
MEGABYTE = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """How far work is."""

    name: str
    """What is being done."""
    done: int = 0
    total: int | None = None
    """How much of it; ``total`` None: not known."""

    def describe(self) -> str:
        """How far, for a person."""
        if self.total and self.done:
            return f"{self.name}, {self.done:,} of {self.total:,}"
        if self.total:
            return f"{self.name}, {self.total:,} rows"
        if self.done and self.name not in BYTES:
            return f"{self.name}, {self.done:,} rows"
        return f"{self.name}, {self.done / MEGABYTE:,.0f} MB" if self.done >= MEGABYTE else self.name


class BackgroundJob(Generic[T]):
    """Work under way on a thread of its own.

    Parameters
    ----------
    work : callable
        Takes the :class:`Progress` that it tells, and that cancels it.
    listener : callable, optional
        Is told every stage, and None at the end.

    Attributes
    ----------
    stage : Stage or None
        How far it is; None: it has told nothing yet.
    begun_at : float
        By the clock of :func:`time.monotonic`. [s]
    """

    def __init__(
        self, work: Callable[[Progress], T], listener: Callable[[Stage | None], None] = lambda _: None
    ) -> None:
        self._listener = listener
        self.stage: Stage | None = None
        self.begun_at = time.monotonic()
        self._progress = Progress(self._tell)
        self._ended = threading.Event()
        self._outcome: T | None = None
        self._error: BaseException | None = None
        threading.Thread(target=self._run, args=(work,), daemon=True, name="import").start()

    def _tell(self, name: str, done: int, total: int | None) -> None:
        self.stage = Stage(name, done, total)
        self._listener(self.stage)

    def _run(self, work: Callable[[Progress], T]) -> None:
        try:
            self._outcome = work(self._progress)
        except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
            self._error = error
        finally:
            self._ended.set()
            self._listener(None)

    def ended(self, within: float | None = 0.0) -> bool:
        """Whether the work is over, after waiting for that long at most; None: until it is. [s]"""
        return self._ended.wait(within)

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._progress.cancelled

    def cancel(self) -> None:
        """Ask the work to stop; again does no harm."""
        self._progress.cancel()

    def result(self) -> T:
        """What the work returned; what it raised is raised. Waits for its end."""
        self._ended.wait()
        if self._error is not None:
            raise self._error
        return self._outcome  # type: ignore[return-value]


def watched(work: Callable[[Progress], T]) -> Generator[Stage | None, None, T]:
    """Do work, and say how far it is while it lasts.

    Parameters
    ----------
    work : callable
        Takes the :class:`Progress` that it tells, and that cancels it.

    Yields
    ------
    Stage or None
        None now and then while there is nothing new. Closing the generator, or Ctrl+C in it, cancels the work, and
        returns only when the work has stopped.

    Returns
    -------
    object
        What the work returned; what it raised is raised.
    """
    told: queue.SimpleQueue[Stage | None] = queue.SimpleQueue()
    under_way = BackgroundJob(work, told.put)
    try:
        while not under_way.ended() or not told.empty():
            try:
                yield told.get(timeout=HEARTBEAT)
            except queue.Empty:
                yield None
    finally:
        if not under_way.ended():
            under_way.cancel()
        while not under_way.ended(HEARTBEAT):
            under_way.cancel()  # what began just after the last wish is interrupted too
    return under_way.result()
