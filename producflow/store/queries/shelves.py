"""Alarms that are put aside: shelved by people, or suppressed since their machine stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def told(session: Session, alert_id: int) -> dict[str, Any] | None:
    """One alert with its state of ISA-18.2 and the shelf that holds it; None where there is none."""
    return session.row("shelves/told", id=alert_id)


def add(transaction: Transaction, alert_id: int, **values: Any) -> dict[str, Any]:
    """Shelve an alert (`reason`, `until`, `user_id`, `now`), and return the shelf."""
    [shelf] = transaction.rows("shelves/add", alert_id=alert_id, **values)
    return shelf


def by_id(session: Session, shelf_id: int) -> dict[str, Any] | None:
    """One shelf, or None."""
    return session.row("shelves/by_id", id=shelf_id)


def page(
    session: Session, machines: Sequence[int] | None, *, in_force: bool, skip: int = 0, limit: int = 1_000
) -> pd.DataFrame:
    """Shelves, those in force first."""
    chosen = None if machines is None else list(machines)
    return session.frame("shelves/page", machines=chosen, in_force=in_force, skip=skip, limit=limit)


def due(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Shelves whose time is over."""
    return session.rows("shelves/due", now=now)


def finish(transaction: Transaction, shelf_id: int, ended_at: datetime, user_id: int | None) -> dict[str, Any]:
    """End a shelf, and return it as it is then."""
    [shelf] = transaction.rows("shelves/finish", id=shelf_id, ended_at=ended_at, user_id=user_id)
    return shelf


def of_readings(session: Session) -> pd.DataFrame:
    """Alerts of readings that stand, with what suppresses each."""
    return session.frame("shelves/of_readings")


def suppress(transaction: Transaction, changed: pd.DataFrame) -> None:
    """Say of alerts (`id`) what explains them (`suppressed_by`, missing: nothing)."""
    with transaction.staged("changed", changed[["id", "suppressed_by"]]):
        transaction.run("shelves/suppress")
