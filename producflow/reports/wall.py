"""The wall: the strip of machines and the four figures of the first screen, as a screen in the hall shows them.

Nothing is worked out here, and no sentence is made here: states, causes, goals and words are those of the first screen.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from producflow.domain.metrics import FIRST, METRICS
from producflow.domain.plant import PlantSettings
from producflow.reports import periods, production, sentences
from producflow.reports.answered import chosen
from producflow.reports.levels import AREA, LINE, in_words
from producflow.reports.now import RUNNING, STATES, Now, Standing, now
from producflow.reports.plant import machine_names, plant_settings
from producflow.reports.production import Production
from producflow.reports.spelling import counted, number, word
from producflow.reports.view import View
from producflow.settings import current
from producflow.store.database import Session, Store
from producflow.store.queries import equipment
from producflow.store.reading import reads

LARGE, MOST = 2, 4
"""So many machines have a large tile each; where more need attention, so many have a smaller one."""


@dataclass(frozen=True)
class Tile:
    """One machine."""

    name: str
    state: str
    """One of :data:`producflow.reports.now.STATES`."""
    lasts: str
    """The state in words, and for how long: ``Critical 1 h 31 min``."""
    what: str
    cause: str
    """What it is, and one cause; empty where nobody knows."""


@dataclass(frozen=True)
class Told:
    """One of the four figures, as it is read."""

    label: str
    unit: str
    value: str
    goal: str
    sign: str
    gap: str
    """The goal, how it is kept, and by how much, see :func:`producflow.reports.sentences.held`."""
    verdict: str | None
    """One of :data:`producflow.domain.goals.VERDICTS`; None: none yet."""


@dataclass(frozen=True)
class Wall:
    """All that a screen shows, in words."""

    at: str
    """The minute, by the plant's clock: ``14:32``."""
    headline: str
    now: str
    """The first two lines of the first screen, of these machines."""
    machines: tuple[Tile, ...]
    """The gravest first; all others are only counted."""
    wanting: str
    others: str
    """How many more need attention, and how the rest stands."""
    figures: tuple[Told, ...]
    period: str
    """What the figures are of."""
    readings: str
    """When the newest reading came; empty where the machines have none."""
    old: bool
    """Whether that is older than a reading may be that says something of now."""


def wall(store: Store, location: str | None, at: datetime, area: str | None = None, line: str | None = None) -> Wall:
    """What a screen shows.

    Parameters
    ----------
    location : str, optional
        Only machines that stand there.
    at : datetime
        The current minute, aware.
    area, line : str, optional
        Only machines that belong there.
    """
    plant = store.answers.ask(plant_settings, current().timezone)
    machines = store.answers.ask(shown_of, location, area, line)
    standing = chosen(store.answers.ask(now, at), machines)
    newest = store.answers.ask(newest_reading, machines)
    report = _report(store, plant, machines, at)
    shown = standing.machines[: MOST if len(standing.wanting) > LARGE else LARGE]
    wanting = len(standing.wanting) - sum(machine.wanting for machine in shown)
    old = newest is not None and at - newest > timedelta(hours=plant.reading_max_age_hours)
    places = in_words({AREA: [area] if area else [], LINE: [line] if line else []})
    where = " · ".join(filter(None, [location, *places]))
    nothing = f"No machine stands at {location}" if where == location else f"No machine belongs to {where}"
    return Wall(
        at=f"{at.astimezone(ZoneInfo(plant.timezone)):%H:%M}",
        headline=nothing if where and not machines else sentences.headline(standing),
        now=sentences.of_now(standing),
        machines=tuple(_tile(machine, standing) for machine in shown),
        wanting=counted(wanting, "more needs attention", "more need attention") if wanting else "",
        others=_others(standing, shown),
        figures=tuple(_figure(name, report) for name in FIRST),
        period=(f"{where} · " if where else "") + _period(report, plant, at),
        readings="" if newest is None else _readings(newest, at, plant, old=old),
        old=old,
    )


