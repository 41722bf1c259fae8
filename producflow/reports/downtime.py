"""Where the time went: stops by reason, clipped to the view."""

from datetime import datetime

import pandas as pd

from producflow.domain.losses import NO_REASON
from producflow.domain.plant import PlantSettings
from producflow.reports.figures import MINUTES_PER_HOUR
from producflow.reports.periods import bounds, calendar
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries


def stops(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    """Stops of a view, cut to its production days and shifts.

    Returns
    -------
    DataFrame
        One row per stop and, where shifts are chosen, per shift it falls into: `id`, `equipment_id`, `name`,
        `started_at`, `ended_at`, `lasts`, `reason` ("No reason given" where none is), `planned`, `minutes` [min], and
        where it came from: `batch_id`, `file_name`, `source_line`.
    """
    if view.shifts is None:
        found = _within(session, view, plant, now)
        return found.assign(minutes=(found["ended_at"] - found["started_at"]).dt.total_seconds() / 60)
    return by_shift(session, view, plant, now).drop(columns=["date", "shift"])


def by_shift(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    """The same stops, one row per stop and shift it falls into, with the production `date` and `shift` of each."""
    found = _within(session, view, plant, now)
    pieces = calendar(plant).split(found["started_at"], found["ended_at"]).set_index("interval")
    if view.shifts is not None:
        pieces = pieces[pieces["shift"].isin(view.shifts)]
    kept = found.drop(columns=["started_at", "ended_at"])
    parts = pieces[["date", "shift", "started_at", "ended_at", "minutes"]].join(kept).reset_index(drop=True)
    return parts.astype({"date": "datetime64[us]", "shift": "str"})


def _within(session: Session, view: View, plant: PlantSettings, now: datetime) -> pd.DataFrame:
    starts, ends = bounds(plant, view)
    found = queries.stops(session, starts, ends, now, view.machines)
    found["reason"] = found["reason"].where(found["reason"].str.len() > 0, NO_REASON)
    return found


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
    share = hours.cumsum() / hours.sum() if hours.sum() > 0 else hours.mul(float("nan"))
    return sums.assign(hours=hours, cumulative_percentage=100 * share)


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
    events = stopped[~stopped["planned"]].groupby("equipment_id")["minutes"].sum().reindex(sums.index, fill_value=0.0)
    records_stops = machines.set_index("equipment_id")["records_stops"].reindex(sums.index, fill_value=False)
    return events.where(records_stops, sums["downtime_minutes"])
