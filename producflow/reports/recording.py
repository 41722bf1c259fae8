"""What was recorded of one machine in one shift, what waits to be said of it, and what can be chosen."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from producflow.domain import stops as domain
from producflow.domain.plant import PlantSettings
from producflow.reports import downtime
from producflow.reports.entries import Entry, entries
from producflow.reports.periods import LOOK_BACK, calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.queries import entries as queries
from producflow.store.queries import equipment
from producflow.store.queries import stops as stop_queries
from producflow.store.reading import reads

SHIFTS = 5
"""The newest that can be chosen, the running one included."""
WAITING = timedelta(days=7)
"""For how long a stop waits to be given a reason."""
USED = timedelta(days=90)
"""Over which time the reasons of stops are counted."""
MINUTE = timedelta(minutes=1)
REASONS, PRODUCTS = 12, 20
"""Most that are offered where nobody keeps a list."""


class Shift(NamedTuple):
    """One planned shift of a machine; starts and ends are aware."""

    day: date
    shift: str
    starts: datetime
    ends: datetime


class Reason(NamedTuple):
    """A reason that can be chosen for a stop."""

    name: str
    planned: bool


@dataclass(frozen=True)
class Record:
    """What was recorded of a product, by the columns of the table, and whose it is."""

    row: dict[str, Any]
    entry: Entry | None


@dataclass(frozen=True)
class Stop:
    """A stop of the machine; instants are aware."""

    id: int
    started_at: datetime
    ended_at: datetime
    """Where `lasts`, the moment of asking."""
    assumed: bool
    lasts: bool
    reason: str
    planned: bool
    from_states: bool
    uploaded: bool
    entry: Entry | None


@dataclass(frozen=True)
class Recording:
    """One machine and shift."""

    shift: Shift
    records: tuple[Record, ...]
    stops: tuple[Stop, ...]
    """Those of the shift, in the order in which they began."""
    standing: tuple[Stop, ...]
    """Those that last, whenever they began."""
    waiting: tuple[Stop, ...]
    """Those that are over and have no reason, the newest first."""
    stopped_minutes: float
    """What the stops of the shift come to until now; time that several claim counts once. [min]"""
    reasons: tuple[Reason, ...]
    """Those that managers keep, or all of lately where they keep none; the machine's most frequent first."""
    products: tuple[str, ...]
    """What the machine made lately, the newest first."""
    sensors: pd.DataFrame
    """Its newest readings: `sensor_type`, `value`, `unit`, `timestamp`."""

    def of_product(self, product: str) -> Record | None:
        """What was recorded of a product."""
        return next((each for each in self.records if each.row["product"] == product), None)


def shifts(plant: PlantSettings, machine: int, now: datetime) -> tuple[Shift, ...]:
    """The newest planned shifts of a machine that have begun, the newest first."""
    today = pd.Timestamp(now).tz_convert(plant.timezone).date()
    own = calendar(plant).of_machine(machine)
    for days in LOOK_BACK[1:]:
        spans = own.planned(today - timedelta(days=days), today)
        begun = spans[spans["start"] <= pd.Timestamp(now)].sort_values("start", kind="stable")
        if len(begun) >= SHIFTS:
            break
    return tuple(_shift(row) for row in begun.tail(SHIFTS).iloc[::-1].to_dict("records"))


def shift_on(plant: PlantSettings, machine: int, day: date, name: str) -> Shift | None:
    """A shift of a machine, planned or not; None where its calendar has no such name."""
    spans = calendar(plant).of_machine(machine).spans(day, day)
    return next((_shift(row) for row in spans[spans["shift"] == name].to_dict("records")), None)


def _shift(row: dict[Any, Any]) -> Shift:
    return Shift(row["date"].date(), str(row["shift"]), row["start"].to_pydatetime(), row["end"].to_pydatetime())


@reads
def last_machine(session: Session, user_id: int) -> int | None:
    """The machine that a person entered something for last."""
    return queries.last_machine(session, user_id)


@reads
def recording(session: Session, machine: int, shift: Shift, now: datetime) -> Recording:
    """What was recorded of a machine in a shift, and what can be said of it.

    Parameters
    ----------
    now : datetime
        Aware.
    """
    plant = in_force(session)
    rows = queries.records(session, machine, shift.day, shift.shift)
    whose = entries(session, plant, "production_records", [row["id"] for row in rows], machine)
    found = _stops(session, plant, machine, min(shift.starts, now - WAITING), now)
    within = [each for each in found if each.started_at < shift.ends and each.ended_at >= shift.starts]
    return Recording(
        shift=shift,
        records=tuple(Record(row, whose.get(row["id"])) for row in rows),
        stops=tuple(within),
        standing=tuple(each for each in found if each.lasts),
        waiting=tuple(each for each in reversed(found) if not each.lasts and not each.reason),
        stopped_minutes=_minutes(session, plant, machine, shift, now),
        reasons=reasons(session, machine, now),
        products=tuple(queries.products(session, machine, PRODUCTS)),
        sensors=equipment.latest_of(session, (machine,)),
    )


def _stops(session: Session, plant: PlantSettings, machine: int, since: datetime, now: datetime) -> list[Stop]:
    found = downtime.recorded(session, plant, since, now + MINUTE, now, (machine,))  # of this very minute too
    filters = {"machines": [machine], "from": since, "to": now + MINUTE, "unexplained": False}
    followed = {row["id"] for row in stop_queries.page(session, filters, 0, len(found)) if row["origin"] is not None}
    whose = entries(session, plant, "downtime_events", found["id"].tolist(), machine)
    return [
        Stop(
            id=int(row["id"]),
            started_at=row["started_at"].to_pydatetime(),
            ended_at=row["ended_at"].to_pydatetime(),
            assumed=bool(row["assumed"]),
            lasts=bool(row["lasts"]),
            reason=str(row["reason"]),
            planned=bool(row["planned"]),
            from_states=int(row["id"]) in followed,
            uploaded=not pd.isna(row["batch_id"]),
            entry=whose.get(int(row["id"])),
        )
        for row in found.to_dict("records")
    ]


def _minutes(session: Session, plant: PlantSettings, machine: int, shift: Shift, now: datetime) -> float:
    until = min(shift.ends, now)
    found = downtime.recorded(session, plant, shift.starts, until, now, (machine,))
    cut = downtime.within(found, shift.starts, until)
    return float(domain.counted_minutes(cut).sum())


@reads
def reasons(session: Session, machine: int, now: datetime) -> tuple[Reason, ...]:
    used = [Reason(row["name"], row["planned"]) for row in queries.reasons_used(session, machine, now - USED)]
    kept = {row["name"]: Reason(row["name"], row["planned"]) for row in stop_queries.reasons(session)}
    if not kept:
        return tuple(used[:REASONS])
    first = [kept[each.name] for each in used if each.name in kept]
    return (*first, *(each for each in kept.values() if each not in first))
