"""What follows from an import beside its rows: the plant's figures before and after, and what states become."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from producflow.imports.kinds.kind import Kind
from producflow.operations.states import Outcome, keep_in_step
from producflow.reports.production import told_of
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.importing import applying, planned
from producflow.store.importing.target import Target


@dataclass(frozen=True)
class Kpis:
    """The plant's figures over the days that an import touches, before and after it."""

    first_day: date
    last_day: date
    before: dict[str, Any]
    after: dict[str, Any]


def consequences(session: Session, kind: Kind, target: Target, now: datetime) -> tuple[Kpis | None, Outcome]:
    """The plant's figures before and after, and what follows from states; the session sees the tables of after then."""
    span = planned.span(session, target) if kind.figures else None
    if span is None:
        return None, Outcome()
    first, last = (moment.date() if isinstance(moment, datetime) else moment for moment in span)
    if not isinstance(first, date) or not isinstance(last, date):
        return None, Outcome()
    first -= timedelta(days=kind.days_before)
    view = View(first, last)
    # Before the shadow: from then on the session sees the tables of after only.
    before = told_of(session, view, now)
    applying.shadow(session, target)
    outcome = keep_in_step(session, states=target.table.leads)
    return Kpis(first, last, before, told_of(session, view, now)), outcome


def told(session: Session, kind: Kind, kpis: Kpis | None, outcome: Outcome, now: datetime) -> list[str]:
    """What a person should know of what follows; the session sees the tables of after the import."""
    days = None if kpis is None else View(kpis.first_day, kpis.last_day)
    return _of_states(outcome) + ([] if days is None else kind.notes_of_figures(session, days, now))


def _of_states(outcome: Outcome) -> list[str]:
    notes = []
    for table in outcome.tables:
        what = table.table.replace("_", " ")
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
