"""Which machine, and what is wrong with it: conditions from readings beside what people report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain import thresholds
from producflow.errors import NotFound
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
    """One row per machine by name: `equipment_id`, `name`, `type`, `location`, `area`, `line`, `status` (as people
    report it), `condition` (the worst status among its recent readings), `sensors_known` and `sensors_unknown` [count],
    `newest` (its newest reading, however old), `health_score` [0-100], `capacity` [good units per 480 min],
    `active_alerts` [count], `worst_priority`, `last_maintenance`, `installation_date`."""
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
        columns = [self.latest[name].tolist() for name in self.latest.columns]
        for row in zip(*columns, strict=True):
            told = dict(zip(self.latest.columns, row, strict=True))
            found.setdefault(told["equipment_id"], []).append(told)
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
    return store.read(_standing, _there(store), None, now)


def machine(store: Store, equipment_id: int, now: datetime) -> Machines:
    """Say how one machine stands, see :func:`machines`: readings of others change nothing."""
    return of_machines(store, (equipment_id,), now)


def of_machines(store: Store, chosen: tuple[int, ...], now: datetime) -> Machines:
    """Say how some machines stand, see :func:`machines`: readings of others change nothing."""
    rows = store.answers.ask(with_alerts)
    return store.read(_standing, rows[rows["equipment_id"].isin(chosen)].reset_index(drop=True), chosen, now)


def _there(store: Store) -> pd.DataFrame:
    """Machines that have not retired, as of :func:`with_alerts`."""
    rows = store.answers.ask(with_alerts)
    return rows[rows["retired_on"].isna()].reset_index(drop=True)


def conditions(store: Store, now: datetime) -> pd.DataFrame:
    """Every machine with its unacknowledged alerts and its `condition`: the same from one reading to the next, mostly.

    The columns of :attr:`Machines.machines`, without those that each reading changes.
    """
    found = _there(store).join(store.answers.ask(conditions_known, now), on="equipment_id")
    return found.fillna({"condition": thresholds.UNKNOWN})


@reads
def conditions_known(session: Session, now: datetime) -> pd.DataFrame:
    """How the machines are by their newest readings.

    Returns
    -------
    DataFrame, indexed by equipment_id
        `condition`. Machines without a reading that says anything about now are left out.
    """
    age = timedelta(hours=in_force(session).reading_max_age_hours)
    recent = pd.DataFrame(session.ask(recent_statuses, now - age), columns=["equipment_id", "status"])
    recent = recent.astype({"equipment_id": "int64", "status": "str"}).assign(timestamp=pd.Timestamp(now))
    return thresholds.condition(recent, pd.Timestamp(now), pd.Timedelta(age))[["condition"]]


@reads
def recent_statuses(session: Session, oldest: datetime) -> list[tuple[int, str]]:
    """Machines, and statuses of their newest readings since an instant: the same from one to the next, mostly."""
    return queries.recent_statuses(session, oldest)


def register(store: Store) -> pd.DataFrame:
    """All machines by name, those that have retired last."""
    rows = store.read(queries.register)
    return rows.sort_values("retired_on", na_position="first", kind="stable", ignore_index=True)


def with_alerts(store: Store) -> pd.DataFrame:
    """Every machine with its unacknowledged alerts: what no reading changes by itself."""
    return store.read(queries.overview)


@reads
def readings_beyond(session: Session) -> list[dict[str, Any]]:
    """Newest readings that are beyond a limit: the same from one reading to the next, mostly."""
    return queries.beyond(session)


@reads
def excursions(session: Session) -> pd.DataFrame:
    """Sensors that are beyond their limits: since when, and since when beyond a critical one."""
    return queries.open_excursions(session, session.ask(sensors_beyond))


@reads
def sensors_beyond(session: Session) -> list[tuple[int, str]]:
    """Machine and type of sensors whose newest reading is beyond a limit: seldom others, whatever they read."""
    return [(row["equipment_id"], row["sensor_type"]) for row in session.ask(readings_beyond)]


def _standing(session: Session, rows: pd.DataFrame, chosen: tuple[int, ...] | None, now: datetime) -> Machines:
    latest = queries.latest(session) if chosen is None else queries.latest_of(session, chosen)
    max_age = pd.Timedelta(hours=in_force(session).reading_max_age_hours)
    condition = thresholds.condition(latest, pd.Timestamp(now), max_age, pd.Index(rows["equipment_id"]))
    return Machines(
        machines=rows.join(condition, on="equipment_id"),
        latest=_against_limits(session, latest, pd.Timestamp(now), max_age),
        max_age=max_age,
    )


def _against_limits(session: Session, latest: pd.DataFrame, now: pd.Timestamp, max_age: pd.Timedelta) -> pd.DataFrame:
    age = now - latest["timestamp"]
    too_old = age > max_age
    status = latest["status"].mask(too_old, thresholds.UNKNOWN)
    sensors = tuple(zip(latest["equipment_id"].tolist(), latest["sensor_type"].tolist(), strict=True))
    known = session.ask(limits_and_excursions, sensors)  # in the order of the readings, which a reading leaves as it is
    together = pd.concat([latest.assign(age=age, too_old=too_old, status_now=status), known], axis="columns")
    rank = status.map(thresholds.RANK).to_numpy()
    order = np.lexsort((latest["sensor_type"].to_numpy(dtype="object"), -rank, latest["equipment_id"].to_numpy()))
    return together.iloc[order].reset_index(drop=True)


@reads
def limits_and_excursions(session: Session, sensors: tuple[tuple[int, str], ...]) -> pd.DataFrame:
    """The four limits of sensors, whether they are the machine's `own`, and `since` when they are passed, or NaT."""
    pairs = pd.DataFrame(sensors, columns=PAIR).astype({"equipment_id": "int64", "sensor_type": "str"})
    since = pairs.merge(session.ask(excursions), on=PAIR, how="left")["since"]
    return limits_of(session, pairs)[[*LIMITS, "own"]].assign(since=since)


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
