"""Raw readings in a lake: which plants and days there are, and which files can be taken."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from producflow.errors import InvalidInput

BATCH = 131_072
"""Rows that are looked at together."""
PLANT, DAY = "plant=", "day="
UTC = ("UTC", "Etc/UTC", "GMT", "+00:00")
"""What writers call it."""
TEXTS = ("equipment", "sensor_type", "unit")
NEEDED = ("equipment", "sensor_type", "timestamp", "value")
STATED = pa.schema(
    [
        ("equipment", pa.string()),
        ("sensor_type", pa.string()),
        ("unit", pa.string()),
        ("timestamp", pa.timestamp("us")),
        ("value", pa.float64()),
    ]
)
"""What is read of a file, and as what."""


@dataclass(frozen=True)
class Raw:
    """A file of raw readings that can be taken."""

    path: Path
    rows: int
    shape: tuple[bool, bool]
    """Whether its times have a zone, and whether it has units; files of one shape can be read together."""

    def batches(self, rows: int = BATCH) -> Iterator[pa.RecordBatch]:
        """What it states, so many rows at a time.

        Raises
        ------
        OSError, pyarrow.ArrowException
            If its pages are damaged, which its end does not tell.
        """
        with pq.ParquetFile(self.path) as file:
            names = [name for name in STATED.names if name in file.schema_arrow.names]
            for batch in file.iter_batches(rows, columns=names):
                yield conformed(batch)


@dataclass(frozen=True)
class Bad:
    """A file that cannot be taken, and why, in a sentence."""

    path: Path
    why: str


@dataclass(frozen=True)
class Day:
    """One folder of a plant."""

    day: date
    folder: Path

    def listing(self) -> str:
        """What lies there, in short: another answer as soon as any file was added, removed or written again."""
        seen = hashlib.sha256()
        # Size and time only: reading the content is what an unchanged day is to be spared.
        for path in self.paths():
            found = path.stat()
            seen.update(f"{path.name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
        return seen.hexdigest()

    def paths(self) -> list[Path]:
        """Its files, by name; what begins with a dot or an underscore is other programs' own."""
        return sorted(path for path in self.folder.iterdir() if path.is_file() and path.name[0] not in "._")

    def look(self) -> tuple[list[Raw], list[Bad]]:
        """Which of its files can be taken by what their ends tell."""
        found = [looked_at(path) for path in self.paths()]
        return [each for each in found if isinstance(each, Raw)], [each for each in found if isinstance(each, Bad)]


def conformed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """What a file states, in the types of `STATED`; a unit that it does not state is missing."""
    columns = []
    for field in STATED:
        if field.name not in batch.schema.names:
            columns.append(pa.nulls(batch.num_rows, field.type))
            continue
        column = batch.column(field.name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", column.type.tz))
        columns.append(column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=STATED)


def plants(source: Path) -> dict[str, Path]:
    """Folders of the plants in a lake, by name.

    Raises
    ------
    InvalidInput
        If there is no such folder, or no plant in it, or two that a dashboard could not tell apart.
    """
    if not source.is_dir():
        raise InvalidInput(f"There is no folder {source}; make it, or name another.", "source")
    folders = [path for path in sorted(source.iterdir()) if _is(path, PLANT)]
    found = {unquote(path.name.removeprefix(PLANT)): path for path in folders}
    alike: dict[str, Path] = {}
    for path in folders:
        name = unquote(path.name.removeprefix(PLANT))
        other = alike.setdefault(name.casefold(), path)
        if not name.strip() or other is not path:
            why = f"differ from {other.name} by more than letter case" if name.strip() else "name a plant"
            raise InvalidInput(f"{path} does not {why}; rename it.", "source")
    if not found:
        raise InvalidInput(
            f"{source} has no folder such as plant=Oslo/day=2026-01-31; name the folder that holds them.", "source"
        )
    return found


def days(folder: Path, today: date) -> tuple[list[Day], list[Bad]]:
    """Days of a plant that there are folders of, oldest first, and folders that are none."""
    found, bad = [], []
    for path in sorted(folder.iterdir()):
        if not _is(path, DAY):
            continue
        try:
            day = date.fromisoformat(path.name.removeprefix(DAY))
        except ValueError:
            bad.append(Bad(path, f"{path.name} is no day; call it like day=2026-01-31."))
            continue
        if day > today:
            bad.append(Bad(path, f"{path.name} lies in the future; correct it, or set the clock."))
        else:
            found.append(Day(day, path))
    return sorted(found, key=lambda each: each.day), bad


def _is(path: Path, kind: str) -> bool:
    return path.is_dir() and path.name.startswith(kind)


def looked_at(path: Path) -> Raw | Bad:
    """A file by what its end tells: whether it is Parquet, and whether its columns are what they should be."""
    try:
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
    except (OSError, pa.ArrowException):
        return Bad(path, f"{path.name} is no whole Parquet file; write it again.")
    for name in NEEDED:
        if name not in schema.names:
            return Bad(path, f"{path.name} has no column “{name}”; it has {', '.join(schema.names[:10])}.")
    for name, expected, fits in (
        *((name, "texts", _is_text) for name in TEXTS if name in schema.names),
        ("timestamp", "times in UTC, to the microsecond", _is_instant),
        ("value", "numbers (double)", pa.types.is_float64),
    ):
        found = schema.field(name).type
        if not fits(found):
            return Bad(path, f"The column “{name}” of {path.name} holds {found}, not {expected}; write it so.")
    return Raw(path, rows, (schema.field("timestamp").type.tz is not None, "unit" in schema.names))


def _is_text(found: pa.DataType) -> bool:
    kind = found.value_type if pa.types.is_dictionary(found) else found
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _is_instant(found: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(found)) and found.unit in ("ms", "us") and found.tz in (None, *UTC)


def read_through(raw: Raw) -> Bad | None:
    """Read a file to its end: the pages that its end speaks of may be damaged."""
    try:
        for _ in raw.batches():
            pass
    except (OSError, pa.ArrowException):
        return Bad(raw.path, f"{raw.path.name} is damaged inside; write it again.")
    return None
