"""How every machine stands at this moment: its state, since when, and what may be the cause.

What readings change is asked apart from what people write, so that a reading works only the small part out anew.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from producflow import settings
from producflow.domain import causes
from producflow.domain.causes import Cause, Evidence
from producflow.domain.losses import NO_REASON
from producflow.domain.plant import PlantSettings
from producflow.reports import downtime
from producflow.reports.annotations import notes
from producflow.reports.equipment import excursions, readings_beyond, recent_statuses
from producflow.reports.periods import last_shift, newest_shifts
from producflow.reports.plant import in_force, plant_settings
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import equipment as queries
from producflow.store.queries import production
from producflow.store.reading import reads

CRITICAL, STOPPED, WARNING, UNKNOWN = "critical", "stopped", "warning", "unknown"
MAINTENANCE, RUNNING = "maintenance", "running"
STATES = (CRITICAL, STOPPED, WARNING, UNKNOWN, MAINTENANCE, RUNNING)
"""What a machine's state may be, the gravest first."""
WANTING = (CRITICAL, STOPPED, WARNING, UNKNOWN)
"""States in which a machine needs somebody's attention; one of which nothing is known is not one that runs."""
OF_PRIORITY = {"critical": CRITICAL, "high": WARNING, "medium": WARNING}
STOPS_BACK, NOTES_BACK = timedelta(days=14), timedelta(days=7)
"""How far back stops and notes may explain something."""
SHORT_STOP = 5.0
"""A stop that is shorter explains nothing. [min]"""


@dataclass(frozen=True)
class Standing:
    """One machine at this moment."""

    equipment_id: int
    name: str
    state: str
    """One of `STATES`."""
    since: pd.Timestamp | None
    """When what makes the state began."""
    sensor_type: str | None
    unit: str | None
    value: float | None
    bound: float | None
    """The gravest of its latest readings beyond a limit, and the limit that it has crossed. [unit]"""
    stop: str | None
    """Reason of the unplanned stop that lasts."""
    alert: str | None
    alert_id: int | None
    """Title of its gravest active alert; and which is the gravest open one."""
    cause: Cause
    """What may be the cause of it."""
    longest_stop: tuple[str, float] | None
    """Reason and length of the longest unplanned stop of the last shift. [min]"""
    output: int | None
    """Made in the last shift; None: not reported. [units]"""
    due: bool = True
    """Whether any shift was planned for it of late; else its silence means nothing."""

    @property
    def wanting(self) -> bool:
        """Whether it needs somebody's attention."""
        return self.state in WANTING and (self.due or self.state != UNKNOWN)


@dataclass(frozen=True)
class Now:
    """The plant at this moment."""

    at: datetime
    """Aware."""
    timezone: str
    machines: tuple[Standing, ...]
    """The gravest first, of those the one that has been so the longest."""

    @property
    def wanting(self) -> tuple[Standing, ...]:
        """Those that need somebody's attention."""
        return tuple(machine for machine in self.machines if machine.wanting)


def now(store: Store, at: datetime) -> Now:
    """How every machine stands.

    Parameters
    ----------
    at : datetime
        Aware; a whole minute, so that the answer can be shared.
    """
    live, around = store.answers.ask(readings_and_alerts, at), store.answers.ask(circumstances, at)
    machines = [_standing(row, around) for row in live.to_dict("records")]
    machines.sort(key=lambda each: gravity(each.state, each.since, each.name))
    return Now(at, around.timezone, tuple(machines))


def gravity(state: str, since: pd.Timestamp | None, name: str) -> tuple[int, pd.Timestamp, str]:
    """By what machines are sorted wherever they stand by how grave it is: state, since when, name."""
    return STATES.index(state), since or pd.Timestamp.max.tz_localize("UTC"), name


def readings_and_alerts(store: Store, at: datetime) -> pd.DataFrame:
    """What changes with a reading: one row per machine, see ``equipment/now.sql``, with `since` and `critical_since`.

    Both parts of it that every reading has asked anew say the same after nearly all of them.
    """
    plant = store.answers.ask(plant_settings, settings.current().timezone)
    oldest = at - timedelta(hours=plant.reading_max_age_hours)
    recent = [row for row in store.answers.ask(readings_beyond) if row["timestamp"] >= oldest]
    fresh = sorted({machine for machine, _ in store.answers.ask(recent_statuses, oldest)})
    found = store.read(queries.now, recent, fresh)
    return found.merge(store.answers.ask(excursions), on=["equipment_id", "sensor_type"], how="left")


