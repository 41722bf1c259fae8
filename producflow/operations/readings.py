"""Readings on their way in: checked, given a status, stored in time order, summed up, and turned into alerts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain.thresholds import classify as status_of
from producflow.operations import alerts
from producflow.operations.posted_readings import BadReadings, BadRow, ReadingsDiffer, checked
from producflow.reports.limits import LIMITS, PAIR, limits_of
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import alerts as alert_queries
from producflow.store.queries import readings as queries

__all__ = [
    "Added",
    "BadReadings",
    "BadRow",
    "ReadingsDiffer",
    "add",
    "add_in",
    "classify",
    "insert_new",
    "inside",
    "limits_of",
    "merged",
    "refresh",
    "touched",
]

KEY = ["equipment_id", "sensor_type", "timestamp"]


@dataclass(frozen=True)
class Added:
    """What became of readings."""

    new: int
    """Stored now."""
    unchanged: int
    """Stored before with the same value, or handed in twice."""
    statuses: pd.Series
    """Shape (n,). `normal`, `warning`, `critical` or `unknown`, one per reading handed in."""


def classify(session: Session, frame: pd.DataFrame) -> pd.Series:
    """Status of readings against the limits in force: the machine's own row, else the plant's default.

    Parameters
    ----------
    frame : DataFrame, shape (n, ≥3)
        `equipment_id`, `sensor_type` and `value` [our unit of the sensor type].

    Returns
    -------
    Series of str, shape (n,)
        `normal`, `warning`, `critical`; `unknown` for sensor types without limits.
    """
    pairs = frame[PAIR].drop_duplicates()
    limits = limits_of(session, pairs).set_index(PAIR)[LIMITS]
    position = limits.index.get_indexer(pd.MultiIndex.from_frame(frame[PAIR]))
    each = limits.take(position).set_axis(frame.index)
    return status_of(frame["value"], *(each[name] for name in LIMITS))


def inside(session: Session, pairs: pd.DataFrame) -> pd.DataFrame:
    """Which values of sensors lie beyond none of their limits, and what status such values have.

    Parameters
    ----------
    pairs : DataFrame, shape (n, ≥2)
        `equipment_id` and `sensor_type`, each pair once.

    Returns
    -------
    DataFrame, shape (n, 5)
        The pairs, `low` and `high` (both included; infinite where there is no limit) [our unit of the sensor type],
        `status`. All other values are for :func:`classify`.
    """
    limits = limits_of(session, pairs[PAIR].reset_index(drop=True))
    low = limits[["warn_low", "crit_low"]].max(axis="columns")
    high = limits[["warn_high", "crit_high"]].min(axis="columns")
    any_inside = low.fillna(high).fillna(0.0)  # a value on a limit is inside
    status = status_of(any_inside, *(limits[name] for name in LIMITS))
    return limits[PAIR].assign(low=low.fillna(-np.inf), high=high.fillna(np.inf), status=status)


def add(store: Store, actor: Actor, frame: pd.DataFrame) -> Added:
    """Store readings, all of them or none.

    Parameters
    ----------
    frame : DataFrame, shape (n, ≥4)
        `equipment_id`, `sensor_type`, `timestamp` (aware, or naive UTC), `value`, and optionally `unit` (left out: our
        own; another known one is converted).

    Returns
    -------
    Added

    Raises
    ------
    NotAllowed
    BadReadings
        An :class:`InvalidInput` that lists every bad row.
    ReadingsDiffer
        A :class:`Conflict`: a sensor shows one value at one instant. The same value again is fine, so a sender that got
        no answer may send again; a correction goes through an upload, which can be undone.

    Notes
    -----
    A batch leaves one audit entry, and so does a reading that a person posts. A single reading of a machine with an
    API key leaves none: posting every second, machines would bury what people do.
    """
    actor.require(Permission.POST_READINGS)
    return store.write(add_in, actor, frame)


def add_in(transaction: Transaction, actor: Actor, frame: pd.DataFrame) -> Added:
    """Store readings within a write in progress, see :func:`add`; the caller has asked the actor's role."""
    if frame.empty:
        return Added(0, 0, pd.Series([], dtype="str", name="status"))
    sound = checked(transaction, frame)
    sound["status"] = classify(transaction, sound)
    first_seen = _first_of_each(transaction, sound)
    new = insert_new(transaction, sound[first_seen])
    if new:
        refresh(transaction, touched(sound), added=True)
    if len(sound) > 1 or actor.user_id is not None:
        record_batch(transaction, actor, new, sound["timestamp"])
    return Added(new, len(sound) - new, sound["status"].set_axis(frame.index))


