"""The working calendar in words: for pages, for the audit log, and for what one should look at before saving."""

from datetime import date

from producflow.domain.patterns import CLOSED, DAY_MINUTES, SINCE_EVER, Change, Pattern, Slot
from producflow.domain.schedule import Plan

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_in_words(day: date) -> str:
    """``1 Jun 2026``."""
    return f"{day:%-d %b %Y}"


def span(first_day: date, last_day: date) -> str:
    """Two days and what lies between them: ``24 Dec to 27 Dec 2026``, ``24 Dec 2026 to 1 Jan 2027``."""
    if first_day == last_day:
        return day_in_words(last_day)
    first = f"{first_day:%-d %b}" if first_day.year == last_day.year else day_in_words(first_day)
    return f"{first} to {day_in_words(last_day)}"


def since(pattern: Pattern) -> str:
    """From when a pattern holds: ``from 1 Jun 2026``."""
    return "since ever" if pattern.valid_from == SINCE_EVER else f"from {day_in_words(pattern.valid_from)}"


def pattern_in_words(pattern: Pattern) -> str:
    """Its shifts and days: ``Mon–Fri early 06:00–14:00, late 14:00–22:00; Sat early 06:00–14:00``."""
    if not pattern.slots:
        return "as the plant"
    days = [tuple((slot.shift, slot.span) for slot in _of_day(pattern, day)) for day in range(pattern.cycle_days)]
    parts = []
    for slots in dict.fromkeys(day for day in days if day):
        same = [number for number, own in enumerate(days) if own == slots]
        shifts = ", ".join(f"{shift} {span}" for shift, span in slots)
        parts.append(shifts if len(same) == pattern.cycle_days else f"{_days_in_words(pattern, same)} {shifts}")
    told = "; ".join(parts)
    if pattern.weekly():
        return told if len(parts) > 1 or len(days) != sum(bool(day) for day in days) else f"every day {told}"
    return f"every {pattern.cycle_days} days, counted from {day_in_words(pattern.anchor)}: {told}"


def change_in_words(change: Change) -> str:
    """What is otherwise on some days: ``closed (Christmas)``, ``extra shift early 06:00–14:00 (Order backlog)``."""
    if change.kind == CLOSED:
        told = "closed" if change.shift is None else f"{change.shift} closed"
    else:
        told = f"extra shift {change.shift}"
        if change.start is not None and change.minutes is not None:
            told += f" {Slot(0, str(change.shift), change.start, change.minutes).span}"
    return f"{told} ({change.reason})" if change.reason else told


def days_of(change: Change) -> str:
    """When."""
    return span(change.from_day, change.until_day)


def entries(plan: Plan) -> dict[str, str]:
    """Everything that a plan says, by what it is about: what the audit log compares."""
    told = {f"shifts {since(pattern)}": pattern_in_words(pattern) for pattern in plan.patterns}
    for change in plan.changes:
        key = days_of(change)
        told[key] = f"{told[key]}, {change_in_words(change)}" if key in told else change_in_words(change)
    return told


def remarks(pattern: Pattern) -> str:
    """One sentence about shifts that overlap and hours that no shift has; empty where there are none."""
    overlaps, gaps = [], 0
    ordered = sorted(pattern.slots, key=lambda each: (each.day, each.begins))
    cycle = pattern.cycle_days * DAY_MINUTES
    for slot, after in zip(ordered, [*ordered[1:], *ordered[:1]], strict=True):
        # A shift that is the only one is followed by itself, a whole cycle later.
        wait = (DAY_MINUTES * (after.day - slot.day) + after.begins - slot.begins) % cycle or cycle
        if slot.minutes > wait:
            overlaps.append(f"{slot.shift} and {after.shift} overlap by {slot.minutes - wait} min")
        gaps += max(wait - slot.minutes, 0)
    told = []
    if overlaps:
        told.append(f"{', '.join(dict.fromkeys(overlaps))}, which counts for the shift that begins then")
    if gaps:
        told.append(f"{gaps / 60:g} of {cycle // 60} h are in no shift, where work counts for the shift before")
    return f"{'; '.join(told)}." if told else ""


def _of_day(pattern: Pattern, day: int) -> list[Slot]:
    return sorted((slot for slot in pattern.slots if slot.day == day), key=lambda each: each.begins)


def _days_in_words(pattern: Pattern, days: list[int]) -> str:
    """``Mon–Fri``, ``Sat``, ``day 1–2 and 5``."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [WEEKDAYS[day] if pattern.weekly() else str(day + 1) for day in range(pattern.cycle_days)]
    told = [names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}" for run in runs]
    return ("" if pattern.weekly() else "day ") + " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
