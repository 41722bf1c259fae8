"""What an import has stored, in short."""

from typing import Any

from producflow import imports
from producflow.store.database import Store
from tests.integration.imports.conftest import rows


def records(store: Store) -> list[tuple[Any, ...]]:
    """Day, shift, product, output, defects, downtime, planned of every record."""
    found = rows(
        store,
        "SELECT date, shift, product, output_quantity, defect_quantity, downtime_minutes, planned_minutes "
        "FROM production_records ORDER BY date, shift, product",
    )
    return [(f"{row['date']:%d}", *list(row.values())[1:]) for row in found]


def stops(store: Store) -> list[tuple[Any, ...]]:
    found = rows(store, "SELECT started_at, ended_at, reason, planned FROM downtime_events ORDER BY started_at")
    return [(f"{row['started_at']:%d %H:%M}", row["ended_at"] and f"{row['ended_at']:%d %H:%M}", row["reason"],
             row["planned"]) for row in found]  # fmt: skip


def readings(store: Store) -> list[tuple[str, str, float, str | None, int]]:
    found = rows(store, "SELECT sensor_type s, timestamp t, value v, unit u, source_line l FROM sensor_readings "
                        "ORDER BY t, s")  # fmt: skip
    return [(row["s"], f"{row['t']:%d %H:%M:%S}", round(row["v"], 6), row["u"], row["l"]) for row in found]


def counted(done: imports.Imported) -> tuple[int, int, int, int, int]:
    counts = done.rehearsal.counts
    return counts.read, counts.added, counts.updated, counts.unchanged, counts.rejected
