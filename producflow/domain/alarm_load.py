"""How many alarms people get, and which of them tell nobody anything: the measures of ISA-18.2 and EEMUA 191."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.alarms import PRIORITIES, latched_groups
from producflow.domain.timeline import Clock, divided

PER_HOUR, PER_DAY = 6.0, 150.0
"""Alarms of an operator that can be dealt with. [alarms/h, alarms/d]"""
WINDOW = pd.Timedelta(minutes=10)
PEAK = 10.0
"""Most alarms of an operator within that window."""
FLOOD_BEGINS, FLOOD_ENDS = 10, 5
"""A flood begins above the one and ends below the other. [alarms of an operator in the window before]"""
TOP = 10
TOP_SHARE = 5.0
"""Most of the load that the ten most frequent alarms should make up. [%]"""
CHATTERS, CHATTER_WINDOW = 3, pd.Timedelta(minutes=1)
"""An alarm that is annunciated so often within that time chatters."""
STALE = pd.Timedelta(hours=24)
STALE_AT_ONCE = 5
"""An alarm that stands for longer is stale; fewer than so many at once."""
SHARES = dict(zip(PRIORITIES, (80.0, 15.0, 5.0, 5.0), strict=True))
"""How priorities should be distributed: low, medium, and high and critical together. [%]"""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_NEVER = np.iinfo(np.int64).max


def _ticks(instants: pd.Series) -> Ints:
    """Microseconds since 1970, in the order given; what is missing is far ahead."""
    ticks = instants.to_numpy(dtype="datetime64[us]")
    return np.where(np.isnat(ticks), _NEVER, ticks.astype(np.int64))


def _micros(span: pd.Timedelta) -> int:
    return span // pd.Timedelta(microseconds=1)


def most_within(annunciated: pd.Series, window: pd.Timedelta = WINDOW) -> int:
    """Most alarms in any stretch of so long, wherever it begins.

    Parameters
    ----------
    annunciated : Series of datetime64, shape (n,)
        When each alarm came; in any order, none missing.
    """
    ticks = np.sort(_ticks(annunciated))
    if len(ticks) == 0:
        return 0
    inside = np.arange(1, len(ticks) + 1) - np.searchsorted(ticks, ticks - _micros(window), side="right")
    return int(inside.max())


def floods(annunciated: pd.Series, operators: int = 1) -> pd.DataFrame:
    """Times in which more alarms come than a person can take in.

    Parameters
    ----------
    annunciated : Series of datetime64, shape (n,)
        When each alarm came; in any order, none missing. [UTC]
    operators : int
        People among whom they are shared; each has a flood when all of them have so many times as much.

    Returns
    -------
    DataFrame, one row per flood, in time order
        `first_at` (first alarm of the ten minutes before), `started_at` (the alarm that made it one), `ended_at`,
        `alarms` (that came from the first one to its end), `most` (in any ten minutes of it).

    Notes
    -----
    ISA-18.2: it begins when more than 10 alarms of an operator came within 10 minutes, and ends when fewer than 5 did.
    Counted over the ten minutes before each instant, not over those of the clock, so that no edge divides one.
    """
    ticks = np.sort(_ticks(annunciated))
    window = _micros(WINDOW)
    when, place = np.unique(np.concatenate([ticks, ticks + window]), return_inverse=True)
    came_or_left = np.repeat([1, -1], len(ticks))
    within = np.cumsum(np.bincount(place, came_or_left, minlength=len(when)).astype(np.int64))
    number = latched_groups(within > FLOOD_BEGINS * operators, within < FLOOD_ENDS * operators)
    rows = pd.DataFrame({"number": number, "row": np.arange(len(when)), "within": within})[number >= 0]
    found = rows.groupby("number").agg(first=("row", "first"), last=("row", "last"), most=("within", "max"))
    begin, end = when[found["first"].to_numpy()], when[found["last"].to_numpy() + 1]  # in the end all have left
    before = np.searchsorted(ticks, begin - window, side="right")
    return pd.DataFrame(
        {
            "first_at": pd.to_datetime(ticks[before], unit="us", utc=True),
            "started_at": pd.to_datetime(begin, unit="us", utc=True),
            "ended_at": pd.to_datetime(end, unit="us", utc=True),
            "alarms": np.searchsorted(ticks, end) - before,
            "most": found["most"].to_numpy(),
        }
    )


def chattering(annunciated: pd.Series, source: pd.Series) -> pd.Series:
    """Tell which alarms are part of a chatter: three or more of the same source within a minute.

    Parameters
    ----------
    annunciated : Series of datetime64, shape (n,)
    source : Series, shape (n,)
        What each is of: the same machine, sensor and limit.

    Returns
    -------
    Series of bool, shape (n,)
    """
    marks = pd.Series(False, index=annunciated.index)
    for _, rows in annunciated.groupby(source, sort=False):
        if len(rows) < CHATTERS:
            continue
        ordered = rows.sort_values(kind="stable")
        ticks = _ticks(ordered)
        first = np.arange(len(ticks) - CHATTERS + 1)
        quick = ticks[first + CHATTERS - 1] - ticks[first] <= _micros(CHATTER_WINDOW)
        part = np.zeros(len(ticks), dtype=bool)
        for place in range(CHATTERS):
            part[first[quick] + place] = True
        marks.loc[ordered.index] = part
    return marks


def most_stale(annunciated: pd.Series, over: pd.Series, begins: pd.Timestamp, until: pd.Timestamp) -> tuple[int, Bools]:
    """How many alarms stood for more than a day at once, and which do at the end.

    Parameters
    ----------
    annunciated, over : Series of datetime64, shape (n,)
        When each came, and when it was over (missing: it stands).
    begins, until : Timestamp
        The time that is looked at. [UTC]

    Returns
    -------
    int
        Most at once.
    ndarray of bool, shape (n,)
        Those that are stale at `until`.
    """
    low, high = (
        pd.Timestamp(edge).tz_localize(None).to_datetime64().astype("datetime64[us]").astype(np.int64)
        for edge in (begins, until)
    )
    since = _ticks(annunciated) + _micros(STALE)
    end = _ticks(over)
    now: Bools = (since <= high) & (end > high)
    seen = (since < end) & (end > low) & (since <= high)
    start, stop = np.maximum(since[seen], low), np.minimum(end[seen], high + 1)
    when, step = np.concatenate([start, stop]), np.repeat([1, -1], len(start))
    # At one instant what is over goes before what begins: they never stood together.
    running = np.cumsum(step[np.lexsort([step, when])])
    return int(running.max(initial=0)), now


def priority_shares(priority: pd.Series) -> pd.Series:
    """Share of each priority, from low to critical; missing without any alarm. [%]"""
    counts = priority.value_counts().reindex(PRIORITIES, fill_value=0).astype("float64")
    total = counts.sum()
    return 100 * counts / (total or math.nan)


def most_frequent(source: pd.Series, chatters: pd.Series) -> pd.DataFrame:
    """Count the alarms of each source, the most frequent first.

    Parameters
    ----------
    source : Series, shape (n,)
    chatters : Series of bool, shape (n,)
        As of :func:`chattering`.

    Returns
    -------
    DataFrame, indexed by source
        `alarms`, `share` [%], `chattering` (alarms that were part of a chatter).
    """
    grouped = chatters.groupby(source, sort=True)
    found = pd.DataFrame({"alarms": grouped.size(), "chattering": grouped.sum()}).astype("int64")
    found["share"] = 100 * found["alarms"] / max(len(source), 1)
    return found.sort_values("alarms", ascending=False, kind="stable")[["alarms", "share", "chattering"]]


class Watched:
    """The time in which somebody was there and something was measured: planned shifts, where readings came in.

    Parameters
    ----------
    planned : DataFrame
        `start`, `end` of planned shifts; may overlap. [UTC]
    hours : Series of datetime64
        Clock hours with a reading, in order, each once. [UTC]
    begins, until : Timestamp
        Nothing before and after counts. [UTC]
    """

    def __init__(self, planned: pd.DataFrame, hours: pd.Series, begins: pd.Timestamp, until: pd.Timestamp) -> None:
        shifts = planned.rename(columns={"start": "started_at", "end": "ended_at"}).reset_index(drop=True)
        shifts = shifts.sort_values("started_at", ignore_index=True)
        self._clock = Clock.of(divided(shifts, pd.Series(0, index=shifts.index)))
        end = hours + pd.Timedelta(hours=1)
        self._hours = hours
        worked = self._clock(end.where(end < until, until)) - self._clock(hours.where(hours > begins, begins))
        self.by_hour = worked.clip(lower=0) / 3.6e9
        """Of each clock hour. [h]"""

    @property
    def hours(self) -> float:
        """[h]"""
        return float(self.by_hour.sum())

    def holds(self, instants: pd.Series) -> pd.Series:
        """Tell which instants lie within it."""
        # The clock of planned time goes on in a shift, and stands outside of any.
        planned = self._clock(instants + pd.Timedelta(microseconds=1)) > self._clock(instants)
        found: pd.Series = planned & instants.dt.floor("h").isin(self._hours)
        return found
