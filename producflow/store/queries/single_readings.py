"""Readings that come one by one: stored at once, summed up shortly after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from producflow.store.database import Session, Store, Transaction, to_frame

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

Sensor = tuple[int, str]
"""Machine and sensor type."""


@dataclass(frozen=True)
class Unsettled:
    """What the readings come to that are not summed up yet, in one committed state."""

    hours: pa.Table
    """Sums of their hours, `equipment_id`, `sensor_type` and `hour` [UTC] among them."""
    newest: pa.Table
    """Those that are the newest of their sensors."""
    stirred: pd.DataFrame
    """`equipment_id`, `sensor_type`, `first`, `last` [UTC]: where they can have changed an alert."""


def newest(session: Session) -> dict[Sensor, datetime]:
    """When each sensor last reported."""
    rows = session.rows("readings/newest_of_sensors")
    return {(row["equipment_id"], row["sensor_type"]): row["timestamp"] for row in rows}


def at(session: Session, sensor: Sensor, timestamp: datetime) -> dict[str, Any] | None:
    """The reading of a sensor at an instant, or None."""
    return session.row("readings/at", equipment_id=sensor[0], sensor_type=sensor[1], timestamp=timestamp)


def insert(transaction: Transaction, readings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Store readings whose keys are new; answers them as they stand."""
    name, parameters = _insertion(readings)
    return transaction.rows(name, **parameters)


def insert_alone(store: Store, readings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same, committed by itself."""
    name, parameters = _insertion(readings)
    return store.write_alone(name, **parameters)


def _insertion(readings: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    if len(readings) == 1:  # a plainer statement, planned in half the time
        return "readings/insert_one", dict(readings[0])
    return "readings/insert_several", {
        "equipment_ids": [reading["equipment_id"] for reading in readings],
        "sensor_types": [reading["sensor_type"] for reading in readings],
        "timestamps": [_naive(reading["timestamp"]) for reading in readings],
        "values": [reading["value"] for reading in readings],
        "units": [reading["unit"] for reading in readings],
        "statuses": [reading["status"] for reading in readings],
    }


def note_touched(transaction: Transaction, hours: Iterable[tuple[Sensor, datetime]]) -> None:
    """Remember that these hours of these sensors are to be summed up."""
    chosen = list(hours)
    transaction.run(
        "readings/add_touched",
        equipment_ids=[sensor[0] for sensor, _ in chosen],
        sensor_types=[sensor[1] for sensor, _ in chosen],
        firsts=[_naive(hour) for _, hour in chosen],
        lasts=[_naive(hour + HOUR - TICK) for _, hour in chosen],
    )


def touched(session: Session) -> pd.DataFrame:
    """Spans with readings that are not summed up yet."""
    return session.frame("readings/touched")


def unsettled(session: Session) -> Unsettled | None:
    """What such readings come to; None: there are none."""
    spans = touched(session)
    if spans.empty:
        return None
    span = {"from": spans["first"].min(), "until": spans["last"].max() + TICK}
    hours = session.arrow("readings/unsettled_hours", **span)
    newest = session.arrow("readings/unsettled_latest", **span)
    edges = ["first", "last"]
    stirred = to_frame(hours.filter(hours["stirred"]).select(["equipment_id", "sensor_type", *edges]))
    return Unsettled(hours.filter(hours["n"].is_valid()).drop_columns([*edges, "stirred"]), newest, stirred)


def sum_up(transaction: Transaction, found: Unsettled) -> None:
    """Keep sums and newest readings; nobody has written either since they were found."""
    if found.hours.num_rows:
        with transaction.staged("settled", found.hours):
            transaction.run("readings/forget_hours", **{"from": pc.min(found.hours["hour"]).as_py()})
            transaction.run("readings/keep_hours")
    if found.newest.num_rows:
        with transaction.staged("settled", found.newest):
            transaction.run("readings/forget_latest")
            transaction.run("readings/keep_latest")


def touched_hours(session: Session) -> set[tuple[Sensor, datetime]]:
    """The same as sensors and hours, see :func:`note_touched`."""
    return {((row["equipment_id"], row["sensor_type"]), row["first"]) for row in session.rows("readings/touched")}


def forget_touched(transaction: Transaction) -> None:
    """All readings are summed up."""
    transaction.run("readings/forget_touched")


def _naive(instant: datetime) -> datetime:
    """A list is bound as it is: naive UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None)
