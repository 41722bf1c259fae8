"""Long work on a thread of its own, so that whoever waits sees how far it is and can stop it."""

import queue
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from producflow.imports.progress import Progress

HEARTBEAT = 0.2  # seconds between two looks at whether anybody still waits

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """How far work is.

    Attributes
    ----------
    name : str
        What is being done.
    done, total : int
        How much of it; ``total`` None: not known.
    """

    name: str
    done: int
    total: int | None

    def describe(self) -> str:
        """How far, for a person."""
        if self.total and self.done:
            return f"{self.name}, {self.done:,} of {self.total:,}"
        return f"{self.name}, {self.total:,} rows" if self.total else self.name


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
    progress = Progress(lambda name, done, total: told.put(Stage(name, done, total)))
    with ThreadPoolExecutor(1, thread_name_prefix="import") as pool:
        future = pool.submit(work, progress)
        future.add_done_callback(lambda _: told.put(None))
        try:
            while not future.done():
                try:
                    yield told.get(timeout=HEARTBEAT)
                except queue.Empty:
                    yield None
        finally:
            if not future.done():
                progress.cancel()
    return future.result()
