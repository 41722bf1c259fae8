"""How long machines stood: stops by the one rule of :mod:`producflow.domain.stops`, and what they add up to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from producflow.domain import stops as domain
from producflow.domain.coverage import timed
from producflow.domain.losses import NO_REASON
from producflow.domain.plant import PlantSettings
from producflow.domain.shares import cumulative_percentage
from producflow.reports.figures import MINUTES_PER_HOUR
from producflow.reports.periods import bounds_of, calendar, widest_bounds
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries


def recorded(
    session: Session,
    plant: PlantSettings,
    starts: datetime,
    ends: datetime,
    now: datetime,
    machines: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Stops that reach into a span or began in it, whole, in the order in which they began: what every figure rests on.

    Returns
    -------
    DataFrame
        One row per stop: `id`, `equipment_id`, `name`, `started_at`, `ended_at` with `assumed` and `lasts` (see
        :func:`producflow.domain.stops.closed`), `reason`, `planned`, and where it came from: `batch_id`, `file_name`,
        `source_line`.
    """
    found = queries.stops(session, starts, ends, machines)
    reports = _reports(session, plant, found, now)
    return domain.closed(found, reports, pd.Timestamp(now)).drop(columns="seen_again", errors="ignore")


def _reports(session: Session, plant: PlantSettings, stops: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Whole shifts that were reported since the first of those stops began that have no end."""
    still = stops["ended_at"].isna()
    if not still.any():
        return pd.DataFrame()
    unended = stops[still]
    first = unended["started_at"].min().date() - timedelta(days=1)
    found = queries.stop_reports(session, first, unended["equipment_id"].unique().tolist())
    found = found[found["date"] <= pd.Timestamp(max(now.date(), first))]
    told = timed(found.astype({"date": "datetime64[us]"}), calendar(plant)).drop(columns="minutes")
    return told.rename(columns={"start": "starts", "end": "ends"})


def within(found: pd.DataFrame, starts: datetime, ends: datetime) -> pd.DataFrame:
    """Cut stops to a span; those outside are left out. `minutes` is the own length of what is left of each. [min]"""
    first, last = (_plain(moment) for moment in (starts, ends))
    begin, end = (found[name].to_numpy(dtype="datetime64[us]") for name in ("started_at", "ended_at"))
    inside = (begin < last) & (end > first)
    begin, end = np.maximum(begin[inside], first), np.minimum(end[inside], last)
    began, ended = (pd.Series(pd.DatetimeIndex(each).tz_localize("UTC")) for each in (begin, end))
    cut = found[inside].reset_index(drop=True)
    return cut.assign(started_at=began, ended_at=ended, minutes=domain.minutes_between(began, ended))


def _plain(moment: datetime) -> np.datetime64:
    """UTC without a zone, for numpy."""
    return pd.Timestamp(moment).tz_convert("UTC").tz_localize(None).to_datetime64()


def began(
    session: Session,
    plant: PlantSettings,
    starts: datetime,
    ends: datetime,
    now: datetime,
    machines: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Stops that began in a span, whole, with the `minutes` of each that count, also of those after the span. [min]"""
    found = recorded(session, plant, starts, ends, now, machines)
    last = found["ended_at"].max()
    if last > pd.Timestamp(ends):  # what began after the span may have some of their time
        found = recorded(session, plant, starts, last.to_pydatetime(), now, machines)
    found = found.assign(minutes=domain.counted_minutes(found))
    first, end = pd.Timestamp(starts), pd.Timestamp(ends)
    return found[(found["started_at"] >= first) & (found["started_at"] < end)].reset_index(drop=True)


def stops(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    """Stops of a view, cut to its production days and shifts.

    Returns
    -------
    DataFrame
        One row per stop and, where shifts are chosen, per shift it falls into: the columns of :func:`recorded`,
        `reason` ("No reason given" where none is), `minutes` (what counts: a machine's add up to the union of its
        stops) and `own_minutes` (from `started_at` to `ended_at`) [min].
    """
    if view.shifts is None:
        found = _within(session, view, plant, now)
        return found.assign(own_minutes=found["minutes"], minutes=domain.counted_minutes(found))
    return by_shift(session, view, plant, now).drop(columns=["date", "shift"])


def by_shift(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    """The same stops, one row per stop and shift it falls into, with the production `date` and `shift` of each."""
    found = _within(session, view, plant, now)
    whose, divided = found["equipment_id"], domain.pieces(found)
    own = _split(plant, whose, found["started_at"], found["ended_at"]).rename(columns={"minutes": "own_minutes"})
    counted = _split(plant, divided["row"].map(whose), divided["start"], divided["end"])
    counted["interval"] = counted["interval"].map(divided["row"])
    key = ["interval", "date", "shift"]
    minutes = counted.groupby(key, as_index=False)["minutes"].sum()
    parts = own.merge(minutes, on=key, how="left").fillna({"minutes": 0.0}).set_index("interval")
    if view.shifts is not None:
        parts = parts[parts["shift"].isin(view.shifts)]
    kept = found.drop(columns=["started_at", "ended_at", "minutes"])
    return parts.join(kept).reset_index(drop=True).astype({"date": "datetime64[us]", "shift": "str"})


def _split(plant: PlantSettings, whose: pd.Series, started_at: pd.Series, ended_at: pd.Series) -> pd.DataFrame:
    """Split intervals of machines where the shifts of each change."""
    parts = [
        own.split(started_at[whose.isin(chosen)], ended_at[whose.isin(chosen)])
        for own, chosen in calendar(plant).among(whose.unique())
    ]
    return pd.concat(parts, ignore_index=True)


def _within(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    starts, ends = widest_bounds(plant, view)
    found = recorded(session, plant, starts, ends, now, view.machines)
    if ends > now:
        found = found[found["started_at"] < pd.Timestamp(now)]
    groups = calendar(plant).among(found["equipment_id"].unique())
    if len(groups) == 1:
        found = within(found, *bounds_of(groups[0][0], view))
    else:
        parts = [within(found[found["equipment_id"].isin(chosen)], *bounds_of(own, view)) for own, chosen in groups]
        found = pd.concat(parts).sort_values(["started_at", "id"], kind="stable", ignore_index=True)
    return found.assign(reason=found["reason"].where(found["reason"] != "", NO_REASON))


def by_reason(stopped: pd.DataFrame) -> pd.DataFrame:
    """Stops by reason, the longest first.

    Returns
    -------
    DataFrame
        `reason`, `planned` (yes/no), `hours` [h], `stops` [count], `cumulative_percentage` of all hours [%].
    """
    sums = (
        stopped.groupby(["reason", "planned"], as_index=False)
        .agg(minutes=("minutes", "sum"), stops=("id", "nunique"))
        .sort_values(["minutes", "reason"], ascending=[False, True], ignore_index=True)
    )
    hours = sums.pop("minutes") / MINUTES_PER_HOUR
    return sums.assign(hours=hours, cumulative_percentage=cumulative_percentage(hours))


def unplanned_minutes(stopped: pd.DataFrame, machines: pd.DataFrame, sums: pd.DataFrame) -> pd.Series:
    """Unplanned downtime of each machine that reported production.

    Parameters
    ----------
    stopped : DataFrame
        As of :func:`stops`.
    machines : DataFrame
        As of the question ``production_machines``.
    sums : DataFrame, indexed by equipment_id
        Sums of production records, with `downtime_minutes` [min].

    Returns
    -------
    Series, indexed like `sums`
        From the stops that nobody planned; for a machine that records no stops, all downtime of its production
        records, since nobody planned that either. [min]
    """
    unplanned = ~stopped["planned"].to_numpy(dtype=bool)
    own, whose = (stopped[name][unplanned] for name in ("minutes", "equipment_id"))
    events = own.groupby(whose).sum().reindex(sums.index, fill_value=0.0)
    records_stops = pd.Series(machines["records_stops"].array, machines["equipment_id"].array)
    return events.where(records_stops.reindex(sums.index, fill_value=False), sums["downtime_minutes"])
