"""How a text file separates its cells, and which of its lines is the header; decided from the lines themselves."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import dropwhile, islice, zip_longest
from pathlib import Path
from typing import Any

from producflow.errors import ImportRefused, InvalidInput
from producflow.imports.reading.quoting import PLAIN, Quoting, possible
from producflow.imports.text import is_blank, is_date, is_number

SPACES = " "
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", SPACES: "spaces"}
LINES_LOOKED_AT = 20_000  # more lines never changed a delimiter's lead; ragged lines further down are rejected by line
CELLS_LOOKED_AT = 2_000_000  # of a table wider than any, so that it is refused at once
LONGEST_CELL = 1 << 24  # characters; a quotation mark that is never closed swallows no more
csv.field_size_limit(LONGEST_CELL)
HEADER_WITHIN = 50  # lines; banners are shorter
NO_HEADER = 0
MOSTLY = 0.8  # of the rows
STATED = re.compile(r"sep=([,;|\t])\r?\n")

OTHER_WORLDS = (
    (re.compile(r"\s*<(!doctype|html|head|body|table)", re.IGNORECASE), "an HTML page"),
    (re.compile(r"\s*<(\?xml|[a-z][\w:.-]*[ >/])", re.IGNORECASE), "an XML document"),
    (re.compile(r"""\s*(\{\s*["}]|\[\s*[\[{"])"""), "JSON"),
)
"""How text begins that has commas in it and is no table all the same."""

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class StatedForm:
    """What a person says about a file's form; what is left out is found out."""

    sheet: str | None = None
    """Of a workbook."""
    encoding: str | None = None
    """One of :data:`producflow.imports.reading.encodings.ENCODINGS`."""
    delimiter: str | None = None
    """One of :data:`DELIMITERS`."""
    header_line: int | None = None
    """Line on which the header begins, the first is 1; 0: there is none."""


def stated_form(said: Mapping[str, str]) -> StatedForm:
    """A form from texts by name.

    Raises
    ------
    InvalidInput
        If there is no such name, or no such line.
    """
    names = [each.name for each in fields(StatedForm)]
    for name in said:
        if name not in names:
            raise InvalidInput(f"“{name}” is nothing that the form of a file has; use {', '.join(names)}.", "form")
    line = said.get("header_line")
    if line is not None and not line.isdecimal():
        raise InvalidInput(f"The header begins on a line by its number, such as 3, not “{line}”; 0: none.", "form")
    texts: dict[str, Any] = {**said} | ({} if line is None else {"header_line": int(line)})
    return StatedForm(**texts)


@dataclass(frozen=True)
class Dialect:
    """How the cells are separated and where the table begins."""

    delimiter: str
    """One of :data:`DELIMITERS`."""
    header_line: int | None
    """Physical line on which the header ends, the first is 1; None: the file has no header."""
    skipped: int
    """Rows above the header (a banner). [rows]"""
    quoting: Quoting = PLAIN

    def describe(self) -> str:
        """The dialect in a few words."""
        header = "no header" if self.header_line is None else f"header in line {self.header_line}"
        quoted = ", quoted by single quotation marks" if self.quoting.mark != PLAIN.mark else ""
        escaped = ", marks within cells behind a backslash" if self.quoting.escaped else ""
        return f"separated by {DELIMITERS[self.delimiter]}, {header}{quoted}{escaped}"


def rows_of(path: Path, delimiter: str, quoting: Quoting = PLAIN) -> Iterator[Row]:
    """Every row that is not blank, with the physical line on which it begins.

    Raises
    ------
    ImportRefused
        If a cell never ends.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = quoting.reader(file, delimiter)
        begins = 1
        try:
            for row in reader:
                if delimiter == SPACES and row and not row[-1]:
                    row.pop()  # blanks at the end of a line separate nothing
                if row and (len(row) > 1 or not is_blank(row[0])):
                    yield begins, row
                begins = reader.line_num + 1
        except csv.Error as error:
            raise ImportRefused(
                f"The cell that begins in line {begins} does not end within {csv.field_size_limit():,} characters "
                f"({error}); look for a quotation mark that is never closed."
            ) from error


def detect(path: Path, name: str, said: StatedForm | None = None) -> Dialect:
    """Tell a file's dialect.

    Raises
    ------
    ImportRefused
        If no delimiter makes a table of it.
    InvalidInput
        If what the person says cannot be.
    """
    said = said or StatedForm()
    if said.delimiter is not None and said.delimiter not in DELIMITERS:
        raise InvalidInput(f"“{said.delimiter}” is no delimiter; use {' or '.join(DELIMITERS.values())}.", "delimiter")
    if said.delimiter is None:
        _refuse_other_worlds(path, name)
    stated = said.delimiter or _stated(path)
    quotings = list(possible(path, LINES_LOOKED_AT))
    best = _best(path, [stated] if stated else _there(path), quotings)
    if best is None and not stated and _has_numbers(path):
        # Spaces last: they stand in the texts of any table, too.
        best = _best(path, [SPACES], quotings[:1])
    if best is None:
        *names, last = DELIMITERS.values()
        raise ImportRefused(
            f"{name} holds no table: no line is divided into columns by {', '.join(names)} or {last}; "
            "upload a CSV export with a header line."
        )
    _, delimiter, quoting, width = best
    top = list(islice(rows_of(path, delimiter, quoting), HEADER_WITHIN))
    return replace(with_header(top, delimiter, width, said.header_line), quoting=quoting)


def _best(
    path: Path, delimiters: Sequence[str], quotings: Sequence[Quoting]
) -> tuple[tuple[float, int, int], str, Quoting, int] | None:
    """Score, form and width of the best; a banner longer than its table is passed over if nothing else fits."""
    for passing_over in (False, True):
        scores = [
            (_score(path, delimiter, quoting, passing_over=passing_over), delimiter, quoting)
            for quoting in quotings
            for delimiter in delimiters
        ]
        found = [(score[0], delimiter, quoting, score[1]) for score, delimiter, quoting in scores if score is not None]
        if found:
            # Of those by which as many rows agree, the one whose cells end at their closing marks.
            return max(found, key=lambda each: (each[0][0], -_broken(path, quotings, each[1], each[2]), each[0]))
    return None


def _broken(path: Path, quotings: Sequence[Quoting], delimiter: str, quoting: Quoting) -> int:
    return quoting.broken(path, delimiter, LINES_LOOKED_AT) if len(quotings) > 1 else 0


def _refuse_other_worlds(path: Path, name: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        top = file.read(2_000)
    for begins, what in OTHER_WORLDS:
        if begins.match(top):
            raise ImportRefused(f"{name} is {what}; export the table as CSV and upload that.")


def _stated(path: Path) -> str | None:
    """The delimiter that the first line states, as Excel writes it: ``sep=;``."""
    with path.open(encoding="utf-8", newline="") as file:
        found = STATED.match(file.read(16))
    return found[1] if found else None


def _there(path: Path) -> list[str]:
    """Delimiters that stand in the first lines at all: to divide those by one that does not takes as long."""
    with path.open(encoding="utf-8", newline="") as file:
        text = "".join(islice(file, LINES_LOOKED_AT))
    return [each for each in DELIMITERS if each != SPACES and each in text]


def _has_numbers(path: Path) -> bool:
    """Whether a file divided by spaces is a table and not prose: some column holds numbers or dates throughout."""
    rows = [[cell for cell in row if cell] for _, row in islice(rows_of(path, SPACES), HEADER_WITHIN)][1:]
    columns = zip_longest(*rows, fillvalue="")
    return len(rows) > 1 and any(
        sum(is_number(cell) or is_date(cell) for cell in column) >= MOSTLY * len(rows) for column in columns
    )


def _score(
    path: Path, delimiter: str, quoting: Quoting, *, passing_over: bool = False
) -> tuple[tuple[float, int, int], int] | None:
    """How well a delimiter fits: the share of rows that agree on a width, whether the header does, and the width."""
    widths: Counter[int] = Counter()
    first: int | None = None
    cells = 0
    rows = islice(rows_of(path, delimiter, quoting), LINES_LOOKED_AT)
    try:
        for _, row in dropwhile(_undivided(), rows) if passing_over else rows:
            width = len(row)
            first = width if first is None else first
            widths[width] += 1
            cells += width
            if cells > CELLS_LOOKED_AT:
                break
    except ImportRefused:
        # What was read before a cell that never ends tells the width all the same.
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


def _undivided() -> Callable[[Row], bool]:
    """Condition: a line of a banner, which no delimiter divides; but no more of them than a banner has."""
    left = iter(range(HEADER_WITHIN))
    return lambda row: len(row[1]) == 1 and next(left, None) is not None


def with_header(top: list[Row], delimiter: str, width: int, said: int | None = None) -> Dialect:
    """Find the header among the first rows: the first as wide as the table, unless its cells look like those below.

    Parameters
    ----------
    top : list of (int, list of str)
        The first rows with the lines on which they begin.
    said : int, optional
        Line on which the header begins, as a person says; 0: there is none.

    Raises
    ------
    InvalidInput
        If no row begins on that line.
    """
    if said == NO_HEADER:
        return Dialect(delimiter, None, 0)
    if said is not None:
        for skipped, (begins, row) in enumerate(top):
            if begins == said:
                return Dialect(delimiter, begins + sum(_line_breaks(cell) for cell in row), skipped)
        raise InvalidInput(f"No row begins on line {said} of the first {HEADER_WITHIN}.", "header_line")
    for skipped, (begins, row) in enumerate(top):
        below = top[skipped + 1][1] if skipped + 1 < len(top) else []
        trailing = 1 < len(row) < width == len(below) and all(map(is_blank, below[len(row) :]))
        if _is_banner(row, width):
            continue
        if len(row) == width or trailing or (skipped == 0 and len(row) > width):
            ends = begins + sum(_line_breaks(cell) for cell in row)
            looks_like_data = any(is_number(cell) or is_date(cell) for cell in row)
            return Dialect(delimiter, None if looks_like_data else ends, skipped)
    return Dialect(delimiter, None, 0)


def _is_banner(row: list[str], width: int) -> bool:
    """Whether most cells of a row are empty: a title padded to the table's width, as spreadsheets write it."""
    return width > 2 and 2 * sum(bool(cell.strip()) for cell in row) <= width and len(row) >= width


def _line_breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")
