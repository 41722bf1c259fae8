"""Backups that the server makes by itself, and how they fare."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from producflow.backups import unfinished
from producflow.backups.copying import backup
from producflow.errors import ProducFlowError, SettingsInvalid
from producflow.periodic import periodically
from producflow.settings import Settings
from producflow.store.database import Store

NAME = re.compile(r"producflow-(\d{8}T\d{6}Z)\.duckdb")
STAMP = "%Y%m%dT%H%M%SZ"
AGAIN = timedelta(minutes=10)
"""After a backup that failed, the next is tried so soon."""
LOOK = timedelta(minutes=1)
"""The clock is looked at so often: it may have been set."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Plan:
    """Where backups go, how often one is made, and how many are kept."""

    folder: Path
    every: timedelta
    keep: int


@dataclass(frozen=True)
class Kept:
    """A backup in the folder."""

    path: Path
    made_at: datetime
    size: int


@dataclass(frozen=True)
class Attempt:
    """The last backup that was tried since the process started; ``problem`` is None if it worked."""

    at: datetime
    problem: str | None


_attempts: dict[Path, Attempt] = {}


def plan_of(settings: Settings) -> Plan | None:
    """What the settings ask for; None: no backups."""
    if settings.backup_folder is None:
        return None
    return Plan(settings.backup_folder.absolute(), timedelta(hours=settings.backup_every), settings.backup_keep)


def kept(folder: Path) -> list[Kept]:
    """Backups in the folder that carry our names, newest first."""
    found = []
    for path in folder.glob("producflow-*.duckdb"):
        named = NAME.fullmatch(path.name)
        if named is not None:
            made_at = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
            found.append(Kept(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def last_attempt(plan: Plan) -> Attempt | None:
    """How the last attempt of this process went."""
    return _attempts.get(plan.folder)


def due_at(plan: Plan, now: datetime) -> datetime:
    """When the next backup is to be made; now or earlier: at once."""
    attempt = last_attempt(plan)
    if attempt is not None and attempt.problem is not None and attempt.at <= now:
        return attempt.at + min(AGAIN, plan.every)
    # One that lies ahead was made before the clock was set back, and says nothing of when the next is due.
    newest = next((each for each in kept(plan.folder) if each.made_at <= now), None)
    return now if newest is None else newest.made_at + plan.every


def make(store: Store, plan: Plan, now: datetime | None = None) -> Path:
    """Make a backup in the folder, and remove the oldest beyond what is to be kept.

    Parameters
    ----------
    now : datetime, optional
        The moment that names it; left out: the present one.

    Raises
    ------
    Conflict, StoreUnavailable
        See :func:`producflow.backups.backup`; nothing was removed.
    """
    at = (now or datetime.now(UTC)).replace(microsecond=0)
    target = plan.folder / f"producflow-{at:{STAMP}}.duckdb"
    try:
        counts = backup(store, target)
    except ProducFlowError as error:
        _attempts[plan.folder] = Attempt(at, str(error))
        log.error("backup failed", file=str(target), problem=str(error))
        raise
    _attempts[plan.folder] = Attempt(at, None)
    log.info("backup made", file=str(target), rows=sum(counts.values()), bytes=target.stat().st_size)
    _prune(plan, target)
    return target


def _prune(plan: Plan, made: Path) -> None:
    """Remove the oldest; never the one just made, however the clock was set."""
    others = [each.path for each in kept(plan.folder) if each.path != made]
    for path in others[plan.keep - 1 :]:
        path.unlink(missing_ok=True)
        log.info("backup removed", file=str(path))


@contextmanager
def scheduled(store: Store, settings: Settings) -> Iterator[None]:
    """Make backups by the clock while the block runs.

    Raises
    ------
    SettingsInvalid
        If the folder cannot be used.
    """
    plan = plan_of(settings)
    if plan is None:
        yield
        return
    must_be_usable(plan)
    unfinished.sweep(plan.folder)  # a backup that was killed with its server
    with periodically("backups", partial(_look, store, plan), LOOK.total_seconds()):
        yield


def must_be_usable(plan: Plan) -> None:
    """Refuse a folder that cannot be written; a backup that nobody can make should be known at the start."""
    probe = plan.folder / ".producflow-can-write"
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsInvalid(f"PRODUCFLOW_BACKUP_FOLDER: {plan.folder} cannot be written: {error.strerror}.") from None


def _look(store: Store, plan: Plan, _stop: threading.Event) -> float:
    """Make one if it is due, and say when to look again. [s]"""
    now = datetime.now(UTC)
    if due_at(plan, now) <= now:
        try:
            make(store, plan, now)
        except ProducFlowError:
            pass  # logged and kept; it is tried again
        except Exception as error:
            _attempts[plan.folder] = Attempt(now, "Something went wrong on our side; the log says what.")
            log.error("backup failed", exc_info=error)
    now = datetime.now(UTC)
    return max(timedelta(seconds=1), min(LOOK, due_at(plan, now) - now)).total_seconds()


def hint(settings: Settings) -> str:
    """Which backup to restore, as a sentence with a space before it; empty where none is known."""
    plan = plan_of(settings)
    newest = next(iter(kept(plan.folder)), None) if plan is not None and plan.folder.is_dir() else None
    return "" if newest is None else f" The newest backup is {newest.path}, of {newest.made_at:%Y-%m-%d %H:%M} UTC."


@dataclass(frozen=True)
class Report:
    """How backups fare."""

    plan: Plan
    backups: tuple[Kept, ...]
    """Newest first."""
    age: timedelta | None
    """Of the newest; None: there is none."""
    problem: str | None
    """Why the last attempt failed, or what else is wrong; None: all is well."""

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return self.problem is None


def report(settings: Settings, now: datetime) -> Report | None:
    """How backups fare; None where the settings ask for none."""
    plan = plan_of(settings)
    if plan is None:
        return None
    backups = tuple(kept(plan.folder))
    age = max(timedelta(), now - backups[0].made_at) if backups else None
    attempt = last_attempt(plan)
    problem = None if attempt is None else attempt.problem
    if problem is None and age is None:
        problem = "There is no backup yet."
    elif problem is None and age is not None and age > 2 * plan.every:
        problem = "The newest backup is older than twice the time after which the next is due."
    return Report(plan, backups, age, problem)
