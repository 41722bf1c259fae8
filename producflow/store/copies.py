"""Copies of a database's file, and the one that is kept before its schema is brought up to date."""

import subprocess
import sys
from pathlib import Path

import duckdb

from producflow.errors import StoreUnavailable


def copy_of_schema(path: Path, schema: int) -> Path:
    """Where a database is kept as it was before it was brought up to date from that schema."""
    return path.with_name(f"{path.name}.schema-{schema}")


def keep(connection: duckdb.DuckDBPyConnection, path: Path, schema: int) -> None:
    """Keep the database as it is, for whoever has to go back to the version that wrote it.

    Raises
    ------
    StoreUnavailable
        If it cannot be kept, such as on a full disk: then it is not brought up to date either.
    """
    kept = copy_of_schema(path, schema)
    if kept.exists():  # an earlier try did so, or somebody has gone back since: what it holds then is in the database
        kept.unlink()
    connection.execute("CHECKPOINT")
    part = kept.with_name(f"{kept.name}.part")
    try:
        copy_file(path, part)
        part.replace(kept)
    except (OSError, StoreUnavailable) as error:
        part.unlink(missing_ok=True)
        raise StoreUnavailable(
            f"{path} has to be brought up to date, and no copy of it could be kept before ({error}); "
            "free as much space beside it as it takes, and start again."
        ) from error


def copy_file(source: Path, target: Path) -> None:
    """Copy a file in a process of its own, readable by its owner only: it holds password hashes.

    A POSIX lock ends when its process closes *any* descriptor of the file. Copying an open database in this process
    would therefore unlock it, and a second process could open and damage it.
    """
    target.touch(mode=0o600)
    code = (
        "import os, shutil, sys; shutil.copyfile(*sys.argv[1:]); file = os.open(sys.argv[2], os.O_RDWR); os.fsync(file)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(source), str(target)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if ran.returncode:
        raise StoreUnavailable(f"{source} cannot be copied to {target}: {ran.stderr.strip().splitlines()[-1]}.")
