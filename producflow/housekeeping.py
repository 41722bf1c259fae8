"""What the server does by itself, by the clock: backups, messages, predictions, shelves, old readings, a lake."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from producflow.access import tallies
from producflow.access.roles import SYSTEM
from producflow.backups import schedule
from producflow.messages.delivering import delivered
from producflow.operations import retention, shelving
from producflow.periodic import periodically
from producflow.settings import Settings
from producflow.store.database import Store

EVERY = 3600.0
"""Readings are looked at for their age so often. [s]"""

SHELVES_EVERY = 20.0
"""Shelves are looked at for their end, and alarms for stops of their machine, so often. [s]"""

AUDIT_EVERY = 60.0
"""What was counted for the audit log is written so often, if its hour or day is over. [s]"""

AUDIT_SLACK = 1.0
"""Its entries are removed by the day: each removal is one more. [d]"""

LAKE_EVERY = 10.0
"""A lake is asked for days that were published since so often. [s]"""

SHARE = 0.2
"""Of the time predictions take while they are made. [0 to 1]"""
FIRST = 20.0
"""After the start nobody should wait for predictions. [s]"""

log = structlog.get_logger(__name__)


@contextmanager
def kept_up(store: Store, settings: Settings) -> Iterator[None]:
    """Do it all while the block runs.

    Raises
    ------
    SettingsInvalid
        If the folder for backups cannot be used.
    """
    retiring = partial(_retire, store, settings.raw_days) if settings.raw_days else None
    predicting = partial(_predict, store) if settings.predict_every else None
    logging = partial(_keep_log, store, settings.audit_days)
    noting = None if settings.predict_every else partial(_mark, store)  # else predictions do so first
    taking = partial(_take, store, settings.lake) if settings.lake else None
    with (
        periodically("lake", taking, LAKE_EVERY),
        schedule.scheduled(store, settings),
        delivered(store, settings),
        periodically("alarms", partial(_follow, store), SHELVES_EVERY),
        periodically("retention", retiring, EVERY),
        periodically("audit log", logging, AUDIT_EVERY),
        periodically("sensors", noting, EVERY, first=FIRST),
        periodically("predictions", predicting, settings.predict_every * 3600, first=FIRST),
    ):
        yield
    tallies.settle(store, everything=True)


def _follow(store: Store, _stop: threading.Event) -> None:
    from producflow.operations import marking  # at its first use, as predictions

    now = datetime.now(UTC)
    marking.mark_begun(store, now)
    ended, changed = shelving.follow(store, SYSTEM, now)
    if ended or changed:
        log.info("alarms followed", shelves_ended=ended, suppression_changed=changed)


def _retire(store: Store, days: int, _stop: threading.Event) -> None:
    retired = retention.retire(store, SYSTEM, days)
    if retired.rows:
        log.info("readings retired", before=retired.before.isoformat(), rows=retired.rows)


def _keep_log(store: Store, days: int, _stop: threading.Event) -> None:
    tallies.settle(store)
    if days and retention.has_aged(store, days + AUDIT_SLACK):
        log.info("audit log retired", entries=retention.retire_audit(store, SYSTEM, days))


def _mark(store: Store, stop: threading.Event) -> None:
    from producflow.operations import marking

    with suppress(marking.StoppedError):
        marking.mark(store, share=SHARE, rest=stop.wait)


def _take(store: Store, lake: Path, _stop: threading.Event) -> None:
    from producflow.lake import taking  # at its first use, by those who have one

    taken = taking.take(store, lake)
    if taken.days:
        log.info("taken in from the lake", days=taken.days, readings=taken.readings)


def _predict(store: Store, stop: threading.Event) -> None:
    from producflow.operations import marking, predicting  # at their first use: nobody waits for them at the start

    try:
        done = predicting.predict(store, share=SHARE, rest=stop.wait)
    except marking.StoppedError:
        return
    if done.made or done.judged:
        log.info("predictions", made=done.made, judged=done.judged)
