"""What DuckDB says when its file cannot be read or written, in sentences that say how to go on."""

import re
from pathlib import Path

import duckdb

from producflow.errors import DatabaseBusy, DatabaseUnreadable, StoreUnavailable

BUSY = "Could not set lock"
FULL = ("No space left on device", "File too large", "Disk quota exceeded")
NOT_OURS_TO_WRITE = ("Permission denied", "Read-only file system", "Operation not permitted")
REPLAYING = ("Corrupt WAL file", "Failure while replaying WAL")
DAMAGED = ("Corrupt database file", "Could not read enough bytes", *REPLAYING)
FILE = ("Could not write", "Could not read", "Could not fsync", "Could not truncate", "Cannot open file", *FULL)
"""Words by which DuckDB's messages about its file are known; its exception classes do not tell these apart."""


def is_busy(error: duckdb.Error) -> bool:
    """Whether another process has the file open."""
    return BUSY in str(error)


def is_fatal(error: duckdb.Error) -> bool:
    """Whether DuckDB answers nothing more until the file is opened anew."""
    return isinstance(error, duckdb.FatalException) or "database has been invalidated" in str(error)


def is_conflict(error: duckdb.Error) -> bool:
    """Whether two writes met, so that trying again helps; a commit that the disk refuses has the same class."""
    return isinstance(error, duckdb.TransactionException) and not _says(error, FILE)


def described(path: Path, error: duckdb.Error, *, writing: bool = False) -> StoreUnavailable | None:
    """The sentence for an error of the file; None if it has nothing to do with the file.

    Parameters
    ----------
    error : duckdb.Error
        What came of reading or writing.
    writing : bool
        Whether something was to be saved.
    """
    saved = "Nothing was saved: " if writing else ""
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreUnavailable(
            f"{saved}this takes more memory than PRODUCFLOW_MEMORY_MEGABYTES allows; raise that, or take a smaller "
            "file or a shorter period."
        )
    if _says(error, FULL):
        return StoreUnavailable(f"{saved}there is no space left for {path}; free some on that disk and try again.")
    if _says(error, DAMAGED):
        return damaged(path, _first_line(error))
    if _says(error, NOT_OURS_TO_WRITE):
        return StoreUnavailable(f"{saved}{path} may not be written; mend its rights and try again.")
    if is_fatal(error) or isinstance(error, duckdb.IOException) or _says(error, FILE):
        what = "written" if writing else "read"
        return StoreUnavailable(f"{saved}{path} cannot be {what} at the moment ({_first_line(error)}); try again.")
    return None


def why_not_opened(path: Path, error: duckdb.Error) -> StoreUnavailable:
    """The sentence for a file that cannot be opened."""
    if is_busy(error):
        holder = re.search(r"PID (\d+)", str(error))
        who = f"process {holder[1]}" if holder else "another process"
        return DatabaseBusy(
            f"{path} is already open in {who}; use that one, or stop it and try again.",
            pid=int(holder[1]) if holder else None,
        )
    if _says(error, FULL):
        return StoreUnavailable(f"{path} cannot be opened: its disk has no space left; free some and try again.")
    if _says(error, NOT_OURS_TO_WRITE):
        return StoreUnavailable(f"{path} may not be written by this user; mend its rights and start again.")
    return damaged(path, _first_line(error), RECOVER if _says(error, REPLAYING) else RESTORE)


RESTORE = (
    "Nothing of it can be read any more: restore the newest backup with: python -m producflow restore FILE. It keeps "
    "what is here under another name."
)
RECOVER = (
    "Go on with everything that can still be read, nearly always more than a backup holds, with: python -m producflow "
    "recover. It says what is lost, and keeps what is here under another name. Only if that fails, restore the newest "
    "backup with: python -m producflow restore FILE."
)
BRING_BACK = (
    "Put the file back beside it, and nothing is lost; only if it cannot be found, restore the newest backup with: "
    "python -m producflow restore FILE."
)
REPLACE_AGAIN = "Run it again, with the same file: python -m producflow restore FILE. What it replaces is kept already."
"""Ways on, each the one that loses least; tests go every one of them."""


def damaged(path: Path, why: str, way: str = RECOVER) -> DatabaseUnreadable:
    """The sentence for a file that lacks something or is none of ours, with the way on that loses least."""
    return DatabaseUnreadable(f"{path} is damaged or is not a ProducFlow database ({why}); nothing was changed. {way}")


def _says(error: duckdb.Error, words: tuple[str, ...]) -> bool:
    text = str(error)
    return any(word in text for word in words)


def _first_line(error: duckdb.Error) -> str:
    lines = str(error).splitlines()
    original = next((line for line in lines if line.startswith("Original error:")), None)
    return (original or lines[0]).removeprefix("Original error: ").strip('". ')
