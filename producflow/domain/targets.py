"""Which goal holds where and when: for a part of the plant, from a production day on."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

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


PLANT = Place(Scope.PLANT)


class Held(NamedTuple):
    """A goal of one metric and one part of the plant."""

    id: int
    value: float
    """Missing: no goal from then on."""
    shift: str | None
    """None: all."""
    valid_from: np.datetime64


Goals = Mapping[Place, list[Held]]
"""All of one metric, those that hold later last."""


def by_place(targets: pd.DataFrame) -> Goals:
    """Sort the goals of one metric by whose they are.

    Parameters
    ----------
    targets : DataFrame
        `id`, `scope` and the columns that name its part of the plant, `shift` (missing: all), `value` (missing: no goal
        there from then on), `valid_from`.
    """
    found: dict[Place, list[Held]] = {}
    for row in targets.sort_values(["valid_from", "id"], kind="stable").to_dict("records"):
        shift = row["shift"] if isinstance(row["shift"], str) else None
        value = np.nan if pd.isna(row["value"]) else row["value"]
        held = Held(row["id"], value, shift, pd.Timestamp(row["valid_from"]).to_datetime64())
        found.setdefault(of_target(row), []).append(held)
    return found


def members(machines: Machines) -> dict[Place, set[int]]:
    """The machines of each part of the plant; the whole first, then from the nearest to the widest."""
    found: dict[Place, set[int]] = {}
    for scope in (Scope.PLANT, *NEAREST_FIRST):
        for machine, row in machines.items():
            if (place := Place.of(scope, row)) is not None:
                found.setdefault(place, set()).add(machine)
    return found


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


def just(those: set[int], parts: Mapping[Place, set[int]]) -> tuple[Place, ...]:
    """Those parts of :func:`around` that hold these machines and no other: whose sums are theirs.

    Parameters
    ----------
    parts : Mapping
        As of :func:`members`.
    """
    return tuple(place for place, machines in parts.items() if machines == those)


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


def of_each(rows: pd.DataFrame) -> Iterator[tuple[int, slice]]:
    """The rows of each `part`, which lie together."""
    number = rows["part"].to_numpy()
    for first, last in itertools.pairwise(np.flatnonzero(np.diff(number, prepend=-1, append=-1))):
        yield int(number[first]), slice(int(first), int(last))


def in_force(
    goals: Goals, places: Mapping[int, Iterable[Place]], cells: pd.DataFrame, *, adds_up: bool
) -> pd.DataFrame:
    """Which goal holds in each shift of each day.

    Parameters
    ----------
    goals : Mapping
        As of :func:`by_place`.
    places : Mapping of int to iterable of Place
        Of each part that is asked about, the nearest first: it wins, where it has a goal.
    cells : DataFrame, one row per part, production day and shift
        `part` (from 0; its rows lie together), `date`, `shift`; `planned`, machine-shifts that the calendar has of it,
        `of_day`, those of the whole day.
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
    for part, rows in of_each(cells):
        for own, of_one_shift in itertools.product([goals.get(place, []) for place in places[part]], (True, False)):
            value, number = np.full(rows.stop - rows.start, np.nan), np.full(rows.stop - rows.start, np.nan)
            # In the order of their days, so that the latest one that has come stays.
            for held in (each for each in own if (each.shift is not None) == of_one_shift):
                holds = days[rows] >= held.valid_from
                holds &= (shifts[rows] == held.shift) if of_one_shift else True
                value[holds], number[holds] = held.value, held.id
            if adds_up and not of_one_shift:
                value = value * share[rows]
            free = np.isnan(goal[rows]) & ~np.isnan(value)
            # A slice is a view: this writes into the whole arrays.
            goal[rows][free], target[rows][free] = value[free], number[free]
    return pd.DataFrame({"goal": goal, "target": target}, index=cells.index)


def added_up(goals: Goals, cells: pd.DataFrame, due: pd.DataFrame, machines: Machines) -> pd.DataFrame:
    """The goals of parts whose own parts have one each, of a metric that adds up: as of :func:`in_force`.

    Parameters
    ----------
    due : DataFrame, one row per machine-shift that the calendar has
        `part`, `equipment_id`, `date`, `shift`.

    Notes
    -----
    Machines are divided into areas, those into lines, and those into machines, as far as the wider part has no goal.
    """
    keys, found, whole = ["date", "shift"], [], members(machines)
    due = due.rename(columns={"part": "of"})
    of_machine = due.drop_duplicates("equipment_id").set_index("equipment_id")["of"].to_dict()
    path: dict[int, tuple[Any, ...]] = {int(str(machine)): (of,) for machine, of in of_machine.items()}
    for scope in LEVELS_DOWN:
        path = {machine: (*above, Place.of(scope, machines[machine])) for machine, above in path.items()}
        number = {each: part for part, each in enumerate(dict.fromkeys(path.values()))}
        due = due.assign(part=due["equipment_id"].map({machine: number[each] for machine, each in path.items()}))
        own = due.groupby(["part", *keys]).agg(of=("of", "first"), planned=("of", "size")).reset_index()
        own["of_day"] = own.groupby(["part", "date"])["planned"].transform("sum")
        those = due.groupby("part")["equipment_id"].unique().to_dict()
        places = {int(str(part)): just(set(machines_), whole) for part, machines_ in those.items()}
        own = own.join(in_force(goals, places, own, adds_up=True))
        # A part that has a goal at any time is not divided: its parts' would be counted beside its own.
        further = own["goal"].isna().groupby(own["part"]).transform("all") & (scope != LEVELS_DOWN[-1])
        found.append(own[~further])
        due = due[due["part"].isin(own.loc[further, "part"])]
    parts = pd.concat(found).groupby(["of", *keys])
    summed = pd.DataFrame({"goal": parts["goal"].sum(min_count=1), "target": parts["target"].max()})
    # Goals of some parts only are no goal of the whole.
    summed = summed.where(parts["goal"].count() == parts.size()).rename_axis(["part", *keys]).reset_index()
    keys = ["part", *keys]
    return cells[keys].merge(summed, on=keys, how="left").set_index(cells.index)[["goal", "target"]]
