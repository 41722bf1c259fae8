"""Taking an import back, in SQL; :mod:`producflow.store.importing.lineage` tells how rows and imports hang together.

An import can be taken out of the middle of a row's chain: the next change takes over what the older import had found.
Where a witness says what the import said, the row stays, and is the witness's from then on.
"""

from dataclasses import dataclass

import pandas as pd

from producflow.store.database import Transaction
from producflow.store.importing.lineage import MACHINES, columns, count, from_json, uses_of_machines
from producflow.store.importing.notations import literal
from producflow.store.importing.undo_store import keep


@dataclass(frozen=True)
class TakenBack:
    """What became of an import's rows in one table. [rows]

    ``removed``; ``restored`` as they were before; ``superseded``: a newer import wrote them again, and keeps them;
    ``witnessed``: ``witnesses`` say the same, and have them now; ``edited``: changed by hand since, and left.
    """

    removed: int = 0
    restored: int = 0
    superseded: int = 0
    edited: int = 0
    witnessed: int = 0
    witnesses: tuple[int, ...] = ()


def touched_readings(transaction: Transaction, batch_id: int) -> pd.DataFrame:
    """Sensors whose readings the undo changes: equipment_id, sensor_type, first, last."""
    return transaction.composed_frame(
        "SELECT equipment_id, sensor_type, min(timestamp) AS first, max(timestamp) AS last FROM sensor_readings "
        f"WHERE batch_id = {int(batch_id)} GROUP BY ALL ORDER BY ALL"
    )


def take_back(transaction: Transaction, table: str, batch_id: int) -> TakenBack:
    """Take an import's rows out of a table, and keep what it had said of them."""
    batch = int(batch_id)
    if not _has_part(transaction, table, batch):
        return TakenBack()
    _find_links(transaction, table, batch)
    edited = _let_go_of_edited(transaction, table, batch)
    keep(transaction, table, batch)
    witnessed = _pass_to_witnesses(transaction, table, batch)
    witnesses = transaction.composed("SELECT DISTINCT batch_id AS n FROM undo_witness ORDER BY n")["n"].to_pylist()
    restored = _restore(transaction, table, batch)
    superseded = _hand_over(transaction)
    removed = _remove(transaction, table, batch)
    for record in ("import_changes", "import_seen"):
        transaction.compose(f"DELETE FROM {record} WHERE batch_id = {batch} AND entity = {literal(table)}")
    return TakenBack(removed, restored, superseded, edited, witnessed, tuple(witnesses))


def _has_part(transaction: Transaction, table: str, batch: int) -> bool:
    entity = literal(table)
    return any(
        count(transaction, f"{question} LIMIT 1")
        for question in (
            f"SELECT 1 FROM {table} WHERE batch_id = {batch}",
            f"SELECT 1 FROM import_changes WHERE entity = {entity} AND previous_batch_id = {batch}",
            f"SELECT 1 FROM import_seen WHERE entity = {entity} AND batch_id = {batch}",
        )
    )


def _find_links(transaction: Transaction, table: str, batch: int) -> None:
    """``undo_mine``: the import's own changes; ``undo_next``: the change of the same row that came right after."""
    transaction.compose(
        "CREATE OR REPLACE TEMP TABLE undo_mine AS "
        "SELECT id AS change_id, entity_id, before, after, previous_batch_id FROM import_changes "
        f"WHERE batch_id = {batch} AND entity = {literal(table)}"
    )
    transaction.compose(
        "CREATE OR REPLACE TEMP TABLE undo_next AS SELECT id AS change_id, entity_id, before FROM import_changes "
        f"WHERE entity = {literal(table)} AND previous_batch_id = {batch} AND batch_id <> {batch}"
    )


def _let_go_of_edited(transaction: Transaction, table: str, batch: int) -> int:
    """Let go of the rows that somebody changed by hand after the import wrote them, at the top or further down."""
    if "updated_at" not in columns(transaction, table):
        return 0
    written = (
        f"greatest((SELECT greatest(b.created_at, b.redone_at) FROM import_batches b WHERE b.id = {batch}), "
        "coalesce((SELECT (m.after->>'$.updated_at')::TIMESTAMP FROM undo_mine m WHERE m.entity_id = {row}), {made}))"
    )
    nobodys = '\'{"batch_id": null, "source_line": null}\''
    made = "(before->>'$.created_at')::TIMESTAMP"
    transaction.compose(
        f"CREATE OR REPLACE TEMP TABLE undo_edited AS SELECT id, NULL::BIGINT AS change_id FROM {table} t "
        f"WHERE batch_id = {batch} AND updated_at > {written.format(row='t.id', made='t.created_at')} "
        "UNION ALL SELECT entity_id, change_id FROM undo_next n "
        f"WHERE (before->>'$.updated_at')::TIMESTAMP > {written.format(row='n.entity_id', made=made)}"
    )
    found = count(transaction, "SELECT id FROM undo_edited")
    if not found:
        return 0
    edited = "(SELECT id FROM undo_edited)"
    transaction.compose(
        f"UPDATE {table} SET batch_id = NULL, source_line = NULL WHERE batch_id = {batch} AND id IN {edited}"
    )
    transaction.compose(
        f"UPDATE import_changes SET previous_batch_id = NULL, before = json_merge_patch(before, {nobodys})::VARCHAR "
        "WHERE id IN (SELECT change_id FROM undo_edited)"
    )
    transaction.compose(
        f"UPDATE import_seen SET owner_id = NULL WHERE entity = {literal(table)} AND owner_id = {batch} "
        f"AND entity_id IN {edited}"
    )
    for links in ("undo_mine", "undo_next"):
        transaction.compose(f"DELETE FROM {links} WHERE entity_id IN {edited}")
    return found


