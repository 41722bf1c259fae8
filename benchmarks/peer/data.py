"""The same plant in both databases: machines, production records and readings, made by the same arithmetic."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from producflow.operations import readings
from producflow.store.database import Store, Transaction

MACHINES = 50
SHIFTS = ("morning", "afternoon", "night")
PRODUCTS = 10
SEED = 11
CHUNK = 1_000_000


def today() -> date:
    """The day before which the plant has records."""
    return datetime.now(UTC).date()


def records(count: int) -> pd.DataFrame:
    """About so many production records, up to yesterday."""
    random = np.random.default_rng(SEED)
    days = max(8, count // (MACHINES * len(SHIFTS) * PRODUCTS))
    grid = pd.MultiIndex.from_product(
        [
            [today() - timedelta(days=back) for back in range(days, 0, -1)],
            SHIFTS,
            range(1, MACHINES + 1),
            [f"Product {number}" for number in range(PRODUCTS)],
        ],
        names=["date", "shift", "equipment_id", "product"],
    ).to_frame(index=False)
    made = random.integers(10, 40, len(grid))
    return grid.assign(
        output_quantity=made,
        defect_quantity=random.binomial(made, 0.02),
        downtime_minutes=random.integers(0, 9, len(grid)).astype("float64"),
        planned_minutes=48.0,
    )


def reading_chunks(count: int) -> Any:
    """So many readings, oldest first, a million at a time: each machine's temperature and vibration in turn."""
    first = pd.Timestamp(datetime.now(UTC)).floor("s") - pd.Timedelta(seconds=count)
    for start in range(0, count, CHUNK):
        place = np.arange(start, min(start + CHUNK, count))
        sensor = np.where((place // MACHINES) % 2 == 0, "temperature", "vibration")
        yield pd.DataFrame(
            {
                "equipment_id": 1 + place % MACHINES,
                "sensor_type": sensor,
                "timestamp": first + pd.to_timedelta(place, unit="s"),
                "value": np.where(sensor == "temperature", 60 + place % 17, 0.1 * (place % 17)),
                "unit": np.where(sensor == "temperature", "°C", "mm/s"),
                "status": "normal",
            }
        )


def machines() -> pd.DataFrame:
    """The machines."""
    return pd.DataFrame({"name": [f"Machine {number:02d}" for number in range(1, MACHINES + 1)], "capacity": 420.0})


def fill_ours(store: Store, n_records: int, n_readings: int) -> None:
    """Fill ProducFlow's database."""

    def start(transaction: Transaction) -> None:
        transaction.append("equipment", machines())
        transaction.append("production_records", records(n_records))

    store.write(start)
    for chunk in reading_chunks(n_readings):

        def add(transaction: Transaction, chunk: pd.DataFrame = chunk) -> None:
            transaction.append("sensor_readings", chunk)
            readings.refresh(transaction, readings.touched(chunk))

        store.write(add)
    store.checkpoint()


def fill_peer(path: Path, n_records: int, n_readings: int) -> None:
    """Fill the peer's database, whose tables are there already."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("INSERT INTO users (email, role, is_active) VALUES ('bench@plant.example', 'operator', 1)")
        rows = [(name, 420.0, "operational") for name in machines()["name"]]
        connection.executemany("INSERT INTO equipment (name, capacity, status) VALUES (?, ?, ?)", rows)
        made = records(n_records).drop(columns="product")
        made["date"] = made["date"].astype("str")
        _insert(connection, "production_records", made)
        for chunk in reading_chunks(n_readings):
            stamps = chunk["timestamp"].dt.tz_localize(None).astype("str")
            _insert(connection, "sensor_readings", chunk.assign(timestamp=stamps))
            connection.commit()
        connection.execute("ANALYZE")


def _insert(connection: sqlite3.Connection, table: str, frame: pd.DataFrame) -> None:
    marks = ", ".join("?" for _ in frame.columns)
    columns = zip(*(frame[name].tolist() for name in frame.columns), strict=True)
    connection.executemany(f"INSERT INTO {table} ({', '.join(frame.columns)}) VALUES ({marks})", columns)
