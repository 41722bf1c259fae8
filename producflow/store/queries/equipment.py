"""Machines, what their sensors say, and what happened to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def by_id(session: Session, equipment_id: int) -> dict[str, Any] | None:
    """One machine, or None."""
    return session.row("equipment/by_id", id=equipment_id)


def exists(session: Session, equipment_id: int) -> bool:
    """Whether there is such a machine."""
    return session.value("equipment/exists", id=equipment_id) is not None


def names(session: Session) -> dict[int, str]:
    """Names of all machines by id, in alphabetical order."""
    return {row["id"]: row["name"] for row in levels(session)}


def levels(session: Session) -> list[dict[str, Any]]:
    """Name, area and line of every machine, by name."""
    return session.rows("equipment/levels")


def register(session: Session) -> pd.DataFrame:
    """All machines as they were entered, by name."""
    return session.frame("equipment/all")


def places(session: Session) -> dict[int, str]:
    """Locations of the machines that have one, by id."""
    return {row["equipment_id"]: row["location"] for row in session.rows("equipment/places")}


def named(session: Session, name: str) -> dict[str, Any] | None:
    """The machine of this name in any case, or None."""
    return session.row("equipment/named", name=name)


def add(transaction: Transaction, values: Mapping[str, Any]) -> int:
    """Add a machine; answers its id."""
    return int(transaction.value("equipment/add", **values))


def change(transaction: Transaction, equipment_id: int, values: Mapping[str, Any]) -> None:
    """Change a machine."""
    transaction.run("equipment/change", id=equipment_id, **values)


def page(session: Session, filters: Mapping[str, Any], skip: int, limit: int) -> list[dict[str, Any]]:
    """Machines by id, a page of them; filters are `status` and `machines`."""
    return session.rows("equipment/page", skip=skip, limit=limit, **filters)


def overview(session: Session) -> pd.DataFrame:
    """Every machine with its unacknowledged alerts."""
    return session.frame("equipment/overview")


def latest(session: Session) -> pd.DataFrame:
    """Newest reading of every machine and sensor type."""
    return session.frame("readings/latest_of_machines")


def latest_of(session: Session, machines: Sequence[int]) -> pd.DataFrame:
    """Newest reading of every sensor type of some machines."""
    return session.frame("readings/latest_of_machine", machines=list(machines))


def beyond(session: Session) -> list[dict[str, Any]]:
    """Newest readings that are beyond a limit."""
    return session.rows("readings/beyond")


def recent_statuses(session: Session, oldest: datetime) -> list[tuple[int, str]]:
    """Machines, and statuses that newest readings of their sensors have, of those since an instant."""
    return [(row["equipment_id"], row["status"]) for row in session.rows("readings/recent_statuses", oldest=oldest)]


def now(session: Session, beyond: Sequence[Mapping[str, Any]], fresh: Sequence[int]) -> pd.DataFrame:
    """How every machine stands, by its active alerts and by its newest readings, of which these machines have some."""
    names = {"machines": "equipment_id", "sensor_types": "sensor_type", "values": "value", "units": "unit"}
    told = {name: [row[column] for row in beyond] for name, column in (names | {"statuses": "status"}).items()}
    return session.frame("equipment/now", fresh=list(fresh), **told)


def standing_jobs(session: Session, now: datetime) -> pd.DataFrame:
    """Jobs that are being done, or should have been done by now."""
    return session.frame("jobs/standing", now=now)


def open_excursions(session: Session, beyond: Sequence[tuple[int, str]]) -> pd.DataFrame:
    """Sensors beyond their limits, since when, and since when a critical one; told which by their newest readings."""
    machines, sensor_types = [machine for machine, _ in beyond], [sensor_type for _, sensor_type in beyond]
    return session.frame("alerts/open_excursions", machines=machines, sensor_types=sensor_types)


def alerts(session: Session, equipment_id: int, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Alerts of a machine that were open at some time of a span."""
    return session.frame("alerts/of_machine", equipment_id=equipment_id, starts=starts, ends=ends)


def jobs(session: Session, equipment_id: int, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Maintenance jobs of a machine that were due or finished in a span."""
    return session.frame("jobs/of_machine", equipment_id=equipment_id, starts=starts, ends=ends)


def sensor_extent(
    session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime
) -> dict[str, Any]:
    """How many readings a sensor has in the hours of a span."""
    row = session.row("readings/extent", **_sensor(equipment_id, sensor_type, starts, ends))
    return row or {}


def sensor_raw(session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Every reading of a sensor in a span."""
    return session.frame("readings/raw", **_sensor(equipment_id, sensor_type, starts, ends))


def received(session: Session, equipment_id: int, sensor_type: str, ends: datetime, most: int) -> pd.DataFrame:
    """When the newest single readings of a sensor came in (`created_at`), and which times they state (`timestamp`)."""
    found = session.frame("readings/received", equipment_id=equipment_id, sensor_type=sensor_type, ends=ends, most=most)
    return found.iloc[::-1].reset_index(drop=True)


def sensor_buckets(
    session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime, seconds: int
) -> pd.DataFrame:
    """Readings of a sensor summed up by buckets of some seconds."""
    return session.frame("readings/buckets", **_sensor(equipment_id, sensor_type, starts, ends), seconds=seconds)


def sensor_hours(
    session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime, hours: int
) -> pd.DataFrame:
    """Hourly sums of a sensor, summed up by buckets of some hours."""
    return session.frame("readings/hours", **_sensor(equipment_id, sensor_type, starts, ends), hours=hours)


def newest_readings(
    session: Session,
    equipment_id: int,
    sensor_type: str | None,
    starts: datetime | None,
    ends: datetime | None,
    limit: int,
) -> list[dict[str, Any]]:
    """Readings of a machine, newest first; the hourly sums tell how far back to look."""
    chosen = {"equipment_id": equipment_id, "sensor_type": sensor_type, "ends": ends, "limit": limit}
    since = session.value("readings/newest_since", **chosen)
    if since is None:
        return []
    if starts is not None:
        since = max(since, starts)
    return session.rows("readings/newest", **chosen, since=since)


def readings_since(
    session: Session, equipment_id: int, sensor_type: str | None, since: datetime, limit: int
) -> list[dict[str, Any]]:
    """Readings of a machine from an instant on, newest first."""
    chosen = {"equipment_id": equipment_id, "sensor_type": sensor_type, "ends": None, "limit": limit}
    return session.rows("readings/newest", **chosen, since=since)


def _sensor(equipment_id: int, sensor_type: str, starts: datetime, ends: datetime) -> dict[str, Any]:
    return {"equipment_id": equipment_id, "sensor_type": sensor_type, "starts": starts, "ends": ends}
