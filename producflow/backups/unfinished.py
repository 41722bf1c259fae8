"""Copies that are being made: under another name until they are whole, and swept up where their process died."""

import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from producflow.store import wal_guard

SUFFIX = ".producflow-part"
_FORMER = "producflow-*Z.duckdb.part"  # what earlier versions called theirs, of backups by the clock
_one_at_a_time = threading.Lock()


@contextmanager
def part_of(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """An empty file, or folder, beside the target for the block to fill and to rename; removed if it is still there.

    Parameters
    ----------
    target : Path
        Its folder is made where there is none, and what dead processes have left there is removed.
    folder : bool
        Whether to make a folder.
    """
    part = target.with_name(target.name + SUFFIX)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Between making and locking it, another's sweep would take it for a dead process's.
    with _one_at_a_time:
        sweep(target.parent)
        if folder:
            part.mkdir(mode=0o700)
        else:
            part.touch(mode=0o600, exist_ok=False)
        alive = os.open(part, os.O_RDONLY)
        with suppress(OSError):  # some network folders know no locks; then it only is not swept up
            fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        yield part
    finally:
        remove(part)
        os.close(alive)


def sweep(folder: Path) -> None:
    """Remove what no living process is filling: its lock ended with it."""
    for pattern in (f"*{SUFFIX}", _FORMER):
        for part in folder.glob(pattern):
            with suppress(OSError):  # somebody else's, or gone by now
                lock = os.open(part, os.O_RDONLY)
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(part)
                finally:
                    os.close(lock)


def remove(part: Path) -> None:
    """Remove a file that is not finished, with what opening it may have left; or a folder. As far as that can be."""
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
        return
    for file in (part, wal_guard.log_of(part), wal_guard.note_of(part)):
        with suppress(OSError):  # what went wrong before matters more
            file.unlink(missing_ok=True)
