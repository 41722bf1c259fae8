"""What sums readings up: DuckDB in this process. Spark and Sail do the same from :mod:`producflow.lake.spark`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import pandas as pd
import pyarrow as pa

from producflow.domain.readings import JUDGED, STATED, judged
from producflow.domain.stated_sensors import ROW_RULES
from producflow.lake.raw import Raw
from producflow.store import lake

OUT = pa.schema(
    [(name, {"timestamp": pa.timestamp("us"), "value": pa.float64()}.get(name, pa.string())) for name in JUDGED]
)
Sensors = set[tuple[str, str, str]]
Chunk = Mapping[date, Sequence[Raw]]
"""Files of some days."""


@dataclass(frozen=True)
class Judge:
    """What decides which readings can be and what they are; sent to workers as a whole."""

    meant: pd.DataFrame
    now: datetime
    """Aware."""

    def __call__(self, stated: pd.DataFrame) -> pd.DataFrame:
        return judged(stated, self.meant, ROW_RULES, self.now)


class Engine(Protocol):
    """Something that sums readings up."""

    name: str
    version: str

    def sensors(self, chunk: Chunk) -> Sensors:
        """What files say of sensors: machine, sensor type, unit; a missing one is empty."""

    def hours(self, chunk: Chunk, judge: Judge) -> pa.Table:
        """The readings that can be, summed up as ``store/sql/lake/hours.sql`` says."""


class DuckDB:
    """The process itself; below what one machine holds, several times faster than any cluster."""

    name = "duckdb"
    version = lake.VERSION

    def sensors(self, chunk: Chunk) -> Sensors:
        found: Sensors = set()
        for files in chunk.values():
            for raw in files:
                for batch in raw.batches():
                    columns = pa.table(batch.select(list(STATED)).columns, names=list(STATED))
                    # Grouped before anything becomes Python: of a hundred thousand rows, a handful are left.
                    for row in columns.group_by(list(STATED)).aggregate([]).to_pylist():
                        found.add(tuple(row[name] or "" for name in STATED))  # type: ignore[arg-type]
        return found

    def hours(self, chunk: Chunk, judge: Judge) -> pa.Table:
        batches = (
            as_batch(judge(frame)) for day, files in chunk.items() for raw in files for frame in frames(raw, day)
        )
        return lake.hours(pa.RecordBatchReader.from_batches(OUT, batches))


def frames(raw: Raw, day: date) -> Iterator[pd.DataFrame]:
    """What a file of a day states, piece by piece, with the columns that a judge asks for."""
    for batch in raw.batches():
        yield as_frame(batch).assign(day=day.isoformat())


def as_frame(batch: pa.RecordBatch) -> pd.DataFrame:
    """Rows for a judge; times naive UTC."""
    frame: pd.DataFrame = batch.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=float("nan"))}.get)
    return frame


def as_batch(rows: pd.DataFrame) -> pa.RecordBatch:
    """What a judge answered, for an engine."""
    return pa.RecordBatch.from_pandas(rows, schema=OUT, preserve_index=False)


def day_of(table: pa.Table, days: Iterable[date]) -> dict[date, pa.Table]:
    """Hours of sensors by their day, each in the order in which they are to lie; a day without any has no rows."""
    instants = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    for name in instants:  # Spark truncates to times with a zone, which is UTC
        column = table[name].cast(pa.timestamp("us", table.schema.field(name).type.tz))
        table = table.set_column(table.schema.get_field_index(name), name, column.cast(pa.timestamp("us")))
    frame = table.to_pandas()
    place = frame["hour"].dt.date
    order = ["hour", "equipment", "sensor_type"]
    return {
        day: pa.Table.from_pandas(frame[place == day].sort_values(order), schema=HOURS, preserve_index=False)
        for day in days
    }


HOURS = pa.schema(
    [
        ("equipment", pa.string()),
        ("sensor_type", pa.string()),
        ("hour", pa.timestamp("us")),
        ("n", pa.int64()),
        ("total", pa.float64()),
        ("minimum", pa.float64()),
        ("maximum", pa.float64()),
        ("n_warning", pa.int64()),
        ("n_critical", pa.int64()),
        ("n_unknown", pa.int64()),
        ("n_rows", pa.int64()),
        ("newest", pa.timestamp("us")),
        ("newest_value", pa.float64()),
        ("newest_unit", pa.string()),
    ]
)
"""What is published of a day."""
