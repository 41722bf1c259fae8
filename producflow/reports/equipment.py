"""Which machine, and what is wrong with it: conditions from readings beside what people report."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd

from producflow.domain import thresholds
from producflow.errors import NotFound, existing
from producflow.reports import downtime
from producflow.reports.limits import LIMITS, PAIR, limits_of
from producflow.reports.periods import bounds
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import equipment as queries
from producflow.store.reading import reads


@dataclass(frozen=True)
class Machines:
    """How the machines stand."""

    machines: pd.DataFrame
    """One row per machine by name: `equipment_id`, `name`, `type`, `location`, `status` (as people report it),
    `condition` (the worst status among its recent readings), `sensors_known` and `sensors_unknown` [count], `newest`
    (its newest reading, however old), `health_score` [0-100], `capacity` [good units per 480 min], `active_alerts`
    [count], `worst_priority`, `last_maintenance`, `installation_date`."""
    latest: pd.DataFrame
    """One row per machine and sensor type, the worst first: `equipment_id`, `sensor_type`, `timestamp`, `value`,
    `unit`, `status` (as stored), `status_now` (`unknown` where too old), `age` (timedelta), `too_old`, the four limits,
    `own` (whether they are the machine's own) and `since` (beyond its limits since then, or NaT)."""
    max_age: pd.Timedelta
    """A reading older than this says nothing about now."""

    def of(self, equipment_id: int) -> pd.Series:
        """One machine's row.

        Raises
        ------
        NotFound
        """
        found = self.machines[self.machines["equipment_id"] == equipment_id]
        if found.empty:
            raise NotFound(f"There is no machine {equipment_id}.")
        return found.iloc[0]

    def readings_of(self, equipment_id: int) -> pd.DataFrame:
        """Latest readings of one machine, the worst first."""
        return self.latest[self.latest["equipment_id"] == equipment_id].reset_index(drop=True)

    def told(self, equipment_id: int) -> list[dict[str, Any]]:
        """The same, a dictionary a reading: what a card or a row puts into words."""
        return self._told.get(equipment_id, [])

    @cached_property
    def _told(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for row in self.latest.to_dict("records"):
            found.setdefault(row["equipment_id"], []).append(row)  # type: ignore[arg-type]
        return found


@dataclass(frozen=True)
class History:
    """What happened to one machine in a span of time."""

    starts: datetime
    ends: datetime
    """The span, its end left out. [UTC]"""
    now: datetime
    """What lasts, lasts until then for now. [UTC]"""
    stops: pd.DataFrame
    """Downtime clipped to the span: `started_at`, `ended_at`, `assumed`, `lasts`, `reason`, `planned`, `minutes` (of
    each its own, also where several overlap). [min]"""
    alerts: pd.DataFrame
    """`title`, `priority`, `type`, `status`, `sensor_type`, `started_at`, `closed_at`, `peak_value` and so on."""
    jobs: pd.DataFrame
    """`maintenance_type`, `description`, `status`, `scheduled_date`, `completed_date`, `duration_hours`, `cost` and so
    on."""

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        return self.stops.empty and self.alerts.empty and self.jobs.empty


def machines(store: Store, now: datetime) -> Machines:
    """Say how every machine stands.

    Parameters
    ----------
    now : datetime
        An aware instant.
    """
    rows, since = store.answers.ask(with_alerts), store.answers.ask(excursions)
    there = rows[rows["retired_on"].isna()].reset_index(drop=True)
    return store.read(_standing, there, since, None, now)


def machine(store: Store, equipment_id: int, now: datetime) -> Machines:
    """Say how one machine stands, see :func:`machines`: readings of others change nothing."""
    rows, since = store.answers.ask(with_alerts), store.answers.ask(excursions)
    chosen = rows[rows["equipment_id"] == equipment_id].reset_index(drop=True)
    return store.read(_standing, chosen, since, equipment_id, now)


def register(store: Store) -> pd.DataFrame:
    """All machines by name, those that have retired last."""
    rows = store.read(queries.register)
    return rows.sort_values("retired_on", na_position="first", kind="stable", ignore_index=True)


def with_alerts(store: Store) -> pd.DataFrame:
    """Every machine with its unacknowledged alerts: what no reading changes by itself."""
    return store.read(queries.overview)


def excursions(store: Store) -> pd.DataFrame:
    """Sensors that are beyond their limits, and since when: the same from one reading to the next, mostly."""
    return store.read(queries.open_excursions)


def _standing(
    session: Session, rows: pd.DataFrame, since: pd.DataFrame, equipment_id: int | None, now: datetime
) -> Machines:
    latest = queries.latest(session) if equipment_id is None else queries.latest_of(session, equipment_id)
    max_age = pd.Timedelta(hours=in_force(session).reading_max_age_hours)
    condition = thresholds.condition(latest, pd.Timestamp(now), max_age, pd.Index(rows["equipment_id"]))
    return Machines(
        machines=rows.join(condition, on="equipment_id"),
        latest=_against_limits(session, latest, since, pd.Timestamp(now), max_age),
        max_age=max_age,
    )


def _against_limits(
    session: Session, latest: pd.DataFrame, since: pd.DataFrame, now: pd.Timestamp, max_age: pd.Timedelta
) -> pd.DataFrame:
    limits = limits_of(session, latest)[[*PAIR, *LIMITS, "own"]]
    age = now - latest["timestamp"]
    too_old = age > max_age
    together = latest.assign(age=age, too_old=too_old, status_now=latest["status"].mask(too_old, thresholds.UNKNOWN))
    together = together.merge(limits, on=PAIR, how="left").merge(since, on=PAIR, how="left")
    rank = together["status_now"].map(thresholds.RANK)
    return (
        together.assign(rank=rank)
        .sort_values(["equipment_id", "rank", "sensor_type"], ascending=[True, False, True], ignore_index=True)
        .drop(columns="rank")
    )


@reads
def history_of(session: Session, equipment_id: int, starts: datetime, ends: datetime, now: datetime) -> History:
    """Tell what happened to a machine: downtime, alerts and jobs.

    Parameters
    ----------
    starts, ends : datetime
        The span, its end left out; aware.
    now : datetime
        Where what still lasts ends for now; aware.
    """
    stops = downtime.recorded(session, in_force(session), starts, min(ends, now), now, (equipment_id,))
    stops = downtime.within(stops, starts, ends)
    return History(
        starts=starts,
        ends=ends,
        now=now,
        stops=stops.sort_values("started_at", ascending=False, ignore_index=True),
        alerts=queries.alerts(session, equipment_id, starts, ends),
        jobs=queries.jobs(session, equipment_id, starts, ends),
    )


@reads
def span_of(session: Session, view: View) -> tuple[datetime, datetime]:
    """First instant of a view's first production day, and the instant at which its last one is over."""
    return bounds(in_force(session), view)


def listed(store: Store, *, skip: int = 0, limit: int = 100, status: str | None = None) -> list[dict[str, Any]]:
    """Machines by id, by the column names of SPEC section 2.

    Parameters
    ----------
    skip, limit : int
        How many to leave out, and how many to answer at most.
    status : str, optional
        Only machines that people report so.
    """
    return store.read(queries.page, skip, limit, status)


def one(store: Store, equipment_id: int) -> dict[str, Any]:
    """One machine, by the column names of SPEC section 2.

    Raises
    ------
    NotFound
    """
    return existing(store.read(queries.by_id, equipment_id), "machine", equipment_id)


@reads
def newest_readings(
    session: Session,
    equipment_id: int,
    *,
    sensor_type: str | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    """Readings of a machine, newest first.

    Parameters
    ----------
    sensor_type : str, optional
    starts, ends : datetime, optional
        Both included; aware.
    limit : int
        How many at most.

    Raises
    ------
    NotFound
        If there is no such machine.
    """
    existing(queries.by_id(session, equipment_id), "machine", equipment_id)
    return queries.newest_readings(session, equipment_id, sensor_type, starts, ends, limit)
