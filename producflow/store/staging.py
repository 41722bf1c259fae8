"""The folder for uploads on their way in: the only one that SQL may read files from."""

import time
from contextlib import suppress
from pathlib import Path


def folder_of(database: Path) -> Path:
    """Where the uploads of a database lie."""
    return database.with_name(database.name + ".staging")


def sweep(folder: Path, older_than: float = 0.0) -> None:
    """Remove what lies there for longer than that. [s]"""
    oldest = time.time() - older_than
    with suppress(FileNotFoundError):
        for left in folder.iterdir():
            with suppress(FileNotFoundError):  # another upload may be sweeping too
                if left.is_file() and (older_than == 0 or left.stat().st_mtime < oldest):
                    left.unlink()
