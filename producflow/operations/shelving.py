"""Alarms that are put aside: shelved by a person for a time with a reason, or suppressed while their machine stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, existing
from producflow.operations.checks import some_text
from producflow.reports import downtime
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import sensor_faults
from producflow.store.queries import shelves as queries

LONGEST = timedelta(days=7)
"""For how long an alarm may be shelved: what is not mended in a week needs another limit, not another week."""
STOPS_BACK = timedelta(days=14)
"""How far back a stop that lasts may have begun."""
STOP, SENSOR = "stop", "sensor"


def shelve(
    store: Store, actor: Actor, alert_id: int, until: datetime, reason: str, now: datetime | None = None
) -> dict[str, Any]:
    """Put an alarm aside for a time: it leaves the lists of what needs attention, and comes back by itself.

    Parameters
    ----------
    until : datetime
        Aware; at most `LONGEST` from now.
    reason : str
        Why.
    now : datetime, optional
        Aware; the clock's unless given.

    Returns
    -------
    dict
        The shelf.

    Raises
    ------
    Conflict
        If it is resolved or shelved already.
    NotAllowed, NotFound, InvalidInput

    Notes
    -----
    An alarm of readings is shelved as the sensor's alarm of that kind: what comes of the same limit until then is
    shelved too, but not what goes on beyond the critical limit.
    """
    actor.require(Permission.WORK_ALERTS)
    why, at = some_text(reason, "reason"), now or datetime.now(UTC)
    if until <= at:
        raise InvalidInput(
            f"It would be shelved until {until:%d %B %Y %H:%M}, which is over; give a later end.", "until"
        )
    if until > at + LONGEST:
        raise InvalidInput(
            f"It would be shelved until {until:%d %B %Y %H:%M}; {LONGEST.days} days are the most. Change its limit "
            "where it is wrong.",
            "until",
        )

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.told(transaction, alert_id), "alert", alert_id)
        if before["status"] == "resolved":
            raise Conflict(f"Alert {alert_id} is resolved; there is nothing to shelve.")
        if before["shelf_id"] is not None:
            raise Conflict(f"Alert {alert_id} is shelved already, until {before['shelved_until']:%d %B %Y %H:%M} UTC.")
        shelf = queries.add(transaction, alert_id, reason=why, until=until, user_id=actor.user_id, now=at)
        audit.record(transaction, actor, "shelve", "maintenance_alerts", alert_id, after=shelf)
        return shelf

    return store.write(work)


def unshelve(store: Store, actor: Actor, alert_id: int, now: datetime | None = None) -> dict[str, Any]:
    """Take an alarm back from its shelf before that ends.

    Raises
    ------
    Conflict
        If it is not shelved.
    NotAllowed, NotFound
    """
    actor.require(Permission.WORK_ALERTS)

    def work(transaction: Transaction) -> dict[str, Any]:
        found = existing(queries.told(transaction, alert_id), "alert", alert_id)
        if found["shelf_id"] is None:
            raise Conflict(f"Alert {alert_id} is not shelved; its shelf may have ended.")
        return _finish(transaction, actor, int(found["shelf_id"]), now or datetime.now(UTC))

    return store.write(work)


def _finish(transaction: Transaction, actor: Actor, shelf_id: int, at: datetime) -> dict[str, Any]:
    before = queries.by_id(transaction, shelf_id)
    after = queries.finish(transaction, shelf_id, at, actor.user_id)
    audit.record(
        transaction, actor, "unshelve", "maintenance_alerts", int(after["alert_id"]), before=before, after=after
    )
    return after


def follow(store: Store, actor: Actor, now: datetime) -> tuple[int, int]:
    """End the shelves whose time is over, and suppress what came while its machine stood, as long as it does.

    Parameters
    ----------
    now : datetime
        Aware.

    Returns
    -------
    tuple of int
        How many shelves ended, and of how many alarms it changed whether they are suppressed. Where nothing did,
        nothing is written.

    Raises
    ------
    NotAllowed
    """
    actor.require(Permission.WORK_ALERTS)
    ended = store.write(_end_due, actor, now) if store.read(queries.due, now) else 0
    if store.read(_explained, now).empty:
        return ended, 0
    return ended, store.write(_suppress, now)


def _end_due(transaction: Transaction, actor: Actor, now: datetime) -> int:
    shelves = queries.due(transaction, now)
    for shelf in shelves:
        # It ended when its time was over, not when somebody looked.
        _finish(transaction, actor, int(shelf["id"]), shelf["until"])
    return len(shelves)


def _explained(session: Session, now: datetime) -> pd.DataFrame:
    """Alarms of readings of which a stop that lasts explains something else than is kept.

    What a fault of its sensor explains (:mod:`producflow.operations.marking`) is an alarm again with the first reading
    that can be believed.
    """
    standing = queries.of_readings(session)
    if standing.empty:
        return standing
    machines = standing["equipment_id"].unique().tolist()
    stops = downtime.recorded(session, in_force(session), now - STOPS_BACK, now, now, machines)
    lasting = stops[stops["lasts"].astype(bool) & (stops["started_at"] <= now)]
    began = lasting.groupby("equipment_id")["started_at"].min()
    since = began.reindex(standing["equipment_id"]).set_axis(standing.index)
    came_in_it = since.notna() & (standing["started_at"] >= since)
    by_sensor = standing["suppressed_by"] == SENSOR
    held = standing.loc[by_sensor, "equipment_id"].unique().tolist()
    told = sensor_faults.explained(session, held, now) if held else standing[:0].assign(explained=False)
    of_sensor = (
        by_sensor & standing["of_sensor"] & ~standing["id"].isin(told.loc[~told["explained"].astype(bool), "id"])
    )
    wanted = pd.Series(STOP, index=standing.index, dtype="object").where(came_in_it, None).mask(of_sensor, SENSOR)
    changed = wanted.fillna("") != standing["suppressed_by"].fillna("")
    return standing.assign(suppressed_by=wanted)[changed]


def _suppress(transaction: Transaction, now: datetime) -> int:
    # Looked at anew under the writer lock: it may be otherwise by now.
    changed = _explained(transaction, now)
    queries.suppress(transaction, changed)
    return len(changed)
