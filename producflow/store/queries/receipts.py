"""What stands behind a figure: its records, and the imports and lines that they came from."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from producflow.store.database import Session

RANGES = 12
"""Ranges of lines that are spelled out for each import; how many more there are is said."""
IMPORTED = frozenset({"production_records", "downtime_events", "maintenance_logs"})
"""Tables whose imports can be asked for."""


def counts(session: Session, view: Mapping[str, Any]) -> dict[str, Any]:
    """Production records of a view, and how many of them are out of the ordinary."""
    return session.row("receipts/counts", **view) or {}


def rates(session: Session, view: Mapping[str, Any]) -> pd.DataFrame:
    """Rated speeds of single products that count in a view, and what was made at each."""
    return session.frame("receipts/rates", **view)


def records(session: Session, view: Mapping[str, Any], skip: int, limit: int) -> pd.DataFrame:
    """Production records of a view, each with its import, file and line."""
    return session.frame("receipts/records", **view, skip=skip, limit=limit)


def sources(session: Session, entity: str, view: Mapping[str, Any], ids: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Imports behind the production records of a view, or behind stops or jobs of certain ids."""
    return session.rows("receipts/sources", entity=entity, **view, ids=list(ids), ranges=RANGES)
