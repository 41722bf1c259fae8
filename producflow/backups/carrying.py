"""Everything to a folder of Parquet files that other programs read, and back into a new database.

The files hold what the plant is made of, password hashes and hashes of API keys included, so that people and machines
can go on; no password, no key, no session and no signing key.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from producflow.backups.copying import go_on_with
from producflow.backups.unfinished import part_of, remove
from producflow.errors import Conflict, DatabaseNewer, InvalidInput, StoreUnavailable
from producflow.store import carrying, tables, wal_guard
from producflow.store.database import Session, Store, migrations

MANIFEST = "manifest.json"
FORMAT = 1


def export_all(store: Store, folder: Path) -> dict[str, int]:
    """Write every table of one state of the database to a new folder.

    Parameters
    ----------
    folder : Path
        Does not exist yet.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    Conflict, StoreUnavailable
    """
    folder = folder.absolute()
    if folder.exists():
        raise Conflict(f"{folder} exists already; give a name that is free.")
    try:
        with part_of(folder, folder=True) as part:
            manifest = store.read(_write_all, part)
            (part / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
            part.rename(folder)
    except OSError as error:
        raise StoreUnavailable(f"{folder} cannot be written: {error.strerror}.") from error
    return {name: held["rows"] for name, held in manifest["tables"].items()}


def _write_all(session: Session, folder: Path) -> dict[str, Any]:
    held = {}
    for name in carrying.names(session):
        carrying.write(session, name, folder / f"{name}.parquet")
        found = tables.fingerprint(session, name)
        held[name] = {"rows": found.rows, "checksum": found.checksum}
    return {
        "format": FORMAT,
        "schema": migrations()[-1][0],
        "tables": held,
        "given_out": tables.given_out(session),
    }


def import_all(folder: Path, database: Path) -> dict[str, int]:
    """Make a new database out of what :func:`export_all` wrote; everybody has to sign in again.

    Parameters
    ----------
    database : Path
        Does not exist yet.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    InvalidInput
        If the folder is none of ours, or a file differs from what was exported.
    Conflict
        If there is a database already.
    DatabaseNewer
        If a newer version wrote it.
    """
    folder, database = folder.absolute(), database.absolute()
    if database.exists() or wal_guard.log_of(database).exists() or wal_guard.note_of(database).exists():
        raise Conflict(f"{database} exists already; set PRODUCFLOW_DATABASE to a free name.")
    manifest = _manifest(folder)
    part = database.with_name(database.name + ".importing")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        remove(part)
        files = {name: folder / f"{name}.parquet" for name in manifest["tables"]}
        missing = [file.name for file in files.values() if not file.is_file()]
        if missing:
            raise InvalidInput(f"{missing[0]} is missing in {folder}; export it again.")
        carrying.build(part, int(manifest["schema"]), files, manifest["given_out"])
        # It holds password hashes.
        part.chmod(0o600)
        _compare(part, manifest)
        go_on_with(part, "import", {"folder": folder.name})
        os.replace(part, database)  # noqa: PTH105 - the one step that makes it the database
    except OSError as error:
        raise StoreUnavailable(f"{database} cannot be written: {error.strerror or error}.") from error
    finally:
        remove(part)
    return {name: held["rows"] for name, held in manifest["tables"].items()}


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        # These names go into SQL and into paths, and the folder may come from anywhere.
        if manifest["format"] != FORMAT or not all(map(str.isidentifier, manifest["tables"])):
            raise ValueError
        sequences = {str(name): int(newest) for name, newest in manifest["given_out"].items() if name.isidentifier()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput(f"{folder} holds no {MANIFEST} of ours; name a folder of export-all.") from None
    if int(manifest["schema"]) > migrations()[-1][0]:
        raise DatabaseNewer(f"{folder} was written by a newer version of ProducFlow; read it with that one.")
    return manifest | {"given_out": sequences}


def _compare(part: Path, manifest: Mapping[str, Any]) -> None:
    """Compare the new database with what was exported: checksums too, unless the schema has changed since."""
    opened = Store.open(part)
    try:
        found = opened.read(tables.fingerprints)
    finally:
        opened.close()
    same_schema = manifest["schema"] == migrations()[-1][0]
    for name, held in manifest["tables"].items():
        if held["rows"] != found[name].rows or (same_schema and held["checksum"] != found[name].checksum):
            raise InvalidInput(f"{name}.parquet is not what was exported; export it again.")
