"""What limits would have told in the past: alarms, chatter, and which failures they would have warned of."""

from dataclasses import dataclass

import pandas as pd

from producflow.domain import alarm_load, stages
from producflow.domain.thresholds import Limits

LEAST_FAILURES = 5
"""Of fewer it says nothing how many had a warning."""
LEAST_DAYS = 14
"""Of readings: a shorter time says nothing of a machine. [d]"""
SOON = pd.Timedelta(hours=1)
"""An alarm that comes again so soon after it was over is the same trouble once more."""


@dataclass(frozen=True)
class Replay:
    """What one set of limits would have told."""

    limits: Limits
    alarms: int
    """That would have come."""
    critical: int
    """Of them beyond a critical limit."""
    chattering: int
    """That were part of a chatter, see :func:`producflow.domain.alarm_load.chattering`."""
    again: int
    """That came within an hour of the end of the one before."""
    followed: int
    """That a failure followed in time."""
    hours: float
    """During which one of them stood. [h]"""
    warnings: pd.Series
    """Of each failure, in the order given: when the first alarm began that stood or came in the time before it; missing
    where there was none. [UTC]"""

    @property
    def warned(self) -> int:
        """Failures that had a warning."""
        return int(self.warnings.notna().sum())


def replay(
    timestamps: pd.Series, values: pd.Series, limits: Limits, failures: pd.Series, within: pd.Timedelta
) -> Replay:
    """Find the alarms that limits would have raised, by the very rule by which readings raise them.

    Parameters
    ----------
    timestamps, values : Series, shape (n,)
        Readings of one sensor of one machine. [UTC; the sensor's unit]
    limits : Limits
    failures : Series of datetime64, shape (m,)
        When the machine failed. [UTC]
    within : Timedelta
        How long before a failure an alarm is a warning of it.
    """
    found = stages.stages(timestamps, values, limits)
    began, ended = found["started_at"], found["ended_at"]
    before = ended.shift(1)
    again = (began - before <= SOON) & (began > before)  # what goes on beyond the critical limit is no new trouble
    warnings = []
    for failed_at in failures:
        in_time = (began < failed_at) & (ended.isna() | (ended > failed_at - within))
        warnings.append(began[in_time].min() if in_time.any() else pd.NaT)
    followed = pd.Series(False, index=found.index)
    for failed_at in failures:
        followed |= (began < failed_at) & (began >= failed_at - within)
    return Replay(
        limits=limits,
        alarms=len(found),
        critical=int((found["level"] == "critical").sum()),
        chattering=int(alarm_load.chattering(began, found["level"]).sum()),
        again=int(again.sum()),
        followed=int(followed.sum()),
        hours=float(found["minutes"].sum()) / 60,
        warnings=pd.Series(warnings, index=failures.index, dtype="datetime64[us, UTC]"),
    )


def why_not(days: float, failures: int) -> str:
    """Why it cannot be judged whether limits warn in time; empty where it can."""
    if days < LEAST_DAYS:
        return (
            f"Readings of {days:.0f} days are too few to judge by: {LEAST_DAYS} are the least. Choose a longer time, "
            "or wait."
        )
    if failures < LEAST_FAILURES:
        return (
            f"{failures} logged failures are too few to judge whether limits warn in time: {LEAST_FAILURES} are the "
            "least. The numbers of alarms stand all the same."
        )
    return ""
