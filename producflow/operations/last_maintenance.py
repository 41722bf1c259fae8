"""When a machine was maintained last: it follows from the jobs that are completed, unless it came from elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor
from producflow.store.database import Transaction
from producflow.store.queries import maintenance_jobs as queries
from producflow.store.queries.equipment import exists as equipment_exists


def note(transaction: Transaction, actor: Actor, log: Mapping[str, Any]) -> None:
    """Set a machine's last maintenance to when this job was completed, never backwards."""
    if log["status"] != "completed":
        return
    before = queries.last_maintenance(transaction, log["equipment_id"])
    if before is None or before < log["completed_date"]:
        _set(transaction, actor, log["equipment_id"], before, log["completed_date"])


def without(transaction: Transaction, actor: Actor, log: Mapping[str, Any]) -> None:
    """Let a machine's last maintenance follow from what is completed now that this job, as it was, no longer is."""
    machine = int(log["equipment_id"])
    before = queries.last_maintenance(transaction, machine)
    if before is not None and before <= log["completed_date"]:  # a later one came from elsewhere
        _set(transaction, actor, machine, before, queries.last_completed(transaction).get(machine))


def follow(transaction: Transaction, actor: Actor, before: queries.LastCompleted, *, restored: bool = False) -> None:
    """Let machines whose last maintenance was that of their latest completed job follow it.

    Parameters
    ----------
    transaction : Transaction
        The one in which jobs were changed by the many.
    actor : Actor
        Who changed them.
    before : dict
        What :func:`producflow.store.queries.maintenance_jobs.last_completed` said before.
    restored : bool
        Whether jobs may have become completed again, as by an undo; else only those that no longer are count.
    """
    now = queries.last_completed(transaction)
    for machine in sorted({*before, *now}):
        was, is_now = before.get(machine), now.get(machine)
        fell = was is not None and (is_now is None or is_now < was)
        if was == is_now or not (fell or restored):
            continue
        if not equipment_exists(transaction, machine):
            continue
        stands = queries.last_maintenance(transaction, machine)
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
