"""Rows on their way into the staging folder: written, counted, and stopped at the limit."""

import secrets
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from producflow.errors import ImportRefused
from producflow.imports.progress import READING_ROWS, Progress
from producflow.imports.reading.dialect import Row
from producflow.imports.text import is_blank


class CellSink:
    """Takes rows in, writes them where they belong, counts them, and stops at the limit."""

    def __init__(
        self,
        folder: Path,
        width: int,
        name: str,
        limit: int,
        progress: Progress,
        header: list[str] | None,
        trailing: int = 0,
    ) -> None:
        stem = secrets.token_hex(16)
        self.cells = folder / f"{stem}.cells.parquet"
        self.ragged = folder / f"{stem}.ragged.parquet"
        self.rows = self.ragged_rows = 0
        self.repeated: list[int] = []
        self._width, self._name, self._limit = width, name, limit
        self._trailing = trailing
        self._progress, self._header = progress, header
        self._whole = pa.schema([("line", pa.int64()), *((f"c{index}", pa.string()) for index in range(width))])
        self._torn = pa.schema([("line", pa.int64()), ("cells", pa.list_(pa.string()))])
        for path in (self.cells, self.ragged):
            path.touch(mode=0o600, exist_ok=False)
        # Statistics help nobody here; words that recur are stored, and later looked at, once.
        cheap = {"compression": "lz4", "write_statistics": False, "use_dictionary": self._whole.names[1:]}
        self._writers = (pq.ParquetWriter(self.cells, self._whole, **cheap), pq.ParquetWriter(self.ragged, self._torn))

    def columns(self, lines: pa.Array, arrays: list[pa.Array]) -> None:
        """Take rows that fit, column by column, each with the empty cells that every line ends with."""
        lines, arrays = self._without_header(*self._without_trailing(lines, arrays))
        self._count(len(lines))
        self._writers[0].write_table(pa.Table.from_arrays([lines, *arrays], schema=self._whole))

    def batch(self, batch: list[Row]) -> None:
        """Take rows one by one, fitting or not; rows without any value are nothing."""
        filled = [(line, row) for line, row in batch if not all(map(is_blank, row)) and not self._said_again(line, row)]
        good = [(line, row) for line, row in filled if self._fits(row)]
        bad = [(line, row) for line, row in filled if not self._fits(row)]
        if good:
            columns = zip(*(row for _, row in good), strict=True)
            self.columns(
                pa.array((line for line, _ in good), pa.int64()), [pa.array(column, pa.string()) for column in columns]
            )
        self._tear(bad)

    def _said_again(self, line: int, row: list[str]) -> bool:
        """Leave out a header that is repeated without the empty cells that every other line ends with."""
        again = self._trailing > 0 and [cell.strip() for cell in row] == self._header
        self.repeated += [line] * again
        return again

    def _fits(self, row: list[str]) -> bool:
        return len(row) == self._width + self._trailing and all(map(is_blank, row[self._width :]))

    def _tear(self, bad: list[Row]) -> None:
        """Take rows that are not as wide as the others."""
        if not bad:
            return
        self._count(len(bad))
        self.ragged_rows += len(bad)
        lines = pa.array((line for line, _ in bad), pa.int64())
        cells = pa.array([row for _, row in bad], pa.list_(pa.string()))
        self._writers[1].write_table(pa.Table.from_arrays([lines, cells], schema=self._torn))

    def _without_trailing(self, lines: pa.Array, arrays: list[pa.Array]) -> tuple[pa.Array, list[pa.Array]]:
        """Take off the empty cells that every line ends with; a row where they are not empty is torn."""
        if not self._trailing:
            return lines, arrays
        kept = arrays[: self._width]
        odd = pc.not_equal(pc.utf8_trim_whitespace(arrays[self._width]), "")
        for more in arrays[self._width + 1 :]:
            odd = pc.or_(odd, pc.not_equal(pc.utf8_trim_whitespace(more), ""))
        if not pc.any(odd).as_py():
            return lines, kept
        torn = zip(*(array.filter(odd).to_pylist() for array in arrays), strict=True)
        self._tear(list(zip(lines.filter(odd).to_pylist(), map(list, torn), strict=True)))
        fitting = pc.invert(odd)
        return lines.filter(fitting), [array.filter(fitting) for array in kept]

    def _without_header(self, lines: pa.Array, arrays: list[pa.Array]) -> tuple[pa.Array, list[pa.Array]]:
        """Leave out rows that say the header again, as files do that were put together from several."""
        if self._header is None or len(self._header) != len(arrays):
            return lines, arrays
        # Column by column, since hardly any piece has such a row, and the first columns tell.
        again = pc.equal(pc.utf8_trim_whitespace(arrays[0]), self._header[0])
        for array, name in zip(arrays[1:], self._header[1:], strict=True):
            if not pc.any(again).as_py():
                return lines, arrays
            again = pc.and_(again, pc.equal(pc.utf8_trim_whitespace(array), name))
        self.repeated += lines.filter(again).to_pylist()
        keep = pc.invert(again)
        return lines.filter(keep), [array.filter(keep) for array in arrays]

    def _count(self, rows: int) -> None:
        self.rows += rows
        self._progress.report(READING_ROWS, self.rows)
        if self.rows > self._limit:
            raise ImportRefused(
                f"{self._name} has more than {self._limit:,} rows; split it, or raise PRODUCFLOW_UPLOAD_ROWS."
            )

    def close(self) -> None:
        """Finish both files."""
        for writer in self._writers:
            writer.close()

    def discard(self) -> None:
        """Finish and remove both files."""
        self.close()
        self.cells.unlink(missing_ok=True)
        self.ragged.unlink(missing_ok=True)


def trailing_cells(rows: Sequence[Row], width: int, header: Sequence[str] | None) -> int:
    """How many empty cells every line but the header has beyond the table's width; 0 if one has none."""
    below = (row for _, row in rows if not all(map(is_blank, row)) and [cell.strip() for cell in row] != header)
    more = Counter(len(row) - width for row in below if all(map(is_blank, row[width:])))
    return 0 if not more or min(more) <= 0 else more.most_common(1)[0][0]
