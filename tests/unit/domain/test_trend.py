"""When a growing sensor crosses its limit: windows that hold as often as they say, silence about healthy machines."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.alerts import growth
from benchmarks.alerts.growth import levels
from producflow.demo import clock, readings
from producflow.demo.machines import MILLING, ROBOT
from producflow.demo.production import REPAIR_DAY
from producflow.domain.predictions.trend import COVERAGE, DAY, Course, Crossing, smoothed
from producflow.domain.thresholds import DEFAULT_LIMITS

SEEDS = range(700_000, 700_010)


def told(course: Course) -> list[Crossing]:
    found = [course.crossing(int(row)) for row in np.flatnonzero(course.candidates())]
    return [each for each in found if each is not None]


def first(course: Course) -> Crossing | None:
    daily = (int(row) for row in np.flatnonzero(course.candidates()) if row % DAY == 0)
    return next((each for row in daily if (each := course.crossing(row))), None)


@pytest.mark.long
def test_windows_hold_as_often_as_they_say_whatever_the_shape() -> None:
    held = []
    for shape in growth.SHAPES:
        for seed in SEEDS:
            grown = growth.growing(seed, shape)
            crossing = first(Course(levels(grown.hours), grown.limit))
            if crossing is not None:
                left = (grown.crossing - grown.hours.index[0]) / pd.Timedelta(days=1) - (crossing.row + 1) / DAY
                held.append(bool(crossing.soonest <= left <= crossing.latest))
    assert len(held) > 50, "most of those that cross are told of before"
    # 0.8 ± two standard errors of 60 windows.
    assert COVERAGE - 0.11 <= np.mean(held) <= COVERAGE + 0.15


@pytest.mark.parametrize("kind", growth.HEALTHY)
def test_nothing_is_told_of_healthy_machines_that_drift(kind: str) -> None:
    for seed in SEEDS:
        sensor = growth.healthy(seed, kind)
        for limit in (sensor.limit, 2 * sensor.base - sensor.limit):
            assert told(Course(levels(sensor.hours), limit)) == []


def test_what_is_told_of_a_level_rests_on_those_up_to_it() -> None:
    grown = growth.growing(3, "with gaps")
    whole = levels(grown.hours)
    every = {each.row: each for each in told(Course(whole, grown.limit))}
    for row in list(every)[::7]:
        assert Course(whole[: row + 1], grown.limit).crossing(row) == every[row]


def bearing(sensor_type: str, machine: str) -> np.ndarray:
    nothing = pd.DataFrame({"name": [], "reason": [], "started_at": pd.to_datetime([])})
    made = readings.build(date(2026, 11, 29), "UTC", nothing, np.random.default_rng(7))
    own = made[(made["name"] == machine) & (made["sensor_type"] == sensor_type)]
    return levels(own.set_index("timestamp")["value"])


def test_the_bearing_of_the_demo_plant_is_told_a_week_before_its_repair_and_every_window_holds() -> None:
    limits, vibration = DEFAULT_LIMITS["vibration"], bearing("vibration", MILLING)
    for limit in (limits.warn_high or 0, limits.crit_high or 0):
        course = Course(vibration, limit)
        crossed = int(np.argmax(course.way >= 1))
        found = told(course)
        assert found[0].row / DAY <= REPAIR_DAY - 7
        for each in found:
            assert each.soonest <= (crossed - each.row) / DAY <= each.latest
    assert len(vibration) == clock.DAYS * DAY


def test_a_limit_that_was_crossed_or_a_course_that_fell_back_is_not_foretold() -> None:
    up = np.concatenate([np.zeros(80), np.linspace(0, 0.8, 80)]) + np.tile([0, 0.004], 80)
    assert Course(up, 1.0).crossing(159) is not None
    assert Course(np.append(up, [0.7, 0.6, 0.55]), 1.0).crossing(162) is None
    assert Course(np.append(up, [1.1, 0.95]), 1.0).crossing(161) is None


def test_a_level_that_shifted_is_told_with_when_and_how_much() -> None:
    [shift] = Course(bearing("pressure", ROBOT), DEFAULT_LIMITS["pressure"].warn_low or 0).shifts()
    # The leak lets 3.4 PSI out within four days and 2.6 more at the beginning of the last one.
    assert shift.since / DAY == pytest.approx(clock.DAYS - 3, abs=1)
    assert shift.before == pytest.approx(54, abs=0.5)
    still = np.concatenate([np.full(100, 10.0), np.full(40, 14.0)]) + np.tile([0, 0.1], 70)
    [step] = Course(smoothed(still), 20.0).shifts()
    assert step.since == pytest.approx(100, abs=2)
    assert [step.before, step.level] == pytest.approx([10.05, 14.05], abs=0.1)
    assert Course(smoothed(still), 0.0).shifts() == [], "it shifted away from that limit"


def test_too_short_a_history_tells_nothing() -> None:
    course = Course(np.linspace(0, 1, 40), 1.2)
    assert not course.candidates().any()
    assert course.shifts() == []
