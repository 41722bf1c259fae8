"""Readings that come one by one or a few at once, from many machines: many in one commit, each answered after it.

A commit costs as much for sixty readings as for one, so whatever arrives while one is under way waits and shares the
next. Roll-ups and alerts follow within a second, in a transaction of their own; which spans they still lack is kept
in the database, so that a crash in between loses nothing. What they come to is worked out while commits go on.
"""

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import structlog

from producflow.access.roles import Actor, Permission
from producflow.errors import ProducFlowError
from producflow.operations.handed_in import HandedIn, Outcome
from producflow.operations.posted_readings import Posted
from producflow.operations.reading_commits import ReadingCommits
from producflow.operations.settling import Step, settle_beside
from producflow.store.database import Store

log = structlog.get_logger(__name__)

SETTLE_AFTER = 0.1
"""How long roll-ups and alerts wait for others that come with a reading after a pause. [s]"""
SETTLE_EVERY = 0.7
"""From one settling to the next at least, while readings come all the time. [s]"""


class SingleReadings:
    """Stores readings that come one by one, or a few at once.

    Parameters
    ----------
    store : Store
        Where they go.
    heard : callable, optional
        Told of every commit made here: its number among the store's commits, and the readings it brought.
    """

    def __init__(self, store: Store, heard: Callable[[int, list[dict[str, Any]]], None] = lambda *_: None) -> None:
        self.store = store
        self._heard = heard
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="readings")
        self._settler = ThreadPoolExecutor(1, thread_name_prefix="settling")
        self._lock = threading.Lock()
        self._open: list[HandedIn] | None = None
        self._result: Future[list[Outcome]] | None = None
        self._settling = False
        self._settled = -math.inf
        self._commits = ReadingCommits(store)

    def add(self, actor: Actor, posted: Posted) -> tuple["Future[list[Outcome]]", int]:
        """Hand in a reading.

        Parameters
        ----------
        posted : Posted
            As :func:`sound` gives it.

        Returns
        -------
        Future, int
            The outcomes of everything in the same commit, known after it, and the place of this one among them.
        """
        return self._hand_in(HandedIn(actor, (posted,)))

    def add_batch(self, actor: Actor, posted: Sequence[Posted]) -> tuple["Future[list[Outcome]]", int]:
        """Hand in a few readings of which all are stored or none, as :meth:`add` does one.

        The outcome is how many were new; or a :class:`producflow.operations.handed_in.ToBeNamed` where any cannot
        be stored, as :func:`producflow.operations.readings.add` then says of each.
        """
        return self._hand_in(HandedIn(actor, tuple(posted), batch=True))

    def _hand_in(self, handed: HandedIn) -> tuple["Future[list[Outcome]]", int]:
        handed.actor.require(Permission.POST_READINGS)
        with self._lock:
            if self._open is None or self._result is None:
                self._open = []
                # Under the lock, which the commit takes first: it cannot close this list before the reading is in it.
                self._result = self._writer.submit(self._commit, self._open)
            self._open.append(handed)
            return self._result, len(self._open) - 1

    @property
    def waiting(self) -> int:
        """Readings that wait for the next commit."""
        with self._lock:
            return sum(len(each.posted) for each in self._open or ())

    def settle(self) -> None:
        """Bring roll-ups and alerts up to date now."""
        self._settler.submit(self._settle).result()

    def _commit(self, batch: list[HandedIn]) -> list[Outcome]:
        with self._lock:
            self._open = None  # whoever comes from now on shares the next one
        self._settle_later()
        with self.store.undisturbed():
            return self._together(batch)

    def _together(self, batch: Sequence[HandedIn]) -> list[Outcome]:
        """Commit readings together; where that cannot be, each half by itself, so that one spoils no other.

        What cannot be is refused before it comes here; this is for what nobody has foreseen.
        """
        try:
            return self._stored_together(batch)
        except ProducFlowError as error:  # the whole database, such as a full disk: halves would fare no better
            return [error] * len(batch)
        except Exception as error:  # noqa: BLE001 -- whoever posted that one raises it
            log.warning("readings not stored together", readings=len(batch), problem=str(error))
            if len(batch) == 1:
                return [error]
            half = len(batch) // 2
            return [*self._together(batch[:half]), *self._together(batch[half:])]

    def _stored_together(self, batch: Sequence[HandedIn]) -> list[Outcome]:
        outcomes, rows = self._commits.commit(batch)
        self._heard(self.store.commits, rows)
        return outcomes

    def _settle_later(self) -> None:
        with self._lock:
            if not self._settling:
                self._settling = True
                wait = max(SETTLE_AFTER, self._settled + SETTLE_EVERY - time.monotonic())
                later = threading.Timer(wait, self._settle_soon)
                # The process may end while it waits: what is not settled is noted in the database, and settled at the
                # next start.
                later.daemon = True
                later.start()

    def _settle_soon(self) -> None:
        with suppress(RuntimeError):  # the process ends, which settles too
            self._settler.submit(self._settle)

    def _settle(self) -> None:
        with self._lock:
            # Before the work, so that its failure can ask for another turn, and so can a reading that comes meanwhile.
            self._settling, self._settled = False, time.monotonic()
        try:
            turn = self._writer.submit(self._commits.turn).result()
            settle_beside(self.store, lambda step, found: self._writer.submit(self._kept, turn, step, found).result())
        except ProducFlowError:  # such as a full disk: the spans are kept, and tried again
            self._settle_later()
            raise

    def _kept(self, turn: object, step: Step, found: Any) -> bool:
        with self.store.undisturbed():
            kept = self._commits.settle(turn, step, found)
            self._heard(self.store.commits, [])
            return kept
