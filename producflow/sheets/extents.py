"""How far the sheets of a workbook reach, from their own cells, before anything allocates the rectangle that they span.

The reader takes rows × columns × 32 bytes for a sheet before anybody can ask how large it is. What a sheet says of its
own size (``<dimension>``) may lie or be missing, so the last filled cell of every row is looked at, streamed out of the
archive. Spreadsheets write cells in order; what does not is measured too small here, and meets the limit of memory.
"""

import html
import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, is_zipfile

CHUNK = 1 << 20  # bytes
LONGEST_ROW = 1 << 24  # bytes; of a longer one only pieces are looked at
BYTES_A_CELL = 32  # that the reader takes for each cell of the rectangle, filled or not
ROWS = 1 << 20  # of a sheet, in every spreadsheet; the reader clips what is beyond without a word
ROOMY = 5_000_000  # cells; a smaller rectangle may be as empty as it likes
ONE_IN = 100  # cells of a larger one must be filled: where fewer are, a cell stands far from all others

SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData[\s/>]")
REFERENCE = re.compile(rb'\sr="([A-Za-z]{1,3})(\d{1,10})"')
ERROR_CELL = re.compile(rb'<(?:[\w.-]+:)?c\s[^>]*t="e"')
ODS_OPENS = re.compile(rb"<table:table(-row)?([\s/>][^>]*)")
ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^>]*)>")
ODS_NAME = re.compile(rb'\stable:name="([^"]*)"')
ROWS_REPEATED = re.compile(rb'table:number-rows-repeated="(\d{1,18})"')
COLUMNS_REPEATED = re.compile(rb'table:number-columns-repeated="(\d{1,18})"')


@dataclass
class Extent:
    """How far a sheet reaches."""

    first: int = 0
    last: int = 0
    """The first and last row with a filled cell, counted from 1; 0: there is none."""
    columns: int = 0
    """Up to the last filled one."""
    filled: int = 0
    """Cells that hold anything, about."""
    errors: int = 0
    """Cells that hold a formula's error."""

    @property
    def cells(self) -> int:
        """Cells of the rectangle."""
        return (self.last - self.first + 1) * self.columns

    @property
    def corner(self) -> str:
        """The rectangle's last cell, as a spreadsheet names it."""
        name, left = "", self.columns
        while left > 0:
            left, letter = divmod(left - 1, 26)
            name = chr(ord("A") + letter) + name
        return f"{name}{self.last}"

    def take(self, row: int, columns: int) -> None:
        """Reach as far as a filled cell does."""
        self.first = min(self.first, row) if self.first else row
        self.last = max(self.last, row)
        self.columns = max(self.columns, columns)

    def too_far(self, memory: int) -> bool:
        """Whether the reader would need more than that memory, or nearly all of it for nothing. [bytes]"""
        empty = self.cells > ROOMY and self.cells > ONE_IN * self.filled
        return empty or self.cells * BYTES_A_CELL > memory or self.last > ROWS


def extents(path: str) -> tuple[dict[str, Extent], bool]:
    """How far each sheet of an ``.xlsx`` or ``.ods`` reaches, by its name; what cannot be told is left out.

    Returns
    -------
    dict of str to Extent
    bool
        Whether the reader takes in all sheets at once, the ones that nobody asks for too.
    """
    found: dict[str, Extent] = {}
    try:
        if not is_zipfile(path):
            return found, False
        with ZipFile(path) as archive:
            if "content.xml" in archive.NameToInfo:
                with _member(archive, "content.xml") as file:
                    return _of_ods(file), True
            for name, member in _sheets(archive):
                with _member(archive, member) as file:
                    found[name] = _of_xlsx(file)
    except (BadZipFile, EOFError, KeyError, OSError, ValueError, zlib.error, ElementTree.ParseError):
        return found, False  # a damaged one is for the reader to refuse
    return found, False


def _member(archive: ZipFile, name: str) -> IO[bytes]:
    """A member, streamed; other ways of packing unpack without bounds, and the reader does not know them either."""
    if archive.getinfo(name).compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile(name)
    return archive.open(name)


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets of an ``.xlsx`` and their members."""
    with _member(archive, "xl/_rels/workbook.xml.rels") as file:
        targets = {each.get("Id"): each.get("Target", "") for each in _elements(file)}
    with _member(archive, "xl/workbook.xml") as file:
        sheets = [each for each in _elements(file) if each.tag.rpartition("}")[2] == "sheet"]
    for sheet in sheets:
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
        member = posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")
        if member.endswith(".xml") and member in archive.NameToInfo:
            yield sheet.get("name", ""), member


def _elements(file: IO[bytes]) -> Iterator[ElementTree.Element]:
    return ElementTree.parse(file).iter()  # noqa: S314 - expat bounds entities, and this process is bounded


def _parts(file: IO[bytes], end: bytes, rest: bytes = b"") -> Iterator[bytes]:
    """Pieces of what was read and of the rest of a file, cut where the text says, without it."""
    while True:
        *parts, rest = rest.split(end)
        yield from parts
        chunk = file.read(CHUNK)
        if not chunk or len(rest) > LONGEST_ROW:
            yield rest
            rest = b""
        if not chunk:
            return
        rest += chunk


def _of_xlsx(file: IO[bytes]) -> Extent:
    extent = Extent()
    head = b""
    while not (found := SHEET_DATA.search(head)):
        if not (chunk := file.read(CHUNK)):
            return extent
        # The tag may be cut in two by the end of a piece.
        head = head[-1_000:] + chunk
    prefix = found[1]
    cell, value, text = b"<%bc " % prefix, b"</%bv>" % prefix, b"</%bis>" % prefix
    numbers: dict[bytes, int] = {}
    for part in _parts(file, b"</%brow>" % prefix, head[found.start() :]):
        extent.filled += part.count(value) + part.count(text)
        if b't="e"' in part:
            extent.errors += len(ERROR_CELL.findall(part))
        at = max(part.rfind(value), part.rfind(text))
        reference = REFERENCE.search(part, max(part.rfind(cell, 0, at), 0), at) if at >= 0 else None
        if reference is not None:
            letters = reference[1]
            if letters not in numbers:
                numbers[letters] = _number(letters)
            extent.take(int(reference[2]), numbers[letters])
    return extent


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _of_ods(file: IO[bytes]) -> dict[str, Extent]:
    found: dict[str, Extent] = {}
    extent, row = Extent(), 0
    for part in _parts(file, b"</table:table-row>"):
        repeats = 1
        for opening in ODS_OPENS.finditer(part):
            if opening[1] is None:
                name = ODS_NAME.search(opening[2])
                extent, row = found.setdefault(html.unescape(name[1].decode()) if name else "", Extent()), 0
                continue
            again = ROWS_REPEATED.search(opening[2])
            repeats = int(again[1]) if again else 1
            row += repeats
        columns, filled = _cells(part)
        if filled:
            extent.filled += filled
            # Its first and its last row: a filled row may be repeated.
            extent.take(row - repeats + 1, columns)
            extent.take(row, columns)
    return found


def _cells(row: bytes) -> tuple[int, int]:
    """Columns of a row up to its last filled cell, and how many are filled; a repeated cell counts once."""
    if b"number-columns-repeated" not in row:
        filled = row.count(b"office:value-type=")
        return row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell"), filled
    column = columns = filled = 0
    for cell in ODS_CELL.finditer(row):
        again = COLUMNS_REPEATED.search(cell[1])
        column += int(again[1]) if again else 1
        if b"office:value-type=" in cell[1] or b"table:formula=" in cell[1]:
            columns, filled = column, filled + 1
    return columns, filled
