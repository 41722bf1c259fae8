"""Readings that come and go in one transaction, as imports and undos bring them, and the alerts that follow."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from producflow.access.roles import Actor, Role
from producflow.domain.thresholds import DEFAULT_LIMITS
from producflow.operations import alerts
from producflow.store.database import Store, Transaction

START = datetime(2026, 3, 10, 6, tzinfo=UTC)
TECHNICIAN = Actor(user_id=7, email="tess@example.com", full_name="Tess", role=Role.TECHNICIAN)
OPERATOR = Actor(user_id=8, email="oli@example.com", full_name="Oli", role=Role.OPERATOR)
Reading = tuple[int, float]
"""Minutes after START, and temperature [°C] against the limits 80 and 85 with a deadband of 1."""


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


@pytest.fixture
def plant(store: Store) -> Store:
    """Two machines, limits for temperature."""

    def work(transaction: Transaction) -> None:
        transaction.append("equipment", pd.DataFrame({"name": ["Press", "Mill"]}))
        transaction.append(
            "users",
            pd.DataFrame(
                {
                    "id": [7],
                    "email": ["tess@example.com"],
                    "full_name": ["Tess"],
                    "role": ["technician"],
                    "password_hash": ["-"],
                }
            ),
        )
        set_limits(transaction, deadband=1.0, delay=0.0)

    store.write(work)
    return store


def set_limits(transaction: Transaction, deadband: float, delay: float, off_delay: float = 0.0) -> None:
    transaction._cursor.execute("DELETE FROM thresholds")
    row = {"sensor_type": "temperature", "warn_high": 80.0, "crit_high": 85.0, "deadband": deadband, "delay": delay}
    transaction.append("thresholds", pd.DataFrame([row | {"unit": "°C", "off_delay": off_delay}]))


def change(
    store: Store, add: Iterable[Reading] = (), remove: Iterable[int] = (), machine: int = 1, sensor: str = "temperature"
) -> None:
    """Add (or replace) and remove readings in one transaction, as an import or its undo would."""
    added, removed = dict(add), list(remove)

    def work(transaction: Transaction) -> None:
        gone = [minute(n).replace(tzinfo=None) for n in [*added, *removed]]
        transaction._cursor.execute(
            "DELETE FROM sensor_readings WHERE equipment_id = ? AND sensor_type = ? AND list_contains(?, timestamp)",
            [machine, sensor, gone],
        )
        values = pd.Series(list(added.values()), dtype="float64")
        frame = pd.DataFrame({"timestamp": pd.to_datetime([minute(n) for n in added], utc=True), "value": values})
        status = DEFAULT_LIMITS["temperature"].classify(values)
        transaction.append(
            "sensor_readings", frame.assign(equipment_id=machine, sensor_type=sensor, unit="°C", status=status)
        )
        roll_up(transaction)
        touched = pd.DataFrame(
            {
                "equipment_id": [machine],
                "sensor_type": [sensor],
                "first": [minute(min([*added, *removed]))],
                "last": [minute(max([*added, *removed]))],
            }
        )
        alerts.reconcile(transaction, touched)

    store.write(work)


def roll_up(transaction: Transaction) -> None:
    transaction._cursor.execute("DELETE FROM sensor_hourly")
    transaction._cursor.execute(
        """INSERT INTO sensor_hourly SELECT equipment_id, sensor_type, date_trunc('hour', timestamp), count(*),
        sum(value), min(value), max(value), count(*) FILTER (status = 'warning'),
        count(*) FILTER (status = 'critical'), 0 FROM sensor_readings GROUP BY ALL"""
    )


def all_alerts(store: Store) -> pd.DataFrame:
    def work(transaction: Transaction) -> pd.DataFrame:
        frame = transaction._cursor.sql("SELECT * FROM maintenance_alerts ORDER BY started_at, id").to_arrow_table()
        return pd.DataFrame(frame.to_pandas())

    return store.write(work)


def summary(store: Store) -> list[tuple[object, ...]]:
    """Status, start and end in minutes."""
    rows = all_alerts(store)
    naive = START.replace(tzinfo=None)
    return [
        (
            row["status"],
            (row["started_at"] - naive) / timedelta(minutes=1),
            None if pd.isna(row["ended_at"]) else (row["ended_at"] - naive) / timedelta(minutes=1),
        )
        for row in rows.to_dict("records")
    ]
