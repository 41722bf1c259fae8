"""Taking an import back as a whole."""

from dataclasses import asdict, dataclass

from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict
from producflow.imports.committing import batch_in
from producflow.operations import audit, readings
from producflow.store.database import Store, Transaction
from producflow.store.importing import undoing


@dataclass(frozen=True)
class Undone:
    """What became of an import's rows. [rows]

    Attributes
    ----------
    batch_id : int
    removed : int
        Rows that it had added.
    restored : int
        Rows that it had changed, now as they were.
    superseded : int
        Rows that a newer import wrote again: they stay, and are that import's alone.
    edited : int
        Rows that somebody changed by hand since: they stay.
    machines_removed : int
        Machines that it had created.
    machines_kept : tuple of str
        Machines that it had created and something else refers to by now.
    """

    batch_id: int
    removed: int
    restored: int
    superseded: int
    edited: int
    machines_removed: int
    machines_kept: tuple[str, ...]

    def describe(self) -> str:
        """What happened, for a person."""
        parts = [f"{_rows(self.removed)} removed", f"{_rows(self.restored)} restored as before"]
        if self.superseded:
            parts.append(f"{_rows(self.superseded)} kept, written again by a newer import")
        if self.edited:
            parts.append(f"{_rows(self.edited)} kept, changed by hand since")
        if self.machines_removed:
            parts.append(
                "1 machine removed" if self.machines_removed == 1 else f"{self.machines_removed} machines removed"
            )
        if self.machines_kept:
            parts.append(f"machines kept, since they are in use: {', '.join(self.machines_kept)}")
        return f"Import {self.batch_id} is undone: {'; '.join(parts)}."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def undo(store: Store, actor: Actor, batch_id: int) -> Undone:
    """Take an import back: its rows go, what it had changed is as before.

    Parameters
    ----------
    store : Store
        The open store.
    actor : Actor
        Who may import.
    batch_id : int
        The import.

    Raises
    ------
    NotFound
        If there is no such import.
    Conflict
        If it is undone already.
    """
    actor.require(Permission.IMPORT)
    return store.write(lambda transaction: _undo(transaction, actor, batch_id))


def _undo(transaction: Transaction, actor: Actor, batch_id: int) -> Undone:
    batch = batch_in(transaction, batch_id)
    if batch.undone_at is not None:
        raise Conflict(f"Import {batch_id} was undone already, on {batch.undone_at:%d %B %Y at %H:%M} UTC.")
    is_readings = batch.kind == "sensor_readings"
    spans = undoing.touched_readings(transaction, batch_id) if is_readings else None
    rows = undoing.take_back(transaction, batch.kind, batch_id)
    if spans is not None:
        readings.refresh(transaction, spans)
    machines_removed = 0
    if batch.kind != "equipment":
        machines_removed = undoing.remove_machines(transaction, batch_id)
    undone = Undone(
        batch_id=batch_id,
        machines_removed=machines_removed,
        machines_kept=tuple(undoing.machines_left(transaction, batch_id)),
        **rows,
    )
    transaction.run("import_batch_undone", batch_id=batch_id, user_id=actor.user_id)
    audit.record(transaction, actor, "undo", "import_batches", batch_id, after=asdict(undone))
    return undone