def record_batch(transaction: Transaction, actor: Actor, new: int, timestamps: Collection[datetime]) -> None:
    """Write down who brought a batch, how many of it were new, and of which time it is."""
    after = {"new": new, "posted": len(timestamps), "first": min(timestamps), "last": max(timestamps)}
    audit.record(transaction, actor, "add", "sensor_readings", None, after=after)


def _first_of_each(transaction: Transaction, sound: pd.DataFrame) -> pd.Series:
    """Tell which readings are the first of their key here; refuse keys with two values, here or in the store."""
    first = sound.groupby(KEY, sort=False)["value"].transform("first")
    seen = queries.met(transaction, sound[KEY].assign(number=np.arange(len(sound)))).set_index("number")["stored_value"]
    expected = seen.reindex(sound.index).fillna(first)
    bad = [
        BadRow(
            int(row),
            "value",
            f"{str(sound['sensor_type'][row]).capitalize()} of machine {sound['equipment_id'][row]} at "
            f"{sound['timestamp'][row].isoformat()} is {expected[row]:g} already, not {sound['value'][row]:g}; "
            "correct a stored reading by an upload.",
        )
        for row in np.flatnonzero((sound["value"] != expected).to_numpy())
    ]
    if bad:
        raise ReadingsDiffer(bad, len(sound))
    return ~sound.duplicated(KEY)


def insert_new(transaction: Transaction, frame: pd.DataFrame, batch_id: int | None = None) -> int:
    """Store the readings whose key is not stored yet, in time order; what is stored stays as it is.

    Parameters
    ----------
    frame : DataFrame, shape (n, ≥5)
        `equipment_id`, `sensor_type`, `timestamp` (UTC), `value`, `unit`, each key once; `status` (left out: worked out
        here) and `source_line` where there are.

    Returns
    -------
    int
        How many were stored; call :func:`refresh` with :func:`touched` of them afterwards.
    """
    if frame.empty:
        return 0
    columns = [*KEY, "value", "unit"]
    incoming = frame[columns].assign(
        status=frame["status"] if "status" in frame else classify(transaction, frame),
        source_line=frame["source_line"].astype("Int64") if "source_line" in frame else _no_number(frame),
        batch_id=_no_number(frame) if batch_id is None else batch_id,
    )
    return queries.insert(transaction, incoming)


def _no_number(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NA, index=frame.index, dtype="Int64")


def touched(frame: pd.DataFrame) -> pd.DataFrame:
    """Sum up which spans of which sensors readings lie in: `equipment_id`, `sensor_type`, `first`, `last` [UTC]."""
    return frame.groupby(PAIR, as_index=False).agg(first=("timestamp", "min"), last=("timestamp", "max"))


def refresh(transaction: Transaction, touched: pd.DataFrame | pa.Table, *, added: bool = False) -> None:
    """Bring hourly sums, latest readings and alerts in line after readings were added, changed or removed.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the readings.
    touched : DataFrame or Table, shape (n, 4)
        `equipment_id`, `sensor_type`, `first`, `last` [UTC]: every changed reading lies in the span of its sensor.
    added : bool
        Whether readings were added only. Then most alerts need not be looked at: those of sensors that are inside
        their limits, as nearly all are.
    """
    spans = merged(touched)
    if spans.empty:
        return
    queries.sum_up(transaction, spans, added=added)
    stirred = alert_queries.stirred(transaction, spans) if added else spans
    if not stirred.empty:
        alerts.reconcile(transaction, stirred)


def merged(touched: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Spans with one row per machine and sensor type."""
    frame = touched.to_pandas() if isinstance(touched, pa.Table) else touched
    spans = frame.groupby(PAIR, as_index=False).agg(first=("first", "min"), last=("last", "max"))
    return spans.assign(**{name: pd.to_datetime(spans[name], utc=True) for name in ("first", "last")})
