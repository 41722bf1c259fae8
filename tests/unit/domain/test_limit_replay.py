"""Limits on past readings: alarms, chatter and warnings, counted by hand."""

import pandas as pd

from producflow.domain import limit_replay
from producflow.domain.thresholds import Limits

START = pd.Timestamp("2026-03-10T06:00Z")
DAY = pd.Timedelta(days=1)


def hour(n: float) -> pd.Timestamp:
    return START + pd.Timedelta(hours=n)


def hourly(values: list[float]) -> tuple[pd.Series, pd.Series]:
    return pd.Series(pd.date_range(START, periods=len(values), freq="h")), pd.Series(values)


def failures(*hours: float) -> pd.Series:
    return pd.Series([hour(n) for n in hours], dtype="datetime64[us, UTC]")


def test_alarms_failures_with_a_warning_and_how_long_before() -> None:
    # Beyond at 2 to 4, at 6, and beyond the critical limit at 30; back at 5, 7 and 31.
    values = [70.0] * 40
    for n, value in {2: 82, 3: 82, 4: 82, 6: 81, 30: 90}.items():
        values[n] = float(value)
    limits = Limits(warn_high=80, crit_high=85, deadband=1)
    found = limit_replay.replay(*hourly(values), limits, failures(8, 20, 33), within=pd.Timedelta(hours=10))
    assert (found.alarms, found.critical, found.chattering) == (3, 1, 0)
    assert found.again == 1  # that of 6 came an hour after that of 2 was over
    assert found.hours == 3 + 1 + 1
    # Of the failure at 8 that of 2 warned, six hours before; none stood or came within 10 hours before 20.
    assert found.warnings.iloc[[0, 2]].tolist() == [hour(2), hour(30)]
    assert found.warnings.isna().tolist() == [False, True, False]
    assert (found.warned, found.followed) == (2, 3)


def test_delays_are_those_of_readings_that_raise_alarms() -> None:
    values = [70.0, 82.0, 70.0, 82.0, 70.0, 70.0, 70.0]
    slow = Limits(warn_high=80, deadband=1, off_delay=2 * 3600)
    nothing = failures()
    assert limit_replay.replay(*hourly(values), Limits(warn_high=80), nothing, DAY).alarms == 2
    assert limit_replay.replay(*hourly(values), slow, nothing, DAY).alarms == 1
    assert limit_replay.replay(*hourly(values), Limits(warn_high=80, delay=60), nothing, DAY).alarms == 0


def test_too_little_is_said_to_be_so() -> None:
    assert limit_replay.why_not(13.4, 9).startswith("Readings of 13 days are too few")
    assert limit_replay.why_not(90, 4).startswith("4 logged failures are too few")
    assert limit_replay.why_not(90, 5) == ""
