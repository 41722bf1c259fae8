"""How long machines stood still: when stops ended that nobody ended, and how much of each counts.

The downtime of a machine is the union of its stops, as ISO 22400-2 has down time: a state of the machine, which is in
it or not. So it is never more than the calendar. Who has the time where stops overlap stands in
:mod:`producflow.domain.timeline`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from producflow.domain.timeline import PLANNED_STOP, RANK, STOPPED, Ticks, as_pieces, divided_ticks

MINUTE = pd.Timedelta(minutes=1)
TICKS = 1_000_000
"""[µs/s]"""


def closed(stops: pd.DataFrame, reports: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Say when each stop ended.

    Parameters
    ----------
    stops : DataFrame
        `equipment_id`, `started_at`, `ended_at` (missing: none was reported) and, where one is missing, `seen_again`
        (when the machine's next stop or state began; missing: there is none). [UTC]
    reports : DataFrame
        What was reported of whole shifts of these machines: `equipment_id`, `starts`, `ends` [UTC], `planned_minutes`,
        `downtime_minutes` [min].
    now : Timestamp
        Aware. What came later is not known.

    Returns
    -------
    DataFrame
        The same rows, with an `ended_at` each, `assumed` (it is the machine's next sign of life, at the latest) and
        `lasts` (there is none yet: it is `now`).

    Notes
    -----
    A sign of life is the start of the next stop or state, or a shift that reports less downtime than the stop would
    have brought it, and some run time: after that much downtime of that shift the stop must have been over.
    """
    still = stops["ended_at"].isna()
    if not still.any():  # as nearly always: there is nothing to look for
        return stops.assign(assumed=False, lasts=False)
    sign = stops["seen_again"].astype("datetime64[us, UTC]")
    if len(reports):
        reported = _by_reports(stops.loc[still], reports[reports["ends"] <= now])
        sign = pd.concat([sign, reported.reindex(stops.index)], axis=1).min(axis=1).astype("datetime64[us, UTC]")
    assumed = still & (sign <= now)
    end = stops["ended_at"].where(~assumed, sign).fillna(pd.Timestamp(now).tz_convert("UTC").as_unit("us"))
    return stops.assign(ended_at=end, assumed=assumed, lasts=still & ~assumed)


def _by_reports(stops: pd.DataFrame, reports: pd.DataFrame) -> pd.Series:
    """When each stop was over at the latest, by what was reported of shifts; missing where nothing says so."""
    ran = reports[reports["downtime_minutes"] < reports["planned_minutes"]]
    ran = ran.assign(shift_starts=ran["starts"], starts=ran["starts"].astype("datetime64[us, UTC]"))
    lasted = minutes_between(ran["starts"], ran["ends"])
    left = stops[["equipment_id", "started_at"]].sort_values("started_at", kind="stable").reset_index(names="stop")
    found = []
    # The shift in which it began, and the first one after it that ran longer than the stop would have let it.
    for direction, shifts in (("backward", ran), ("forward", ran[ran["downtime_minutes"] < lasted])):
        near = pd.merge_asof(
            left,
            shifts.sort_values("starts", kind="stable"),
            left_on="started_at",
            right_on="starts",
            by="equipment_id",
            direction=direction,  # type: ignore[arg-type]
        ).set_index("stop")
        begun = near[["started_at", "shift_starts"]].max(axis=1)
        over = begun + near["downtime_minutes"] * MINUTE
        found.append(over.where((near["ends"] > begun) & (over < near["ends"])))
    signs: pd.Series = pd.concat(found, axis=1).min(axis=1)
    return signs


def pieces(stops: pd.DataFrame) -> pd.DataFrame:
    """Divide the time of overlapping stops among them.

    Parameters
    ----------
    stops : DataFrame
        `equipment_id`, `started_at`, `ended_at` [UTC], `planned` (yes/no), in the order in which they began.

    Returns
    -------
    DataFrame
        As of :func:`producflow.domain.timeline.divided`: an unplanned stop has the time before a planned one, so that
        none hides behind a plan; among equals the one that began last.
    """
    start, end, place = _pieces(stops)
    return as_pieces(start, end, stops.index.to_numpy(dtype=np.int64)[place])


def _pieces(stops: pd.DataFrame) -> tuple[Ticks, Ticks, Ticks]:
    """Starts and ends [µs], and the place of the stop."""
    whose = stops["equipment_id"].to_numpy()
    order = np.argsort(whose, kind="stable")
    rank = np.where(stops["planned"].to_numpy(dtype=bool), RANK[PLANNED_STOP], RANK[STOPPED])
    start, end = (stops[name].to_numpy(dtype="datetime64[us]").astype(np.int64) for name in ("started_at", "ended_at"))
    start, end, place = divided_ticks(start[order], end[order], rank[order], whose[order])
    return start, end, order[place]


def counted_minutes(stops: pd.DataFrame) -> pd.Series:
    """How much of each stop counts, see :func:`pieces`; a machine's add up to the union of its stops. [min]"""
    start, end, place = _pieces(stops)
    minutes = pd.Series((end - start) / TICKS / 60).groupby(place).sum()
    return minutes.reindex(range(len(stops)), fill_value=0.0).set_axis(stops.index)


def minutes_between(starts: pd.Series, ends: pd.Series) -> pd.Series:
    """[min]"""
    minutes: pd.Series = (ends - starts).dt.total_seconds() / 60
    return minutes


@dataclass(frozen=True)
class Unended:
    """Stops behind a figure whose end nobody reported."""

    assumed: int
    """Counted until the machine's next sign of life, at the latest."""
    lasting: int
    """Counted until now, since there is none."""

    @classmethod
    def of(cls, stops: pd.DataFrame) -> "Unended":
        """Count them among stops of :func:`closed`, each once however many rows it has."""
        ids = stops["id"].to_numpy()
        return cls(*(len(np.unique(ids[stops[name].to_numpy(dtype=bool)])) for name in ("assumed", "lasts")))

    def __str__(self) -> str:
        """One sentence; empty without any."""
        parts = [
            f"{count:,} {until}"
            for count, until in (
                (
                    self.assumed,
                    "until the machine's next sign of life (a later stop or state, or a shift with less downtime)",
                ),
                (self.lasting, "until now"),
            )
            if count
        ]
        total = self.assumed + self.lasting
        stops = "1 stop has" if total == 1 else f"{total:,} stops have"
        return f"{stops} no reported end; counted: {' and '.join(parts)}." if parts else ""
