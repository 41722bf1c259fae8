"""The shift that is running: what is known of it so far, beside the same part of the shifts like it before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from producflow.domain.coverage import expected_shifts
from producflow.domain.stops import pieces
from producflow.reports import downtime
from producflow.reports.coverage import in_service_since
from producflow.reports.periods import calendar, running_shift
from producflow.reports.plant import in_force, known_machines
from producflow.reports.view import View
from producflow.store.database import Session
from producflow.store.queries import production as queries
from producflow.store.reading import reads

MINUTE = np.timedelta64(1, "m")
EARLIER_DAYS = 7
"""Over how many production days before the same shift is looked at. [days]"""


@dataclass(frozen=True)
class Running:
    """A shift that is not over; nothing is judged by it."""

    day: date
    shift: str
    starts: datetime
    ends: datetime
    """Aware."""
    elapsed_minutes: float
    """Of one machine, since it began. [min]"""
    machines: int
    """Expected to report when it is over."""
    reporting: int
    """Machines that have reported something of it already."""
    output: float | None
    usual_output: float | None
    """What those have reported, and what they made by the same time in the shifts before: of their whole output the
    share that its time has of theirs, since reports tell of whole shifts. [units]"""
    stopped: float | None
    usual_stopped: float | None
    """Unplanned stops so far, and by the same time in the shifts before, on average. [min]"""
    earlier: int
    """Shifts of the same name in the `EARLIER_DAYS` before."""

    @property
    def minutes(self) -> float:
        """Length of the whole shift. [min]"""
        return (self.ends - self.starts).total_seconds() / 60


@reads
def running(session: Session, machines: tuple[int, ...] | None, now: datetime) -> Running | None:
    """What is known so far of the shift that is running; None between shifts.

    Parameters
    ----------
    machines : tuple of int, optional
        Only these.
    now : datetime
        An aware, whole minute.
    """
    plant = in_force(session)
    found = running_shift(plant, now)
    if found is None:
        return None
    day, shift, starts, ends = found
    first = day - timedelta(days=EARLIER_DAYS)
    known = known_machines(session)
    chosen = known if machines is None else known[known["equipment_id"].isin(machines)]
    since = in_service_since(chosen)
    spans = calendar(plant).planned(first, day - timedelta(days=1))
    due = expected_shifts(calendar(plant), pd.Timestamp(day), pd.Timestamp(day), since)
    before = spans[(spans["shift"] == shift) & (spans["date"] >= since.min())]
    elapsed = now - starts
    output, usual, reporting = _output(session, View(day, day, machines, (shift,)), before, elapsed / (ends - starts))
    stopped, usual_stopped = None, None
    if chosen["records_stops"].any():
        begin = starts if before.empty else before["start"].iloc[0].to_pydatetime()
        stops = downtime.recorded(session, plant, begin, now, now, machines)
        *of_each, stopped = _stopped(stops, pd.Series([*before["start"], pd.Timestamp(starts)]), elapsed)
        usual_stopped = sum(of_each) / len(of_each) if of_each else None
    return Running(
        day=day,
        shift=shift,
        starts=starts,
        ends=ends,
        elapsed_minutes=elapsed.total_seconds() / 60,
        machines=len(due[due["shift"] == shift]),
        reporting=reporting,
        output=output,
        usual_output=usual,
        stopped=stopped,
        usual_stopped=usual_stopped,
        earlier=len(before),
    )


def _output(session: Session, view: View, before: pd.DataFrame, share: float) -> tuple[float | None, float | None, int]:
    """Output so far, what the same machines made by then before, and how many these are."""
    so_far = queries.sums(session, view.parameters(), queries.MACHINE)
    if so_far.empty or before.empty:
        return _known(so_far["output_quantity"].sum(min_count=1)), None, len(so_far)
    earlier = View(before["date"].iloc[0].date(), before["date"].iloc[-1].date(), tuple(so_far.index), view.shifts)
    rows = queries.sums(session, earlier.parameters(), queries.EACH)
    usual = rows.groupby("equipment_id")["output_quantity"].mean().sum(min_count=1) * share
    return _known(so_far["output_quantity"].sum(min_count=1)), _known(usual), len(so_far)


def _stopped(stops: pd.DataFrame, starts: pd.Series, elapsed: timedelta) -> list[float]:
    """Unplanned stops from the start of each shift on, for so long; every machine that stood counts. [min]"""
    found = pieces(stops[~stops["planned"]].reset_index(drop=True))  # a planned one takes no time from them
    begin, end, opens = (each.to_numpy(dtype="datetime64[us]") for each in (found["start"], found["end"], starts))
    closes = opens + np.timedelta64(elapsed)
    within = np.minimum(end[:, np.newaxis], closes) - np.maximum(begin[:, np.newaxis], opens)
    return [float(each) for each in (within / MINUTE).clip(min=0).sum(axis=0)]


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
