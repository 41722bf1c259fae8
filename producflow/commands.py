"""The commands of ``python -m producflow``: each takes the open store and options, and yields lines to show.

Options are what JSON can hold, since a command may run in the process that has the database open.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from producflow import backups, demo
from producflow import settings as process_settings
from producflow.access.roles import COMMAND_LINE
from producflow.domain.plant import PlantSettings
from producflow.errors import ProducFlowError
from producflow.operations import users
from producflow.reports import integrity
from producflow.store.database import Store, migrations

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
    "users list": list_users,
    "users add": add_user,
    "users passwd": set_user_password,
    "users deactivate": deactivate_user,
    "users reactivate": reactivate_user,
    "backup": back_up,
    "check": check,
}
