"""When a machine was maintained last: it follows from the jobs that are completed, unless it came from elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from producflow.access.roles import Actor
from producflow.operations import audit
from producflow.store.database import Transaction
from producflow.store.queries import logs as queries

Latest = dict[int, datetime | None]
"""When the job of each machine that was completed last was."""


def note(transaction: Transaction, actor: Actor, log: Mapping[str, Any]) -> None:
    """Set a machine's last maintenance to when this job was completed, never backwards."""
    if log["status"] != "completed":
        return
    before = transaction.value("equipment/last_maintenance", id=log["equipment_id"])
    if before is None or before < log["completed_date"]:
        _set(transaction, actor, log["equipment_id"], before, log["completed_date"])


def without(transaction: Transaction, actor: Actor, log: Mapping[str, Any]) -> None:
    """Let a machine's last maintenance follow from what is completed now that this job, as it was, no longer is."""
    machine = int(log["equipment_id"])
    before = transaction.value("equipment/last_maintenance", id=machine)
    if before is not None and before <= log["completed_date"]:  # a later one came from elsewhere
        _set(transaction, actor, machine, before, latest(transaction).get(machine))


def latest(transaction: Transaction) -> Latest:
    """When each machine's latest completed job was; machines without one are left out."""
    return {row["equipment_id"]: row["completed_date"] for row in transaction.rows("jobs/completed_last")}


def follow(transaction: Transaction, actor: Actor, before: Latest, *, restored: bool = False) -> None:
    """Let machines whose last maintenance was that of their latest completed job follow it.

    Parameters
    ----------
    transaction : Transaction
        The one in which jobs were changed by the many.
    actor : Actor
        Who changed them.
    before : dict
        What :func:`latest` said before.
    restored : bool
        Whether jobs may have become completed again, as by an undo; else only those that no longer are count.
    """
    now = latest(transaction)
    for machine in sorted({*before, *now}):
        was, is_now = before.get(machine), now.get(machine)
        fell = was is not None and (is_now is None or is_now < was)
        if was == is_now or not (fell or restored):
            continue
        if transaction.row("equipment/by_id", id=machine) is None:
            continue
        stands = transaction.value("equipment/last_maintenance", id=machine)
        if stands == was:
            _set(transaction, actor, machine, stands, is_now)


def _set(transaction: Transaction, actor: Actor, machine: int, before: datetime | None, after: datetime | None) -> None:
    queries.set_last_maintenance(transaction, machine, after)
    audit.record(
        transaction,
        actor,
        "change",
        "equipment",
        machine,
        before={"last_maintenance": before},
        after={"last_maintenance": after},
    )
