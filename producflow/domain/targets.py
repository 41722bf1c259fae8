"""Which goal holds where and when: for a part of the plant, from a production day on."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd


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

    def members(self, types: Mapping[int, str | None]) -> set[int]:
        """Its machines, of all machines and their types."""
        if self.scope is Scope.TYPE:
            return {machine for machine, kind in types.items() if kind == self.key}
        return {machine for machine in types if self.scope is Scope.PLANT or machine == self.key}

    def has(self, target: Mapping[Hashable, Any]) -> bool:
        """Whether a goal is of just this part."""
        if target["scope"] != self.scope:
            return False
        own = {Scope.TYPE: "equipment_type", Scope.MACHINE: "equipment_id"}.get(self.scope)
        return own is None or bool(target[own] == self.key)


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
    return tuple(place for place in around(machines, types) if place.members(types) == chosen)


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
    rows = targets.sort_values(["valid_from", "id"], kind="stable").to_dict("records")
    for place in places:
        own = [row for row in rows if place.has(row)]
        for of_one_shift in (True, False):
            value, number = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
            for row in (each for each in own if isinstance(each["shift"], str) == of_one_shift):
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
