"""How a text file separates its cells, and which of its lines is the header; decided from the lines themselves."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from producflow.errors import ImportRefused
from producflow.imports.text import is_date, is_number

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
LINES_LOOKED_AT = 20_000  # more lines never changed a delimiter's lead; ragged lines further down are rejected by line
HEADER_WITHIN = 50  # lines; banners are shorter


@dataclass(frozen=True)
class Dialect:
    """How the cells are separated and where the table begins.

    Attributes
    ----------
    delimiter : str
        One of :data:`DELIMITERS`.
    header_line : int or None
        Physical line on which the header ends, the first is 1; None: the file has no header.
    skipped : int
        Rows above the header (a banner). [rows]
    """

    delimiter: str
    header_line: int | None
    skipped: int

    def describe(self) -> str:
        """The dialect in a few words."""
        header = "no header" if self.header_line is None else f"header in line {self.header_line}"
        return f"separated by {DELIMITERS[self.delimiter]}, {header}"


def rows_of(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the physical line on which it begins.

    Raises
    ------
    ImportRefused
        If a cell never ends.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        begins = 1
        try:
            for row in reader:
                if row and (len(row) > 1 or row[0].strip()):
                    yield begins, row
                begins = reader.line_num + 1
        except csv.Error as error:
            raise ImportRefused(
                f"The cell that begins in line {begins} does not end within {csv.field_size_limit():,} characters "
                f"({error}); look for a quotation mark that is never closed."
            ) from error


def detect(path: Path, name: str) -> Dialect:
    """Tell a file's dialect.

    Raises
    ------
    ImportRefused
        If no delimiter makes a table of it.
    """
    best: tuple[tuple[float, int, int], str, int] | None = None
    for delimiter in DELIMITERS:
        score = _score(path, delimiter)
        if score is not None and (best is None or score[0] > best[0]):
            best = (score[0], delimiter, score[1])
    if best is None:
        names = ", ".join(list(DELIMITERS.values())[:-1])
        raise ImportRefused(
            f"{name} holds no table: no line is divided into columns by {names} or {DELIMITERS['|']}; "
            "upload a CSV export with a header line."
        )
    _, delimiter, width = best
    return _with_header(path, delimiter, width)


def _score(path: Path, delimiter: str) -> tuple[tuple[float, int, int], int] | None:
    """How well a delimiter fits: the share of rows that agree on a width, whether the header does, and the width."""
    widths: Counter[int] = Counter()
    first: int | None = None
    try:
        for _, row in islice(rows_of(path, delimiter), LINES_LOOKED_AT):
            first = len(row) if first is None else first
            widths[len(row)] += 1
    except ImportRefused:
        if not widths:
            raise
    divided = {width: count for width, count in widths.items() if width > 1}
    if not divided:
        return None
    width, count = max(divided.items(), key=lambda item: (item[1], item[0]))
    share = count / widths.total()
    if share < 0.5 and first != width:
        return None
    return (round(share, 4), int(first == width), width), width


def _with_header(path: Path, delimiter: str, width: int) -> Dialect:
    """The header is the first row as wide as the table, unless its cells look like those below it."""
    top = list(islice(rows_of(path, delimiter), HEADER_WITHIN))
    for skipped, (begins, row) in enumerate(top):
        below = top[skipped + 1][1] if skipped + 1 < len(top) else []
        trailing = len(row) == width - 1 and len(below) == width and not below[-1].strip()
        if len(row) == width or trailing or (skipped == 0 and len(row) > width):
            ends = begins + sum(_line_breaks(cell) for cell in row)
            looks_like_data = any(is_number(cell) or is_date(cell) for cell in row)
            return Dialect(delimiter, None if looks_like_data else ends, skipped)
    return Dialect(delimiter, None, 0)


def _line_breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")
