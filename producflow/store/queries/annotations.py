"""Notes on charts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def by_id(session: Session, annotation_id: int) -> dict[str, Any] | None:
    """One note, or None; a removed one too."""
    return session.row("annotations/by_id", id=annotation_id)


def of(session: Session, machines: Sequence[int] | None) -> pd.DataFrame:
    """Notes on the charts of some machines or of all, in order of time."""
    return session.frame("annotations/of", machines=None if machines is None else list(machines))


def page(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Notes, the newest first; filters are `machines`, `from` and `to`."""
    return session.rows("annotations/page", skip=skip, limit=limit, **filters)


def add(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a note, and return it as it stands."""
    [made] = transaction.rows("annotations/add", **values)
    return made


def change(transaction: Transaction, annotation_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write `equipment_id`, `starts_at`, `ends_at` and `text` of a note, and return it as it stands."""
    [changed] = transaction.rows("annotations/change", id=annotation_id, **values)
    return changed


def set_removed(transaction: Transaction, annotation_id: int, at: datetime | None, by: int | None) -> dict[str, Any]:
    """Remove a note, or bring it back with None, and return it as it stands."""
    [changed] = transaction.rows("annotations/remove", id=annotation_id, removed_at=at, removed_by=by)
    return changed
