"""What figures should have come to: the goals in force for a view, and all that were ever set."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.domain import targets as domain
from producflow.domain.coverage import expected_shifts
from producflow.domain.coverage_counts import in_cells
from producflow.domain.goals import BY_COUNTS, MET, MISSED, WITHIN_NOISE, Goal, reached
from producflow.domain.metrics import ADDED_UP, METRICS, TARGETED
from producflow.domain.targets import Place, Scope
from producflow.reports.coverage import due_by, in_service_since
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force, known_machines
from producflow.reports.produced import Produced
from producflow.reports.spelling import number
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production
from producflow.store.queries import targets as queries
from producflow.store.reading import reads

CELL = ["date", "shift"]
DAYS = {"date": "datetime64[us]"}
GRAINS = (production.MACHINE, production.DAY_SHIFT, production.EACH)
"""By what a period is asked for to be held against goals."""


@reads
def everything(session: Session, today: date, of: tuple[int, ...] | None = None) -> pd.DataFrame:
    """All goals ever set, or those of some machines, the newest first of each.

    Returns
    -------
    DataFrame
        With `holds` (whether it is in force today), `ahead` (whether later) and `machines` (how many it is of: none
        where nothing is called so any more).
    """
    found, machines = queries.everything(session, of), queries.machines(session)
    counted = [len(domain.of_target(row).members(machines)) for row in found.to_dict("records")]
    key = list(queries.KEY[:-1])
    come = pd.to_datetime(found["valid_from"]) <= pd.Timestamp(today)
    newest = found[come].drop_duplicates(key, keep="last").index
    marked = found.assign(
        holds=found.index.isin(newest) & found["value"].notna(), ahead=~come, machines=pd.Series(counted, dtype="int64")
    )
    ascending = [True] * len(key) + [False]
    return marked.sort_values([*key, "valid_from"], ascending=ascending, kind="stable", ignore_index=True)


@reads
def goals(session: Session, view: View, as_of: datetime, names: Collection[str] = TARGETED) -> Mapping[str, Goal]:
    """Hold the figures of a view against their goals; by metric, where one holds.

    Parameters
    ----------
    as_of : datetime
        Aware; what is not over by then is not due.
    names : collection of str
        Of the metrics that are asked for.
    """
    if not any_set(session, names):  # nothing of what follows need be asked
        return {}
    machines = known_machines(session)
    return of_period(Produced(session, view, in_force(session), machines, as_of, grains=GRAINS), names)


def any_set(session: Session, names: Collection[str] = TARGETED) -> bool:
    """Whether a goal was ever set of any of some metrics."""
    return bool(session.ask(_ever)["metric"].isin(names).any())


@reads
def _ever(session: Session) -> pd.DataFrame:
    """All goals ever set: seldom another answer, and asked for with each period."""
    return queries.everything(session)


def of_period(period: Produced, names: Collection[str] = TARGETED) -> Mapping[str, Goal]:
    """The same of a period that is at hand, with :data:`GRAINS` among its own; for some metrics only, or all."""
    session, view, every = period.session, period.view, period.session.ask(_ever)
    every = every[every["metric"].isin(names)]
    if every.empty:
        return {}
    machines, cells = queries.machines(session), _cells(period)
    if cells.empty:
        return {}
    near, just = domain.around(view.machines, machines), domain.just(view.machines, machines)
    found = {}
    for name, targets in every.groupby("metric"):
        adds_up = name in ADDED_UP
        goals = domain.in_force(targets, just if adds_up else near, cells, adds_up=adds_up)
        summed = adds_up and bool(goals["goal"].isna().all()) and bool(targets["scope"].isin(domain.LEVELS_DOWN).any())
        if summed:
            goals = domain.added_up(targets, cells, _planned(period), machines)
        rejects = period.closed.each if name == BY_COUNTS else pd.DataFrame()
        now = getattr(period.closed.figures, str(name))
        goal = reached(str(name), now, targets, cells, goals, rejects, summed=summed)
        if goal is not None:
            found[str(name)] = goal
    return found


def _planned(period: Produced) -> pd.DataFrame:
    """Machine-shifts that the calendar has in these days."""
    since, view = in_service_since(period.chosen), period.view
    first, last = pd.Timestamp(view.first_day), pd.Timestamp(view.last_day)
    return expected_shifts(calendar(period.plant), first, last, since).astype(DAYS)


def _cells(period: Produced) -> pd.DataFrame:
    """Each shift of the view, with what became of it; none where nothing is planned on its days."""
    view, plant = period.view, period.plant
    first, last = pd.Timestamp(view.first_day), pd.Timestamp(view.last_day)
    counts = in_cells(calendar(plant), first, last, in_service_since(period.chosen), due_by(plant, view, period.now))
    if not counts["planned"].any():
        return pd.DataFrame()
    reported = period.reported.astype(DAYS).groupby(CELL).size().rename("reported")
    cells = counts.join(reported, how="outer").fillna(0).astype("int64")
    cells = cells[(cells != 0).any(axis=1)].reset_index()
    cells["of_day"] = cells.groupby("date")["planned"].transform("sum")
    if view.shifts is not None:
        cells = cells[cells["shift"].isin(view.shifts)].reset_index(drop=True)
    return cells.merge(period.rows(production.DAY_SHIFT).reset_index().astype(DAYS), on=CELL, how="left")


def whose(goal: Goal, names: Mapping[int, str]) -> str:
    """Which part of the plant a goal is of, in words."""
    return "its parts, added up" if goal.place is None else called(goal.place, names)


def called(place: Place, names: Mapping[int, str]) -> str:
    """A part of the plant in words."""
    match place.scope, place.key:
        case Scope.MACHINE, (machine,):
            return names.get(int(machine), "?")
        case Scope.TYPE, (kind,):
            return f"all machines of type {kind}"
        case Scope.AREA, (area,):
            return f"area {area}"
        case Scope.LINE, (area, line):
            return f"line {line}" if area is None else f"line {line} of {area}"
    return "the whole plant"


def in_words(goal: Goal, names: Mapping[int, str]) -> str:
    """The goal with its day and whose it is, how far off the figure is, and what that means."""
    metric = METRICS[goal.metric]
    since = f"since {goal.valid_from:%-d %b %Y}, of {whose(goal, names)}"
    if goal.value is None:
        return f"No goal holds for all of these days; one does {since}."
    told = f"Goal {number(goal.value, metric.digits, metric.unit)} {since}"
    told += "; another held for a part of these days, and counts for that." if goal.changed else "."
    if goal.per_report:
        against = number(goal.measured_against, metric.digits, metric.unit)
        told += f" Measured against {against}, since some of what was due has not reported, or more has."
    if goal.gap is not None:
        told += f" {gap(goal)} to it: {SAYS[goal.verdict]}."
    return told


def gap(goal: Goal) -> str:
    """How far a figure is off its goal: ``−1.6 pts``, ``+120 units``."""
    metric = METRICS[goal.metric]
    unit, digits = ("pts", max(metric.digits, 1)) if metric.unit == "%" else (metric.unit, metric.digits)
    amount = round(goal.gap or 0.0, digits)
    return f"{'+' if amount > 0 else ''}{number(amount, digits, unit)}"


WORDS = {MET: "met", MISSED: "missed", WITHIN_NOISE: "within noise"}
SAYS = {
    MET: "met",
    MISSED: "missed by more than single shifts differ",
    WITHIN_NOISE: "missed, but within what single shifts differ, or with too few of them to tell",
    None: "so far, without a verdict",
}


def told(goals: Mapping[str, Goal]) -> dict[str, dict[str, Any] | None]:
    """What the API says of the goals beside their figures, by metric; None where none holds."""
    names = ("value", "measured_against", "gap", "verdict", "valid_from", "changed")
    return dict.fromkeys(TARGETED) | {
        name: {each: getattr(goal, each) for each in names} | {"scope": goal.place and goal.place.scope.value}
        for name, goal in goals.items()
    }
