"""Alerts, and what readings need to raise and end them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import pyarrow as pa

from producflow.store.database import Session, Transaction


def pairs(session: Session, touched: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Each machine and sensor type whose readings changed, with the limits that hold for it."""
    with session.staged("touched", touched):
        return session.frame("alerts/pairs")


def stirred(transaction: Transaction, touched: pd.DataFrame) -> pd.DataFrame:
    """Those of the touched sensors whose alerts readings that were added there can have changed."""
    with transaction.staged("touched", touched):
        return transaction.frame("alerts/stirred", **{"from": touched["first"].min().floor("h")})


def windows(session: Session, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs, with the hours `opens` and `closes` between which their episodes can have changed."""
    with session.staged("pairs", pairs):
        return pairs.merge(session.frame("alerts/windows"), on="pair", validate="one_to_one")


def hours(session: Session, windows: pd.DataFrame) -> pd.DataFrame:
    """Hours whose readings are needed to find the episodes of each pair again."""
    with session.staged("windows", windows):
        return session.frame("alerts/hours")


def in_windows(session: Session, windows: pd.DataFrame) -> pd.DataFrame:
    """Alerts that readings raised within the windows."""
    with session.staged("windows", windows):
        return session.frame("alerts/in_windows")


def readings(session: Session, hours: pd.DataFrame) -> pd.DataFrame:
    """Readings of these hours: `pair`, `timestamp`, `value`."""
    until = hours["hour"].max() + pd.Timedelta(hours=1)
    with session.staged("hours", hours[["pair", "equipment_id", "sensor_type", "hour"]]):
        return session.frame("alerts/readings", **{"from": hours["hour"].min().to_pydatetime()}, until=until)


def across(session: Session, kept_from: datetime) -> pd.DataFrame:
    """Alerts that readings raised before an instant and that were not over by then."""
    return session.frame("alerts/across", kept_from=kept_from)


def end(transaction: Transaction, alert_id: int, ended_at: datetime) -> None:
    """Let an alert end at the reading that came back inside."""
    transaction.run("alerts/end", id=alert_id, ended_at=ended_at)


def update_found(transaction: Transaction, found: pd.DataFrame) -> None:
    """Let alerts say what their readings say now; one row per alert, by `id`."""
    with transaction.staged("found", found):
        transaction.run("alerts/update_from_readings")


def remove(transaction: Transaction, ids: pd.Series) -> None:
    """Remove alerts that nobody has dealt with."""
    with transaction.staged("unfounded", ids.to_frame("id")):
        transaction.run("alerts/remove")


def withdraw(transaction: Transaction, alert_id: int, description: str, last: datetime, now: datetime) -> None:
    """Resolve an alert whose readings are gone, keeping what people did with it."""
    transaction.run("alerts/withdraw", id=alert_id, description=description, last=last, now=now)


def by_id(session: Session, alert_id: int) -> dict[str, Any] | None:
    """One alert, or None."""
    return session.row("alerts/by_id", id=alert_id)


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Enter an alert, and return it as it stands."""
    [alert] = transaction.rows("alerts/add", **values)
    return alert


def newest_reading(session: Session, equipment_id: int, sensor_type: str) -> dict[str, Any] | None:
    """What a sensor showed last: `timestamp`, `value`, `unit`, `status`; None without a reading."""
    return session.row("alerts/newest_reading", equipment_id=equipment_id, sensor_type=sensor_type)


def move(transaction: Transaction, alert_id: int, status: str, **values: Any) -> dict[str, Any]:
    """Acknowledge or resolve an alert (`user_id`, `now`, `reason`, `seen_until`), and return it as it is then."""
    [alert] = transaction.rows("alerts/move", id=alert_id, status=status, **values)
    return alert


def acknowledge_returned(transaction: Transaction, alert_id: int, user_id: int | None, now: datetime) -> dict[str, Any]:
    """Keep who acknowledged an alert whose readings had come back, and return it as it is then."""
    [alert] = transaction.rows("alerts/acknowledge_returned", id=alert_id, user_id=user_id, now=now)
    return alert


def reopen(transaction: Transaction, alert_id: int, **values: Any) -> dict[str, Any]:
    """Open an alert again (`user_id`, `reopened_at`, `reason`), and return it as it is then."""
    [alert] = transaction.rows("alerts/reopen", id=alert_id, **values)
    return alert


def person(session: Session, user_id: int | None) -> str | None:
    """Full name of a user, or None."""
    name: str | None = session.value("users/person", id=user_id)
    return name
