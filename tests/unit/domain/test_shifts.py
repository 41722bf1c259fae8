"""The shift calendar, nights and changes of clocks included."""

from datetime import date, time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producflow.domain.patterns import InvalidCalendarError
from producflow.domain.schedule import Schedule
from producflow.domain.shifts import WorkingCalendar

BERLIN = WorkingCalendar("Europe/Berlin")
UTC = WorkingCalendar("UTC")


def instants(*texts: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(texts, dtype="str"), utc=True, format="ISO8601"))


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


@pytest.mark.parametrize(
    ("local", "day", "shift"),
    [
        ("2026-03-10T06:00+01:00", "2026-03-10", "morning"),
        ("2026-03-10T13:59:59.999999+01:00", "2026-03-10", "morning"),
        ("2026-03-10T14:00+01:00", "2026-03-10", "afternoon"),
        ("2026-03-10T22:00+01:00", "2026-03-10", "night"),
        ("2026-03-11T00:00+01:00", "2026-03-10", "night"),
        ("2026-03-11T05:59:59+01:00", "2026-03-10", "night"),
        ("2026-03-29T05:59+02:00", "2026-03-28", "night"),
        ("2026-03-29T06:00+02:00", "2026-03-29", "morning"),
        ("2026-10-25T02:30+02:00", "2026-10-24", "night"),
        ("2026-10-25T02:30+01:00", "2026-10-24", "night"),
        ("2026-10-25T06:00+01:00", "2026-10-25", "morning"),
        ("2026-12-31T23:00+01:00", "2026-12-31", "night"),
        ("2027-01-01T03:00+01:00", "2026-12-31", "night"),
    ],
)
def test_the_night_belongs_to_the_day_on_which_it_began(local: str, day: str, shift: str) -> None:
    found = BERLIN.shift_of(instants(local))
    assert found["date"].tolist() == [pd.Timestamp(day)]
    assert found["shift"].tolist() == [shift]


def test_a_missing_instant_has_no_shift() -> None:
    found = BERLIN.shift_of(pd.Series(instants("2026-03-10T08:00Z", None)).set_axis([5, 9]))
    assert found.index.tolist() == [5, 9]
    assert found["shift"].isna().tolist() == [False, True]
    assert found["date"].isna().tolist() == [False, True]
    assert BERLIN.shift_of(instants(None)).isna().all(axis=None)
    assert BERLIN.shift_of(instants()).empty


def test_naive_instants_are_utc() -> None:
    naive = pd.Series(pd.to_datetime(["2026-03-10 05:30"]))
    assert BERLIN.shift_of(naive)["shift"].tolist() == ["morning"]  # 06:30 in Berlin


@pytest.mark.parametrize(
    ("day", "hours", "start", "end"),
    [
        (date(2026, 3, 28), 7, "2026-03-28 21:00", "2026-03-29 04:00"),  # clocks go forward
        (date(2026, 10, 24), 9, "2026-10-24 20:00", "2026-10-25 05:00"),  # clocks go back
        (date(2026, 3, 27), 8, "2026-03-27 21:00", "2026-03-28 05:00"),
    ],
)
def test_a_night_lasts_as_long_as_it_really_does(day: date, hours: int, start: str, end: str) -> None:
    assert BERLIN.bounds(day, "night") == (utc(start), utc(end))
    spans = BERLIN.spans(day, day).set_index("shift")
    assert spans.loc["night", "minutes"] == hours * 60
    assert spans.loc[["morning", "afternoon"], "minutes"].tolist() == [480, 480]


def test_spans_leave_no_gap() -> None:
    spans = BERLIN.spans(date(2026, 3, 27), date(2026, 3, 30))
    assert len(spans) == 12
    assert (spans["start"].iloc[1:].array == spans["end"].iloc[:-1].array).all()
    assert spans["minutes"].sum() == 4 * 1440 - 60


def test_an_unknown_shift_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="morning, afternoon, night"):
        BERLIN.bounds(date(2026, 3, 10), "late")


