"""Bringing an undone import back, without its file."""

from dataclasses import asdict, dataclass

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict
from producflow.imports.checking.closing import first_day
from producflow.imports.checking.plan import target_of
from producflow.imports.kinds import KINDS
from producflow.imports.progress import BRINGING_BACK, WAITING, Progress
from producflow.imports.writing.committing import Batch, batch_in, mapping_of
from producflow.operations.entries import must_be_open
from producflow.operations.planned_minutes import share
from producflow.operations.states import follow
from producflow.store.database import Session, Store, Transaction
from producflow.store.importing import derived_rows, lineage, redoing, undo_store
from producflow.store.importing.target import Target
from producflow.store.queries import imports as queries

SHOWN = 3
"""Rows that cannot come back and are named one by one."""


@dataclass(frozen=True)
class Redone:
    """What became of the rows of an import that was brought back. [rows]"""

    batch_id: int
    added: int
    """Rows that were gone and are there again."""
    updated: int
    """Rows that are there, and now as the import says; they are kept as they were."""
    unchanged: int
    """Rows that are there as the import says."""
    rejected: int
    """Rows that would contradict what is there by now; they stay out."""
    refusals: tuple[str, ...]
    """Why, for the first of them."""
    machines_created: int

    def describe(self) -> str:
        """What happened, for a person."""
        counts = (("added", self.added), ("changed", self.updated), ("unchanged", self.unchanged))
        parts = [f"{count:,} {'row' if count == 1 else 'rows'} {what}" for what, count in counts]
        if self.rejected:
            parts.append(f"{self.rejected:,} rejected ({' '.join(self.refusals)})")
        if self.machines_created:
            parts.append(
                "1 machine created" if self.machines_created == 1 else f"{self.machines_created} machines created"
            )
        return f"Import {self.batch_id} is in force again: {'; '.join(parts)}."


def redo(
    store: Store, actor: Actor, batch_id: int, progress: Progress | None = None, *, why: str | None = None
) -> Redone:
    """Bring an undone import back: what it had said meets the data of today as a new import would.

    Rows that are gone come back under their own numbers; rows that differ become changes, kept as they were; rows that
    somebody had changed by hand before the undo stay as they are.

    Parameters
    ----------
    why : str, optional
        Why closed days change still, see :mod:`producflow.imports.checking.closing`.

    Raises
    ------
    NotFound
        If there is no such import.
    Conflict
        If it is in force, if its rows are not kept any more, or if a machine of theirs is gone.
    InvalidInput
        If closed days would change and nobody says why.
    """
    actor.require(Permission.IMPORT)
    progress = progress or Progress()
    progress.report(WAITING)
    return store.write(progress.guarding(_redo), actor, batch_id, progress, why)


def _redo(transaction: Transaction, actor: Actor, batch_id: int, progress: Progress, why: str | None) -> Redone:
    progress.report(BRINGING_BACK)
    batch = batch_in(transaction, batch_id)
    if not batch.undone:
        raise Conflict(f"Import {batch_id} is in force, so there is nothing to bring back.")
    if not batch.redoable:
        raise Conflict(f"What import {batch_id} had brought is not kept any more; upload {batch.file_name} again.")
    rows = dict.fromkeys(("added", "updated", "unchanged", "rejected"), 0)
    refusals: list[str] = []
    machines, said = 0, dict[str, str]()
    for table in redoing.tables_kept(transaction, batch_id):
        _require_machines(transaction, batch, table)
        target = _target(transaction, batch, table)
        redoing.make_plan(transaction, target, batch_id)
        day = first_day(transaction, KINDS[table], target)
        said |= must_be_open(transaction, () if day is None else (day,), why)
        found = redoing.counts(transaction)
        refusals += redoing.refusals(transaction, SHOWN - len(refusals))
        with KINDS[table].writing(transaction, actor, target) as rows_of:
            redoing.write(transaction, rows_of, batch_id)
        if table == lineage.MACHINES and KINDS[batch.kind].of_machines:
            machines = found["added"]
            continue
        rows = {name: count + found[name] for name, count in rows.items()}
    follow(transaction, derived_rows.machines_of(transaction, batch_id))
    share(transaction, None)
    undo_store.forget(transaction, batch_id)
    queries.note_redone(transaction, batch_id, actor.user_id)
    redone = Redone(batch_id=batch_id, refusals=tuple(refusals), machines_created=machines, **rows)
    audit.record(transaction, actor, "redo", "import_batches", batch_id, after=asdict(redone) | said)
    return redone


def _require_machines(transaction: Transaction, batch: Batch, table: str) -> None:
    if table == lineage.MACHINES:
        return
    gone = redoing.find_machines(transaction, batch.id)
    if gone:
        raise Conflict(
            f"Import {batch.id} has rows of “{gone[0]}”, and there is no such machine any more; create it, "
            "or bring back the import that had created it first."
        )


def _target(session: Session, batch: Batch, table: str) -> Target:
    """Where kept rows go: what the file brought of them, or everything of rows that were derived from it."""
    mapping, kind = mapping_of(session, batch.id), KINDS[table]
    if mapping.kind == table:
        return target_of(session, mapping)
    if table == lineage.MACHINES:  # that were created for the rows: the file only named them
        return Target(kind.table, ())
    own = {*lineage.OWN, *kind.table.key}
    return Target(kind.table, tuple(name for name in session.columns(table) if name not in own))
