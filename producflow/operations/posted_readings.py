"""Readings as programs post them: every fault named, units converted, before anything is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from producflow.domain.units import CONVERSIONS, canonical_unit
from producflow.errors import Conflict, InvalidInput
from producflow.store.database import Session
from producflow.store.queries import readings

LONGEST_NAME = 100
AHEAD = pd.Timedelta(days=1)
"""How far ahead of our clock a reading may lie: a clock that is off must not hide what comes after it."""


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
    bad: dict[int, BadRow] = {}

    def refuse(rows: pd.Series, field: str, reason: Callable[[int], str]) -> None:
        for row in np.flatnonzero(rows.to_numpy(dtype=bool)):
            bad.setdefault(int(row), BadRow(int(row), field, reason(int(row))))

    machine = pd.to_numeric(frame["equipment_id"], errors="coerce").astype("float64")
    known = machine.isin({float(row["id"]) for row in session.rows("equipment_all")})
    refuse(~known, "equipment_id", lambda row: f"There is no machine {frame['equipment_id'][row]}.")
    sensor = frame["sensor_type"].fillna("").astype("str").str.strip().str.lower()
    refuse(sensor == "", "sensor_type", lambda _: "The sensor type is empty; name what was measured.")
    too_long = sensor.str.len() > LONGEST_NAME
    refuse(too_long, "sensor_type", lambda _: f"The sensor type is longer than {LONGEST_NAME} characters; shorten it.")
    value = pd.to_numeric(frame["value"], errors="coerce").astype("float64")
    refuse(
        ~pd.Series(np.isfinite(value)), "value", lambda row: f"The value {frame['value'][row]} is no number; send one."
    )
    when = pd.to_datetime(frame["timestamp"], errors="coerce", utc=True).astype("datetime64[us, UTC]")
    refuse(when.isna(), "timestamp", lambda row: f"The timestamp {frame['timestamp'][row]} is no time; send ISO 8601.")
    latest = pd.Timestamp(datetime.now(UTC)) + AHEAD
    refuse(
        when > latest,
        "timestamp",
        lambda row: f"The timestamp {when[row].isoformat()} lies in the future; set the clock.",
    )
    kept_from = readings.kept_from(session)
    if kept_from is not None:
        refuse(when < kept_from, "timestamp", lambda row: too_old(when[row], kept_from))
    stated = frame["unit"] if "unit" in frame else pd.Series([None] * len(frame), dtype="object")
    value, unit, odd = _in_our_units(sensor, value, stated)
    refuse(
        odd,
        "unit",
        lambda row: f"The unit {stated[row]} of {sensor[row]} is not known; send {canonical_unit(sensor[row])}.",
    )
    if bad:
        raise BadReadings([bad[row] for row in sorted(bad)], len(frame))
    return pd.DataFrame(
        {
            "equipment_id": machine.astype("int64"),
            "sensor_type": sensor,
            "timestamp": when,
            "value": value,
            "unit": unit,
        }
    )


def _in_our_units(sensor: pd.Series, value: pd.Series, stated: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Values and units as we keep them, and which units are not known; a type that has none of ours keeps its own."""
    given = stated.astype("object").where(stated.notna(), None)
    text = given.map(lambda unit: str(unit).strip() or None, na_action="ignore").astype("object")
    value, unit, odd = value.copy(), text.where(text.notna(), None), pd.Series(data=False, index=sensor.index)
    for name in sensor.unique():
        ours = canonical_unit(str(name))
        if ours is None:
            continue
        of_type = sensor == name
        factors = text[of_type].str.lower().map(CONVERSIONS[str(name)]) if text[of_type].notna().any() else None
        unit[of_type] = ours
        if factors is not None:
            odd[of_type] = factors.isna() & text[of_type].notna()
            pairs = factors.map(lambda pair: pair if isinstance(pair, tuple) else (1.0, 0.0))
            value[of_type] = value[of_type] * pairs.str[0].astype("float64") + pairs.str[1].astype("float64")
    return value, unit.astype("str"), odd