@dataclass(frozen=True)
class Circumstances:
    """What is known of machines beside their readings."""

    timezone: str
    evidence: Mapping[int, tuple[Evidence, ...]]
    """By machine, of each kind the nearest first."""
    lasting: Mapping[int, tuple[str, pd.Timestamp]]
    longest: Mapping[int, tuple[str, float]]
    """Unplanned stops that last, with their start; and the longest one of the last shift. [min]"""
    planned: frozenset[int]
    """Machines that stand by plan."""
    off: frozenset[int]
    """Machines for which no shift was planned for weeks."""
    output: Mapping[int, int | None]
    """Made in the last shift, of machines with a calendar of their own in theirs; machines that did not report are left
    out. [units]"""


@reads
def circumstances(session: Session, at: datetime) -> Circumstances:
    """What is known of machines beside their readings."""
    plant = in_force(session)
    day, shift, _ = last_shift(plant, at)
    stops = downtime.recorded(session, plant, at - STOPS_BACK, at, at)
    stops = stops.assign(reason=stops["reason"].where(stops["reason"].str.len() > 0, NO_REASON))
    stops = stops.assign(minutes=(stops["ended_at"] - stops["started_at"]).dt.total_seconds() / 60)
    unplanned, lasting = stops[~stops["planned"].astype(bool)], stops[stops["lasts"].astype(bool)]
    own = newest_shifts(plant, at)
    longest, output = _of_shifts(session, plant, at, (day, shift), own)
    evidence: dict[int, list[Evidence]] = {}
    zone = ZoneInfo(plant.timezone)
    for machine, each in (*_jobs(session, at), *_stops(unplanned, zone), *_notes(session, at, zone)):
        evidence.setdefault(machine, []).append(each)
    return Circumstances(
        timezone=plant.timezone,
        evidence={machine: tuple(found) for machine, found in evidence.items()},
        lasting=_by_machine(lasting[~lasting["planned"].astype(bool)], "started_at"),
        longest=longest,
        planned=frozenset(int(each) for each in lasting.loc[lasting["planned"].astype(bool), "equipment_id"]),
        off=frozenset(machine for machine, newest in own.items() if newest is None),
        output=output,
    )


def _of_shifts(
    session: Session,
    plant: PlantSettings,
    at: datetime,
    last: tuple[date, str],
    own: Mapping[int, tuple[date, str] | None],
) -> tuple[dict[int, tuple[str, float]], dict[int, int | None]]:
    """Each machine's longest unplanned stop [min] and its output [units] in its own last shift.

    Parameters
    ----------
    last : date and str
        Of all machines that work as the plant.
    own : mapping
        Those of the others.
    """
    longest: dict[int, tuple[str, float]] = {}
    output: dict[int, int | None] = {}
    for day, shift in dict.fromkeys([last, *filter(None, own.values())]):
        view = View(day, day, shifts=(shift,))
        stops = downtime.stops(session, view, plant, at)
        # So that the last one of each machine is its longest.
        stops = stops[~stops["planned"].astype(bool)].sort_values("minutes", kind="stable")
        made = production.sums(session, view.parameters(), production.MACHINE)["output_quantity"]
        units = {int(str(machine)): None if pd.isna(each) else int(each) for machine, each in made.items()}
        of_it = {machine for machine in {*units, *stops["equipment_id"]} if own.get(machine, last) == (day, shift)}
        longest |= {machine: stop for machine, stop in _by_machine(stops, "minutes").items() if machine in of_it}
        output |= {machine: made for machine, made in units.items() if machine in of_it}
    return longest, output


def _by_machine(stops: pd.DataFrame, column: str) -> dict[int, tuple[str, Any]]:
    """Reason and a column of each machine's last row."""
    rows = zip(stops["equipment_id"], stops["reason"], stops[column], strict=True)
    return {int(machine): (str(reason), value) for machine, reason, value in rows}


