"""Readings as programs post them, one or many: every fault named, units converted, before anything is stored."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.units import CONVERSIONS, LARGEST, canonical_unit
from producflow.errors import Conflict, InvalidInput
from producflow.operations.checks import storable
from producflow.store.database import Session
from producflow.store.queries import readings
from producflow.store.queries.single_readings import Sensor

LONGEST_NAME = 100
LONGEST_UNIT = 50
AHEAD = timedelta(days=1)
"""How far ahead of our clock a reading may lie: a clock that is off must not hide what comes after it."""


@dataclass(frozen=True)
class Posted:
    """A reading on its way in, in our unit.

    Attributes
    ----------
    equipment_id : int
    sensor_type : str
    timestamp : datetime
        Aware.
    value : float
        [our unit of the sensor type]
    unit : str or None
    """

    equipment_id: int
    sensor_type: str
    timestamp: datetime
    value: float
    unit: str | None

    @property
    def sensor(self) -> Sensor:
        """Machine and sensor type."""
        return self.equipment_id, self.sensor_type


@dataclass(frozen=True)
class BadRow:
    """One reading that cannot be taken.

    Attributes
    ----------
    row : int
        Its place among those handed in, from 0.
    field : str
        The field at fault.
    reason : str
        One sentence that says how to mend it.
    """

    row: int
    field: str
    reason: str


class BadReadings(InvalidInput):
    """Some readings cannot be; nothing was stored. ``rows`` tells which and why."""

    def __init__(self, rows: list[BadRow], total: int) -> None:
        super().__init__(_sentence(rows, total), rows[0].field)
        self.rows = rows


class ReadingsDiffer(Conflict):
    """Machine, sensor type and instant have another value already; nothing was stored. ``rows`` tells which."""

    def __init__(self, rows: list[BadRow], total: int) -> None:
        super().__init__(_sentence(rows, total))
        self.rows = rows


def _sentence(rows: list[BadRow], total: int) -> str:
    if total == 1:
        return rows[0].reason
    refused = f"{len(rows):,} of {total:,} readings cannot be stored, so none was"
    return f"{refused}; the first is number {rows[0].row + 1}: {rows[0].reason}"


def too_old(when: datetime, kept_from: datetime) -> str:
    """Why a reading cannot be added to an hour whose readings were removed by age."""
    return (
        f"The timestamp {when.isoformat()} lies before {kept_from:%Y-%m-%d %H:%M} UTC, and single readings of then are "
        "not kept any more; leave it out."
    )


def sound(
    *, equipment_id: int, sensor_type: str, value: float, timestamp: datetime, unit: str | None, now: datetime
) -> Posted:
    """A reading in our unit: the one rule for readings that come one by one and for those of a batch.

    Parameters
    ----------
    equipment_id, sensor_type, value, unit
        As the sender states them; `unit` None: our own.
    timestamp, now : datetime
        Aware.

    Raises
    ------
    InvalidInput
        Naming the field.
    """
    sensor = _named(sensor_type)
    if not math.isfinite(value):
        raise InvalidInput(f"The value {value} is no number; send one.", "value")
    if timestamp > now + AHEAD:
        raise InvalidInput(
            f"The timestamp {timestamp.astimezone(UTC).isoformat()} lies in the future; set the clock.", "timestamp"
        )
    kept_in, factor, offset = _conversion(sensor, unit)
    ours = value * factor + offset
    if not abs(ours) <= LARGEST:  # looked at in our unit: what the sender's can hold may be infinite in ours
        raise InvalidInput(
            f"The value {value:g} is beyond ±{LARGEST:g} {kept_in or ''}".rstrip()
            + ", which nothing measures; correct it, or leave the reading out.",
            "value",
        )
    return Posted(equipment_id, sensor, timestamp, ours, kept_in)


@lru_cache(maxsize=4096)
def _named(sensor_type: str) -> str:
    """The name by which a sensor type is kept."""
    sensor = storable(sensor_type, "sensor_type").strip().lower()
    if not sensor:
        raise InvalidInput("The sensor type is empty; name what was measured.", "sensor_type")
    if len(sensor) > LONGEST_NAME:
        raise InvalidInput(f"The sensor type is longer than {LONGEST_NAME} characters; shorten it.", "sensor_type")
    return sensor


@lru_cache(maxsize=4096)
def _conversion(sensor: str, unit: str | None) -> tuple[str | None, float, float]:
    """The unit in which readings of a sensor are kept, and factor and offset to it from the one that is stated."""
    ours, stated = canonical_unit(sensor), storable(unit or "", "unit").strip() or None
    if stated is not None and len(stated) > LONGEST_UNIT:
        raise InvalidInput(f"The unit is longer than {LONGEST_UNIT} characters; shorten it.", "unit")
    if ours is None or stated is None:
        return ours or stated, 1.0, 0.0
    factors = CONVERSIONS[sensor].get(stated.lower())
    if factors is None:
        raise InvalidInput(f"The unit {unit} of {sensor} is not known; send {ours}.", "unit")
    return ours, *factors


def checked(session: Session, frame: pd.DataFrame) -> pd.DataFrame:
    """Readings in our types and units.

    Returns
    -------
    DataFrame, shape (n, 5)
        `equipment_id`, `sensor_type`, `timestamp` (UTC), `value`, `unit`, in the order given, index from 0.

    Raises
    ------
    BadReadings
    """
    machines = {row["id"] for row in session.rows("equipment_all")}
    kept_from, now = readings.kept_from(session), datetime.now(UTC)
    value = pd.to_numeric(frame["value"], errors="coerce").astype("float64")
    when = pd.to_datetime(frame["timestamp"], errors="coerce", utc=True).astype("datetime64[us, UTC]")
    units = _texts(frame["unit"]) if "unit" in frame else [None] * len(frame)
    found: list[Posted] = []
    bad: list[BadRow] = []
    for row, (machine, sensor, number, instant, unit, stated, said) in enumerate(
        zip(
            frame["equipment_id"].tolist(),
            _texts(frame["sensor_type"]),
            value.tolist(),
            when.dt.to_pydatetime() if len(frame) else [],
            units,
            frame["value"].tolist(),
            frame["timestamp"].tolist(),
            strict=True,
        )
    ):
        try:
            if machine not in machines:
                raise InvalidInput(f"There is no machine {machine}.", "equipment_id")
            if instant is pd.NaT:
                raise InvalidInput(f"The timestamp {said} is no time; send ISO 8601.", "timestamp")
            if math.isnan(number):
                raise InvalidInput(f"The value {stated} is no number; send one.", "value")
            if kept_from is not None and instant < kept_from:
                raise InvalidInput(too_old(instant, kept_from), "timestamp")
            one = sound(
                equipment_id=int(machine),
                sensor_type=sensor or "",
                value=number,
                timestamp=instant,
                unit=unit,
                now=now,
            )
        except InvalidInput as error:
            bad.append(BadRow(row, error.field or "value", str(error)))
        else:
            found.append(one)
    if bad:
        raise BadReadings(bad, len(frame))
    return pd.DataFrame(
        {
            "equipment_id": pd.array([one.equipment_id for one in found], dtype="int64"),
            "sensor_type": pd.array([one.sensor_type for one in found], dtype="str"),
            "timestamp": when.reset_index(drop=True),
            "value": np.array([one.value for one in found], dtype="float64"),
            "unit": pd.array([one.unit for one in found], dtype="str"),
        }
    )


def _texts(column: pd.Series) -> list[Any]:
    """Texts of a column; None where there is none."""
    return [str(text) if known else None for text, known in zip(column.tolist(), column.notna().tolist(), strict=True)]
