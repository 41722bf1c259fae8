"""Rules by which a field follows where no column holds it: said by a person, kept in the mapping, told beforehand.

``timestamp`` or ``started_at``: ``2026-01-01 06:00 + 60 s``
    The first row of each machine is of that time and every further row so much later. With a column for the field, that
    column counts the steps: cycle 7 is seven steps after the start.
``timestamp`` with a column of days: ``each day + 60 s``
    The first reading of a day, machine and sensor is of its beginning, every further one so much later; ``each day``:
    all are of its beginning.
``timestamp`` or ``started_at`` with a column of times of day: ``2026-01-31``
    The first row is of that day; where the times of a machine (and sensor) go round, the next day begins, or the one
    before where the file begins with the newest. An end of which only the time of day is stated is of its start's day.
``equipment``: ``{machine}.{sensor}``
    The machine is a part of the sensor's tag, see :mod:`producflow.imports.columns.tags`.
``shift``: ``divide evenly``
    Each row is a whole day of a machine: its quantities and minutes are divided evenly among the shifts of that day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from producflow.errors import InvalidInput
from producflow.imports.columns import tags

if TYPE_CHECKING:  # kinds say which of their fields follow from a rule
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.kinds.kind import Kind

EVENLY = "divide evenly"
STEP = re.compile(
    r"(?P<start>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)\s*\+\s*(?P<size>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+)"
)
DAILY = re.compile(r"each day(?:\s*\+\s*(?P<size>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+))?")
DAY_EXAMPLE = "2026-01-31"
DAILY_EXAMPLE = "each day + 60 s"
STEP_EXAMPLE = "2026-01-01 06:00 + 60 s"
SECONDS = {
    "ms": 0.001,
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86400.0),
}
LONGEST_STEP = 366 * 86400.0  # s


@dataclass(frozen=True)
class Steps:
    """Times that follow from a start and a step."""

    start: datetime
    """Wall-clock time of step 0, in the zone of the file."""
    seconds: float
    """From one step to the next. [s]"""


def steps(rule: str, field: str) -> Steps:
    """Read a rule of times.

    Raises
    ------
    InvalidInput
        If it is none.
    """
    found = STEP.fullmatch(rule.strip())
    try:
        if found is None or found["unit"] not in SECONDS:
            raise ValueError
        start = datetime.fromisoformat(found["start"])
    except ValueError:
        raise InvalidInput(
            f"“{rule}” does not say when the first row is and how far the rows are apart; write it like {STEP_EXAMPLE} "
            "(ms, s, min, h or d).",
            field,
        ) from None
    seconds = float(found["size"]) * SECONDS[found["unit"]]
    if not 0 < seconds <= LONGEST_STEP:
        raise InvalidInput(f"Rows cannot be {found['size']} {found['unit']} apart; give more than 0, at most a year.",
                           field)  # fmt: skip
    return Steps(start, seconds)


def daily(rule: str | None) -> float | None:
    """How far the readings of a day are apart, where a rule says so; None: it is no such rule. [s]"""
    found = None if rule is None else DAILY.fullmatch(rule.strip())
    if found is None:
        return None
    if found["size"] is None:
        return 0.0
    return float(found["size"]) * SECONDS[found["unit"]] if found["unit"] in SECONDS else None


def said_day(rule: str | None) -> date | None:
    """The day of the first row, where a rule says that; None: it is no such rule."""
    try:
        return None if rule is None else date.fromisoformat(rule.strip())
    except ValueError:
        return None


def of_a_said_day(mapping: "Mapping") -> dict[str, date]:
    """Fields of which only times of day are in the file, and the day of its first row."""
    found = {name: day for name, rule in mapping.rules.items() if (day := said_day(rule)) is not None}
    ends = [each for each in mapping.of_kind.spans if each.start in found and each.end in mapping.columns]
    return found | {each.end: found[each.start] for each in ends}


def may_count(kind: "Kind", field: str) -> bool:
    """Whether times of a field may follow from a count of steps."""
    return field == kind.clock and kind.field(field).type == "instant" and kind.field(field).required


def check_rule(kind: "Kind", field: str, rule: str) -> None:
    """Refuse a rule that cannot be.

    Raises
    ------
    InvalidInput
        If the field has no such rule.
    """
    there = kind.field(field)
    if there.type == "machine" and kind.of_sensors:
        tags.pattern(rule)
    elif may_count(kind, field):
        if daily(rule) is None and said_day(rule) is None:
            steps(rule, field)
    elif there.rule is None:
        raise InvalidInput(f"{there.label} of {kind.label.lower()} follows from no rule.", field)
    elif rule != there.rule:
        raise InvalidInput(f"“{rule}” is no rule for the {there.label.lower()}; there is “{there.rule}”.", field)
