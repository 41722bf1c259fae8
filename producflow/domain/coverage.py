"""How many of the expected machine-shifts reported: every KPI says so beside its figure."""

from dataclasses import dataclass

import pandas as pd

from producflow.domain._ratio import ratio
from producflow.domain.shifts import ShiftCalendar

KEY = ["equipment_id", "date", "shift"]


@dataclass(frozen=True)
class Coverage:
    """Machine-shifts that reported, of those expected.

    Attributes
    ----------
    reported, expected : int
        Reported counts only what was expected.
    unexpected : int
        Machine-shifts that reported without being expected, for example before the installation date.
    ratio : float
        Reported ÷ expected; NaN when nothing was expected. [-]
    """

    reported: int
    expected: int
    unexpected: int
    ratio: float


def expected_shifts(
    calendar: ShiftCalendar,
    first_day: pd.Timestamp,
    last_day: pd.Timestamp,
    in_service_since: pd.Series,
    now: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """List the machine-shifts that ought to report.

    Parameters
    ----------
    calendar : ShiftCalendar
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
    spans = calendar.spans(first_day, last_day)
    if now is not None:
        spans = spans[spans["end"] <= now]
    machines = pd.DataFrame({"equipment_id": in_service_since.index, "since": pd.to_datetime(in_service_since).array})
    every = machines.merge(spans, how="cross")
    since = every["since"].dt.tz_localize(None).dt.normalize()
    due: pd.DataFrame = every[since.isna() | (every["date"] >= since)]
    return due[[*KEY, "minutes"]].rename(columns={"minutes": "planned_minutes"}).reset_index(drop=True)


def match_reports(reported: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Mark which expected machine-shifts reported.

    Parameters
    ----------
    reported, expected : DataFrame
        `equipment_id`, `date`, `shift`; several records (products) of one machine-shift count once.

    Returns
    -------
    DataFrame
        `expected` in its order with a column `reported` (yes/no).
    """
    found = pd.MultiIndex.from_frame(_keys(expected)).isin(pd.MultiIndex.from_frame(_keys(reported)))
    return expected.assign(reported=found)


def coverage(reported: pd.DataFrame, expected: pd.DataFrame) -> Coverage:
    """Count the machine-shifts that reported, of those expected.

    Parameters
    ----------
    reported, expected : DataFrame
        As for `match_reports`.
    """
    matched = int(match_reports(reported, expected)["reported"].sum())
    unexpected = len(_keys(reported).drop_duplicates()) - matched
    return Coverage(matched, len(expected), unexpected, ratio(float(matched), float(len(expected))))


def _keys(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the machine-shifts of a frame with days of one type, whether they came as dates or as timestamps."""
    return frame[KEY].assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))
