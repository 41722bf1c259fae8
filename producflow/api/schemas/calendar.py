"""The working calendar: patterns that repeat, and what deviates on single days."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from producflow.api.fields import Body, Day, Text, shown
from producflow.api.schemas.production import Shift
from producflow.domain.calendar_words import remarks
from producflow.domain.patterns import (
    CLOSED,
    DAY_MINUTES,
    LONGEST_CYCLE,
    SINCE_EVER,
    Change,
    InvalidCalendarError,
    Pattern,
    Slot,
)
from producflow.domain.schedule import Plan
from producflow.errors import InvalidInput

LONGEST_REASON = 200
MOST_PATTERNS = 200
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="On the plant's wall clock, `06:00`.")]
Length = Annotated[int, Field(strict=True, ge=1, le=DAY_MINUTES, description="It may go over midnight. [min]")]
Kind = Literal["closed", "extra"]

WORKED = {"shift": "early", "start": "06:00", "minutes": 480, "days": [1, 2, 3, 4, 5]}
PATTERN = {
    "valid_from": "2026-06-01",
    "cycle_days": 7,
    "anchor": "1900-01-01",
    "shifts": [WORKED, {"shift": "late", "start": "14:00", "minutes": 480, "days": [1, 2, 3, 4, 5]}],
}
CHRISTMAS = {"from": "2026-12-24", "until": "2027-01-01", "kind": "closed", "reason": "Christmas"}
PLAN = {"patterns": [PATTERN], "changes": [CHRISTMAS | {"shift": None, "start": None, "minutes": None}]}


class Worked(Body):
    """A shift, and the days of the cycle that have it."""

    shift: Shift
    start: Clock
    minutes: Length
    days: list[Annotated[int, Field(strict=True, ge=1, le=LONGEST_CYCLE)]] = Field(
        description="The first day of a cycle is 1: in a week Monday.", max_length=LONGEST_CYCLE
    )


class WorkingPattern(Body):
    """Shifts that repeat, from a day on until the next pattern holds."""

    model_config = shown(PATTERN)

    valid_from: Day = Field(
        description="First production day; that of the first pattern holds for all days before too."
    )
    cycle_days: int = Field(default=7, strict=True, ge=1, le=LONGEST_CYCLE, description="7: a week. [days]")
    anchor: Day = Field(default=SINCE_EVER, description="A day that is the first of a cycle; left out, a Monday.")
    shifts: list[Worked] = Field(max_length=1000, description="Of a machine, none: it works as the plant.")


class DayChange(Body):
    """What deviates from the pattern on single days."""

    from_: Day = Field(alias="from")
    until: Day | None = Field(default=None, description="Included; left out, one day.")
    kind: Kind
    shift: Shift | None = Field(default=None, description="Null, of closed days: all shifts.")
    start: Clock | None = Field(default=None, description="Of an extra shift; null: as on other days.")
    minutes: Length | None = Field(default=None, description="Of an extra shift; null: as on other days. [min]")
    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] = ""


class NewPlan(Body):
    """All of what the plant, or a machine, means to work: what is left out is gone."""

    model_config = shown(PLAN)

    patterns: list[WorkingPattern] = Field(max_length=MOST_PATTERNS)
    changes: list[DayChange] = Field(default=[])

    def plan(self) -> Plan:
        """What it says.

        Raises
        ------
        InvalidInput
            If a pattern or a change by itself cannot be.
        """
        try:
            return Plan(
                tuple(
                    Pattern(
                        pattern.valid_from,
                        tuple(
                            Slot(day - 1, each.shift, time.fromisoformat(each.start), each.minutes)
                            for each in pattern.shifts
                            for day in each.days
                        ),
                        pattern.cycle_days,
                        pattern.anchor,
                    )
                    for pattern in self.patterns
                ),
                tuple(
                    Change(
                        change.from_,
                        change.until or change.from_,
                        change.kind,
                        change.shift,
                        None if change.start is None else time.fromisoformat(change.start),
                        change.minutes,
                        change.reason,
                    )
                    for change in self.changes
                ),
            )
        except InvalidCalendarError as error:
            raise InvalidInput(str(error), "patterns") from error


class Calendar(BaseModel):
    """What the plant, or a machine by itself, means to work."""

    model_config = shown({"timezone": "Europe/Berlin", "equipment_id": None, **PLAN, "remarks": []})

    timezone: str = Field(description="Of all wall-clock times.")
    equipment_id: int | None = Field(description="Null: the plant.")
    patterns: list[WorkingPattern] = Field(description="Of a machine, none: it works as the plant.")
    changes: list[DayChange] = Field(description="Closed days come first; of a machine, on top of those of the plant.")
    remarks: list[str] = Field(description="Overlaps of shifts, and hours that no shift has; of each pattern with any.")


class PlannedShift(BaseModel):
    """One shift that is planned."""

    model_config = shown(
        {"date": "2026-06-01", "shift": "early", "start": "2026-06-01T04:00:00Z", "end": "2026-06-01T12:00:00Z"}
        | {"minutes": 480.0}
    )

    date: date
    shift: str
    start: datetime
    end: datetime
    minutes: float = Field(description="Elapsed time. [min]")


def told(plan: Plan, timezone: str, machine: int | None) -> dict[str, Any]:
    """A plan as calls answer it."""
    return {
        "timezone": timezone,
        "equipment_id": machine,
        "patterns": [_pattern(pattern) for pattern in plan.patterns],
        "changes": [
            {
                "from": change.from_day,
                "until": change.until_day,
                "kind": change.kind,
                "shift": change.shift,
                "start": None if change.start is None else f"{change.start:%H:%M}",
                "minutes": change.minutes,
                "reason": change.reason,
            }
            for change in sorted(plan.changes, key=lambda each: (each.kind != CLOSED, each.from_day))
        ],
        "remarks": [said for pattern in plan.patterns if (said := remarks(pattern))],
    }


def _pattern(pattern: Pattern) -> dict[str, Any]:
    days: dict[tuple[str, time, int], list[int]] = {}
    for slot in pattern.slots:
        days.setdefault((slot.shift, slot.start, slot.minutes), []).append(slot.day + 1)
    return {
        "valid_from": pattern.valid_from,
        "cycle_days": pattern.cycle_days,
        "anchor": pattern.anchor,
        "shifts": [
            {"shift": shift, "start": f"{start:%H:%M}", "minutes": minutes, "days": on}
            for (shift, start, minutes), on in days.items()
        ],
    }