@reads
def shown_of(session: Session, location: str | None, area: str | None, line: str | None) -> tuple[int, ...] | None:
    """Machines that stand at a location, belong to an area and are on a line, as far as those are given; None: all."""
    wanted = {each: name for each, name in ((AREA, area), (LINE, line)) if name is not None}
    if location is None and not wanted:
        return None
    of, places = machine_names(session).of, equipment.places(session)
    here = machine_names(session) if location is None else [key for key, place in places.items() if place == location]
    return tuple(key for key in here if all(of[level].get(key) == name for level, name in wanted.items()))


@reads
def locations(session: Session) -> tuple[str, ...]:
    """Where machines stand."""
    return tuple(dict.fromkeys(equipment.places(session).values()))


@reads
def newest_reading(session: Session, machines: tuple[int, ...] | None) -> datetime | None:
    """The minute of the newest reading of any of the machines; None where there is none."""
    latest = equipment.latest(session)
    found = latest if machines is None else latest[latest["equipment_id"].isin(machines)]
    newest = found["timestamp"].max()
    # To the minute, so that it says the same after nearly every reading, and what rests on it stands.
    return None if pd.isna(newest) else newest.floor("min").to_pydatetime()


def _report(store: Store, plant: PlantSettings, machines: tuple[int, ...] | None, at: datetime) -> Production:
    """Of today so far; until something of it is reported of the newest closed day, or of the last before days off."""
    as_of, today = periods.as_of(plant, at), periods.production_day(plant, at)
    for day in (today, periods.last_complete_day(plant, at), periods.last_planned_day(plant, at)):
        report = store.answers.ask(production.metrics, View(day, day, machines), as_of)
        if not report.empty:
            break
    return report


def _tile(machine: Standing, standing: Now) -> Tile:
    lasts = f"{word(machine.state)} {sentences.lasted(machine.since, standing.at)}".rstrip()
    return Tile(machine.name, machine.state, lasts, *sentences.lines(machine))


def _others(standing: Now, shown: tuple[Standing, ...]) -> str:
    """How those stand that have no tile and need no attention: ``3 more run, 2 unknown``."""
    rest = [machine.state for machine in standing.machines if machine not in shown and not machine.wanting]
    runs = rest.count(RUNNING)
    told = [counted(runs, "more runs", "more run")] if runs else []
    quiet = (state for state in STATES if state != RUNNING and state in rest)
    return ", ".join([*told, *(f"{rest.count(state):,} {word(state).lower()}" for state in quiet)])


def _figure(name: str, report: Production) -> Told:
    metric, value, goal = METRICS[name], getattr(report.total, name), report.goals.get(name)
    missing = value is None or math.isnan(value)
    unit = "" if missing else metric.unit
    return Told(
        metric.label,
        unit,
        number(value, metric.digits),
        *sentences.held(goal),
        verdict=None if goal is None else goal.verdict,
    )


def _period(report: Production, plant: PlantSettings, at: datetime) -> str:
    """What the figures are of, and how much of it is missing."""
    today = report.view.last_day == periods.production_day(plant, at)
    day = "today so far" if today else f"{report.view.last_day:%a %-d %b}"
    if report.empty:
        return f"nothing is reported of {day}"
    found = report.reporting.coverage
    part = f", {found.reported:,} of {found.expected:,} shifts reported" if found.reported < found.expected else ""
    return f"figures of {day}{part}"


def _readings(newest: datetime, at: datetime, plant: PlantSettings, *, old: bool) -> str:
    local, here = newest.astimezone(ZoneInfo(plant.timezone)), at.astimezone(ZoneInfo(plant.timezone))
    when = f"{local:%H:%M}" if local.date() == here.date() else f"{local:%-d %b, %H:%M}"
    return f"No reading since {when}" if old else f"newest reading {when}"
