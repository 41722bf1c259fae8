"""Plants, areas and lines: levels by which machines are chosen, the same for pages, addresses, calls and exports."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from producflow.errors import InvalidInput
from producflow.reports.view import Chosen, View

PLANT, AREA, LINE, MACHINE = "plant", "area", "line", "machine"
LEVELS = (PLANT, AREA, LINE)
"""Levels above machines, as addresses, calls and columns call them, the widest first."""
KEYS = {MACHINE: (PLANT, AREA, LINE, "equipment_id"), LINE: (PLANT, AREA, LINE), AREA: (PLANT, AREA), PLANT: (PLANT,)}
"""What tells the rows of a level apart."""
MACHINES = "machines"
"""What addresses call machines by."""


@dataclass(frozen=True, eq=False)
class Register(Mapping[int, str]):
    """Names of all machines by id, in alphabetical order, and where each belongs."""

    names: dict[int, str]
    of: Mapping[str, dict[int, str]] = field(default_factory=dict)
    """Per level, the area or line of each machine that has one."""

    # A mapping equals another of the same names, wherever their machines belong.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, machine: int) -> str:
        return self.names[machine]

    def __iter__(self) -> Iterator[int]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def known(self, level: str) -> tuple[str, ...]:
        """The areas, or lines, that there are."""
        return tuple(sorted(set(self.of.get(level, {}).values()), key=str.casefold))

    def parts(self) -> dict[str, tuple[str, str | None, str]]:
        """All areas, then all lines, in words: level, whose line it is, and name of each."""
        lines = {(self.of[AREA].get(key), line) for key, line in self.of.get(LINE, {}).items()}
        named = sorted(lines, key=lambda each: tuple(word or "" for word in each))
        of_area = {(area, line): f"Line {line}" + ("" if area is None else f" of {area}") for area, line in named}
        found = {f"Area {area}": (AREA, None, area) for area in self.known(AREA)}
        return found | {words: (LINE, area, line) for (area, line), words in of_area.items()}

    def require(self, level: str, names: Iterable[str], field: str = "") -> None:
        """Refuse areas or lines that there are not.

        Raises
        ------
        InvalidInput
        """
        known = self.known(level)
        for name in names:
            if name not in known:
                choices = f"choose one of {', '.join(known)}" if known else "no machine has one"
                raise InvalidInput(f"There is no {level} '{name[:60]}'; {choices}.", field or level)

    def places(self, level: str) -> pd.DataFrame:
        """Where each machine belongs, by id: `name`, see :func:`labels`, and of `KEYS` the levels that there are."""
        index = pd.Index(list(self), dtype="int64")
        columns = {"name": self.names} | {each: self.of.get(each, {}) for each in LEVELS}
        machines = pd.DataFrame({name: pd.Series(of, index=index, dtype="str") for name, of in columns.items()})
        keys = [each for each in LEVELS if each in KEYS[level] and self.known(each)]
        return machines.assign(name=labels(machines, level))[["name", *keys]]

    def rolled_up(self, rows: pd.DataFrame, level: str) -> pd.DataFrame:
        """Add rows of machines up to those of their areas or lines; what none of them has stays missing.

        Parameters
        ----------
        rows : DataFrame, one row per machine
            With `equipment_id`, `name` and what adds up.

        Returns
        -------
        DataFrame
            The sums, with the columns of :meth:`places`.
        """
        places = self.places(level)
        placed = rows.drop(columns="name").join(places, on="equipment_id")
        if level == MACHINE:
            return placed
        return placed.drop(columns="equipment_id").groupby(list(places), dropna=False).sum(min_count=1).reset_index()

    def choose(self, said: Mapping[str, Iterable[str]], named: Collection[int] = ()) -> Chosen:
        """Machines of any of the areas that are on any of the lines, and among those that are named.

        Parameters
        ----------
        said : mapping of str to iterable of str
            Areas and lines by level; none chooses all, and so does what is not there (any more).
        named : collection of int
            Ids of machines; none: all.
        """
        places = {
            level: tuple(name for name in self.known(level) if name in set(said.get(level, ()))) for level in LEVELS
        }
        listed = tuple(sorted(key for key in self if key in named))
        if not listed and not any(places.values()):
            return Chosen()
        found = tuple(
            sorted(
                key
                for key in listed or self
                if all(not names or self.of[level].get(key) in names for level, names in places.items())
            )
        )
        return Chosen(places[AREA], places[LINE], listed, found, places[PLANT])

    def part(self, view: View, place: Mapping[str, str]) -> View:
        """The part of a view that belongs to an area or line.

        Parameters
        ----------
        place : mapping of str to str
            By level; an empty name: what belongs to none.
        """
        said = view.levels
        of = {
            level: (place[level],) if place.get(level) else names for level, names in (said or Chosen()).places.items()
        }
        chosen = self.choose(of, (view.machines if said is None else said.named) or ())
        those = (key for key in self if chosen.machines is None or key in chosen.machines)
        found = [key for key in those if all(self.of[level].get(key, "") == name for level, name in place.items())]
        return replace(view, machines=tuple(sorted(found)), chosen=chosen)


def in_words(places: Mapping[str, Collection[str]]) -> list[str]:
    """Areas and lines in words: ``area Assembly and Packing``, ``line Line 1``."""
    return [f"{level} {' and '.join(found)}" for level, found in places.items() if found]


def register_of(names: Mapping[int, str]) -> Register:
    """The register; of names alone one without levels."""
    return names if isinstance(names, Register) else Register(dict(names))


def labels(machines: pd.DataFrame, level: str) -> pd.Series:
    """What each machine's area or line is called where those are listed: a line with its area; or the machine's name.

    Parameters
    ----------
    machines : DataFrame, one row per machine
        With `name`, `area` and `line`.
    """
    if level == MACHINE:
        return machines["name"]
    own = machines[level].fillna(f"No {level}")
    # Two areas may each have a Line 1.
    return own if level != LINE else own.where(machines[AREA].isna(), machines[AREA] + " · " + own)
