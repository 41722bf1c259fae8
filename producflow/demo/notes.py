"""What the people of the demo plant noted on its charts, entered as anybody enters notes."""

from dataclasses import dataclass
from datetime import date, timedelta

from producflow.access.roles import Actor, Role
from producflow.demo import clock
from producflow.demo.machines import MILLING, MOLDING, ROBOT
from producflow.demo.production import REPAIR_DAY, SILENT_DAYS
from producflow.operations import annotations
from producflow.store.database import Transaction
from producflow.store.queries import users


@dataclass(frozen=True)
class Note:
    """One note; its days count from the first of the history, its hours from midnight. An end is optional."""

    machine: str
    by: str
    text: str
    starts: tuple[int, float]
    ends: tuple[int, float] | None = None


NOTES = (
    Note(
        *(ROBOT, "sofia.rossi@demo.example", "Line terminal replaced: no production reports came in this week"),
        *((SILENT_DAYS[0], 6.0), (SILENT_DAYS[-1], 22.0)),
    ),
    Note(MILLING, "mara.lindt@demo.example", "New spindle bearings fitted", (REPAIR_DAY, 8.0)),
    Note(MOLDING, "peter.novak@demo.example", "Resin of the new supplier in use from here on", (clock.DAYS - 3, 6.0)),
)


def enter(transaction: Transaction, machines: dict[str, int], today: date, timezone: str) -> None:
    """Enter them, each as the person who wrote it."""
    people = {row["email"]: row for row in users.everyone(transaction)}
    first = clock.first_day(today)
    for note in NOTES:
        person = people[note.by]
        actor = Actor(int(person["id"]), note.by, person["full_name"], Role(person["role"]))
        starts, ends = (
            None
            if place is None
            else clock.instant(first + timedelta(days=place[0]), place[1], timezone).tz_localize("UTC").to_pydatetime()
            for place in (note.starts, note.ends)
        )
        values = {"equipment_id": machines[note.machine], "starts_at": starts, "ends_at": ends, "text": note.text}
        annotations.add_in(transaction, actor, values)
