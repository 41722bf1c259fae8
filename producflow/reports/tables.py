"""Whole tables for other programs, part by part, so that a long one never has to fit into memory."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pandas as pd
import pyarrow as pa

from producflow.errors import InvalidInput
from producflow.store.database import Store

TABLES = (
    *("equipment", "sensor_readings", "maintenance_alerts", "maintenance_logs", "production_records"),
    *("downtime_events", "thresholds", "import_batches", "audit_log"),
)
ROWS = 100_000
"""Rows of one part."""

Part = TypeVar("Part", pd.DataFrame, pa.Table)


def parts(store: Store, table: str, rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """Rows of a table in the order in which they came, part by part; at least one part, so that columns are known.

    Parameters
    ----------
    store : Store
    table : str
        One of ``TABLES``.
    rows : int
        Most rows of a part.

    Raises
    ------
    InvalidInput
        If there is no such table to export.
    """
    return _parts(table, rows, lambda after: store.frame(f"export_{table}", after_id=after, most=rows))


def arrow_parts(store: Store, table: str, rows: int = ROWS) -> Iterator[pa.Table]:
    """The same as Arrow tables of one and the same schema, instants in UTC; see :func:`parts`."""

    def ask(after: int) -> pa.Table:
        found = store.read(lambda session: session.arrow(f"export_{table}", after_id=after, most=rows))
        return found.cast(pa.schema([_in_utc(field) for field in found.schema]))

    return _parts(table, rows, ask)


def _in_utc(field: pa.Field) -> pa.Field:
    naive = pa.types.is_timestamp(field.type) and field.type.tz is None
    return field.with_type(pa.timestamp(field.type.unit, "UTC")) if naive else field


def _parts(table: str, rows: int, ask: Callable[[int], Part]) -> Iterator[Part]:
    if table not in TABLES:
        raise InvalidInput(f"'{table}' is no table to export; use one of {', '.join(TABLES)}.", "table")
    part = ask(0)
    yield part
    while len(part) == rows:
        part = ask(int(part["id"].to_numpy()[-1]))
        yield part
