"""Shifts that repeat, and what deviates from them on single days: wall-clock times only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

SINCE_EVER = date(1900, 1, 1)
"""From which the first pattern of a plant holds. A Monday, so that weeks counted from it begin on one."""
CLOSED, EXTRA = "closed", "extra"
KINDS = (CLOSED, EXTRA)
DAY_MINUTES = 24 * 60
LONGEST_NAME = 40
LONGEST_CYCLE = 366
LONGEST_CHANGE = 366
"""Days that one change may last; a longer one is a pattern. [days]"""


class InvalidCalendarError(ValueError):
    """A working calendar that cannot be; the message is one sentence that says what to mend."""


@dataclass(frozen=True)
class Slot:
    """One shift of one day of a cycle."""

    day: int
    """Of the cycle, the first is 0."""
    shift: str
    start: time
    """On the wall clock. The shift belongs to the day on which it begins."""
    minutes: int
    """Length on the wall clock; it may go over midnight. [min]"""

    @property
    def begins(self) -> int:
        """Minutes of the day at its start. [min]"""
        return 60 * self.start.hour + self.start.minute

    @property
    def span(self) -> str:
        """Start and end: ``22:00–06:00``."""
        end = (self.begins + self.minutes) % DAY_MINUTES
        return f"{self.start:%H:%M}–{end // 60:02d}:{end % 60:02d}"


@dataclass(frozen=True)
class Pattern:
    """Shifts that repeat."""

    valid_from: date
    """First production day on which it holds, until another one does."""
    slots: tuple[Slot, ...]
    """None: of a machine, that it works as the plant does."""
    cycle_days: int = 7
    """7: a week; 8: two days, two nights and four days off, and so on. [days]"""
    anchor: date = SINCE_EVER
    """A day that is the first of a cycle."""

    def __post_init__(self) -> None:
        if not 1 <= self.cycle_days <= LONGEST_CYCLE:
            raise InvalidCalendarError(f"A cycle of {self.cycle_days} days cannot be; give 1 to {LONGEST_CYCLE} days.")
        for slot in self.slots:
            _sound(slot, self.cycle_days)
        _no_two(((slot.day, slot.shift.casefold()) for slot in self.slots), self.slots, "is there twice")
        _no_two(((slot.day, slot.begins) for slot in self.slots), self.slots, "starts together with another shift")
        self._none_inside_another()

    @property
    def names(self) -> tuple[str, ...]:
        """Its shifts, in the order of the day and then of the cycle."""
        return tuple(dict.fromkeys(slot.shift for slot in sorted(self.slots, key=lambda each: (each.day, each.begins))))

    def weekly(self) -> bool:
        """Whether it repeats by weekdays."""
        return self.cycle_days == 7 and self.anchor.weekday() == 0

    def _none_inside_another(self) -> None:
        """Refuse a shift that ends after the next one has ended: for which one would its end be planned?"""
        ordered = sorted(self.slots, key=lambda each: (each.day, each.begins))
        cycle = self.cycle_days * DAY_MINUTES
        for slot, after in zip(ordered, [*ordered[1:], *ordered[:1]], strict=True):
            wait = (DAY_MINUTES * (after.day - slot.day) + after.begins - slot.begins) % cycle
            if after is not slot and slot.minutes >= wait + after.minutes:
                raise InvalidCalendarError(
                    f"The shift {after.shift} ({after.span}) lies inside the shift {slot.shift} ({slot.span}); "
                    "shorten one of them."
                )


@dataclass(frozen=True)
class Change:
    """What deviates from the pattern on single days."""

    from_day: date
    until_day: date
    """Both included."""
    kind: str
    """``closed``: the shift, or all of them, is not worked. ``extra``: the shift is worked though the pattern has it
    not, or at other times than the pattern says."""
    shift: str | None = None
    """None: all shifts."""
    start: time | None = None
    minutes: int | None = None
    """Of an extra shift; None: as the pattern has it on other days. [min]"""
    reason: str = ""
    """In plain words."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidCalendarError(f"A change is {' or '.join(KINDS)}, not '{self.kind}'.")
        if self.until_day < self.from_day:
            raise InvalidCalendarError(
                f"The change from {self.from_day} ends before it begins, on {self.until_day}; swap the days."
            )
        days = (self.until_day - self.from_day).days + 1
        if days > LONGEST_CHANGE:
            raise InvalidCalendarError(
                f"The change from {self.from_day} to {self.until_day} lasts {days:,} days; {LONGEST_CHANGE} are the "
                "most, so make a pattern of it."
            )
        if self.kind == EXTRA and self.shift is None:
            raise InvalidCalendarError(f"The extra shift on {self.from_day} has no name; say which shift it is.")
        if self.kind == CLOSED and (self.start is not None or self.minutes is not None):
            raise InvalidCalendarError(
                f"The closed days from {self.from_day} need no start and no length; leave them out."
            )
        if (self.start is None) != (self.minutes is None):
            raise InvalidCalendarError(
                f"The extra shift on {self.from_day} needs both a start and a length, or neither."
            )
        if self.shift is not None and self.start is not None and self.minutes is not None:
            _sound(Slot(0, self.shift, self.start, self.minutes), 1)


def spoken(shift: str) -> str:
    """A shift's name at the beginning of a line."""
    return shift[:1].upper() + shift[1:]


def _sound(slot: Slot, cycle_days: int) -> None:
    name = slot.shift
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidCalendarError(
            f"'{name[:LONGEST_NAME]}' is no name of a shift; give 1 to {LONGEST_NAME} characters."
        )
    if slot.start.tzinfo is not None:
        raise InvalidCalendarError("A shift start is a wall-clock time such as 06:00; leave its offset out.")
    if slot.start.second or slot.start.microsecond:
        raise InvalidCalendarError(f"The shift {name} starts at {slot.start}; give hours and minutes only.")
    if not 1 <= slot.minutes <= DAY_MINUTES:
        raise InvalidCalendarError(f"The shift {name} lasts {slot.minutes} minutes; give 1 to {DAY_MINUTES}.")
    if not 0 <= slot.day < cycle_days:
        raise InvalidCalendarError(f"The shift {name} is on day {slot.day + 1} of a cycle of {cycle_days} days.")


def _no_two(keys: Iterable[tuple[int, object]], slots: tuple[Slot, ...], what: str) -> None:
    seen = set()
    for key, slot in zip(keys, slots, strict=True):
        if key in seen:
            raise InvalidCalendarError(f"On day {slot.day + 1} of the cycle the shift {slot.shift} {what}; change one.")
        seen.add(key)
