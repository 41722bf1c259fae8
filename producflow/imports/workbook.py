"""Sheets of a workbook as rows of text cells, each with the number that the sheet shows beside it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from producflow.errors import ImportRefused

Row = tuple[int, list[str]]
ERROR_CELL = re.compile(rb'<c [^>]*t="e"')


class Workbook:
    """An open workbook.

    Parameters
    ----------
    path : Path
    name : str
        What its owner calls it.

    Raises
    ------
    ImportRefused
        If it is damaged, or locked by a password.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._name, self._path = name, path
        try:
            self._book = CalamineWorkbook.from_path(path)
        except PasswordError as error:
            raise ImportRefused(f"{name} is locked by a password; save it without one.") from error
        except (CalamineError, OSError) as error:
            raise ImportRefused(f"{name} is a damaged workbook ({error}); save it again.") from error
        found = self._book.sheets_metadata
        self.hidden = tuple(sheet.name for sheet in found if sheet.visible != SheetVisibleEnum.Visible)
        self._names = [sheet.name for sheet in found if sheet.typ == SheetTypeEnum.WorkSheet]

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets that hold anything, the visible ones first."""
        filled = [name for name in self._names if self._sheet(name).height > 0]
        return tuple(sorted(filled, key=lambda name: name in self.hidden))

    def rows(self, sheet: str) -> Iterator[Row]:
        """Rows of a sheet that are not blank, without the empty columns before the first cell.

        Raises
        ------
        ImportRefused
            If there is no such sheet.
        """
        if sheet not in self._names:
            raise ImportRefused(f"{self._name} has no sheet “{sheet}”; it has {', '.join(self._names)}.")
        found = self._sheet(sheet)
        first = (found.start or (0, 0))[0] + 1
        for number, cells in enumerate(found.to_python(skip_empty_area=True), start=first):
            if any(cell != "" for cell in cells):
                yield number, as_text(cells)

    def error_cells(self) -> int:
        """How many cells of an ``.xlsx`` hold a formula's error; they are read as empty."""
        try:
            with ZipFile(self._path) as archive:
                sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
                return sum(len(ERROR_CELL.findall(archive.read(name))) for name in sheets)
        except (BadZipFile, OSError):
            return 0

    def _sheet(self, name: str) -> CalamineSheet:
        try:
            return self._book.get_sheet_by_name(name)
        except (CalamineError, OSError) as error:
            raise ImportRefused(f"The sheet “{name}” of {self._name} is damaged ({error}); save it again.") from error


def as_text(cells: Sequence[object]) -> list[str]:
    """Cells as a text file would have them: whole numbers without a point, dates and times as ISO."""
    return [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(cell)
