"""Alerts that readings raise: made to match the readings whenever those change.

One alert stands for one stage of an episode beyond the limits (ISA-18.2; see :mod:`producflow.domain.stages`): what
goes on beyond a critical limit is a new alert, and so is what becomes more urgent than it was when a person closed it.
What a person closed is never written again. After a change only the stretch between the nearest readings back inside,
before and after it, is looked at again: a reading back inside by the deadband ends every episode, so nothing beyond it
can be affected.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from producflow.access import audit
from producflow.access.roles import SYSTEM
from producflow.domain import alarms, stages
from producflow.domain.alert_matching import NONE, covered, match
from producflow.domain.thresholds import CRITICAL, Limits
from producflow.domain.units import canonical_unit
from producflow.store.database import Transaction
from producflow.store.queries import alerts as queries
from producflow.store.queries import readings as readings_queries

READINGS_AT_ONCE = 2_000_000

_GONE = "The readings behind this alert were added to, removed or corrected, or its limits were changed."


@dataclass(frozen=True)
class _Window:
    """One sensor of one machine, its limits, and the stretch in which its episodes may have changed."""

    equipment_id: int
    sensor_type: str
    unit: str | None
    limits: Limits
    first: pd.Timestamp
    last: pd.Timestamp
    opens: pd.Timestamp | None
    closes: pd.Timestamp | None


def reconcile(transaction: Transaction, touched: pd.DataFrame | pa.Table) -> None:
    """Make the alerts raised by readings match the readings.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the readings; their hourly roll-up and latest readings are up to date in it.
    touched : DataFrame or Table, shape (n, 4)
        `equipment_id`, `sensor_type`, `first`, `last`: the span within which readings of a sensor were added, changed
        or removed, or its limits changed. [UTC]

    Notes
    -----
    - A new stage raises one alert: `predictive` for a warning, `emergency` beyond a critical limit. It is active while
      the stage lasts, and is resolved at the reading that came back, or that went on beyond the critical limit; one
      long past is resolved from the start.
    - An alert whose stage has changed keeps its id and what people did with it; its priority follows how far and
      how long. Without a new reading nothing is known to go on, so its duration runs to the newest reading.
    - One that a person closed speaks for what they had seen (see :func:`producflow.domain.alert_matching.covered`) and
      is never touched; what has become more urgent since is raised beside it. One that a person opened again is
      resolved by a person only.
    - One without a stage any more is removed if nobody dealt with it (acknowledged it, opened it again, or entered a
      job for it), else it is resolved and says why.
    - Alerts without a sensor type were entered by a person or a program, and are never touched.
    """
    pairs = queries.pairs(transaction, touched)
    if pairs.empty:
        return
    windows = queries.windows(transaction, _with_bounds(pairs))
    kept_from = readings_queries.kept_from(transaction)
    across: dict[Any, pd.DataFrame] = {}
    if kept_from is not None:  # nothing is known of before, so alerts of before stay as they are
        first = pd.Timestamp(kept_from)
        windows["opens"] = windows["opens"].where(windows["opens"] >= first, first)
        across = dict(iter(queries.across(transaction, kept_from).groupby(["equipment_id", "sensor_type"])))
    standing = queries.in_windows(transaction, windows)
    hours = queries.hours(transaction, windows)
    of_pair: dict[Any, pd.DataFrame] = dict(iter(standing.groupby("pair")))
    nothing_known = pd.DataFrame({"timestamp": standing["started_at"], "value": standing["pair"].astype("float64")})[:0]
    by_pair = {int(row["pair"]): row for row in windows.to_dict("records")}
    goes_on: list[pd.DataFrame] = []  # written together: an excursion that lasts says something else with each reading
    for pair, readings in _readings_by_pair(transaction, hours):
        window = _window(by_pair[pair])
        before = across.get((window.equipment_id, window.sensor_type)) if window.opens == kept_from else None
        goes_on += _reconcile_one(transaction, window, readings, of_pair.pop(pair, standing[:0]), before)
    for pair, left in of_pair.items():
        goes_on += _reconcile_one(transaction, _window(by_pair[pair]), nothing_known, left)
    if goes_on:
        queries.update_found(transaction, pd.concat(goes_on, ignore_index=True))


def _with_bounds(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add between which values a reading is inside, and inside by the deadband; without limits all of them are."""
    low = pairs[["warn_low", "crit_low"]].max(axis="columns").fillna(-np.inf)
    high = pairs[["warn_high", "crit_high"]].min(axis="columns").fillna(np.inf)
    deadband, off_delay = pairs["deadband"].fillna(0), pairs["off_delay"].fillna(0)
    inside = {"inside_low": low + deadband, "inside_high": high - deadband}
    return pairs.assign(beyond_low=low, beyond_high=high, off_delay=off_delay, **inside)


