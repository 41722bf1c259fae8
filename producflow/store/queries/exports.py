"""Whole tables on their way out, in pieces."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from producflow.store.database import Session, Store
from producflow.store.queries import readings

FILTERS: Mapping[str, tuple[str, ...]] = {
    "equipment": ("status", "machines"),
    "sensor_readings": ("machines", "sensor_type", "from", "to"),
    "maintenance_alerts": ("priority", "machines", "status"),
    "maintenance_logs": ("machines", "status"),
    "production_records": ("machines", "shift", "from", "to"),
    "predictions": ("machines", "from", "to"),
    "sensor_notes": ("machines", "from", "to"),
    "downtime_events": ("machines", "from", "to"),
    "annotations": ("machines", "from", "to"),
    "targets": ("machines",),
    "ideal_rates": ("machines",),
    "handovers": ("shift", "from", "to"),
    "state_intervals": ("machines", "from", "to"),
}
"""What can be exported, and how each can be narrowed."""
REMOVED_BY_AGE = frozenset({"sensor_readings"})


def kept_from(session: Session, table: str) -> datetime | None:
    """From when on an export of a table has all of its rows, where older ones were removed by age."""
    return readings.kept_from(session) if table in REMOVED_BY_AGE else None


def pieces(store: Store, table: str, filters: Mapping[str, Any]) -> Iterator[pa.Table]:
    """Rows of a table in the order of their ids, or of time where there are many.

    Parameters
    ----------
    table : str
        One of ``FILTERS``.
    filters : mapping
        A value, or None, for each filter of the table; instants or days for `from` and `to`, both included.
    """
    return store.batches(f"exports/{table}", **filters)