def test_split_across_midnight_and_shifts() -> None:
    found = UTC.split(instants("2026-03-10T21:00Z"), instants("2026-03-11T07:30Z"))
    assert found["shift"].tolist() == ["afternoon", "night", "morning"]
    assert found["date"].dt.day.tolist() == [10, 10, 11]
    assert found["minutes"].tolist() == [60, 480, 90]
    assert found["started_at"].tolist() == [
        utc("2026-03-10T21:00"),
        utc("2026-03-10T22:00"),
        utc("2026-03-11T06:00"),
    ]
    assert found["ended_at"].tolist()[-1] == utc("2026-03-11T07:30")


def test_split_at_midnight_where_a_shift_starts_then() -> None:
    calendar = WorkingCalendar.of("UTC", first="00:00", second="12:00")
    found = calendar.split(instants("2026-03-10T23:00Z"), instants("2026-03-11T01:00Z"))
    assert found["date"].dt.day.tolist() == [10, 11]
    assert found["shift"].tolist() == ["second", "first"]


def test_split_on_boundaries_makes_no_empty_pieces() -> None:
    found = UTC.split(
        instants("2026-03-10T06:00Z", "2026-03-10T14:00Z", None, "2026-03-10T09:00Z"),
        instants("2026-03-10T14:00Z", "2026-03-10T14:00Z", "2026-03-10T15:00Z", None),
    )
    assert found["interval"].tolist() == [0, 1]
    assert found["shift"].tolist() == ["morning", "afternoon"]
    assert found["minutes"].tolist() == [480, 0]


def test_split_of_nothing() -> None:
    assert UTC.split(instants(), instants()).empty
    assert UTC.split(instants(None), instants(None)).empty


def test_an_interval_that_ends_before_it_starts_is_an_error() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        UTC.split(instants("2026-03-10T09:00Z"), instants("2026-03-10T08:00Z"))


moment = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: pd.Timestamp("2025-06-01", tz="UTC") + pd.Timedelta(minutes=n))
length = st.integers(0, 6 * 24 * 60)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(moment, length), min_size=1, max_size=5))
def test_split_minutes_add_up_and_each_piece_lies_in_its_shift(rows: list[tuple[pd.Timestamp, int]]) -> None:
    start = pd.Series([row[0] for row in rows])
    end = pd.Series([row[0] + pd.Timedelta(minutes=row[1]) for row in rows])
    found = BERLIN.split(start, end)
    assert found.groupby("interval")["minutes"].sum().tolist() == [row[1] for row in rows]
    assert (found["minutes"] >= 0).all()
    where = BERLIN.shift_of(found["started_at"])
    assert where["date"].tolist() == found["date"].tolist()
    assert where["shift"].tolist() == found["shift"].tolist()
    for day, shift, begin, finish in zip(
        found["date"], found["shift"], found["started_at"], found["ended_at"], strict=True
    ):
        low, high = BERLIN.bounds(day, shift)
        assert low <= begin
        assert finish <= high


@pytest.mark.parametrize(
    ("zone", "starts", "words"),
    [
        ("Europe/Atlantis", (("day", time(6)),), "Europe/Atlantis"),
        ("", (("day", time(6)),), "not known"),
        ("UTC", (), "at least one shift"),
        ("UTC", (("day", time(6)), ("day", time(7))), "names must differ"),
        ("UTC", (("day", time(6)), ("late", time(6))), "later in the day"),
        ("UTC", (("night", time(22)), ("day", time(6))), "later in the day"),
    ],
)
def test_calendars_that_cannot_be(zone: str, starts: tuple[tuple[str, time], ...], words: str) -> None:
    with pytest.raises(InvalidCalendarError, match=words):
        WorkingCalendar(zone, Schedule.of_starts(*starts))


@pytest.mark.parametrize("text", ["6 o'clock", "25:00", "06:00+02:00"])
def test_starts_that_are_no_times(text: str) -> None:
    with pytest.raises(InvalidCalendarError, match="06:00"):
        WorkingCalendar.of("UTC", morning=text)


def test_a_start_in_the_hour_that_the_clock_skips_moves_to_its_end() -> None:
    calendar = WorkingCalendar.of("Europe/Berlin", early="02:30", late="14:30")
    assert calendar.bounds(date(2026, 3, 29), "early")[0] == utc("2026-03-29 01:00")
    assert calendar.bounds(date(2026, 10, 25), "early")[0] == utc("2026-10-25 00:30")