def _window(row: Mapping[Any, Any]) -> _Window:
    sensor_type = str(row["sensor_type"])
    return _Window(
        equipment_id=int(row["equipment_id"]),
        sensor_type=sensor_type,
        unit=canonical_unit(sensor_type) if pd.isna(row["unit"]) else str(row["unit"]),
        limits=Limits.from_row(row),
        first=row["first"],
        last=row["last"],
        opens=None if pd.isna(row["opens"]) else row["opens"],
        closes=None if pd.isna(row["closes"]) else row["closes"],
    )


def _readings_by_pair(transaction: Transaction, hours: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """Readings of each pair in time order, a bounded number in memory at a time."""
    sizes = hours.groupby("pair")["n"].sum()
    turns = sizes.cumsum().sub(1).floordiv(READINGS_AT_ONCE)
    for _, pairs in turns.groupby(turns):
        readings = queries.readings(transaction, hours[hours["pair"].isin(pairs.index)])
        ordered = readings.sort_values(["pair", "timestamp"], ignore_index=True)
        edges = np.flatnonzero(np.diff(ordered["pair"], prepend=-1, append=-1))
        for begin, end in itertools.pairwise(edges):
            yield int(ordered["pair"].iloc[begin]), ordered.iloc[begin:end].reset_index(drop=True)


def _reconcile_one(
    transaction: Transaction,
    window: _Window,
    readings: pd.DataFrame,
    standing: pd.DataFrame,
    across: pd.DataFrame | None = None,
) -> list[pd.DataFrame]:
    """Raise and withdraw alerts of one sensor; answers what those that stay are to say."""
    opens, closes, readings = _unaffected_outside(window, readings)
    found = stages.stages(readings["timestamp"], readings["value"], window.limits)
    if across is not None and opens == window.opens:
        found = _after(transaction, window, across.iloc[-1], readings, found)
    if opens is not None:
        reach = standing["started_at"].where(~standing["closed"], standing[["started_at", "seen_until"]].max(axis=1))
        standing = standing[reach >= opens]
    if closes is not None:
        standing = standing[standing["started_at"] <= closes]
    found = _news(window, found, readings, standing[standing["closed"]])
    standing = standing[~standing["closed"]]
    wanted = _wanted(window, found)
    position = match(found, standing)
    matched = position[position != NONE]
    _raise(transaction, window, wanted.drop(index=wanted.index[matched]))
    _withdraw(transaction, window, standing[position == NONE])
    return [wanted.iloc[matched].assign(id=standing.loc[matched.index, "id"].array)] if len(matched) else []


def _after(
    transaction: Transaction, window: _Window, alert: pd.Series, readings: pd.DataFrame, found: pd.DataFrame
) -> pd.DataFrame:
    """Stages that are no more part of an alert that began before the first reading kept; end it where they do."""
    ended_at = alert["ended_at"]
    back = readings.loc[alarms.ending(readings["timestamp"], readings["value"], window.limits), "timestamp"]
    inside_at = ended_at if not pd.isna(ended_at) else back.iloc[0] if not back.empty else pd.NaT
    first = found.iloc[0] if len(found) else None
    goes_on = first is not None and (pd.isna(inside_at) or first["started_at"] < inside_at)
    if first is not None and goes_on:
        graver = first["level"] == CRITICAL and alert["level"] != CRITICAL
        inside_at = first["started_at"] if graver else first["ended_at"]
        found = found if graver else found.iloc[1:]
    if pd.isna(ended_at) and not pd.isna(inside_at):
        queries.end(transaction, int(alert["id"]), inside_at.to_pydatetime())
    return found.reset_index(drop=True)


def _news(window: _Window, found: pd.DataFrame, readings: pd.DataFrame, closed: pd.DataFrame) -> pd.DataFrame:
    """Stages that no person closed, and what became more urgent after one did."""
    if closed.empty:
        return found
    parts = []
    for (_, stage), priority in zip(found.iterrows(), covered(found, closed), strict=True):
        whole = stage.to_frame().T
        values = (readings["timestamp"], readings["value"], window.limits)
        parts.append(whole if pd.isna(priority) else stages.graver(stage, *values, than=priority))
    left = [part for part in parts if part is not None]
    return pd.concat(left, ignore_index=True).astype(found.dtypes) if left else found[:0]


def _unaffected_outside(
    window: _Window, readings: pd.DataFrame
) -> tuple[pd.Timestamp | None, pd.Timestamp | None, pd.DataFrame]:
    """Narrow the window to the nearest readings that end every episode before and after what changed."""
    opens, closes = window.opens, window.closes
    earlier, later = readings[readings["timestamp"] < window.first], readings[readings["timestamp"] > window.last]
    before, after = (_settled(part, window.limits) for part in (earlier, later))
    if not before.empty:
        opens = before.iloc[-1]
        readings = readings[readings["timestamp"] >= opens]
    if not after.empty:
        closes = after.iloc[0]
        readings = readings[readings["timestamp"] <= closes]
    return opens, closes, readings


def _settled(readings: pd.DataFrame, limits: Limits) -> pd.Series:
    """When no episode lasts any more, by these readings alone."""
    out, back = alarms.beyond(readings["value"], limits), alarms.back_inside(readings["value"], limits)
    when: pd.Series = readings.loc[alarms.settled(readings["timestamp"], out, back, limits.off_delay), "timestamp"]
    return when


def _wanted(window: _Window, found: pd.DataFrame) -> pd.DataFrame:
    """What the alert of each stage is to say, one row per stage."""
    rows = [stage for _, stage in found.iterrows()]
    return pd.DataFrame(
        {
            "type": np.where(found["level"] == CRITICAL, "emergency", "predictive"),
            "priority": alarms.priority(found["level"], found["peak_exceedance"], found["minutes"]),
            "title": [stages.title(window.sensor_type, row, window.unit) for row in rows],
            "description": [stages.description(row, window.unit) for row in rows],
            "started_at": found["started_at"],
            "ended_at": found["ended_at"],
            "peak_value": found["peak_value"],
        }
    )


def _raise(transaction: Transaction, window: _Window, new: pd.DataFrame) -> None:
    if new.empty:
        return
    over = new["ended_at"].notna()
    transaction.append(
        "maintenance_alerts",
        new.assign(
            equipment_id=window.equipment_id,
            sensor_type=window.sensor_type,
            status=np.where(over, "resolved", "active"),
            resolved_at=new["ended_at"],
        ),
    )


def _withdraw(transaction: Transaction, window: _Window, unfounded: pd.DataFrame) -> None:
    if unfounded.empty:
        return
    handled = unfounded["handled_at"].notna()
    queries.remove(transaction, unfounded.loc[~handled, "id"])
    for alert_id in unfounded.loc[handled, "id"].astype(int):
        before = queries.by_id(transaction, alert_id)
        if before is not None and before["description"] != _GONE:
            queries.withdraw(transaction, alert_id, _GONE, window.last.to_pydatetime(), datetime.now(UTC))
            after = queries.by_id(transaction, alert_id)
            audit.record(transaction, SYSTEM, "withdraw", "maintenance_alerts", alert_id, before=before, after=after)
