"""What follows from an import beside its rows: the plant's figures before and after, and what states become."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from producflow.domain.losses import ROUNDING
from producflow.domain.production import SHIFT_MINUTES
from producflow.domain.stops import Unended
from producflow.operations.states import Outcome, keep_in_step
from producflow.reports import downtime
from producflow.reports.plant import in_force
from producflow.reports.production import fields_of
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.importing import applying, derived_rows
from producflow.store.importing.checking import Target

KPI_KINDS = ("production_records", "downtime_events", "state_intervals")


@dataclass(frozen=True)
class Kpis:
    """The plant's figures over the days that an import touches, before and after it."""

    first_day: date
    last_day: date
    before: dict[str, Any]
    after: dict[str, Any]


def consequences(session: Session, target: Target, now: datetime) -> tuple[Kpis | None, Outcome]:
    """The plant's figures before and after, and what follows from states; the session sees the tables of after then."""
    span = applying.span(session, target) if target.table in KPI_KINDS else None
    if span is None:
        return None, Outcome()
    first, last = (moment.date() if isinstance(moment, datetime) else moment for moment in span)
    if not isinstance(first, date) or not isinstance(last, date):
        return None, Outcome()
    if target.table != "production_records":
        first -= timedelta(days=1)  # a stop after midnight may belong to the night shift of the day before
    view = View(first, last)
    before = fields_of(session, view, now)
    applying.shadow(session, target)
    outcome = keep_in_step(session, target.table)
    return Kpis(first, last, before, fields_of(session, view, now)), outcome


def told(session: Session, target: Target, kpis: Kpis | None, outcome: Outcome, now: datetime) -> list[str]:
    """What a person should know of what follows; the session sees the tables of after the import."""
    notes = _of_states(outcome)
    if kpis is not None and target.table == "downtime_events":
        notes += _of_stops(session, View(kpis.first_day, kpis.last_day), now)
    shared = derived_rows.shared_shifts(session) if kpis is not None and target.table == "production_records" else 0
    if shared:
        shifts = "1 machine-shift" if shared == 1 else f"{shared:,} machine-shifts"
        notes.append(
            f"No row states the planned time of {shifts} with several products: they share its {SHIFT_MINUTES:g} min, "
            "by run time at rated speed where outputs and the machine's capacity are known, else equally."
        )
    return notes


def _of_states(outcome: Outcome) -> list[str]:
    notes = []
    for table in outcome.tables:
        what = "production records" if table.table == "production_records" else "downtime events"
        parts = [f"{count:,} {verb}" for count, verb in
                 ((table.added, "added"), (table.updated, "changed"), (table.removed, "removed")) if count]  # fmt: skip
        notes.append(f"From the states follow {what}: {', '.join(parts) or 'none that are new or different'}.")
        if table.standing:
            notes.append(
                f"{table.standing:,} {what} were reported themselves for the same machine and time; they stand."
            )
    if outcome.overlaps:
        begin = "1 interval begins" if outcome.overlaps == 1 else f"{outcome.overlaps:,} intervals begin"
        notes.append(
            f"{begin} before an earlier one of the machine has ended; the {outcome.overlap_minutes:,.0f} min that "
            "several claim count once: as off before unplanned stop, before planned stop, before producing."
        )
    if outcome.uncounted_output or outcome.uncounted_defects:
        notes.append(
            "Not counted, since rows of stops repeat the quantity of their order: output of "
            f"{outcome.uncounted_output:,} and defects of {outcome.uncounted_defects:,} on intervals in which the "
            "machine was not producing."
        )
    if outcome.open_ended:
        have = (
            "1 producing interval has"
            if outcome.open_ended == 1
            else f"{outcome.open_ended:,} producing intervals have"
        )
        notes.append(f"{have} no end and nothing after; that time does not count.")
    return notes


def _of_stops(session: Session, days: View, now: datetime) -> list[str]:
    machines = tuple(derived_rows.machines_planned(session))
    stops = downtime.stops(session, replace(days, machines=machines), in_force(session), now)
    shared = float((stops["own_minutes"] - stops["minutes"]).sum())
    notes = [str(Unended.of(stops))]
    if shared > ROUNDING:
        notes.append(
            f"Stops of a machine overlap; the {shared:,.0f} min that several claim count once: as an unplanned stop "
            "before a planned one, else as the one that began last."
        )
    return [note for note in notes if note]
