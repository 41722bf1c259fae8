"""Stops of machines."""

from dataclasses import dataclass, replace
from datetime import datetime

from producflow.domain.losses import ROUNDING
from producflow.domain.stops import Unended
from producflow.imports.kinds.intervals import APART, DURATION, END, LASTS, REASON, START
from producflow.imports.kinds.kind import MACHINE, Field, Kind
from producflow.reports import downtime
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.importing import derived_rows
from producflow.store.importing.target import Table
from producflow.vocabulary.words import names


@dataclass(frozen=True)
class Stops(Kind):
    """Stops, planned or not."""

    def notes_of_figures(self, session: Session, days: View, now: datetime) -> list[str]:
        """Tell of stops without an end, and of those that overlap."""
        machines = tuple(derived_rows.machines_planned(session))
        stops = downtime.stops(session, replace(days, machines=machines), in_force(session), now)
        shared = float((stops["own_minutes"] - stops["minutes"]).sum())
        notes = [str(Unended.of(stops))]
        if shared > ROUNDING:
            notes.append(
                f"Stops of a machine overlap; the {shared:,.0f} min that several claim count once: as an unplanned "
                "stop before a planned one, else as the one that began last."
            )
        return [note for note in notes if note]


KIND = Stops(
    Table(
        "downtime_events",
        derived_rows.KEYS["downtime_events"],
        clock="started_at",
        follows=(LASTS,),
        apart=APART,
        follower=True,
    ),
    "Downtime events",
    (
        MACHINE,
        START,
        END,
        DURATION,
        REASON,
        Field(
            "planned",
            "Planned stop",
            "boolean",
            required=True,
            names=names("downtime_events.planned"),
            asked="Were these stops planned? No column says it. Choose yes or no for all of them, or the column.",
        ),
    ),
    aliases=("downtime",),
    figures=True,
    days_before=1,  # a stop after midnight may belong to the night shift of the day before
)
