"""Tables of a page in words: the columns, units and digits that the screen shows."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

MOST = 40
"""Rows that a table has on paper; the rest is counted, and stands in the page's CSV."""


@dataclass(frozen=True)
class Table:
    """Rows in words."""

    title: str
    """What it shows, for whoever cannot see it; empty where the page says it above."""
    headings: tuple[str, ...]
    """With units."""
    right: tuple[bool, ...]
    """Which columns are numbers and stand right."""
    rows: tuple[tuple[str, ...], ...]
    left_out: int
    """Rows that have no room."""


def of_message(message: Any) -> Table:
    """Read a table from what Streamlit sends of it."""
    frame: pd.DataFrame = pa.ipc.open_stream(message.arrow_data.data).read_all().to_pandas()
    columns: dict[str, Any] = json.loads(message.columns or "{}")
    names = [str(name) for name in (list(message.column_order) or frame.columns)]
    names = [name for name in names if name in frame and not columns.get(name, {}).get("hidden")]
    head = frame.head(MOST)
    told = [[_told(value, columns.get(name, {})) for value in head[name]] for name in names]
    return Table(
        title=message.alt,
        headings=tuple(str(columns.get(name, {}).get("label") or name) for name in names),
        right=tuple(_stands_right(frame[name], columns.get(name, {})) for name in names),
        rows=tuple(zip(*told, strict=True)),
        left_out=len(frame) - len(head),
    )


def _stands_right(values: pd.Series, column: dict[str, Any]) -> bool:
    return column.get("alignment") == "right" or pd.api.types.is_numeric_dtype(values.dtype)


def _told(value: Any, column: dict[str, Any]) -> str:
    """One cell, as the browser would put it."""
    if value is None or value is pd.NaT or (not isinstance(value, list | dict | str) and pd.isna(value)):
        return "–"
    kind = column.get("type_config") or {}
    form = str(kind.get("format") or "")
    if isinstance(value, pd.Timestamp):
        zone = kind.get("timezone")
        instant = value.tz_convert(zone) if zone and value.tzinfo is not None else value
        return f"{instant:%Y-%m-%d}" if form == "YYYY-MM-DD" else f"{instant:%Y-%m-%d %H:%M}"
    digits = re.fullmatch(r"%,\.(\d+)f", form)
    if digits is not None and isinstance(value, int | float):
        return f"{value:,.{digits[1]}f}"
    return str(value)
