"""Where a row came from: the import, the file, the line, who brought it, and what happened to it since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from producflow.errors import NotFound, existing
from producflow.reports.audit import in_words
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store
from producflow.store.queries import imports
from producflow.store.queries import provenance as queries
from producflow.store.reading import reads

COMMAND_LINE = "Command line"
SHORTEST = timedelta(microseconds=1)
OURS = frozenset({"batch_id", "source_line", "equipment_id"})
"""Fields that say where a row is from, not what it says."""


@dataclass(frozen=True)
class Source:
    """The line of a file that a row was read from."""

    batch_id: int
    kind: str
    file_name: str
    sha256: str
    line: int | None
    """In the file; its first line is 1."""
    profile: str | None
    """By which it was read."""
    user: str
    created_at: datetime
    undone_at: datetime | None
    """When the import was taken back; the row stayed because something else refers to it."""
    columns: dict[str, str]
    constants: dict[str, str]
    """Our field → the file's column, or the text that stood for every row."""
    mapping: dict[str, Any]
    """Everything else about how it was read: formats, time zone, meanings of values."""


@dataclass(frozen=True)
class Step:
    """Something that happened to a row."""

    at: datetime
    who: str
    """A person, or the command line."""
    action: str
    """``import`` for what a file said, otherwise the verb of the audit log."""
    changes: str
    """In words."""
    batch_id: int | None = None
    line: int | None = None
    file_name: str | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a row came from."""

    table: str
    id: int
    row: dict[str, Any]
    """As it is now; ``equipment`` is the name of its machine."""
    source: Source | None
    """The line that it was last written from; None: a person or a program entered it."""
    witnesses: tuple[Source, ...]
    """Other imports that said the same."""
    history: tuple[Step, ...]
    """What happened to it, oldest first. Steps of imports that were undone are gone from the row, and from here."""
    derived_from: tuple[tuple[str, int], ...]
    """Rows that it follows from: table and number."""


@dataclass(frozen=True)
class BatchRow:
    """A row that an import wrote, or found as it says it."""

    table: str
    id: int
    line: int | None
    action: str
    """``added``, ``updated``, ``unchanged``; ``undone`` after the import was taken back."""
    overwritten_by: int | None
    """The import that changed the row since."""
    row: dict[str, Any] | None
    """As it is now; None: it is not there any more."""


def tables(store: Store) -> list[str]:
    """Tables whose rows know where they came from."""
    return store.read(queries.tables)


@reads
def of_row(session: Session, table: str, row_id: int) -> Provenance:
    """Where a row came from.

    Raises
    ------
    NotFound
        If there is no such table, see :func:`tables`, or row.
    """
    known = queries.tables(session)
    if table not in known:
        raise NotFound(f"There is no table “{table}” with rows of imports; there are {', '.join(known)}.")
    row = queries.rows_of(session, table, [row_id]).get(row_id)
    if row is None:
        raise NotFound(f"There is no row {row_id} in {table.replace('_', ' ')}.")
    witnesses = queries.witnesses(session, table, row_id)
    origins = _origins(session, table, row)
    return Provenance(
        table=table,
        id=row_id,
        row=row,
        source=None if row["batch_id"] is None else _source(session, row["batch_id"], row["source_line"]),
        witnesses=tuple(_source(session, each["batch_id"], each["line"]) for each in witnesses),
        history=tuple(_history(session, table, row)),
        derived_from=tuple((origin["entity"], origin["entity_id"]) for origin in origins),
    )


def _origins(session: Session, table: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Machine states that a record or a stop follows from: those that reach into its shift, or into its time."""
    if row.get("origin") is None:
        return []
    if table == "production_records":
        starts, ends = calendar(in_force(session)).of_machine(row["equipment_id"]).bounds(row["date"], row["shift"])
    else:
        starts = row["started_at"]
        ends = row["ended_at"] or starts + SHORTEST
    return queries.states_between(session, row["equipment_id"], starts, ends)


