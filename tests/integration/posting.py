"""Readings of two machines, and what is stored of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import Actor, Role
from producflow.store.database import Store, Transaction

START = datetime(2026, 3, 10, 6, tzinfo=UTC)
OPERATOR = Actor(user_id=8, email="oli@example.com", full_name="Oli", role=Role.OPERATOR)
MANAGER = Actor(user_id=9, email="mia@example.com", full_name="Mia", role=Role.MANAGER)


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def posted(*rows: tuple[int, str, float, float], **columns: Any) -> pd.DataFrame:
    """Machine, sensor type, minutes after START, value."""
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "sensor_type", "timestamp", "value"])
    return frame.assign(timestamp=[minute(n) for n in frame["timestamp"]], **columns)


@pytest.fixture
def plant(store: Store) -> Store:
    """Two machines: Press is 1, Mill is 2."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press", "Mill"]})))
    return store


def stored(store: Store) -> pd.DataFrame:
    return everything(store, "SELECT * FROM sensor_readings ORDER BY timestamp, equipment_id, sensor_type")


def everything(store: Store, sql: str) -> pd.DataFrame:
    return store.write(lambda transaction: asked(transaction, sql))


def asked(transaction: Transaction, sql: str) -> pd.DataFrame:
    frame: pd.DataFrame = transaction._cursor.sql(sql).to_arrow_table().to_pandas()
    return frame


def recomputed(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.assign(hour=rows["timestamp"].dt.floor("h")).groupby(["equipment_id", "sensor_type", "hour"])
    return pd.DataFrame(
        {
            "n": grouped.size(),
            "total": grouped["value"].sum(),
            "minimum": grouped["value"].min(),
            "maximum": grouped["value"].max(),
            "n_warning": grouped["status"].agg(lambda each: (each == "warning").sum()),
            "n_critical": grouped["status"].agg(lambda each: (each == "critical").sum()),
            "n_unknown": grouped["status"].agg(lambda each: (each == "unknown").sum()),
        }
    ).reset_index()


def assert_roll_ups_are_true(transaction: Transaction) -> None:
    def table(name: str) -> pd.DataFrame:
        return asked(transaction, f"SELECT * FROM {name}")

    rows = table("sensor_readings").sort_values("timestamp")
    key = ["equipment_id", "sensor_type", "hour"]
    kept = table("sensor_hourly").sort_values(key, ignore_index=True)
    expected = recomputed(rows) if len(rows) else kept[:0]
    pd.testing.assert_frame_equal(kept, expected[kept.columns], check_dtype=False)
    newest = rows.groupby(["equipment_id", "sensor_type"]).tail(1).sort_values(key[:2], ignore_index=True)
    latest = table("sensor_latest").sort_values(key[:2], ignore_index=True)
    pd.testing.assert_frame_equal(latest, newest[latest.columns], check_dtype=False)
