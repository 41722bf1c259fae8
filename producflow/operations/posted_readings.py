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
from producflow.store.queries import equipment, readings
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
    if not _in_time(timestamp, now):
        raise InvalidInput(
            f"The timestamp {timestamp.astimezone(UTC).isoformat()} lies in the future; set the clock.", "timestamp"
        )
    kept_in, factor, offset = _conversion(sensor, unit)
    ours = value * factor + offset
    if not _measurable(ours):
        most = f"±{LARGEST:g} {kept_in or ''}".rstrip()
        raise InvalidInput(
            f"The value {value:g} is beyond {most}, which nothing measures; correct it, or leave the reading out.",
            "value",
        )
    return Posted(equipment_id, sensor, timestamp, ours, kept_in)


def _in_time(timestamp: Any, now: datetime) -> Any:
    """Whether a time, or each of a Series, is not too far ahead; False for what is no time."""
    return timestamp <= now + AHEAD


def _measurable(ours: Any) -> Any:
    """Whether a value in our unit, or each of an array, can be; False for what is no finite number."""
    return abs(ours) <= LARGEST


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
    frame = frame.reset_index(drop=True)
    kept_from, now = readings.kept_from(session), datetime.now(UTC)
    machine = pd.to_numeric(frame["equipment_id"], errors="coerce").astype("float64")
    known = machine.isin({float(known) for known in equipment.names(session)})
    value = pd.to_numeric(frame["value"], errors="coerce").to_numpy(dtype="float64")
    when = pd.to_datetime(frame["timestamp"], errors="coerce", utc=True).astype("datetime64[us, UTC]")
    stated = _texts(frame["unit"]) if "unit" in frame else [None] * len(frame)
    pairs = list(zip(_texts(frame["sensor_type"]), stated, strict=True))
    senses = {pair: _sense(*pair) for pair in set(pairs)}
    sense = [senses[pair] for pair in pairs]
    factor, offset = (np.array([each[place] for each in sense], dtype="float64") for place in (2, 3))
    with np.errstate(over="ignore"):  # what becomes infinite is named below
        ours = value * factor + offset
    sure = known & _in_time(when, now) & _measurable(ours)  # the factor of what cannot be is NaN
    if kept_from is not None:
        sure &= when >= kept_from

    def why_not(row: int) -> BadRow | None:
        if not known[row]:
            return BadRow(row, "equipment_id", f"There is no machine {frame['equipment_id'][row]}.")
        if pd.isna(when[row]):
            return BadRow(row, "timestamp", f"The timestamp {frame['timestamp'][row]} is no time; send ISO 8601.")
        if math.isnan(value[row]):
            return BadRow(row, "value", f"The value {frame['value'][row]} is no number; send one.")
        if kept_from is not None and when[row] < kept_from:
            return BadRow(row, "timestamp", too_old(when[row], kept_from))
        sensor, unit = pairs[row]
        try:
            sound(
                equipment_id=int(machine[row]),
                sensor_type=sensor or "",
                value=float(value[row]),
                timestamp=when[row],
                unit=unit,
                now=now,
            )
        except InvalidInput as error:
            return BadRow(row, error.field or "value", str(error))
        return None

    bad = [found for row in np.flatnonzero(~sure.to_numpy()) if (found := why_not(int(row))) is not None]
    if bad:
        raise BadReadings(bad, len(frame))
    return pd.DataFrame(
        {
            "equipment_id": machine.astype("int64"),
            "sensor_type": pd.array([each[0] for each in sense], dtype="str"),
            "timestamp": when,
            "value": ours,
            "unit": pd.array([each[1] for each in sense], dtype="str"),
        }
    )


def _sense(sensor_type: str | None, unit: str | None) -> tuple[str, str | None, float, float]:
    """Name, unit, factor and offset of readings as :func:`sound` takes them; a factor of NaN where it does not."""
    try:
        sensor = _named(sensor_type or "")
        return sensor, *_conversion(sensor, unit)
    except InvalidInput:
        return "", None, math.nan, math.nan


def _texts(column: pd.Series) -> list[Any]:
    """Texts of a column; None where there is none."""
    return [str(text) if known else None for text, known in zip(column.tolist(), column.notna().tolist(), strict=True)]
