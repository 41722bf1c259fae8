"""Which goal holds where and when: for a part of the plant, from a production day on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.ruling import OneOf, Rule


class Scope(StrEnum):
    """Which part of the plant a goal is of, the widest first: of several that a machine lies in the last one wins."""

    PLANT = "plant"
    TYPE = "type"
    AREA = "area"
    LINE = "line"
    MACHINE = "machine"


NAMED_BY: Mapping[Scope, tuple[str, ...]] = {
    Scope.PLANT: (),
    Scope.TYPE: ("equipment_type",),
    Scope.AREA: ("area",),
    Scope.LINE: ("area", "production_line"),
    Scope.MACHINE: ("equipment_id",),
}
"""Columns that name a part; the last of them has a value wherever there is such a part."""
NEAREST_FIRST = tuple(reversed(Scope))
LEVELS_DOWN = (Scope.AREA, Scope.LINE, Scope.MACHINE)
"""Parts that a wider one is divided into, each into the next."""
Machines = Mapping[int, Mapping[str, Any]]
"""All machines of the plant by id, each with the columns of :data:`NAMED_BY`."""


@dataclass(frozen=True)
class Place:
    """A part of the plant: the whole, all machines of one type, area or line, or one machine."""

    scope: Scope
    key: tuple[Any, ...] = ()
    """Values of the columns that name it."""

    @classmethod
    def of(cls, scope: Scope, row: Mapping[Any, Any]) -> "Place | None":
        """The part of that scope which a machine, or a goal, is of; None if it is of none."""
        said = tuple(row[name] for name in NAMED_BY[scope])
        return None if said and said[-1] is None else cls(scope, said)

    def members(self, machines: Machines) -> set[int]:
        """Its machines."""
        return {machine for machine, row in machines.items() if Place.of(self.scope, row) == self}


PLANT = Place(Scope.PLANT)


def of_target(target: Mapping[Any, Any]) -> Place:
    """Which part of the plant a goal is of."""
    scope = Scope(target["scope"])
    return Place(scope, tuple(None if pd.isna(target[name]) else target[name] for name in NAMED_BY[scope]))


def around(chosen: Collection[int] | None, machines: Machines) -> tuple[Place, ...]:
    """The parts of the plant that some machines lie in, the nearest first.

    Parameters
    ----------
    chosen : collection of int, optional
        None: all. Of all of them the plant's own goal is the nearest, whatever else they have in common.
    """
    those = set(machines if chosen is None else chosen)
    found = []
    for scope in NEAREST_FIRST:
        shared = {Place.of(scope, machines[machine]) for machine in those if machine in machines}
        found += [place for place in shared if place is not None and len(shared) == 1]
    return tuple(sorted(found, key=lambda place: place != PLANT) if those == set(machines) else found)


def just(chosen: Collection[int] | None, machines: Machines) -> tuple[Place, ...]:
    """Those parts of :func:`around` that hold these machines and no other: whose sums are theirs."""
    those = set(machines if chosen is None else chosen)
    return tuple(place for place in around(chosen, machines) if place.members(machines) == those)


def rules(machines: Machines) -> tuple[Rule, ...]:
    """Rules for new goals beside those of the table: one of a part that no machine is in would never count."""
    areas = {row["area"] for row in machines.values()}
    lines = {area: {row["production_line"] for row in machines.values() if row["area"] == area} for area in areas}
    nobodys = "{it} is that of no machine; give it as it stands at the machines."
    return (
        Rule("equipment_type", _one_of(row["equipment_type"] for row in machines.values()), nobodys),
        Rule("area", _one_of(areas), nobodys),
        *(
            Rule(
                "production_line",
                _one_of(lines.get(area, ())),
                "{it} is on no machine of that area; give both as they stand at the machines."
                if area
                else "{it} is on no machine without an area; give its area too.",
                ("area", (area,)),
            )
            for area in [*sorted(areas - {None}), None]
        ),
    )


def _one_of(values: Iterable[str | None]) -> OneOf:
    return OneOf(tuple(sorted({value for value in values if value})))


def in_force(targets: pd.DataFrame, places: Iterable[Place], cells: pd.DataFrame, *, adds_up: bool) -> pd.DataFrame:
    """Which goal holds in each shift of each day.

    Parameters
    ----------
    targets : DataFrame
        Of one metric: `id`, `scope` and the columns that name its part of the plant, `shift` (missing: all), `value`
        (missing: no goal there from then on), `valid_from`.
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
        own = [row for row in rows if of_target(row) == place]
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


def added_up(targets: pd.DataFrame, cells: pd.DataFrame, due: pd.DataFrame, machines: Machines) -> pd.DataFrame:
    """The goal of several machines whose parts have one each, of a metric that adds up: as of :func:`in_force`.

    Parameters
    ----------
    due : DataFrame, one row per machine-shift that the calendar has
        `equipment_id`, `date`, `shift`.

    Notes
    -----
    Machines are divided into areas, those into lines, and those into machines, as far as the wider part has no goal.
    """
    keys = ["date", "shift"]
    parts = list(_parts(targets, due, machines, LEVELS_DOWN))
    found = pd.concat(parts).groupby(keys)
    summed = pd.DataFrame({"goal": found["goal"].sum(min_count=1), "target": found["target"].max()})
    summed = summed.where(found["goal"].count() == found.size())
    return cells[keys].merge(summed.reset_index(), on=keys, how="left").set_index(cells.index)[["goal", "target"]]


def _parts(
    targets: pd.DataFrame, due: pd.DataFrame, machines: Machines, down: tuple[Scope, ...]
) -> Iterator[pd.DataFrame]:
    """The shifts of each part, with its goals; a part without any is divided further."""
    scope, *further = down
    of = due["equipment_id"].map({machine: Place.of(scope, row) for machine, row in machines.items()})
    for _, rows in due.groupby(of, sort=False, dropna=False):
        those = rows["equipment_id"].unique().tolist()
        cells = rows.groupby(["date", "shift"]).size().rename("planned").reset_index()
        cells["of_day"] = cells.groupby("date")["planned"].transform("sum")
        found = cells.join(in_force(targets, just(those, machines), cells, adds_up=True))
        if found["goal"].isna().all() and further:
            yield from _parts(targets, rows, machines, tuple(further))
        else:
            yield found
