"""Sensor readings: stored in time order, summed up by the hour, the newest of each sensor at hand."""

from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction

HOUR = pd.Timedelta(hours=1)


def kept_from(session: Session) -> datetime | None:
    """From when on every single reading is kept; None: none was ever removed by age."""
    found: datetime | None = session.value("readings/kept_from")
    return found


def limits(session: Session) -> pd.DataFrame:
    """Every row of the thresholds table, with the name of its machine."""
    return session.frame("thresholds/all")


def sensor_types(session: Session) -> list[str]:
    """Sensor types that have readings or limits."""
    return [row["sensor_type"] for row in session.rows("readings/sensor_types")]


def met(transaction: Transaction, incoming: pd.DataFrame) -> pd.DataFrame:
    """Which incoming readings (`number`, the key) are stored already, and with which `stored_value`."""
    with transaction.staged("incoming", incoming):
        return transaction.frame("readings/met", **_span(incoming))


def insert(transaction: Transaction, incoming: pd.DataFrame) -> int:
    """Store the incoming readings whose key is not stored yet; answers how many those were."""
    with transaction.staged("incoming", incoming):
        return int(transaction.value("readings/insert", **_span(incoming)))


def sum_up(transaction: Transaction, touched: pd.DataFrame, *, added: bool = False) -> None:
    """Bring the hourly sums and latest readings of the touched spans in line with the readings.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the readings.
    touched : DataFrame, shape (n, 4)
        `equipment_id`, `sensor_type`, `first`, `last` [UTC], one row per machine and sensor type.
    added : bool
        Whether readings were added only, so that none before the spans can have become the newest.
    """
    hours = {"from": touched["first"].min().floor("h"), "until": touched["last"].max().floor("h") + HOUR}
    with transaction.staged("touched", touched):
        transaction.run("readings/delete_touched_hours", **hours)
        transaction.run("readings/insert_touched_hours", **hours)
        transaction.run("readings/delete_touched_latest")
        newest = transaction.frame("readings/newest_hours", since=hours["from"] if added else None)
    if newest.empty:
        return
    with transaction.staged("newest", newest):
        span = {"from": newest["hour"].min(), "until": newest["hour"].max() + HOUR}
        transaction.run("readings/insert_latest", **span)


def retire(transaction: Transaction, before: datetime) -> int:
    """Remove the readings before an instant, but the last one of each sensor; answers how many those were."""
    transaction.run("readings/retire_find", before=before)
    transaction.run("readings/retire_note_imports")
    transaction.run("readings/retire_forget_changes")
    transaction.run("readings/retire_forget_seen")
    rows = int(transaction.value("readings/retire_remove", before=before))
    if rows:
        transaction.run("readings/retire_note", before=before, rows_removed=rows)
    return rows


def _span(frame: pd.DataFrame) -> dict[str, Any]:
    return {"first": frame["timestamp"].min(), "last": frame["timestamp"].max()}
