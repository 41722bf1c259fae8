"""When a plant means to work: patterns and the day from which each holds, changes of single days, machines that differ.

Wall-clock times only; :mod:`producflow.domain.shifts` puts them on a clock.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cached_property, lru_cache
from typing import Any

from producflow.domain.patterns import DAY_MINUTES, SINCE_EVER, Change, InvalidCalendarError, Pattern, Slot


@dataclass(frozen=True)
class Plan:
    """What one machine does otherwise than the plant: its own patterns, and its own changes on top of the plant's."""

    patterns: tuple[Pattern, ...] = ()
    changes: tuple[Change, ...] = ()
    retired_on: date | None = None
    """From this production day on it is not there any more, whatever the rest says."""


def _starts(starts: Iterable[tuple[str, time]]) -> tuple[Slot, ...]:
    """Slots of every day of a week, each of which lasts until the next one begins."""
    named = list(starts)
    begins = [Slot(0, name, start, 1).begins for name, start in named]
    # A single shift lasts until it begins again: 0 minutes are the whole day.
    lengths = [
        (after - own) % DAY_MINUTES or DAY_MINUTES for own, after in zip(begins, [*begins[1:], begins[0]], strict=True)
    ]
    return tuple(
        Slot(day, name, start, length) for day in range(7) for (name, start), length in zip(named, lengths, strict=True)
    )


DEFAULT_STARTS = (("morning", time(6)), ("afternoon", time(14)), ("night", time(22)))
DEFAULT_PATTERN = Pattern(SINCE_EVER, _starts(DEFAULT_STARTS))


