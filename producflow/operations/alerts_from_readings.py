"""Alerts that readings raise: made to match the readings whenever those change.

One alert stands for one episode beyond the limits (ISA-18.2; see :mod:`producflow.domain.alarms`). After a change only
the stretch between the nearest readings back inside, before and after it, is looked at again: a reading back inside by
the deadband ends every episode, so nothing beyond it can be affected.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from producflow.access.roles import SYSTEM
from producflow.domain import alarms
from producflow.domain.alert_matching import NONE, match
from producflow.domain.thresholds import CRITICAL, Limits
from producflow.domain.units import canonical_unit
from producflow.operations import audit
from producflow.store.database import Transaction
from producflow.store.queries import alerts as queries
from producflow.store.queries import readings as readings_queries

READINGS_AT_ONCE = 2_000_000

_GONE = "The readings that raised this alert were removed or corrected, or its limits were changed."


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
    - A new episode raises one alert: `predictive` after warnings only, `emergency` once critical. It is active while
      the episode lasts, and is resolved at the reading that came back; one long past is resolved from the start.
    - An alert whose episode has changed keeps its id and what people did with it; its priority follows how far and
      how long. Without a new reading nothing is known to go on, so its duration runs to the newest reading.
    - One that a person resolved stays so, and is not raised again, for as long as its episode lasts.
    - One without an episode any more is removed if nobody dealt with it (acknowledged or resolved it, or entered a job
      for it), else it is resolved and says why.
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
    for pair, readings in _readings_by_pair(transaction, hours):
        window = _window(by_pair[pair])
        if (window.equipment_id, window.sensor_type) in across and window.opens == kept_from:
            readings = _after(transaction, window, across[window.equipment_id, window.sensor_type], readings)
        _reconcile_one(transaction, window, readings, of_pair.pop(pair, standing[:0]))
    for pair, left in of_pair.items():
        _reconcile_one(transaction, _window(by_pair[pair]), nothing_known, left)


def _with_bounds(pairs: pd.DataFrame) -> pd.DataFrame:
    """Add between which values a reading is inside, and inside by the deadband; without limits all of them are."""
    low = pairs[["warn_low", "crit_low"]].max(axis="columns").fillna(-np.inf)
    high = pairs[["warn_high", "crit_high"]].min(axis="columns").fillna(np.inf)
    deadband = pairs["deadband"].fillna(0)
    return pairs.assign(beyond_low=low, beyond_high=high, inside_low=low + deadband, inside_high=high - deadband)


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


def _reconcile_one(transaction: Transaction, window: _Window, readings: pd.DataFrame, standing: pd.DataFrame) -> None:
    opens, closes, readings = _unaffected_outside(window, readings)
    episodes = alarms.episodes(readings["timestamp"], readings["value"], window.limits)
    if opens is not None:
        standing = standing[standing["started_at"] >= opens]
    if closes is not None:
        standing = standing[standing["started_at"] <= closes]
    wanted = _wanted(window, episodes, readings["timestamp"].max())
    position = match(episodes, standing)
    matched = position[position != NONE]
    if not matched.empty:
        queries.update_found(transaction, wanted.iloc[matched].assign(id=standing.loc[matched.index, "id"].array))
    _raise(transaction, window, wanted.drop(index=wanted.index[matched]))
    _withdraw(transaction, window, standing[position == NONE])


def _after(transaction: Transaction, window: _Window, across: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Readings that are no more part of an alert that began before the first reading kept; end it where they do."""
    alert = across.iloc[-1]
    ended_at = alert["ended_at"]
    if pd.isna(ended_at):
        back = readings.loc[alarms.back_inside(readings["value"], window.limits), "timestamp"]
        if back.empty:
            return readings[:0]
        ended_at = back.iloc[0]
        queries.end(transaction, int(alert["id"]), ended_at.to_pydatetime())
    later: pd.DataFrame = readings[readings["timestamp"] >= ended_at].reset_index(drop=True)
    return later


def _unaffected_outside(
    window: _Window, readings: pd.DataFrame
) -> tuple[pd.Timestamp | None, pd.Timestamp | None, pd.DataFrame]:
    """Narrow the window to the nearest readings back inside before and after what changed."""
    opens, closes = window.opens, window.closes
    back = readings.loc[alarms.back_inside(readings["value"], window.limits), "timestamp"]
    before, after = back[back < window.first], back[back > window.last]
    if not before.empty:
        opens = before.iloc[-1]
        readings = readings[readings["timestamp"] >= opens]
    if not after.empty:
        closes = after.iloc[0]
        readings = readings[readings["timestamp"] <= closes]
    return opens, closes, readings


def _wanted(window: _Window, episodes: pd.DataFrame, newest: pd.Timestamp) -> pd.DataFrame:
    """What the alert of each episode is to say, one row per episode."""
    lasted = episodes["ended_at"].fillna(newest) - episodes["started_at"]
    minutes = lasted.dt.total_seconds() / 60
    critical = episodes["worst_status"] == CRITICAL
    return pd.DataFrame(
        {
            "type": np.where(critical, "emergency", "predictive"),
            "priority": alarms.priority(episodes["worst_status"], episodes["peak_exceedance"], minutes),
            "title": [
                alarms.title(window.sensor_type, peak, window.limits, window.unit) for peak in episodes["peak_value"]
            ],
            "description": [
                f"{alarms.description(peak, n, window.unit)} {_how_long(lasting, over=over)}"
                for peak, n, lasting, over in zip(
                    episodes["peak_value"], episodes["n_readings"], minutes, episodes["ended_at"].notna(), strict=True
                )
            ],
            "started_at": episodes["started_at"],
            "ended_at": episodes["ended_at"],
            "peak_value": episodes["peak_value"],
        }
    )


def _how_long(minutes: float, *, over: bool) -> str:
    """Say how long it lasted, or has lasted so far, for example "Back inside after 3 h 20 min."."""
    hours, rest = divmod(round(minutes), 60)
    days, hours = divmod(hours, 24)
    words = f"{days} d {hours} h" if days else f"{hours} h {rest} min" if hours else f"{rest} min"
    words = "less than a minute" if minutes < 1 else words
    return f"Back inside after {words}." if over else f"Not back inside so far, after {words}."


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
