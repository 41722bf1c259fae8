"""Every table of ours, whatever its name: how many rows it has, what they come to, and whether they hold together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from producflow.store.database import Session

POINTS_AT = {
    "equipment_id": "equipment",
    "alert_id": "maintenance_alerts",
    "prediction_id": "predictions",
    "frozen_id": "frozen_views",
    "batch_id": "import_batches",
    "previous_batch_id": "import_batches",
    "owner_id": "import_batches",
    "user_id": "users",
    "technician_id": "users",
}
"""What a column of that name points at in whichever table; one that ends in ``_by``, at a person."""
LOOSE = frozenset({("messages_told", "alert_id"), ("alarm_shelves", "alert_id"), ("undone_readings", "equipment_id")})
"""Columns that may point at what is gone: an alert whose readings were taken back is not told again when it comes back,
and was shelved all the same; readings of an undone import wait for a machine that goes, and comes back, with them."""


@dataclass(frozen=True)
class Fingerprint:
    """What a table holds."""

    rows: int
    checksum: str
    """Of all values of all rows, in whichever order they lie."""


def names(session: Session) -> list[str]:
    """Names of all tables, those that migrations will add included."""
    found = session.composed(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' "
        "AND NOT temporary ORDER BY table_name"
    )
    return [str(name) for name in found["table_name"].to_pylist()]


def columns(session: Session, table: str) -> dict[str, str]:
    """Columns of a table in their order, and their types."""
    rows = session.composed(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = 'main' AND table_name = $table ORDER BY column_index",
        table=table,
    ).to_pylist()
    return {row["column_name"]: row["data_type"] for row in rows}


def fingerprint(session: Session, table: str) -> Fingerprint:
    """What one table holds; reads every block of it, so a damaged one is met."""
    # A sum, since the order of rows means nothing; as text, since it is a HUGEINT, of which Arrow keeps a double only.
    [row] = session.composed(f'SELECT count(*) AS n, sum(hash(t))::VARCHAR AS checksum FROM "{table}" t').to_pylist()
    return Fingerprint(int(row["n"]), str(row["checksum"] or "0"))


def fingerprints(session: Session) -> dict[str, Fingerprint]:
    """What all tables hold."""
    return {name: fingerprint(session, name) for name in names(session)}


def highest(session: Session, table: str) -> int:
    """Highest number of a row of the table; 0 where there is none."""
    return int(session.composed(f'SELECT coalesce(max(id), 0) AS n FROM "{table}"')["n"][0].as_py())


def given_out(session: Session) -> dict[str, int]:
    """Newest number that each sequence has given out, by its name; 0 where it has given none."""
    rows = session.composed(
        "SELECT sequence_name, coalesce(last_value, 0) AS newest FROM duckdb_sequences() "
        "WHERE database_name = current_database() AND schema_name = 'main' ORDER BY sequence_name"
    ).to_pylist()
    return {row["sequence_name"]: int(row["newest"]) for row in rows}


def count(session: Session, table: str) -> int:
    """How many rows a table has; reads no block of it."""
    return int(session.composed(f'SELECT count(*) AS n FROM "{table}"')["n"][0].as_py())


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {name: count(session, name) for name in names(session)}


def twice(session: Session) -> list[dict[str, Any]]:
    """Numbers that several rows of a table use: `entity`, `id`, `rows_found`."""
    questions = (
        f"SELECT '{name}' AS entity, id, count(*)::BIGINT AS rows_found FROM {name} GROUP BY id HAVING count(*) > 1"
        for name, field in _numbers(session)
        if field == "id"
    )
    return _of_all(session, questions)


def dangling(session: Session) -> list[dict[str, Any]]:
    """What rows point at that is not there: `entity`, `field`, `target`, `pointed_at`, `rows_found`."""
    questions = (
        f"SELECT '{name}' AS entity, '{field}' AS field, '{target}' AS target, {field} AS pointed_at, "
        f"count(*)::BIGINT AS rows_found FROM {name} ANTI JOIN {target} t ON t.id = {field} "
        f"WHERE {field} IS NOT NULL GROUP BY ALL"
        for name, field in _numbers(session)
        if (name, field) not in LOOSE and (target := POINTS_AT.get(field, "users" if field.endswith("_by") else ""))
    )
    return _of_all(session, questions)


def _numbers(session: Session) -> list[tuple[str, str]]:
    """Table and name of every column of whole numbers."""
    rows = session.composed(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = 'main' AND data_type = 'BIGINT' AND table_name IN (SELECT table_name FROM duckdb_tables())"
    ).to_pylist()
    return [(row["table_name"], row["column_name"]) for row in rows]


def _of_all(session: Session, questions: Iterable[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.composed(f"{' UNION ALL '.join(questions)} ORDER BY ALL").to_pylist()
    return found
