"""Predictions of sensors that no longer move with the others of their machine, from hourly sums, once a day."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.coverage import timed
from producflow.domain.plant import PlantSettings
from producflow.domain.predictions.foretelling import DAYS_OF_SHIFT, STEP
from producflow.domain.predictions.looks import DAY_SECONDS
from producflow.domain.predictions.together import FEWEST_SENSORS, LASTS, TOGETHER, VERSION, Parted, parted
from producflow.reports.periods import calendar
from producflow.store.database import Session
from producflow.store.queries import predictions as queries

DAY = pd.Timedelta(seconds=DAY_SECONDS)
Told = dict[tuple[int, str], list[dict[str, Any]]]


def told(
    session: Session,
    plant: PlantSettings,
    looks: pd.DataFrame,
    since: pd.Timestamp,
    until: pd.Timestamp,
    stops: pd.DataFrame,
    known: pd.DataFrame,
) -> Told:
    """What is told of machines of which a day is over that was not looked at, by machine and sensor.

    Parameters
    ----------
    looks : DataFrame
        `equipment_id`, `first`, `over`, `looked_from`, `looked_until`. [UTC, naive]
    since, until : Timestamp
        Between which hours are read. [UTC, naive]
    stops : DataFrame
        Of the machines.
    known : DataFrame
        Predictions made before: within their time no like one is made.
    """
    fresh = looks["looked_until"].isna() | (looks["first"] < looks["looked_from"])
    fresh |= _day(looks["over"], plant.timezone) > _day(looks["looked_until"], plant.timezone)
    chosen = looks[fresh].set_index("equipment_id")
    if chosen.empty:
        return {}
    machines = [int(each) for each in chosen.index]
    hours = queries.hours(session, machines, since.to_pydatetime(), until.to_pydatetime(), stops)
    made = _products(session, plant, machines, since.to_pydatetime())
    mine = known[known["method"] == TOGETHER]
    found: Told = {}
    machine: Any
    for machine, own in hours.groupby("equipment_id"):
        wide = own.pivot_table(index="hour", columns="sensor_type", values="value")
        if wide.shape[1] < FEWEST_SENSORS:
            continue
        span: Any = chosen.loc[machine]
        before = mine[mine["equipment_id"] == machine]
        standing = list(before[["sensor_type", "made_at", "horizon_ends_at"]].itertuples(index=False, name=None))
        for row in _of_machine(int(machine), wide, made[made["equipment_id"] == machine], plant.timezone):
            at, sensor = row["made_at"], row["sensor_type"]
            again = any(name == sensor and begin <= at < end for name, begin, end in standing)
            new = pd.isna(span["looked_until"]) or at > span["looked_until"] or at <= span["looked_from"]
            if new and at <= span["over"] and not again:
                standing.append((sensor, at, row["horizon_ends_at"]))
                found.setdefault((int(machine), sensor), []).append(row)
    return found


def _day(instants: pd.Series, zone: str) -> pd.Series:
    days: pd.Series = instants.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None).dt.floor("D")
    return days


def _products(session: Session, plant: PlantSettings, machines: Sequence[int], since: datetime) -> pd.DataFrame:
    """What each machine made, from `start` to `end`."""
    cells = queries.products(session, machines, since.date())
    spans = timed(cells.astype({"date": "datetime64[us]"}), calendar(plant))
    return spans.sort_values(["equipment_id", "start"], ignore_index=True)


def _of_machine(machine: int, wide: pd.DataFrame, made: pd.DataFrame, zone: str) -> Iterator[dict[str, Any]]:
    """What is told of one machine, each quarter against the first days of the one before, as trends are."""
    local = pd.DatetimeIndex(wide.index).tz_convert(zone).tz_localize(None)
    whole = pd.date_range(local[0].floor("D"), local[-1].floor("D") + DAY, freq="h", inclusive="left")
    # The hour that a clock shows twice in autumn is one; the one that it leaves out in spring is missing.
    hours = wide.groupby(local).mean().reindex(whole)
    products = _made_at(pd.DatetimeIndex(wide.index), made).groupby(local).first().reindex(whole, fill_value="")
    quarters = whole.to_period("Q")
    for quarter in quarters.unique():
        inside = (whole >= (quarter - 1).start_time) & (whole <= quarter.end_time)
        first = hours[inside].index[0]
        for each in parted(hours[inside], products[inside]):
            day = first + each.day * DAY
            # Days of the quarter before are here to be compared with, and are told in its own turn.
            if day >= quarter.start_time:
                yield _row(machine, str(wide.columns[each.sensor]), each, day + DAY, zone)


def _made_at(hours: pd.DatetimeIndex, made: pd.DataFrame) -> pd.Series:
    """What was made in each hour; empty where that is not known."""
    found = np.full(len(hours), "", dtype=object)
    if len(made):
        place = made["start"].searchsorted(hours, side="right") - 1
        inside = (place >= 0) & (hours < made["end"].to_numpy()[np.maximum(place, 0)])
        found[inside] = made["product"].to_numpy(dtype=object)[place[inside]]
    return pd.Series(found, index=hours)


def _row(machine: int, sensor: str, seen: Parted, over: pd.Timestamp, zone: str) -> dict[str, Any]:
    at, since = (
        each.tz_localize(zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC").tz_localize(None)
        for each in (over, over - LASTS * DAY)
    )
    made_at = at.ceil(STEP)
    called = sensor.replace("_", " ").capitalize()
    return {
        "equipment_id": machine,
        "sensor_type": sensor,
        "method": TOGETHER,
        "version": VERSION,
        "made_at": made_at,
        "since": since,
        "horizon_ends_at": made_at + DAYS_OF_SHIFT,
        "until_from": pd.NaT,
        "until_to": pd.NaT,
        "limit_name": None,
        "limit_value": np.nan,
        "score": round(seen.score, 4),
        "words": f"{called} has not moved with the other sensors of its machine since {over - LASTS * DAY:%-d %b %Y}: "
        f"over the day it was {seen.times:.1f} times as far as usual from what they say of it, with hour of the day, "
        "weekend, product and stops taken out. By itself it need not be out of the ordinary.",
        "inputs": {"spreads": round(seen.score, 4), "times": round(seen.times, 4), "since": since.isoformat()},
    }
