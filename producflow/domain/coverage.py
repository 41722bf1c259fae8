"""How many of the expected machine-shifts reported: every KPI says so beside its figure."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from producflow.domain.metrics import METRICS
from producflow.domain.shifts import WorkingCalendar

KEY = ["equipment_id", "date", "shift"]


@dataclass(frozen=True)
class Coverage:
    """Machine-shifts that reported, of those expected."""

    reported: int
    expected: int
    """Reported counts only what was expected."""
    unexpected: int
    """Machine-shifts that reported without being expected, for example before the installation date."""

    @property
    def percentage(self) -> float:
        """Reported ÷ expected; NaN when nothing was expected. [%]"""
        return float(METRICS["coverage"].of(reported=self.reported, expected=self.expected))

    def fields(self) -> dict[str, Any]:
        """What calls say of it."""
        percentage = self.percentage if self.expected else None
        return {"reported": self.reported, "expected": self.expected, "percentage": percentage}


def expected_shifts(
    calendar: WorkingCalendar,
    first_day: pd.Timestamp,
    last_day: pd.Timestamp,
    in_service_since: pd.Series,
    now: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """List the machine-shifts that ought to report: those that are planned.

    Parameters
    ----------
    first_day, last_day : Timestamp or date
        Production days, both included.
    in_service_since : Series of datetime64 or date, indexed by equipment_id
        First day on which a machine can report, for example its installation date; missing: since ever.
    now : Timestamp, optional
        Shifts that have not ended by then are not expected yet.

    Returns
    -------
    DataFrame
        `equipment_id`, `date`, `shift`, `planned_minutes` (elapsed length of the shift) [min].
    """
    found = []
    for own, chosen in calendar.among(in_service_since.index):
        spans = own.planned(first_day, last_day)
        if now is not None:
            spans = spans[spans["end"] <= now]
        known = in_service_since[in_service_since.index.isin(chosen)]
        machines = pd.DataFrame({"equipment_id": known.index, "since": pd.to_datetime(known).array})
        every = machines.merge(spans, how="cross")
        since = every["since"].dt.tz_localize(None).dt.normalize()
        due: pd.DataFrame = every[since.isna() | (every["date"] >= since)]
        found.append(due[[*KEY, "minutes"]].rename(columns={"minutes": "planned_minutes"}))
    return pd.concat(found, ignore_index=True)


@dataclass(frozen=True)
class Matched:
    """Machine-shifts that reported beside those that were expected to; several records (products) of one count once."""

    reported: pd.DataFrame
    expected: pd.DataFrame
    """`equipment_id`, `date`, `shift`."""

    @cached_property
    def _numbers(self) -> list[npt.NDArray[np.int64]]:
        """Of those that were due, and of those that reported: to number them takes longest, so it is done once."""
        return _numbered(self.expected, self.reported)

    @cached_property
    def _came(self) -> npt.NDArray[np.bool_]:
        due, told = self._numbers
        return np.isin(due, told)

    @property
    def coverage(self) -> Coverage:
        """How many reported, of those expected."""
        matched = int(self._came.sum())
        return Coverage(matched, len(self.expected), len(np.unique(self._numbers[1])) - matched)

    @property
    def marked(self) -> pd.DataFrame:
        """`expected` in its order with a column `reported` (yes/no)."""
        return self.expected.assign(reported=self._came)

    @property
    def unexpected(self) -> pd.DataFrame:
        """Those that reported without being expected, each once."""
        due, told = self._numbers
        more = np.flatnonzero(~np.isin(told, due))
        _, first = np.unique(told[more], return_index=True)
        return self.reported.iloc[more[np.sort(first)]]


def _numbered(*frames: pd.DataFrame) -> list[npt.NDArray[np.int64]]:
    """The machine-shifts of some frames as numbers, whether days came as dates or as timestamps."""
    found = np.zeros(sum(map(len, frames)), dtype="int64")
    for name in KEY:
        values = [
            pd.to_datetime(frame[name]).astype("datetime64[us]") if name == "date" else frame[name] for frame in frames
        ]
        codes, distinct = pd.factorize(pd.concat(values))
        found = found * len(distinct) + codes
    return np.split(found, np.cumsum([len(frame) for frame in frames])[:-1])


REPORTED, LATE, DUPLICATE, MISSING, NOT_DUE = "reported", "late", "duplicate", "missing", "not due"
"""What a machine-shift can be; of several, missing is shown before duplicate, late and reported."""
OF_STATE = ("reported", "late", "hours_late", "counted_twice", "repeated", "duplicate", "state")
TOLERANCE = 1.0
"""Planned time may exceed the shift by so much before it counts as counted twice: rounding in exports. [min]"""


def states(
    expected: pd.DataFrame,
    reports: pd.DataFrame,
    calendar: WorkingCalendar,
    grace_hours: float,
    kept_since: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Say of every machine-shift whether it reported, late, twice or not at all.

    Parameters
    ----------
    expected : DataFrame
        From `expected_shifts`.
    reports : DataFrame
        One row per machine-shift with a record: `equipment_id`, `date`, `shift`, `records`, `planned_minutes` (of all
        its records) [min], `first_stored` (instant at which the first of them came in), `repeated` (rows of files that
        said one of them again).
    calendar : WorkingCalendar
        What is expected follows from it; unplanned shifts that reported have their time from it too.
    grace_hours : float
        How long after the end of its shift a report is still in time. [h]
    kept_since : Timestamp, optional
        When the plant's first record of all came in. What ended before is history that was loaded then, not late.

    Returns
    -------
    DataFrame
        One row per machine-shift that was expected or reported, in order of machine and time: `equipment_id`, `date`,
        `shift`, `start`, `end`, `due`, `reported`, `late`, `hours_late` (after the grace) [h], `counted_twice`,
        `repeated`, `duplicate` and `state`.

    Notes
    -----
    Missing: expected, and no record. Late: its first record came in more than the grace after the shift ended.
    Counted twice: several records whose planned time adds up to more than the shift has, so that something stands in
    them twice. Repeated: a file had a row of it more than once, which was counted once. Both are duplicates.
    """
    days = {"date": "datetime64[us]"}
    told = reports.astype(days)
    every = pd.concat([expected[KEY].astype(days).assign(due=True), told[KEY].assign(due=False)])
    cells = every.drop_duplicates(KEY, keep="first").merge(told, on=KEY, how="left")
    cells = timed(cells, calendar)
    reported = cells["records"].notna()
    ends = cells["end"]
    after = (pd.to_datetime(cells["first_stored"], utc=True) - ends).dt.total_seconds() / 3600 - grace_hours
    late = reported & (after > 0)
    if kept_since is not None:
        late &= ends >= kept_since
    twice = reported & (cells["records"] > 1) & (cells["planned_minutes"] > cells["minutes"] + TOLERANCE)
    repeated = cells["repeated"].fillna(0).astype("int64")
    double = twice | (repeated > 0)
    state = pd.Series(REPORTED, index=cells.index, dtype="str").mask(late, LATE).mask(double, DUPLICATE)
    state = state.mask(~reported, MISSING)
    return cells.assign(
        reported=reported,
        late=late,
        hours_late=after.where(late),
        counted_twice=twice,
        repeated=repeated,
        duplicate=double,
        state=state,
    )[[*KEY, "start", "end", "due", *OF_STATE]].sort_values(["equipment_id", "start"], kind="stable", ignore_index=True)


