"""Goals: what a metric should come to, for a part of the plant, from a production day on; and whether it did."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import comparison, fairness
from producflow.domain._ratio import known
from producflow.domain.comparison import REAL
from producflow.domain.metrics import ADDED_UP, METRICS, PERCENT

MET, MISSED, WITHIN_NOISE = "met", "missed", "missed within noise"
"""Verdicts: a goal that is not met is missed only by more than single shifts differ anyhow."""
VERDICTS = (MET, MISSED, WITHIN_NOISE)
SIGNS = {MET: "✓", MISSED: "✗", WITHIN_NOISE: "≈"}
BY_COUNTS = "defect_rate"
"""The metric that is tested by its rejects, one by one; all others by the figures of single shifts."""
NOT_THROUGHOUT = "Its goal does not hold for all of these days; choose days on which one goal or another does."


class Scope(StrEnum):
    """Which part of the plant a goal is of, the widest first."""

    PLANT = "plant"
    TYPE = "type"
    MACHINE = "machine"


@dataclass(frozen=True)
class Place:
    """A part of the plant: the whole, all machines of one type, or one machine."""

    scope: Scope
    key: str | int | None = None

    def rows(self, targets: pd.DataFrame) -> pd.DataFrame:
        """The goals that are of just this part."""
        own = targets["scope"] == self.scope
        if self.scope is Scope.TYPE:
            own &= targets["equipment_type"] == self.key
        if self.scope is Scope.MACHINE:
            own &= targets["equipment_id"] == self.key
        found: pd.DataFrame = targets[own]
        return found


PLANT = Place(Scope.PLANT)


def around(machines: Collection[int] | None, types: Mapping[int, str | None]) -> tuple[Place, ...]:
    """The parts of the plant that some machines lie in, the nearest first.

    Parameters
    ----------
    machines : collection of int, optional
        None: all.
    types : mapping of int to str or None
        The type of each machine of the plant.
    """
    chosen = set(types if machines is None else machines)
    if machines is None or chosen == set(types):
        return (PLANT,)
    found: list[Place] = [Place(Scope.MACHINE, *chosen)] if len(chosen) == 1 else []
    shared = {types.get(machine) for machine in chosen}
    if len(shared) == 1 and None not in shared:
        found.append(Place(Scope.TYPE, *shared))
    return (*found, PLANT)


def just(machines: Collection[int] | None, types: Mapping[int, str | None]) -> tuple[Place, ...]:
    """Those parts of :func:`around` that hold these machines and no other: whose sums are theirs."""
    chosen = set(types if machines is None else machines)
    members = {
        Scope.PLANT: lambda _: set(types),
        Scope.TYPE: lambda key: {machine for machine, kind in types.items() if kind == key},
        Scope.MACHINE: lambda key: {key},
    }
    return tuple(place for place in around(machines, types) if members[place.scope](place.key) == chosen)


@dataclass(frozen=True)
class Goal:
    """What a metric should have come to in a period, and whether it did.

    Attributes
    ----------
    metric : str
    value : float or None
        The goal of all that was due; None where it does not hold throughout. [unit of the metric]
    measured_against : float or None
        The same for the machine-shifts that reported: fewer reports bring less of what adds up.
    now : float or None
        The figure itself.
    verdict : str or None
        One of `VERDICTS`; None of what is still running, and where there is nothing to compare.
    place : Place or None
        Whose goal it is, at the end of the period; None: those of the machines, added up.
    valid_from : date
        From when on that one holds.
    changed : bool
        Whether another one held for a part of the period.
    days : Series, indexed by production day
        The goal of each.
    """

    metric: str
    value: float | None
    measured_against: float | None
    now: float | None
    verdict: str | None
    place: Place | None
    valid_from: date
    changed: bool
    days: pd.Series = field(compare=False)

    @property
    def gap(self) -> float | None:
        """Now less what it is measured against. [unit of the metric]"""
        if self.now is None or self.measured_against is None:
            return None
        return self.now - self.measured_against

    @property
    def per_report(self) -> bool:
        """Whether it is measured against less than the goal, since some of what was due did not report."""
        return None not in (self.value, self.measured_against) and not math.isclose(
            self.value or 0.0, self.measured_against or 0.0
        )


def in_force(targets: pd.DataFrame, places: Iterable[Place], cells: pd.DataFrame, *, adds_up: bool) -> pd.DataFrame:
    """Which goal holds in each shift of each day.

    Parameters
    ----------
    targets : DataFrame
        Of one metric: `id`, `scope`, `equipment_type`, `equipment_id`, `shift` (missing: all), `value` (missing: no
        goal there from then on), `valid_from`.
    places : iterable of Place
        The nearest first: it wins, where it has one.
    cells : DataFrame, one row per production day and shift
        `date`, `shift`; `planned`, machine-shifts that the calendar has of it, `of_day`, those of the whole day.
    adds_up : bool
        Whether the metric is a sum, so that a goal of a day is shared by its shifts.

    Returns
    -------
    DataFrame, indexed like `cells`
        `goal` [unit of the metric] and `target`, the id of the goal that it follows from; both missing where none
        holds.

    Notes
    -----
    Of one part of the plant, a goal of one shift stands before that of all, and then the latest day that has come.
    """
    days, shifts = pd.to_datetime(cells["date"]).to_numpy(dtype="datetime64[D]"), cells["shift"].to_numpy()
    share = (cells["planned"] / cells["of_day"].where(cells["of_day"] > 0)).to_numpy(dtype="float64")
    goal, target = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    for place in places:
        own = place.rows(targets).sort_values(["valid_from", "id"], kind="stable")
        for of_one_shift in (True, False):
            value, number = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
            for row in own[own["shift"].notna() == of_one_shift].to_dict("records"):
                holds = days >= pd.Timestamp(row["valid_from"]).to_datetime64()
                holds &= (shifts == row["shift"]) if of_one_shift else True
                value[holds], number[holds] = row["value"], row["id"]
            if adds_up and not of_one_shift:
                value = value * share
            free = np.isnan(goal) & ~np.isnan(value)
            goal[free], target[free] = value[free], number[free]
    return pd.DataFrame({"goal": goal, "target": target}, index=cells.index)


def added_up(targets: pd.DataFrame, cells: pd.DataFrame, machines: pd.DataFrame) -> pd.DataFrame:
    """The goal of several machines that have one each, of a metric that adds up: as of :func:`in_force`.

    Parameters
    ----------
    machines : DataFrame, one row per machine-shift that the calendar has
        `equipment_id`, `date`, `shift`.
    """
    keys = ["date", "shift"]
    of_day = machines.groupby(["equipment_id", "date"])["shift"].transform("size")
    every = machines.assign(planned=1, of_day=of_day).reset_index(drop=True)
    parts = [
        rows.join(in_force(targets, [Place(Scope.MACHINE, machine)], rows, adds_up=True))
        for machine in every["equipment_id"].unique().tolist()
        for rows in [every[every["equipment_id"] == machine]]
    ]
    found = pd.concat(parts).groupby(keys)
    summed = pd.DataFrame({"goal": found["goal"].sum(min_count=1), "target": found["target"].max()})
    summed = summed.where(found["goal"].count() == found.size())
    return cells[keys].merge(summed.reset_index(), on=keys, how="left").set_index(cells.index)[["goal", "target"]]


def reached(
    name: str,
    now: float | None,
    targets: pd.DataFrame,
    cells: pd.DataFrame,
    goals: pd.DataFrame,
    rejects: pd.DataFrame,
    *,
    summed: bool = False,
) -> Goal | None:
    """Hold a figure of a period against its goal.

    Parameters
    ----------
    name : str
        Of the metric.
    now : float or None
        The figure.
    targets : DataFrame
        All goals of the metric, see :func:`in_force`.
    cells : DataFrame, one row per production day and shift
        As of :func:`in_force`, with `due` (machine-shifts of `planned` that are over), `reported` (machine-shifts),
        `planned_minutes` (of the records) [min], and the metric's own column.
    goals : DataFrame, indexed like `cells`
        What holds in each, see :func:`in_force`.
    rejects : DataFrame, one row per machine-shift that reported
        `equipment_id`, `inspected_output`, `defect_quantity` [units].
    summed : bool
        Whether the goals are those of single machines, see :func:`added_up`.

    Returns
    -------
    Goal or None
        None where none holds at any time.

    Notes
    -----
    A sum's goal is that of its shifts, added up. A ratio's is the mean of its shifts' goals, weighted by the planned
    time that was reported (a goal of a time in which nothing was reported weighs nothing), so that it is what the ratio
    comes to where each shift meets its own.
    """
    known_targets = goals["target"].dropna()
    if known_targets.empty:
        return None
    [held] = targets[targets["id"] == known_targets.iloc[-1]].to_dict("records")
    due, reported = cells["due"] > 0, cells["reported"] > 0
    value, against = _of_period(name, cells, goals["goal"])
    metric = METRICS[name]
    made = Goal(
        metric=name,
        value=value,
        measured_against=against,
        now=None if now is None or math.isnan(now) else now,
        verdict=None,
        place=None if summed else _place(held),
        valid_from=pd.Timestamp(held["valid_from"]).date(),
        changed=len(goals.loc[due | reported, "target"].dropna().unique()) > 1,
        days=_of_days(name, cells, goals["goal"]),
    )
    gap = made.gap
    of_one_day = cells["date"].min() == cells["date"].max()
    still_running = of_one_day and bool((cells["due"] < cells["planned"]).any())
    if gap is None or still_running or not due.any():
        return made
    if gap * metric.direction >= 0:
        verdict = MET
    elif name == BY_COUNTS:
        verdict = MISSED if _by_counts(rejects, float(against or 0)) else WITHIN_NOISE
    else:
        share = cells["reported"] / cells["planned"] if name in ADDED_UP else 1.0
        blocks = pd.DataFrame({"now": known(cells[metric.of_rows]), "goal": goals["goal"] * share})
        verdict = MISSED if _by_shifts(blocks[due & reported], gap) else WITHIN_NOISE
    return Goal(**{**made.__dict__, "verdict": verdict})


def _of_period(name: str, cells: pd.DataFrame, goal: pd.Series) -> tuple[float | None, float | None]:
    """The goal of what was due, and of what reported; None where it is not known for some of it."""
    due, reported = cells["due"] > 0, (cells["reported"] > 0) & (cells["planned"] > 0)
    if goal[due | reported].isna().any() or not (due | reported).any():
        return None, None
    if name in ADDED_UP:
        per_machine = goal / cells["planned"].where(cells["planned"] > 0)
        whole = float((per_machine * cells["due"])[due].sum())
        return whole, float((per_machine * cells["reported"])[reported].sum()) if reported.any() else None
    weight = known(cells["planned_minutes"]).where(reported)
    if not weight.sum() > 0:
        weight = cells["due"].where(due)
    mean = float((goal * weight).sum() / weight.sum())
    return mean, mean


def _of_days(name: str, cells: pd.DataFrame, goal: pd.Series) -> pd.Series:
    days = goal.groupby(pd.to_datetime(cells["date"]))
    found: pd.Series = days.sum(min_count=1) if name in ADDED_UP else days.mean()
    return found.where(days.count() == days.size()).rename("goal")


def _by_counts(rejects: pd.DataFrame, goal: float) -> bool:
    told = rejects.dropna(subset=["inspected_output", "defect_quantity"])
    defects, output = told["defect_quantity"], told["inspected_output"]
    factor = comparison.dispersion(defects, output, told["equipment_id"])
    whole = float(defects.sum()), float(output.sum())
    return comparison.against_rate(*whole, goal / PERCENT, dispersion_factor=factor) == REAL


def _by_shifts(blocks: pd.DataFrame, gap: float) -> bool:
    """Whether single shifts miss their goals by more than they differ anyhow, and in the direction of the gap."""
    found = fairness.between_columns(blocks)
    return found.verdict == REAL and float(found.pairs["difference"].iloc[0]) * gap > 0


def _place(row: Mapping[Any, Any]) -> Place:
    scope = Scope(row["scope"])
    if scope is Scope.MACHINE:
        return Place(scope, int(row["equipment_id"]))
    return Place(scope, str(row["equipment_type"])) if scope is Scope.TYPE else PLANT
