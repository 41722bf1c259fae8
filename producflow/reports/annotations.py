"""Notes that people put on charts."""

from datetime import date, datetime

import pandas as pd

from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.queries import annotations as queries
from producflow.store.reading import reads


@reads
def notes(session: Session, machines: tuple[int, ...] | None) -> pd.DataFrame:
    """Notes on the charts of some machines.

    Parameters
    ----------
    machines : tuple of int, optional
        None: all machines. Notes about the whole plant are among them in any case.

    Returns
    -------
    DataFrame
        In order of time: `id`, `equipment_id` and `machine` (missing: the whole plant), `starts_at`, `ends_at`
        (missing: a moment), `first_day`, `last_day` (production days), `text`, `created_by`, `created_by_name`.
    """
    found = queries.of(session, machines)
    shifts = calendar(in_force(session))
    last = found["ends_at"].fillna(found["starts_at"])
    return found.assign(first_day=shifts.shift_of(found["starts_at"])["date"], last_day=shifts.shift_of(last)["date"])


def within(found: pd.DataFrame, first_day: date, last_day: date) -> pd.DataFrame:
    """Those notes that touch some production days, both included."""
    touches = (found["first_day"] <= pd.Timestamp(last_day)) & (found["last_day"] >= pd.Timestamp(first_day))
    return found[touches].reset_index(drop=True)


def between(found: pd.DataFrame, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Those notes that touch a span of time, its end left out."""
    last = found["ends_at"].fillna(found["starts_at"])
    touches = (found["starts_at"] < pd.Timestamp(ends)) & (last >= pd.Timestamp(starts))
    return found[touches].reset_index(drop=True)
