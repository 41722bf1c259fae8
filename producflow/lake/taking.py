"""A dashboard takes published days into its own tables, so that every page is as quick as with data of its own.

The lake is only ever read. Days that are published anew replace what was taken in of them; what is there stays when the
lake is away.
"""

import hashlib
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from producflow.access import audit
from producflow.access.roles import SYSTEM
from producflow.domain.readings import in_force
from producflow.domain.thresholds import Limits
from producflow.domain.units import canonical_unit
from producflow.errors import LakeUnavailable
from producflow.lake import formula
from producflow.lake import manifest as manifests
from producflow.lake.engines import HOURS
from producflow.lake.manifest import Manifest, Published
from producflow.operations import readings
from producflow.store.database import Store, Transaction
from producflow.store.queries import equipment, thresholds
from producflow.store.queries import lake as queries

AT_ONCE = 500_000
"""Hours of sensors that one commit takes in, or those of a day."""
UNLIMITED = Limits()
TAKEN = pa.schema([HOURS.field(name) for name in HOURS.names if name != "n_rows" and not name.startswith("newest")])
"""What is kept of every hour; the rest is asked of a sensor's newest one."""


@dataclass(frozen=True)
class Taken:
    """What one look at the lake has brought."""

    days: int
    readings: int
    faults: Mapping[str, str]
    """Plant, and why it cannot be read; what was taken in of it before stays."""


def take(store: Store, lake: Path, now: datetime | None = None) -> Taken:
    """Take in what is published by now and not yet here, the newest days first.

    Parameters
    ----------
    lake : Path
        What ``lake rollup`` was given as ``--target``.
    now : datetime, optional
        Aware; the clock's unless given.
    """
    days = counted = 0
    faults: dict[str, str] = {}
    under_way = {
        plant: _taken(store, plant, lake, folder, now or datetime.now(UTC)) for plant, folder in _plants(store, lake)
    }
    while under_way:  # a piece of each in turn: no plant waits for the years of another
        for plant, pieces in [*under_way.items()]:
            try:
                entries = next(pieces)
            except StopIteration:
                del under_way[plant]
            except LakeUnavailable as error:
                faults[plant] = str(error)
                del under_way[plant]
            else:
                days += len(entries)
                counted += sum(entry["readings"] for entry in entries)
    _note(store, faults)
    return Taken(days, counted, faults)


def _taken(store: Store, plant: str, lake: Path, folder: Path, now: datetime) -> Iterator[Sequence[Mapping[str, Any]]]:
    known = any(row["name"] == plant and row["raw"] for row in store.read(queries.plants))
    yield from _Taking(store, plant, folder, _published(lake, folder, plant, known), now).taken()


def _plants(store: Store, lake: Path) -> list[tuple[str, Path]]:
    """Plants that are there, and those of which something was taken in."""
    try:
        there = {unquote(path.name.removeprefix("plant=")): path for path in lake.glob("plant=*")}
    except OSError:
        there = {}
    known = {row["name"]: manifests.folder_of(lake, row["name"]) for row in store.read(queries.plants) if row["raw"]}
    return sorted((known | there).items())


def _published(lake: Path, folder: Path, plant: str, known: bool) -> Manifest:
    if not lake.is_dir():
        raise LakeUnavailable(f"The lake {lake} is away; mount it, or mend PRODUCFLOW_LAKE.")
    found = manifests.read(folder)
    if found is None and known:
        raise LakeUnavailable(
            f"{folder} holds no manifest any more: let `lake rollup` publish the plant, or retire its machines "
            "(Admin → Machines) if it has left the lake for good."
        )
    if found is None:
        raise LakeUnavailable(f"{folder} holds no manifest: `lake rollup` has published nothing of the plant yet.")
    if found.plant != plant:
        raise LakeUnavailable(
            f"{folder} holds the manifest of {found.plant}: call it {manifests.folder_of(lake, found.plant).name} "
            f"again, or rename the raw readings and remove it, and `lake rollup` publishes {plant}."
        )
    return found


def _note(store: Store, faults: Mapping[str, str]) -> None:
    """Keep why plants cannot be read, where that has changed: each write has every open page look again."""
    known = {row["name"]: row["fault"] for row in store.read(queries.plants)}
    changed = {plant: faults.get(plant) for plant in {*known, *faults} if known.get(plant) != faults.get(plant)}
    for plant, fault in sorted(changed.items()):
        store.write(queries.put_fault, plant, fault)


