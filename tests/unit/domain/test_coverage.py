"""Expected machine-shifts and how many of them reported."""

import math
from datetime import date

import pandas as pd

from producflow.domain.coverage import coverage, expected_shifts, match_reports
from producflow.domain.shifts import ShiftCalendar

CALENDAR = ShiftCalendar("Europe/Berlin")
FIRST, LAST = pd.Timestamp("2026-03-27"), pd.Timestamp("2026-03-28")
SINCE = pd.Series({"press": pd.NaT, "mill": pd.Timestamp("2026-03-28"), "arm": pd.Timestamp("2026-04-01")})


def records(*rows: tuple[str, object, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["equipment_id", "date", "shift"])


def test_a_machine_is_expected_from_its_first_day_on() -> None:
    found = expected_shifts(CALENDAR, FIRST, LAST, SINCE)
    assert found.groupby("equipment_id").size().to_dict() == {"press": 6, "mill": 3}
    night = found[(found["shift"] == "night") & (found["date"] == LAST)]
    assert night["planned_minutes"].tolist() == [420, 420]


def test_shifts_that_have_not_ended_are_not_expected() -> None:
    now = pd.Timestamp("2026-03-28T22:30+01:00")
    found = expected_shifts(CALENDAR, FIRST, LAST, SINCE, now)
    assert found.groupby("equipment_id").size().to_dict() == {"press": 5, "mill": 2}


def test_coverage_counts_a_machine_shift_once() -> None:
    expected = expected_shifts(CALENDAR, FIRST, LAST, SINCE)
    reported = records(
        ("press", date(2026, 3, 27), "morning"),
        ("press", date(2026, 3, 27), "morning"),
        ("mill", date(2026, 3, 28), "night"),
        ("mill", date(2026, 3, 27), "night"),  # before its first day
    )
    found = coverage(reported, expected)
    assert (found.reported, found.expected, found.unexpected) == (2, 9, 1)
    assert found.ratio == 2 / 9
    marked = match_reports(reported, expected)
    assert marked.loc[marked["reported"], "shift"].tolist() == ["morning", "night"]


def test_nothing_expected_is_not_available() -> None:
    nothing = expected_shifts(CALENDAR, FIRST, LAST, SINCE[:0])
    found = coverage(records(), nothing)
    assert math.isnan(found.ratio)
    assert (found.reported, found.expected, found.unexpected) == (0, 0, 0)
