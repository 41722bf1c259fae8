"""Alerts: entered by a person or program, acknowledged, resolved; and those that readings raise."""

import math
from datetime import UTC, datetime
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.operations import audit
from producflow.operations.alerts_from_readings import reconcile
from producflow.operations.checks import equipment_must_exist, one_of, some_text
from producflow.store.database import Store, Transaction
from producflow.store.queries import alerts as queries

__all__ = ["ALERT_MOVES", "ALERT_PRIORITIES", "ALERT_TYPES", "create", "move", "reconcile"]

ALERT_TYPES = ("predictive", "scheduled", "emergency")
ALERT_PRIORITIES = ("low", "medium", "high", "critical")
ALERT_MOVES: dict[str, tuple[str, ...]] = {
    "active": ("acknowledged", "resolved"),
    "acknowledged": ("resolved",),
    "resolved": (),
}
"""Where an alert may go from each status; never back."""

_VERBS = {"acknowledged": "acknowledge", "resolved": "resolve"}


def create(
    store: Store,
    actor: Actor,
    *,
    equipment_id: int,
    type: str,  # noqa: A002 - the field's name in SPEC section 2
    priority: str,
    title: str,
    description: str | None = None,
    predicted_date: datetime | None = None,
    confidence: float | None = None,
) -> dict[str, Any]:
    """Enter an alert by hand or by a program; it stands beside those that readings raise.

    Parameters
    ----------
    store : Store
        The open store.
    actor : Actor
        Who enters it; may work on alerts.
    equipment_id : int
        The machine.
    type, priority : str
        One of ``ALERT_TYPES`` and of ``ALERT_PRIORITIES``.
    title : str
        What is the matter, in a few words.
    description : str, optional
        More of it.
    predicted_date : datetime, optional
        When it is expected to happen.
    confidence : float, optional
        How sure the forecast is, 0 to 1. [-]

    Returns
    -------
    dict
        The alert, by the column names of SPEC section 2.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
        If the role may not, if there is no such machine, or naming the value that cannot be.
    """
    actor.require(Permission.WORK_ALERTS)
    if confidence is not None and not (math.isfinite(confidence) and 0 <= confidence <= 1):
        raise InvalidInput(f"The confidence is {confidence:g}; give a number from 0 to 1.", "confidence")
    values = {
        "equipment_id": equipment_id,
        "type": one_of(type, ALERT_TYPES, "type"),
        "priority": one_of(priority, ALERT_PRIORITIES, "priority"),
        "title": some_text(title, "title"),
        "description": (description or "").strip() or None,
        "predicted_date": predicted_date,
        "confidence": confidence,
        "created_by": actor.user_id,
    }

    def work(transaction: Transaction) -> dict[str, Any]:
        equipment_must_exist(transaction, equipment_id)
        alert = queries.add(transaction, values)
        audit.record(transaction, actor, "create", "maintenance_alerts", alert["id"], after=alert)
        return alert

    return store.write(work)


def move(store: Store, actor: Actor, alert_id: int, status: str) -> dict[str, Any]:
    """Acknowledge or resolve an alert; who did it and when is kept with it.

    Parameters
    ----------
    store : Store
        The open store.
    actor : Actor
        Who does it; may work on alerts.
    alert_id : int
        The alert.
    status : str
        ``acknowledged`` or ``resolved``, see ``ALERT_MOVES``.

    Returns
    -------
    dict
        The alert as it is now.

    Raises
    ------
    Conflict
        If it is no longer in a status from which it may go there; the sentence says who was faster.
    NotAllowed, NotFound, InvalidInput
        If the role may not, if there is no such alert, or if there is no such status.
    """
    actor.require(Permission.WORK_ALERTS)
    one_of(status, tuple(ALERT_MOVES), "status")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = queries.by_id(transaction, alert_id)
        if before is None:
            raise NotFound(f"There is no alert {alert_id}.")
        if status not in ALERT_MOVES[before["status"]]:
            raise Conflict(_why_not(transaction, before, status))
        after = queries.move(transaction, alert_id, status, actor.user_id, datetime.now(UTC))
        audit.record(transaction, actor, _VERBS[status], "maintenance_alerts", alert_id, before=before, after=after)
        return after

    return store.write(work)


def _why_not(transaction: Transaction, alert: dict[str, Any], status: str) -> str:
    now = alert["status"]
    if now == "resolved" and alert["resolved_by"] is None:
        return f"Alert {alert['id']} is resolved already: its readings came back inside the limits, or were removed."
    name = queries.person(transaction, alert["resolved_by"] if now == "resolved" else alert["acknowledged_by"])
    done = f"Alert {alert['id']} is already {now}" if now != "active" else f"Alert {alert['id']} is active"
    who = f", by {name}" if name else ""
    if status == now or now == "active":
        return f"{done}{who}."
    return f"{done}{who}; an alert never goes back to {status}."
