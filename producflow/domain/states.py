"""What machines were doing → production records and stops: intervals of any length, cut where shifts change.

Time counts once, see :mod:`producflow.domain.timeline`: off has it before an unplanned stop, that before a planned
stop, that before producing.
Units are never cut: they go to the shifts in proportion to the time that their own interval was producing.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.shifts import WorkingCalendar
from producflow.domain.timeline import OFF, PLANNED_STOP, PRODUCING, RANK, STOPPED, Clock, divided

MINUTE = np.timedelta64(60_000_000, "us")

RECORDS = ("date", "shift", "product", "output_quantity", "defect_quantity", "downtime_minutes", "planned_minutes")
STOPS = ("started_at", "ended_at", "reason", "planned")


@dataclass(frozen=True)
class Account:
    """What the intervals of one machine add up to."""

    records: pd.DataFrame
    """One row per production day, shift and product: ``date``, ``shift``, ``product``, ``output_quantity`` and
    ``defect_quantity`` (missing where no interval states any) [units], ``downtime_minutes`` and ``planned_minutes``
    [min]."""
    stops: pd.DataFrame
    """One row per stop, however many shifts it lasts: ``started_at``, ``ended_at`` (missing while it lasts),
    ``reason``, ``planned``."""
    overlaps: int
    """Intervals that began before an earlier one had ended. [intervals]"""
    overlap_minutes: float
    """Time that several intervals claimed. [min]"""
    uncounted_output: int
    uncounted_defects: int
    """Units on intervals in which the machine was not producing; they count nowhere. [units]"""
    open_ended: int
    """Producing intervals without an end, which last until something unknown: no time of theirs counts. [intervals]"""


def account(intervals: pd.DataFrame, calendar: WorkingCalendar) -> Account:
    """Sum up the intervals of one machine.

    Parameters
    ----------
    intervals : DataFrame
        ``started_at``, ``ended_at`` (UTC; a missing end is where the machine's next interval begins), ``state``,
        ``reason``, ``product``, ``output_quantity``, ``defect_quantity`` [units; missing: none stated].
    calendar : WorkingCalendar
        Of the plant.

    Returns
    -------
    Account
        Its planned minutes are the minutes that some interval covers with another state than ``off``; its output is the
        output of all producing intervals, to the unit.
    """
    rows = _closed(intervals)
    closed = rows[rows["ended_at"].notna()]
    pieces = divided(closed, closed["state"].map(RANK))
    overlaps, overlap_minutes = _overlaps(closed, pieces)
    making = rows["state"] == PRODUCING
    return Account(
        records=_records(rows, pieces, calendar),
        stops=_stops(rows, pieces),
        overlaps=overlaps,
        overlap_minutes=overlap_minutes,
        uncounted_output=int(rows.loc[~making, "output_quantity"].fillna(0).sum()),
        uncounted_defects=int(rows.loc[~making, "defect_quantity"].fillna(0).sum()),
        open_ended=int((making & rows["ended_at"].isna()).sum()),
    )


def _closed(intervals: pd.DataFrame) -> pd.DataFrame:
    """Intervals in the order of their starts; those without an end last until the next later start."""
    rows = intervals.sort_values(["started_at", "product"], kind="stable", ignore_index=True)
    starts = rows["started_at"].to_numpy(dtype="datetime64[us]")
    # Past all that begin at the same instant: those do not end one another.
    following = np.searchsorted(starts, starts, side="right")
    padded = np.append(starts, np.datetime64("NaT"))
    ends = rows["ended_at"].to_numpy(dtype="datetime64[us]")
    ends = np.where(np.isnat(ends), padded[following], ends)
    return rows.assign(started_at=starts, ended_at=ends, product=rows["product"].fillna(""))


def _overlaps(rows: pd.DataFrame, pieces: pd.DataFrame) -> tuple[int, float]:
    """How many intervals began before an earlier one had ended, and how much time was claimed more than once."""
    if rows.empty:
        return 0, 0.0
    start, end = (rows[name].to_numpy(dtype="datetime64[us]") for name in ("started_at", "ended_at"))
    claimed = (end - start).sum() - (pieces["end"].to_numpy() - pieces["start"].to_numpy()).sum()
    reached = np.maximum.accumulate(end.astype(np.int64))[:-1]
    earlier = (start[1:].astype(np.int64) < reached) & (end[1:] > start[1:])
    return int(earlier.sum()), float(claimed / MINUTE)


def _records(rows: pd.DataFrame, pieces: pd.DataFrame, calendar: WorkingCalendar) -> pd.DataFrame:
    time = _time(rows, pieces, calendar)
    made = _made(rows, pieces, calendar)
    both = pd.concat([time, made], ignore_index=True)
    if both.empty:
        return both.reindex(columns=list(RECORDS))
    columns = ["output_quantity", "defect_quantity", "downtime_minutes", "planned_minutes"]
    sums = both.groupby(["date", "shift", "product"], as_index=False, sort=False)[columns].sum(min_count=1)
    sums = sums.sort_values(["date", "shift", "product"], ignore_index=True)
    units = {name: sums[name].round().astype("Int64") for name in ("output_quantity", "defect_quantity")}
    sums = sums.fillna({"downtime_minutes": 0.0, "planned_minutes": 0.0})
    # Sums of floats differ in their last bits, and downtime above planned time would be refused.
    sums = sums.assign(**units, downtime_minutes=np.minimum(sums["downtime_minutes"], sums["planned_minutes"]))
    return sums[list(RECORDS)]


def _time(rows: pd.DataFrame, pieces: pd.DataFrame, calendar: WorkingCalendar) -> pd.DataFrame:
    """Planned minutes and downtime per shift and product; a stop without a product goes with the one before it."""
    planned = pieces[pieces["row"].map(rows["state"]) != OFF].reset_index(drop=True)
    cut = calendar.split(planned["start"], planned["end"])
    row = planned["row"].reindex(cut["interval"]).to_numpy()
    state, product = rows["state"].reindex(row).to_numpy(), rows["product"].reindex(row)
    named = pd.Series(product.to_numpy(), dtype="str").where(state == PRODUCING, None)
    stated = pd.Series(product.to_numpy(), dtype="str")
    of_stop = named.groupby([cut["date"], cut["shift"]], sort=False)
    around = of_stop.ffill().fillna(of_stop.bfill()).fillna("")
    known = stated.where((state == PRODUCING) | (stated != ""), around)
    return pd.DataFrame(
        {
            "date": cut["date"],
            "shift": cut["shift"],
            "product": known,
            "output_quantity": np.nan,  # time makes no units: what nobody reported is missing
            "defect_quantity": np.nan,
            "downtime_minutes": np.where(state == PRODUCING, 0.0, cut["minutes"]),
            "planned_minutes": cut["minutes"],
        }
    )


def _made(rows: pd.DataFrame, pieces: pd.DataFrame, calendar: WorkingCalendar) -> pd.DataFrame:
    """Units per shift and product: those of each producing interval, divided by the time in which it produced."""
    stated = rows["output_quantity"].notna() | rows["defect_quantity"].notna()
    making = rows[(rows["state"] == PRODUCING) & stated]
    output = making["output_quantity"].fillna(making["defect_quantity"]).astype("int64")
    known = making["defect_quantity"].notna()
    defects = making["defect_quantity"].fillna(0).astype("int64")
    ended = making["ended_at"].where(making["ended_at"].notna(), making["started_at"])
    cut = calendar.split(making["started_at"], ended)
    produced = _produced(rows, pieces)
    weight = produced(cut["ended_at"]) - produced(cut["started_at"])
    whole = weight.groupby(cut["interval"]).transform("sum")
    weight = weight.where(whole > 0, cut["minutes"])  # stopped all the time by what others say: by its own time then
    whole = weight.groupby(cut["interval"]).transform("sum")
    reached = (weight.groupby(cut["interval"]).cumsum() / whole.where(whole > 0)).fillna(1.0)
    last = ~cut["interval"].duplicated(keep="last")
    # So that rounding leaves no unit over.
    reached = reached.mask(last, 1.0)
    # Good and rejected units apart, so that no shift gets more rejects than output by rounding.
    good = _divided((output - defects).reindex(cut["interval"]).to_numpy(), reached, cut["interval"])
    bad = _divided(defects.reindex(cut["interval"]).to_numpy(), reached, cut["interval"])
    return pd.DataFrame(
        {
            "date": cut["date"],
            "shift": cut["shift"],
            "product": rows["product"].reindex(cut["interval"]).to_numpy(),
            "output_quantity": good + bad,
            "defect_quantity": bad.where(known.reindex(cut["interval"]).to_numpy()),
            "downtime_minutes": 0.0,
            "planned_minutes": 0.0,
        }
    )


def _produced(rows: pd.DataFrame, pieces: pd.DataFrame) -> Clock:
    """Minutes in which the machine produced, up to an instant."""
    making = pieces[pieces["row"].map(rows["state"]) == PRODUCING]
    return Clock.of(making)


def _divided(quantity: npt.NDArray[np.integer[Any]], reached: pd.Series, interval: pd.Series) -> pd.Series:
    """Whole units of each piece; those of an interval add up to its quantity."""
    until = pd.Series(np.floor(quantity * reached.to_numpy() + 0.5).astype(np.int64), index=reached.index)
    return until - until.groupby(interval).shift(fill_value=0)


def _stops(rows: pd.DataFrame, pieces: pd.DataFrame) -> pd.DataFrame:
    """Stops as they began and ended; what follows on with the same reason is one stop."""
    state = pieces["row"].map(rows["state"])
    stopped = pieces[state.isin([STOPPED, PLANNED_STOP])]
    still = rows[rows["ended_at"].isna() & rows["state"].isin([STOPPED, PLANNED_STOP])]
    start = np.concatenate([stopped["start"].to_numpy(), still["started_at"].to_numpy()]).astype("datetime64[us]")
    end = np.concatenate([stopped["end"].to_numpy(), still["ended_at"].to_numpy()]).astype("datetime64[us]")
    row = np.concatenate([stopped["row"].to_numpy(), still.index.to_numpy()]).astype(np.int64)
    reason = rows["reason"].reindex(row).fillna("").to_numpy(dtype=object)
    planned = (rows["state"].reindex(row) == PLANNED_STOP).to_numpy()
    if len(start) == 0:
        return pd.DataFrame(
            {"started_at": start, "ended_at": end, "reason": pd.Series(dtype="str"), "planned": planned}
        )
    joins = (start[1:] == end[:-1]) & (reason[1:] == reason[:-1]) & (planned[1:] == planned[:-1])
    number = np.append(0, np.cumsum(~joins))
    frame = pd.DataFrame({"number": number, "started_at": start, "ended_at": end, "reason": reason, "planned": planned})
    first = frame.drop_duplicates("number", ignore_index=True)
    last = frame.drop_duplicates("number", keep="last", ignore_index=True)
    found = first.assign(ended_at=last["ended_at"])
    # A stop is known by its machine and its start.
    return found[list(STOPS)].drop_duplicates("started_at", ignore_index=True)
