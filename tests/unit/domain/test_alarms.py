"""Episodes beyond a limit: one alarm while it lasts, never one per reading."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import alarms
from producflow.domain.thresholds import Limits

HOT = Limits(warn_high=80, crit_high=85, deadband=1)
BAND = Limits(50, 60, 45, 65, deadband=2)
START = pd.Timestamp("2026-03-10T06:00Z")


def every_minute(values: list[float | None]) -> tuple[pd.Series, pd.Series]:
    times = pd.Series(pd.date_range(START, periods=len(values), freq="min"))
    return times, pd.Series(values, dtype="float64")


def minute(n: int) -> pd.Timestamp:
    return START + pd.Timedelta(minutes=n)


def test_one_episode_by_hand() -> None:
    found = alarms.episodes(*every_minute([79, 80, 80.1, 86, 84, 79.5, 80.5, 79, 70]), HOT)
    assert len(found) == 1
    episode = found.iloc[0]
    assert episode["started_at"] == minute(2)  # 80 is on the limit, not beyond it
    assert episode["last_beyond_at"] == minute(6)
    assert episode["ended_at"] == minute(7)  # 79.5 is inside the limit but not by the deadband
    assert episode["worst_status"] == "critical"
    assert episode["peak_value"] == 86
    assert episode["peak_exceedance"] == pytest.approx(1.2)
    assert episode["n_readings"] == 4
    assert found["started_at"].dt.tz is not None


def test_an_episode_that_lasts_has_no_end() -> None:
    found = alarms.episodes(*every_minute([70, 81, 79.5]), HOT)
    assert found["ended_at"].isna().tolist() == [True]
    assert found["ended_at"].dtype == found["started_at"].dtype


def test_hovering_at_the_limit_raises_one_alarm_and_without_a_deadband_many() -> None:
    readings = every_minute([80.2, 79.8] * 50)
    assert len(alarms.episodes(*readings, HOT)) == 1
    assert len(alarms.episodes(*readings, Limits(warn_high=80))) == 50


def test_both_sides_and_crossing_straight_over_is_one_episode() -> None:
    found = alarms.episodes(*every_minute([55, 48, 66, 61, 59, 51, 55, 49, 52]), BAND)
    assert found["started_at"].tolist() == [minute(1), minute(7)]
    assert found["ended_at"].tolist() == [minute(6), minute(8)]
    assert found["peak_value"].tolist() == [66, 49]
    assert found["worst_status"].tolist() == ["critical", "warning"]


def test_missing_readings_neither_start_nor_end() -> None:
    found = alarms.episodes(*every_minute([None, 81, None, None, 82, None, 70, None]), HOT)
    assert len(found) == 1
    assert found["n_readings"].tolist() == [2]
    assert found["ended_at"].tolist() == [minute(6)]


def test_order_of_the_readings_does_not_matter() -> None:
    times, values = every_minute([70, 81, 82, 70, 90, 70])
    shuffled = np.array([3, 5, 0, 4, 1, 2])
    expected = alarms.episodes(times, values, HOT)
    found = alarms.episodes(times.iloc[shuffled], values.iloc[shuffled], HOT)
    pd.testing.assert_frame_equal(found, expected)


def test_the_delay_passes_over_short_excursions() -> None:
    slow = Limits(warn_high=80, deadband=1, delay=120)
    # One minute; then two minutes broken by a reading in the deadband; then two unbroken minutes.
    readings = every_minute([81, 81, 70, 81, 79.5, 81, 79.5, 81, 81, 81, 79.5, 81, 70])
    found = alarms.episodes(*readings, slow)
    assert found["started_at"].tolist() == [minute(7)]
    assert found["last_beyond_at"].tolist() == [minute(11)]
    assert found["n_readings"].tolist() == [4]
    assert alarms.episodes(*every_minute([81, 81, 70]), slow).empty


def test_no_limits_no_readings_no_episodes() -> None:
    assert alarms.episodes(*every_minute([1, 2, 1000]), Limits()).empty
    empty = alarms.episodes(*every_minute([]), HOT)
    assert empty.empty
    assert list(empty)[:3] == ["started_at", "last_beyond_at", "ended_at"]


def test_only_a_reading_inside_by_the_deadband_is_back() -> None:
    _, values = every_minute([None, 81, 79.5, 79, 70])
    assert alarms.back_inside(values, HOT).tolist() == [False, False, False, True, True]


readings_lists = st.lists(st.none() | st.floats(40, 70), max_size=40)


DELAYS = st.sampled_from([0.0, 60.0, 180.0])


@pytest.mark.long
@given(readings_lists, DELAYS, DELAYS, st.sampled_from([0.0, 1.0, 4.0]))
def test_episodes_match_a_plain_walk_through_the_readings(
    values: list[float | None], delay: float, off_delay: float, deadband: float
) -> None:
    limits = Limits(50, 60, 45, 65, deadband=deadband, delay=delay, off_delay=off_delay)
    found = alarms.episodes(*every_minute(values), limits)
    expected: list[tuple[int, int | None]] = []
    run: int | None = None
    started: int | None = None
    back: int | None = None
    for n, value in enumerate(values):
        if value is None:
            continue
        if value > 60 or value < 50:
            run, back = n if run is None else run, None
            if started is None and (n - run) * 60 >= delay:
                started = run
        else:
            run = None
            if back is None and 50 + deadband <= value <= 60 - deadband:
                back = n
            if started is not None and back is not None and (n - back) * 60 >= off_delay:
                expected.append((started, back))
                started = None
    if started is not None:
        expected.append((started, None))
    assert found["started_at"].tolist() == [minute(start) for start, _ in expected]
    assert [None if pd.isna(end) else end for end in found["ended_at"]] == [
        None if end is None else minute(end) for _, end in expected
    ]


def test_an_off_delay_joins_what_comes_again_too_soon() -> None:
    values: list[float | None] = [81, 78, 81, 78, 77, 77, 81, 78, 79.5, 78]
    patient = Limits(warn_high=80, deadband=1, off_delay=120)
    found = alarms.episodes(*every_minute(values), patient)
    # Back for no time at minute 1, for two minutes from 3 on; from 7 on the reading at 8 is not beyond, if not inside.
    assert found["started_at"].tolist() == [minute(0), minute(6)]
    assert found["ended_at"].tolist() == [minute(3), minute(7)]
    cut_short = alarms.episodes(*every_minute(values[:9]), patient)
    assert cut_short["ended_at"].isna().tolist() == [False, True]  # a minute is not enough to say so


@pytest.mark.long
@given(readings_lists, st.sampled_from([0.0, 1.0, 4.0]))
def test_never_two_open_and_never_overlapping(values: list[float | None], deadband: float) -> None:
    found = alarms.episodes(*every_minute(values), Limits(50, 60, 45, 65, deadband=deadband))
    assert found["ended_at"].isna().sum() <= 1
    assert found["ended_at"].iloc[:-1].notna().all()
    assert (found["started_at"].iloc[1:].array > found["ended_at"].iloc[:-1].array).all()
    assert (found["started_at"] <= found["last_beyond_at"]).all()
    assert (found["peak_exceedance"] > 0).all()


def test_ten_times_the_readings_take_no_more_than_about_ten_times_as_long() -> None:
    values = pd.Series(78 + 3 * np.random.default_rng(1).standard_normal(1_000_000))
    times = pd.Series(pd.date_range("2026-01-01", periods=len(values), freq="s", tz="UTC"))

    def took(readings: int) -> float:
        began = time.process_time()
        found = alarms.episodes(times[:readings], values[:readings], Limits(warn_high=80, crit_high=85, delay=2))
        assert len(found) > readings / 1000
        return time.process_time() - began

    assert took(1_000_000) < 40 * min(took(100_000) for _ in range(3))


@pytest.mark.parametrize(
    ("status", "exceedance", "minutes", "urgency"),
    [
        ("warning", 0.1, 0.0, "low"),
        ("warning", 0.1, 59.9, "low"),
        ("warning", 0.1, 60.0, "medium"),
        ("warning", 0.5, 0.0, "medium"),
        ("warning", 0.1, 480.0, "high"),
        ("warning", 0.9, 600.0, "high"),
        ("critical", 1.1, 0.0, "high"),
        ("critical", 1.1, 60.0, "critical"),
        ("critical", 2.0, 0.0, "critical"),
        ("critical", 0.0, 0.0, "high"),
        ("warning", 0.1, float("nan"), "low"),
        ("normal", 0.0, 600.0, None),
        ("unknown", float("nan"), 600.0, None),
    ],
)
def test_priority_from_how_far_and_how_long(
    status: str, exceedance: float, minutes: float, urgency: str | None
) -> None:
    assert alarms.priority(status, exceedance, minutes) == urgency
    found = alarms.priority(pd.Series([status]), pd.Series([exceedance]), pd.Series([minutes]))
    assert found.isna().tolist() == [urgency is None]


@pytest.mark.long
@given(st.floats(0, 3), st.floats(0, 1000), st.floats(0, 3), st.floats(0, 1000))
def test_priority_never_falls_with_distance_or_time(far: float, long: float, more: float, longer: float) -> None:
    for status in ("warning", "critical"):
        before = alarms.priority(status, far, long)
        after = alarms.priority(status, far + more, long + longer)
        assert before is not None
        assert after is not None
        assert alarms.PRIORITIES.index(after) >= alarms.PRIORITIES.index(before)
