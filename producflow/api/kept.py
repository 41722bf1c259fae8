"""Answers that are kept for as long as the data they came from stands, and not much longer than a minute.

Every committed change raises the store's data version, and its production version unless it brings readings only, so
nothing has to be told that it is out of date: a password changed or a machine added is seen by the very next call.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """A few answers to one question.

    Parameters
    ----------
    most : int
        How many; the one that was asked for longest ago goes first.
    seconds : float
        How long one is kept at most. [s]
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._answers: OrderedDict[Hashable, tuple[int, float, T]] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, version: int, key: Hashable) -> T | None:
        """The answer if it is known for this version, or None."""
        with self._lock:
            found = self._answers.get(key)
            if found is None or found[0] != version or found[1] < time.monotonic():
                return None
            self._answers.move_to_end(key)
            return found[2]

    def keep(self, version: int, key: Hashable, answer: T, *, seconds: float | None = None) -> T:
        """Keep an answer and return it.

        Parameters
        ----------
        version : int
            Data or production version from before the question was asked.
        key : hashable
        answer
            Never to be changed in place.
        seconds : float, optional
            A shorter time to keep it for. [s]
        """
        lasts = self._seconds if seconds is None else min(self._seconds, seconds)
        with self._lock:
            self._answers[key] = (version, time.monotonic() + lasts, answer)
            self._answers.move_to_end(key)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def get(self, version: int, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer, asked for only if it is not known."""
        found = self.known(version, key)
        return self.keep(version, key, ask()) if found is None else found
