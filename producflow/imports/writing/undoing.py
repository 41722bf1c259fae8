"""Taking an import back as a whole."""

from dataclasses import asdict, dataclass

from producflow import settings as process_settings
from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict
from producflow.imports.checking.closing import first_days_written
from producflow.imports.kinds import KINDS
from producflow.imports.progress import TAKING_BACK, WAITING, Progress
from producflow.imports.writing.committing import batch_in
from producflow.operations import last_maintenance, readings
from producflow.operations.entries import must_be_open
from producflow.operations.planned_minutes import share
from producflow.operations.reclassifying import reclassify
from producflow.operations.states import follow
from producflow.store.database import Store, Transaction
from producflow.store.importing import derived_rows, lineage, undo_store, undoing
from producflow.store.importing.undoing import TakenBack
from producflow.store.queries import imports as queries
from producflow.store.queries import maintenance_jobs, thresholds
from producflow.store.queries import readings as reading_queries


@dataclass(frozen=True)
class Undone:
    """What became of an import's rows. [rows]"""

    batch_id: int
    removed: int
    """Rows that it had added."""
    restored: int
    """Rows that it had changed, now as they were."""
    superseded: int
    """Rows that a newer import wrote again: they stay, and are that import's alone."""
    edited: int
    """Rows that somebody changed by hand since: they stay."""
    witnessed: int
    """Rows of which another import says the same: they stay, and are that import's."""
    witnesses: tuple[int, ...]
    machines_removed: int
    machines_kept: tuple[str, ...]
    """Machines that it had created and something else refers to by now."""
    kept: int | None
    """Rows from which :func:`producflow.imports.redo` can bring it back; None: too many to be kept."""

    def describe(self) -> str:
        """What happened, for a person."""
        parts = [f"{_rows(self.removed)} removed", f"{_rows(self.restored)} restored as before"]
        if self.superseded:
            parts.append(f"{_rows(self.superseded)} kept, written again by a newer import")
        if self.witnessed:
            parts.append(f"{_rows(self.witnessed)} kept, since {_imports(self.witnesses)} the same")
        if self.edited:
            parts.append(f"{_rows(self.edited)} kept, changed by hand since")
        if self.machines_removed:
            parts.append(
                "1 machine removed" if self.machines_removed == 1 else f"{self.machines_removed} machines removed"
            )
        if self.machines_kept:
            parts.append(f"machines kept, since they are in use: {', '.join(self.machines_kept)}")
        back = (
            ""
            if self.kept is not None
            else " Its rows are too many to be kept; to bring it back, upload its file again."
        )
        return f"Import {self.batch_id} is undone: {'; '.join(parts)}.{back}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _imports(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"import {numbers[0]} says"
    return f"imports {', '.join(str(number) for number in numbers[:-1])} and {numbers[-1]} say"


def undo(
    store: Store, actor: Actor, batch_id: int, progress: Progress | None = None, *, why: str | None = None
) -> Undone:
    """Take an import back: its rows go, what it had changed is as before.

    Parameters
    ----------
    why : str, optional
        Why closed days change still, see :mod:`producflow.imports.checking.closing`.

    Raises
    ------
    NotFound
        If there is no such import.
    Conflict
        If it is undone already, or readings of it were removed by age.
    InvalidInput
        If rows of it lie in closed days and nobody says why these change still.
    """
    actor.require(Permission.IMPORT)
    progress = progress or Progress()
    progress.report(WAITING)
    return store.write(progress.guarding(_undo), actor, batch_id, progress, why)


def _undo(transaction: Transaction, actor: Actor, batch_id: int, progress: Progress, why: str | None) -> Undone:
    progress.report(TAKING_BACK)
    batch = batch_in(transaction, batch_id)
    if batch.undone_at is not None:
        raise Conflict(f"Import {batch_id} was undone already, on {batch.undone_at:%d %B %Y at %H:%M} UTC.")
    retired = queries.retired_rows(transaction, batch_id)
    if retired:
        kept_from = reading_queries.kept_from(transaction)
        raise Conflict(
            f"Import {batch_id} cannot be taken back as a whole any more: {retired:,} of its readings lie before "
            f"{kept_from:%d %B %Y %H:%M} UTC and were removed by age, while their hourly sums stay."
        )
    said = must_be_open(transaction, first_days_written(transaction, batch_id), why)
    # Before anything goes: afterwards nothing tells which sensors, machines and jobs were touched.
    spans = undoing.touched_readings(transaction, batch_id)
    with_states = derived_rows.machines_of(transaction, batch_id)
    completed = maintenance_jobs.last_completed(transaction)
    taken, touched = {}, undoing.touched_tables(transaction, batch_id)
    for table in lineage.tables(transaction):
        if table == lineage.MACHINES:  # the last: what follows from states refers to machines too
            follow(transaction, with_states)
        taken[table] = undoing.take_back(transaction, table, batch_id) if table in touched else TakenBack()
    share(transaction, None)
    last_maintenance.follow(transaction, actor, completed, restored=True)
    undo_store.keep_machines(transaction, batch_id)
    readings.refresh(transaction, spans)
    if taken["sensor_readings"].restored and thresholds.changed_since(transaction, batch.created_at):
        # They carry the status that the limits of then gave them.
        for sensor in spans[["sensor_type", "equipment_id"]].drop_duplicates().to_dict("records"):
            reclassify(transaction, sensor["sensor_type"], sensor["equipment_id"])
    machines = taken.pop(lineage.MACHINES) if KINDS[batch.kind].of_machines else TakenBack()
    kept = undo_store.kept(transaction, batch_id)
    queries.note_undone(transaction, batch_id, actor.user_id, kept)
    forgotten = _forget_the_outlived(transaction)
    undone = Undone(
        batch_id=batch_id,
        removed=sum(each.removed for each in taken.values()),
        restored=sum(each.restored for each in taken.values()),
        superseded=sum(each.superseded for each in taken.values()),
        edited=sum(each.edited for each in taken.values()),
        witnessed=sum(each.witnessed for each in taken.values()),
        witnesses=tuple(sorted({number for each in taken.values() for number in each.witnesses})),
        machines_removed=machines.removed + undoing.remove_orphans(transaction),
        machines_kept=tuple(undoing.machines_left(transaction, batch_id)),
        kept=None if batch_id in forgotten else kept,
    )
    audit.record(transaction, actor, "undo", "import_batches", batch_id, after=asdict(undone) | said)
    return undone


def _forget_the_outlived(transaction: Transaction) -> set[int]:
    """Let go of what older undone imports had brought, so that it does not fill the disk for ever."""
    bounds = process_settings.current()
    outlived = queries.outlived(transaction, bounds.undone_days, bounds.undone_rows)
    for batch_id in outlived:
        undo_store.forget(transaction, batch_id)
        queries.note_forgotten(transaction, batch_id)
    return set(outlived)
