"""What is the matter with a sensor and not with its machine."""

import math

import numpy as np
import pandas as pd

from producflow.domain import sensor_health

START = pd.Timestamp("2026-03-10T06:00Z")


def noise(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, count)


def minutes(values: np.ndarray) -> tuple[pd.Series, pd.Series]:
    return pd.Series(pd.date_range(START, periods=len(values), freq="min")), pd.Series(values)


def test_a_sensor_that_is_stuck_fell_to_zero_or_jumped_once_says_when() -> None:
    values = 60 + noise(800)
    assert sensor_health.own_faults(*minutes(values), 400) == []
    values[500:520] = 0
    values[600] = 200
    values[700:] = 61.5
    found = sensor_health.own_faults(*minutes(values), 400)
    assert [each.kind for each in found] == ["dropout", "spike", "stuck"]
    assert (found[0].began, found[0].ended) == (START + pd.Timedelta(minutes=500), START + pd.Timedelta(minutes=519))
    assert (found[1].began, found[1].value) == (START + pd.Timedelta(minutes=600), 200.0)
    assert found[2].ended == START + pd.Timedelta(minutes=799)
    assert sensor_health.own_faults(*minutes(values), 99) == [], "too little to tell by"


def days(values: np.ndarray) -> pd.Series:
    return pd.Series(values, index=pd.date_range("2026-03-01", periods=len(values)))


def test_one_that_leaves_its_siblings_drifts_and_a_machine_that_changes_does_not() -> None:
    siblings = pd.DataFrame({"b": days(50 + noise(20, 2)), "c": days(52 + noise(20, 3))})
    still = days(51 + noise(20, 4))
    assert math.isnan(sensor_health.drift(still, siblings))
    gone = still.copy()
    gone.iloc[-3:] += 20
    assert abs(sensor_health.drift(gone, siblings) - 20) < 2
    hotter = siblings.copy()
    hotter.iloc[-3:] += 20  # all of them: the machine is
    assert math.isnan(sensor_health.drift(gone, hotter))
    assert math.isnan(sensor_health.drift(gone, siblings[["b"]]))  # of two nobody knows which
    assert math.isnan(sensor_health.drift(gone.iloc[-9:], siblings))


def test_a_clock_that_was_reset_is_off_by_always_the_same() -> None:
    received = pd.Series(pd.date_range(START, periods=12, freq="min"))
    assert sensor_health.clock_off(received, received - pd.Timedelta(seconds=2)) is None
    wrong = received - pd.Timedelta(days=400)
    assert sensor_health.clock_off(received, wrong) == pd.Timedelta(days=400)
    at_once = pd.Series([START] * 12)  # what a gateway kept while it had no line
    assert sensor_health.clock_off(at_once, wrong) is None
    assert sensor_health.clock_off(received[:9], wrong[:9]) is None


def test_a_level_that_jumps_to_itself_in_another_unit_is_a_change_of_unit() -> None:
    times = pd.date_range(START, periods=60, freq="h")
    celsius = 60 + 0.3 * noise(60, 5)
    changed = pd.Series(np.where(np.arange(60) < 30, celsius, celsius * 1.8 + 32), index=times)
    found = sensor_health.unit_change(changed, "temperature")
    assert found is not None
    assert (found.began, found.ended, found.unit) == (times[30], None, "°f")
    assert round(found.shown(100.0) or 0, 9) == 212
    back = changed.where(np.arange(60) < 50, pd.Series(celsius, index=times))
    mended = sensor_health.unit_change(back, "temperature")
    assert mended is not None
    assert (mended.began, mended.ended) == (times[30], times[49])
    assert sensor_health.unit_change(pd.Series(celsius, index=times), "temperature") is None
    hot = pd.Series(np.where(np.arange(60) < 30, celsius, celsius + 25), index=times)
    assert sensor_health.unit_change(hot, "temperature") is None  # a machine that runs hot
    bar = pd.Series(np.where(np.arange(60) < 30, 58.0, 4.0) + 0.01 * noise(60, 6), index=times)
    in_bar = sensor_health.unit_change(bar, "pressure")
    assert in_bar is not None
    assert (in_bar.began, in_bar.unit) == (times[30], "bar")


def test_only_hours_that_may_hold_a_fault_are_looked_at_singly() -> None:
    values = 60 + noise(72 * 20, 9)
    assert suspect(values) == []
    values[15 * 20 + 3] = 90
    values[30 * 20 : 33 * 20] = 0
    values[50 * 20 :] = 61.5
    hours = range(72)
    assert suspect(values) == [(15, 15), *((hour, 30) for hour in hours[30:33]), *((hour, 50) for hour in hours[50:])]


def suspect(values: np.ndarray) -> list[tuple[int, int]]:
    """Which hours of twenty readings each, and in which of them their state began."""
    hourly = values.reshape(-1, 20)
    when = pd.Series(pd.date_range(START, periods=len(hourly), freq="h"))
    sums = pd.DataFrame({"equipment_id": 1, "sensor_type": "temperature", "hour": when, "n": 20})
    sums = sums.assign(total=hourly.sum(axis=1), minimum=hourly.min(axis=1), maximum=hourly.max(axis=1))
    found = sensor_health.suspect_hours(sums)
    since = [(found[name] - START) // pd.Timedelta(hours=1) for name in ("hour", "begins")]
    return list(zip(*since, strict=True))
