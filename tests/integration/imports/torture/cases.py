"""What a hostile file is, and how most of them are made: from rows of cells, by writing them badly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

HEADER = ("machine", "timestamp", "sensor", "value")
ROWS = (
    ("Presse Süd", "2026-01-31 06:00:00", "temperature", "20.5"),
    ("Fräse 1", "2026-01-31 06:00:01", "pressure", "-3"),
    ("Presse Süd", "2026-01-31 06:00:02", "temperature", "1e3"),
)
EXPECTED = (
    ("Presse Süd", "2026-01-31 06:00:00", "temperature", 20.5),
    ("Fräse 1", "2026-01-31 06:00:01", "pressure", -3.0),
    ("Presse Süd", "2026-01-31 06:00:02", "temperature", 1000.0),
)


@dataclass(frozen=True)
class Case:
    """One file and its end.

    Attributes
    ----------
    name : str
        What is the matter with it.
    content : bytes
    rows : sequence of tuple, optional
        What is imported, in the order of the file: the values of ``fields``; times as ISO text in UTC.
    fields : sequence of str
        Columns of a rehearsal's sample.
    rejected : mapping of int to str
        Line → what its reason says (a regular expression), of every row that stays out.
    sentence : str, optional
        What the one sentence says instead (a regular expression).
    file_name : str
    options : mapping
        Further arguments of ``import_file``.
    """

    name: str
    content: bytes
    rows: Sequence[tuple[Any, ...]] = ()
    fields: Sequence[str] = ("equipment", "timestamp", "sensor_type", "value")
    rejected: dict[int, str] = field(default_factory=dict)
    sentence: str | None = None
    file_name: str = "export.csv"
    options: dict[str, Any] = field(default_factory=dict)


def table(
    rows: Sequence[Sequence[str]] = (HEADER, *ROWS), delimiter: str = ",", end: str = "\n", quote: bool = False
) -> str:
    """Rows as text, every cell in quotation marks or none."""
    cells = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' if quote else cell for cell in row] for row in rows]
    return "".join(delimiter.join(row) + end for row in cells)


def readings(name: str, stamps: Sequence[str], expected: Sequence[str | None], **options: Any) -> Case:
    """A file in which only the times are odd; None: that row stays out."""
    lines = [("P", stamp, "flow", str(number)) for number, stamp in enumerate(stamps)]
    rows = [("P", when, "flow", float(number)) for number, when in enumerate(expected) if when is not None]
    out = {number + 2: "date or time|years|not exist" for number, when in enumerate(expected) if when is None}
    return Case(name, table([HEADER, *lines], ";").encode(), rows, rejected=out, **options)


def values(name: str, texts: Sequence[str], expected: Sequence[float | None], **options: Any) -> Case:
    """A file in which only the values are odd; None: that row stays out."""
    stamp = "2026-01-31 06:00:{:02d}"
    lines = [("P", stamp.format(number), "flow", text) for number, text in enumerate(texts)]
    rows = [("P", stamp.format(n), "flow", value) for n, value in enumerate(expected) if value is not None]
    out = {n + 2: "number|empty|finite" for n, value in enumerate(expected) if value is None}
    return Case(name, table([HEADER, *lines], ";").encode(), rows, rejected=out, **options)


def shown(value: object) -> object:
    """A sample's cell as a case writes it."""
    if isinstance(value, datetime):
        naive = value.astimezone(UTC).replace(tzinfo=None)
        return naive.isoformat(sep=" ")
    return value
