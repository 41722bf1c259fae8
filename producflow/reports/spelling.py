"""Figures as people and programs read them."""

import math
from typing import Any

import pandas as pd


def number(value: float | None, digits: int = 0, unit: str = "") -> str:
    """A number with thousands separators and its unit, or ``not available``."""
    if value is None or math.isnan(value):
        return "not available"
    shown = f"{value:,.{digits}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.lstrip("-")
    return f"{shown.replace('-', '−')} {unit}".rstrip()


def counted(count: int, one: str, many: str) -> str:
    """A number of things in words: ``1 import``, ``1,204 imports``."""
    return f"{count:,} {one if count == 1 else many}"


def word(status: object) -> str:
    """The word for a status, such as ``In progress``."""
    return "In maintenance" if status == "maintenance" else str(status).replace("_", " ").capitalize()


def exactly(value: float | None, unit: str = "") -> str:
    """A number as exact as it helps: two digits after the point, no trailing zeros; more for what is below 1."""
    if value is None or math.isnan(value):
        return "not available"
    digits = 2 if abs(value) >= 1 or value == 0 else 4
    shown = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    shown = "0" if shown == "-0" else shown
    return f"{shown.replace('-', '−')} {unit}".rstrip()


def known_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON takes them: what is missing is None."""
    return [
        {str(name): value if isinstance(value, list) or not pd.isna(value) else None for name, value in row.items()}
        for row in rows.to_dict("records")
    ]
