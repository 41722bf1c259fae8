"""How often machines failed and how long repairs took, for a period and week by week or month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import reliability
from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.reports import downtime
from producflow.reports.levels import Register
from producflow.reports.periods import bounds
from producflow.reports.plant import recording_stops
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import maintenance as queries

CONTEXT_DAYS = 91
"""A trend shows at least as many days, so that one can see whether work helped. [days]"""
MONTHS_FROM_DAYS = 200
"""From this length on a trend goes by month, below by week. [days]"""


@dataclass(frozen=True)
class Reliability:
    """Failures of a period, and what follows from them."""

    machines: pd.DataFrame
    """Indexed by equipment_id. `operating_hours` [h] (missing without production records), `failures`, `repaired`,
    `repair_hours` [h], `mtbf_hours` [h], `mttr_hours` [h], their bounds `mtbf_lower`, `mtbf_upper`, `mttr_lower`,
    `mttr_upper` [h], `source` (`event` or `log`: what counts as a failure there). Of a period that another is only
    compared with, counts and sums alone."""
    operating_hours: float | None
    """Of the machines that report production. [h]"""
    failures: int
    """Of all machines."""
    failures_timed: int
    """Of machines whose operating time is known: the ones that MTBF counts."""
    repaired: int
    """Failures whose repair time is known: the ones that MTTR counts."""
    mtbf_hours: float | None
    mttr_hours: float | None
    """None without a failure to count. [h]"""
    mtbf_bounds: tuple[float | None, float | None]
    mttr_bounds: tuple[float | None, float | None]
    """Between which the true ones lie with 90 % confidence; None where there is no such bound, see
    :func:`producflow.domain.reliability.mtbf_bounds` and :func:`producflow.domain.reliability.mttr_bounds`. [h]"""


@dataclass(frozen=True)
class Watched:
    """What is known of machines over the widest of several periods: read once for all of them."""

    jobs: pd.DataFrame
    """All jobs of the machines, with `day` as of :func:`producflow.reports.upkeep.with_days`."""
    failures: pd.DataFrame
    """Of the widest period at least, as of :func:`producflow.domain.reliability.failures_from`, with their `day`."""
    since: date
    hours: pd.DataFrame
    """First day of the trend, which ends with the view, and its `equipment_id`, `date`, `run_hours`. [h]"""
    recording: pd.Index
    """Machines that record stops."""

    def failures_of(self, view: View, plant: PlantSettings) -> pd.DataFrame:
        """Failures of a view (its shifts aside): stops by their instants, jobs by their days."""
        starts, ends = map(pd.Timestamp, bounds(plant, view))
        failed_at = self.failures["failed_at"]
        done = self.failures["day"].between(pd.Timestamp(view.first_day), pd.Timestamp(view.last_day))
        of_events = self.failures["source"] == "event"
        found = self.failures[(of_events & (failed_at >= starts) & (failed_at < ends)) | (~of_events & done)]
        return found.reset_index(drop=True)

    def run_hours(self, session: Session, view: View) -> pd.DataFrame:
        """Of the days and shifts of a view. [h]"""
        if view.last_shifts is not None or view.first_day < self.since:
            return queries.run_hours(session, view.parameters())
        return self.hours[self.hours["date"].between(pd.Timestamp(view.first_day), pd.Timestamp(view.last_day))]


def watched(
    session: Session, views: Sequence[View], plant: PlantSettings, now: datetime, jobs: pd.DataFrame
) -> Watched:
    """Read what the figures and the trend of some views rest on.

    Parameters
    ----------
    views : sequence of View
        The one whose trend is shown first.
    jobs : DataFrame
        All jobs of the views' machines, with `day` as of :func:`producflow.reports.upkeep.with_days`.
    """
    wide = _of_trend(views[0])
    starts, ends = zip(*(bounds(plant, each) for each in (wide, *views)), strict=True)
    events = downtime.began(session, plant, min(starts), max(ends), now, wide.machines)
    # A job that says only when it was scheduled is dated by that: better than leaving a real failure out.
    logs = jobs.assign(completed_date=jobs["completed_date"].fillna(jobs["scheduled_date"]))
    recording = recording_stops(session)
    failures = reliability.failures_from(events, logs[logs["completed_date"].notna()], recording)
    failed_on = failures["failed_at"].dt.tz_convert(plant.timezone).dt.tz_localize(None)
    return Watched(
        jobs=jobs,
        failures=failures.assign(day=failed_on.dt.normalize()),
        since=wide.first_day,
        hours=queries.run_hours(session, wide.parameters()),
        recording=recording,
    )


def reliability_of(
    session: Session, view: View, plant: PlantSettings, known: Watched, equipment: pd.Index, *, compared: bool = False
) -> Reliability:
    """Count the failures of a view (its shifts aside), and work out MTBF and MTTR.

    Parameters
    ----------
    equipment : Index
        The machines that the answer must hold.
    compared : bool
        Whether another period is only compared with it, so that nobody asks for ratios of single machines.
    """
    failures, hours = known.failures_of(view, plant), known.run_hours(session, view)
    operating = hours.groupby("equipment_id")["run_hours"].sum().reindex(equipment)
    machines = (reliability.counted if compared else reliability.by_machine)(failures, operating)
    machines["source"] = np.where(machines.index.isin(known.recording), "event", "log")
    timed = machines[machines["operating_hours"].notna()]
    total_hours, counted = timed["operating_hours"].sum(min_count=1), int(timed["failures"].sum())
    repaired = int(machines["repaired"].sum())
    lower, upper = reliability.mtbf_bounds(pd.Series([total_hours]), pd.Series([counted]))
    return Reliability(
        machines=machines,
        operating_hours=_plain(total_hours),
        failures=int(machines["failures"].sum()),
        failures_timed=counted,
        repaired=repaired,
        mtbf_hours=_plain(METRICS["mtbf_hours"].of(operating_hours=total_hours, failures_timed=counted)),
        mttr_hours=_plain(METRICS["mttr_hours"].of(repair_hours=machines["repair_hours"].sum(), repaired=repaired)),
        mtbf_bounds=(_plain(lower.iloc[0]), _plain(upper.iloc[0])),
        mttr_bounds=_both(reliability.mttr_bounds(failures["repair_hours"])),
    )


def rolled_up(machines: pd.DataFrame, names: Register, level: str) -> pd.DataFrame:
    """Figures of areas or lines from those of their machines: sums, and ratios of those sums.

    Parameters
    ----------
    machines : DataFrame, one row per machine
        As of :class:`Reliability`, with `equipment_id`, `name`, `jobs` and `cost`.

    Returns
    -------
    DataFrame
        `name`, the sums, `mtbf_hours` with its bounds and `mttr_hours` [h].
    """
    timed = machines["failures"].where(machines["operating_hours"].notna())
    own = ["equipment_id", "name", "operating_hours", "failures", "repaired", "repair_hours", "jobs", "cost"]
    found = names.rolled_up(machines[own].assign(failures_timed=timed), level)
    lower, upper = reliability.mtbf_bounds(found["operating_hours"], found["failures_timed"])
    return found.assign(
        mtbf_hours=METRICS["mtbf_hours"].of(found),
        mtbf_lower=lower,
        mtbf_upper=upper,
        mttr_hours=METRICS["mttr_hours"].of(found),
    )


def _of_trend(view: View) -> View:
    """The days that the trend of a view shows, whole weeks or months."""
    first = min(view.first_day, view.last_day - timedelta(days=CONTEXT_DAYS - 1))
    # From the start of the first week or month, which would else seem to have fewer failures.
    first = first.replace(day=1) if _monthly(view) else first - timedelta(days=first.weekday())
    return View(first, view.last_day, view.machines)


def _monthly(view: View) -> bool:
    return (view.last_day - view.first_day).days >= MONTHS_FROM_DAYS


def trend(view: View, plant: PlantSettings, known: Watched) -> pd.DataFrame:
    """Failures, MTBF and MTTR by week, or by month in long views.

    Returns
    -------
    DataFrame, one row per week or month
        `starts`, `operating_hours` [h], `failures`, `mtbf_hours` with its bounds `mtbf_lower` and `mtbf_upper` [h],
        `mttr_hours` [h], `monthly` (yes/no).
        Ends with the view and reaches back at least `CONTEXT_DAYS`.
    """
    wide, monthly = _of_trend(view), _monthly(view)
    failures, hours = known.failures_of(wide, plant), known.hours
    timed = failures["equipment_id"].isin(hours["equipment_id"])
    failures = failures.assign(timed=timed, bucket=_bucket(failures["day"], monthly=monthly))
    by_bucket = failures.groupby("bucket").agg(
        failures=("timed", "size"),
        failures_timed=("timed", "sum"),
        repaired=("repair_hours", "count"),
        repair_hours=("repair_hours", "sum"),
    )
    run = hours.groupby(_bucket(hours["date"], monthly=monthly))["run_hours"].sum()
    days = pd.Series(pd.date_range(wide.first_day, view.last_day, freq="D"))
    starts = pd.Index(_bucket(days, monthly=monthly).unique(), name="starts")
    rows = by_bucket.reindex(starts)
    rows.insert(0, "operating_hours", run.reindex(starts))
    counts = ["failures", "failures_timed", "repaired"]
    rows[counts] = rows[counts].fillna(0).astype("int64")
    rows["mtbf_hours"] = METRICS["mtbf_hours"].of(rows)
    rows["mtbf_lower"], rows["mtbf_upper"] = reliability.mtbf_bounds(rows["operating_hours"], rows["failures_timed"])
    rows["mttr_hours"] = METRICS["mttr_hours"].of(rows)
    return rows.reset_index().assign(monthly=monthly)


def _bucket(days: pd.Series, *, monthly: bool) -> pd.Series:
    """First day of the month, or Monday of the week."""
    midnight = days.dt.normalize().astype("datetime64[s]")
    passed = midnight.dt.day - 1 if monthly else midnight.dt.day_of_week
    first: pd.Series = midnight - pd.to_timedelta(passed, unit="D")
    return first


def _plain(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _both(bounds: tuple[float, float]) -> tuple[float | None, float | None]:
    return _plain(bounds[0]), _plain(bounds[1])
