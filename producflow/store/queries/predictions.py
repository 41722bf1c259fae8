"""Predictions as they were made, what became of them, and what they are made from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def extents(session: Session) -> pd.DataFrame:
    """Which readings each machine has, and which have been looked at."""
    return session.frame("predictions/extents")


def looks(session: Session) -> pd.DataFrame:
    """Which readings of each machine have been looked at; of what is new nothing is asked, so pages may."""
    return session.frame("predictions/looks")


def means(
    session: Session, machines: Sequence[int], hours: int, starts: datetime, ends: datetime, stops: pd.DataFrame
) -> pd.DataFrame:
    """Means of sensors over some hours outside of stops, in a span.

    Parameters
    ----------
    stops : DataFrame
        `equipment_id`, `started_at`, `ended_at` of the machines.
    """
    with session.staged("stops", stops[["equipment_id", "started_at", "ended_at"]]):
        return session.frame("predictions/means", machines=list(machines), hours=hours, starts=starts, ends=ends)


def hours(
    session: Session, machines: Sequence[int], starts: datetime, ends: datetime, stops: pd.DataFrame
) -> pd.DataFrame:
    """Hourly means of sensors that can be believed, outside of stops, see :func:`means`."""
    with session.staged("stops", stops[["equipment_id", "started_at", "ended_at"]]):
        return session.frame("predictions/hours", machines=list(machines), starts=starts, ends=ends)


def products(session: Session, machines: Sequence[int], first_day: date) -> pd.DataFrame:
    """What machines made in each shift of which it is known, since a production day."""
    return session.frame("predictions/products", machines=list(machines), first_day=first_day)


def failures(session: Session, machines: Sequence[int] | None, minutes: int) -> pd.DataFrame:
    """Corrective and emergency jobs that were finished, and unplanned stops of so many minutes or more."""
    return session.frame("predictions/failures", machines=None if machines is None else list(machines), minutes=minutes)


def everything(session: Session, machines: Sequence[int] | None) -> pd.DataFrame:
    """Predictions with what became of them, the newest first."""
    return session.frame("predictions/all", machines=None if machines is None else list(machines))


def page(session: Session, filters: Mapping[str, Any], now: datetime, skip: int, limit: int) -> list[dict[str, Any]]:
    """Predictions for programs, the newest first; a value, or None, for each of `machines` and `open`."""
    return session.rows("predictions/page", now=now, skip=skip, limit=limit, **filters)


def by_id(session: Session, prediction_id: int) -> dict[str, Any] | None:
    """One prediction, with what became of it."""
    return session.row("predictions/by_id", id=prediction_id)


def add(transaction: Transaction, made: pd.DataFrame) -> None:
    """Keep predictions as they were made, by the columns of the table."""
    transaction.append("predictions", made)


def add_outcomes(transaction: Transaction, outcomes: pd.DataFrame) -> None:
    """Keep what became of predictions, by the columns of the table."""
    transaction.append("prediction_outcomes", outcomes)


def looked(transaction: Transaction, equipment_id: int, first: datetime, until: datetime) -> None:
    """Note which readings of a machine have been looked at."""
    transaction.run("predictions/looked", equipment_id=equipment_id, **{"from": first, "until": until})


def judge(
    transaction: Transaction, prediction_id: int, verdict: str, by: int | None, by_name: str, at: datetime
) -> None:
    """Say about a prediction how it was."""
    transaction.run("predictions/judge", id=prediction_id, verdict=verdict, by=by, by_name=by_name, at=at)
