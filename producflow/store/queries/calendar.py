"""When the plant and its machines mean to work."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from producflow.domain.patterns import Change, Pattern, Slot
from producflow.domain.schedule import Plan, Schedule
from producflow.store.database import Session, Transaction

COLUMNS = (
    *("equipment_id", "from_day", "until_day", "kind", "cycle_days", "anchor"),
    *("day_of_cycle", "shift", "starts_at", "minutes", "reason"),
)
Row = tuple[Any, ...]
RETIRED = "retired"


def schedule(session: Session) -> Schedule:
    """What holds; around the clock in three shifts where nobody has said otherwise."""
    return _schedule(tuple(tuple(row[name] for name in COLUMNS) for row in everything(session)))


def everything(session: Session) -> list[dict[str, Any]]:
    """Every pattern, slot and change as it is kept."""
    return session.rows("calendar/all")


def save(transaction: Transaction, machine: int | None, plan: Plan) -> None:
    """Let the plant, or a machine, mean to work as a plan says; an empty one of a machine is as the plant."""
    transaction.run("calendar/forget_slots", equipment_id=machine)
    transaction.run("calendar/forget_patterns", equipment_id=machine)
    transaction.run("calendar/forget_changes", equipment_id=machine)
    for pattern in plan.patterns:
        head = {"valid_from": pattern.valid_from, "cycle_days": pattern.cycle_days, "anchor": pattern.anchor}
        [added] = transaction.rows("calendar/add_pattern", equipment_id=machine, **head)
        for slot in pattern.slots:
            transaction.run(
                "calendar/add_slot",
                pattern_id=added["id"],
                day=slot.day,
                shift=slot.shift,
                starts_at=f"{slot.start:%H:%M}",
                minutes=slot.minutes,
            )
    for change in plan.changes:
        transaction.run(
            "calendar/add_change",
            equipment_id=machine,
            from_day=change.from_day,
            until_day=change.until_day,
            kind=change.kind,
            shift=change.shift,
            starts_at=None if change.start is None else f"{change.start:%H:%M}",
            minutes=change.minutes,
            reason=change.reason,
        )


@lru_cache(maxsize=16)
def _schedule(rows: tuple[Row, ...]) -> Schedule:
    """Build it once for the same rows: every report asks for it."""
    plans = {machine: _plan(own) for machine, own in groupby(rows, key=lambda row: row[0])}
    plant = plans.pop(None, Plan())
    patterns = plant.patterns or Schedule().patterns
    return Schedule(patterns, plant.changes, tuple(plans.items()))


def _plan(rows: Iterable[Row]) -> Plan:
    patterns, changes, retired_on = [], [], None
    for kind, own in groupby(rows, key=lambda row: row[3]):
        if kind == RETIRED:
            [retired_on] = (row[1] for row in own)
        elif kind is None:
            patterns += [_pattern(list(each)) for _, each in groupby(own, key=lambda row: row[1])]
        else:
            changes += [
                Change(row[1], row[2], kind, row[7], row[8], None if row[9] is None else int(row[9]), row[10])
                for row in own
            ]
    return Plan(tuple(patterns), tuple(changes), retired_on)


def _pattern(rows: list[Row]) -> Pattern:
    slots = tuple(Slot(int(row[6]), row[7], row[8], int(row[9])) for row in rows if row[7] is not None)
    return Pattern(rows[0][1], slots, int(rows[0][4]), rows[0][5])
