"""Limits, and the stored readings whose status follows from them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction

HOUR = pd.Timedelta(hours=1)


def of(session: Session, sensor_type: str, equipment_id: int | None) -> dict[str, Any] | None:
    """Limits of a sensor type for one machine, or for the plant; None where there are none."""
    return session.row("threshold_of", sensor_type=sensor_type, equipment_id=equipment_id)


def by_id(session: Session, threshold_id: int) -> dict[str, Any] | None:
    """One row of limits, or None."""
    return session.row("threshold_by_id", id=threshold_id)


def add(transaction: Transaction, values: Mapping[str, Any]) -> int:
    """Set limits where there are none yet; answers their id."""
    return int(transaction.value("add_threshold", **values))


def change(transaction: Transaction, threshold_id: int, values: Mapping[str, Any]) -> None:
    """Change limits."""
    transaction.run("change_threshold", id=threshold_id, **values)


def remove(transaction: Transaction, threshold_id: int) -> None:
    """Remove limits."""
    transaction.run("remove_threshold", id=threshold_id)


def unit(session: Session, sensor_type: str, equipment_id: int | None) -> str | None:
    """Unit in which a sensor type was read last."""
    found: str | None = session.value("unit_of_sensor", sensor_type=sensor_type, equipment_id=equipment_id)
    return found


def hours(session: Session, sensor_type: str, equipment_id: int | None) -> pd.DataFrame:
    """Hourly sums of the readings that these limits hold for."""
    return session.frame("hours_of_sensor", sensor_type=sensor_type, equipment_id=equipment_id)


def readings(transaction: Transaction, hours: pd.DataFrame) -> pd.DataFrame:
    """Readings of these hours."""
    with transaction.staged("hours", hours[["equipment_id", "sensor_type", "hour"]]):
        return transaction.frame("readings_of_hours", **_span(hours))


def set_statuses(transaction: Transaction, hours: pd.DataFrame, changed: pd.DataFrame) -> None:
    """Give readings (`id`) within these hours their new `status`."""
    with transaction.staged("changed", changed[["id", "status"]]):
        transaction.run("set_reading_statuses", **_span(hours))


def _span(hours: pd.DataFrame) -> dict[str, Any]:
    return {"from": hours["hour"].min(), "until": hours["hour"].max() + HOUR}
