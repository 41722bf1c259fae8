"""The roll-up of a lake: days in chunks, each published as a whole; what has not changed is left alone."""

import io
import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from producflow import __version__
from producflow.domain.stated_sensors import Names, meant
from producflow.errors import LakeUnavailable
from producflow.lake import formula, plants, rejects
from producflow.lake import manifest as manifests
from producflow.lake.engines import HOURS, Engine, Judge, day_of
from producflow.lake.manifest import Manifest, Published
from producflow.lake.raw import PLANT, Bad, Day, Raw, days, read_through
from producflow.lake.raw import plants as plants_of


@dataclass(frozen=True)
class Asked:
    """What is to be summed up."""

    source: Path
    target: Path
    since: date | None
    chunk_days: int
    """Days that are summed up and published together."""
    now: datetime
    """Aware."""


@dataclass
class Counted:
    """What became of a plant's days."""

    days: int = 0
    readings: int = 0
    rejected: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Progress:
    """How far it is, while it lasts."""

    words: str


def rolled(asked: Asked, engine: Engine) -> Iterator[Progress | str]:
    """Sum all plants up, and say what became of each.

    Raises
    ------
    InvalidInput, LakeUnavailable, Conflict
        What is published by then stays, and the next run goes on behind it.
    """
    there = plants_of(asked.source)
    yield from _left(asked, there.keys())
    for plant, folder in there.items():
        published = manifests.folder_of(asked.target, plant)
        with manifests.alone(published, plant):
            yield from _Plant(asked, engine, plant, folder, published).rolled()


def _left(asked: Asked, there: Collection[str]) -> Iterator[str]:
    """Say of plants that were published from this source, and are in it no more, that what is published stays."""
    for folder in sorted(asked.target.glob(f"{PLANT}*")):
        try:
            found = manifests.read(folder)
        except LakeUnavailable:  # told where it is read
            continue
        if found is None or found.plant in there or (folder / found.raw).resolve().parent != asked.source.resolve():
            continue
        yield (
            f"{found.plant}: {asked.source} has no readings of it any more; what is published of it stays. If it has "
            f"left for good, remove {folder} and retire its machines on the dashboards (Admin → Machines)."
        )


def in_days(count: int) -> str:
    """So many days, in words."""
    return "1 day" if count == 1 else f"{count:,} days"


