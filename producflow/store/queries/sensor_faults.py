"""Stretches in which sensors cannot be believed, and what they are found in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def of_machines(session: Session, machines: Sequence[int], since: datetime | None = None) -> pd.DataFrame:
    """Stretches of some machines' sensors, those that were over before an instant left out."""
    return session.frame("sensor_faults/of_machines", machines=list(machines), since=since)


def page(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Stretches for programs, the newest first; a value, or None, for each of `machines` and `lasting`."""
    return session.rows("sensor_faults/page", skip=skip, limit=limit, **filters)


def looks(session: Session, machines: Sequence[int] | None, ends: datetime) -> pd.DataFrame:
    """Until when sensors of machines have been looked at, and from when to when there are readings."""
    chosen = None if machines is None else list(machines)
    return session.frame("sensor_faults/looks", machines=chosen, ends=ends)


def looked(transaction: Transaction, equipment_id: int, until: datetime) -> None:
    """Note until when the sensors of a machine have been looked at."""
    transaction.run("sensor_faults/looked", equipment_id=equipment_id, until=until)


def hours(session: Session, machines: Sequence[int], starts: datetime, ends: datetime) -> pd.DataFrame:
    """Hourly sums of some machines in a span, by sensor, in the order of time."""
    return session.frame("sensor_faults/hours", machines=list(machines), starts=starts, ends=ends)


def lasting(
    session: Session, equipment_id: int, sensor_type: str, since: datetime, value: float
) -> tuple[pd.Timestamp, bool]:
    """Until when a sensor has shown one value since an instant at which it did, and whether that is over."""
    chosen = {"equipment_id": equipment_id, "sensor_type": sensor_type, "since": since, "value": value}
    [row] = session.rows("sensor_faults/lasting", **chosen)
    return (pd.Timestamp(since) if row["until"] is None else pd.Timestamp(row["until"])), bool(row["over"])


def off_clock(session: Session, machines: Sequence[int], most: int) -> list[int]:
    """Machines of which some of the newest readings of the plant state another time than they came at."""
    rows = session.rows("sensor_faults/off_clock", machines=list(machines), most=most)
    return [int(row["equipment_id"]) for row in rows]


def unfounded(session: Session, machines: Sequence[int]) -> list[int]:
    """Ids of stretches whose readings were corrected or taken back."""
    return [int(row["id"]) for row in session.rows("sensor_faults/unfounded", machines=list(machines))]


def add(transaction: Transaction, found: pd.DataFrame) -> None:
    """Note stretches, by the columns of the table."""
    transaction.append("sensor_faults", found)


def change(transaction: Transaction, changed: pd.DataFrame) -> None:
    """Say what is new of noted stretches, by `id`."""
    with transaction.staged("changed", changed):
        transaction.run("sensor_faults/change")


def by_id(session: Session, stretch_id: int) -> dict[str, Any] | None:
    """One stretch, or None."""
    return session.row("sensor_faults/by_id", id=stretch_id)


def believe(transaction: Transaction, stretch_id: int, at: datetime | None, user_id: int | None) -> dict[str, Any]:
    """Hold a stretch to be the machine's from an instant on, or the sensor's again (None); the row as it is then."""
    [stretch] = transaction.rows("sensor_faults/believe", id=stretch_id, at=at, user_id=user_id)
    return stretch


def remove(transaction: Transaction, ids: Sequence[int]) -> None:
    """Forget stretches that turned out to be none."""
    transaction.run("sensor_faults/remove", ids=list(ids))


def explained(session: Session, machines: Sequence[int], since: datetime) -> pd.DataFrame:
    """Alerts of some machines, and whether faults of their sensors explain them, where that is news."""
    return session.frame("sensor_faults/explained", machines=list(machines), since=since)


def begun(session: Session, since: datetime, most: int) -> list[int]:
    """Machines with alerts that came since an instant and stand, the newest first."""
    return [int(row["equipment_id"]) for row in session.rows("sensor_faults/begun", since=since, most=most)]
