"""The commands of ``python -m producflow``: each takes the open store and options, and yields lines to show.

Options are what JSON can hold, since a command may run in the process that has the database open. Long work also yields
what it is at (:class:`Status`), and None now and then: whoever asked may have gone, and then closes the generator.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pyarrow as pa

from producflow import backups, demo, imports
from producflow import settings as process_settings
from producflow.access.roles import COMMAND_LINE
from producflow.backups import schedule
from producflow.domain.plant import PlantSettings
from producflow.errors import Conflict, InvalidInput, ProducFlowError, StoreUnavailable
from producflow.imports import profiles
from producflow.imports.background_job import watched
from producflow.imports.profiles import mapping_from
from producflow.imports.progress import Progress
from producflow.operations import retention, users
from producflow.printing.chromium import Ending
from producflow.reports import integrity
from producflow.reports.links import Link
from producflow.reports.streams import as_csv, as_parquet
from producflow.store.database import Store, migrations
from producflow.store.queries import exports, readings
from producflow.store.queries.integrity import counts

Options: TypeAlias = Mapping[str, Any]
Lines: TypeAlias = Generator[str | None, None, None]
Command: TypeAlias = Callable[[Store, Options], Lines]

HOME = "overview"
SHOWN = 20
"""Problems of one kind that are listed one by one."""

T = TypeVar("T")


class Status(str):
    """What is being done, to be shown while it lasts."""


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
    stated = imports.ImportOptions(
        kind=options["kind"],
        profile=options["profile"],
        mapping=None if options["mapping"] is None else mapping_from(options["mapping"]),
        constants=_constants(options),
        answers=options["answers"],
        timezone=options["timezone"],
        create_equipment=options["create_equipment"],
        columns=options.get("columns", ()),
        spread=options.get("spread", ()),
        units=options.get("units", ()),
    )
    for path, name in options["files"]:
        if options["dry_run"]:
            tried = yield from _told(name, partial(_try, store, Path(path), name, stated))
            yield from _seen(name, tried)
        else:
            done = yield from _told(name, partial(_import, store, Path(path), name, stated))
            yield from _imported(name, done.rehearsal, done.batch)


def _constants(options: Options) -> dict[str, str]:
    """Values that stand for every row."""
    named = {"equipment": options["machine"], "sensor_type": options["sensor_type"]}
    given = {field: value for field, value in named.items() if value is not None}
    return imports.pairs(options["values"], "--set") | given


def _import(store: Store, path: Path, name: str, stated: imports.ImportOptions, progress: Progress) -> imports.Imported:
    return imports.import_file(store, COMMAND_LINE, path, name, options=stated, progress=progress)


def _try(store: Store, path: Path, name: str, stated: imports.ImportOptions, progress: Progress) -> imports.Tried:
    return imports.try_file(store, COMMAND_LINE, path, name, stated, progress)


def _told(name: str, work: Callable[[Progress], T]) -> Generator[str | None, None, T]:
    """Do long work, saying how far it is."""
    steps = watched(work)
    with closing(steps):
        while True:
            try:
                stage = next(steps)
            except StopIteration as end:
                result: T = end.value
                return result
            yield None if stage is None else Status(f"{name}: {stage.describe()}")


def _imported(name: str, found: imports.Rehearsal, batch: imports.Batch | None) -> Lines:
    counts = found.counts
    verb = "would be" if batch is None else "were"
    number = "nothing was written" if batch is None else f"import {batch.id}"
    yield (
        f"{name}: {counts.read:,} {found.counted} read as {found.mapping.kind.replace('_', ' ')}; "
        f"{counts.added:,} {verb} added, "
        f"{counts.updated:,} updated, {counts.rejected:,} rejected, {counts.unchanged:,} unchanged ({number})."
    )
    yield from (f"  {note}" for note in found.notes)
    for row in found.reasons.head(SHOWN).to_dict("records"):
        yield f"  {row['rows']:,} rejected, first in line {row['first_line']}: {row['reason']}"


def _seen(name: str, tried: imports.Tried) -> Lines:
    """What a dry run found: how the file is read, what is open, and what importing it would do."""
    proposal = tried.proposal
    yield f"{name} seems to hold {proposal.mapping.kind.replace('_', ' ')}:"
    for found in proposal.recognised:
        yield f"  {found.field.label}: {found.source} ({found.confidence:.0%}). {found.evidence}"
    for column in proposal.ignored:
        yield f"  “{column}” becomes nothing."
    for question in proposal.questions:
        options = f" ({' or '.join(question.options)})" if question.options else ""
        column = f", or --column '{question.field}=…'" if question.takes_column else ""
        answer = question.example or "…"
        yield f"  {question.text}{options} Answer with --answer '{imports.answer_key(question)}={answer}'{column}."
    if tried.rehearsal is None:
        raise imports.ImportRefused(f"{name} leaves something open; nothing was written.")
    yield from _imported(name, tried.rehearsal, None)


def undo_import(store: Store, options: Options) -> Lines:
    """Take an import back as a whole."""
    yield imports.undo(store, COMMAND_LINE, options["batch"]).describe()


def redo_import(store: Store, options: Options) -> Lines:
    """Bring an undone import back."""
    yield imports.redo(store, COMMAND_LINE, options["batch"]).describe()


def list_profiles(store: Store, _: Options) -> Lines:
    """List the profiles, one a line."""
    for profile in profiles.all_profiles(store):
        when = "" if profile.updated_at is None else f"{profile.updated_at:%Y-%m-%d %H:%M} UTC"
        yield f"{profile.name}\t{profile.mapping.kind}\t{profile.saved_by or COMMAND_LINE.full_name}\t{when}"


def show_profile(store: Store, options: Options) -> Lines:
    """Show a profile as the JSON that `profiles add` takes."""
    yield profiles.export_json(_profile(store, options)).rstrip("\n")


def export_profile(store: Store, options: Options) -> Lines:
    """Write a profile to a file that `profiles add` takes, here or in another plant."""
    profile, target = _profile(store, options), Path(options["file"])
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(profiles.export_json(profile))
    except FileExistsError:
        raise Conflict(f"{target} exists already; give a name that is free with --output.") from None
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error
    yield f"{target} holds the profile “{profile.name}”."


def add_profile(store: Store, options: Options) -> Lines:
    """Take in a profile that was exported."""
    profile = profiles.import_json(store, COMMAND_LINE, options["profile"], replace=options["replace"])
    yield f"The profile “{profile.name}” is kept."


def rename_profile(store: Store, options: Options) -> Lines:
    """Give a profile another name."""
    profile = _profile(store, options)
    profiles.rename(store, COMMAND_LINE, profile.id, options["new_name"])
    yield f"The profile “{profile.name}” is “{options['new_name']}” now."


def remove_profile(store: Store, options: Options) -> Lines:
    """Forget a profile."""
    profile = profiles.remove(store, COMMAND_LINE, _profile(store, options).id)
    yield f"The profile “{profile.name}” is removed; what was imported with it stays."


def _profile(store: Store, options: Options) -> profiles.Profile:
    return store.read(lambda session: profiles.named(session, options["name"]))


def _from_when(store: Store, table: str) -> str:
    """What an export of readings lacks, where some were removed by age."""
    kept_from = store.read(readings.kept_from) if table == "sensor_readings" else None
    return "" if kept_from is None else f" from {kept_from:%Y-%m-%d %H:%M} UTC on; older single readings are not kept"


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
    yield f"{target} holds all {table.replace('_', ' ')}{_from_when(store, table)}."


def print_report(store: Store, options: Options) -> Lines:
    """Print a page of the dashboard to a file, or into a folder under a name that says what it shows."""
    from producflow.printing import reports  # brings charts and statistics, for which no other command should wait

    link = Link.of(*_page_and_query(options["page"]))
    target = Path(options["to"])
    ending = _ending(target, options["format"])
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    base = options["base"] or _base()
    yield Status(f"printing {link.page}")
    page = reports.report(store, COMMAND_LINE, link, ending, base, now=now)
    if target.is_dir():
        target = target / reports.name_of(store, link, ending, now)
    _put(target, page, replace=options["replace"])
    yield f"{target} shows the page {link.page}."


def _page_and_query(address: str) -> tuple[str, str]:
    """Page and query of an address, which may be a whole one, copied from the browser."""
    parts = urlsplit(address)
    return parts.path.strip("/").rsplit("/", 1)[-1] or HOME, parts.query


def _ending(target: Path, wanted: Ending | None) -> Ending:
    """What to print: as the file's name ends, in a folder PDF unless something else is wanted."""
    named = target.suffix.lower().removeprefix(".")
    if target.is_dir():
        return wanted or "pdf"
    if named not in ("pdf", "png") or (wanted is not None and wanted != named):
        raise InvalidInput(
            f"{target} is neither a folder nor the name of a .{wanted or 'pdf or .png'} file; give one of them.", "to"
        )
    return "pdf" if named == "pdf" else "png"


