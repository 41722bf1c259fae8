"""What figures should have come to: the goals in force for a view, and all that were ever set."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.domain import targets as domain
from producflow.domain.metrics import ADDED_UP, METRICS
from producflow.domain.plant import PlantSettings
from producflow.domain.targets import BY_COUNTS, Goal, Place, Scope
from producflow.reports.coverage import reporting
from producflow.reports.figures import Figures, with_ratios
from producflow.reports.periods import bounds
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import production
from producflow.store.queries import targets as queries

CELL = ["date", "shift"]


def everything(store: Store, today: date) -> pd.DataFrame:
    """All goals ever set, the newest of each first; `holds`: whether it is in force today; `ahead`: whether it will be."""
    return store.read(lambda session: _marked(queries.everything(session), today))


def _marked(found: pd.DataFrame, today: date) -> pd.DataFrame:
    key = ["metric", "scope", "equipment_type", "equipment_id", "shift"]
    come = pd.to_datetime(found["valid_from"]) <= pd.Timestamp(today)
    newest = found[come].drop_duplicates(key, keep="last").index
    marked = found.assign(holds=found.index.isin(newest) & found["value"].notna(), ahead=~come)
    return marked.sort_values([*key, "valid_from"], ascending=[True] * 5 + [False], kind="stable", ignore_index=True)


def goals_in(
    session: Session, view: View, plant: PlantSettings, machines: pd.DataFrame, figures: Figures, as_of: datetime
) -> Mapping[str, Goal]:
    """Hold the figures of a view against their goals, within a read in progress; by metric, where one holds.

    Parameters
    ----------
    machines : DataFrame
        As of the question ``production_machines``, all of them.
    figures : Figures
        Of the view.
    as_of : datetime
        Aware; what is not over by then is not due.
    """
    every = queries.everything(session)
    if every.empty:  # nothing of what follows need be asked
        return {}
    types = queries.types(session)
    planned, cells = _cells(session, view, plant, machines, as_of)
    found = {}
    for name, targets in every.groupby("metric"):
        near, just = domain.around(view.machines, types), domain.just(view.machines, types)
        adds_up = name in ADDED_UP
        goals = domain.in_force(targets, just if adds_up else near, cells, adds_up=adds_up)
        summed = adds_up and goals["goal"].isna().all() and bool((targets["scope"] == Scope.MACHINE).any())
        if summed:
            goals = domain.added_up(targets, cells, planned)
        rejects = _rejects(session, view) if name == BY_COUNTS else pd.DataFrame()
        now = getattr(figures, str(name))
        goal = domain.reached(str(name), now, targets, cells, goals, rejects, summed=summed)
        if goal is not None:
            found[str(name)] = goal
    return found


def _cells(
    session: Session, view: View, plant: PlantSettings, machines: pd.DataFrame, as_of: datetime
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Machine-shifts that the calendar has in these days, and each shift of the view with what became of it."""
    days = {"date": "datetime64[us]"}
    whole = replace(view, shifts=None)
    reported = production.reported(session, view.parameters())
    ends = bounds(plant, view)[1]
    planned = reporting(machines, reported, whole, plant, ends).expected.astype(days)
    due = reporting(machines, reported, whole, plant, min(as_of, ends)).expected.astype(days)
    sums = with_ratios(production.sums(session, view.parameters(), production.DAY_SHIFT)).reset_index()
    counts = {
        "planned": planned.groupby(CELL).size(),
        "due": due.groupby(CELL).size(),
        "reported": reported.astype(days).groupby(CELL).size(),
    }
    cells = pd.DataFrame(counts).fillna(0).astype("int64").reset_index()
    cells["of_day"] = cells.groupby("date")["planned"].transform("sum")
    if view.shifts is not None:
        cells = cells[cells["shift"].isin(view.shifts)].reset_index(drop=True)
    return planned, cells.merge(sums.astype(days), on=CELL, how="left")


def _rejects(session: Session, view: View) -> pd.DataFrame:
    return production.samples(session, view.parameters()).rename(columns={"output_quantity": "inspected_output"})


def called(place: Place | None, names: Mapping[int, str]) -> str:
    """Whose goal it is, in words."""
    if place is None:
        return "its machines, added up"
    if place.scope is Scope.MACHINE:
        return names.get(int(place.key or 0), "?")
    return f"all of type {place.key}" if place.scope is Scope.TYPE else "the whole plant"


def fields(goal: Goal) -> dict[str, Any]:
    """What the API says of a goal beside its figure."""
    return {
        "value": goal.value,
        "measured_against": goal.measured_against,
        "gap": goal.gap,
        "verdict": goal.verdict,
        "scope": None if goal.place is None else goal.place.scope.value,
        "valid_from": goal.valid_from,
        "changed": goal.changed,
        "unit": METRICS[goal.metric].unit,
    }
