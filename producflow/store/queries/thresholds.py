"""Limits, and the stored readings whose status follows from them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction

HOUR = pd.Timedelta(hours=1)


def everything(session: Session) -> list[dict[str, Any]]:
    """All limits by sensor type, those of the plant before those of machines."""
    return session.rows("thresholds/all")


def of(session: Session, sensor_type: str, equipment_id: int | None) -> dict[str, Any] | None:
    """Limits of a sensor type for one machine, or for the plant; None where there are none."""
    return session.row("thresholds/of", sensor_type=sensor_type, equipment_id=equipment_id)


def changed_since(session: Session, since: datetime) -> bool:
    """Whether any limits were changed since an instant."""
    return bool(session.value("thresholds/changed_since", since=since))


def by_id(session: Session, threshold_id: int) -> dict[str, Any] | None:
    """One row of limits, or None."""
    return session.row("thresholds/by_id", id=threshold_id)


def add(transaction: Transaction, values: Mapping[str, Any]) -> int:
    """Set limits where there are none yet; answers their id."""
    return int(transaction.value("thresholds/add", **values))


def change(transaction: Transaction, threshold_id: int, values: Mapping[str, Any]) -> None:
    """Change limits."""
    transaction.run("thresholds/change", id=threshold_id, **values)


def put(transaction: Transaction, limits: pd.DataFrame) -> None:
    """Set or change limits of many machines at once: `equipment_id`, `sensor_type`, `unit` and the limits' fields."""
    with transaction.staged("limits", limits):
        transaction.run("thresholds/put")


def remove(transaction: Transaction, threshold_id: int) -> None:
    """Remove limits."""
    transaction.run("thresholds/remove", id=threshold_id)


def note_change(transaction: Transaction, **values: Any) -> int:
    """Keep a change of limits (`sensor_type`, `equipment_id`, `before`, `after`, `user_id`), to be taken back."""
    return int(transaction.value("thresholds/note_change", **values))


def changes(session: Session, skip: int, limit: int) -> pd.DataFrame:
    """Changes of limits, the newest first, a page of them."""
    return session.frame("thresholds/changes", skip=skip, limit=limit)


def change_by_id(session: Session, change_id: int) -> dict[str, Any] | None:
    """One change of limits, or None."""
    return session.row("thresholds/change_by_id", id=change_id)


def later_change(session: Session, change: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first later change of the same limits that is in force: when and by whom; None without one."""
    names = ("id", "sensor_type", "equipment_id")
    return session.row("thresholds/later_change", **{name: change[name] for name in names})


def note_undone(transaction: Transaction, change_id: int, user_id: int | None) -> None:
    """Keep that a change of limits was taken back."""
    transaction.run("thresholds/note_undone", id=change_id, user_id=user_id)


def unit(session: Session, sensor_type: str, equipment_id: int | None) -> str | None:
    """Unit in which a sensor type was read last."""
    found: str | None = session.value("thresholds/unit", sensor_type=sensor_type, equipment_id=equipment_id)
    return found


def hours(session: Session, sensor_type: str, equipment_id: int | None) -> pd.DataFrame:
    """Hourly sums of the readings that these limits hold for."""
    return session.frame("thresholds/hours", sensor_type=sensor_type, equipment_id=equipment_id)


def readings(session: Session, hours: pd.DataFrame) -> pd.DataFrame:
    """Readings of these hours."""
    with session.staged("hours", hours[["equipment_id", "sensor_type", "hour"]]):
        return session.frame("thresholds/readings", **_span(hours))


def set_statuses(transaction: Transaction, hours: pd.DataFrame, changed: pd.DataFrame) -> None:
    """Give readings (`id`) within these hours their new `status`."""
    with transaction.staged("changed", changed[["id", "status"]]):
        transaction.run("thresholds/set_statuses", **_span(hours))


def _span(hours: pd.DataFrame) -> dict[str, Any]:
    return {"from": hours["hour"].min(), "until": hours["hour"].max() + HOUR}
