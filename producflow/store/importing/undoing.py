"""Taking an import back, in SQL.

A row that an import updated was kept as it was in ``import_changes``, together with the import that it came from then.
So the changes of one row form a chain, and an older import can be taken out of its middle: the next change in the chain
takes over what the older one had found.
"""

import pandas as pd

from producflow.store.database import Transaction
from producflow.store.importing.applying import columns
from producflow.store.importing.cells import literal

USES = (
    "sensor_readings",
    "production_records",
    "maintenance_logs",
    "downtime_events",
    "maintenance_alerts",
    "thresholds",
)
"""Tables that refer to machines."""


def touched_readings(transaction: Transaction, batch_id: int) -> pd.DataFrame:
    """Sensors whose readings the undo changes: equipment_id, sensor_type, first, last."""
    return transaction.composed_frame(
        "SELECT equipment_id, sensor_type, min(timestamp) AS first, max(timestamp) AS last FROM sensor_readings "
        f"WHERE batch_id = {int(batch_id)} GROUP BY ALL ORDER BY ALL"
    )


def take_back(transaction: Transaction, table: str, batch_id: int) -> dict[str, int]:
    """Take an import's rows out of its table.

    Returns
    -------
    dict
        ``removed``, ``restored``, ``superseded`` (a newer import wrote them again, and keeps them) and ``edited``
        (changed by hand since, and left). [rows]
    """
    batch = int(batch_id)
    stamped = "updated_at" in columns(transaction, table)
    _find_links(transaction, table, batch)
    by_hand = _edited(transaction, table, batch) if stamped else 0
    restored = _restore(transaction, table, batch)
    superseded = _hand_over(transaction)
    removed = _remove(transaction, table, batch)
    transaction.compose(f"DELETE FROM import_changes WHERE batch_id = {batch}")
    return {"removed": removed, "restored": restored, "superseded": superseded, "edited": by_hand}


def _count(transaction: Transaction, sql: str) -> int:
    return int(transaction.composed(f"SELECT count(*) AS n FROM ({sql})")["n"][0].as_py())


def _find_links(transaction: Transaction, table: str, batch: int) -> None:
    """``undo_mine``: the import's own changes; ``undo_next``: the change of the same row that came right after."""
    transaction.compose(
        f"CREATE TEMP TABLE undo_mine AS SELECT entity_id, before, after FROM import_changes "
        f"WHERE batch_id = {batch} AND entity = {literal(table)}"
    )
    transaction.compose(
        "CREATE TEMP TABLE undo_next AS SELECT id AS change_id, entity_id FROM import_changes "
        f"WHERE entity = {literal(table)} AND batch_id > {batch} AND (before->>'$.batch_id')::BIGINT = {batch}"
    )


def _edited(transaction: Transaction, table: str, batch: int) -> int:
    """Let go of the rows that somebody changed by hand since the import wrote them."""
    transaction.compose(
        f"CREATE TEMP TABLE undo_edited AS SELECT id FROM {table} t WHERE batch_id = {batch} "
        f"AND updated_at > (SELECT b.created_at FROM import_batches b WHERE b.id = {batch}) "
        "AND updated_at > coalesce((SELECT (m.after->>'$.updated_at')::TIMESTAMP FROM undo_mine m "
        "WHERE m.entity_id = t.id), t.created_at)"
    )
    transaction.compose(
        f"UPDATE {table} SET batch_id = NULL, source_line = NULL WHERE id IN (SELECT id FROM undo_edited)"
    )
    transaction.compose("DELETE FROM undo_mine WHERE entity_id IN (SELECT id FROM undo_edited)")
    return _count(transaction, "SELECT id FROM undo_edited")


def _restore(transaction: Transaction, table: str, batch: int) -> int:
    """Put back the rows that the import had changed and nobody has changed since."""
    values = ", ".join(
        f"\"{name}\" = (m.before->>'$.{name}')::{kind}" for name, kind in columns(transaction, table).items()
    )
    lasting = f"SELECT id FROM {table} WHERE batch_id = {batch} AND id IN (SELECT entity_id FROM undo_mine)"
    found = _count(transaction, lasting)
    if found:
        transaction.compose(
            f"UPDATE {table} SET {values} FROM undo_mine m WHERE m.entity_id = {table}.id AND batch_id = {batch}"
        )
    return found


def _hand_over(transaction: Transaction) -> int:
    """Let the next change in each row's chain take over what this import had found; an added row now is its own."""
    transaction.compose(
        "UPDATE import_changes SET before = m.before FROM undo_next n JOIN undo_mine m ON m.entity_id = n.entity_id "
        "WHERE n.change_id = import_changes.id"
    )
    transaction.compose(
        "DELETE FROM import_changes WHERE id IN (SELECT change_id FROM undo_next "
        "WHERE entity_id NOT IN (SELECT entity_id FROM undo_mine))"
    )
    return _count(transaction, "SELECT change_id FROM undo_next")


def _remove(transaction: Transaction, table: str, batch: int) -> int:
    """Remove the rows that the import had added; machines only where nothing else refers to them."""
    unused = _unused_machines() if table == "equipment" else "true"
    rows = f"SELECT id FROM {table} t WHERE batch_id = {batch} AND {unused}"
    removed = _count(transaction, rows)
    transaction.compose(f"DELETE FROM {table} WHERE id IN ({rows})")
    return removed


def _unused_machines() -> str:
    return " AND ".join(f"NOT EXISTS (SELECT 1 FROM {use} u WHERE u.equipment_id = t.id)" for use in USES)


def remove_machines(transaction: Transaction, batch_id: int) -> int:
    """Remove the machines that an import of other rows had created, where nothing refers to them."""
    return _remove(transaction, "equipment", int(batch_id))


def machines_left(transaction: Transaction, batch_id: int) -> list[str]:
    """Names of the import's machines that something else still refers to."""
    rows = transaction.composed(f"SELECT name FROM equipment WHERE batch_id = {int(batch_id)} ORDER BY name")
    return [str(name) for name in rows["name"].to_pylist()]
