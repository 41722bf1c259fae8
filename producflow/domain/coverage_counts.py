"""How many machine-shifts were expected and reported: counted shift by shift, however many machines there are."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.coverage import Coverage
from producflow.domain.shift_grid import Flags, Grid
from producflow.domain.shifts import WorkingCalendar


def in_cells(
    calendar: WorkingCalendar,
    first_day: pd.Timestamp,
    last_day: pd.Timestamp,
    in_service_since: pd.Series,
    now: pd.Timestamp,
) -> pd.DataFrame:
    """Count what `coverage.expected_shifts` lists, by production day and shift.

    Parameters
    ----------
    calendar, first_day, last_day, in_service_since, now
        As for `coverage.expected_shifts`; no day of service may be missing.

    Returns
    -------
    DataFrame, indexed by `date` (datetime64[us]) and `shift`
        `planned`, machine-shifts that the calendar has, and `due`, those of them that have ended by now.
    """
    found = []
    for own, chosen in calendar.among(in_service_since.index):
        cells = own.grid(first_day, last_day)
        in_service = _in_service(in_service_since.loc[chosen], cells)
        planned, due = (np.where(each, in_service, 0).ravel() for each in (cells.planned, _due(cells, now)))
        index = pd.MultiIndex.from_product([cells.days, cells.names], names=["date", "shift"])
        found.append(pd.DataFrame({"planned": planned, "due": due}, index=index))
    return pd.concat(found).groupby(level=[0, 1]).sum()


def _due(cells: Grid, now: pd.Timestamp) -> Flags:
    """Which planned shifts have ended."""
    due: Flags = cells.planned & (cells.end <= now.tz_convert("UTC").tz_localize(None).to_datetime64())
    return due


def _in_service(since: pd.Series, cells: Grid) -> npt.NDArray[np.int64]:
    """How many machines are in service on each day: shape (days, 1)."""
    days = np.sort(pd.to_datetime(since).to_numpy(dtype="datetime64[us]"))
    return np.searchsorted(days, cells.days, side="right")[:, np.newaxis]


def counted(
    calendar: WorkingCalendar,
    first_day: pd.Timestamp,
    last_day: pd.Timestamp,
    in_service_since: pd.Series,
    counts: Sequence[pd.DataFrame],
    now: pd.Timestamp,
    shifts: tuple[str, ...] | None = None,
) -> tuple[Coverage, float]:
    """Count what `coverage.expected_shifts` and `coverage.coverage` count, without a list of machine-shifts.

    Parameters
    ----------
    calendar, first_day, last_day, in_service_since, now
        As for `coverage.expected_shifts`; no day of service may be missing.
    counts : sequence of DataFrame
        For each of the groups of machines in `calendar.among(in_service_since.index)`: one row per `date` and `shift`
        with a record: `reported`, machines with a record. All of them are in service by then: nobody is from a later
        day on than that of the first record.
    shifts : tuple of str, optional
        Only these shifts are expected.

    Returns
    -------
    Coverage
    float
        Elapsed time of all machine-shifts that were expected or reported. [min]
    """
    expected = reported = matched = 0
    minutes = 0.0
    for (own, chosen), told in zip(calendar.among(in_service_since.index), counts, strict=True):
        cells = own.grid(first_day, last_day)
        due = _due(cells, now)
        if shifts is not None:
            due = due & np.isin(cells.names, shifts)
        in_service = _in_service(in_service_since.loc[chosen], cells)
        came = _placed(told, cells)
        wanted, met = np.where(due, in_service, 0), np.where(due, came, 0)
        minutes += float((cells.minutes * (wanted + came - met)).sum())
        expected, matched = expected + int(wanted.sum()), matched + int(met.sum())
        reported += int(came.sum())
    return Coverage(matched, expected, reported - matched), minutes


def _placed(counts: pd.DataFrame, cells: Grid) -> npt.NDArray[np.int64]:
    """How many reported, at their places among the shifts of a period, 0 elsewhere."""
    day = (counts["date"].to_numpy(dtype="datetime64[D]") - cells.days[0].astype("datetime64[D]")).astype("int64")
    places = {name: place for place, name in enumerate(cells.names)}
    across = np.array([places.get(name, -1) for name in counts["shift"].tolist()], dtype="int64")
    found, known = np.zeros(cells.planned.shape, dtype="int64"), across >= 0
    found[day[known], across[known]] = counts["reported"].to_numpy()[known]
    return found
