"""Did each finished job help: sensors, downtime and failures of the machine before it and after it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import effects, reliability, stops
from producflow.domain.effects import Recovered
from producflow.domain.metrics import METRICS
from producflow.domain.plant import PlantSettings
from producflow.domain.timeline import run_in
from producflow.errors import InvalidInput
from producflow.reports import downtime, windows
from producflow.reports.periods import last_complete_day
from producflow.reports.plant import in_force, known_machines, recording_stops
from producflow.reports.upkeep import dated_jobs
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import effects as queries
from producflow.store.queries import equipment as equipment_queries
from producflow.store.reading import reads

WINDOW_DAYS, LONGEST_WINDOW = 7, 60
"""Production days before and after a job that are compared, unless chosen otherwise; and the most. [d]"""
REPEAT_DAYS, LONGEST_REPEAT = 30, 365
"""Days within which another failure counts as a repeated one, unless chosen otherwise; and the most. [d]"""
MOST_JOBS = 2_000
"""Jobs that are judged at once, the newest ones."""


@dataclass(frozen=True)
class Effects:
    """What the finished jobs of a view did."""

    view: View
    """Without shifts."""
    plant: PlantSettings
    window_days: int
    repeat_days: int
    """[d]"""
    jobs: pd.DataFrame
    """One row per job finished in the view, the newest first: `id`, `equipment_id`, `machine`, `description`,
    `maintenance_type`, `finished_at`, `finished_day` (production day), `cost` [plant currency], `over` (whether the
    days after it are over), `downtime_before`, `downtime_after` (unplanned; missing: not known) [h], `planned_before`,
    `planned_after` [h], `shifts_before`, `shifts_after` (that reported) [count], `source` (`stops` or `records`),
    `recovered_hours` [h], `cost_per_recovered_hour` [plant currency/h], `why_not`, `others` (finished in the same days)
    [count], `repairs` (reason of the failure that it repaired, where one is known), `failed_again` (yes, no, missing),
    `days_until` [d], `reason`."""
    sensors: pd.DataFrame
    """One row per job and sensor type with readings: `id` (of the job), `sensor_type`, `unit`, `before`, `after`
    (means; missing without readings) [unit], `n_before`, `n_after` [readings], `change` [unit]."""
    recovered: Recovered
    """Of the jobs that can be judged each by itself."""
    left_out: int
    """Finished jobs beyond the newest `MOST_JOBS`. [count]"""

    @property
    def judged(self) -> int:
        """Jobs of which it is known whether the machine failed again. [count]"""
        return int(self.jobs["failed_again"].notna().sum())

    @property
    def failed_again(self) -> int:
        """Jobs after which the machine failed again within the days. [count]"""
        return int(self.jobs["failed_again"].fillna(value=False).sum())

    def sensors_of(self, job_id: int) -> pd.DataFrame:
        """Sensors of one job."""
        return self.sensors[self.sensors["id"] == job_id].reset_index(drop=True)


def job_effects(
    store: Store, view: View, now: datetime, window_days: int = WINDOW_DAYS, repeat_days: int = REPEAT_DAYS
) -> Effects:
    """Compare each machine before and after the jobs that were finished in a view.

    Parameters
    ----------
    view : View
        Its shifts are ignored: jobs belong to none.
    now : datetime
        Aware.
    window_days : int
        Whole production days before the day on which the job began, and after the day on which it was finished; the
        days of the work itself count for neither. [d]
    repeat_days : int
        [d]

    Raises
    ------
    InvalidInput
        If one of the two is out of range.
    """
    for name, value, most in (
        ("window_days", window_days, LONGEST_WINDOW),
        ("repeat_days", repeat_days, LONGEST_REPEAT),
    ):
        if not 1 <= value <= most:
            raise InvalidInput(f"{value} days are no {name.replace('_', ' ')}; give 1 to {most}.", name)
    chosen = replace(view, shifts=None)
    units = store.answers.ask(units_of_sensors)
    return store.read(effects_in, chosen, now, window_days, repeat_days, units)


@reads
def units_of_sensors(session: Session) -> pd.DataFrame:
    """In which `unit` each sensor reports (`equipment_id`, `sensor_type`): the same from one reading to the next."""
    return equipment_queries.latest(session)[["equipment_id", "sensor_type", "unit"]]


def effects_in(
    session: Session, view: View, now: datetime, window_days: int, repeat_days: int, units: pd.DataFrame
) -> Effects:
    """Compare within a read in progress, see :func:`job_effects`; units as of :func:`units_of_sensors`."""
    plant = in_force(session)
    today = pd.Timestamp(now).tz_convert(plant.timezone).tz_localize(None).normalize()
    every = session.ask(dated_jobs, view.machines, today)
    every = every[(every["status"] == "completed") & every["completed_date"].notna()]
    every = windows.dated(every, plant, window_days)
    wanted = every["finished_day"].between(pd.Timestamp(view.first_day), pd.Timestamp(view.last_day))
    others = effects.others_near(every)[wanted]
    jobs = every[wanted].assign(others=others).sort_values(["finished_at", "id"], ascending=False)
    left_out = max(len(jobs) - MOST_JOBS, 0)
    jobs = jobs.head(MOST_JOBS).reset_index(drop=True)
    jobs["over"] = jobs["last_day"] <= pd.Timestamp(last_complete_day(plant, now))
    spans = windows.spans(jobs, plant)
    stopped = _unplanned(session, view, plant, jobs, spans, now)
    jobs = jobs.join(_downtime(session, jobs, spans, stopped))
    jobs["recovered_hours"] = effects.recovered_hours(
        jobs["downtime_before"], jobs["downtime_after"], jobs["planned_before"], jobs["planned_after"]
    ).where(jobs["over"])
    jobs["cost_per_recovered_hour"] = METRICS["cost_per_recovered_hour"].of(jobs)
    jobs["why_not"] = effects.why_not(jobs)
    jobs = jobs.join(_repeats(session, jobs, every, stopped, repeat_days, now))
    return Effects(
        view=view,
        plant=plant,
        window_days=window_days,
        repeat_days=repeat_days,
        jobs=jobs,
        sensors=_sensors(session, jobs, spans, units, now),
        recovered=effects.recovered(jobs),
        left_out=left_out,
    )


def _unplanned(
    session: Session, view: View, plant: PlantSettings, jobs: pd.DataFrame, spans: pd.DataFrame, now: datetime
) -> pd.DataFrame:
    """Unplanned stops of the machines, from the first of the days before any job until the last of those after one.

    As of :func:`producflow.reports.downtime.recorded`.
    """
    starts, ends = now, now
    if not jobs.empty:
        starts = min(spans["starts"].min(), jobs["began_at"].min()).to_pydatetime()
        ends = max(spans["ends"].max().to_pydatetime(), starts, now)
    found = downtime.recorded(session, plant, starts, ends, now, view.machines)
    return found[~found["planned"]]


def _downtime(session: Session, jobs: pd.DataFrame, spans: pd.DataFrame, unplanned: pd.DataFrame) -> pd.DataFrame:
    """Unplanned downtime before and after, as far as it is known.

    From the stops where a machine records them, from its production records elsewhere; known where a shift of those
    days reported, or where a machine records stops and never reports production.
    """
    pieces = stops.pieces(unplanned)
    stopped = run_in(spans, pieces, unplanned["equipment_id"].reindex(pieces["row"])) / 3.6e9
    reported = queries.records(session, spans).reindex(spans.index)
    machine = spans["equipment_id"]
    machines = known_machines(session)
    records_stops = machine.isin(recording_stops(session))
    reports = machine.isin(machines.loc[machines["first_record"].notna(), "equipment_id"])
    hours = stopped.where(records_stops, reported["downtime_hours"])
    known = reported["shifts"].notna() | (records_stops & ~reports)
    downtime, planned = hours.where(known), reported["planned_hours"]
    shifts = reported["shifts"].fillna(0).astype("int64")
    # Two spans of each job come one after the other: that before it, and that after it.
    before, after = slice(0, None, 2), slice(1, None, 2)
    return pd.DataFrame(
        {
            "downtime_before": downtime.to_numpy(dtype="float64")[before],
            "downtime_after": downtime.to_numpy(dtype="float64")[after],
            "planned_before": planned.to_numpy(dtype="float64")[before],
            "planned_after": planned.to_numpy(dtype="float64")[after],
            "shifts_before": shifts.to_numpy()[before],
            "shifts_after": shifts.to_numpy()[after],
            "source": np.where(records_stops.to_numpy()[before], "stops", "records"),
        },
        index=jobs.index,
    )


def _sensors(
    session: Session, jobs: pd.DataFrame, spans: pd.DataFrame, units: pd.DataFrame, now: datetime
) -> pd.DataFrame:
    # Days that are not over yet are looked at up to now, as stops are: what is read later belongs to a later answer.
    until = pd.Timestamp(now)
    found = queries.sensors(session, spans.assign(ends=spans["ends"].where(spans["ends"] <= until, until)))
    # As objects: pandas cannot match text columns without a row.
    found = found.assign(job=found["span"] // 2, sensor_type=found["sensor_type"].astype("object"))
    before, after = (found[found["span"] % 2 == side].drop(columns="span") for side in (0, 1))
    sums = before.merge(after, on=["job", "sensor_type"], how="outer", suffixes=("_before", "_after"))
    table = pd.DataFrame(
        {
            "id": sums["job"].map(jobs["id"]),
            "equipment_id": sums["job"].map(jobs["equipment_id"]),
            "sensor_type": sums["sensor_type"].astype("str"),
            "before": sums["total_before"] / sums["n_before"],
            "after": sums["total_after"] / sums["n_after"],
            "n_before": sums["n_before"].fillna(0).astype("int64"),
            "n_after": sums["n_after"].fillna(0).astype("int64"),
        }
    )
    table["change"] = table["after"] - table["before"]
    return table.merge(units, on=["equipment_id", "sensor_type"], how="left")


def _repeats(
    session: Session,
    jobs: pd.DataFrame,
    every: pd.DataFrame,
    unplanned: pd.DataFrame,
    repeat_days: int,
    now: datetime,
) -> pd.DataFrame:
    """What each job repaired, and whether that failed again."""
    if jobs.empty:
        nothing: dict[str, Any] = {"repairs": [], "days_until": [], "reason": []}
        return pd.DataFrame(nothing).assign(failed_again=pd.Series(dtype="boolean"))
    recording = recording_stops(session)
    found = unplanned[unplanned["started_at"] < pd.Timestamp(max(now, jobs["began_at"].min()))]
    failed = found.assign(
        ended_at=found["ended_at"].mask(found["lasts"]),
        reason=found["reason"].astype("object").where(found["reason"] != "", None),
        minutes=stops.counted_minutes(found),
    )
    later = every[every["finished_at"] > jobs["finished_at"].min()]
    failures = reliability.failures_from(failed, later, recording)
    # Where a machine records no stops, its repairs are its failures, and what they did is their reason.
    by_logs = jobs["maintenance_type"].isin(reliability.FAILURE_TYPES) & ~jobs["equipment_id"].isin(recording)
    repairs = effects.repaired(jobs, failed).mask(by_logs, jobs["description"])
    return effects.repeat_failures(jobs.assign(repairs=repairs), failures, repeat_days, pd.Timestamp(now)).assign(
        repairs=repairs
    )
