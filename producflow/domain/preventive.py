"""Preventive work: is it done when it should be?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain._ratio import known
from producflow.domain.metrics import METRICS

ON_TIME = "on time"
EARLY = "early"
LATE = "late"
MISSED = "missed"
PENDING = "pending"
NOT_DUE = "not due yet"
NO_DUE_DATE = "no due date"
NO_COMPLETION_DATE = "no completion date"

TOLERANCE = 0.10
"""Share of the planned interval that preventive work may be early or late. [-]"""
LEAST_TOLERANCE_DAYS = 1.0
RULE = "done within 10 % of the planned interval, at least one day, of the due day"
"""The same in words."""


def planned_interval(jobs: pd.DataFrame) -> pd.Series:
    """Days between consecutive scheduled preventive jobs of the same machine and description.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥4)
        The whole history, not one period of it: `equipment_id`, `description`, `maintenance_type`, `scheduled_date`.

    Returns
    -------
    Series, shape (n,)
        Days since the job scheduled before; the first job of a kind takes the interval to the second. Missing for a
        job without a sibling, without a due date, or not preventive. [d]
    """
    due = _day(jobs["scheduled_date"])
    planned = jobs["maintenance_type"].eq("preventive") & due.notna()
    table = pd.DataFrame(
        {
            "machine": jobs["equipment_id"],
            "what": jobs["description"].fillna("").astype("str").str.strip().str.casefold(),
            "due": due,
        }
    )[planned].sort_values("due", kind="stable")
    kinds = table.groupby(["machine", "what"])["due"]
    gaps = kinds.diff().fillna(-kinds.diff(-1))
    return _in_days(gaps).reindex(jobs.index).rename("interval_days")


def days_off(scheduled: pd.Series, completed: pd.Series) -> pd.Series:
    """Whole days from the due day to the day of completion; below 0 when early. [d]

    Days are calendar days: pass plant-local times, or dates. Work done on the evening of the next day is one day late.
    """
    return _in_days(_day(completed) - _day(scheduled))


def tolerance_days(interval_days: pd.Series) -> pd.Series:
    """How far from its due day a job is still on time: 10 % of the interval, at least one day. [d]"""
    return (known(interval_days) * TOLERANCE).clip(lower=LEAST_TOLERANCE_DAYS).fillna(LEAST_TOLERANCE_DAYS)


def outcomes(jobs: pd.DataFrame, as_of: pd.Timestamp) -> pd.Series:
    """Judge each preventive job.

    Parameters
    ----------
    jobs : DataFrame, shape (n, ≥4)
        Preventive jobs: `scheduled_date`, `completed_date`, `status`, `interval_days` (from `planned_interval`) [d].
    as_of : Timestamp
        Today in the plant.

    Returns
    -------
    Series of str, shape (n,)
        `on time`, `early` or `late` when completed; `missed` when not completed and its window is over; `pending`
        while the window is open; `not due yet` before; `no due date`; `no completion date` when marked completed
        without saying when.
    """
    off = days_off(jobs["scheduled_date"], jobs["completed_date"])
    allowed = tolerance_days(jobs["interval_days"])
    today = pd.Series(as_of, index=jobs.index)
    waited = days_off(jobs["scheduled_date"], today)
    completed = jobs["status"].eq("completed")
    cases = [
        (jobs["scheduled_date"].isna(), NO_DUE_DATE),
        (completed & jobs["completed_date"].isna(), NO_COMPLETION_DATE),
        (completed & (off < -allowed), EARLY),
        (completed & (off > allowed), LATE),
        (completed, ON_TIME),
        (waited > allowed, MISSED),
        (waited >= -allowed, PENDING),
    ]
    labels = np.select([case.to_numpy() for case, _ in cases], [name for _, name in cases], NOT_DUE)
    return pd.Series(labels, index=jobs.index, dtype="str", name="outcome")


@dataclass(frozen=True)
class Compliance:
    """Preventive-maintenance compliance with all that it rests on."""

    due: int
    on_time: int
    early: int
    late: int
    missed: int
    """Due = on time + early + late + missed."""
    pending: int
    not_due: int
    """Not judged yet, hence in neither part of the ratio."""
    without_due_date: int
    without_completion_date: int
    """Left out because they cannot be judged."""

    @property
    def percentage(self) -> float:
        """Completed on time ÷ due; NaN when nothing was due. [%]"""
        return float(METRICS["preventive_compliance"].of(on_time=self.on_time, due=self.due))


def compliance(judged: pd.Series) -> Compliance:
    """Completed on time ÷ due, from the `outcomes` of any choice of jobs."""
    counts = judged.value_counts()
    on_time_, early, late, missed = (int(counts.get(name, 0)) for name in (ON_TIME, EARLY, LATE, MISSED))
    due = on_time_ + early + late + missed
    return Compliance(
        due=due,
        on_time=on_time_,
        early=early,
        late=late,
        missed=missed,
        pending=int(counts.get(PENDING, 0)),
        not_due=int(counts.get(NOT_DUE, 0)),
        without_due_date=int(counts.get(NO_DUE_DATE, 0)),
        without_completion_date=int(counts.get(NO_COMPLETION_DATE, 0)),
    )


def _day(times: pd.Series) -> pd.Series:
    """Midnight of the calendar day, without a zone, so that no day is 23 hours long."""
    stamps = pd.to_datetime(times)
    return (stamps if stamps.dt.tz is None else stamps.dt.tz_localize(None)).dt.normalize()


def _in_days(spans: pd.Series) -> pd.Series:
    days: pd.Series = spans.dt.total_seconds() / 86_400
    return days
