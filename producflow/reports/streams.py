"""Tables on their way out, piece by piece, as CSV or Parquet."""

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from producflow.reports.export import csv
from producflow.store.database import to_frame


def as_csv(pieces: Iterable[pa.Table], *, decimal_comma: bool = False) -> Iterator[bytes]:
    """Write pieces of a table as one CSV, see :func:`producflow.reports.export.csv`.

    Whole numbers stay whole where some are missing.
    """
    for number, piece in enumerate(pieces):
        frame = to_frame(piece)
        for field in piece.schema:
            if pa.types.is_integer(field.type):
                frame[field.name] = piece.column(field.name).to_pandas(integer_object_nulls=True)
                frame[field.name] = frame[field.name].astype("Int64")
        yield csv(frame, header=number == 0, decimal_comma=decimal_comma).encode("utf-8")


def as_parquet(pieces: Iterable[pa.Table]) -> Iterator[bytes]:
    """Write pieces of a table as one Parquet file; instants are marked as UTC."""
    out = _Window()
    writer: pq.ParquetWriter | None = None
    for piece in pieces:
        marked = piece.cast(_in_utc(piece.schema))
        if writer is None:
            writer = pq.ParquetWriter(out, marked.schema, compression="zstd")
        writer.write_table(marked)
        yield out.taken()
    if writer is not None:
        writer.close()
        yield out.taken()


def _in_utc(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [field.with_type(pa.timestamp("us", "UTC")) if pa.types.is_timestamp(field.type) else field for field in schema]
    )


class _Window(io.RawIOBase):
    """A file that is only ever written on, and whose written part can be taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        self._length += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """What has been written since the last time."""
        found, self._parts = b"".join(self._parts), []
        return found
