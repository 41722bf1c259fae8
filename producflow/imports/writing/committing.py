"""Writing what was rehearsed: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, NotFound
from producflow.imports.checking.closing import first_day
from producflow.imports.checking.plan import run_checks
from producflow.imports.checking.rehearsal import Counts, Rehearsal
from producflow.imports.columns.mapping import Mapping
from producflow.imports.progress import WAITING, WRITING, Progress
from producflow.operations import ingested
from producflow.operations.entries import must_be_open
from producflow.operations.states import keep_in_step
from producflow.store.database import Session, Store, Transaction
from producflow.store.importing import applying, planned, resuming
from producflow.store.importing.lineage import keep_witness
from producflow.store.importing.resuming import KeptPlan
from producflow.store.queries import imports as queries

Reasons: TypeAlias = dict[int, list[dict[str, Any]]]
COLUMNS = {field.name: f"rows_{field.name}" for field in fields(Counts)} | {"duplicates": "rows_duplicate"}
"""Count → the column of it."""
MOST_REASONS = 12
"""Reasons of one import that a summary names."""


@dataclass(frozen=True)
class Batch:
    """An import that was committed."""

    id: int
    kind: str
    file_name: str
    sha256: str
    profile: str | None
    user: str | None
    """Who imported it; None: the command line."""
    counts: Counts
    machines_created: int
    created_at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None
    redone_at: datetime | None = None
    redone_by: str | None = None
    rows_kept: int | None = None
    """Rows from which an undone import can be brought back; None: it cannot."""
    notes: tuple[str, ...] = ()
    """What the rehearsal told whoever committed it."""

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None

    @property
    def redoable(self) -> bool:
        """Whether it was taken back and can be brought back without its file."""
        return self.undone and self.rows_kept is not None


def commit(
    store: Store, actor: Actor, rehearsal: Rehearsal, progress: Progress | None = None, why: str | None = None
) -> Batch:
    """Write what was rehearsed, in one transaction, and remove the file from the staging folder.

    Parameters
    ----------
    progress : Progress, optional
        Is told each step, and may cancel: then nothing is written, and the file stays staged.
    why : str, optional
        Why closed days change.

    Raises
    ------
    InvalidInput
        If closed days would change, and nobody says why.
    Conflict
        If the data has changed since, so that something else would be written than was shown.
    NotFound
        If the file is gone: it was committed before, or lay about for a day.
    """
    actor.require(Permission.IMPORT)
    if not rehearsal.staged.cells.exists():
        raise NotFound(f"{rehearsal.staged.name} is not held any more; upload it again.")
    progress = progress or Progress()

    def work(transaction: Transaction) -> int:
        found = rehearsal.found
        # Asked under the writer lock, where nothing can be committed in between.
        return _commit(transaction, actor, rehearsal, progress, found if found.holds(store.commits) else None, why)

    progress.report(WAITING, 0, rehearsal.counts.read)
    batch_id = store.write(progress.guarding(work))
    rehearsal.staged.discard()
    ingested.count(rehearsal.mapping.kind, "import", rehearsal.counts.added + rehearsal.counts.updated)
    return batch(store, batch_id)


def _commit(
    transaction: Transaction,
    actor: Actor,
    rehearsal: Rehearsal,
    progress: Progress,
    found: KeptPlan | None,
    why: str | None,
) -> int:
    staged, mapping = rehearsal.staged, rehearsal.mapping
    if found is not None:
        target = resuming.reopen(transaction, found, staged.cells, staged.ragged)
    else:
        create = rehearsal.create_equipment
        target = run_checks(
            transaction, staged, mapping, create_equipment=create, machines=rehearsal.new_machines, progress=progress
        )
    counts = Counts(**planned.counts(transaction, target))
    if counts != rehearsal.counts:
        raise Conflict(
            f"The plant's data has changed since the rehearsal: {counts.added:,} rows would now be new instead of "
            f"{rehearsal.counts.added:,}, {counts.updated:,} changed instead of {rehearsal.counts.updated:,} and "
            f"{counts.rejected:,} rejected instead of {rehearsal.counts.rejected:,}; rehearse again."
        )
    day = first_day(transaction, mapping.of_kind, target)
    said = must_be_open(transaction, () if day is None else (day,), why)
    progress.report(WRITING, 0, counts.added + counts.updated)
    batch_id = _new_batch(transaction, actor, rehearsal)
    applying.create_machines(transaction, target, batch_id)
    with mapping.of_kind.writing(transaction, actor, target) as rows:
        applying.update_rows(transaction, rows, batch_id)
        applying.insert_rows(transaction, rows, batch_id)
        if target.table.leads or target.table.follower:
            keep_in_step(transaction, states=target.table.leads)
    applying.keep_rejects(transaction, target, batch_id)
    unchanged = f"SELECT existing_id, {target.line('line')} AS line FROM import_plan WHERE action = 'unchanged'"
    keep_witness(transaction, target.name, batch_id, unchanged)
    after = {"file_name": staged.name, "kind": mapping.kind, **asdict(counts), **said}
    audit.record(transaction, actor, "import", "import_batches", batch_id, after=after)
    return batch_id


def _new_batch(transaction: Transaction, actor: Actor, rehearsal: Rehearsal) -> int:
    staged = rehearsal.staged
    return queries.add(
        transaction,
        kind=rehearsal.mapping.kind,
        file_name=staged.name,
        sha256=staged.sha256,
        profile=rehearsal.profile,
        mapping=rehearsal.mapping.to_json(),
        columns=list(staged.columns),
        delimiter=staged.dialect.delimiter,
        user_id=actor.user_id,
        notes=list(rehearsal.notes),
        **{column: getattr(rehearsal.counts, name) for name, column in COLUMNS.items()},
    )


def batches(store: Store) -> list[Batch]:
    """Every import, the newest first."""
    return [_batch(row) for row in store.read(queries.everything)]


def reasons(store: Store, batch_ids: Sequence[int]) -> Reasons:
    """Why rows of imports were rejected: import → ``column_name``, ``reason``, ``rows`` and ``first_line`` of each."""
    found: Reasons = {}
    for row in store.read(queries.reasons_of, batch_ids, MOST_REASONS):
        found.setdefault(row.pop("batch_id"), []).append(row)
    return found


def batch(store: Store, batch_id: int) -> Batch:
    """One import.

    Raises
    ------
    NotFound
        If there is none of that number.
    """
    return store.read(batch_in, batch_id)


def batch_in(session: Session, batch_id: int) -> Batch:
    """One import, within a read or a write in progress; see :func:`batch`."""
    return _batch(row_of(session, batch_id))


def mapping_of(session: Session, batch_id: int) -> Mapping:
    """How the file of an import was read."""
    return Mapping.from_json(row_of(session, batch_id)["mapping"])


def row_of(session: Session, batch_id: int) -> dict[str, Any]:
    """An import as it is stored; see :func:`batch`."""
    row = queries.by_id(session, batch_id)
    if row is None:
        raise NotFound(f"There is no import {batch_id}.")
    return row


def _batch(row: dict[str, Any]) -> Batch:
    named = {"user": row["user_name"], "undone_by": row["undone_by_name"], "redone_by": row["redone_by_name"]}
    counts = Counts(**{name: row[column] for name, column in COLUMNS.items()})
    same = {field.name: row[field.name] for field in fields(Batch) if field.name in row}
    return Batch(**same | named | {"counts": counts, "notes": tuple(row["notes"] or ())})
