"""Maintenance jobs: entered, moved from scheduled to completed, corrected.

A job goes scheduled → in progress → completed, or straight to completed; one that was begun can be put off again
(in progress → scheduled). Completed is the end, since a machine's last maintenance rests on it; what was completed by
mistake is reopened with a reason.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import ALLOWED, Actor, Permission
from producflow.domain.rules import JOB_STATUSES, JOB_TYPES, RULES
from producflow.errors import Conflict, InvalidInput, NotFound, existing
from producflow.operations import last_maintenance
from producflow.operations.checks import equipment_must_exist, hold, number, one_of, some_text
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import alerts as alert_queries
from producflow.store.queries import maintenance_jobs as queries
from producflow.store.reading import reads

LOG_MOVES: dict[str, tuple[str, ...]] = {
    "scheduled": ("in_progress", "completed"),
    "in_progress": ("completed", "scheduled"),
    "completed": (),
}
"""Where a job may go from each status."""
TECHNICIAN_ROLES = tuple(role.value for role, allowed in ALLOWED.items() if Permission.WORK_LOGS in allowed)


def create(
    store: Store,
    actor: Actor,
    *,
    equipment_id: int,
    maintenance_type: str,
    description: str,
    status: str = "scheduled",
    scheduled_date: datetime | None = None,
    completed_date: datetime | None = None,
    technician_id: int | None = None,
    cost: float | None = None,
    duration_hours: float | None = None,
    parts_replaced: str | None = None,
    external_id: str | None = None,
    alert_id: int | None = None,
    cause: str | None = None,
    work_done: str | None = None,
) -> dict[str, Any]:
    """Enter a maintenance job.

    Parameters
    ----------
    maintenance_type, status : str
        One of ``JOB_TYPES`` and of ``JOB_STATUSES``.
    scheduled_date, completed_date : datetime, optional
        When it is due and when it was done; a completed job without the latter was done now. [UTC if naive]
    technician_id : int, optional
        An active user who may work on jobs.
    cost, duration_hours : float, optional
        [plant currency], [h]
    parts_replaced, external_id : str, optional
        As the plant names them; the external id is the natural key where there is one.
    alert_id : int, optional
        The alert of the same machine that it answers.
    cause, work_done : str, optional
        Why it was needed and what was done, in plain words.

    Raises
    ------
    Conflict
        If there is such a job already.
    NotAllowed, NotFound, InvalidInput
        If the role may not, if the machine, technician or alert is not there, or naming the value that cannot be.
    """
    actor.require(Permission.WORK_LOGS)
    values = _checked(
        {
            "equipment_id": equipment_id,
            "technician_id": technician_id,
            "maintenance_type": maintenance_type,
            "description": description,
            "cost": cost,
            "duration_hours": duration_hours,
            "parts_replaced": parts_replaced,
            "status": status,
            "scheduled_date": scheduled_date,
            "completed_date": completed_date,
            "external_id": external_id,
            "alert_id": alert_id,
            "cause": cause,
            "work_done": work_done,
        }
    )

    def work(transaction: Transaction) -> dict[str, Any]:
        _check_references(transaction, values)
        _check_natural_key(transaction, values)
        log = queries.add(transaction, values)
        audit.record(transaction, actor, "create", "maintenance_logs", log["id"], after=log)
        last_maintenance.note(transaction, actor, log)
        return log

    return store.write(work)


def move(
    store: Store, actor: Actor, log_id: int, status: str, completed_date: datetime | None = None, **changes: Any
) -> dict[str, Any]:
    """Move a job to another status.

    Parameters
    ----------
    status : str
        See ``LOG_MOVES``.
    completed_date : datetime, optional
        Only with ``completed``; now unless given. Also becomes the machine's last maintenance, unless that is later.
    **changes
        What is known only now, such as cost and duration: any of ``CHANGEABLE``, see :func:`change`.

    Raises
    ------
    Conflict
        If it is not in a status from which it may go there, such as when a colleague was faster.
    NotAllowed, NotFound, InvalidInput
        If the role may not, if there is no such job, or naming the value that cannot be.
    """
    actor.require(Permission.WORK_LOGS)
    one_of(status, JOB_STATUSES, "status")
    _only_changeable(changes)
    completed_date = _completed(status, completed_date)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, log_id)
        if status not in LOG_MOVES[before["status"]]:
            raise Conflict(_why_not(before, status))
        wanted = _checked(before | changes | {"status": status, "completed_date": completed_date})
        _check_references(transaction, wanted, before)
        _check_natural_key(transaction, wanted, log_id)
        after = queries.change(transaction, before | wanted)
        audit.record(transaction, actor, "move", "maintenance_logs", log_id, before=before, after=after)
        last_maintenance.note(transaction, actor, after)
        return after

    return store.write(work)


def reopen(store: Store, actor: Actor, log_id: int, reason: str) -> dict[str, Any]:
    """Open a completed job again: it is in progress, and no longer counts as done.

    Parameters
    ----------
    reason : str
        Why; kept in the audit log.

    Returns
    -------
    dict
        The job as it is now, without a completion date. The machine's last maintenance is that of the job completed
        last, unless something later is known of it.

    Raises
    ------
    Conflict
        If it is not completed.
    NotAllowed, NotFound, InvalidInput
    """
    actor.require(Permission.WORK_LOGS)
    why = some_text(reason, "reason")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, log_id)
        if before["status"] != "completed":
            now = before["status"].replace("_", " ")
            raise Conflict(f"Job {log_id} is {now}, not completed; there is nothing to reopen.")
        after = queries.change(transaction, before | {"status": "in_progress", "completed_date": None})
        audit.record(
            transaction, actor, "reopen", "maintenance_logs", log_id, before=before, after=after | {"reason": why}
        )
        last_maintenance.without(transaction, actor, before)
        return after

    return store.write(work)


CHANGEABLE = (
    *("technician_id", "maintenance_type", "description", "cost", "duration_hours"),
    *("parts_replaced", "scheduled_date", "external_id", "alert_id", "cause", "work_done"),
)


def change(store: Store, actor: Actor, log_id: int, **changes: Any) -> dict[str, Any]:
    """Correct what a job says; its status is moved by :func:`move`.

    Parameters
    ----------
    **changes
        Any of ``CHANGEABLE``, as in :func:`create`; None empties a field that may be empty.

    Raises
    ------
    Conflict
        If another job has the same natural key.
    NotAllowed, NotFound, InvalidInput
        As in :func:`create`.
    """
    actor.require(Permission.WORK_LOGS)
    _only_changeable(changes)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, log_id)
        wanted = _checked(before | changes)
        _check_references(transaction, wanted, before)
        _check_natural_key(transaction, wanted, log_id)
        after = queries.change(transaction, before | wanted)
        audit.record(transaction, actor, "change", "maintenance_logs", log_id, before=before, after=after)
        return after

    return store.write(work)


@reads
def technicians(session: Session) -> dict[int, str]:
    """Whom a job can be given to: names by id, in alphabetical order."""
    return {person["id"]: person["full_name"] for person in queries.technicians(session, TECHNICIAN_ROLES)}


def _only_changeable(changes: Mapping[str, Any]) -> None:
    unknown = sorted(changes.keys() - set(CHANGEABLE))
    if unknown:
        raise InvalidInput(f"{unknown[0]} of a job cannot be changed here.", unknown[0])


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are to be stored, or a refusal that names the one that cannot be."""
    sound = dict(values) | {
        "maintenance_type": one_of(values["maintenance_type"], JOB_TYPES, "maintenance_type"),
        "status": one_of(values["status"], JOB_STATUSES, "status"),
        "description": some_text(values["description"], "description"),
        "cost": number(values["cost"], "cost"),
        "duration_hours": number(values["duration_hours"], "duration_hours"),
        "parts_replaced": (values["parts_replaced"] or "").strip() or None,
        **{name: (values[name] or "").strip() or None for name in ("external_id", "cause", "work_done")},
        "completed_date": _completed(values["status"], values["completed_date"]),
    }
    hold(RULES["maintenance_logs"], sound)
    return sound


