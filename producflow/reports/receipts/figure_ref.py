"""Which figure a receipt is asked for: what the parameter ``receipt`` of every page spells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, unquote

from producflow.domain.metrics import METRICS, Metric
from producflow.errors import InvalidInput
from producflow.reports.levels import LEVELS, Register
from producflow.reports.view import View

RECEIPT = "receipt"
"""Parameter of every page: which receipt is open."""
LONGEST = 3_000
"""Characters of that parameter."""


@dataclass(frozen=True)
class FigureRef:
    """Which figure a receipt is asked for, and of which part of a view: what the parameter ``receipt`` spells."""

    figure: str
    """Its name in :data:`producflow.domain.metrics.METRICS`."""
    machine: int | None = None
    day: date | None = None
    shift: str | None = None
    """Only of this one: that of a bar or a cell."""
    key: str | None = None
    """Of losses: which step of the tree."""
    first: date | None = None
    last: date | None = None
    """Only of these days, both included: those of the period that a change is measured against."""
    until: tuple[str, ...] | None = None
    """Of the last day only these shifts, which are over, see :func:`producflow.reports.periods.closed`."""
    place: tuple[tuple[str, str], ...] = ()
    """Only of this plant, area and line, by level; an empty name: of none."""

    @classmethod
    def of_period(cls, figure: str, view: View) -> "FigureRef":
        """A figure of a period that is compared with another one."""
        return cls(figure, first=view.first_day, last=view.last_day, until=view.last_shifts)

    @property
    def metric(self) -> Metric:
        """What the figure is called and means."""
        return METRICS[self.figure]

    def __str__(self) -> str:
        parts = {"machine": self.machine, **dict(self.place), "day": self.day, "shift": self.shift, "key": self.key}
        parts |= {"from": self.first, "to": self.last}
        parts |= {"until": None if self.until is None else ",".join(self.until)}
        given = [f"{name}={quote(str(value))}" for name, value in parts.items() if value is not None]
        return ";".join([self.figure, *given])

    @classmethod
    def parse(cls, text: str, shifts: Sequence[str]) -> "FigureRef":
        """Read the parameter: ``oee;machine=3;day=2026-11-20;shift=night``; shifts are those that there are.

        Raises
        ------
        InvalidInput
            If it names no figure, or is damaged.
        """
        figure, *parts = text[:LONGEST].split(";")
        if figure not in METRICS:
            raise InvalidInput(f"There is no figure “{figure[:60]}” whose receipt could be shown.", RECEIPT)
        found = {name: unquote(value) for name, _, value in (part.partition("=") for part in parts)}
        machine, shift = found.get("machine"), found.get("shift")
        day, first, last = (found.get(name) for name in ("day", "from", "to"))
        try:
            wanted = cls(
                figure,
                # More digits than a BIGINT holds would be an error of the database's.
                None if machine is None else int(machine[:18]),
                None if day is None else date.fromisoformat(day),
                shift,
                found.get("key"),
                None if first is None else date.fromisoformat(first),
                None if last is None else date.fromisoformat(last),
                None if "until" not in found else tuple(filter(None, found["until"].split(","))),
                tuple((level, found[level]) for level in LEVELS if level in found),
            )
        except ValueError as error:
            raise InvalidInput("The address of the receipt is damaged; open it from its figure.", RECEIPT) from error
        for name in (*(() if shift is None else (shift,)), *(wanted.until or ())):
            if name not in shifts:
                raise InvalidInput(f"There is no shift “{name[:60]}”; there are {', '.join(shifts)}.", RECEIPT)
        return wanted

    def within(self, view: View, names: Register) -> View:
        """The part of a view that it is about."""
        narrowed = names.part(view, dict(self.place)) if self.place else view
        if self.machine is not None:
            narrowed = replace(narrowed, machines=(self.machine,))
        if self.first is not None and self.last is not None and self.first <= self.last:
            narrowed = replace(narrowed, first_day=self.first, last_day=self.last)
        if self.until is not None:
            narrowed = replace(narrowed, last_shifts=self.until)
        if self.day is not None:
            narrowed = replace(narrowed, first_day=self.day, last_day=self.day)
        if self.shift is not None:
            narrowed = replace(narrowed, shifts=(self.shift,))
        return narrowed


def step_ref(key: str) -> FigureRef:
    """Which receipt tells of a step of the tree."""
    figures = {"total": "planned_hours", "productive": "productive_hours"}
    return FigureRef(figures[key]) if key in figures else FigureRef("lost_hours", key=key)


def smaller_ref(figure: str, key: str, percentage: float) -> FigureRef:
    """Which receipt tells what a loss smaller by so many percent would have brought."""
    return FigureRef(figure, key=f"{percentage:g} % of {key}")


def smaller_of(wanted: FigureRef) -> tuple[str, float] | None:
    """Which loss, and by how many percent, see :func:`smaller_ref`; None where that is not said."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?) % of (.+)", wanted.key or "")
    return None if found is None or float(found[1]) > 100 else (found[2], float(found[1]))
