"""What of a day's files could not be: file, row, column, value and why, in the sentences of an upload."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from producflow.errors import InvalidInput
from producflow.lake.engines import OUT, Judge, as_frame
from producflow.lake.raw import Bad, Raw
from producflow.operations.checks import called, one_line
from producflow.operations.posted_readings import sound
from producflow.store import lake

LISTED = 10_000
"""Rows that are listed of a day at most."""
HEADINGS = ("file", "row", "column", "value", "reason")


@dataclass(frozen=True)
class Reject:
    """One row, or a whole file."""

    file: str
    row: int | None
    """From 1; None: the whole file."""
    column: str
    value: str
    reason: str


def of_files(bad: Sequence[Bad]) -> list[Reject]:
    """Files that cannot be taken."""
    return [Reject(each.path.name, None, "", "", each.why) for each in bad]


def of_rows(files: Sequence[Raw], day: date, judge: Judge, rejected: int) -> list[Reject]:
    """Rows of a day's files that cannot be, so many as an engine left out, `LISTED` of them at most."""
    found = list(islice(_refused(files, day, judge), min(rejected, LISTED)))
    # What the judge has not refused, and is missing all the same, has two values at one instant.
    if len(found) < min(rejected, LISTED):
        found += _twice(files, day, judge, LISTED - len(found))
    return sorted(found, key=lambda each: (each.file, each.row or 0))


def written(rejects: Sequence[Reject]) -> bytes:
    """As CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(tuple("" if cell is None else cell for cell in astuple(each)) for each in rejects)
    return text.getvalue().encode()


def _numbered(files: Sequence[Raw], day: date) -> Iterator[tuple[Raw, pd.DataFrame]]:
    for raw in files:
        row = 1
        for batch in raw.batches():
            frame = as_frame(batch).assign(day=day.isoformat()).set_axis(range(row, row + batch.num_rows))
            row += batch.num_rows
            yield raw, frame


def _refused(files: Sequence[Raw], day: date, judge: Judge) -> Iterator[Reject]:
    for raw, frame in _numbered(files, day):
        for row in frame.index.difference(judge(frame).index):
            column, value, reason = why_not(frame.loc[row], day, judge)
            yield Reject(raw.path.name, int(row), column, value, reason)


def why_not(row: "pd.Series[Any]", day: date, judge: Judge) -> tuple[str, str, str]:
    """Column, value and reason of a row that a judge left out."""
    for name in ("equipment", "sensor_type"):
        if pd.isna(row[name]) or not one_line(row[name]):
            return name, "", f"The {name.replace('_', ' ')} is empty; fill it in."
    if pd.isna(row["timestamp"]):
        return "timestamp", "", "The timestamp is empty; fill it in."
    when, value = row["timestamp"].to_pydatetime().replace(tzinfo=UTC), row["value"]
    if pd.isna(value):
        return "value", "", "The value is empty or not a number; fill it in."
    try:
        sound(
            # Machines are names here, and no rule looks at the number.
            equipment_id=0,
            sensor_type=row["sensor_type"],
            value=float(value),
            timestamp=when,
            unit=None if pd.isna(row["unit"]) else row["unit"],
            now=judge.now,
        )
    except InvalidInput as error:
        name = error.field or "value"
        return name, str(row[name]), str(error)
    said = called("timestamp", when)
    return "timestamp", when.isoformat(), f"{said} is not of day={day}, in which it is filed; file it by its UTC day."


def _twice(files: Sequence[Raw], day: date, judge: Judge, most: int) -> list[Reject]:
    """Readings of which two files, or two rows, say different values."""
    schema = pa.schema([*OUT, ("file", pa.string()), ("row", pa.int64())])

    def placed() -> Iterator[pa.RecordBatch]:
        for raw, frame in _numbered(files, day):
            rows = judge(frame)
            rows = rows.assign(file=raw.path.name, row=np.asarray(rows.index, dtype="int64"))
            yield pa.RecordBatch.from_pandas(rows, schema=schema, preserve_index=False)

    found = lake.twice(pa.RecordBatchReader.from_batches(schema, placed()), max(most, 0)).to_pylist()
    return [
        Reject(
            each["file"],
            each["row"],
            "value",
            f"{each['here']:.10g}",
            f"The same machine, sensor type and time as row {each['other_row']} of {each['other_file']}, where it is "
            f"“{each['there']:.10g}”; correct one of them. Neither was taken.",
        )
        for each in found
        if not math.isnan(each["here"])
    ]


def replaced(path: Path, rejects: Sequence[Reject]) -> None:
    """Keep the list of a day, or none where there is nothing to list."""
    if not rejects:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(written(rejects))
    beside.replace(path)