def _pass_to_witnesses(transaction: Transaction, table: str, batch: int) -> int:
    """Give rows to the first import that said the same; it takes the import's place in their chains."""
    entity = literal(table)
    transaction.compose(
        "CREATE OR REPLACE TEMP TABLE undo_witness AS "
        "SELECT entity_id, arg_min(batch_id, rowid) AS batch_id, arg_min(line, rowid) AS line FROM import_seen "
        f"WHERE entity = {entity} AND owner_id = {batch} GROUP BY entity_id"
    )
    found = count(transaction, "SELECT entity_id FROM undo_witness")
    if not found:
        return 0
    patch = "json_object('batch_id', w.batch_id, 'source_line', w.line)"
    transaction.compose(
        f"UPDATE {table} SET batch_id = w.batch_id, source_line = w.line FROM undo_witness w "
        f"WHERE w.entity_id = {table}.id AND {table}.batch_id = {batch}"
    )
    transaction.compose(
        "UPDATE import_changes SET previous_batch_id = w.batch_id, "
        f"before = json_merge_patch(import_changes.before, {patch})::VARCHAR "
        "FROM undo_next n JOIN undo_witness w ON w.entity_id = n.entity_id WHERE n.change_id = import_changes.id"
    )
    transaction.compose(
        f"UPDATE import_changes SET batch_id = w.batch_id, after = json_merge_patch(import_changes.after, {patch})"
        "::VARCHAR FROM undo_mine m JOIN undo_witness w ON w.entity_id = m.entity_id "
        "WHERE m.change_id = import_changes.id"
    )
    transaction.compose(
        f"DELETE FROM import_seen USING undo_witness w WHERE entity = {entity} AND owner_id = {batch} "
        "AND import_seen.entity_id = w.entity_id AND import_seen.batch_id = w.batch_id"
    )
    transaction.compose(
        f"UPDATE import_seen SET owner_id = w.batch_id FROM undo_witness w WHERE entity = {entity} "
        f"AND owner_id = {batch} AND import_seen.entity_id = w.entity_id"
    )
    for links in ("undo_mine", "undo_next"):
        transaction.compose(f"DELETE FROM {links} WHERE entity_id IN (SELECT entity_id FROM undo_witness)")
    return found


def _restore(transaction: Transaction, table: str, batch: int) -> int:
    """Put back the rows that the import had changed and nobody has changed since."""
    lasting = f"SELECT id FROM {table} WHERE batch_id = {batch} AND id IN (SELECT entity_id FROM undo_mine)"
    found = count(transaction, lasting)
    if found:
        values = ", ".join(f'"{name}" = {value}' for name, value in from_json(transaction, table, "m.before").items())
        transaction.compose(
            f"UPDATE {table} SET {values} FROM undo_mine m WHERE m.entity_id = {table}.id AND batch_id = {batch}"
        )
    return found


def _hand_over(transaction: Transaction) -> int:
    """Let the next change in each row's chain take over what this import had found; an added row now is its own."""
    transaction.compose(
        "UPDATE import_changes SET before = m.before, previous_batch_id = m.previous_batch_id "
        "FROM undo_next n JOIN undo_mine m ON m.entity_id = n.entity_id WHERE n.change_id = import_changes.id"
    )
    transaction.compose(
        "DELETE FROM import_changes WHERE id IN (SELECT change_id FROM undo_next "
        "WHERE entity_id NOT IN (SELECT entity_id FROM undo_mine))"
    )
    return count(transaction, "SELECT change_id FROM undo_next")


def _remove(transaction: Transaction, table: str, batch: int) -> int:
    """Remove the rows that the import had added; machines only where nothing else refers to them."""
    unused = _unused_machines(transaction) if table == MACHINES else "true"
    rows = f"SELECT id FROM {table} t WHERE batch_id = {batch} AND {unused}"
    removed = count(transaction, rows)
    if removed:
        transaction.compose(f"DELETE FROM {table} WHERE id IN ({rows})")
    return removed


def _unused_machines(transaction: Transaction) -> str:
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {use} u WHERE u.equipment_id = t.id)" for use in uses_of_machines(transaction)
    )


def remove_orphans(transaction: Transaction) -> int:
    """Remove machines that only imports since undone had brought, as soon as nothing refers to them any more."""
    rows = (
        "SELECT t.id FROM equipment t JOIN import_batches b ON b.id = t.batch_id WHERE b.undone_at IS NOT NULL "
        f"AND t.updated_at <= greatest(b.created_at, b.redone_at) AND {_unused_machines(transaction)}"
    )
    found = count(transaction, rows)
    if found:
        transaction.compose(f"DELETE FROM equipment WHERE id IN ({rows})")
    return found


def machines_left(transaction: Transaction, batch_id: int) -> list[str]:
    """Names of the import's machines that something else still refers to."""
    rows = transaction.composed(f"SELECT name FROM equipment WHERE batch_id = {int(batch_id)} ORDER BY name")
    return [str(name) for name in rows["name"].to_pylist()]