@dataclass(frozen=True)
class Schedule:
    """When a plant means to work, and where single machines differ.

    Raises
    ------
    InvalidCalendarError
        When there is no shift, or two patterns hold from the same day.
    """

    patterns: tuple[Pattern, ...] = (DEFAULT_PATTERN,)
    """In the order of the days from which they hold; the first holds for all days before the second."""
    changes: tuple[Change, ...] = ()
    """Applied in their order: later ones win."""
    machines: tuple[tuple[int, Plan], ...] = ()
    """Machines by id. From the day of a machine's first pattern it follows its own; the plant's changes hold for it
    too, and its own come after them."""
    others: tuple[Slot, ...] = ()
    """Of one machine: shifts that only other machines have, since a record may name them all the same."""
    retired_on: date | None = None
    """Of one machine: nothing is planned from this day on."""

    def __post_init__(self) -> None:
        if not self.patterns or any(not pattern.slots for pattern in self.patterns):
            raise InvalidCalendarError("A working calendar needs at least one shift; add one.")
        for patterns in (self.patterns, *(plan.patterns for _, plan in self.machines)):
            days = [pattern.valid_from for pattern in patterns]
            if days != sorted(set(days)):
                raise InvalidCalendarError(
                    "Each pattern must hold from a later day than the one before: "
                    f"{', '.join(str(day) for day in days)}."
                )
        spelled: dict[str, str] = {}
        for name in self.names:
            if spelled.setdefault(name.casefold(), name) != name:
                raise InvalidCalendarError(
                    f"The shifts {spelled[name.casefold()]} and {name} differ only in letter case; spell them alike."
                )
        for machine in (None, *(machine for machine, _ in self.machines)):
            own = self if machine is None else self.of_machine(machine)
            own.changes_known()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Every answer is kept by it, and there may be hundreds of holidays.
        return hash((self.patterns, self.changes, self.machines, self.others, self.retired_on))

    def __getstate__(self) -> dict[str, Any]:
        # Without what is cached: the hash of a text is another one in each process.
        return {name: getattr(self, name) for name in ("patterns", "changes", "machines", "others", "retired_on")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @classmethod
    def of_starts(cls, *starts: tuple[str, time]) -> "Schedule":
        """Shifts that cover every day, one after the other.

        Raises
        ------
        InvalidCalendarError
            When there is none, a name comes twice or the starts do not rise.
        """
        if not starts:
            raise InvalidCalendarError("A working calendar needs at least one shift; add one.")
        names = [name for name, _ in starts]
        if len(set(names)) < len(names):
            raise InvalidCalendarError(f"Shift names must differ, but they are {', '.join(names)}; rename one.")
        times = [start for _, start in starts]
        if any(after <= before for before, after in itertools.pairwise(times)):
            listed = ", ".join(f"{name} {start:%H:%M}" for name, start in starts)
            raise InvalidCalendarError(f"Each shift must start later in the day than the one before: {listed}.")
        return cls((Pattern(SINCE_EVER, _starts(starts)),))

    @property
    def names(self) -> tuple[str, ...]:
        """All shifts that there are or were: those of the newest pattern first, in the order of the day."""
        return tuple(self.newest)

    @cached_property
    def newest(self) -> dict[str, Slot]:
        """The newest slot of each shift; of one that only changes or other machines have, theirs."""
        plans = [plan for _, plan in self.machines]
        found: dict[str, Slot] = {}
        for pattern in [*reversed(self.patterns), *(each for plan in plans for each in reversed(plan.patterns))]:
            slots = {slot.shift: slot for slot in pattern.slots}
            for name in pattern.names:
                found.setdefault(name, slots[name])
        for change in [*self.changes, *(each for plan in plans for each in plan.changes)]:
            if change.shift is not None and change.start is not None and change.minutes is not None:
                found.setdefault(change.shift, Slot(0, change.shift, change.start, change.minutes))
        for slot in self.others:
            found.setdefault(slot.shift, slot)
        return found

    def names_between(self, first_day: date, last_day: date) -> tuple[str, ...]:
        """Shifts of the patterns that hold on some days, and of changes on them."""
        plans = [plan for _, plan in self.machines]
        found: set[str] = set()
        for patterns in (self.patterns, *(plan.patterns for plan in plans)):
            before = [pattern for pattern in patterns if pattern.valid_from <= first_day]
            within = [pattern for pattern in patterns if first_day < pattern.valid_from <= last_day]
            first = before[-1:] or (self.patterns[:1] if patterns is self.patterns else [])
            found.update(name for pattern in (*first, *within) for name in pattern.names)
        for change in (*self.changes, *(each for plan in plans for each in plan.changes)):
            if change.shift is not None and change.from_day <= last_day and change.until_day >= first_day:
                found.add(change.shift)
        return tuple(name for name in self.names if name in found)

    def of_machine(self, machine: int) -> "Schedule":
        """What holds for a machine."""
        return _of_machine(self, machine)

    def pattern_of(self, day: date) -> Pattern:
        """The pattern that holds on a day."""
        held = [pattern for pattern in self.patterns if pattern.valid_from <= day]
        return held[-1] if held else self.patterns[0]

    def changes_known(self) -> None:
        """Refuse a change of a shift that nobody knows the times of."""
        for change in self.changes:
            if change.shift is not None and change.shift not in self.newest:
                raise InvalidCalendarError(
                    f"There is no shift {change.shift}, which the change of {change.from_day} names; "
                    f"use one of {', '.join(self.names)}, or give its start and length."
                )


@lru_cache(maxsize=1024)
def _of_machine(schedule: Schedule, machine: int) -> Schedule:
    others = tuple(schedule.newest.values())
    plan = dict(schedule.machines).get(machine)
    if plan is None:
        return replace(schedule, machines=(), others=others) if schedule.machines else schedule
    days = sorted({pattern.valid_from for pattern in (*schedule.patterns, *plan.patterns)})
    found: list[Pattern] = []
    for day in days:
        own = [pattern for pattern in plan.patterns if pattern.valid_from <= day]
        holds = own[-1] if own and own[-1].slots else schedule.pattern_of(day)
        if not found or replace(found[-1], valid_from=holds.valid_from) != holds:
            found.append(replace(holds, valid_from=day))
    changes = (*schedule.changes, *plan.changes)
    return Schedule(tuple(found), changes, others=others, retired_on=plan.retired_on)
