"""What the first screen answers, whatever period it shows: now, yesterday and the last seven days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from producflow.domain.change import Change
from producflow.domain.comparison import REAL
from producflow.domain.goals import Goal
from producflow.domain.plant import PlantSettings
from producflow.domain.stops import Unended
from producflow.reports import production, sentences, since, targets
from producflow.reports.figures import Figures
from producflow.reports.now import Now, now
from producflow.reports.periods import last_complete_day, last_days, last_planned_day, last_shift
from producflow.reports.plant import in_force, known_machines, plant_settings
from producflow.reports.produced import Costs, Produced
from producflow.reports.sentences import TOLD, Told
from producflow.reports.view import View
from producflow.settings import current
from producflow.store.database import Session, Store
from producflow.store.reading import reads

DAYS_BEFORE = timedelta(days=7)
"""How many days a day is compared with: each day of the week once."""

MADE = ("total_output",)
"""Of which figures of a day and of a shift it is told how they stand to their goal."""


@dataclass(frozen=True)
class Answered:
    """The answer in words."""

    headline: str
    now: str
    yesterday: str
    week: str
    """As :mod:`producflow.reports.sentences` puts them together; what people typed stands in them as it was typed."""
    day: date
    """Of yesterday: the newest closed production day; after days off that nobody worked on, the one before them."""
    called: str
    """What that day is called: ``Yesterday``, or ``Fri 13 Mar`` after a weekend off."""


def answered(store: Store, machines: tuple[int, ...] | None, as_of: datetime, at: datetime) -> Answered:
    """Answer for the chosen machines; neither a period nor shifts that are chosen change it.

    Parameters
    ----------
    as_of : datetime
        End of the newest shift that is over: what closed days and shifts are computed for.
    at : datetime
        The current minute, aware.
    """
    plant = store.answers.ask(plant_settings, current().timezone)
    standing = chosen(store.answers.ask(now, at), machines)
    day, yesterday = _newest_day(store, plant, machines, as_of)
    of_shift, shift, _ = last_shift(plant, as_of)
    called = f"{shift} shift" if of_shift == day else f"{shift} shift, {of_shift:%-d %b}"
    week = last_days(plant, as_of)
    newest = store.answers.ask(made, View(of_shift, of_shift, machines, (shift,)), as_of)
    seven = store.answers.ask(told, View(week.first_day, week.last_day, machines), as_of)
    return Answered(
        headline=sentences.headline(standing),
        now=sentences.of_now(standing),
        yesterday=sentences.of_day(yesterday, newest, called),
        week=sentences.of_days(seven),
        day=day,
        called="Yesterday" if day == last_complete_day(plant, at) else f"{day:%a %-d %b}",
    )


def _newest_day(
    store: Store, plant: PlantSettings, machines: tuple[int, ...] | None, as_of: datetime
) -> tuple[date, Told]:
    """The newest closed production day, and what it brought: of days off only where somebody worked all the same."""
    day = last_complete_day(plant, as_of)
    told = store.answers.ask(told_by_machine, View(day, day, machines), as_of)
    worked = last_planned_day(plant, as_of)
    if told.reports or worked == day:
        return day, told
    return worked, store.answers.ask(told_by_machine, View(worked, worked, machines), as_of)


def chosen(standing: Now, machines: tuple[int, ...] | None) -> Now:
    """How some of the machines stand; None: all."""
    kept = (each for each in standing.machines if machines is None or each.equipment_id in machines)
    return Now(standing.at, standing.timezone, tuple(kept))


def told(store: Store, view: View, as_of: datetime) -> Told:
    """A period, as far as its sentence needs it, without single machines."""
    report = store.answers.ask(production.metrics, view, as_of)
    return _told(report.total, report.costs, report.plant, report.goals, report.changes)


@reads
def told_by_machine(session: Session, day: View, as_of: datetime) -> Told:
    """The same of one day against the seven before it, with the machines whose own figures have really changed.

    Against a single day, a Monday would be compared with a Sunday, and three shifts with three.
    """
    days = replace(day, first_day=day.first_day - DAYS_BEFORE, last_day=day.last_day - timedelta(days=1))
    period = _produced(session, day, as_of, days)
    over, before = period.closed, period.before
    periods, found = since.periods(over, before), over.by_machine
    changes = since.changes(over, before, periods, TOLD)
    told = _told(period.figures, period.costs, period.plant, targets.of_period(period, MADE), changes)
    return replace(told, machines=tuple(_changed(found.join(since.verdicts(periods, found)))))


@reads
def made(session: Session, view: View, as_of: datetime) -> Told:
    """What was made in a period, and the goal of it: less than :func:`told`, and sooner there."""
    period = _produced(session, view, as_of)
    nothing = Costs(None, None, None, Unended(0, 0))
    return _told(period.figures, nothing, period.plant, targets.of_period(period, MADE), {})


def _produced(session: Session, view: View, as_of: datetime, compared: View | None = None) -> Produced:
    machines = known_machines(session)
    return Produced(session, view, in_force(session), machines, as_of, compared=compared, grains=targets.GRAINS)


def _told(
    figures: Figures, costs: Costs, plant: PlantSettings, goals: Mapping[str, Goal], changes: Mapping[str, Change]
) -> Told:
    cost = [costs.downtime, costs.quality]
    return Told(
        figures={name: getattr(figures, name) for name in TOLD},
        goals=goals,
        changes={name: changes[name] for name in TOLD if name in changes},
        machines=(),
        cost=None if None in cost else sum(each or 0.0 for each in cost),
        currency=plant.currency,
        reports=figures.records,
    )


def _changed(machines: pd.DataFrame) -> list[tuple[str, str, float, float]]:
    """Machines whose own figures have really changed, those whose defect rate is the highest first."""
    found = [
        (str(row["name"]), name, float(row[f"previous_{name}"]), float(row[name]))
        for name in since.BY_MACHINE
        for row in machines.to_dict("records")
        if row[f"{name}_verdict"] == REAL
    ]
    return sorted(found, key=lambda each: -abs(each[3] - each[2]))
