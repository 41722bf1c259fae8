"""Production records and stops that follow from machine states: kept in step with them, in SQL.

Which they are is worked out by :mod:`producflow.domain.states`; here they meet the tables. A record or a stop that was
reported itself stands, and what would follow for the same key is left out. Rows that follow from states are nobody's
import: their ``origin`` says what they follow from, their imports are those of the states.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction
from producflow.store.session import question

ORIGIN = "'state_intervals'"
KEYS = {
    "production_records": ("equipment_id", "date", "shift", "product"),
    "downtime_events": ("equipment_id", "started_at"),
}
VALUES = {
    "production_records": ("output_quantity", "defect_quantity", "downtime_minutes", "planned_minutes"),
    "downtime_events": ("ended_at", "reason", "planned"),
}
TYPES = {
    "equipment_id": "BIGINT", "date": "DATE", "shift": "VARCHAR", "product": "VARCHAR", "output_quantity": "BIGINT",
    "defect_quantity": "BIGINT", "downtime_minutes": "DOUBLE", "planned_minutes": "DOUBLE", "started_at": "TIMESTAMP",
    "ended_at": "TIMESTAMP", "reason": "VARCHAR", "planned": "BOOLEAN",
}  # fmt: skip


@dataclass(frozen=True)
class Followed:
    """What becomes of the rows of a table that follow from states. [rows]

    ``standing``: left out, since one was reported itself for the same key.
    """

    table: str
    added: int
    updated: int
    removed: int
    standing: int


def machines_planned(session: Session) -> list[int]:
    """Machines whose states the plan changes; those to be created have negative numbers."""
    return _numbers(session.rows("importing/machines_planned"))


def _numbers(rows: Iterable[Mapping[str, Any]]) -> list[int]:
    return [row["equipment_id"] for row in rows]


def machines_of(session: Session, batch_id: int) -> list[int]:
    """Machines with states, of which an import says something that states could follow into."""
    batch = int(batch_id)
    said = " UNION ".join(
        f"SELECT equipment_id FROM {table} t WHERE batch_id = {batch} OR id IN (SELECT entity_id FROM import_changes "
        f"WHERE entity = '{table}' AND (batch_id = {batch} OR previous_batch_id = {batch})) "
        f"OR id IN (SELECT entity_id FROM import_seen WHERE entity = '{table}' AND batch_id = {batch})"
        for table in ("state_intervals", *KEYS)
    )
    return _with_states(session, _numbers(session.composed(f"SELECT DISTINCT equipment_id FROM ({said})").to_pylist()))


def _with_states(session: Session, machines: list[int] | None) -> list[int]:
    return _numbers(session.rows("importing/machines_with_states", machines=machines))


def with_states(session: Session) -> list[int]:
    """Machines of the plan that have states, or rows that followed from some."""
    return _with_states(session, machines_planned(session))


def all_with_states(session: Session) -> list[int]:
    """All machines of the plant that have states."""
    return _with_states(session, None)


def intervals(session: Session, machines: Iterable[int]) -> Iterator[tuple[int, pd.DataFrame]]:
    """The states of one machine after the other, in the order of their starts."""
    for machine in machines:
        yield machine, session.frame("importing/states_of", machine=machine)


def open_wanted(session: Session) -> None:
    """Make ``wanted_production_records`` and ``wanted_downtime_events``, still empty."""
    for table, key in KEYS.items():
        named = ", ".join(f"{name} {TYPES[name]}" for name in (*key, *VALUES[table]))
        session.compose(f"CREATE OR REPLACE TEMP TABLE wanted_{table} ({named})")


def want(session: Session, machine: int, table: str, rows: pd.DataFrame) -> None:
    """Say which rows of a machine should be there."""
    if rows.empty:
        return
    names = [name for name in (*KEYS[table], *VALUES[table]) if name != "equipment_id"]
    with session.staged("followed", rows[names]) as staged:
        session.insert(
            f"wanted_{table} (equipment_id, {', '.join(names)})",
            f"SELECT {int(machine)}, {', '.join(names)} FROM {staged}",
        )


def days_shared(session: Session, machines: Sequence[int] | None) -> tuple[date, date] | None:
    """First and last production day with a record of some machines, or of all, that states no planned time."""
    [row] = session.composed(
        "SELECT min(date) AS first_day, max(date) AS last_day FROM production_records WHERE planned_shared "
        "AND ($machines::BIGINT[] IS NULL OR list_contains($machines::BIGINT[], equipment_id))",
        machines=machines,
    ).to_pylist()
    return None if row["first_day"] is None else (row["first_day"], row["last_day"])


def share(session: Session, machines: Sequence[int] | None, lengths: pd.DataFrame, apart: Sequence[int]) -> None:
    """Share the minutes of each shift among the records of some machines, or of all, that state no planned time.

    Parameters
    ----------
    lengths : DataFrame
        `equipment_id` (missing: of all that are not apart), `date`, `shift`, `minutes` of it [min].
    apart : sequence of int
        Machines that have lengths of their own.
    """
    with session.staged("calendar_lengths", lengths):
        session.compose(question("production/share_planned_minutes"), machines=machines, apart=list(apart))


def shared_shifts(session: Session) -> int:
    """How many machine-shifts that the plan writes to have several records that share their minutes."""
    return int(session.value("importing/shared_shifts"))


def keep_in_step(session: Session, table: str, machines: Iterable[int]) -> Followed:
    """Let the rows of a table that follow from the states of some machines be the wanted ones, keeping their numbers.

    Parameters
    ----------
    session : Session
        Within a write; or within a read whose temporary tables stand before ours.
    table : str
        A key of :data:`KEYS`.
    machines : iterable of int
        Whose.
    """
    chosen = ", ".join(str(int(number)) for number in machines) or "NULL"
    key, values = KEYS[table], VALUES[table]
    same = " AND ".join(f"t.{name} = w.{name}" for name in key)
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM w.{name}" for name in values)
    session.compose(
        f"CREATE OR REPLACE TEMP TABLE followed_rows AS SELECT t.id, "
        f"CASE WHEN w.equipment_id IS NULL THEN 'remove' WHEN {differs} THEN 'update' ELSE 'keep' END AS action "
        f"FROM {table} t LEFT JOIN wanted_{table} w ON {same} "
        f"WHERE t.origin = {ORIGIN} AND t.equipment_id IN ({chosen})"
    )
    session.compose(
        f"CREATE OR REPLACE TEMP TABLE followed_new AS SELECT w.*, "
        f"EXISTS (SELECT 1 FROM {table} t WHERE {same} AND t.origin IS NULL) AS standing FROM wanted_{table} w "
        f"WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE {same} AND t.origin = {ORIGIN})"
    )
    # One that followed before one was reported for its key gives way to that.
    session.compose(
        f"UPDATE followed_rows SET action = 'remove' WHERE id IN (SELECT t.id FROM {table} t JOIN {table} o "
        f"ON {' AND '.join(f't.{name} = o.{name}' for name in key)} "
        f"WHERE t.origin = {ORIGIN} AND o.origin IS NULL AND t.equipment_id IN ({chosen}))"
    )
    session.compose(f"DELETE FROM {table} WHERE id IN (SELECT id FROM followed_rows WHERE action = 'remove')")
    stated = ", ".join(f"{name} = w.{name}" for name in values)
    session.compose(
        f"UPDATE {table} SET {stated}, updated_at = now()::TIMESTAMP FROM wanted_{table} w, followed_rows f "
        f"WHERE f.action = 'update' AND f.id = {table}.id AND "
        + " AND ".join(f"{table}.{name} = w.{name}" for name in key)
    )
    columns = ", ".join((*key, *values))
    order = ", ".join(key[1:])
    # A rehearsal takes no numbers; those of its temporary rows are below all others.
    number = (
        f"nextval('{table}_id_seq')" if isinstance(session, Transaction) else "-1000000000000 - row_number() OVER ()"
    )
    session.insert(
        f"{table} (id, {columns}, origin, created_at, updated_at)",
        f"SELECT {number}, {columns}, {ORIGIN}, now()::TIMESTAMP, now()::TIMESTAMP "
        f"FROM (SELECT * FROM followed_new WHERE NOT standing ORDER BY equipment_id, {order})",
    )
    [counts] = session.rows("importing/followed")
    return Followed(table, **counts)
