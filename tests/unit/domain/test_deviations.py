"""A machine that runs unlike itself: found soon, told forward in time only, and not for ever."""

import numpy as np
import pytest

from producflow.domain.predictions.deviations import STAYS, deviations
from producflow.domain.predictions.looks import course_of_day, looks_at, trailing_mean

HISTORY = 400
SECOND, FIVE_MINUTES, HOUR = 1, 300, 3600


def quiet(rows: int, sensors: int = 3, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, sensors)) * [1, 5, 0.1][:sensors] + [10, 200, 3][:sensors]


def at(rows: int, step: int = SECOND) -> np.ndarray:
    return np.arange(rows, dtype=np.int64) * step


def test_a_trailing_mean_is_of_the_rows_so_far() -> None:
    values = np.array([[1.0], [3.0], [np.nan], [5.0], [7.0]])
    assert trailing_mean(values, 2, np.ones(1)).ravel().tolist() == [1, 2, 3, 5, 6]


def test_a_mean_of_too_few_values_says_nothing() -> None:
    values = np.array([[1.0], [np.nan], [np.nan], [np.nan]])
    found = trailing_mean(values, 4, np.array([2.0])).ravel()
    assert np.isnan(found[3])


def test_a_quiet_machine_is_silent_and_a_shift_is_told_within_two_looks() -> None:
    values = quiet(1200)
    assert not deviations(values, at(1200), HISTORY).alarm.any()
    values[800:, 1] += 15  # three spreads
    found = deviations(values, at(1200), HISTORY)
    assert not found.alarm[:800].any()
    assert found.alarm[800 + 2 * found.rows :].all()
    assert np.abs(found.units[900]).argmax() == 1
    assert found.usual[900, 1] == pytest.approx(200, abs=2)


def test_restlessness_is_told_where_the_level_stays() -> None:
    values = quiet(1200)
    values[800:, 2] += np.random.default_rng(2).normal(0, 0.4, 400)
    found = deviations(values, at(1200), HISTORY)
    assert found.alarm[850:].mean() > 0.9
    assert found.restless[1000, 2]


@pytest.mark.parametrize("cut", [401, 433, 800, 817, 1111])
def test_what_is_said_of_a_row_rests_on_rows_up_to_it(cut: int) -> None:
    values = quiet(1200)
    values[700:900, 0] += 4
    values[600:650, 1] = np.nan
    whole, part = deviations(values, at(1200), HISTORY), deviations(values[:cut], at(cut), HISTORY)
    np.testing.assert_array_equal(whole.distance[:cut], part.distance)
    np.testing.assert_array_equal(whole.alarm[:cut], part.alarm)


def test_slow_readings_are_told_forward_in_time_too() -> None:
    day = np.sin(2 * np.pi * np.arange(2400) / 24)
    values = quiet(2400, 1) + 5 * day[:, None]
    values[1500:1530] -= 9
    whole, part = deviations(values, at(2400, HOUR), HISTORY), deviations(values[:1700], at(1700, HOUR), HISTORY)
    np.testing.assert_array_equal(whole.distance[:1700], part.distance)
    assert whole.alarm[1500:1530].any()
    assert whole.alarm[:1500].mean() < 0.02


def test_the_course_of_a_day_is_learned_where_it_tells_the_next_ones() -> None:
    hours = np.arange(240)
    course = np.where(hours % 24 < 12, 1.0, -1.0)[:, None]
    found = course_of_day(course, at(240, HOUR))
    assert found[[0, 11, 12, 23], 0].tolist() == [1, 1, -1, -1]
    noise = np.random.default_rng(3).normal(size=(240, 1))
    assert not course_of_day(noise, at(240, HOUR)).any()
    assert not course_of_day(course[:72], at(72, HOUR)).any(), "three days are too few to try it"


def test_a_state_that_lasts_becomes_how_the_machine_runs() -> None:
    rows = HISTORY + 200 + int(STAYS * HISTORY) + 600
    values = quiet(rows)
    values[600:, 0] += 6
    found = deviations(values, at(rows), HISTORY)
    assert found.alarm[700 : 600 + int(STAYS * HISTORY) - 50].all()
    assert not found.alarm[-400:].any()


def test_a_healthy_drift_is_followed_and_a_slow_ramp_is_not_swallowed() -> None:
    rows = 8000
    healthy, ramp = quiet(rows, 1), quiet(rows, 1)
    healthy[:, 0] += 2 * np.arange(rows) / rows
    ramp[:, 0] += np.clip((np.arange(rows) - 1000) / 1000, 0, None) * 3
    assert deviations(healthy, at(rows, FIVE_MINUTES), 800).alarm.mean() < 0.01
    assert deviations(ramp, at(rows, FIVE_MINUTES), 800).alarm.any()


@pytest.mark.parametrize("step", [SECOND, FIVE_MINUTES])
def test_sensors_that_say_nothing_or_never_move_are_no_alarm(step: int) -> None:
    values = quiet(1200)
    values[:, 0] = np.nan
    values[:, 1] = 45
    values[500:, 2] = np.nan
    found = deviations(values, at(1200, step), HISTORY)
    assert not found.alarm.any()
    assert np.isfinite(found.score).all()


def test_a_look_is_a_part_of_a_day_where_days_pass() -> None:
    values = quiet(800, 1)
    assert looks_at(values[:400], at(400)).rows == 16
    assert looks_at(values, at(800, HOUR)).rows == 6
