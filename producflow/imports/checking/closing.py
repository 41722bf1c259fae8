"""Closed days change by an upload, its undo and its redo as they do by hand: only where somebody says why."""

from datetime import UTC, date, datetime

from producflow.imports.kinds import KINDS
from producflow.imports.kinds.kind import Kind
from producflow.reports.periods import production_day
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.importing import planned, undoing
from producflow.store.importing.target import Target


def first_day(session: Session, kind: Kind, target: Target) -> date | None:
    """First production day whose figures the rows to be written change; None where they change none."""
    span = planned.span(session, target) if kind.figures else None
    # Days are closed up to one, so if any row is of a closed day, the first is.
    return None if span is None else _day_of(session, span[0])


def first_days_written(session: Session, batch_id: int) -> list[date]:
    """First production day of each kind of rows that are as an import wrote them: what taking it back changes."""
    kinds = [kind for kind in KINDS.values() if kind.figures and kind.clock is not None]
    found = [undoing.first_written(session, kind.name, str(kind.clock), batch_id) for kind in kinds]
    days = [_day_of(session, moment) for moment in found]
    return [day for day in days if day is not None]


def _day_of(session: Session, moment: object) -> date | None:
    """The production day of an instant (naive UTC), or the day itself."""
    if isinstance(moment, datetime):
        return production_day(in_force(session), moment.replace(tzinfo=UTC))
    return moment if isinstance(moment, date) else None


def first_closed(session: Session, kind: Kind, target: Target) -> date | None:
    """The same where that day is closed."""
    day, until = first_day(session, kind, target), in_force(session).closed_until
    return day if day is not None and until is not None and day <= until else None