class _Taking:
    """One plant on its way in."""

    def __init__(self, store: Store, plant: str, folder: Path, found: Manifest, now: datetime) -> None:
        self._store, self._plant, self._folder, self._found, self._now = store, plant, folder, found, now

    def taken(self) -> Iterator[Sequence[Mapping[str, Any]]]:
        published = {date.fromisoformat(day): entry for day, entry in self._found.days.items()}
        kept = self._store.read(queries.days, self._plant)
        gone = sorted(kept.keys() - published.keys())
        due = sorted((day for day, entry in published.items() if kept.get(day) != entry.sha256), reverse=True)
        self._store_plant()
        # All plants are entered before the days of any.
        yield ()
        for chunk in [*_chunks(due, published), *([gone] if gone else [])]:
            entries = [self._entry(day, published.get(day)) for day in chunk]
            # Read before the write: a slow lake must not keep whoever wants to write waiting. Due days come newest
            # first, and hours are to lie in the order of their times.
            hours = [self._hours(published[day], TAKEN) for day in reversed(chunk) if day in published]
            self._store.write(partial(self._take, hours=hours, entries=entries))
            yield entries

    def _entry(self, day: date, entry: Published | None) -> dict[str, Any]:
        if entry is None:
            return {"day": day, "sha256": None, "readings": 0}
        said = {name: getattr(entry, name) for name in ("sha256", "readings", "rejected", "engine")}
        return {"day": day, **said, "published_at": datetime.fromisoformat(entry.published_at), "taken_at": self._now}

    def _hours(self, entry: Published, schema: pa.Schema) -> pa.Table:
        """Columns of a day's file, if it is what the manifest promises."""
        path = self._folder / entry.file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise LakeUnavailable(f"{path} cannot be read: {error.strerror}; the rest of the plant waits.") from None
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise LakeUnavailable(f"{path} is not what the manifest promises; let `lake rollup` make that day anew.")
        try:
            with pq.ParquetFile(io.BytesIO(content)) as file:  # small: threads would cost more than they bring
                return file.read(columns=schema.names, use_threads=False).cast(schema)
        except (pa.ArrowException, ValueError):
            raise LakeUnavailable(f"{path} holds no hours of sensors; let `lake rollup` make that day anew.") from None

    def _take(
        self, transaction: Transaction, *, hours: Sequence[pa.Table], entries: Sequence[Mapping[str, Any]]
    ) -> None:
        table = pa.concat_tables(hours) if hours else TAKEN.empty_table()
        ids = self._machines(transaction, table)
        table = table.append_column("equipment_id", _ids(table["equipment"], ids))
        moved = queries.take(transaction, self._plant, ids.values(), table, entries)
        if len(moved):
            self._latest(transaction, ids, moved, min(entry["day"] for entry in entries))

    def _store_plant(self) -> None:
        """Note what the manifest says, where it says something new."""
        found = self._found
        values = {
            "name": self._plant,
            "raw": os.path.normpath(Path(self._folder.name) / found.raw),
            "limits": json.dumps(found.limits, sort_keys=True),
            "formula": f"{found.formula['version']} ({found.formula['hash']})",
            "engine": f"{found.engine['name']} {found.engine['version']}",
            "stale_until": max(map(date.fromisoformat, formula.stale(found)), default=None),
        }

        def work(transaction: Transaction) -> None:
            queries.put_plant(transaction, **values)
            ids = self._machines(transaction, TAKEN.empty_table())
            if known is not None and known["limits"] != values["limits"]:
                self._limits(transaction, ids)

        known = next((row for row in self._store.read(queries.plants) if row["name"] == self._plant), None)
        there = self._store.read(queries.machines, self._plant)
        as_known = known is not None and all(known[name] == value for name, value in values.items())
        said = {each["name"]: each["stated"] for each in found.machines}
        if not as_known or said != {name: row["stated"] for name, row in there.items() if name in said}:
            self._store.write(work)

    def _machines(self, transaction: Transaction, hours: pa.Table) -> dict[str, int]:
        """Machines of the plant by name; those that are new are entered, with their limits."""
        there = queries.machines(transaction, self._plant)
        known = {name: int(row["equipment_id"]) for name, row in there.items()}
        said = {str(each["name"]): each for each in self._found.machines}
        names = {*said, *filter(None, hours["equipment"].unique().to_pylist())}
        stated = {name: said.get(name, {}).get("stated", [name]) for name in names}
        new = sorted(names - known.keys())
        if new:
            known |= self._entered(transaction, {name: said.get(name, {}) for name in new})
            self._limits(transaction, {name: known[name] for name in new})
        told = {known[name]: name for name in sorted(names) if stated[name] != there.get(name, {}).get("stated")}
        if told:
            queries.put_machines(transaction, self._plant, told, [stated[name] for name in told.values()])
        return known

    def _entered(self, transaction: Transaction, machines: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
        """Enter machines, unless one of the name is there: one entry of the audit log for all."""
        ours = {name: f"{self._plant} · {name}" for name in machines}
        there = {name.casefold() for name in equipment.names(transaction).values()}
        own = ("type", "location", "area", "production_line")
        rows = [
            {"name": ours[name], **{each: said.get(each) for each in own}}
            for name, said in machines.items()
            if ours[name].casefold() not in there
        ]
        if rows:
            transaction.append("equipment", pd.DataFrame(rows))
            entered = {"plant": self._plant, "machines": [row["name"] for row in rows]}
            audit.record(transaction, SYSTEM, "create", "equipment", None, after=entered)
        ids = {name.casefold(): number for number, name in equipment.names(transaction).items()}
        for name in ours.values():
            taken = queries.machine(transaction, ids[name.casefold()])
            if taken is not None and taken["plant"] != self._plant:
                raise LakeUnavailable(
                    f"{name} would be the same machine as {taken['plant']} · {taken['name']}, since letter case tells "
                    "none apart; give one of the two plants another name."
                )
        return {name: ids[own_name.casefold()] for name, own_name in ours.items()}

    def _limits(self, transaction: Transaction, ids: Mapping[str, int]) -> None:
        """Let machines have the limits that their hours were judged by."""
        own = {
            (row["machine"] and row["machine"].casefold(), row["sensor_type"]): Limits.from_row(row)
            for row in self._found.limits
        }
        rows = [
            asdict(in_force(own, name.casefold(), sensor, UNLIMITED))
            | {"equipment_id": number, "sensor_type": sensor, "unit": canonical_unit(sensor)}
            for sensor in sorted({sensor for _, sensor in own})
            for name, number in ids.items()
        ]
        if rows:
            thresholds.put(transaction, pd.DataFrame(rows))

    def _latest(self, transaction: Transaction, ids: Mapping[str, int], moved: pd.DataFrame, since: date) -> None:
        """The newest reading of sensors, which the newest hour of each names; those that have later ones here stay."""
        newest = queries.newest_hours(transaction, moved, since)
        newest["hour"] = newest["hour"].dt.tz_localize(None)
        day, published = newest["hour"].dt.strftime("%Y-%m-%d"), self._found.days
        theirs = day.isin(published)
        key = ["equipment_id", "sensor_type"]
        own = pd.MultiIndex.from_frame(newest.loc[~theirs, key])
        gone = moved[~pd.MultiIndex.from_frame(moved).isin(own)]
        pieces = [self._hours(published[each], HOURS) for each in sorted(set(day[theirs]))]
        table = pa.concat_tables([HOURS.empty_table(), *pieces])
        table = table.append_column("equipment_id", _ids(table["equipment"], ids))
        columns = [*key, "hour", "newest", "newest_value", "newest_unit"]
        rows: pd.DataFrame = table.select(columns).to_pandas().merge(newest[theirs], on=columns[:3])
        rows = rows.rename(columns={"newest": "timestamp", "newest_value": "value", "newest_unit": "unit"})
        if len(rows):
            rows["status"] = readings.classify(transaction, rows)
        queries.put_latest(transaction, gone, rows)


def _chunks(days: Sequence[date], published: Mapping[date, Published]) -> Iterator[list[date]]:
    """Days cut into pieces of `AT_ONCE` hours."""
    chunk: list[date] = []
    for day in days:
        if chunk and sum(published[each].rows for each in (*chunk, day)) > AT_ONCE:
            yield chunk
            chunk = []
        chunk.append(day)
    if chunk:
        yield chunk


def _ids(names: pa.ChunkedArray, ids: Mapping[str, int]) -> pa.Array:
    known = list(ids)
    place = pc.index_in(names.combine_chunks(), pa.array(known, pa.string()))
    return pa.array(list(ids.values()), pa.int64()).take(place)
