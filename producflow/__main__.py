"""The command line: ``python -m producflow COMMAND``; it chooses who does the work, and prints."""

import argparse
import getpass
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from producflow import backups, commands, control
from producflow import settings as process_settings
from producflow.access.roles import Role
from producflow.backups import schedule
from producflow.commands import files
from producflow.commands.lines import Status
from producflow.errors import DatabaseBusy, DatabaseUnreadable, InvalidInput, ProducFlowError
from producflow.settings import Settings
from producflow.store.database import close_store, open_store
from producflow.store.queries.exports import FILTERS

FAILED = 2
QUIET = 5.0  # seconds without a word before a long command says what it is at
CLEAR_LINE = "\r\033[K"
OWNER_ONLY = 0o077  # what the database and its backups hold is nobody else's on this machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Left out: those of the process.

    Returns
    -------
    int
        0, or 2 with one sentence on standard error saying what went wrong.
    """
    asked = _parser().parse_args(arguments)
    os.umask(OWNER_ONLY)
    try:
        _show(_lines(asked))
    except ProducFlowError as error:
        print(f"{error}{_way_back(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read the lines has seen enough
        sys.stderr.close()
        return 0
    return 0


def _way_back(error: ProducFlowError) -> str:
    return schedule.hint(process_settings.current()) if isinstance(error, DatabaseUnreadable) else ""


def _show(lines: Iterator[str | None]) -> None:
    """Print lines; what is being done stands in one place, or in a log on a line of its own now and then."""
    watched, shown_at = sys.stderr.isatty(), time.monotonic()
    for line in lines:
        if isinstance(line, Status):
            if watched:
                print(f"{CLEAR_LINE}{line} …", end="", file=sys.stderr, flush=True)
            elif time.monotonic() - shown_at > QUIET:
                print(f"{line} …", file=sys.stderr, flush=True)
                shown_at = time.monotonic()
        elif line is not None:
            print(CLEAR_LINE if watched else "", end="", file=sys.stderr, flush=True)
            print(line, flush=True)


def _lines(asked: argparse.Namespace) -> Iterator[str | None]:
    settings = process_settings.current()
    if asked.command == "serve":
        from producflow import serving  # brings Streamlit, for which no other command should wait

        return serving.serve(settings)
    if asked.command == "import-all":
        return _import_all(settings, Path(asked.folder))
    if asked.command == "recover":
        return backups.recover(settings.database).told()
    if asked.command == "restore":
        return _restore(settings, Path(asked.file), confirmed=asked.yes)
    return _ordinary(settings, asked)


def _ordinary(settings: Settings, asked: argparse.Namespace) -> Iterator[str | None]:
    with tempfile.TemporaryDirectory(prefix="producflow-") as folder:  # for what comes in on standard input
        yield from _run(settings, asked.command, _options(asked, Path(folder)))


def _run(settings: Settings, command: str, options: dict[str, Any]) -> Iterator[str | None]:
    """Do it here, or let the process that has the database open do it."""
    try:
        store = open_store(settings.database)
    except DatabaseBusy as busy:
        yield from control.hand_over(busy, settings.database, command, options)
        return
    try:
        yield from commands.COMMANDS[command](store, options)
    finally:
        close_store(settings.database)


def _options(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    options = {name: value for name, value in vars(asked).items() if name != "command"}
    if asked.command in {"users add", "users passwd"}:
        options["password"] = _new_password()
    if asked.command == "export" and asked.file is None:
        asked.file = f"{asked.table}.{asked.format}"
    if asked.command == "profiles export" and asked.file is None:
        asked.file = f"{asked.name}.json"
    if asked.command == "profiles add":
        options["profile"] = _text_of(asked.source)
    if asked.command == "export-all":
        options["folder"] = str(Path(asked.folder).absolute())
    if getattr(asked, "file", None) is not None:  # the process that does the work may stand in another folder
        options["file"] = str(Path(asked.file).absolute())
    if asked.command == "report":
        options["to"] = str(Path(asked.to).absolute())
    if asked.command == "import":
        options["files"] = [_source(file, asked.name, folder) for file in asked.files]
        options["mapping"] = None if asked.mapping is None else _text_of(asked.mapping)
    return options


def _source(file: str, name: str | None, folder: Path) -> list[str]:
    """Where a file is, and what it is called; ``-`` is what comes in on standard input."""
    if file != "-":
        return [str(Path(file).absolute()), name or Path(file).name]
    kept = folder / "standard-input"
    with kept.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    return [str(kept), name or "standard input"]


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "no UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise InvalidInput(f"{file} cannot be read: {why}.") from None


def _new_password() -> str:
    """Ask for a password, or read one line: an argument would be seen by everybody on the machine."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise InvalidInput("The two passwords differ, so nothing was changed; try again.", "password")
    return password


