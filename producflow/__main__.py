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

from producflow import backups, control
from producflow import settings as process_settings
from producflow.backups import schedule
from producflow.commands.arguments import parser
from producflow.commands.lines import Status
from producflow.errors import DatabaseBusy, DatabaseUnreadable, InvalidInput, ProducFlowError
from producflow.settings import Settings
from producflow.store.database import close_store, open_store

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
    asked = parser().parse_args(arguments)
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
    if asked.command == "predict":
        from producflow.commands import predictions  # brings what only it needs; the plant's database stays closed

        return predictions.predict(vars(asked))
    if asked.command == "lake rollup":
        from producflow.commands import lake

        return lake.roll_up(vars(asked))
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
        from producflow.commands.known import COMMANDS  # brings what uploads need, for which the server should not wait

        yield from COMMANDS[command](store, options)
    finally:
        close_store(settings.database)


def _options(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    options = {name: value for name, value in vars(asked).items() if name != "command"}
    if asked.command in {"users add", "users passwd"}:
        options["password"] = None if options.get("invite") else _new_password()
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
    for name in ("source", "target") if asked.command.startswith("lake ") else ():
        if name in options:
            options[name] = str(Path(options[name]).absolute())
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


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed. Streamlit's threads live on and hold what DuckDB handed out, which its binding would list as
    # leaks on the terminal of whoever pressed Ctrl+C.
    os._exit(code)
