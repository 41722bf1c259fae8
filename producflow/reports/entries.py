"""Whose a record or a stop is that somebody entered one by one, and until when they may correct it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from producflow.domain.plant import PlantSettings
from producflow.reports.periods import end_of_next_shift
from producflow.store.database import Session
from producflow.store.queries import entries as queries


@dataclass(frozen=True)
class Entry:
    """Who entered something, and when."""

    user_id: int | None
    made_by: str
    made_by_name: str
    made_at: datetime
    until: datetime
    """Until when whoever entered it may correct it: the end of the next shift. Aware."""

    def is_of(self, user_id: int | None, email: str) -> bool:
        """Whether somebody entered it; a program is known by its name."""
        return self.user_id == user_id if user_id is not None else self.user_id is None and self.made_by == email


def entries(
    session: Session, plant: PlantSettings, entity: str, ids: Iterable[int], equipment_id: int
) -> dict[int, Entry]:
    """Whose rows of a machine are, by their ids; what nobody entered one by one is left out.

    Parameters
    ----------
    entity : str
        Table name.
    """
    return {
        row_id: Entry(
            row["user_id"],
            row["made_by"],
            row["made_by_name"],
            row["made_at"],
            end_of_next_shift(plant, equipment_id, row["made_at"]),
        )
        for row_id, row in queries.of(session, entity, ids).items()
    }


def entry_of(session: Session, plant: PlantSettings, entity: str, row_id: int, equipment_id: int) -> Entry | None:
    """Whose one row of a machine is; None where nobody entered it one by one."""
    return entries(session, plant, entity, [row_id], equipment_id).get(row_id)
