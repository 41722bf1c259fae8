"""Rows and the imports they came from. Which tables hold such rows is asked of the schema, so the SQL is composed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from producflow.store.database import Session
from producflow.store.importing import lineage
from producflow.store.importing.notations import literal


def tables(session: Session) -> list[str]:
    """Tables whose rows know their import."""
    return sorted(lineage.tables(session))


def in_days(session: Session, table: str, clock: str) -> bool:
    """Whether a column of one of our tables holds days, not instants."""
    return session.columns(table)[clock] == "DATE"


def rows_of(session: Session, table: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Rows of one of our tables by number, each with the name of its machine; instants are aware UTC."""
    if not ids:
        return {}
    numbers = ", ".join(str(int(number)) for number in ids)
    machine = "equipment_id" in session.columns(table)
    name = ", (SELECT e.name FROM equipment e WHERE e.id = t.equipment_id) AS equipment" if machine else ""
    found = session.composed(f"SELECT t.*{name} FROM {table} t WHERE t.id IN ({numbers})").to_pylist()
    return {row["id"]: {key: _aware(value) for key, value in row.items()} for row in found}


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


def witnesses(session: Session, entity: str, entity_id: int) -> list[dict[str, Any]]:
    """Imports that say the same of a row, with their lines."""
    return session.rows("provenance/witnesses", entity=entity, entity_id=entity_id)


def changes(session: Session, entity: str, entity_id: int) -> list[dict[str, Any]]:
    """What imports changed of a row, oldest first."""
    return session.rows("provenance/changes", entity=entity, entity_id=entity_id)


def audit(session: Session, entity: str, entity_id: int) -> list[dict[str, Any]]:
    """What people did with a row."""
    return session.rows("provenance/audit", entity=entity, entity_id=entity_id)


def states_between(session: Session, equipment_id: int, starts: dt.datetime, ends: dt.datetime) -> list[dict[str, Any]]:
    """States of a machine that reach into a span."""
    return session.rows("provenance/states_between", equipment_id=equipment_id, starts=starts, ends=ends)


def rows_of_batch(session: Session, batch_id: int, skip: int, limit: int) -> list[dict[str, Any]]:
    """Rows that an import wrote or found as it says them, in the order of its file.

    Returns
    -------
    list of dict
        ``entity``, ``entity_id``, ``line``, ``action`` (``added``, ``updated``, ``unchanged``, ``undone``) and
        ``overwritten_by``, the import that changed the row since.
    """
    found: list[dict[str, Any]] = session.composed(
        f"SELECT * FROM ({_of_batch(session, batch_id)}) ORDER BY line NULLS LAST, entity, entity_id "
        f"LIMIT {int(limit)} OFFSET {int(skip)}"
    ).to_pylist()
    return found


def count_of_batch(session: Session, batch_id: int) -> int:
    """How many rows :func:`rows_of_batch` has in all."""
    return int(session.composed(f"SELECT count(*) AS n FROM ({_of_batch(session, batch_id)})")["n"][0].as_py())


def _of_batch(session: Session, batch_id: int) -> str:
    batch = int(batch_id)
    parts = [part for table in lineage.tables(session) for part in _parts(session, table, batch)]
    parts.append(
        "SELECT entity, entity_id, line, 'undone' AS action, NULL::BIGINT AS overwritten_by FROM undone_rows "
        f"WHERE batch_id = {batch} AND role <> 'needed'"
    )
    parts.append(
        "SELECT 'sensor_readings', entity_id, line, 'undone', NULL::BIGINT FROM undone_readings "
        f"WHERE batch_id = {batch}"
    )
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS t (entity, entity_id, line, action, overwritten_by)"


def find(
    session: Session,
    table: str,
    clock: str | None,
    machine: int | None,
    span: tuple[Any, Any] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Rows of one of our tables, of a machine and a span of its clock where these are given; the newest first.

    Parameters
    ----------
    table : str
        One of :func:`tables`.
    clock : str, optional
        Its column that says when.
    machine : int, optional
        Number of the machine.
    span : pair, optional
        First value of the clock, and the value that it stays below.
    limit : int
        Most rows.
    """
    own = "id" if table == "equipment" else "equipment_id"
    asked = [f"{own} = $machine"] if machine is not None else []
    named: dict[str, Any] = {} if machine is None else {"machine": machine}
    if clock is not None and span is not None:
        asked.append(f"{clock} >= $first AND {clock} < $last")
        named |= {"first": span[0], "last": span[1]}
    where = f"WHERE {' AND '.join(asked)}" if asked else ""
    order = f"{clock} DESC NULLS LAST, id DESC" if clock else "id"
    ids = session.composed(f"SELECT id FROM {table} {where} ORDER BY {order} LIMIT {int(limit)}", **named)
    numbers = ids["id"].to_pylist()
    rows = rows_of(session, table, numbers)
    return [rows[number] for number in numbers]


def _parts(session: Session, table: str, batch: int) -> list[str]:
    entity = literal(table)
    mine = f"SELECT entity_id FROM import_changes WHERE batch_id = {batch} AND entity = {entity}"
    changed = bool(lineage.count(session, f"{mine} LIMIT 1"))  # a million added rows need not be looked up one by one
    action = f"CASE WHEN {{id}} IN ({mine}) THEN 'updated' ELSE 'added' END" if changed else "'added'"
    return [
        f"SELECT {entity}, id, source_line, {action.format(id='id')}, NULL::BIGINT FROM {table} "
        f"WHERE batch_id = {batch}",
        f"SELECT {entity}, c.entity_id, (c.before->>'$.source_line')::BIGINT, {action.format(id='c.entity_id')}, "
        f"c.batch_id FROM import_changes c WHERE c.entity = {entity} AND c.previous_batch_id = {batch}",
        f"SELECT {entity}, entity_id, line, 'unchanged', NULL::BIGINT FROM import_seen "
        f"WHERE batch_id = {batch} AND entity = {entity}",
    ]
