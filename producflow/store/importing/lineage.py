"""Which tables hold rows of imports, and what an import has to do with each of their rows.

A row's ``batch_id`` and ``source_line`` say which import wrote it last. What it had found then is in
``import_changes``, with the import that this came from: so the imports of a row form a chain, newest on top. An import
that says what the row says already is a witness: it stands in ``import_seen`` beside the import whose row it saw
(``owner_id``).
"""

from producflow.store.database import Session, Transaction
from producflow.store.importing.notations import literal

MACHINES = "equipment"
"""The table to which the rows of the others refer."""
OWN = ("id", "batch_id", "source_line", "created_at", "updated_at")
"""Columns that are ours, not the source's."""
NOTED = ("sensor_faults", "sensor_looks", "prediction_looks")
"""Tables of what the clock has noted of a machine's readings; forgotten with it."""
SUMMED_UP = ("sensor_hourly", "sensor_latest", "readings_touched", "undone_readings", *NOTED)
"""Tables that name machines without using them: they follow from the readings."""


def tables(session: Session) -> list[str]:
    """Tables whose rows know their import, machines last: the others refer to them."""
    rows = session.composed(
        "SELECT table_name FROM duckdb_columns() WHERE schema_name = 'main' AND database_name = current_database() "
        "AND column_name = 'source_line' ORDER BY table_name = $machines, table_name",
        machines=MACHINES,
    )
    return [str(name) for name in rows["table_name"].to_pylist()]


def uses_of_machines(session: Session) -> list[str]:
    """Tables whose rows refer to machines."""
    rows = session.composed(
        "SELECT table_name FROM duckdb_columns() WHERE schema_name = 'main' AND database_name = current_database() "
        "AND column_name = 'equipment_id' ORDER BY table_name"
    )
    return [str(name) for name in rows["table_name"].to_pylist() if name not in SUMMED_UP]


def as_json(session: Session, table: str, alias: str) -> str:
    """SQL of a row as JSON text."""
    named = ", ".join(f'{alias}."{name}"' for name in session.columns(table))
    return f"to_json((SELECT s FROM (SELECT {named}) s))::VARCHAR"


def from_json(session: Session, table: str, text: str) -> dict[str, str]:
    """Column → SQL of its value, out of a row as JSON text."""
    return {name: f"({text}->>'$.{name}')::{kind}" for name, kind in session.columns(table).items()}


def count(session: Session, sql: str) -> int:
    """How many rows a question has. [rows]"""
    return int(session.composed(f"SELECT count(*) AS n FROM ({sql})")["n"][0].as_py())


def keep_witness(transaction: Transaction, table: str, batch_id: int, unchanged: str) -> None:
    """Note the rows that an import found as it says them, with the import that they are of.

    Parameters
    ----------
    unchanged : str
        Question for ``existing_id`` and ``line``, one row per row that is there already.
    """
    batch = int(batch_id)
    transaction.insert(
        "import_seen (batch_id, entity, entity_id, line, owner_id)",
        f"SELECT {batch}, {literal(table)}, u.existing_id, u.line, t.batch_id "
        f"FROM ({unchanged}) u JOIN {table} t ON t.id = u.existing_id "
        f"WHERE t.batch_id IS DISTINCT FROM {batch}",
        "u.existing_id",
    )
