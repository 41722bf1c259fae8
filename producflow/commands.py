"""The commands of ``python -m producflow``: each takes the open store and options, and yields lines to show.

Options are what JSON can hold, since a command may run in the process that has the database open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pyarrow as pa

from producflow import backups, demo, imports
from producflow import settings as process_settings
from producflow.access.roles import COMMAND_LINE
from producflow.domain.plant import PlantSettings
from producflow.errors import Conflict, ProducFlowError, StoreUnavailable
from producflow.operations import users
from producflow.reports import integrity
from producflow.reports.streams import as_csv, as_parquet
from producflow.store.database import Store, migrations
from producflow.store.queries import exports

Options: TypeAlias = Mapping[str, Any]
Lines: TypeAlias = Iterator[str]
Command: TypeAlias = Callable[[Store, Options], Lines]

SHOWN = 20
"""Problems of one kind that are listed one by one."""


def make_demo(store: Store, _: Options) -> Lines:
    """Fill an empty database with the demo plant."""
    zone = process_settings.current().timezone
    today = datetime.now(ZoneInfo(zone or PlantSettings.timezone)).date()
    made = demo.build(store, today, timezone=zone)
    rows = f"{made['sensor_readings']:,} sensor readings, {made['production_records']:,} production records"
    alerts = made["maintenance_alerts"]
    yield f"The demo plant is in {store.path}: {made['equipment']} machines, {rows}, {alerts} alerts."


def import_files(store: Store, options: Options) -> Lines:
    """Import files one after the other; the first that is refused ends it, the ones before stay imported."""
    for file in options["files"]:
        path = Path(file)
        done = imports.import_file(
            store,
            COMMAND_LINE,
            path,
            path.name,
            kind=options["kind"],
            profile=options["profile"],
            constants=options["constants"],
            create_equipment=options["create_equipment"],
            dry_run=options["dry_run"],
        )
        yield from _imported(path.name, done)


def _imported(name: str, done: imports.Imported) -> Lines:
    counts, found = done.rehearsal.counts, done.rehearsal
    verb = "would be" if done.batch is None else "were"
    number = "nothing was written" if done.batch is None else f"import {done.batch.id}"
    yield (
        f"{name}: {counts.read:,} rows read as {found.mapping.kind.replace('_', ' ')}; {counts.added:,} {verb} added, "
        f"{counts.updated:,} updated, {counts.rejected:,} rejected, {counts.unchanged:,} unchanged ({number})."
    )
    yield from (f"  {note}" for note in found.notes)
    for row in found.reasons.head(SHOWN).to_dict("records"):
        yield f"  {row['rows']:,} rejected, first in line {row['first_line']}: {row['reason']}"


def undo_import(store: Store, options: Options) -> Lines:
    """Take an import back as a whole."""
    yield imports.undo(store, COMMAND_LINE, options["batch"]).describe()


def export_table(store: Store, options: Options) -> Lines:
    """Write a table to a file that other programs read: the same as the API's export."""
    table, target = options["table"], Path(options["file"])
    pieces = exports.pieces(store, table, dict.fromkeys(exports.FILTERS[table]))
    try:
        with target.open("xb") as file:
            for part in WRITERS[options["format"]](pieces):
                file.write(part)
    except FileExistsError:
        raise Conflict(f"{target} exists already; give a name that is free with --output.") from None
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error
    yield f"{target} holds all {table.replace('_', ' ')}."


WRITERS: dict[str, Callable[[Iterable[pa.Table]], Iterator[bytes]]] = {"csv": as_csv, "parquet": as_parquet}


def list_users(store: Store, _: Options) -> Lines:
    """List the accounts, one a line."""
    for row in users.everyone(store, COMMAND_LINE):
        state = "active" if row["is_active"] else "deactivated"
        yield f"{row['email']}\t{row['role']}\t{state}\t{row['full_name']}"


def add_user(store: Store, options: Options) -> Lines:
    """Add an account."""
    made = users.create(
        store,
        COMMAND_LINE,
        email=options["email"],
        full_name=options["name"] or options["email"].split("@")[0],
        role=options["role"],
        department=options["department"],
        password=options["password"],
    )
    yield f"{made['email']} may sign in as {made['role']}."


def set_user_password(store: Store, options: Options) -> Lines:
    """Give an account a new password."""
    users.set_password(store, COMMAND_LINE, users.find(store, options["email"]), options["password"])
    yield f"{options['email']} has a new password and is signed out everywhere."


def deactivate_user(store: Store, options: Options) -> Lines:
    """Let a person in no longer."""
    account = users.deactivate(store, COMMAND_LINE, users.find(store, options["email"]))
    yield f"{account['email']} is deactivated and signed out everywhere."


def reactivate_user(store: Store, options: Options) -> Lines:
    """Let a person in again."""
    account = users.reactivate(store, COMMAND_LINE, users.find(store, options["email"]))
    yield f"{account['email']} may sign in again, as {account['role']}."


def back_up(store: Store, options: Options) -> Lines:
    """Copy the database to a file and verify the copy."""
    target = Path(options["file"])
    counts = backups.backup(store, target)
    yield f"{target} holds the whole database, opened and compared: {sum(counts.values()):,} rows."


def check(store: Store, _: Options) -> Lines:
    """Check settings, schema and integrity."""
    yield "ok       settings can be read"  # whoever opened the store has read them
    yield f"ok       schema is version {migrations()[-1][0]}, the newest"
    problems = 0
    for finding in integrity.check(store):
        problems += len(finding.problems)
        yield f"{'PROBLEM ' if finding.problems else 'ok      '} {finding.what}"
        yield from (f"         - {problem}" for problem in finding.problems[:SHOWN])
        if len(finding.problems) > SHOWN:
            yield f"         - and {len(finding.problems) - SHOWN:,} more"
    yield "rows     " + _counted(store.read(integrity.counts))
    if problems:
        raise ProducFlowError(f"{problems:,} problems were found; restore a backup made before them, or report them.")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in counts.items())


COMMANDS: dict[str, Command] = {
    "demo": make_demo,
    "import": import_files,
    "undo": undo_import,
    "export": export_table,
    "users list": list_users,
    "users add": add_user,
    "users passwd": set_user_password,
    "users deactivate": deactivate_user,
    "users reactivate": reactivate_user,
    "backup": back_up,
    "check": check,
}
