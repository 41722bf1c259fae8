"""Work by the clock, in a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from producflow.errors import ProducFlowError

Work = Callable[[threading.Event], float | None]
"""Is told when the block ends, and may say when it wants its next turn. [s]"""

log = structlog.get_logger(__name__)


@contextmanager
def periodically(name: str, work: Work | None, every: float, first: float = 0.0) -> Iterator[None]:
    """Work again and again while the block runs; what has begun then is finished before it ends.

    Parameters
    ----------
    name : str
        What the log and the thread call it.
    work : callable, optional
        What it raises is logged, and it is tried again. None: there is nothing to do.
    every : float
        Time between two turns, unless the work says another. [s]
    first : float
        Time before the first. [s]
    """
    if work is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_until, args=(stop, name, work, every, first), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()  # the database may close only after it


def _until(stop: threading.Event, name: str, work: Work, every: float, first: float) -> None:
    wait = first
    while not stop.wait(wait):
        wait = every
        try:
            wait = work(stop) or every
        except ProducFlowError as error:
            log.error("work by the clock failed", work=name, problem=str(error))
        except Exception as error:
            log.error("work by the clock failed", work=name, exc_info=error)