def _import_all(settings: Settings, folder: Path) -> Iterator[str]:
    counts = backups.import_all(folder, settings.database)
    rows = f"{sum(counts.values()):,} rows of {len(counts)} tables"
    yield f"{settings.database} holds {rows}. Everybody has to sign in again."


def _restore(settings: Settings, source: Path, *, confirmed: bool) -> Iterator[str]:
    if not confirmed:
        if not sys.stdin.isatty():
            raise InvalidInput(f"Restoring replaces {settings.database}; say --yes to do it.")
        if input(f"Replace {settings.database} with {source}? Type yes: ").strip().casefold() != "yes":
            raise InvalidInput("Nothing was changed.")
    counts, kept = backups.restore(source, settings.database)
    if kept is not None:
        yield f"What was there is kept as {kept}."
    yield f"{settings.database} now holds the backup: {sum(counts.values()):,} rows. Everybody has to sign in again."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m producflow", description="One plant's production and maintenance.")
    subs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    subs.add_parser("serve", help="run the dashboard and the API")
    subs.add_parser("demo", help="fill an empty database with the demo plant")
    _imports(subs)
    export = subs.add_parser("export", help="write a table to a file")
    export.add_argument("table", choices=list(FILTERS))
    export.add_argument("--format", choices=sorted(files.WRITERS), default="csv")
    export.add_argument("--output", dest="file", metavar="FILE", help="left out: TABLE.csv or TABLE.parquet")
    _report(subs.add_parser("report", help="print a page of the dashboard as PDF or PNG"))
    _users(subs.add_parser("users", help="list, add, change accounts").add_subparsers(dest="command", required=True))
    retire = subs.add_parser("retire", help="remove single readings by age; hourly sums stay")
    retire.add_argument("--days", type=int, help="how long they are kept; left out: PRODUCFLOW_RAW_DAYS")
    back_up = subs.add_parser("backup", help="copy the database to a file")
    back_up.add_argument("file", metavar="FILE", nargs="?", help="left out: into PRODUCFLOW_BACKUP_FOLDER")
    restore = subs.add_parser("restore", help="put a backup in the database's place")
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--yes", action="store_true", help="do not ask")
    subs.add_parser("recover", help="go on with what can still be read of a damaged database")
    subs.add_parser("export-all", help="write all tables to a folder of Parquet files").add_argument("folder")
    subs.add_parser("import-all", help="make a new database out of such a folder").add_argument("folder")
    subs.add_parser("check", help="check settings, schema and integrity")
    return parser


def _report(report: argparse.ArgumentParser) -> None:
    report.add_argument("page", metavar="PAGE[?QUERY]", help="as in the address, such as 'overview?period=30d'")
    report.add_argument("--to", required=True, metavar="FILE", help="a .pdf or .png file, or a folder")
    report.add_argument("--format", choices=["pdf", "png"], help="in a folder; left out: pdf")
    report.add_argument("--replace", action="store_true", help="replace the file if it is there")
    report.add_argument("--base", metavar="URL", help="address of the server, for the link at the foot of the page")


