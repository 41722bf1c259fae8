"""Commands that write files: exports, a printed page, copies of the database."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow as pa

from producflow import backups
from producflow import settings as process_settings
from producflow.access import audit
from producflow.access.roles import COMMAND_LINE
from producflow.backups import schedule
from producflow.commands.lines import Lines, Options, Status
from producflow.errors import Conflict, InvalidInput, StoreUnavailable
from producflow.printing.chromium import Ending
from producflow.reports.links import Link
from producflow.reports.streams import as_csv, as_parquet
from producflow.store.database import Store
from producflow.store.queries import exports

HOME = "overview"


def put_new(target: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is not there yet."""
    try:
        with target.open("xb") as file:
            for part in parts:
                file.write(part)
    except FileExistsError:
        raise Conflict(f"{target} exists already; give a name that is free with --output.") from None
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error


def _from_when(store: Store, table: str) -> str:
    """What an export of readings lacks, where some were removed by age."""
    kept_from = store.read(exports.kept_from, table)
    return "" if kept_from is None else f" from {kept_from:%Y-%m-%d %H:%M} UTC on; older single readings are not kept"


def export_table(store: Store, options: Options) -> Lines:
    """Write a table to a file that other programs read: the same as the API's export."""
    table, target = options["table"], Path(options["file"])
    pieces = exports.pieces(store, table, dict.fromkeys(exports.FILTERS[table]))
    put_new(target, WRITERS[options["format"]](pieces))
    audit.note(store, COMMAND_LINE, "export", table, after={"as": options["format"], "file": target.name})
    yield f"{target} holds all {table.replace('_', ' ')}{_from_when(store, table)}."


def print_report(store: Store, options: Options) -> Lines:
    """Print a page of the dashboard to a file, or into a folder under a name that says what it shows."""
    from producflow.printing import reports  # brings charts and statistics, for which no other command should wait

    link = Link.of(*_page_and_query(options["page"]))
    target = Path(options["to"])
    ending = _ending(target, options["format"])
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    base = options["base"] or process_settings.current().base
    yield Status(f"printing {link.page}")
    page = reports.report(store, COMMAND_LINE, link, ending, base, now=now)
    if target.is_dir():
        target = target / reports.name_of(store, link, ending, now)
    put(target, page, replace=options["replace"])
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


def put(target: Path, content: bytes, *, replace: bool) -> None:
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
    audit.note(store, COMMAND_LINE, "back up", "database", after={"file": target.name})
    yield f"{target} holds the whole database, opened and compared: {sum(counts.values()):,} rows."


def export_everything(store: Store, options: Options) -> Lines:
    """Write all tables to a folder of Parquet files."""
    counts = backups.export_all(store, Path(options["folder"]))
    audit.note(
        store, COMMAND_LINE, "export", "database", after={"as": "parquet", "folder": Path(options["folder"]).name}
    )
    yield (
        f"{options['folder']} holds all {len(counts)} tables as Parquet, {sum(counts.values()):,} rows. Hashes of "
        "passwords and of API keys are among them, so keep it as safe as the database."
    )
