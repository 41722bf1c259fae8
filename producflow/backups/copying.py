"""Whole copies of the database: made while it is in use, verified, and put back."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from producflow.access import audit
from producflow.access.roles import COMMAND_LINE
from producflow.backups import unfinished
from producflow.backups.unfinished import remove
from producflow.errors import Conflict, DatabaseNewer, DatabaseUnreadable, InvalidInput, StoreUnavailable
from producflow.reports import audit_chain
from producflow.store import tables, wal_guard
from producflow.store.copies import copy_file
from producflow.store.database import Store, Transaction
from producflow.store.queries import users
from producflow.store.tables import Fingerprint

Counts = dict[str, int]


def backup(store: Store, target: Path) -> Counts:
    """Copy the database to a new file, and prove the copy by opening it.

    Parameters
    ----------
    store : Store
        Nobody writes to it while the copy is made; reading goes on.
    target : Path
        A file that does not exist yet.

    Returns
    -------
    dict of str to int
        Rows of each table, equal in the database and in the copy.

    Raises
    ------
    Conflict
        If the file exists.
    StoreUnavailable
        If it cannot be written, or the copy does not hold what the database holds.
    """
    target = target.absolute()
    if target.exists():
        raise Conflict(f"{target} exists already; give a name that is free.")
    try:
        with unfinished.part_of(target) as part:
            expected = store.copied(lambda path: copy_file(path, part), tables.fingerprints)
            wrong = _differences(expected, _held_by(part))
            if wrong:
                raise StoreUnavailable(f"The copy differs from the database in {wrong}, so {target} was not written.")
            part.replace(target)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error
    return {name: held.rows for name, held in expected.items()}


def _differences(expected: Mapping[str, Fingerprint], found: Mapping[str, Fingerprint]) -> str:
    return ", ".join(sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name)))


def restore(source: Path, database: Path, *, now: datetime | None = None) -> tuple[Counts, Path | None]:
    """Put a backup in the place of the database; everybody has to sign in again.

    Parameters
    ----------
    source : Path
        A file made by :func:`backup`; it is left as it is.
    database : Path
        The database that no process may have open. What is there is kept under another name.
    now : datetime, optional
        The moment that goes into that name; left out: the present one.

    Returns
    -------
    tuple of dict and Path or None
        Rows of each table, and where the replaced file is now.

    Raises
    ------
    InvalidInput
        If there is no such file.
    DatabaseUnreadable, DatabaseNewer
        If it is no database of ours, or one of a newer version; nothing was changed.
    DatabaseBusy
        If a process has the database open.
    """
    source, database = source.absolute(), database.absolute()
    if not source.is_file():
        raise InvalidInput(f"There is no file {source}.")
    replaced = must_be_free(database)
    part = database.with_name(database.name + ".restoring")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        remove(part)
        copy_file(source, part)
        counts = go_on_with(part, "restore", {"backup": source.name, "replaced": replaced})
        kept = put_in_place(part, database, now or datetime.now(UTC))
    except OSError as error:
        raise StoreUnavailable(f"{database} cannot be replaced: {error.strerror}.") from error
    finally:
        remove(part)
    return counts, kept


def _held_by(path: Path) -> dict[str, Fingerprint]:
    opened = Store.open(path)
    try:
        return opened.read(tables.fingerprints)
    finally:
        opened.close()


def go_on_with(path: Path, action: str, said: Mapping[str, Any], *, sign_out: bool = True) -> Counts:
    """Open a copy, which also brings its schema up to date, and end what may have been ended since it was made.

    Parameters
    ----------
    action, said
        What its audit log goes on with: an entry that says what was done, and with what.
    sign_out : bool
        Whether everybody has to sign in again.
    """
    opened = Store.open(path)

    def work(transaction: Transaction) -> Counts:
        if sign_out:
            users.sign_everybody_out(transaction)
        audit.record(transaction, COMMAND_LINE, action, "database", None, after=said)
        return tables.counts(transaction)

    try:
        return opened.write(work)
    finally:
        opened.close()


def must_be_free(database: Path) -> str | None:
    """Refuse while a process has it open; a damaged one is exactly what a restore is for.

    Answers the newest entry of its audit log, which nobody may forget where the log goes on with an older one.
    """
    if not database.exists():
        return None
    try:
        opened = Store.open(database)
    except (DatabaseNewer, DatabaseUnreadable):  # a newer one is what one goes back from
        return None
    try:
        return audit_chain.newest(opened)
    except StoreUnavailable:
        return None
    finally:
        opened.close()


def put_in_place(part: Path, database: Path, now: datetime) -> Path | None:
    """Make a whole file the database, and tell where the one that it replaces is kept."""
    kept = _keep_aside(database, now)
    # A stop between the next steps leaves the note, which lets nobody take a mixture of two for the database.
    wal_guard.note_replacement(database)
    wal_guard.log_of(database).unlink(missing_ok=True)
    os.replace(part, database)  # noqa: PTH105 - the one step that makes it the database
    wal_guard.note_of(database).unlink()
    return kept


def _keep_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    if kept.exists():
        raise Conflict(f"{kept} exists already; try again in a second.")
    if wal_guard.log_of(database).exists():  # only a damaged one has a log without a process
        os.link(wal_guard.log_of(database), wal_guard.log_of(kept))
    # A second name and no copy, so that the database is there whenever this stops.
    os.link(database, kept)
    return kept
