"""Patterns that plants commonly work by, to begin with: what people choose from before they change it."""

from collections.abc import Mapping
from datetime import date, time

from producflow.domain.patterns import SINCE_EVER, Pattern, Slot
from producflow.domain.schedule import DEFAULT_STARTS

THREE = tuple((name, start, 480) for name, start in DEFAULT_STARTS)
TWO = THREE[:2]
HALF_DAYS = (("day", time(6), 720), ("night", time(18), 720))

WEEKLY: Mapping[str, tuple[tuple[tuple[str, time, int], ...], int]] = {
    "7 × 3: every day, three shifts": (THREE, 7),
    "5 × 3: Monday to Friday, three shifts": (THREE, 5),
    "5 × 2: Monday to Friday, two shifts": (TWO, 5),
    "5 × 1: Monday to Friday, one shift": (THREE[:1], 5),
    "7 × 2: every day, two shifts of 12 hours": (HALF_DAYS, 7),
}
"""Shifts (name, start, minutes), and how many days of the week have them."""

ROTATIONS: Mapping[str, tuple[str, str]] = {
    "Four crews: two days, two nights, four off": ("AABBCCDD", "DDAABBCC"),
    "Four crews: 2-2-3, fixed days and nights": ("AABBAAABBAABBB", "CCDDCCCDDCCDDD"),
}
"""Crews of each day of a cycle, by day and by night, in shifts of 12 hours."""

MODELS = (*WEEKLY, *ROTATIONS)


def pattern_of(model: str, valid_from: date) -> Pattern:
    """A common pattern that holds from a day.

    Parameters
    ----------
    model : str
        One of `MODELS`; a rotation begins on the day from which it holds.
    """
    if model in WEEKLY:
        shifts, days = WEEKLY[model]
        slots = tuple(Slot(day, name, start, minutes) for day in range(days) for name, start, minutes in shifts)
        return Pattern(valid_from, slots, 7, SINCE_EVER)
    crews = list(zip(*ROTATIONS[model], strict=True))
    slots = tuple(
        Slot(day, crew, start, minutes)
        for day, on_duty in enumerate(crews)
        for crew, (_, start, minutes) in zip(on_duty, HALF_DAYS, strict=True)
    )
    return Pattern(valid_from, slots, len(crews), valid_from)
