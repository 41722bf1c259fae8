"""What was taken in from a lake: plants, machines, days, and the hours of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa

from producflow.store.database import Session, Transaction


def plants(session: Session) -> list[dict[str, Any]]:
    """Plants of the lake, and how far each is taken in."""
    return session.rows("lake/plants")


def days(session: Session, plant: str) -> dict[date, str]:
    """Days of a plant that are taken in, and the checksum of the file of each."""
    return {row["day"]: row["sha256"] for row in session.rows("lake/days", plant=plant)}


def machines(session: Session, plant: str) -> dict[str, dict[str, Any]]:
    """Machines of a plant by their name in it: `equipment_id` and `stated`."""
    return {row["name"]: row for row in session.rows("lake/machines", plant=plant)}


def machine(session: Session, equipment_id: int) -> dict[str, Any] | None:
    """Where the raw readings of a machine lie in the lake; None: it is not read from one."""
    return session.row("lake/machine", equipment_id=equipment_id)


def put_plant(transaction: Transaction, **values: Any) -> None:
    """Note what a plant's manifest says (`name`, `raw`, `formula`, `engine`, `limits`, `stale_until`)."""
    transaction.run("lake/put_plant", **values)


def put_fault(transaction: Transaction, plant: str, fault: str | None) -> None:
    """Note why a plant cannot be read; None: it can."""
    transaction.run("lake/put_fault", name=plant, fault=fault)


def put_machines(
    transaction: Transaction, plant: str, names: Mapping[int, str], stated: Sequence[Sequence[str]]
) -> None:
    """Note that machines are read from the lake, by their names in it and as raw files spell each."""
    table = pa.table(
        {"equipment_id": [*names], "name": [*names.values()], "stated": pa.array(stated, pa.list_(pa.string()))}
    )
    with transaction.staged("machines", table):
        transaction.run("lake/put_machines", plant=plant)
    transaction.run("lake/set_place", machines=[*names], plant=plant)


def take(
    transaction: Transaction,
    plant: str,
    machines: Collection[int],
    hours: pa.Table,
    entries: Sequence[Mapping[str, Any]],
) -> pd.DataFrame:
    """Put the hours of some days in the place of what was taken in of them.

    Parameters
    ----------
    hours : Table
        As they are published, with `equipment_id`.
    entries : sequence of mapping
        `day`, `sha256`, `readings`, `rejected`, `engine`, `published_at`, `taken_at` of each; none of a day without a
        checksum: it is published no more.

    Returns
    -------
    DataFrame
        `equipment_id` and `sensor_type` of sensors whose newest reading may now be another one.
    """
    known = {"machines": sorted(machines), "days": [entry["day"] for entry in entries]}
    span = {"from": _midnight(min(known["days"])), "until": _midnight(max(known["days"])) + timedelta(days=1)}
    transaction.run("lake/forget_hours", **known, **span)
    with transaction.staged("hours", hours):
        moved = transaction.frame("lake/moved", machines=known["machines"], **span)
        if hours.num_rows:
            transaction.run("lake/put_hours")
    transaction.run("lake/forget_days", plant=plant, days=known["days"])
    kept = [{"plant": plant, **entry} for entry in entries if entry["sha256"] is not None]
    transaction.append("lake_days", pd.DataFrame(kept))
    return moved


def newest_hours(session: Session, sensors: pd.DataFrame, since: date) -> pd.DataFrame:
    """In which hour the newest reading of each of some sensors is; most of them have one since a day."""
    with session.staged("moved", sensors):
        found = session.frame("lake/newest_hours", since=_midnight(since))
        return found if len(found) == len(sensors) else session.frame("lake/newest_hours", since=_midnight(date.min))


def beyond(session: Session, machines: Collection[int] | None, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Sensors that hours of the lake say were beyond their limits, of some machines (None: all)."""
    chosen = None if machines is None else sorted(machines)
    return session.frame("lake/beyond", machines=chosen, starts=starts, ends=ends)


def days_of(session: Session, equipment_id: int, starts: datetime, ends: datetime) -> set[date]:
    """Days of a span that the lake says of a machine."""
    rows = session.rows("lake/days_of_machine", equipment_id=equipment_id, starts=starts, ends=ends)
    return {row["day"] for row in rows}


def put_latest(transaction: Transaction, sensors: pd.DataFrame, latest: pd.DataFrame) -> None:
    """Let these be the latest readings of some sensors; one of which there is none has none any more."""
    with transaction.staged("moved", sensors):
        transaction.run("lake/forget_latest")
    if len(latest):
        with transaction.staged("latest", latest):
            transaction.run("lake/put_latest")


def own_days(session: Session) -> dict[date, tuple[int, str]]:
    """Days of which every single reading is kept here, and rows and checksum of each."""
    return {row["day"]: (int(row["n"]), str(row["checksum"])) for row in session.rows("lake/own_days")}


def own_readings(session: Session, starts: datetime, ends: datetime) -> pa.Table:
    """Single readings of a span that are kept here, as they go to a lake."""
    return session.arrow("lake/own_readings", starts=starts, ends=ends)


def checksum(session: Session, stated: pa.Table) -> tuple[int, str]:
    """Rows and checksum of readings as they lie in a lake, to be held against :func:`own_days`."""
    with session.staged("stated", stated):
        row = session.rows("lake/checksum")[0]
    return int(row["n"]), str(row["checksum"])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - naive UTC, as in the tables
