"""Maintenance jobs, one at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction

_CHANGEABLE = (
    *("id", "technician_id", "maintenance_type", "description", "cost", "duration_hours", "parts_replaced"),
    *("status", "scheduled_date", "completed_date", "external_id", "alert_id"),
    *("cause", "work_done"),
)

LastCompleted = dict[int, datetime | None]


def by_id(session: Session, log_id: int) -> dict[str, Any] | None:
    """One job, or None."""
    return session.row("jobs/by_id", id=log_id)


def same_job(session: Session, values: Mapping[str, Any], own_id: int | None) -> int | None:
    """Id of another job with the same natural key: external id, else machine, type, scheduled date and description."""
    keys = ("external_id", "equipment_id", "maintenance_type", "scheduled_date", "description")
    found: int | None = session.value("jobs/same", own_id=own_id, **{key: values[key] for key in keys})
    return found


def technicians(session: Session, roles: Sequence[str]) -> list[dict[str, Any]]:
    """Active people in one of the roles, by name: `id`, `full_name`."""
    return session.rows("jobs/technicians", roles=list(roles))


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a job, and return it as it stands."""
    [log] = transaction.rows("jobs/add", **values)
    return log


def change(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write all changeable fields of a job, and return it as it stands."""
    [log] = transaction.rows("jobs/change", **{key: values[key] for key in _CHANGEABLE})
    return log


def last_completed(session: Session) -> LastCompleted:
    """When each machine's latest completed job was; machines without one are left out."""
    return {row["equipment_id"]: row["completed_date"] for row in session.rows("jobs/completed_last")}


def last_maintenance(session: Session, equipment_id: int) -> datetime | None:
    """When a machine was maintained last; None: nobody knows."""
    found: datetime | None = session.value("equipment/last_maintenance", id=equipment_id)
    return found


def set_last_maintenance(transaction: Transaction, equipment_id: int, when: datetime | None) -> None:
    """Set when a machine was maintained last; None: nobody knows."""
    transaction.run("equipment/set_last_maintenance", id=equipment_id, at=when)


def similar(session: Session, equipment_id: int, sensor_type: str | None, most: int) -> pd.DataFrame:
    """Finished corrective jobs that answered the same, the newest first, with when it came again."""
    return session.frame("jobs/similar", equipment_id=equipment_id, sensor_type=sensor_type, most=most)


def stops_of_alert(session: Session, equipment_id: int, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Unplanned stops of a machine that lie in a span or reach into it."""
    return session.rows("jobs/stops_of_alert", equipment_id=equipment_id, since=since, until=until)


def answering(session: Session) -> list[dict[str, Any]]:
    """Jobs that answer open alerts, the newest first."""
    return session.rows("jobs/answering")