def timed(cells: pd.DataFrame, calendar: WorkingCalendar) -> pd.DataFrame:
    """Add `start`, `end` and `minutes` [min] of each machine-shift; those of shifts that there never were are left out.

    Parameters
    ----------
    cells : DataFrame
        `equipment_id`, `date` (datetime64[us]), `shift` and anything else.
    """
    if cells.empty:
        return cells.assign(
            start=cells["date"].dt.tz_localize("UTC"), end=cells["date"].dt.tz_localize("UTC"), minutes=0.0
        )
    first, last = cells["date"].min(), cells["date"].max()
    found = []
    for own, chosen in calendar.among(cells["equipment_id"].unique()):
        spans = own.spans(first, last).drop(columns=["planned", "holds"]).astype({"date": "datetime64[us]"})
        found.append(cells[cells["equipment_id"].isin(chosen)].merge(spans, on=["date", "shift"]))
    return pd.concat(found, ignore_index=True)


def gaps(cells: pd.DataFrame) -> pd.DataFrame:
    """Missing machine-shifts, those in a row put together.

    Parameters
    ----------
    cells : DataFrame
        From `states`.

    Returns
    -------
    DataFrame
        One row per machine and run of missing shifts without a reported one between, the longest first:
        `equipment_id`, `first_date`, `first_shift`, `last_date`, `last_shift`, `shifts`, `alone` (whether another
        machine reported at the time).
    """
    missing = cells["state"] == MISSING
    run = (missing != missing.shift()) | (cells["equipment_id"] != cells["equipment_id"].shift())
    own = cells.assign(run=run.cumsum())[missing]
    someone = cells.groupby(["date", "shift"])["reported"].transform("any")[missing]
    found = (
        own.assign(someone=someone)
        .groupby("run")
        .agg(
            equipment_id=("equipment_id", "first"),
            first_date=("date", "first"),
            first_shift=("shift", "first"),
            last_date=("date", "last"),
            last_shift=("shift", "last"),
            shifts=("shift", "size"),
            alone=("someone", "any"),
        )
    )
    return found.sort_values(["shifts", "first_date"], ascending=[False, False], kind="stable").reset_index(drop=True)
