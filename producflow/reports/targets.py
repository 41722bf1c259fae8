"""What figures should have come to: the goals in force for a view, and all that were ever set."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.domain import targets as domain
from producflow.domain.coverage import expected_shifts
from producflow.domain.coverage_counts import in_cells
from producflow.domain.goals import MET, MISSED, WITHIN_NOISE, Goal, reached
from producflow.domain.metrics import ADDED_UP, METRICS, TARGETED
from producflow.domain.targets import Place, Scope
from producflow.reports.coverage import due_by, in_service_since
from producflow.reports.figures import plain, rolled_up, with_ratios
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
REJECTS = ["equipment_id", "inspected_output", "defect_quantity"]
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
    found, machines = queries.everything(session, of), domain.members(queries.machines(session))
    counted = [len(machines.get(domain.of_target(row), ())) for row in found.to_dict("records")]
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


@reads
def of_parts(
    session: Session, view: View, as_of: datetime, parts: Sequence[tuple[int, ...]], names: Collection[str] = TARGETED
) -> list[Mapping[str, Goal]]:
    """The same as :func:`goals` of several parts of a view, each by its machines: summed up at once."""
    every = _of_metrics(session, names)
    if every.empty:
        return [{} for _ in parts]
    number = pd.Series({machine: place for place, those in enumerate(parts) for machine in those}, dtype="int64")
    view = replace(view, machines=tuple(number.index))
    whole = Produced(session, view, in_force(session), known_machines(session), as_of, grains=GRAINS)
    planned, over = (
        rows.assign(part=rows["equipment_id"].map(number)) for rows in (_planned(whole), whole.closed.each)
    )
    figures = with_ratios(rolled_up(over.set_index("part")[list(whole.sums.columns)])).reindex(range(len(parts)))
    held = Parts(
        dict(enumerate(parts)),
        _cells_of_parts(whole, planned, number),
        {name: dict(enumerate(map(plain, figures[METRICS[name].of_rows]))) for name in every["metric"].unique()},
        lambda: planned,
        over[["part", *REJECTS]].groupby("part").get_group,
    )
    found = _held(every, queries.machines(session), held)
    return [found[place] for place in range(len(parts))]


def any_set(session: Session, names: Collection[str] = TARGETED) -> bool:
    """Whether a goal was ever set of any of some metrics."""
    return not _of_metrics(session, names).empty


def _of_metrics(session: Session, names: Collection[str]) -> pd.DataFrame:
    every = session.ask(_ever)
    return every if every.empty else every[every["metric"].isin(names)]


@reads
def _ever(session: Session) -> pd.DataFrame:
    """All goals ever set: seldom another answer, and asked for with each period."""
    return queries.everything(session)


@dataclass(frozen=True)
class Parts:
    """What is held against goals: the figures of some parts of the plant, by number from 0."""

    machines: Mapping[int, tuple[int, ...] | None]
    cells: pd.DataFrame
    """As of :func:`_cells`, with the number of the `part`."""
    now: Mapping[str, Mapping[int, float | None]]
    """What their figures came to in the shifts that are over, by metric."""
    planned: Callable[[], pd.DataFrame]
    """Machine-shifts that the calendar has, with the number of the `part`; seldom needed."""
    each: Callable[[int], pd.DataFrame]
    """Machine-shifts of a part that are over and reported; seldom needed."""


def of_period(period: Produced, names: Collection[str] = TARGETED) -> Mapping[str, Goal]:
    """The same of a period that is at hand, with :data:`GRAINS` among its own; for some metrics only, or all."""
    every = _of_metrics(period.session, names)
    cells = pd.DataFrame() if every.empty else _cells(period)
    if cells.empty:
        return {}
    whole = Parts(
        {0: period.view.machines},
        cells.assign(part=0),
        {name: {0: getattr(period.closed.figures, name)} for name in every["metric"].unique()},
        lambda: _planned(period).assign(part=0),
        lambda _: period.closed.each,
    )
    return _held(every, queries.machines(period.session), whole)[0]


def _held(every: pd.DataFrame, machines: domain.Machines, parts: Parts) -> dict[int, dict[str, Goal]]:
    """Hold the figures of parts against the goals that there are of some metrics."""
    found: dict[int, dict[str, Goal]] = {part: {} for part in parts.machines}
    members, cells = domain.members(machines), parts.cells
    whose = {part: set(machines if those is None else those) for part, those in parts.machines.items()}
    near = {part: domain.around(those, machines) for part, those in whose.items()}
    just = {part: domain.just(those, members) for part, those in whose.items()}
    for name, targets in every.groupby("metric"):
        adds_up, set_ = name in ADDED_UP, domain.by_place(targets)
        goals = domain.in_force(set_, just if adds_up else near, cells, adds_up=adds_up)
        summed = goals["goal"].isna().groupby(cells["part"]).transform("all")
        if adds_up and summed.any() and targets["scope"].isin(domain.LEVELS_DOWN).any():
            own, planned = cells[summed], parts.planned()
            due = planned[planned["part"].isin(own["part"])]
            goals = pd.concat([goals[~summed], domain.added_up(set_, own, due, machines)]).loc[cells.index]
        told = reached(
            str(name), parts.now[str(name)], targets, cells, goals, parts.each, summed=set(cells.loc[summed, "part"])
        )
        for part, goal in told.items():
            found[part][str(name)] = goal
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


def _cells_of_parts(whole: Produced, planned: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    """As :func:`_cells`, with the number of the `part`; none of one of which nothing is planned."""
    view, plant, key = whole.view, whole.plant, ["part", *CELL]
    days = pd.Timestamp(view.first_day), pd.Timestamp(view.last_day)
    due = expected_shifts(calendar(plant), *days, in_service_since(whole.chosen), due_by(plant, view, whole.now))
    due, each = (rows.assign(part=rows["equipment_id"].map(number)).astype(DAYS) for rows in (due, whole.each))
    counted = {
        name: rows.groupby(key).size() for name, rows in (("planned", planned), ("due", due), ("reported", each))
    }
    cells = pd.DataFrame(counted).fillna(0).astype("int64").reset_index()
    cells["of_day"] = cells.groupby(["part", "date"])["planned"].transform("sum")
    some = cells.groupby("part")["planned"].transform("sum") > 0
    if view.shifts is not None:
        some &= cells["shift"].isin(view.shifts)
    rows = with_ratios(rolled_up(each.set_index(key)[list(whole.sums.columns)])).reset_index()
    return cells[some].merge(rows, on=key, how="left")


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
