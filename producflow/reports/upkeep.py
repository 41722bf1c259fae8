"""What must be done by plan, and how it went: jobs, schedule, reliability, compliance and cost."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd

from producflow.domain import preventive
from producflow.domain.plant import PlantSettings
from producflow.domain.preventive import Compliance
from producflow.reports import reliability
from producflow.reports.periods import bounds, closed, last_complete_day
from producflow.reports.plant import in_force, known_machines
from producflow.reports.reliability import Reliability
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import maintenance as queries
from producflow.store.reading import reads

RECENT_DAYS = 60
"""How far back the schedule can show what was done. [days]"""

COST_MONTHS = 6
"""Costs by month show at least so many, so that a month has others to compare with."""


@dataclass(frozen=True)
class Cost:
    """What the finished jobs of a period cost."""

    total: float | None
    """None where no finished job states a cost. [plant currency]"""
    jobs: int
    with_cost: int
    """Finished jobs, and those of them that state one."""


@dataclass(frozen=True)
class PeriodFigures:
    """The figures of one period."""

    reliability: Reliability
    compliance: Compliance
    cost: Cost


@dataclass(frozen=True)
class Upkeep:
    """Jobs, reliability, compliance and cost of a view; shifts do not apply to jobs and are left out of it."""

    view: View
    """Without shifts."""
    plant: PlantSettings
    today: date
    """Calendar day in the plant."""
    open_jobs: pd.DataFrame
    """Not completed, whatever the period, the most overdue first: the columns of a job with `due_day`, `overdue_days`
    (missing unless it was due before today) [d]."""
    jobs: pd.DataFrame
    """Of the period, the newest first: completed in it, or else due in it; with `day`, `outcome` (of preventive jobs,
    see :func:`producflow.domain.preventive.outcomes`)."""
    done: pd.DataFrame
    """Completed in the period, or since where it is of late, or today whatever the period, the newest first: what was
    completed by mistake is noticed at once, and figures take in a day when it is over."""
    undated: int
    """Jobs with neither a due nor a completion date, which no period can hold."""
    known_days: tuple[date, date] | None
    """First and last day of any dated job of the chosen machines; None without one."""
    current: PeriodFigures
    over: PeriodFigures
    previous: PeriodFigures
    """Of the view, of the part of it whose shifts are over, and of the same stretch before that part."""
    closed: View
    """That part, see :func:`producflow.reports.periods.closed`."""
    machines: pd.DataFrame
    """Indexed by equipment_id. `name`, the columns of :class:`Reliability`, `jobs`, `cost` [plant currency]."""
    costs: pd.DataFrame
    """Finished jobs by `month` (its first day) and `maintenance_type`: `jobs`, `with_cost`, `cost` [plant currency].
    Ends with the view and goes back `COST_MONTHS` or as far as the view."""
    trend: pd.DataFrame
    """See :func:`producflow.reports.reliability.trend`."""
    recent: pd.DataFrame
    """Jobs completed within `RECENT_DAYS`, whatever the period."""

    @property
    def overdue(self) -> int:
        """Jobs that were due before today and are not completed."""
        return int(self.open_jobs["overdue_days"].notna().sum())

    def around_today(self, days: int) -> pd.DataFrame:
        """Open jobs due, and jobs completed, at most so many days from today; `mark` says what each is."""
        today = pd.Timestamp(self.today)
        waiting = self.open_jobs
        state = waiting["status"].mask(waiting["overdue_days"].notna() & waiting["status"].eq("scheduled"), "overdue")
        columns = ["machine", "day", "description", "maintenance_type", "mark"]
        parts = [waiting.assign(mark=state)[columns], self.recent.assign(mark="completed")[columns]]
        jobs = pd.concat([part for part in parts if not part.empty] or parts[:1], ignore_index=True)
        return jobs[(jobs["day"] - today).abs() <= pd.Timedelta(days=days)]


@reads
def upkeep(session: Session, view: View, now: datetime) -> Upkeep:
    """Report on all of the maintenance of a view but its alerts, which readings may raise at any time.

    Parameters
    ----------
    view : View
        Its days are calendar days of the plant for jobs, production days for stops and run time; it has no shifts.
    now : datetime
        An aware instant.
    """
    plant = in_force(session)
    today = _today(plant, now)
    machines = known_machines(session).set_index("equipment_id")
    chosen = machines if view.machines is None else machines[machines.index.isin(view.machines)]
    jobs = session.ask(dated_jobs, view.machines, today)
    period = jobs[_within(jobs["day"], view)]
    over = closed(plant, view, now)
    views = [view, over.previous()] if over == view else [view, over.previous(), over]
    known = reliability.watched(session, views, plant, now, jobs)
    current, previous, *own = (_period(session, each, plant, known, chosen.index, each != view) for each in views)
    finished = _finished(period)
    dated = jobs["day"].dropna()
    lately = replace(view, last_day=until_now(view, plant, now, today.date()))
    return Upkeep(
        view=view,
        plant=plant,
        today=today.date(),
        open_jobs=_open(jobs, today),
        jobs=_newest_first(period),
        done=_newest_first(_finished(jobs[_within(jobs["day"], lately) | (jobs["done_day"] == today)])),
        undated=int(jobs["day"].isna().sum()),
        known_days=None if dated.empty else (dated.min().date(), dated.max().date()),
        current=current,
        over=own[0] if own else current,
        previous=previous,
        closed=over,
        machines=_by_machine(chosen, current.reliability, finished),
        costs=_by_month(_finished(jobs[_within(jobs["day"], _whole_months(view))])),
        trend=reliability.trend(view, plant, known),
        recent=_finished(jobs[jobs["done_day"] >= today - pd.Timedelta(days=RECENT_DAYS)]),
    )


@reads
def dated_jobs(session: Session, machines: tuple[int, ...] | None, today: pd.Timestamp) -> pd.DataFrame:
    """All jobs of some machines, or all, as of :func:`with_days`; shared, never to be changed in place."""
    return with_days(queries.jobs(session, machines), in_force(session), today)


@reads
def job_of_alert(session: Session, equipment_id: int, alert_id: int, now: datetime) -> pd.DataFrame:
    """The newest job of a machine that answers an alert, open or done: a row as of `Upkeep.open_jobs`, or none."""
    plant = in_force(session)
    today = _today(plant, now)
    jobs = session.ask(dated_jobs, (equipment_id,), today)
    return _overdue(jobs[jobs["alert_id"] == alert_id].nlargest(1, "id"), today)


def _today(plant: PlantSettings, now: datetime) -> pd.Timestamp:
    return pd.Timestamp(now).tz_convert(plant.timezone).tz_localize(None).normalize()


def until_now(view: View, plant: PlantSettings, now: datetime, today: date) -> date:
    """Last calendar day of what is listed of a view: today where it reaches to the last complete production day."""
    return today if last_complete_day(plant, now) <= view.last_day < today else view.last_day


def with_days(jobs: pd.DataFrame, plant: PlantSettings, today: pd.Timestamp) -> pd.DataFrame:
    """Add the plant's calendar days, and how each preventive job turned out.

    Parameters
    ----------
    jobs : DataFrame
        All jobs, as of the question ``maintenance_jobs``.
    today : Timestamp
        Midnight in the plant, without a zone.

    Returns
    -------
    DataFrame
        With `due_day`, `done_day`, `day` (done, else due), `interval_days` [d] and `outcome` (missing unless
        preventive).
    """
    due, done = (_local_day(jobs[name], plant) for name in ("scheduled_date", "completed_date"))
    local = jobs.assign(scheduled_date=due, completed_date=done)
    interval = preventive.planned_interval(local)
    judged = local["maintenance_type"] == "preventive"
    outcome = preventive.outcomes(local[judged].assign(interval_days=interval[judged]), today)
    return jobs.assign(
        due_day=due, done_day=done, day=done.fillna(due), interval_days=interval, outcome=outcome.reindex(jobs.index)
    )


def _local_day(instants: pd.Series, plant: PlantSettings) -> pd.Series:
    local: pd.Series = instants.dt.tz_convert(plant.timezone).dt.tz_localize(None).dt.normalize()
    return local


def _within(days: pd.Series, view: View) -> pd.Series:
    return days.between(pd.Timestamp(view.first_day), pd.Timestamp(view.last_day))


def _period(
    session: Session,
    view: View,
    plant: PlantSettings,
    known: reliability.Watched,
    equipment: pd.Index,
    compared: bool,
) -> PeriodFigures:
    jobs = known.jobs
    finished = _finished(jobs[_within(jobs["day"], view)])
    if view.last_shifts is not None:
        finished = finished[~(finished["completed_date"] >= pd.Timestamp(bounds(plant, view)[1]))]
    stated = finished["cost"].dropna()
    return PeriodFigures(
        reliability=reliability.reliability_of(session, view, plant, known, equipment, compared=compared),
        compliance=preventive.compliance(judged(jobs, view)["outcome"]),
        cost=Cost(total=None if stated.empty else float(stated.sum()), jobs=len(finished), with_cost=len(stated)),
    )


def judged(jobs: pd.DataFrame, view: View) -> pd.DataFrame:
    """Preventive jobs due in a view; one without a due date counts (as left out) where it was done.

    Parameters
    ----------
    jobs : DataFrame
        As of :func:`with_days`.
    """
    due: pd.DataFrame = jobs[jobs["outcome"].notna() & _within(jobs["due_day"].fillna(jobs["done_day"]), view)]
    return due


def _newest_first(jobs: pd.DataFrame) -> pd.DataFrame:
    return jobs.sort_values(["day", "id"], ascending=False, ignore_index=True)


def _finished(jobs: pd.DataFrame) -> pd.DataFrame:
    return jobs[jobs["status"] == "completed"]


def _open(jobs: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    waiting = _overdue(jobs[jobs["status"] != "completed"], today)
    return waiting.sort_values(["due_day", "id"], na_position="last", ignore_index=True)


def _overdue(jobs: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    days = (today - jobs["due_day"]).dt.days
    late = (days > 0) & jobs["status"].ne("completed")
    return jobs.assign(overdue_days=days.where(late).astype("Int64"))


def _by_machine(machines: pd.DataFrame, found: Reliability, finished: pd.DataFrame) -> pd.DataFrame:
    grouped = finished.groupby("equipment_id")
    return (
        machines[["name"]]
        .join(found.machines)
        .assign(
            jobs=grouped.size().reindex(machines.index, fill_value=0),
            cost=grouped["cost"].sum(min_count=1).reindex(machines.index),
        )
    )


def _whole_months(view: View) -> View:
    months_back = pd.Timestamp(view.last_day).replace(day=1) - pd.DateOffset(months=COST_MONTHS - 1)
    return replace(view, first_day=min(view.first_day.replace(day=1), months_back.date()))


def _by_month(finished: pd.DataFrame) -> pd.DataFrame:
    month = finished["day"] - pd.to_timedelta(finished["day"].dt.day - 1, unit="D")
    return (
        finished.assign(month=month)
        .groupby(["month", "maintenance_type"], as_index=False)
        .agg(
            jobs=("id", "size"),
            with_cost=("cost", "count"),
            cost=("cost", lambda costs: costs.sum(min_count=1)),
        )
    )
