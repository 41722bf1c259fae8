"""What is read from a lake: how far each plant is taken in, and single readings, which stay there."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from producflow import settings
from producflow.domain.readings import judged
from producflow.domain.stated_sensors import ROW_RULES, Names, meant
from producflow.reports.periods import widest_bounds
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import equipment
from producflow.store.queries import lake as queries
from producflow.store.reading import reads

TEXTS = ["equipment", "sensor_type", "unit"]


@dataclass(frozen=True)
class Source:
    """How far a plant is taken in."""

    plant: str
    last: date | None
    """Its newest day; None: nothing is there yet."""
    published_at: datetime | None
    """When the newest of its days were published; aware."""
    formula: str | None
    """Number and hash of what summed it up."""
    engine: str | None
    fault: str | None
    """Why it cannot be read at the moment; what was taken in before is shown."""
    stale_until: date | None
    """The last of its days that other limits, or another formula, made."""
    retired: bool
    """Whether all of its machines are, so that nobody need do anything about a plant that is away."""


@reads
def sources(session: Session) -> tuple[Source, ...]:
    """Plants that are read from a lake, by name."""
    names = Source.__dataclass_fields__.keys() - {"plant"}
    return tuple(Source(row["name"], **{name: row[name] for name in names}) for row in queries.plants(session))


def notes(session: Session, machines: tuple[int, ...] | None) -> tuple[str, ...]:
    """What made the sums of those plants of a lake whose machines are looked at (None: all)."""
    found = session.ask(sources)
    if found and machines is not None:
        of = {session.ask(_plant_of, machine) for machine in machines}
        found = tuple(each for each in found if each.plant in of)
    return tuple(
        f"Readings of {each.plant} are from the lake, up to {each.last} UTC, summed up by {each.engine} with formula "
        f"{each.formula}.{_stale(each)}"
        for each in found
        if each.last is not None
    )


def _stale(source: Source) -> str:
    """Say up to when statuses are not of the limits in force."""
    until = source.stale_until
    return "" if until is None else f" Days up to {until} UTC are still as other limits or another formula made them."


@reads
def beyond(session: Session, view: View, now: datetime) -> pd.DataFrame | None:
    """Sensors that were beyond their limits in hours of the lake, which raise no alerts; None: no lake is shown.

    Columns as in ``lake/beyond.sql``, of a view's days and machines.
    """
    if not session.ask(sources):
        return None
    plant = in_force(session)
    starts, ends = widest_bounds(plant, view)
    return queries.beyond(session, view.machines, starts, min(ends, now))


@reads
def _plant_of(session: Session, machine: int) -> str | None:
    found = queries.machine(session, machine)
    return None if found is None else str(found["plant"])


@dataclass(frozen=True)
class Single:
    """Single readings of a machine's sensor."""

    rows: pa.Table
    """Such as the store keeps them: `equipment_id`, `sensor_type`, `timestamp` (naive UTC), `value`, `status`."""
    fault: str | None
    """Why they, or some of them, cannot be read."""


def single(session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime) -> Single | None:
    """Single readings of a span, from the files of its days alone; None: the machine is read from no lake."""
    machine = queries.machine(session, equipment_id)
    lake = settings.current().lake
    if machine is None or lake is None:
        return None
    if session.frozen:
        return Single(KEPT.empty_table(), "single readings of a lake are not kept by a frozen link")
    first, last = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (starts, ends))
    folder = (lake / machine["raw"]).resolve()
    found: list[pd.DataFrame] = []
    fault = None
    for day in pd.date_range(pd.Timestamp(first).floor("D"), pd.Timestamp(last), freq="D"):
        try:
            found += [
                _piece(path, machine, first, last).assign(day=str(day.date()))
                for path in sorted((folder / f"day={day.date()}").glob("[!._]*"))
            ]
        except OSError as error:
            why = error.strerror or "a file is damaged"
            fault = f"the lake's single readings of {day.date()} cannot be read ({why})"
    if not folder.is_dir():
        fault = "the lake's single readings are away"
    stated = [piece for piece in found if not piece.empty]
    theirs = [_ours(pd.concat(stated, ignore_index=True), machine)] if stated else []
    rows = pd.concat([_local(session, equipment_id, sensor_type, starts, ends), *theirs])
    rows = rows[rows["sensor_type"] == sensor_type]
    alike = rows.groupby("timestamp")["value"].transform("nunique") == 1  # of two values at one instant neither counts
    own = rows[alike].drop_duplicates("timestamp").assign(equipment_id=equipment_id)
    return Single(pa.Table.from_pandas(own, schema=KEPT, preserve_index=False), fault)


def _local(session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Single readings that are kept here, of days that the lake says nothing of."""
    rows = equipment.sensor_raw(session, equipment_id, sensor_type, starts, ends)
    rows["timestamp"] = rows["timestamp"].dt.tz_localize(None)
    theirs = queries.days_of(session, equipment_id, starts, ends)
    own: pd.DataFrame = rows[~rows["timestamp"].dt.date.isin(theirs)]
    return own.assign(sensor_type=sensor_type)


KEPT = pa.schema(
    [
        ("equipment_id", pa.int64()),
        ("sensor_type", pa.string()),
        ("timestamp", pa.timestamp("us")),
        ("value", pa.float64()),
        ("status", pa.string()),
    ]
)


def _piece(path: Path, machine: dict[str, Any], first: datetime, last: datetime) -> pd.DataFrame:
    """Rows of one file that are a machine's, within a span; only the parts of it that may hold some are read.

    None of what is no file of readings: the roll-up takes nothing of it either.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
        when = schema.field("timestamp").type
        bounds = [pa.scalar(pd.Timestamp(each, tz=when.tz), when) for each in (first, last)]
        within = [("timestamp", sign, bound) for sign, bound in zip((">=", "<"), bounds, strict=True)]
        columns = [name for name in (*TEXTS, "timestamp", "value") if name in schema.names]
        table = pq.read_table(
            path, columns=columns, filters=[("equipment", "in", machine["stated"]), *within], partitioning=None
        )
    except (pa.ArrowException, KeyError, AttributeError):  # the last: of times that are none
        return pd.DataFrame()
    frame: pd.DataFrame = table.to_pandas()
    times = frame["timestamp"] if when.tz is None else frame["timestamp"].dt.tz_localize(None)
    units = frame["unit"] if "unit" in frame else pd.Series("", index=frame.index, dtype="str")
    texts = {name: frame[name].astype("str") for name in TEXTS[:2]}
    return frame.assign(**texts, unit=units.astype("str"), timestamp=times.astype("datetime64[us]"))


def _ours(stated: pd.DataFrame, machine: dict[str, Any]) -> pd.DataFrame:
    """Those readings that the roll-up took, as it took them."""
    found = stated[TEXTS].fillna("").drop_duplicates()
    known = meant(found.itertuples(index=False, name=None), json.loads(machine["limits"]), Names([machine["name"]]))
    return judged(stated, known, ROW_RULES, datetime.now(UTC))
