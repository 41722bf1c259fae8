"""Alerts: entered by a person or program, acknowledged, resolved; and those that readings raise."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, existing
from producflow.operations.alerts_from_readings import Changes, change, changes, reconcile
from producflow.operations.checks import equipment_must_exist, one_of, some_text
from producflow.store.database import Store, Transaction
from producflow.store.queries import alerts as queries

__all__ = [
    "ALERT_MOVES",
    "ALERT_PRIORITIES",
    "ALERT_TYPES",
    "TAKEN_BACK_WITHIN",
    "Changes",
    "acknowledge",
    "change",
    "changes",
    "create",
    "move",
    "needs_reason",
    "reconcile",
    "reopen",
    "take_back",
]

ALERT_TYPES = ("predictive", "scheduled", "emergency")
ALERT_PRIORITIES = ("low", "medium", "high", "critical")
ALERT_MOVES: dict[str, tuple[str, ...]] = {
    "active": ("acknowledged", "resolved"),
    "acknowledged": ("resolved",),
    "resolved": (),
}
"""Where an alert may go from each status; never back, but by :func:`reopen`."""
TAKEN_BACK_WITHIN = timedelta(seconds=60)
"""For how long whoever resolved an alert may take that back without a word."""

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
    if confidence is not None and not 0 <= confidence <= 1:
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


def move(store: Store, actor: Actor, alert_id: int, status: str, reason: str | None = None) -> dict[str, Any]:
    """Acknowledge or resolve an alert; who did it, when and why is kept with it.

    Parameters
    ----------
    status : str
        ``acknowledged`` or ``resolved``, see ``ALERT_MOVES``.
    reason : str, optional
        Why it is resolved; needed while its value is still beyond the limit, see :func:`needs_reason`.

    Returns
    -------
    dict
        The alert as it is now. One that is resolved here stays as it is, whatever its readings do.

    Raises
    ------
    Conflict
        If it is no longer in a status from which it may go there; the sentence says who was faster.
    NotAllowed, NotFound, InvalidInput
        If the role may not, if there is no such alert, if there is no such status, or if the reason is missing.
    """
    actor.require(Permission.WORK_ALERTS)
    one_of(status, tuple(ALERT_MOVES), "status")
    why = (reason or "").strip() or None

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, alert_id)
        if status not in ALERT_MOVES[before["status"]]:
            raise Conflict(_why_not(transaction, before, status))
        if why is not None and status != "resolved":
            raise InvalidInput("Only resolving takes a reason; leave it out.", "reason")
        # Who closes an alert has seen what its sensor showed until now; what it shows later is news to them.
        newest = _newest_reading(transaction, before)
        if status == "resolved" and why is None and needs_reason(before):
            raise InvalidInput(_still_beyond(before, newest), "reason")
        after = queries.move(
            transaction,
            alert_id,
            status,
            user_id=actor.user_id,
            now=datetime.now(UTC),
            reason=why,
            seen_until=None if newest is None else newest["timestamp"],
        )
        audit.record(transaction, actor, _VERBS[status], "maintenance_alerts", alert_id, before=before, after=after)
        return after

    return store.write(work)


def acknowledge(store: Store, actor: Actor, alert_id: int) -> dict[str, Any]:
    """Acknowledge an alert: one that is active, or one whose readings came back before anybody had.

    Returns
    -------
    dict
        The alert as it is now; one whose readings are back stays resolved.

    Raises
    ------
    Conflict
        If it is acknowledged already, or a person resolved it.
    NotAllowed, NotFound
    """
    actor.require(Permission.WORK_ALERTS)
    found = store.read(queries.by_id, alert_id)
    if found is None or found["status"] != "resolved":
        return move(store, actor, alert_id, "acknowledged")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, alert_id)
        if before["closed"] or before["acknowledged_at"] is not None:
            raise Conflict(f"Alert {alert_id} is resolved and was seen by a person; there is nothing to acknowledge.")
        after = queries.acknowledge_returned(transaction, alert_id, actor.user_id, datetime.now(UTC))
        audit.record(transaction, actor, "acknowledge", "maintenance_alerts", alert_id, before=before, after=after)
        return after

    return store.write(work)


def needs_reason(alert: Mapping[str, Any]) -> bool:
    """Tell whether resolving an alert takes a reason: readings raised it, and have not come back inside its limit."""
    return alert["sensor_type"] is not None and pd.isna(alert["ended_at"])


def take_back(store: Store, actor: Actor, alert_id: int) -> dict[str, Any]:
    """Take back that an alert was resolved, a moment ago and by oneself; it is as it was before.

    Raises
    ------
    Conflict
        If it is not resolved by this person within ``TAKEN_BACK_WITHIN``; :func:`reopen` is the way then.
    NotAllowed, NotFound
    """
    actor.require(Permission.WORK_ALERTS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, alert_id)
        if not before["closed"] or before["resolved_by"] != actor.user_id:
            raise Conflict(f"Alert {alert_id} is not resolved by you any more; look at it again.")
        if datetime.now(UTC) - before["resolved_at"] > TAKEN_BACK_WITHIN:
            over = f"Alert {alert_id} was resolved over {TAKEN_BACK_WITHIN.seconds} s ago"
            raise Conflict(f"{over}; reopen it and say why.")
        return _open_again(transaction, actor, before, "take back", user_id=None, reopened_at=None, reason=None)

    return store.write(work)


def reopen(store: Store, actor: Actor, alert_id: int, reason: str) -> dict[str, Any]:
    """Open a resolved alert again; from then on a person resolves it, whatever its readings do.

    Parameters
    ----------
    reason : str
        Why.

    Raises
    ------
    Conflict
        If it is not resolved.
    NotAllowed, NotFound, InvalidInput
    """
    actor.require(Permission.WORK_ALERTS)
    why = some_text(reason, "reason")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _existing(transaction, alert_id)
        if before["status"] != "resolved":
            raise Conflict(f"Alert {alert_id} is {before['status']}, not resolved; there is nothing to reopen.")
        now = datetime.now(UTC)
        return _open_again(transaction, actor, before, "reopen", user_id=actor.user_id, reopened_at=now, reason=why)

    return store.write(work)


def _open_again(
    transaction: Transaction, actor: Actor, before: Mapping[str, Any], verb: str, **values: Any
) -> dict[str, Any]:
    """Open an alert again, and let it say what its readings say now."""
    alert_id = int(before["id"])
    after = queries.reopen(transaction, alert_id, **values)
    # What a person has closed follows its readings no more, so it catches up with them.
    if before["sensor_type"] is not None and before["closed"]:
        until = max(before[name] for name in ("started_at", "ended_at", "seen_until") if before[name] is not None)
        span = {"equipment_id": [before["equipment_id"]], "sensor_type": [before["sensor_type"]]}
        reconcile(transaction, pd.DataFrame(span | {"first": [before["started_at"]], "last": [until]}))
        after = queries.by_id(transaction, alert_id) or after
    audit.record(transaction, actor, verb, "maintenance_alerts", alert_id, before=before, after=after)
    return after


def _existing(transaction: Transaction, alert_id: int) -> dict[str, Any]:
    return existing(queries.by_id(transaction, alert_id), "alert", alert_id)


def _newest_reading(transaction: Transaction, alert: Mapping[str, Any]) -> dict[str, Any] | None:
    if alert["sensor_type"] is None:
        return None
    return queries.newest_reading(transaction, alert["equipment_id"], alert["sensor_type"])


def _still_beyond(alert: Mapping[str, Any], newest: Mapping[str, Any] | None) -> str:
    value = "" if newest is None else f", at {newest['value']:,.4g} {newest['unit'] or ''}".rstrip()
    return (
        f"The readings of alert {alert['id']} ({alert['title']}) have not come back inside{value}; "
        "give a reason to resolve it now."
    )


def _why_not(transaction: Transaction, alert: dict[str, Any], status: str) -> str:
    now = alert["status"]
    if now == "resolved" and not alert["closed"]:
        return f"Alert {alert['id']} is resolved already: its readings came back inside the limits, or were removed."
    name = queries.person(transaction, alert["resolved_by"] if now == "resolved" else alert["acknowledged_by"])
    done = f"Alert {alert['id']} is already {now}" if now != "active" else f"Alert {alert['id']} is active"
    who = f", by {name}" if name else ""
    if status == now or now == "active":
        return f"{done}{who}."
    return f"{done}{who}; an alert never goes back to {status}; a resolved one can be reopened with a reason."
