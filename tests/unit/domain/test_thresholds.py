"""Limits: the boundary values of SPEC section 3, and what is not known."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import thresholds
from producflow.domain.thresholds import DEFAULT_LIMITS, InvalidLimitsError, Limits
from producflow.domain.units import CANONICAL_UNITS, canonical_unit

NOW = pd.Timestamp("2026-03-10T12:00Z")


@pytest.mark.parametrize(
    ("sensor", "value", "status"),
    [
        ("temperature", 80.0, "normal"),
        ("temperature", 80.1, "warning"),
        ("temperature", 85.0, "warning"),
        ("temperature", 85.1, "critical"),
        ("temperature", -40.0, "normal"),
        ("pressure", 50.0, "normal"),
        ("pressure", 49.9, "warning"),
        ("pressure", 45.0, "warning"),
        ("pressure", 44.9, "critical"),
        ("pressure", 60.0, "normal"),
        ("pressure", 60.1, "warning"),
        ("pressure", 65.0, "warning"),
        ("pressure", 65.1, "critical"),
        ("vibration", 2.0, "normal"),
        ("vibration", 2.5, "warning"),
        ("vibration", 2.51, "critical"),
        ("speed", 1300.0, "normal"),
        ("speed", 1299.0, "warning"),
        ("speed", 1200.0, "warning"),
        ("speed", 1199.0, "critical"),
        ("speed", 1700.0, "normal"),
        ("speed", 1800.0, "warning"),
        ("speed", 1801.0, "critical"),
        ("speed", math.nan, "unknown"),
        ("temperature", math.inf, "unknown"),
    ],
)
def test_boundaries(sensor: str, value: float, status: str) -> None:
    limits = DEFAULT_LIMITS[sensor]
    assert limits.classify(pd.Series([value])).tolist() == [status]


def test_no_limits_is_unknown_never_normal() -> None:
    assert thresholds.classify(pd.Series([1.0, None])).tolist() == ["unknown", "unknown"]
    assert thresholds.classify(pd.Series([None], dtype="float64"), warn_high=1.0).tolist() == ["unknown"]


def test_limits_differ_by_row_and_keep_the_index() -> None:
    values = pd.Series([90.0, 90.0, 90.0, 90.0], index=[7, 8, 9, 10])
    high = pd.Series([80.0, 95.0, None, 80.0], index=[7, 8, 9, 10])
    crit = pd.Series([None, None, None, 85.0], index=[7, 8, 9, 10])
    found = thresholds.classify(values, warn_high=high, crit_high=crit)
    assert found.tolist() == ["warning", "normal", "unknown", "critical"]
    assert found.index.tolist() == [7, 8, 9, 10]
    assert thresholds.classify(values, warn_high=high.iloc[::-1]).tolist()[:3] == ["warning", "normal", "unknown"]


def test_a_critical_limit_alone_is_checked() -> None:
    assert thresholds.classify(pd.Series([4.0, 6.0]), crit_high=5.0).tolist() == ["normal", "critical"]


anything = st.none() | st.floats()


@given(st.lists(anything, max_size=6), anything, anything, anything, anything)
def test_classify_is_total(
    values: list[float | None], a: float | None, b: float | None, c: float | None, d: float | None
) -> None:
    series = pd.Series(values, dtype="float64")
    found = thresholds.classify(series, a, b, c, d)
    assert found.isin(thresholds.STATUSES).all()
    assert (found[series.isna()] == "unknown").all()


def test_exceedance_is_one_at_the_critical_limit() -> None:
    values = pd.Series([50.0, 50.01, 60.0, 62.5, 65.0, 70.0, 47.5, 40.0, None])
    found = DEFAULT_LIMITS["pressure"].exceedance(values)
    assert found[:8].tolist() == pytest.approx([0, 0, 0, 0.5, 1, 2, 0.5, 2])
    assert math.isnan(found[8])


def test_exceedance_of_a_lone_limit() -> None:
    assert thresholds.limit_exceedance(pd.Series([100.0, 110.0]), warn_high=100.0).tolist() == [0.0, 1.0]
    assert thresholds.limit_exceedance(pd.Series([100.0, 110.0]), crit_high=100.0).tolist() == [0.0, 2.0]
    assert thresholds.limit_exceedance(pd.Series([0.0, 3.0]), warn_high=0.0).tolist() == [0.0, 3.0]
    assert thresholds.limit_exceedance(pd.Series([-110.0]), warn_low=-100.0).tolist() == [1.0]
    assert thresholds.limit_exceedance(pd.Series([3.0])).isna().all()


@given(st.floats(-200, 200))
def test_exceedance_agrees_with_the_status(value: float) -> None:
    for limits in DEFAULT_LIMITS.values():
        status = limits.classify(pd.Series([value * 10]))[0]
        far = limits.exceedance(pd.Series([value * 10]))[0]
        assert (far > 0) == (status != "normal")
        assert (far > 1) == (status == "critical") or far == pytest.approx(1)


def test_default_limits_make_sense_and_have_units() -> None:
    assert set(DEFAULT_LIMITS) == set(CANONICAL_UNITS)
    for limits in DEFAULT_LIMITS.values():
        assert thresholds.validate_limits(limits) is limits
    assert canonical_unit(" Temperature ") == "°C"
    assert canonical_unit("humidity") is None


@pytest.mark.parametrize(
    ("limits", "field", "words"),
    [
        (
            Limits(warn_high=90, crit_high=85),
            "crit_high",
            "warning high limit 90 must be below the critical high limit 85",
        ),
        (Limits(warn_low=40, crit_low=45), "crit_low", "critical low limit 45 must be below the warning low limit 40"),
        (Limits(warn_low=60, warn_high=60), "warn_low", "must be below"),
        (Limits(crit_low=60, crit_high=50), "crit_low", "must be below"),
        (Limits(warn_high=math.nan), "warn_high", "is nan"),
        (Limits(crit_low=-math.inf), "crit_low", "is -inf"),
        (Limits(warn_high=5, deadband=-1), "deadband", "deadband is -1"),
        (Limits(warn_high=5, delay=-1), "delay", "delay is -1"),
        (Limits(50, 60, deadband=6), "deadband", "no room between 50 and 60"),
    ],
)
def test_limits_that_contradict_each_other(limits: Limits, field: str, words: str) -> None:
    with pytest.raises(InvalidLimitsError, match=words) as caught:
        thresholds.validate_limits(limits)
    assert caught.value.field == field


@pytest.mark.parametrize("limits", [Limits(), Limits(warn_high=5, crit_high=5), Limits(50, 60, deadband=5)])
def test_limits_that_are_allowed(limits: Limits) -> None:
    assert thresholds.validate_limits(limits) is limits


def test_limits_from_a_row_of_the_table() -> None:
    row = {
        "sensor_type": "speed",
        "warn_low": math.nan,
        "warn_high": pd.NA,
        "crit_high": 9,
        "deadband": None,
        "delay": 5,
    }
    assert Limits.from_row(row) == Limits(crit_high=9.0, delay=5.0)


def latest(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "sensor_type", "timestamp", "status"])
    return frame.assign(timestamp=pd.to_datetime(frame["timestamp"], utc=True, format="ISO8601"))


def test_condition_is_the_worst_of_the_readings_that_are_young_enough() -> None:
    rows = latest(
        ("press", "temperature", "2026-03-10T11:50Z", "normal"),
        ("press", "pressure", "2026-03-10T11:00Z", "warning"),
        ("press", "vibration", "2026-03-10T10:59:59Z", "critical"),
        ("mill", "speed", "2026-03-09T12:00Z", "normal"),
        ("arm", "humidity", "2026-03-10T12:00Z", "unknown"),
        ("arm", "speed", "2026-03-10T12:00Z", "normal"),
    )
    machines = pd.Index(["press", "mill", "arm", "silent"])
    found = thresholds.condition(rows, NOW, pd.Timedelta(hours=1), machines)
    assert found["condition"].to_dict() == {
        "press": "warning",
        "mill": "unknown",
        "arm": "normal",
        "silent": "unknown",
    }
    assert found["sensors_known"].tolist() == [2, 0, 1, 0]
    assert found["sensors_unknown"].tolist() == [1, 1, 1, 0]
    assert found.loc["mill", "newest"] == pd.Timestamp("2026-03-09T12:00Z")
    assert found["newest"].isna().to_dict()["silent"]
    assert "silent" not in thresholds.condition(rows, NOW, pd.Timedelta(hours=1)).index


def test_condition_of_nothing() -> None:
    found = thresholds.condition(latest(), NOW, pd.Timedelta(hours=1), pd.Index([1, 2]))
    assert found["condition"].tolist() == ["unknown", "unknown"]


@pytest.mark.parametrize(
    "limits",
    [Limits(), Limits(warn_high=80, crit_high=85), Limits(50, 60, 45, 65), Limits(crit_low=-1), Limits(warn_low=0.0)],
)
def test_one_value_has_the_status_that_many_have(limits: Limits) -> None:
    values = [-1e9, -1.1, -1.0, 0.0, 44.9, 45.0, 49.9, 50.0, 60.0, 60.1, 65.0, 65.1, 80.0, 80.1, 85.0, 85.1, 1e9]
    assert [limits.status(value) for value in values] == limits.classify(pd.Series(values)).tolist()
