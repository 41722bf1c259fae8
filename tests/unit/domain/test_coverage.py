"""Expected machine-shifts and how many of them reported."""

import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producflow.domain.coverage import (
    KEY,
    MISSING,
    Matched,
    expected_shifts,
    gaps,
    states,
)
from producflow.domain.shifts import WorkingCalendar

CALENDAR = WorkingCalendar("Europe/Berlin")
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
    found = Matched(reported, expected).coverage
    assert (found.reported, found.expected, found.unexpected) == (2, 9, 1)
    assert found.percentage == pytest.approx(200 / 9)
    marked = Matched(reported, expected).marked
    assert marked.loc[marked["reported"], "shift"].tolist() == ["morning", "night"]


def test_nothing_expected_is_not_available() -> None:
    nothing = expected_shifts(CALENDAR, FIRST, LAST, SINCE[:0])
    found = Matched(records(), nothing).coverage
    assert math.isnan(found.percentage)
    assert (found.reported, found.expected, found.unexpected) == (0, 0, 0)


ALWAYS = pd.Series({"press": pd.NaT, "mill": pd.NaT}, dtype="datetime64[us]")


def reports(*rows: tuple[str, str, str, str], **more: Any) -> pd.DataFrame:
    """Reports of a machine-shift, with the instant at which the first came in."""
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "date", "shift", "first_stored"])
    facts: dict[str, Any] = {"records": 1, "planned_minutes": 480.0, "repeated": 0} | more
    return frame.assign(
        date=pd.to_datetime(frame["date"]), first_stored=pd.to_datetime(frame["first_stored"], utc=True), **facts
    )


def test_late_is_after_the_grace_and_not_for_history() -> None:
    # The morning of 27 March in Berlin ends at 14:00, 13:00 UTC; the afternoon at 21:00 UTC.
    expected = expected_shifts(CALENDAR, FIRST, FIRST, ALWAYS)
    came = reports(
        ("press", "2026-03-27", "morning", "2026-03-27T21:00Z"),  # just within eight hours
        ("press", "2026-03-27", "afternoon", "2026-03-28T06:30Z"),  # nine and a half hours
    )
    cells = states(expected, came, CALENDAR, 8.0).set_index(["equipment_id", "shift"])
    assert cells["state"].to_dict() == {
        ("mill", "morning"): "missing",
        ("mill", "afternoon"): "missing",
        ("mill", "night"): "missing",
        ("press", "morning"): "reported",
        ("press", "afternoon"): "late",
        ("press", "night"): "missing",
    }
    assert cells["hours_late"].dropna().to_dict() == {("press", "afternoon"): 1.5}
    history = states(expected, came, CALENDAR, 8.0, pd.Timestamp("2026-03-28T06:30Z"))
    assert not history["late"].any()


def test_duplicates_are_what_stands_twice_and_what_a_file_repeats() -> None:
    expected = expected_shifts(CALENDAR, FIRST, FIRST, ALWAYS)
    on_time = "2026-03-27T13:00Z"
    two = reports(("press", "2026-03-27", "morning", on_time), records=2, planned_minutes=960.0)
    split = reports(("press", "2026-03-27", "afternoon", on_time), records=2)  # two products shared the 480 min
    again = reports(("mill", "2026-03-27", "morning", on_time), repeated=3)
    cells = states(expected, pd.concat([two, split, again]), CALENDAR, 24.0).set_index(["equipment_id", "shift"])
    double = cells[cells["duplicate"]]
    assert double["counted_twice"].to_dict() == {("mill", "morning"): False, ("press", "morning"): True}
    assert set(double["state"]) == {"duplicate"}
    assert cells["state"]["press", "afternoon"] == "reported"


def test_what_was_not_due_but_reported_is_there_and_not_missing() -> None:
    nothing = expected_shifts(CALENDAR, FIRST, FIRST, ALWAYS[:0]).astype({"equipment_id": "str"})
    cells = states(nothing, reports(("press", "2026-03-27", "night", "2026-03-28T05:00Z")), CALENDAR, 24.0)
    assert cells[["due", "reported", "state"]].to_numpy().tolist() == [[False, True, "reported"]]


def test_missing_shifts_in_a_row_are_one_gap() -> None:
    expected = expected_shifts(CALENDAR, FIRST, LAST, ALWAYS)
    came = reports(
        ("mill", "2026-03-27", "morning", "2026-03-27T13:00Z"),
        ("press", "2026-03-27", "afternoon", "2026-03-27T21:00Z"),
        ("press", "2026-03-28", "night", "2026-03-29T04:00Z"),
    )
    found = gaps(states(expected, came, CALENDAR, 24.0))
    assert found[["equipment_id", "first_shift", "last_shift", "shifts"]].to_numpy().tolist() == [
        ["mill", "afternoon", "night", 5],
        ["press", "night", "afternoon", 3],
        ["press", "morning", "morning", 1],
    ]
    assert found["alone"].tolist() == [True, False, True]


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), min_size=12, max_size=12), st.booleans())
def test_coverage_is_whole_exactly_when_nothing_is_missing(came: list[bool], extra: bool) -> None:
    expected = expected_shifts(CALENDAR, FIRST, LAST, ALWAYS)
    which = pd.concat([expected[came], expected[:1].assign(equipment_id="other")[: int(extra)]])
    told = which[["equipment_id", "date", "shift"]].assign(
        first_stored=pd.Timestamp("2026-03-29T12:00Z"), records=1, planned_minutes=480.0, repeated=0
    )
    cells = states(expected, told, CALENDAR, 24.0)
    assert (Matched(told, expected).coverage.percentage == 100) == (not (cells["state"] == MISSING).any()) == all(came)
    assert int((cells["state"] == MISSING).sum()) == came.count(False)


def test_what_reported_unexpected_is_told_once_whatever_type_its_days_have() -> None:
    expected = pd.DataFrame({"equipment_id": [1, 2], "date": pd.to_datetime(["2026-03-02"] * 2), "shift": ["day"] * 2})
    told = [(2, date(2026, 3, 2), "day"), (1, date(2026, 3, 3), "day"), (1, date(2026, 3, 3), "day")]
    reported = pd.DataFrame([*told, (1, date(2026, 3, 2), "night")], columns=KEY)
    found = Matched(reported, expected).unexpected
    assert found.to_records(index=False).tolist() == [(1, date(2026, 3, 3), "day"), (1, date(2026, 3, 2), "night")]
    assert Matched(reported.head(0), expected).unexpected.empty
    assert len(Matched(reported, expected.head(0)).unexpected) == 3
