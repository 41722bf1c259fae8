"""What an undone import had said, kept so that it can be brought back without its file.

Expects ``undo_mine`` and ``undo_next``, see :mod:`producflow.store.importing.undoing`.
"""

from itertools import compress

from producflow.store.database import Session, Transaction
from producflow.store.importing.lineage import as_json, count, from_json
from producflow.store.importing.notations import literal

KEPT_APART = {"sensor_readings": "undone_readings"}
"""Table → where its rows are kept, column by column; those of others are kept as JSON."""
OF_KEPT = ("batch_id", "entity_id", "line", "role")
"""Columns of what is kept that are not the row's."""


def _apart(session: Session, table: str) -> tuple[str, list[str]] | None:
    """Where rows of a table are kept column by column, and which columns; None: as JSON."""
    kept = KEPT_APART.get(table)
    return None if kept is None else (kept, [name for name in session.columns(kept) if name not in OF_KEPT])


def keep(transaction: Transaction, table: str, batch_id: int) -> None:
    """Keep every row of a table that an import wrote or found as it says it, as it was under that import.

    Rows that somebody changed by hand are not among them any more: they stay as they are.
    """
    batch, entity = int(batch_id), literal(table)
    role = "CASE WHEN {id} IN (SELECT entity_id FROM undo_mine) THEN 'said' ELSE 'added' END"
    middle = from_json(transaction, table, "n.before")
    seen = f"SELECT * FROM import_seen WHERE batch_id = {batch} AND entity = {entity}"
    own = f"{table} t WHERE t.batch_id = {batch}"
    found = f"({seen}) s JOIN {table} t ON t.id = s.entity_id AND t.batch_id IS NOT DISTINCT FROM s.owner_id"
    below = (
        f"({seen}) s JOIN import_changes n ON n.entity = {entity} AND n.entity_id = s.entity_id "
        "AND n.previous_batch_id IS NOT DISTINCT FROM s.owner_id "
        f"JOIN {table} t ON t.id = s.entity_id AND t.batch_id IS DISTINCT FROM s.owner_id"
    )
    sources = (
        ("t.id", "t.source_line", role.format(id="t.id"), "t", own),
        ("n.entity_id", middle["source_line"], role.format(id="n.entity_id"), "n", "undo_next n"),
        ("s.entity_id", "s.line", "'said'", "t", found),
        ("s.entity_id", "s.line", "'said'", "n", below),
    )
    apart = _apart(transaction, table)
    newer, others = count(transaction, "FROM undo_next"), count(transaction, seen)
    there = (True, newer, others, others)  # each of the questions below takes its time even where it finds nothing
    for number, line, what, alias, rows in compress(sources, there):
        if apart is not None:
            values = ", ".join(f"t.{name}" if alias == "t" else middle[name] for name in apart[1])
            into = f"{apart[0]} ({', '.join((*OF_KEPT, *apart[1]))})"
            chosen = f"{batch}, {number}, {line}, {what}, {values}"
        else:
            content = as_json(transaction, table, "t") if alias == "t" else "n.before"
            into = "undone_rows (batch_id, entity, entity_id, line, role, content)"
            chosen = f"{batch}, {entity}, {number}, {line}, {what}, {content}"
        transaction.insert(into, f"SELECT {chosen} FROM {rows}")


def keep_machines(transaction: Transaction, batch_id: int) -> None:
    """Keep the names of the machines that the kept rows are of: they may be gone when the rows come back."""
    batch = int(batch_id)
    transaction.insert(
        "undone_rows (batch_id, entity, entity_id, role, content)",
        f"SELECT {batch}, 'equipment', e.id, 'needed', to_json({{'name': e.name}})::VARCHAR FROM equipment e "
        f"WHERE e.id IN (SELECT equipment_id FROM undone_readings WHERE batch_id = {batch} "
        "UNION SELECT (content->>'$.equipment_id')::BIGINT FROM undone_rows "
        f"WHERE batch_id = {batch} AND entity <> 'equipment') "
        f"AND e.id NOT IN (SELECT entity_id FROM undone_rows WHERE batch_id = {batch} AND entity = 'equipment')",
    )


def kept(session: Session, batch_id: int) -> int:
    """How many rows of an undone import are kept. [rows]"""
    return int(session.value("undoing/rows_kept", batch_id=batch_id))


def open_kept(transaction: Transaction, table: str, batch_id: int) -> None:
    """Make ``redo_kept``: number, line, id, role, and the columns of the table as they were under the import."""
    batch = int(batch_id)
    apart = _apart(transaction, table)
    if apart is not None:
        kept, names = apart
        source = f"SELECT entity_id AS id, line, role, {', '.join(names)} FROM {kept} WHERE batch_id = {batch}"
    else:
        typed = from_json(transaction, table, "content")
        values = ", ".join(
            f'{typed[name]} AS "{name}"'
            for name in transaction.columns(table)
            if name not in ("id", "batch_id", "source_line")
        )
        source = (
            f"SELECT entity_id AS id, line, role, {values} FROM undone_rows "
            f"WHERE batch_id = {batch} AND entity = {literal(table)} AND role <> 'needed'"
        )
    transaction.compose(
        f"CREATE OR REPLACE TEMP TABLE redo_kept AS SELECT row_number() OVER () AS number, * FROM ({source})"
    )


def forget(transaction: Transaction, batch_id: int) -> None:
    """Keep nothing of an import any more."""
    for table in ("undone_rows", "undone_readings"):
        transaction.compose(f"DELETE FROM {table} WHERE batch_id = {int(batch_id)}")
