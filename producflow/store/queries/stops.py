"""Stops one by one, and the reasons that can be chosen for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from producflow.store.database import Session, Transaction


def by_id(session: Session, stop_id: int) -> dict[str, Any] | None:
    """One stop, or None."""
    return session.row("stops/by_id", id=stop_id)


def at(session: Session, equipment_id: int, started_at: datetime) -> dict[str, Any] | None:
    """The stop of a machine that began then, or None."""
    return session.row("stops/at", equipment_id=equipment_id, started_at=started_at)


def last_followed(session: Session, equipment_id: int, until: datetime) -> dict[str, Any] | None:
    """The stop of a machine that follows from its states and began last up to an instant, or None."""
    return session.row("stops/before", equipment_id=equipment_id, until=until)


def page(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Stops, the newest first; filters are `machines`, `from`, `to` and `unexplained`."""
    return session.rows("stops/page", skip=skip, limit=limit, **filters)


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a stop, and return it."""
    [made] = transaction.rows("stops/add", **values)
    return made


def change(transaction: Transaction, stop_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Change a stop that was reported itself, and return it."""
    [changed] = transaction.rows("stops/change", id=stop_id, **values)
    return changed


def give_reason(transaction: Transaction, stop: Mapping[str, Any], reason: str | None) -> None:
    """Give the machine states behind a stop another reason."""
    named = {name: stop[name] for name in ("equipment_id", "started_at", "ended_at", "planned")}
    transaction.run("stops/give_reason", before=stop["reason"] or "", reason=reason, **named)


def remove(transaction: Transaction, stop_id: int) -> None:
    """Take a stop back."""
    transaction.run("stops/remove", id=stop_id)


def reasons(session: Session) -> list[dict[str, Any]]:
    """Reasons that managers let be chosen, in alphabetical order."""
    return session.rows("stop_reasons/all")


def reason(session: Session, reason_id: int) -> dict[str, Any] | None:
    """One of them, or None."""
    return session.row("stop_reasons/by_id", id=reason_id)


def reason_named(session: Session, name: str) -> dict[str, Any] | None:
    """The one of this name in any case, or None."""
    return session.row("stop_reasons/named", name=name)


def add_reason(transaction: Transaction, name: str, planned: bool) -> dict[str, Any]:
    """Let a reason be chosen."""
    [made] = transaction.rows("stop_reasons/add", name=name, planned=planned)
    return made


def change_reason(transaction: Transaction, reason_id: int, name: str, planned: bool) -> dict[str, Any]:
    """Change a reason that can be chosen."""
    [changed] = transaction.rows("stop_reasons/change", id=reason_id, name=name, planned=planned)
    return changed


def remove_reason(transaction: Transaction, reason_id: int) -> None:
    """Let a reason be chosen no more."""
    transaction.run("stop_reasons/remove", id=reason_id)
