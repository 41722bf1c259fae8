"""The measures of alarm systems of ISA-18.2, each worked out by hand."""

import pandas as pd
import pytest

from producflow.domain import alarm_load

START = pd.Timestamp("2026-03-10T06:00Z")


def at(*minutes: float) -> pd.Series:
    return pd.Series([START + pd.Timedelta(minutes=each) for each in minutes], dtype="datetime64[us, UTC]")


def span(minutes: float) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=minutes)


def test_the_peak_is_of_any_ten_minutes_not_of_those_of_the_clock() -> None:
    # Of the clock's ten minutes, two hold three each; from 7 to 16 there are five.
    assert alarm_load.most_within(at(7, 8, 9, 11, 16, 19)) == 5
    assert alarm_load.most_within(at(0, 10)) == 1  # ten minutes later the first one is out
    assert alarm_load.most_within(at(3, 3, 3)) == 3
    assert alarm_load.most_within(at()) == 0


def test_a_flood_begins_above_ten_and_ends_below_five() -> None:
    # One a minute from 0 on: the eleventh would come at 10, when that of 0 has left. A second one at 5 makes it.
    every_minute = [*range(11), 5]
    found = alarm_load.floods(at(*every_minute))
    # At 9 there are 0..9 and the second of 5: eleven. The alarms leave at 10..20, two of them at 15.
    # At 15 those of 6 to 10 are left, which are five; at 16 four.
    assert found.to_dict("records") == [
        {"first_at": span(0), "started_at": span(9), "ended_at": span(16), "alarms": 12, "most": 11},
    ]


def test_between_five_and_ten_a_flood_goes_on_and_none_begins() -> None:
    assert alarm_load.floods(at(*[0] * 10)).empty
    # Eleven at once, then one every two minutes: at 10 the eleven leave and those of 2 to 10, five, are there.
    lasting = alarm_load.floods(at(*[0] * 11, *range(2, 41, 2)))
    assert lasting["started_at"].tolist() == [span(0)]
    # The last comes at 40; from then on one leaves every two minutes: at 42 those of 34 to 40 are left, which are four.
    assert lasting["ended_at"].tolist() == [span(42)]
    assert lasting["alarms"].tolist() == [31]


def test_two_operators_take_in_twice_as_much() -> None:
    assert len(alarm_load.floods(at(*[0] * 20), operators=1)) == 1
    assert alarm_load.floods(at(*[0] * 20), operators=2).empty
    assert len(alarm_load.floods(at(*[0] * 21), operators=2)) == 1


def test_three_of_the_same_within_a_minute_chatter() -> None:
    times = at(0, 0.5, 1, 1.5, 5, 0.2, 0.4)
    source = pd.Series(["a", "a", "a", "a", "a", "b", "b"])
    assert alarm_load.chattering(times, source).tolist() == [True, True, True, True, False, False, False]
    # 61 seconds are more than a minute.
    assert not alarm_load.chattering(at(0, 0.5, 61 / 60), pd.Series(["a"] * 3)).any()


def test_stale_is_what_stands_for_more_than_a_day() -> None:
    day = 24 * 60
    came = at(0, 60, 120, 3 * day)
    over = pd.Series([span(day + 30), span(2 * day), pd.NaT, pd.NaT], dtype="datetime64[us, UTC]")
    # Stale are the first from a day on for 30 minutes, the second from an hour later on, the third an hour later.
    most, now = alarm_load.most_stale(came, over, span(0), span(3 * day + 60))
    assert most == 2
    assert now.tolist() == [False, False, True, False]
    # Of the first hour of the second day only the first one is seen.
    most, now = alarm_load.most_stale(came, over, span(day), span(day + 20))
    assert (most, now.tolist()) == (1, [True, False, False, False])
    assert alarm_load.most_stale(at(), at(), span(0), span(day))[0] == 0


def test_priorities_are_shares_of_all_and_missing_without_any() -> None:
    found = alarm_load.priority_shares(pd.Series(["low"] * 6 + ["medium"] * 3 + ["critical"]))
    assert found.to_dict() == pytest.approx({"low": 60.0, "medium": 30.0, "high": 0.0, "critical": 10.0})
    assert alarm_load.priority_shares(pd.Series([], dtype="str")).isna().all()


def test_the_most_frequent_come_first_with_their_share() -> None:
    source = pd.Series(["a", "b", "b", "b"])
    found = alarm_load.most_frequent(source, pd.Series([False, True, True, True]))
    assert found.index.tolist() == ["b", "a"]
    assert found["alarms"].tolist() == [3, 1]
    assert found["share"].tolist() == [75.0, 25.0]
    assert found["chattering"].tolist() == [3, 0]


def test_watched_is_planned_time_in_hours_with_readings() -> None:
    # Two shifts that share half an hour: 06:00 to 14:00 without a break. Readings came in from 05 to 08, and after 13.
    shifts = pd.DataFrame({"start": at(0, 210), "end": at(240, 480)})
    hours = at(-60, 0, 60, 420)
    found = alarm_load.Watched(shifts, hours, span(15), span(450))
    # 05 to 06 is not planned, and before the quarter past nothing counts; of 13 to 14 half an hour does.
    assert found.by_hour.tolist() == pytest.approx([0.0, 0.75, 1.0, 0.5])
    assert found.hours == pytest.approx(2.25)
    assert found.holds(at(-30, 15, 119, 120, 430)).tolist() == [False, True, True, False, True]
