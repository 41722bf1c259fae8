"""The shift calendar: which shift an instant belongs to, when a shift begins and ends, and splitting at its edges."""

import itertools
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

DEFAULT_STARTS = (("morning", time(6)), ("afternoon", time(14)), ("night", time(22)))


class InvalidCalendarError(ValueError):
    """A shift calendar that cannot be; the message is one sentence that says what to mend."""


@dataclass(frozen=True)
class ShiftCalendar:
    """Shifts that cover the whole day, one after the other.

    A production day begins with the first shift and ends when the first shift of the next day begins, so the last
    shift of the day (the night shift) belongs to the day on which it began.

    Parameters
    ----------
    zone : str
        IANA name of the plant's time zone, for example `Europe/Berlin`.
    starts : tuple of (name, time)
        Shifts in the order of the day, with their wall-clock starts.

    Raises
    ------
    InvalidCalendarError
        When the zone is not known, there is no shift, a name comes twice or the starts do not rise.

    Notes
    -----
    Starts are wall-clock times; lengths are real elapsed time. The night in which clocks go forward has a night shift
    of 7 hours and the one in which they go back one of 9, and planned minutes follow. A start that the clock skips
    moves to the end of the gap; one that comes twice counts the first time.
    """

    zone: str
    starts: tuple[tuple[str, time], ...] = DEFAULT_STARTS

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise InvalidCalendarError(
                f"The time zone {self.zone!r} is not known; give an IANA name such as Europe/Berlin."
            ) from unknown
        if not self.starts:
            raise InvalidCalendarError("A shift calendar needs at least one shift; add one.")
        if len(set(self.names)) < len(self.names):
            raise InvalidCalendarError(f"Shift names must differ, but they are {', '.join(self.names)}; rename one.")
        times = [start for _, start in self.starts]
        if any(start.tzinfo is not None for start in times):
            raise InvalidCalendarError("A shift start is a wall-clock time such as 06:00; leave its offset out.")
        if any(after <= before for before, after in itertools.pairwise(times)):
            listed = ", ".join(f"{name} {start:%H:%M}" for name, start in self.starts)
            raise InvalidCalendarError(f"Each shift must start later in the day than the one before: {listed}.")

    @classmethod
    def of(cls, zone: str, **starts: str) -> "ShiftCalendar":
        """Make a calendar from `HH:MM` texts, for example ``of("UTC", morning="06:00", night="18:00")``."""
        try:
            parsed = tuple((name, time.fromisoformat(text)) for name, text in starts.items())
        except ValueError as unreadable:
            raise InvalidCalendarError(
                f"A shift start must be a time such as 06:00, but one of {', '.join(starts.values())} is not."
            ) from unreadable
        return cls(zone, parsed or DEFAULT_STARTS)

    @property
    def names(self) -> tuple[str, ...]:
        """Shifts in the order of the day."""
        return tuple(name for name, _ in self.starts)

    def spans(self, first_day: date, last_day: date) -> pd.DataFrame:
        """List the shifts of production days, both days included.

        Returns
        -------
        DataFrame, in time order without gaps
            `date` (datetime64, midnight, no zone), `shift`, `start`, `end` (UTC) and `minutes` (real elapsed time)
            [min].
        """
        days = pd.date_range(pd.Timestamp(first_day), pd.Timestamp(last_day), freq="D", unit="us")
        edges = self._edges(days)
        start, end = edges[:-1], edges[1:]
        return pd.DataFrame(
            {
                "date": days.repeat(len(self.starts)),
                "shift": pd.array(list(self.names) * len(days), dtype="str"),
                "start": start,
                "end": end,
                "minutes": (end - start).total_seconds() / 60,
            }
        )

    def bounds(self, day: date, shift: str) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Start and end of one shift, in UTC; the end is the start of the next and no longer part of it.

        Raises
        ------
        KeyError
            When the calendar has no such shift.
        """
        if shift not in self.names:
            raise KeyError(f"There is no shift {shift!r}; choose one of {', '.join(self.names)}.")
        row = self.spans(day, day).iloc[self.names.index(shift)]
        return row["start"], row["end"]

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
        spans = self._spans_around(moments)
        place = np.searchsorted(_ticks(spans["start"]), _ticks(moments), side="right") - 1
        found = spans[["date", "shift"]].reindex(np.where(moments.isna(), -1, place))
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
        spans = self._spans_around(pd.concat([start, end]))
        edges = _ticks(spans["start"])
        first = np.searchsorted(edges, _ticks(start), side="right") - 1
        last = np.maximum(np.searchsorted(edges, _ticks(end), side="left") - 1, first)
        count = last - first + 1
        interval = np.repeat(np.arange(len(start)), count)
        step = np.arange(len(interval)) - np.repeat(np.cumsum(count) - count, count)
        return _pieces(start, end, spans, interval, first[interval] + step)

    def _edges(self, days: pd.DatetimeIndex) -> pd.DatetimeIndex:
        """Shift starts of the days in UTC, and the first start of the day after."""
        every = pd.date_range(days[0], days[-1] + pd.Timedelta(days=1), freq="D", unit="us")
        offsets = np.array([pd.Timedelta(start.isoformat()).to_timedelta64() for _, start in self.starts])
        clock = every.to_numpy(dtype="datetime64[us]")[:, np.newaxis] + offsets.astype("timedelta64[us]")
        local = pd.DatetimeIndex(clock.ravel()[: len(days) * len(offsets) + 1])
        first_time = np.ones(len(local), dtype=bool)
        return local.tz_localize(self.zone, ambiguous=first_time, nonexistent="shift_forward").tz_convert("UTC")

    def _spans_around(self, moments: pd.Series) -> pd.DataFrame:
        """Spans that cover all moments, with two days to spare on both sides; of any day when no moment is known."""
        known = moments.dropna()
        if known.empty:
            return self.spans(date(1970, 1, 1), date(1970, 1, 1))
        spare = pd.Timedelta(days=2)
        return self.spans((known.min() - spare).date(), (known.max() + spare).date())


def _ticks(instants: pd.Series) -> npt.NDArray[np.datetime64]:
    """UTC without a zone, which numpy can search."""
    return instants.to_numpy(dtype="datetime64[us]")


def _pieces(
    start: pd.Series,
    end: pd.Series,
    spans: pd.DataFrame,
    interval: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
) -> pd.DataFrame:
    """Cut the intervals at the given positions down to the given shifts."""
    touched = spans.iloc[place]
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
