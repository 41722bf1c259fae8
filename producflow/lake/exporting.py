"""A plant's own readings on their way to a lake and back, compared at each end; then they may go here by age."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from producflow.access.roles import Actor, Permission
from producflow.domain.readings import LIMITS
from producflow.errors import Conflict, InvalidInput, LakeUnavailable, StoreUnavailable
from producflow.lake import manifest as manifests
from producflow.lake import plants
from producflow.lake.raw import STATED
from producflow.operations import equipment, readings, retention, thresholds
from producflow.reports.plant import plant_settings
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import calendar
from producflow.store.queries import equipment as equipment_queries
from producflow.store.queries import lake as queries
from producflow.store.queries import thresholds as limit_queries

LIST, FILE = "export.json", "producflow.parquet"
"""Beside the days of a plant; in the folder of each."""
MACHINE = ("name", "type", "location", "area", "production_line", "capacity", "installation_date", "retired_on")


@dataclass(frozen=True)
class Day:
    """What was exported of a day."""

    rows: int
    checksum: str
    """Of what the readings say."""
    sha256: str
    """Of the file."""


def export(store: Store, actor: Actor, target: Path, plant: str) -> Iterator[tuple[date, int]]:
    """Write the single readings that are kept here to a lake, day by day, and what holds in the plant.

    Yields
    ------
    tuple
        Day and readings of each that was written; days that lie there as they are here are left alone.

    Raises
    ------
    NotAllowed, StoreUnavailable
    """
    actor.require(Permission.EXPORT)
    folder = manifests.folder_of(target, plant)
    try:
        with manifests.alone(folder, plant):
            manifests.replace_file(folder / plants.NAME, _json(store.read(_said)))
            listed = _listed(folder)
            for day, (rows, checksum) in store.read(queries.own_days).items():
                there = listed.get(str(day))
                if _is_there(folder, day, there, rows, checksum):
                    continue
                listed[str(day)] = _written(store, folder, day)
                # After each day: a run that is broken off goes on behind it.
                _note(folder, listed)
                yield day, listed[str(day)].rows
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}.") from error


def retire(store: Store, actor: Actor, target: Path, plant: str, days: int, now: datetime) -> retention.Retired:
    """Remove readings by age here that were exported, each of their days compared once more.

    Raises
    ------
    NotAllowed, InvalidInput
    Conflict
        If a day that would go is not in the lake as it is here.
    """
    # Whole days go, since whole days were exported and can be compared.
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # What came in between the comparison and the removal would go without having been exported.
    with store.undisturbed():
        folder, last = manifests.folder_of(target, plant), (midnight - timedelta(days=days)).date()
        listed = _listed(folder)
        for day, (rows, checksum) in store.read(queries.own_days).items():
            there = listed.get(str(day))
            if day < last and not _is_there(folder, day, there, rows, checksum):
                raise Conflict(f"{day} is not in the lake as it is here, so nothing was removed; export it first.")
        return retention.retire(store, actor, days, midnight)


def bring(store: Store, actor: Actor, source: Path, plant: str) -> Iterator[tuple[date, int]]:
    """Take in what :func:`export` wrote: machines and limits that are not known here, and all readings.

    Yields
    ------
    tuple
        Day, and readings of it that are new here.

    Raises
    ------
    NotAllowed
    InvalidInput
        If nothing was exported there.
    LakeUnavailable
        If a file is not what was exported; the days before it are in by then.
    Conflict
        If a reading has another value here.
    """
    actor.require(Permission.IMPORT)
    folder = manifests.folder_of(source, plant)
    listed = _listed(folder)
    if not listed:
        raise InvalidInput(f"{folder} holds no {LIST}: `lake export` has written nothing there.", "source")
    _take_plant(store, actor, plants.of(folder))
    for day, entry in listed.items():
        table = _read(folder, date.fromisoformat(day), entry)
        yield date.fromisoformat(day), store.write(_stored, day, table, entry)


def _said(session: Session) -> dict[str, Any]:
    """What holds in the plant, as ``plant.json`` tells it."""
    limits = limit_queries.everything(session)
    machines = equipment_queries.register(session)[list(MACHINE)].astype("object")
    return {
        "limits": [
            {"machine": row["machine"], **{name: row[name] for name in ("sensor_type", *LIMITS)}} for row in limits
        ],
        "calendar": {"timezone": plant_settings(session).timezone, "rows": calendar.everything(session)},
        "machines": machines.where(machines.notna(), None).to_dict("records"),
    }


def _json(said: object) -> bytes:
    return json.dumps(said, indent=1, ensure_ascii=False, default=str).encode()


def _listed(folder: Path) -> dict[str, Day]:
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {day: Day(**entry) for day, entry in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError):
        raise LakeUnavailable(f"{folder / LIST} cannot be read; remove it, and export anew.") from None


def _note(folder: Path, listed: dict[str, Day]) -> None:
    manifests.replace_file(folder / LIST, _json({day: asdict(entry) for day, entry in sorted(listed.items())}))


def _path(folder: Path, day: date) -> Path:
    return folder / f"day={day}" / FILE


def _is_there(folder: Path, day: date, there: Day | None, rows: int, checksum: str) -> bool:
    """Whether a day lies in the lake as it is here."""
    return there is not None and (there.rows, there.checksum) == (rows, checksum) and _is_whole(folder, day, there)


def _is_whole(folder: Path, day: date, entry: Day) -> bool:
    try:
        return hashlib.sha256(_path(folder, day).read_bytes()).hexdigest() == entry.sha256
    except OSError:
        return False


def _written(store: Store, folder: Path, day: date) -> Day:
    """Write a day, read it back, and compare it with what is here."""
    starts = datetime.combine(day, time(), UTC)
    table = store.read(queries.own_readings, starts, starts + timedelta(days=1)).cast(SAID)
    content = io.BytesIO()
    pq.write_table(table, content, compression="zstd")
    manifests.replace_file(_path(folder, day), content.getvalue())
    back = _path(folder, day).read_bytes()
    here, there = store.read(queries.checksum, table), store.read(queries.checksum, pq.read_table(io.BytesIO(back)))
    if here != there:
        raise LakeUnavailable(f"{_path(folder, day)} does not hold what was written to it; export it anew.")
    return Day(*there, hashlib.sha256(back).hexdigest())


SAID = pa.schema([STATED.field(name) for name in ("equipment", "sensor_type", "timestamp", "value", "unit")])


def _read(folder: Path, day: date, entry: Day) -> pa.Table:
    path = _path(folder, day)
    if not _is_whole(folder, day, entry):
        raise LakeUnavailable(f"{path} is not what was exported; export that day anew.")
    return pq.read_table(io.BytesIO(path.read_bytes())).cast(SAID)


def _take_plant(store: Store, actor: Actor, said: plants.Plant) -> None:
    known = {name.casefold(): number for number, name in store.read(equipment_queries.names).items()}
    for each in said.machines:
        if str(each["name"]).casefold() not in known:
            given: dict[str, Any] = {name: each[name] for name in MACHINE if each.get(name) is not None}
            for name in ("installation_date", "retired_on"):
                if name in given:
                    given[name] = date.fromisoformat(str(given[name])[:10])
            made = equipment.create(store, actor, **given)
            known[made["name"].casefold()] = made["id"]
    for row in said.limits:
        number = None if row["machine"] is None else known.get(row["machine"].casefold())
        if row["machine"] is None or number is not None:
            limits = {name: row[name] for name in LIMITS}
            thresholds.set(store, actor, sensor_type=row["sensor_type"], equipment_id=number, **limits)


def _stored(transaction: Transaction, day: str, table: pa.Table, entry: Day) -> int:
    """Store a day's readings and compare; all of them or none."""
    ids = {name: number for number, name in equipment_queries.names(transaction).items()}
    frame: pd.DataFrame = table.to_pandas()
    frame = frame.assign(
        equipment_id=frame["equipment"].map(ids), timestamp=frame["timestamp"].dt.tz_localize("UTC")
    ).drop(columns="equipment")
    if frame["equipment_id"].isna().any():
        raise LakeUnavailable(f"{day} names machines that {plants.NAME} does not; export the plant anew.")
    new = readings.insert_new(transaction, frame)
    if new:
        readings.refresh(transaction, readings.touched(frame), added=True)
    found = queries.own_days(transaction).get(date.fromisoformat(day))
    if found != (entry.rows, entry.checksum):
        raise Conflict(
            f"{day}: {entry.rows:,} readings were exported, and here are {found[0] if found else 0:,} of that day, or "
            "some with other values; nothing of it was taken."
        )
    return new