def _imports(subs: Any) -> None:
    take = subs.add_parser("import", help="import files that machines, MES or CMMS exported")
    take.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")
    take.add_argument("--kind", help="what the rows are, such as sensor_readings; left out: as recognised")
    take.add_argument("--profile", help="name of the profile to read them by")
    take.add_argument("--mapping", metavar="FILE.json", help="how to read them: a mapping, or an exported profile")
    take.add_argument("--timezone", metavar="ZONE", help="of times without an offset, such as Europe/Berlin")
    take.add_argument("--create-equipment", action="store_true", help="create machines that are not known yet")
    take.add_argument("--dry-run", action="store_true", help="say what it would do and write nothing")
    take.add_argument(
        "--answer", action="append", default=[], dest="answers", metavar="KEY=ANSWER",
        help="answer to a question that --dry-run lists, such as 'timestamp=day first'",
    )  # fmt: skip
    take.add_argument(
        "--column", action="append", default=[], dest="columns", metavar="FIELD=COLUMN",
        help="which column a field is in, such as 'equipment=column 1'",
    )  # fmt: skip
    take.add_argument(
        "--spread", action="append", default=[], metavar="COLUMN=NAME",
        help="sensor or machine that a column is of, such as 'column 7=fan inlet temperature'; no name: leave it out",
    )  # fmt: skip
    take.add_argument(
        "--form", action="append", default=[], metavar="NAME=VALUE",
        help="how the file is written, where that is not found out rightly: encoding, delimiter, sheet or header_line, "
        "such as 'encoding=gb18030'",
    )  # fmt: skip
    take.add_argument(
        "--unit", action="append", default=[], dest="units", metavar="FIELD=UNIT",
        help="unit of a field or of a sensor's column, such as downtime_minutes=h",
    )  # fmt: skip
    take.add_argument("--name", help="what the file is called, such as for standard input")
    take.add_argument("--machine", help="machine of every row, where the file names none")
    take.add_argument("--sensor-type", help="sensor type of every row, where the file names none")
    take.add_argument(
        "--set", action="append", default=[], dest="values", metavar="FIELD=VALUE", help="value of a field of every row"
    )
    subs.add_parser("undo", help="take an import back").add_argument("batch", type=int, metavar="BATCH")
    subs.add_parser("redo", help="bring an undone import back").add_argument("batch", type=int, metavar="BATCH")
    _profiles(subs.add_parser("profiles", help="list, show, export, add, rename, remove profiles of imports"))


def _profiles(parser: argparse.ArgumentParser) -> None:
    subs = parser.add_subparsers(dest="command", required=True)
    subs.add_parser("list", help="list them").set_defaults(command="profiles list")
    add = subs.add_parser("add", help="take in a profile that was exported")
    add.add_argument("source", metavar="FILE.json")
    add.add_argument("--replace", action="store_true", help="replace the one of the same name")
    add.set_defaults(command="profiles add")
    for verb, what in (("show", "show one as JSON"), ("export", "write one to a file"), ("remove", "forget one")):
        sub = subs.add_parser(verb, help=what)
        sub.add_argument("name")
        sub.set_defaults(command=f"profiles {verb}")
        if verb == "export":
            sub.add_argument("--output", dest="file", metavar="FILE", help="left out: NAME.json")
    rename = subs.add_parser("rename", help="give one another name")
    rename.add_argument("name")
    rename.add_argument("new_name", metavar="NEW")
    rename.set_defaults(command="profiles rename")


def _users(subs: Any) -> None:
    subs.add_parser("list", help="list accounts").set_defaults(command="users list")
    add = subs.add_parser("add", help="add an account; the password is asked for, or read from standard input")
    add.add_argument("email")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--name", default="", help="full name")
    add.add_argument("--department")
    add.set_defaults(command="users add")
    for verb, what in (
        ("passwd", "set a new password"),
        ("deactivate", "let a person in no longer"),
        ("reactivate", "let a person in again"),
    ):
        sub = subs.add_parser(verb, help=what)
        sub.add_argument("email")
        sub.set_defaults(command=f"users {verb}")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed. Streamlit's threads live on and hold what DuckDB handed out, which its binding would list as
    # leaks on the terminal of whoever pressed Ctrl+C.
    os._exit(code)
