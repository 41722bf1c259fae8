"""Rows on their way into the staging folder: written, counted, and stopped at the limit."""

import secrets
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from producflow.errors import ImportRefused
from producflow.imports.dialect import Row
from producflow.imports.progress import READING_ROWS, Progress
from producflow.imports.text import is_blank


class CellSink:
    """Takes rows in, writes them where they belong, counts them, and stops at the limit."""

    def __init__(
        self, folder: Path, width: int, name: str, limit: int, progress: Progress, header: list[str] | None
    ) -> None:
        stem = secrets.token_hex(16)
        self.cells = folder / f"{stem}.cells.parquet"
        self.ragged = folder / f"{stem}.ragged.parquet"
        self.rows = self.ragged_rows = 0
        self.repeated: list[int] = []
        self._width, self._name, self._limit = width, name, limit
        self._progress, self._header = progress, header
        self._whole = pa.schema([("line", pa.int64()), *((f"c{index}", pa.string()) for index in range(width))])
        self._torn = pa.schema([("line", pa.int64()), ("cells", pa.list_(pa.string()))])
        for path in (self.cells, self.ragged):
            path.touch(mode=0o600, exist_ok=False)
        # Statistics help nobody here; words that recur are stored, and later looked at, once.
        cheap = {"compression": "lz4", "write_statistics": False, "use_dictionary": self._whole.names[1:]}
        self._writers = (pq.ParquetWriter(self.cells, self._whole, **cheap), pq.ParquetWriter(self.ragged, self._torn))

    def columns(self, lines: pa.Array, arrays: list[pa.Array]) -> None:
        """Take rows that fit, column by column."""
        lines, arrays = self._without_header(lines, arrays)
        self._count(len(lines))
        self._writers[0].write_table(pa.Table.from_arrays([lines, *arrays], schema=self._whole))

    def batch(self, batch: list[Row]) -> None:
        """Take rows one by one, fitting or not; rows without any value are nothing."""
        fitting = [(line, _fitted(row, self._width)) for line, row in batch if not all(map(is_blank, row))]
        good = [(line, row) for line, row in fitting if len(row) == self._width]
        bad = [(line, row) for line, row in fitting if len(row) != self._width]
        if good:
            columns = zip(*(row for _, row in good), strict=True)
            self.columns(
                pa.array((line for line, _ in good), pa.int64()), [pa.array(column, pa.string()) for column in columns]
            )
        if bad:
            self._count(len(bad))
            self.ragged_rows += len(bad)
            lines = pa.array((line for line, _ in bad), pa.int64())
            cells = pa.array([row for _, row in bad], pa.list_(pa.string()))
            self._writers[1].write_table(pa.Table.from_arrays([lines, cells], schema=self._torn))

    def _without_header(self, lines: pa.Array, arrays: list[pa.Array]) -> tuple[pa.Array, list[pa.Array]]:
        """Leave out rows that say the header again, as files do that were put together from several."""
        if self._header is None or len(self._header) != len(arrays):
            return lines, arrays
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


def _fitted(row: list[str], width: int) -> list[str]:
    """The row without the empty cells that some exports add at the end of a line."""
    if len(row) > width and all(map(is_blank, row[width:])):
        return row[:width]
    return row
