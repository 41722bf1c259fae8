"""The process that opens a workbook: bounds itself, tells what it holds, and writes the rows of the sheet asked for.

Says a line of JSON on standard output: what it found, then, when a sheet was asked for on standard input, that its rows
are written. A line with ``refused`` is the last. When whoever would ask is gone, it ends too.
"""

import csv
import json
import os
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from producflow.sheets.cells import as_text
from producflow.sheets.extents import extents

TOP = 50  # rows that are shown before a sheet is chosen


class Refused(Exception):
    """The workbook cannot be read, and why."""

    def __init__(self, refused: str, **more: object) -> None:
        self.told = {"refused": refused, **more}


def bound(memory: int, seconds: int) -> None:
    """Take no more than that memory and processor time, and write no more than that either. [bytes, s]"""
    # RLIMIT_AS would refuse honest files: threads and libraries reserve addresses that they never touch.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    # A core file would be as large as its memory, and hold what was uploaded.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Book:
    """A workbook and what it holds."""

    def __init__(self, path: str, memory: int) -> None:
        import python_calamine  # only in this process, under its limits

        self._errors = python_calamine.CalamineError
        reach, at_once = extents(path)
        self._far = {name: extent for name, extent in reach.items() if extent.too_far(memory)}
        self.error_cells = sum(extent.errors for extent in reach.values())
        if self._far and at_once:
            raise self._refusal(next(iter(self._far)))
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(path)
        except python_calamine.PasswordError as error:
            raise Refused("locked") from error
        except (self._errors, OSError) as error:
            raise Refused("damaged", why=str(error)) from error
        found = self._book.sheets_metadata
        self.hidden = [each.name for each in found if each.visible != python_calamine.SheetVisibleEnum.Visible]
        self.names = [each.name for each in found if each.typ == python_calamine.SheetTypeEnum.WorkSheet]
        self._held: tuple[str, Any] = ("", None)

    def look(self, columns: int) -> dict[str, object]:
        """What it holds, with the top rows of each sheet that holds anything."""
        tops = {}
        for name in self.names:
            if name not in self._far and self._sheet(name).height > 0:
                tops[name] = [(number, row[:columns]) for number, row in islice(self._rows(name), TOP)]
        far = [self._refusal(name).told for name in self._far]
        return {"names": self.names, "hidden": self.hidden, "tops": tops, "far": far, "errors": self.error_cells}

    def write(self, name: str, file: Any) -> None:
        """Write the rows of a sheet that are not blank, each behind its number."""
        if name in self._far:
            raise self._refusal(name)
        # Quoted throughout, blanks at the beginning of a cell are kept by whoever reads it.
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows((number, *row) for number, row in self._rows(name))

    def _rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not blank, without the empty columns before the first cell."""
        for number, cells in enumerate(self._sheet(name).iter_rows(), start=1):  # those above the first cell too
            if any(cell != "" for cell in cells):
                yield number, as_text(cells)

    def _sheet(self, name: str) -> Any:
        """A sheet; the last one stays open, since most workbooks have one."""
        if self._held[0] != name or self._held[1] is None:
            self._held = ("", None)  # before the next takes its memory
            try:
                self._held = (name, self._book.get_sheet_by_name(name))
            except (self._errors, OSError) as error:
                raise Refused("damaged sheet", sheet=name, why=str(error)) from error
        return self._held[1]

    def _refusal(self, name: str) -> Refused:
        extent = self._far[name]
        return Refused("far", sheet=name, corner=extent.corner, cells=extent.cells)


def main(path: str, out: int, memory: int, seconds: int, columns: int) -> None:
    """Open a workbook, tell what it holds, and write the sheet that is asked for.

    Parameters
    ----------
    out : int
        The open file that takes the rows.
    memory, seconds : int
        Limits, see :func:`bound`.
    columns : int
        Most columns of a top row that are told.
    """
    bound(memory, seconds)
    try:
        book = Book(path, memory)
        tell(book.look(columns))
        asked = sys.stdin.readline()
        if not asked:
            return
        with os.fdopen(out, "w", encoding="utf-8", newline="") as file:
            book.write(json.loads(asked), file)
        tell({})
    except Refused as refused:
        tell(refused.told)
    except MemoryError:
        tell({"refused": "memory"})
    except OSError as error:
        tell({"refused": "disk", "why": error.strerror, "number": error.errno})
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
        tell({"refused": "damaged", "why": str(error) or type(error).__name__})


def tell(told: dict[str, object]) -> None:
    """Say a line."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