def _source(session: Session, batch_id: int, line: int | None) -> Source:
    batch = imports.by_id(session, batch_id)
    assert batch is not None  # noqa: S101 -- what a row refers to is there
    mapping = json.loads(batch["mapping"] or "{}")
    return Source(
        batch_id=batch_id,
        kind=batch["kind"],
        file_name=batch["file_name"],
        sha256=batch["sha256"],
        line=line,
        profile=batch["profile"],
        user=batch["user_name"] or COMMAND_LINE,
        created_at=batch["created_at"],
        undone_at=batch["undone_at"],
        columns=mapping.pop("columns", {}),
        constants=mapping.pop("constants", {}),
        mapping=mapping,
    )


def _history(session: Session, table: str, row: Mapping[str, Any]) -> list[Step]:
    """The row's changes by imports and by people, oldest first."""
    changes = queries.changes(session, table, row["id"])
    bottom = json.loads(changes[0]["before"]) if changes else row
    steps = [_first(session, bottom, row)] if bottom.get("batch_id") is not None else []
    for change in changes:
        before, after = json.loads(change["before"]), json.loads(change["after"])
        steps.append(
            Step(
                at=change["created_at"],
                who=change["user_name"] or COMMAND_LINE,
                action="import",
                changes=in_words(_said(before), _said(after)),
                batch_id=change["batch_id"],
                line=after.get("source_line"),
                file_name=change["file_name"],
            )
        )
    for entry in queries.audit(session, table, row["id"]):
        before, after = (json.loads(entry[side]) if entry[side] else None for side in ("before", "after"))
        said = in_words(_said(before), _said(after))
        steps.append(Step(at=entry["at"], who=entry["user_name"], action=entry["action"], changes=said))
    return sorted(steps, key=lambda step: step.at)


def _first(session: Session, bottom: Mapping[str, Any], row: Mapping[str, Any]) -> Step:
    """How the row came to be: the import at the bottom of its changes added it."""
    source = _source(session, bottom["batch_id"], bottom["source_line"])
    return Step(
        at=row["created_at"],
        who=source.user,
        action="import",
        changes="the row was added",
        batch_id=source.batch_id,
        line=source.line,
        file_name=source.file_name,
    )


def _said(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: value for name, value in row.items() if name not in OURS}


@reads
def find(
    session: Session,
    table: str,
    clock: str | None,
    machine: int | None,
    first_day: date,
    last_day: date,
    limit: int = 200,
) -> list[dict[str, Any]]:
    """Rows of a table, of a machine and of days on the plant's clock, both included; the newest first.

    ``clock`` is its column that says when; without one, as machines are, the days say nothing.

    Raises
    ------
    NotFound
        If there is no such table.
    """
    if table not in queries.tables(session):
        raise NotFound(f"There is no table “{table}” with rows of imports.")
    if clock is not None and queries.in_days(session, table, clock):
        return queries.find(session, table, clock, machine, (first_day, last_day + timedelta(days=1)), limit)
    zone = ZoneInfo(in_force(session).timezone)
    first, end = (datetime.combine(day, time(), zone) for day in (first_day, last_day + timedelta(days=1)))
    return queries.find(session, table, clock, machine, (first, end), limit)


def count_of_batch(store: Store, batch_id: int) -> int:
    """How many rows an import wrote, or found as it says them."""
    return store.read(queries.count_of_batch, batch_id)


@reads
def of_batch(session: Session, batch_id: int, skip: int = 0, limit: int = 100) -> list[BatchRow]:
    """Rows that an import wrote, or found as it says them, in the order of its file.

    Raises
    ------
    NotFound
        If there is no such import.
    """
    existing(imports.by_id(session, batch_id), "import", batch_id)
    found = queries.rows_of_batch(session, batch_id, skip, limit)
    ids: dict[str, list[int]] = {}
    for each in found:
        ids.setdefault(each["entity"], []).append(each["entity_id"])
    rows = {table: queries.rows_of(session, table, numbers) for table, numbers in ids.items()}
    return [
        BatchRow(
            table=each["entity"],
            id=each["entity_id"],
            line=each["line"],
            action=each["action"],
            overwritten_by=each["overwritten_by"],
            row=rows[each["entity"]].get(each["entity_id"]),
        )
        for each in found
    ]