class _Plant:
    """One plant on its way."""

    def __init__(self, asked: Asked, engine: Engine, name: str, raw: Path, target: Path) -> None:
        self._asked, self._engine, self._name, self._target = asked, engine, name, target
        self._said = plants.of(raw)
        self._rule = formula.rule_of(self._said.limits)
        # Each run writes to a folder of its own, so that no file changes under whoever is reading it.
        self._run = f"{asked.now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        old = manifests.read(target)
        self._before = old
        met = old.machines if old else []
        self._names = Names(each["name"] for each in (*self._said.machines, *met))
        self._manifest = Manifest(
            plant=name,
            raw=os.path.relpath(raw.absolute(), target.absolute()),
            formula={"version": formula.VERSION, "hash": formula.fingerprint()},
            limits=self._said.limits,
            calendar=self._said.calendar,
            machines=self._machines(),
            engine={"name": engine.name, "version": engine.version, "producflow": __version__},
            days=old.days if old else {},
        )
        self._found, self._bad_folders = days(raw, asked.now.astimezone(UTC).date())
        self._counted = Counted()

    def rolled(self) -> Iterator[Progress | str]:
        yield from (f"{self._name}: {bad.why}" for bad in self._bad_folders)
        if not self._said.stated:
            yield f"{self._name}: no {plants.NAME} says its limits, so those that every plant begins with hold."
        due = []
        for day in self._found:
            if self._asked.since is not None and day.day < self._asked.since:
                continue
            listing = day.listing()
            kept = self._manifest.days.get(day.day.isoformat())
            if kept is not None and (kept.listing, kept.rule) == (listing, self._rule):
                self._counted.unchanged += 1
            else:
                due.append((day, listing))
        for first in range(0, len(due), self._asked.chunk_days):
            yield Progress(f"{self._name}: {due[first][0].day}, day {first + 1:,} of {len(due):,}")
            yield from self._publish(dict(due[first : first + self._asked.chunk_days]))
        # Days bring the manifest along; without any, new limits or machines would be told to nobody.
        if self._before is not None and not due and self._says(self._before) != self._says(self._manifest):
            manifests.publish(self._target, self._manifest)
        manifests.sweep(self._target, self._manifest)
        yield self._told()

    def _says(self, manifest: Manifest) -> tuple[object, ...]:
        return manifest.raw, manifest.limits, manifest.calendar, manifest.machines

    def _machines(self) -> list[dict[str, object]]:
        said = {self._names(each["name"]): each for each in self._said.machines}
        before = {each["name"]: set(each["stated"]) for each in (self._before.machines if self._before else ())}
        return [
            {**said.get(name, {}), "name": name, "stated": sorted(before.get(name, set()).union(spelled))}
            for name, spelled in self._names.all().items()
        ]

    def _publish(self, listings: dict[Day, str]) -> Iterator[str]:
        looked = {day: day.look() for day in listings}
        good = {day: found for day, (found, _) in looked.items()}
        bad = {day: list(found) for day, (_, found) in looked.items()}
        try:
            table, judge = self._summed(good)
        except (LakeUnavailable, OSError, pa.ArrowException) as error:
            # Only now is every file read to its end: pages may be damaged of which the end says nothing.
            damaged = {day: [bad_one for raw in files if (bad_one := read_through(raw))] for day, files in good.items()}
            if not any(damaged.values()):
                raise LakeUnavailable(f"{self._name} cannot be summed up: {error}") from error
            for day, torn in damaged.items():
                gone = {each.path for each in torn}
                good[day] = [raw for raw in good[day] if raw.path not in gone]
                bad[day] += torn
            table, judge = self._summed(good)
        summed = day_of(table, [day.day for day in listings])
        made = {
            day.day.isoformat(): self._written(day, listing, summed[day.day], good[day])
            for day, listing in listings.items()
        }
        said = [
            told
            for day in listings
            for told in self._reject(day, made[day.day.isoformat()], good[day], bad[day], judge)
        ]  # before they are published: a day that is, is not looked at again
        self._manifest = replace(self._manifest.with_days(made), machines=self._machines())
        manifests.publish(self._target, self._manifest)
        yield from said
        for entry in made.values():
            self._counted.days += 1
            self._counted.readings += entry.readings
            self._counted.rejected += entry.rejected

    def _summed(self, good: dict[Day, list[Raw]]) -> tuple[pa.Table, Judge]:
        chunk = {day.day: files for day, files in good.items() if sum(raw.rows for raw in files)}
        stated = self._engine.sensors(chunk) if chunk else set()
        judge = Judge(meant(stated, self._said.limits, self._names), self._asked.now)
        return (self._engine.hours(chunk, judge) if chunk else HOURS.empty_table()), judge

    def _written(self, day: Day, listing: str, hours: pa.Table, files: Sequence[Raw]) -> Published:
        content = io.BytesIO()
        pq.write_table(hours, content, compression="zstd")
        file = f"runs/{self._run}/day={day.day}.parquet"
        checksum = manifests.put(self._target / file, content.getvalue())
        readings, said = (sum(hours[name].to_pylist()) for name in ("n", "n_rows"))
        return Published(
            file=file,
            sha256=checksum,
            rows=hours.num_rows,
            readings=readings,
            repeated=said - readings,
            rejected=sum(raw.rows for raw in files) - said,
            listing=listing,
            rule=self._rule,
            engine=f"{self._engine.name} {self._engine.version}",
            published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _reject(
        self, day: Day, entry: Published, good: Sequence[Raw], bad: Sequence[Bad], judge: Judge
    ) -> Iterator[str]:
        listed = rejects.of_files(bad)
        if entry.rejected:
            listed += rejects.of_rows(good, day.day, judge, entry.rejected)
        path = self._target / "rejects" / f"{day.day}.csv"
        rejects.replaced(path, listed)
        if listed:
            what = [f"{len(bad)} of its files" if bad else "", f"{entry.rejected:,} rows" if entry.rejected else ""]
            yield f"{self._name} {day.day}: {' and '.join(filter(None, what))} cannot be taken; {path} says why."

    def _told(self) -> str:
        counted = self._counted
        rejected = f", {counted.rejected:,} rows rejected" if counted.rejected else ""
        return (
            f"{self._name}: {in_days(counted.days)} published with {counted.readings:,} readings{rejected}; "
            f"{in_days(counted.unchanged)} up to date.{self._left_stale()}"
        )

    def _left_stale(self) -> str:
        stale = formula.stale(self._manifest)
        if not stale:
            return ""
        are = "is" if len(stale) == 1 else "are"
        return (
            f" {in_days(len(stale))} {are} as other limits or another formula made them: left out by --since, or their "
            "raw readings are gone."
        )
