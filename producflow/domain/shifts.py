"""The working calendar on a clock: which shift an instant belongs to, what is planned, and splitting at the edges."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.patterns import InvalidCalendarError
from producflow.domain.schedule import Schedule
from producflow.domain.shift_grid import Grid, grid, in_order

PLANT = -1
"""A machine that there is not: it works as the plant does."""
SPARE = pd.Timedelta(days=3)
"""Days laid out before and after what is asked, so that every instant lies between two shifts."""


@dataclass(frozen=True)
class WorkingCalendar:
    """When a plant, or one machine of it, means to work, and to which production day and shift any instant belongs.

    A production day begins with its first shift and ends when the first shift of the next day begins, so a night shift
    belongs to the day on which it began. Time between shifts goes on with the shift before it: work after its end is
    overtime of that shift. A day without planned shifts is divided as on the newest day that has them.

    Parameters
    ----------
    zone : str
        IANA name of the plant's time zone, for example `Europe/Berlin`.

    Raises
    ------
    InvalidCalendarError
        When the zone is not known.

    Notes
    -----
    Starts and ends are wall-clock times; lengths are real elapsed time. The night in which clocks go forward has a
    night shift of 7 hours and the one in which they go back one of 9, and planned minutes follow. A start that the
    clock skips moves to the end of the gap; one that comes twice counts the first time.
    """

    zone: str
    schedule: Schedule = field(default_factory=Schedule)

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise InvalidCalendarError(
                f"The time zone {self.zone!r} is not known; give an IANA name such as Europe/Berlin."
            ) from unknown

    @classmethod
    def of(cls, zone: str, **starts: str) -> "WorkingCalendar":
        """Shifts that cover every day, from `HH:MM` texts: ``of("UTC", morning="06:00", night="18:00")``."""
        try:
            parsed = [(name, time.fromisoformat(text)) for name, text in starts.items()]
        except ValueError as unreadable:
            raise InvalidCalendarError(
                f"A shift start must be a time such as 06:00, but one of {', '.join(starts.values())} is not."
            ) from unreadable
        return cls(zone, Schedule.of_starts(*parsed))

    @property
    def names(self) -> tuple[str, ...]:
        """All shifts that there are or were, the present ones first and in the order of the day."""
        return self.schedule.names

    def of_machine(self, machine: int) -> "WorkingCalendar":
        """What holds for a machine."""
        if not self.schedule.machines:
            return self
        return WorkingCalendar(self.zone, self.schedule.of_machine(machine))

    def among(self, machines: Iterable[int]) -> list[tuple["WorkingCalendar", list[int]]]:
        """Machines by the calendar that holds for them: most plants have one for all."""
        apart, chosen = {machine for machine, _ in self.schedule.machines}, list(machines)
        if not apart:
            return [(self, chosen)]
        found: dict[WorkingCalendar, list[int]] = {} if chosen else {self.of_machine(PLANT): []}
        for machine in chosen:
            found.setdefault(self.of_machine(machine if machine in apart else PLANT), []).append(machine)
        return list(found.items())

    def grid(self, first_day: date, last_day: date) -> Grid:
        """All shifts of production days as arrays, both days included."""
        return grid(self.schedule, self.zone, pd.Timestamp(first_day).date(), pd.Timestamp(last_day).date())

    def spans(self, first_day: date, last_day: date) -> pd.DataFrame:
        """List the shifts of production days, both days included, planned or not.

        Returns
        -------
        DataFrame, in the order of days and then of time
            `date` (datetime64, midnight, no zone), `shift`, `start`, `end` (UTC), `minutes` (real elapsed time) [min]
            `planned`, and `holds`: whether instants belong to it. One row for each day and each shift that there is or
            was, so that whatever was reported finds its time.
        """
        found = self.grid(first_day, last_day)
        order = np.lexsort((np.broadcast_to(in_order(found.names), found.start.shape), found.start), axis=1)
        start, end, minutes, planned, holds = (
            np.take_along_axis(values, order, axis=1).ravel()
            for values in (found.start, found.end, found.minutes, found.planned, found.holds)
        )
        return pd.DataFrame(
            {
                "date": found.days.repeat(len(found.names)),
                "shift": pd.array(np.array(found.names, dtype=object)[order.ravel()], dtype="str"),
                "start": pd.DatetimeIndex(start).tz_localize("UTC"),
                "end": pd.DatetimeIndex(end).tz_localize("UTC"),
                "minutes": minutes,
                "planned": planned,
                "holds": holds,
            }
        )

    def planned(self, first_day: date, last_day: date) -> pd.DataFrame:
        """List the planned shifts only, see :meth:`spans`, without the last two columns."""
        found = self.spans(first_day, last_day)
        return found[found["planned"]].drop(columns=["planned", "holds"]).reset_index(drop=True)

    def days(self, first_day: date, last_day: date) -> pd.DataFrame:
        """Production days, both included: `date`, `start` and `end` (UTC), without gaps."""
        edges = self.edges(first_day, last_day)
        days = self._laid_out(first_day, last_day).days[: len(edges) - 1]
        return pd.DataFrame({"date": days, "start": edges[:-1], "end": edges[1:]})

    def edges(self, first_day: date, last_day: date) -> pd.DatetimeIndex:
        """Where production days begin, both included, and where the last one ends. [UTC]"""
        found = self._laid_out(first_day, last_day)
        first = np.where(found.holds, found.start, np.datetime64("NaT")).astype("datetime64[us]")
        begins = np.fmin.reduce(first, axis=1)
        if np.isnat(begins).any():  # a day without a shift of its own has no length
            begins = pd.Series(begins).bfill().to_numpy()
        count = (pd.Timestamp(last_day) - pd.Timestamp(first_day)).days + 1
        return pd.DatetimeIndex(begins[: count + 1]).tz_localize("UTC")

    def _laid_out(self, first_day: date, last_day: date) -> Grid:
        return self.grid(first_day, (pd.Timestamp(last_day) + SPARE).date())

    def bounds(self, day: date, shift: str) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Start and end of one shift, in UTC; the end is no longer part of it. Planned or not, see :meth:`spans`.

        Raises
        ------
        KeyError
            When the calendar has no such shift.
        """
        if shift not in self.names:
            raise KeyError(f"There is no shift {shift!r}; choose one of {', '.join(self.names)}.")
        found, across = self.grid(day, day), self.names.index(shift)
        return (
            pd.Timestamp(found.start[0, across]).tz_localize("UTC"),
            pd.Timestamp(found.end[0, across]).tz_localize("UTC"),
        )

    def shift_of(self, instants: pd.Series) -> pd.DataFrame:
        """Production day and shift of instants.

        Parameters
        ----------
        instants : Series of datetime64, shape (n,)
            With a zone, or without one in UTC.

        Returns
        -------
        DataFrame, shape (n, 2), indexed like `instants`
            `date` (datetime64, no zone) and `shift`; both missing where the instant is.
        """
        moments = pd.to_datetime(instants, utc=True).astype("datetime64[us, UTC]")
        cells = self._cells(moments)
        place = np.searchsorted(_ticks(cells["start"]), _ticks(moments), side="right") - 1
        found = cells[["date", "shift"]].reindex(np.where(moments.isna(), -1, place))
        return found.set_axis(instants.index)

    def split(self, started_at: pd.Series, ended_at: pd.Series) -> pd.DataFrame:
        """Split intervals at shift boundaries, however long they are.

        Parameters
        ----------
        started_at, ended_at : Series of datetime64, shape (n,), with the same unique index
            With a zone, or without one in UTC.

        Returns
        -------
        DataFrame
            One row per interval and shift it touches, in the order of the intervals and then of time: `interval`
            (the label of the interval), `date`, `shift`, `started_at`, `ended_at` (UTC), `minutes`. An interval of no
            length keeps one row of 0 minutes. Intervals without a start or an end are left out: close those that
            still last at the present first.

        Raises
        ------
        ValueError
            When an interval ends before it starts.

        Notes
        -----
        Midnight is a boundary only where a shift starts then: the piece of a night shift after midnight belongs to the
        day on which that shift began, so nothing is gained by cutting it in two.
        """
        start = pd.to_datetime(started_at, utc=True).astype("datetime64[us, UTC]")
        end = pd.to_datetime(ended_at, utc=True).astype("datetime64[us, UTC]").reindex(start.index)
        whole = start.notna() & end.notna()
        start, end = start[whole], end[whole]
        if (end < start).any():
            wrong = int(np.argmax(_ticks(end) < _ticks(start)))
            raise ValueError(
                f"Interval {start.index[wrong]} ends at {end.iloc[wrong]} before it starts at {start.iloc[wrong]}."
            )
        cells = self._cells(pd.concat([start, end]))
        edges = _ticks(cells["start"])
        first = np.searchsorted(edges, _ticks(start), side="right") - 1
        last = np.maximum(np.searchsorted(edges, _ticks(end), side="left") - 1, first)
        count = last - first + 1
        interval = np.repeat(np.arange(len(start)), count)
        step = np.arange(len(interval)) - np.repeat(np.cumsum(count) - count, count)
        return _pieces(start, end, cells, interval, first[interval] + step)

    def _cells(self, moments: pd.Series) -> pd.DataFrame:
        """`date`, `shift`, `start` and `end` of what time belongs to, without gaps and around all moments."""
        known = moments.dropna()
        first, last = (known.min(), known.max()) if len(known) else (pd.Timestamp(0, tz="UTC"),) * 2
        found = self.grid((first - SPARE).date(), (last + SPARE).date())
        day, across = np.divmod(found.places[:-1], len(found.names))
        return pd.DataFrame(
            {
                "date": found.days[day],
                "shift": pd.array(np.array(found.names, dtype=object)[across], dtype="str"),
                "start": pd.DatetimeIndex(found.edges[:-1]).tz_localize("UTC"),
                "end": pd.DatetimeIndex(found.edges[1:]).tz_localize("UTC"),
            }
        )


def _ticks(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    """UTC without a zone, which numpy can search."""
    return instants.to_numpy(dtype="datetime64[us]")


def _pieces(
    start: pd.Series,
    end: pd.Series,
    cells: pd.DataFrame,
    interval: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
) -> pd.DataFrame:
    """Cut the intervals at the given positions down to the time of the given shifts."""
    touched = cells.iloc[place]
    begin = np.maximum(_ticks(start)[interval], _ticks(touched["start"]))
    finish = np.minimum(_ticks(end)[interval], _ticks(touched["end"]))
    return pd.DataFrame(
        {
            "interval": start.index[interval],
            "date": pd.DatetimeIndex(touched["date"]).as_unit("us"),
            "shift": touched["shift"].astype("str").array,
            "started_at": pd.DatetimeIndex(begin).tz_localize("UTC"),
            "ended_at": pd.DatetimeIndex(finish).tz_localize("UTC"),
            "minutes": (finish - begin) / np.timedelta64(60, "s"),
        }
    )