def _jobs(session: Session, at: datetime) -> Iterator[tuple[int, Evidence]]:
    for job in queries.standing_jobs(session, at).to_dict("records"):
        words = str(job["description"])
        if job["status"] == "in_progress":
            yield int(job["equipment_id"]), Evidence(causes.IN_WORK, words, f"job in work, “{words}”")
        else:
            late = (pd.Timestamp(at) - job["scheduled_date"]).days
            count = "due today" if late == 0 else "1 day late" if late == 1 else f"{late:,} days late"
            yield int(job["equipment_id"]), Evidence(causes.LATE, words, f"job {count}, “{words}”")


def _stops(unplanned: pd.DataFrame, zone: ZoneInfo) -> Iterator[tuple[int, Evidence]]:
    """Reasons of each machine's unplanned stops, the newest first."""
    told = unplanned[(unplanned["minutes"] >= SHORT_STOP) & ~unplanned["lasts"].astype(bool)]
    started = told.groupby(["equipment_id", "reason"], sort=False)["started_at"]
    found = started.agg(["max", "size"]).sort_values("max", ascending=False, kind="stable").reset_index()
    for row in found.to_dict("records"):
        reason, last = str(row["reason"]), row["max"].astimezone(zone)
        times = "" if row["size"] == 1 else f" ({row['size']} times in {STOPS_BACK.days} days)"
        yield int(row["equipment_id"]), Evidence(causes.STOP, reason, f"stop on {last:%-d %b}, {reason}{times}")


def _notes(session: Session, at: datetime, zone: ZoneInfo) -> Iterator[tuple[int, Evidence]]:
    found = notes(session, None)
    instant = pd.Timestamp(at)
    near = found[
        (found["starts_at"] <= instant) & (found["ends_at"].fillna(found["starts_at"]) >= instant - NOTES_BACK)
    ]
    for note in near[near["equipment_id"].notna()].iloc[::-1].to_dict("records"):
        words, day = str(note["text"]), note["starts_at"].astimezone(zone)
        yield int(note["equipment_id"]), Evidence(causes.NOTE, words, f"note of {day:%-d %b}, “{words}”")


def _instant(value: Any) -> pd.Timestamp | None:
    return None if pd.isna(value) else pd.Timestamp(value)


def _passed(row: Mapping[Hashable, Any]) -> Any:
    """When its reading passed the limit that it is beyond: a warning limit long before the critical one, mostly."""
    critical = row["reading_status"] == CRITICAL and not pd.isna(row["critical_since"])
    return row["critical_since"] if critical else row["since"]


def _standing(row: Mapping[Hashable, Any], around: Circumstances) -> Standing:
    machine = int(row["equipment_id"])
    beyond = not pd.isna(row["reading_status"])
    stop = around.lasting.get(machine)
    of_alert = OF_PRIORITY.get(str(row["worst_priority"])) if row["alerts"] else None
    candidates = [
        (str(row["reading_status"]) if beyond else None, _passed(row)),
        (STOPPED if stop else None, stop[1] if stop else None),
        (of_alert, row["alert_since"]),
        (row["status"] if row["status"] in (CRITICAL, WARNING, MAINTENANCE) else None, None),
        (MAINTENANCE if machine in around.planned else None, None),
    ]
    known = [(STATES.index(state), order, state, since) for order, (state, since) in enumerate(candidates) if state]
    # Behind all others: it runs where nothing speaks against it and it has given a sign.
    known.append((len(STATES), 0, RUNNING if row["fresh"] or machine in around.output else UNKNOWN, None))
    # Of those that are as grave, the first candidate tells since when.
    _, _, state, since = min(known, key=lambda each: each[:2])
    sensor = str(row["sensor_type"]) if beyond else None
    return Standing(
        equipment_id=machine,
        name=str(row["name"]),
        state=state,
        since=_instant(since),
        sensor_type=sensor,
        unit=str(row["unit"]) if beyond and not pd.isna(row["unit"]) else None,
        value=float(row["value"]) if beyond else None,
        bound=float(row["bound"]) if beyond and not pd.isna(row["bound"]) else None,
        stop=stop[0] if stop else None,
        alert=str(row["title"]) if row["alerts"] else None,
        alert_id=None if pd.isna(row["alert_id"]) else int(row["alert_id"]),
        cause=causes.cause(sensor, around.evidence.get(machine, ())),
        longest_stop=around.longest.get(machine),
        output=around.output.get(machine),
        due=machine not in around.off,
    )
