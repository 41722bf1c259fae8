"""Statuses, roll-ups and alerts of the demo's readings."""

from collections.abc import Iterator

import pandas as pd

from producflow.demo.machines import MACHINES, OWN_LIMITS
from producflow.domain import alarms
from producflow.domain.thresholds import DEFAULT_LIMITS, Limits


def _limits(ids: dict[str, int]) -> dict[tuple[int, str], Limits]:
    return {
        (ids[machine.name], sensor_type): OWN_LIMITS[machine.name, sensor_type][0]
        if (machine.name, sensor_type) in OWN_LIMITS
        else DEFAULT_LIMITS[sensor_type]
        for machine in MACHINES
        for sensor_type in machine.sensors
    }


def _sensors(frame: pd.DataFrame, ids: dict[str, int]) -> Iterator[tuple[int, str, Limits, pd.DataFrame]]:
    for (machine, sensor_type), limits in _limits(ids).items():
        rows = frame[(frame["equipment_id"] == machine) & (frame["sensor_type"] == sensor_type)]
        yield machine, sensor_type, limits, rows


def statuses(frame: pd.DataFrame, ids: dict[str, int]) -> pd.Series:
    """Status of each reading."""
    parts = [limits.classify(rows["value"]) for _, _, limits, rows in _sensors(frame, ids)]
    together: pd.Series = pd.concat(parts).reindex(frame.index)
    return together


def hourly(frame: pd.DataFrame) -> pd.DataFrame:
    """Hourly roll-up."""
    grouped = frame.assign(
        hour=frame["timestamp"].dt.floor("h"),
        n_warning=frame["status"].eq("warning"),
        n_critical=frame["status"].eq("critical"),
        n_unknown=frame["status"].eq("unknown"),
    ).groupby(["equipment_id", "sensor_type", "hour"], as_index=False)
    return grouped.agg(
        n=("value", "size"),
        total=("value", "sum"),
        minimum=("value", "min"),
        maximum=("value", "max"),
        n_warning=("n_warning", "sum"),
        n_critical=("n_critical", "sum"),
        n_unknown=("n_unknown", "sum"),
    ).sort_values("hour", kind="stable")


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Newest reading of each machine and sensor type."""
    newest = frame.drop_duplicates(["equipment_id", "sensor_type"], keep="last")
    return newest[["equipment_id", "sensor_type", "timestamp", "value", "unit", "status"]]


def alerts(frame: pd.DataFrame, ids: dict[str, int]) -> pd.DataFrame:
    """One alert per episode beyond a limit."""
    names = {number: name for name, number in ids.items()}
    found = []
    for machine, sensor_type, limits, rows in _sensors(frame, ids):
        episodes = alarms.episodes(rows["timestamp"], rows["value"], limits)
        minutes = (episodes["last_beyond_at"] - episodes["started_at"]).dt.total_seconds() / 60
        urgent = alarms.priority(episodes["worst_status"], episodes["peak_exceedance"], minutes)
        title = f"{sensor_type.capitalize()} of {names[machine]} beyond its limit"
        found.append(episodes.assign(equipment_id=machine, sensor_type=sensor_type, priority=urgent, title=title))
    together = pd.concat([episodes for episodes in found if not episodes.empty]).sort_values("started_at")
    return pd.DataFrame(
        {
            **{name: together[name] for name in ("equipment_id", "sensor_type", "priority", "title", "started_at")},
            **{name: together[name] for name in ("ended_at", "peak_value")},
            "type": "predictive",
            "status": together["ended_at"].notna().map({True: "resolved", False: "active"}),
            "resolved_at": together["ended_at"],
            "created_at": together["started_at"],
            "updated_at": together["ended_at"].fillna(together["last_beyond_at"]),
        }
    )