def _base() -> str:
    running = process_settings.current()
    return f"http://{running.address}:{running.port}"


def _put(target: Path, content: bytes, *, replace: bool) -> None:
    """Write a file as a whole: whoever opens it sees the old one or the new one."""
    if target.exists() and not replace:
        raise Conflict(f"{target} exists already; give another name, or say --replace.")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error


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


def retire_readings(store: Store, options: Options) -> Lines:
    """Remove single readings that are older than they are to be kept."""
    days = options["days"] or process_settings.current().raw_days
    if not days:
        raise InvalidInput("Say for how many days with --days, or set PRODUCFLOW_RAW_DAYS.")
    retired = retention.retire(store, COMMAND_LINE, days)
    yield (
        f"{retired.rows:,} readings were removed; all from {retired.before:%Y-%m-%d %H:%M} UTC on are kept, and the "
        "hourly sums of those before."
    )


def back_up(store: Store, options: Options) -> Lines:
    """Copy the database to a file and verify the copy."""
    if options["file"] is None:
        plan = schedule.plan_of(process_settings.current())
        if plan is None:
            raise InvalidInput("Name a file, or set PRODUCFLOW_BACKUP_FOLDER.")
        yield f"{schedule.make(store, plan)} holds the whole database, opened and compared."
        return
    target = Path(options["file"])
    counts = backups.backup(store, target)
    yield f"{target} holds the whole database, opened and compared: {sum(counts.values()):,} rows."


