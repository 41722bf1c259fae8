"""Who handed shifts over, and who took them over."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.store.database import Session, Transaction


def of(session: Session, day: date, shift: str) -> dict[str, Any] | None:
    """How one shift was handed over; None where nobody has done so."""
    return session.row("handovers/of", day=day, shift=shift)


def page(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Shifts that were handed over, the newest day first; a value, or None, for each of `shift`, `from` and `to`."""
    return session.rows("handovers/page", skip=skip, limit=limit, **filters)


def add(
    transaction: Transaction, day: date, shift: str, text: str, by: int | None, by_name: str, at: datetime
) -> dict[str, Any]:
    """Hand a shift over, and return the row as it stands."""
    [made] = transaction.rows("handovers/add", day=day, shift=shift, text=text, by=by, by_name=by_name, at=at)
    return made


def change(transaction: Transaction, handover_id: int, text: str) -> dict[str, Any]:
    """Change the words, and return the row as it stands."""
    [changed] = transaction.rows("handovers/change", id=handover_id, text=text)
    return changed


def take(transaction: Transaction, handover_id: int, by: int | None, by_name: str, at: datetime) -> dict[str, Any]:
    """Take a shift over, and return the row as it stands."""
    [changed] = transaction.rows("handovers/take", id=handover_id, by=by, by_name=by_name, at=at)
    return changed
