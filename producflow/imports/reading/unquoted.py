"""Text without a quotation mark: every line is a row, so Arrow can cut it into columns."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from producflow.errors import ImportRefused
from producflow.imports.reading.dialect import Dialect
from producflow.imports.reading.receive import LONGEST_LINE

BLOCK = LONGEST_LINE
NOTHING_LEFT = ("Empty CSV file", "Could not skip initial")
"""What Arrow says where nothing stands under the header."""


class UnquotedLines:
    """The rows of a file without quotation marks.

    Parameters
    ----------
    dialect : Dialect
        Where the table begins; a header ends in a line of its own.
    width : int
        Number of columns.

    Attributes
    ----------
    odd : list of (int, list of str)
        Line and cells of the rows that are not as wide as the table; complete once :meth:`columns` is exhausted.
    """

    def __init__(self, path: Path, dialect: Dialect, width: int) -> None:
        self.odd: list[tuple[int, list[str]]] = []
        self._path, self._width, self._delimiter = path, width, dialect.delimiter
        self._above = dialect.header_line or 0

    def _take(self, row: csv.InvalidRow) -> str:
        self.odd.append((row.number, row.text.split(self._delimiter)))
        return "skip"

    def columns(self) -> Iterator[tuple[pa.Array, list[pa.Array]]]:
        """Physical lines and columns of the rows that fit; lines without any value are left out.

        Raises
        ------
        ImportRefused
            If a line is too long to be one.
        """
        names = [f"c{index}" for index in range(self._width)]
        try:
            # Without threads, as only then Arrow tells the number of an odd row; with empty lines, so that lines can be
            # counted; and without looking at the UTF-8, which we wrote ourselves.
            reader = csv.open_csv(
                self._path,
                read_options=csv.ReadOptions(
                    column_names=names, skip_rows=self._above, use_threads=False, block_size=BLOCK
                ),
                parse_options=csv.ParseOptions(
                    delimiter=self._delimiter,
                    quote_char=False,
                    double_quote=False,
                    ignore_empty_lines=False,
                    invalid_row_handler=self._take,
                ),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
                ),
            )
            line = self._above + 1
            for batch in reader:
                lines, line = self._lines(line, batch.num_rows)
                yield _filled(lines, batch.columns)
        except pa.ArrowInvalid as error:
            if any(said in str(error) for said in NOTHING_LEFT):
                return
            raise ImportRefused(
                f"The file cannot be divided into lines of at most {BLOCK // 1_000_000} MB ({error}); export it again."
            ) from error

    def _lines(self, first: int, count: int) -> tuple[pa.Array, int]:
        """Physical lines of the next rows that fit: all from ``first`` on that are not odd; and where to go on."""
        odd = np.array([line for line, _ in self.odd if line >= first], dtype="int64")
        candidates = np.arange(first, first + count + len(odd), dtype="int64")
        lines = np.setdiff1d(candidates, odd, assume_unique=True)[:count]
        return pa.array(lines), int(lines[-1]) + 1 if count else first


def _filled(lines: pa.Array, columns: list[pa.Array]) -> tuple[pa.Array, list[pa.Array]]:
    empty = pc.equal(pc.utf8_trim_whitespace(columns[0]), "")
    if not pc.any(empty).as_py():
        return lines, columns
    for column in columns[1:]:
        empty = pc.and_(empty, pc.equal(pc.utf8_trim_whitespace(column), ""))
    keep = pc.invert(empty)
    return lines.filter(keep), [column.filter(keep) for column in columns]
