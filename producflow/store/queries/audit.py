"""Who did what to which row."""

from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def add(transaction: Transaction, **values: Any) -> None:
    """Add an entry (`user_id`, `user_email`, `action`, `entity`, `entity_id`, `before` and `after` as JSON)."""
    transaction.run("audit/add", **values)


def entries(session: Session, /, **filters: Any) -> pd.DataFrame:
    """Entries, newest first; filters are `person`, `action`, `entity`, `since` (None: all) and `most`, how many."""
    return session.frame("audit/entries", **filters)


def choices(session: Session) -> list[dict[str, Any]]:
    """Each `user_email`, `action` and `entity` that occur together."""
    return session.rows("audit/choices")
