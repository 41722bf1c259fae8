"""Closed days change by an upload as they do by hand: only where somebody says why."""

from datetime import UTC, date, datetime

from producflow.imports.kinds.kind import Kind
from producflow.reports.periods import production_day
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.importing import planned
from producflow.store.importing.target import Target


def first_day(session: Session, kind: Kind, target: Target) -> date | None:
    """First production day whose figures the rows to be written change; None where they change none."""
    span = planned.span(session, target) if kind.figures else None
    if span is None:
        return None
    first = span[0]
    if isinstance(first, datetime):
        return production_day(in_force(session), first.replace(tzinfo=UTC))
    return first if isinstance(first, date) else None


def first_closed(session: Session, kind: Kind, target: Target) -> date | None:
    """The same where that day is closed."""
    day, until = first_day(session, kind, target), in_force(session).closed_until
    return day if day is not None and until is not None and day <= until else None
