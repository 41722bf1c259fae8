"""How figures and rows are put on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.printing.sheet import Rows, Tile
from producflow.ui.text import local, number

NOT_AVAILABLE = "not available"


@dataclass(frozen=True)
class Shown:
    """How one figure or column is shown: its label, unit and digits.

    ``words`` are no numbers and stand left, ``right`` are numbers put into words, which stand right as numbers do.
    """

    label: str
    unit: str = ""
    digits: int = 0
    words: bool = False
    right: bool = False

    @property
    def heading(self) -> str:
        """Label and unit."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


def tile(shown: Shown, value: float | None, *, previous: float | None = None, note: str = "") -> Tile:
    """One figure with its change against the period before; missing is said to be missing."""
    missing = value is None or pd.isna(value)
    told = NOT_AVAILABLE if missing else number(value, shown.digits, shown.unit)
    known = not missing and previous is not None and not pd.isna(previous)
    change = f"period before: {number(previous, shown.digits)}" if known else ""
    return Tile(shown.label, told, " · ".join(filter(None, [change, note])))


def rows(title: str, frame: pd.DataFrame, columns: Mapping[str, Shown], zone: str, most: int) -> Rows:
    """The first rows of a table, in words.

    Parameters
    ----------
    title : str
    frame : DataFrame
    columns : mapping of str to Shown
        Which columns, in which order; those in words come first.
    zone : str
        On whose clock instants are told.
    most : int
        Rows that have room.
    """
    head = frame.head(most)
    cells = [[cell(row[name], shown, zone) for name, shown in columns.items()] for row in head.to_dict("records")]
    return Rows(
        title=title,
        headings=tuple(shown.heading for shown in columns.values()),
        cells=tuple(map(tuple, cells)),
        left_out=len(frame) - len(head),
        words=sum(shown.words for shown in columns.values()),
    )


def cell(value: Any, shown: Shown, zone: str) -> str:
    """One value of a table."""
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return "–"
    if isinstance(value, datetime):
        return local(value, zone) if value.tzinfo is not None else f"{value:%-d %b %Y}"
    if shown.words or shown.right:
        return str(value)
    return number(float(value), shown.digits)


def joined(*parts: str) -> str:
    """What there is of some parts, with dots between."""
    return " · ".join(filter(None, parts))


def listed(names: Sequence[str], most: int = 6) -> str:
    """Some names, and how many more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
