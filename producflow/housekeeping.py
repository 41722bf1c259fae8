"""What the server does by itself, by the clock: backups, and removing readings that are older than they are kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from producflow.access.roles import SYSTEM
from producflow.backups import schedule
from producflow.errors import ProducFlowError
from producflow.operations import retention
from producflow.settings import Settings
from producflow.store.database import Store

EVERY = 3600.0
"""Readings are looked at for their age so often. [s]"""

log = structlog.get_logger(__name__)


@contextmanager
def kept_up(store: Store, settings: Settings) -> Iterator[None]:
    """Do it all while the block runs.

    Raises
    ------
    SettingsInvalid
        If the folder for backups cannot be used.
    """
    with schedule.scheduled(store, settings), _retiring(store, settings):
        yield


@contextmanager
def _retiring(store: Store, settings: Settings) -> Iterator[None]:
    if not settings.raw_days:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_retire, args=(store, settings.raw_days, stop), name="retention", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _retire(store: Store, days: int, stop: threading.Event) -> None:
    while True:
        try:
            retired = retention.retire(store, SYSTEM, days)
            if retired.rows:
                log.info("readings retired", before=retired.before.isoformat(), rows=retired.rows)
        except ProducFlowError as error:
            log.error("readings not retired", problem=str(error))
        except Exception as error:
            log.error("readings not retired", exc_info=error)
        if stop.wait(EVERY):
            return
