"""What people enter one by one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from producflow.store.database import Session, Transaction


def add(transaction: Transaction, **values: Any) -> dict[str, Any]:
    """Note who entered a row; `values` are the columns of the table."""
    [made] = transaction.rows("entries/add", **values)
    return made


def sent(session: Session, made_by: str, sent_as: str) -> dict[str, Any] | None:
    """What somebody has sent as this before, or None."""
    return session.row("entries/sent", made_by=made_by, sent_as=sent_as)


def of(session: Session, entity: str, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Who entered rows of a table, by their ids; those that nobody entered one by one are left out."""
    found = session.rows("entries/of", entity=entity, ids=list(ids))
    return {row["entity_id"]: row for row in found}


def last_machine(session: Session, user_id: int) -> int | None:
    """The machine that a person entered something for last."""
    found: int | None = session.value("entries/last_machine", user_id=user_id)
    return found


def records(session: Session, equipment_id: int, day: date, shift: str) -> list[dict[str, Any]]:
    """Production records of one machine and shift."""
    return session.rows("entries/records", equipment_id=equipment_id, day=day, shift=shift)


def products(session: Session, equipment_id: int, limit: int) -> list[str]:
    """What a machine made lately, the newest first."""
    return [row["product"] for row in session.rows("entries/products", equipment_id=equipment_id, limit=limit)]


def reasons_used(session: Session, equipment_id: int, since: datetime) -> list[dict[str, Any]]:
    """Reasons of stops, the most frequent of a machine first."""
    return session.rows("stop_reasons/used", equipment_id=equipment_id, since=since)


def draft(session: Session, user_id: int, form: str) -> str | None:
    """What a person has typed into a form and not saved, as JSON; None where nothing is."""
    found: str | None = session.value("entries/draft", user_id=user_id, form=form)
    return found


def keep_draft(transaction: Transaction, user_id: int, form: str, content: str, at: datetime) -> None:
    """Keep it."""
    transaction.run("entries/keep_draft", user_id=user_id, form=form, content=content, at=at)


def forget_drafts(transaction: Transaction, user_id: int, form: str, before: datetime) -> None:
    """Forget it, and whatever was typed before an instant."""
    transaction.run("entries/forget_drafts", user_id=user_id, form=form, before=before)
