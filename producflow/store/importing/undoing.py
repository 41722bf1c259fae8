"""Taking an import back, in SQL; :mod:`producflow.store.importing.lineage` tells how rows and imports hang together.

An import can be taken out of the middle of a row's chain: the next change takes over what the older import had found.
Where a witness says what the import said, the row stays, and is the witness's from then on.
"""

from dataclasses import dataclass

import pandas as pd

from producflow.store.database import Session, Transaction
from producflow.store.importing.lineage import MACHINES, NOTED, count, from_json, tables, uses_of_machines
from producflow.store.importing.notations import literal
from producflow.store.importing.undo_store import keep
from producflow.store.session import question


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
    return transaction.frame("undoing/touched_readings", batch_id=batch_id)


def first_written(session: Session, table: str, clock: str, batch_id: int) -> object:
    """The earliest value of a table's clock among the rows that an import wrote last; None without such a row."""
    [row] = session.composed(f"SELECT min({clock}) AS first FROM {table} WHERE batch_id = {int(batch_id)}").to_pylist()
    return row["first"]


def touched_tables(session: Session, batch_id: int) -> set[str]:
    """Tables of which an import wrote a row, or found one as it says it."""
    batch = int(batch_id)
    found = [
        f"(SELECT {literal(each)} AS entity FROM {each} WHERE batch_id = {batch} LIMIT 1)" for each in tables(session)
    ]
    found.append(f"SELECT entity FROM import_changes WHERE previous_batch_id = {batch}")
    found.append(f"SELECT entity FROM import_seen WHERE batch_id = {batch}")
    return set(session.composed(" UNION ".join(found))["entity"].to_pylist())


def take_back(transaction: Transaction, table: str, batch_id: int) -> TakenBack:
    """Take an import's rows out of a table, and keep what it had said of them."""
    batch = int(batch_id)
    for links in ("undoing/open_mine", "undoing/open_next"):
        transaction.compose(question(links), batch_id=batch, entity=table)
    # First: what somebody has changed by hand is no longer the import's, so it is neither kept for a redo nor taken
    # back.
    edited = _let_go_of_edited(transaction, table, batch)
    keep(transaction, table, batch)
    witnessed = _pass_to_witnesses(transaction, table, batch)
    witnesses = transaction.composed("SELECT DISTINCT batch_id AS n FROM undo_witness ORDER BY n")["n"].to_pylist()
    restored = _restore(transaction, table, batch)
    superseded = _hand_over(transaction)
    # Last: what is still the import's by now are the rows that it had added.
    removed = _remove(transaction, table, batch)
    for record in ("import_changes", "import_seen"):
        transaction.compose(f"DELETE FROM {record} WHERE batch_id = {batch} AND entity = {literal(table)}")
    return TakenBack(removed, restored, superseded, edited, witnessed, tuple(witnesses))


def _let_go_of_edited(transaction: Transaction, table: str, batch: int) -> int:
    """Let go of the rows that somebody changed by hand after the import wrote them, at the top or further down."""
    if "updated_at" not in transaction.columns(table):
        return 0
    written = (
        # A redo writes the rows anew, later than the import was made.
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
    of_import = {"batch_id": batch, "entity": table}
    transaction.compose(question("undoing/open_witness"), **of_import)
    found = count(transaction, "SELECT entity_id FROM undo_witness")
    if not found:
        return 0
    transaction.compose(
        f"UPDATE {table} SET batch_id = w.batch_id, source_line = w.line FROM undo_witness w "
        f"WHERE w.entity_id = {table}.id AND {table}.batch_id = {batch}"
    )
    transaction.run("undoing/pass_next")
    transaction.run("undoing/pass_mine")
    transaction.run("undoing/forget_witness", **of_import)
    transaction.run("undoing/pass_seen", **of_import)
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
    transaction.run("undoing/hand_over")
    transaction.run("undoing/own_added")
    return count(transaction, "SELECT change_id FROM undo_next")


def _remove(transaction: Transaction, table: str, batch: int) -> int:
    """Remove the rows that the import had added; machines only where nothing else refers to them."""
    unused = _unused_machines(transaction) if table == MACHINES else "true"
    rows = f"SELECT id FROM {table} t WHERE batch_id = {batch} AND {unused}"
    removed = count(transaction, rows)
    if removed:
        _delete(transaction, table, rows)
    return removed


def _delete(transaction: Transaction, table: str, rows: str) -> None:
    """Delete rows; of machines, what the clock has noted of them too."""
    for noted in NOTED if table == MACHINES else ():
        transaction.compose(f"DELETE FROM {noted} WHERE equipment_id IN ({rows})")
    transaction.compose(f"DELETE FROM {table} WHERE id IN ({rows})")


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
        _delete(transaction, MACHINES, rows)
    return found


def machines_left(transaction: Transaction, batch_id: int) -> list[str]:
    """Names of the import's machines that something else still refers to."""
    rows = transaction.composed(f"SELECT name FROM equipment WHERE batch_id = {int(batch_id)} ORDER BY name")
    return [str(name) for name in rows["name"].to_pylist()]
