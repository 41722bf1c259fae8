"""Who did what to which row, each entry bound to the one before it."""

from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def add(transaction: Transaction, **values: Any) -> None:
    """Add an entry (`user_id`, `user_email`, `action`, `entity`, `entity_id`, `before` and `after` as JSON)."""
    [added] = transaction.rows("audit/add", **values)
    transaction.run("audit/follow", **added)


def entries(
    session: Session, /, *, most: int, skip: int = 0, older_than: int | None = None, **filters: Any
) -> pd.DataFrame:
    """Entries, newest first.

    Parameters
    ----------
    most, skip : int
        How many, and how many newer ones to leave out.
    older_than : int, optional
        Only entries with smaller numbers.
    **filters
        `person`, `action`, `entity`, `since`, `until` and `text`; None: all.
    """
    return session.frame("audit/entries", most=most, skip=skip, older_than=older_than, **filters)


def count(session: Session, /, **filters: Any) -> int:
    """How many entries fit, see :func:`entries`."""
    return int(session.value("audit/count", **filters))


def choices(session: Session) -> list[dict[str, Any]]:
    """Each `user_email`, `action` and `entity` that occur together."""
    return session.rows("audit/choices")


def broken(session: Session) -> list[dict[str, Any]]:
    """Entries that are not as they were written, or do not follow on the one before them."""
    return session.rows("audit/broken")


def chain(session: Session) -> dict[str, Any]:
    """Where the chain begins, where it should end, and where it does."""
    [row] = session.rows("audit/chain")
    return row


def knows(session: Session, fingerprint: str) -> bool:
    """Whether an entry has that hash, or the last one that was removed by age had it."""
    return bool(session.value("audit/knows", hash=fingerprint))


def last_of(session: Session, action: str, entity: str) -> str | None:
    """What the newest entry of a kind says, as JSON."""
    found = session.value("audit/last_of", action=action, entity=entity)
    return None if found is None else str(found)


def aged(session: Session, before: datetime) -> dict[str, Any] | None:
    """The last of the oldest entries that are all of before an instant, and how many they are; None: there are none."""
    return session.row("audit/aged", before=before)


def remove(transaction: Transaction, last: dict[str, Any]) -> None:
    """Remove the oldest entries up to one, on which the oldest that is left follows from then on."""
    transaction.run("audit/remove", id=last["id"])
    transaction.run("audit/anchor", id=last["id"], hash=last["hash"])
