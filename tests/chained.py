"""An audit log of five entries, and what somebody does to it who has the file and DuckDB, and not ProducFlow."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import duckdb

from producflow.access import audit as log
from producflow.access.roles import COMMAND_LINE
from producflow.reports import audit_chain
from producflow.store.database import Store

NOON = "2026-03-01 12:00:0{}"


def five_entries(path: Path) -> Path:
    """A database with five entries, 101 to 105, at 12:00:01 to 12:00:05; nobody has it open."""
    store = Store.open(path)
    with store._connection.cursor() as cursor:
        cursor.execute("SELECT max(nextval('audit_log_id_seq')) FROM range(100)").fetchall()
    for number in range(5):
        log.note(store, COMMAND_LINE, "change", "users", number, after={"email": f"b{number}@x.de", "name": 'Zoë "Z"'})
    store.close()
    changed(path, """UPDATE audit_log SET "at" = '2026-03-01 12:00:00'::TIMESTAMP + to_seconds(id - 100)""")
    bind_anew(path)
    return path


def changed(path: Path, sql: str) -> None:
    """What somebody does who has the file and DuckDB, and not ProducFlow."""
    with duckdb.connect(path) as connection:
        connection.execute(sql)


def hash_of(previous: str, entry: tuple[object, ...]) -> str:
    """Worked out again without DuckDB, as docs/security.md says it is made."""
    number, at, *rest = entry
    assert isinstance(at, datetime)
    text = json.dumps(
        [previous, number, f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", *rest], separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def bind_anew(path: Path, *, newest: bool = True) -> None:
    """Work all hashes out anew, as a forger would who knows how."""
    previous = ""
    with duckdb.connect(path) as connection:
        entries = connection.execute(
            'SELECT id, "at", user_id, user_email, action, entity, entity_id, before, after FROM audit_log ORDER BY id'
        ).fetchall()
        for entry in entries:
            own = hash_of(previous, entry)
            connection.execute(
                "UPDATE audit_log SET previous_hash = ?, hash = ? WHERE id = ?", [previous, own, entry[0]]
            )
            previous = own
        if newest:
            connection.execute(
                "UPDATE audit_chain SET newest_id = ?, newest_at = ?, newest_hash = ?", [*entries[-1][:2], previous]
            )


def found(path: Path) -> list[str]:
    store = Store.open(path)
    try:
        return list(store.read(audit_chain.problems))
    finally:
        store.close()


def entry(number: int) -> str:
    return f"entry {number} of {NOON.format(number - 100)} UTC"