def _completed(status: str, completed_date: datetime | None) -> datetime | None:
    """When a job was completed: now, where nobody says when. [UTC if naive]"""
    if status != "completed" or completed_date is not None:
        return completed_date and (completed_date if completed_date.tzinfo else completed_date.replace(tzinfo=UTC))
    return datetime.now(UTC)


def _existing(transaction: Transaction, log_id: int) -> dict[str, Any]:
    return existing(queries.by_id(transaction, log_id), "maintenance job", log_id)


def _check_references(
    transaction: Transaction, values: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> None:
    """Refuse what is not there; what stood before stands, so that a technician who has left blocks nothing."""
    equipment_must_exist(transaction, values["equipment_id"])
    technician, alert_id = (
        None if before is not None and before[name] == values[name] else values[name]
        for name in ("technician_id", "alert_id")
    )
    able = {person["id"] for person in queries.technicians(transaction, TECHNICIAN_ROLES)}
    if technician is not None and technician not in able:
        raise NotFound(f"There is no active technician or manager {technician}.")
    if alert_id is not None:
        alert = existing(alert_queries.by_id(transaction, alert_id), "alert", alert_id)
        if alert["equipment_id"] != values["equipment_id"]:
            raise InvalidInput(f"Alert {alert_id} is about another machine; give one of the same machine.", "alert_id")


def _check_natural_key(transaction: Transaction, values: Mapping[str, Any], own_id: int | None = None) -> None:
    taken = queries.same_job(transaction, values, own_id)
    if taken is not None:
        if values["external_id"]:
            raise Conflict(f"Job {taken} already has the external id {values['external_id']}.")
        raise Conflict(f"Job {taken} is the same: same machine, type, scheduled date and description.")


def _why_not(log: Mapping[str, Any], status: str) -> str:
    now = log["status"].replace("_", " ")
    if status == log["status"]:
        return f"Job {log['id']} is already {now}; a colleague may have been faster."
    return (
        f"Job {log['id']} is {now} and cannot go back to {status.replace('_', ' ')}; "
        "a completed one can be reopened with a reason."
    )
