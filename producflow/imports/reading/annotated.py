"""InfluxDB's annotated CSV: several tables below each other, each with lines of annotations and a header of its own.

See the InfluxDB documentation, "Annotated CSV": lines that begin with ``#`` say types, groups and defaults; the first
column is theirs alone; an empty line parts tables, whose columns may differ.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from producflow.imports.reading.dialect import Dialect, Row

ANNOTATIONS = ("#group", "#datatype", "#default")
ABOUT_THE_QUERY = frozenset({"", "result", "table", "_start", "_stop"})
"""Columns that say what was asked for, and not what was measured."""


def is_annotated(path: Path) -> bool:
    """Whether a text file begins as annotated CSV does."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.readline().lstrip("\ufeff\"' ").startswith(ANNOTATIONS)


def dialect(path: Path) -> Dialect:
    """Its form: the header is that of its first table."""
    return Dialect(",", next(_tables(path))[0], 0)


def rows(path: Path) -> Iterator[Row]:
    """A header with the columns of all tables, then the rows of all of them, each cell in the column of its name."""
    # Read twice: a later table may have columns that the first has not.
    names: dict[str, None] = {}
    first = 0
    for line, header, row in _tables(path):
        first = first or line
        if row is None:
            names |= dict.fromkeys(name for name in header if name not in ABOUT_THE_QUERY)
    yield first, list(names)
    for line, header, row in _tables(path):
        if row is not None:
            cells = dict(zip(header, row, strict=False))
            yield line, [cells.get(name, "") for name in names]


def _tables(path: Path) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Line and header of each table, then line, header and cells of each of its rows."""
    header: list[str] = []
    expected = True
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        begins = 1
        for row in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if row[0].startswith("#"):
                expected = True
            elif expected:
                header, expected = [cell.strip() for cell in row], False
                yield line, header, None
            else:
                yield line, header, row