def export_everything(store: Store, options: Options) -> Lines:
    """Write all tables to a folder of Parquet files."""
    counts = backups.export_all(store, Path(options["folder"]))
    yield (
        f"{options['folder']} holds all {len(counts)} tables as Parquet, {sum(counts.values()):,} rows. Hashes of "
        "passwords and of API keys are among them, so keep it as safe as the database."
    )


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
    yield "rows     " + _counted(store.read(counts))
    if problems:
        raise ProducFlowError(
            f"{problems:,} problems were found. Where blocks cannot be read, stop the server and say: python -m "
            "producflow recover. Otherwise restore a backup made before them, or report them."
        )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {table.replace('_', ' ')}" for table, number in counts.items())


COMMANDS: dict[str, Command] = {
    "demo": make_demo,
    "import": import_files,
    "undo": undo_import,
    "redo": redo_import,
    "profiles list": list_profiles,
    "profiles show": show_profile,
    "profiles export": export_profile,
    "profiles add": add_profile,
    "profiles rename": rename_profile,
    "profiles remove": remove_profile,
    "export": export_table,
    "report": print_report,
    "users list": list_users,
    "users add": add_user,
    "users passwd": set_user_password,
    "users deactivate": deactivate_user,
    "users reactivate": reactivate_user,
    "retire": retire_readings,
    "backup": back_up,
    "export-all": export_everything,
    "check": check,
}
