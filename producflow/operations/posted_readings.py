"""Readings as programs post them, one or many: every fault named, units converted, before anything is stored."""

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.rules import RULES, kept_since, unbroken
from producflow.domain.sensors import Sense, sense
from producflow.errors import Conflict, InvalidInput
from producflow.operations.checks import called, hold, storable
from producflow.store.database import Session
from producflow.store.queries import equipment, readings
from producflow.store.queries.single_readings import Sensor

OF_TIME, OF_VALUE = (
    tuple(rule for rule in RULES["sensor_readings"] if rule.field == field) for field in ("timestamp", "value")
)


@dataclass(frozen=True)
class Posted:
    """A reading on its way in, in our unit."""

    equipment_id: int
    sensor_type: str
    timestamp: datetime
    """Aware."""
    value: float
    """[our unit of the sensor type]"""
    unit: str | None

    @property
    def sensor(self) -> Sensor:
        """Machine and sensor type."""
        return self.equipment_id, self.sensor_type


@dataclass(frozen=True)
class BadRow:
    """One reading that cannot be taken."""

    row: int
    """Its place among those handed in, from 0."""
    field: str
    """The field at fault."""
    reason: str
    """One sentence that says how to mend it."""


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
    if not math.isfinite(value):
        raise InvalidInput(f"{called('value', value)} is not a finite number; correct it.", "value")
    hold(OF_TIME, {"timestamp": timestamp}, now)
    meant = _meant(sensor_type, unit)
    ours = value * meant.factor + meant.offset
    hold(OF_VALUE, {"value": ours}, now, stated={"value": value})
    return Posted(equipment_id, meant.sensor_type, timestamp, ours, meant.unit)


@lru_cache(maxsize=4096)
def _meant(sensor_type: str, unit: str | None) -> Sense:
    if not storable(sensor_type, "sensor_type").strip():
        raise InvalidInput("The sensor type is empty; fill it in.", "sensor_type")
    found = sense(sensor_type, storable(unit or "", "unit"))
    if found.fault:
        stated = unit if found.field == "unit" else sensor_type
        raise InvalidInput(f"{called(found.field, stated)} {found.fault}", found.field)
    return found


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
    meant = [senses[pair] for pair in pairs]
    factor, offset = (np.array([getattr(each, name) for each in meant]) for name in ("factor", "offset"))
    with np.errstate(over="ignore"):  # what becomes infinite is named below
        ours = pd.Series(value * factor + offset)  # the factor of what cannot be is NaN
    kept = () if kept_from is None else (kept_since(kept_from),)
    # All at once says which are right, as nearly all are; only the others are taken one by one, by the rule of single
    # readings, so that both ways refuse the same with the same sentence.
    sure = known & unbroken((*OF_TIME, *OF_VALUE, *kept), {"timestamp": when, "value": ours}, now)

    def why_not(row: int) -> BadRow | None:
        if not known[row]:
            return BadRow(row, "equipment_id", f"There is no machine {frame['equipment_id'][row]}.")
        if pd.isna(when[row]):
            return BadRow(row, "timestamp", f"The timestamp {frame['timestamp'][row]} is no time; send ISO 8601.")
        if math.isnan(value[row]):
            return BadRow(row, "value", f"The value {frame['value'][row]} is no number; send one.")
        sensor, unit = pairs[row]
        try:
            hold(kept, {"timestamp": when[row]}, now)
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
            "sensor_type": pd.array([each.sensor_type for each in meant], dtype="str"),
            "timestamp": when,
            "value": ours,
            "unit": pd.array([each.unit for each in meant], dtype="str"),
        }
    )


def _sense(sensor_type: str | None, unit: str | None) -> Sense:
    """What :func:`sound` takes a sensor type and a unit for; a factor of NaN where it takes them for nothing."""
    with suppress(InvalidInput):
        return _meant(sensor_type or "", unit)
    return Sense("", None, math.nan)


def _texts(column: pd.Series) -> list[Any]:
    """Texts of a column; None where there is none."""
    return [str(text) if known else None for text, known in zip(column.tolist(), column.notna().tolist(), strict=True)]
