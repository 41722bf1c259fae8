"""A small plant to write to at random."""

import random
from collections.abc import Mapping
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

import pandas as pd

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.rules import SHIFTS
from producflow.imports import ImportOptions, import_file
from producflow.imports.writing.committing import Batch, batches
from producflow.operations import (
    equipment,
    frozen,
    maintenance_jobs,
    production,
    readings,
    users,
)
from producflow.operations.posted_readings import sound
from producflow.operations.single_readings import SingleReadings
from producflow.reports.links import Link
from producflow.store.database import Store
from tests.people import PASSWORD

MACHINES = 3
DAYS = 12
KINDS = ("temperature", "vibration")
SILENT = "humidity"
"""A sensor that never reports."""
ORDINARY = {"temperature": 70.0, "vibration": 1.5}
CRITICAL = {"temperature": 999.0, "vibration": 99.0}
"""Values by the limits that a new plant has. [°C, mm/s]"""


def minute() -> datetime:
    """The minute that has begun."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def day_of(now: datetime) -> date:
    """The day whose shifts are reported, or may be."""
    return (now - timedelta(hours=8)).date()


@dataclass
class Plant:
    """A plant that is written to at random."""

    store: Store
    folder: Path
    random: random.Random
    now: datetime

    def __post_init__(self) -> None:
        self.single = SingleReadings(self.store)
        self.today = day_of(self.now)
        self.count = 0

    def furnished(self) -> Self:
        """The same with machines, and what they made and did in the days before."""
        self.actor = _manager(self.store)
        self.ids: list[int] = [
            equipment.create(self.store, COMMAND_LINE, name=f"Press {n}", capacity=100)["id"] for n in range(3)
        ]
        for days in range(1, DAYS):
            for shift in SHIFTS:
                self.record(self.ids[0], days, shift)
        self.batch(ORDINARY, hours=200, rows=400)
        self.stops()
        for days in (6, 3):
            job = maintenance_jobs.create(
                self.store,
                COMMAND_LINE,
                equipment_id=self.ids[0],
                maintenance_type="corrective",
                description="Belt",
                scheduled_date=self.now - timedelta(days=days),
                technician_id=self.actor.user_id,
            )
            maintenance_jobs.move(
                self.store, COMMAND_LINE, job["id"], "completed", self.now - timedelta(days=days), cost=20.0
            )
        self.link = frozen.freeze(self.store, self.actor, Link("overview"), now=self.now)
        return self

    def over(self, store: Store, folder: Path) -> Self:
        """The same plant in a copy of its file, at this minute, whose random writes begin as this one's would."""
        copied = copy(self)
        copied.now = minute()
        copied.today = day_of(copied.now)
        copied.store, copied.folder, copied.single = store, folder, SingleReadings(store)
        copied.random, copied.ids = deepcopy(self.random), [*self.ids]
        return copied

    def machine(self) -> int:
        """Any machine."""
        return self.random.choice(self.ids)

    def new(self) -> int:
        """A number that nothing has."""
        self.count += 1
        return self.count

    def post(
        self,
        values: Mapping[str, float],
        *,
        ago: timedelta = timedelta(),
        at: datetime | None = None,
        machine: int | None = None,
        settle: bool = True,
    ) -> None:
        """Post a single reading, some time old or of an instant."""
        kind = self.random.choice(KINDS)
        moment = at or datetime.now(UTC) - ago + timedelta(microseconds=self.random.randrange(1_000))
        posted = sound(
            equipment_id=machine or self.machine(),
            sensor_type=kind,
            value=values[kind],
            timestamp=moment,
            unit=None,
            now=datetime.now(UTC),
        )
        self.single.add(COMMAND_LINE, posted)[0].result()
        if settle:
            self.single.settle()

    def few(self, values: Mapping[str, float], *, settle: bool) -> None:
        """Post a few readings of one machine at once."""
        now = datetime.now(UTC)
        machine, moment = self.machine(), now - timedelta(microseconds=self.random.randrange(1, 10_000))
        posted = [
            sound(equipment_id=machine, sensor_type=kind, value=values[kind], unit=None, timestamp=moment, now=now)
            for kind in KINDS
        ]
        self.single.add_batch(COMMAND_LINE, posted)[0].result()
        if settle:
            self.single.settle()

    def batch(self, values: Mapping[str, float], *, hours: int, rows: int) -> None:
        """Post readings of some hours at once."""
        ages = [self.random.random() * 3600 * hours for _ in range(rows)]
        kinds = [self.random.choice(KINDS) for _ in ages]
        frame = {
            "equipment_id": [self.machine() for _ in ages],
            "sensor_type": kinds,
            "timestamp": [pd.Timestamp(self.now) - pd.Timedelta(seconds=age) for age in ages],
            "value": [values[kind] + self.random.random() / 10 for kind in kinds],
        }
        readings.add(self.store, COMMAND_LINE, pd.DataFrame(frame))

    def record(self, machine: int, days: int, shift: str) -> None:
        """Enter what a machine made in a shift so many days ago."""
        production.record(
            self.store,
            COMMAND_LINE,
            equipment_id=machine,
            date=self.today - timedelta(days=days),
            shift=shift,
            product="Bolt",
            output_quantity=self.random.randrange(50, 100),
            defect_quantity=self.random.randrange(5),
            downtime_minutes=float(self.random.randrange(60)),
        )

    def upload(self, kind: str, text: str) -> int:
        """Import a file; answers its number."""
        path = self.folder / f"{self.new()}.csv"
        path.write_text(text, encoding="utf-8")
        import_file(self.store, COMMAND_LINE, path, path.name, ImportOptions(kind=kind))
        newest: Batch = batches(self.store)[0]
        return newest.id

    def stops(self) -> int:
        """Upload a stop."""
        began = self.now - timedelta(hours=self.random.randrange(20, 200), minutes=self.new())
        ended = began + timedelta(minutes=self.random.randrange(5, 90))
        rows = f"Press 0,{began:%Y-%m-%dT%H:%M:%SZ},{ended:%Y-%m-%dT%H:%M:%SZ},Jam,false"
        return self.upload("downtime_events", f"equipment,started_at,ended_at,reason,planned\n{rows}\n")


def _manager(store: Store) -> Actor:
    account = {"email": "manager@plant.example", "full_name": "Ada", "role": "manager", "password": PASSWORD}
    row = users.create(store, COMMAND_LINE, own=True, **account)
    return Actor(row["id"], row["email"], row["full_name"], Role.MANAGER)
