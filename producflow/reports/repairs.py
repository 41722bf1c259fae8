"""From an alert to its job and after: what answered the same before, and whether it held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from producflow.errors import existing
from producflow.store.database import Session
from producflow.store.queries import alerts
from producflow.store.queries import maintenance_jobs as queries
from producflow.store.reading import reads

MOST = 5
"""Jobs that are compared with."""


@dataclass(frozen=True)
class Chain:
    """An alert, the stops with it, the job that answered it, and what came after."""

    job: Mapping[str, Any]
    alert: Mapping[str, Any] | None
    """`id`, `title`, `since`, `ended_at`; None: the job answers no alert."""
    stops: tuple[Mapping[str, Any], ...]
    """Unplanned ones of its machine between the alert's beginning and the end of the job: `id`, `started_at`,
    `ended_at`, `reason`."""
    again_at: datetime | None
    """When it came again after the job was done; None: not so far."""

    @property
    def unexplained(self) -> tuple[Mapping[str, Any], ...]:
        """Its stops without a reason."""
        return tuple(stop for stop in self.stops if stop["reason"] is None)


@reads
def similar(session: Session, equipment_id: int, sensor_type: str | None) -> pd.DataFrame:
    """Finished corrective jobs that answered the same on a machine, the newest first.

    Returns
    -------
    DataFrame
        `id`, `answered` (whether it answered an alert), `description`, `cause`, `work_done`, `completed_date`, `cost`,
        `duration_hours` and `again_at`, when it came again: an alert of the same sensor, or, of no sensor, the next
        corrective job. NaT: not so far.
    """
    return queries.similar(session, equipment_id, sensor_type, MOST)


@reads
def chain(session: Session, job_id: int) -> Chain:
    """Everything about a job in one place.

    Raises
    ------
    NotFound
        If there is no such job.
    """
    job = existing(queries.by_id(session, job_id), "maintenance job", job_id)
    row = None if job["alert_id"] is None else alerts.by_id(session, job["alert_id"])
    if row is None:
        return Chain(job, None, (), None)
    since = row["started_at"] or row["created_at"]
    until = job["completed_date"] or datetime.now(UTC)
    before = similar(session, job["equipment_id"], row["sensor_type"])
    again = before.loc[before["id"] == job_id, "again_at"].dropna()
    return Chain(
        job=job,
        alert={"id": row["id"], "title": row["title"], "since": since, "ended_at": row["ended_at"]},
        stops=tuple(queries.stops_of_alert(session, job["equipment_id"], since, until)),
        again_at=None if again.empty else again.iloc[0].to_pydatetime(),
    )


@reads
def answering(session: Session) -> dict[int, dict[str, Any]]:
    """The newest job of each open alert that has one, by the alert's number: `id`, `description`, `status`."""
    return {row["alert_id"]: row for row in reversed(queries.answering(session))}


@reads
def open_alert(session: Session, alert_id: int) -> dict[str, Any] | None:
    """An alert that is not resolved; None: it is, or is not there."""
    row = alerts.by_id(session, alert_id)
    return None if row is None or row["status"] == "resolved" else row
