"""What is published of a plant: one file that is replaced as a whole, so that readers see all of a day or none."""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from pydantic import TypeAdapter

from producflow.domain.thresholds import Limits
from producflow.errors import Conflict, LakeUnavailable

NAME = "manifest.json"
LAYOUT = 1
ANEW = "remove it, and `lake rollup` publishes the plant anew."
LEFT_FOR = 86_400.0
"""Files that nobody names any more stay for so long: a reader may have begun with them. [s]"""


@dataclass(frozen=True)
class Published:
    """One day of a plant."""

    file: str
    """Below the plant's folder."""
    sha256: str
    rows: int
    """Hours of sensors. [rows]"""
    readings: int
    """That these sum up. [readings]"""
    repeated: int
    """Rows of files that say a reading once more. [rows]"""
    rejected: int
    """Rows of files that cannot be; of two values at one instant, both. [rows]"""
    listing: str
    """The files it was made of, in short."""
    rule: str
    """The limits and the formula that it was made with, in short."""
    engine: str
    published_at: str


@dataclass(frozen=True)
class Manifest:
    """What is published of a plant."""

    plant: str
    raw: str
    """Folder of its raw readings, from the one with the manifest."""
    formula: dict[str, Any]
    limits: list[dict[str, Any]]
    calendar: dict[str, Any]
    machines: list[dict[str, Any]]
    engine: dict[str, str]
    days: dict[str, Published] = field(default_factory=dict)
    """By day, ISO."""
    layout: int = LAYOUT

    def with_days(self, more: dict[str, Published]) -> Self:
        """The same with these days new or in the place of their old ones."""
        return replace(self, days=dict(sorted((self.days | more).items())))

    @property
    def newest(self) -> date | None:
        """The last day that is published."""
        return max(map(date.fromisoformat, self.days), default=None)


def folder_of(target: Path, plant: str) -> Path:
    """Where a plant is published."""
    return target / f"plant={quote(plant, safe=' -_.()&+,')}"


def read(folder: Path) -> Manifest | None:
    """What is published in a plant's folder; None where nothing is.

    Raises
    ------
    LakeUnavailable
        If the manifest cannot be read, or is none.
    """
    path = folder / NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LakeUnavailable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise LakeUnavailable(f"{path} is no whole manifest; {ANEW}") from None
    if not isinstance(found, dict) or found.get("layout") != LAYOUT:
        raise LakeUnavailable(f"{path} is of another version of ProducFlow; update the older one of the two.")
    try:
        return _sound(TypeAdapter(Manifest).validate_python(found))
    except (TypeError, LookupError, ValueError):  # pydantic's are of the last kind
        raise LakeUnavailable(f"{path} does not hold what a manifest does; {ANEW}") from None


def _sound(manifest: Manifest) -> Manifest:
    """The same, if its parts say what readers go by."""
    for day, entry in manifest.days.items():
        # Each raises where it is none, of which the caller makes a sentence.
        date.fromisoformat(day), datetime.fromisoformat(entry.published_at), _run_of(entry)
    for each in manifest.machines:
        TypeAdapter(str).validate_python(each["name"]), TypeAdapter(list[str]).validate_python(each["stated"])
    for row in manifest.limits:
        Limits.from_row(row)
        TypeAdapter(str).validate_python(row["sensor_type"]), TypeAdapter(str | None).validate_python(row["machine"])
    for part, names in ((manifest.formula, ("version", "hash")), (manifest.engine, ("name", "version"))):
        [part[name] for name in names]
    return manifest


def publish(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the old one, once all that it names is on the disk."""
    replace_file(folder / NAME, json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode())


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of the old one: whoever opens it sees the one or the other."""
    # With a dot before it, since whoever looks through a day's folder leaves such files alone.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    put(beside, content)
    beside.replace(path)
    _sync(path.parent)


def put(path: Path, content: bytes) -> str:
    """Write a new file through to the disk; answers its checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)
    return hashlib.sha256(content).hexdigest()


def _sync(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot, and need not
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone(folder: Path, plant: str) -> Iterator[None]:
    """Nobody else publishes this plant while the block runs.

    Raises
    ------
    Conflict
        If somebody does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # The file stays there: whoever holds a lock on a removed one keeps nobody out.
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(f"{plant} is being published by another roll-up; wait until it has ended.") from None
        yield


def _run_of(entry: Published) -> str:
    """The folder that one run wrote all of its files to."""
    return Path(entry.file).parts[1]


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what no manifest names any more, once no reader can still be at it."""
    named = {_run_of(entry) for entry in manifest.days.values()}
    oldest = time.time() - LEFT_FOR
    for run in (folder / "runs").glob("*"):
        if run.name not in named and run.stat().st_mtime < oldest:
            shutil.rmtree(run, ignore_errors=True)
