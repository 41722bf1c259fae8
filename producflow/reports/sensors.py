"""The course of a machine's sensors: every reading where few are to be seen, else their range by hours or minutes."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from producflow.domain.gaps import with_gaps
from producflow.domain.thresholds import Limits
from producflow.reports import lake
from producflow.reports.equipment import History, history_of
from producflow.reports.limits import limits_of
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.queries import equipment as queries
from producflow.store.queries import readings
from producflow.store.reading import reads

POINTS = 750
HOUR = timedelta(hours=1)
FINE = timedelta(days=3)
"""Up to this long, readings are summed up by parts of an hour; a longer span is read from the hourly roll-up alone."""
STEPS = (10, 30, 60, 120, 300, 600, 900, 1800)
"""Lengths of a part of an hour. [s]"""


@dataclass(frozen=True)
class Series:
    """The course of one sensor in a span of time."""

    equipment_id: int
    sensor_type: str
    unit: str | None
    """Which sensor."""
    limits: Limits
    """In force now. [unit]"""
    frame: pd.DataFrame
    """`timestamp` (of a reading, or the start of a bucket), `value` (reading, or mean of the bucket), `minimum`,
    `maximum` [unit] and `n` [readings]; a row of missing values in every gap."""
    step: timedelta | None
    """Length of a bucket; None: every reading."""
    readings: int
    """How many readings this shows. [count]"""
    kept_from: datetime | None = None
    """Before it, hourly sums are all that is kept, and all that is shown; None: that is no matter here."""
    fault: str | None = None
    """Why single readings that lie in a lake are not shown, but hourly sums; None: that is no matter here."""

    @property
    def empty(self) -> bool:
        """Whether there is no reading in the span."""
        return self.readings == 0

    @property
    def resolution(self) -> str:
        """What a point stands for, in words: ``every reading``, ``mean and range of each hour``."""
        what = "every reading" if self.step is None else f"mean and range of {_each(self.step)}"
        if self.fault is not None:
            return f"{what} ({self.fault})"
        if self.kept_from is None:
            return what
        return f"{what} (single readings before {self.kept_from:%-d %b %Y} UTC are not kept, only their hourly sums)"


def _each(step: timedelta) -> str:
    seconds = round(step.total_seconds())
    for length, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds % length == 0:
            count = seconds // length
            return f"each {name}" if count == 1 else f"every {count} {name}s"
    raise AssertionError("unreachable")


@dataclass(frozen=True)
class Course:
    """What a machine's sensors said and what happened to it, over the same time."""

    series: tuple[Series, ...]
    """In the order asked for."""
    history: History
    timezone: str
    """The plant's."""

    @property
    def empty(self) -> bool:
        """Whether nothing was read and nothing happened."""
        return self.history.empty and all(series.empty for series in self.series)


@reads
def course(
    session: Session, equipment_id: int, sensor_types: tuple[str, ...], starts: datetime, ends: datetime, now: datetime
) -> Course:
    """Courses of a machine's sensors with its history, see :func:`series_of` and :func:`history_of`."""
    return Course(
        series=tuple(series_of(session, equipment_id, each, starts, ends) for each in sensor_types),
        history=history_of(session, equipment_id, starts, ends, now),
        timezone=in_force(session).timezone,
    )


@reads
def series_of(
    session: Session, equipment_id: int, sensor_type: str, starts: datetime, ends: datetime, points: int = POINTS
) -> Series:
    """Course of one sensor.

    Parameters
    ----------
    starts, ends : datetime
        The span, its end left out; aware.
    points : int
        About how many points at most: up to twice as many readings are shown one by one.
    """
    where = (session, equipment_id, sensor_type, starts, ends)
    expected = int(queries.sensor_extent(*where)["n"])
    step = _step(expected, ends - starts, points)
    kept_from = readings.kept_from(session)
    if kept_from is not None and starts >= kept_from:
        kept_from = None
    if kept_from is not None:
        step = max(step or HOUR, HOUR)
    single = lake.single(*where) if step is None or step < HOUR else None
    if single is not None and single.fault is not None:
        step = HOUR
    if single is None or (step is not None and step >= HOUR):
        frame = _frame(where, step)
    else:
        with session.staged("sensor_readings", single.rows):  # in the place of the table: the questions are the same
            frame = _frame(where, step)
    pair = pd.DataFrame({"equipment_id": [equipment_id], "sensor_type": [sensor_type]})
    row = {str(name): value for name, value in limits_of(session, pair).iloc[0].items()}
    return Series(
        equipment_id=equipment_id,
        sensor_type=sensor_type,
        unit=_unit(session, equipment_id, sensor_type, row["unit"]),
        limits=Limits.from_row(row),
        frame=with_gaps(frame[["timestamp", "value", "minimum", "maximum", "n"]]),
        step=step,
        readings=int(frame["n"].sum()),
        kept_from=kept_from,
        fault=None if single is None else single.fault,
    )


def _frame(where: tuple[Session, int, str, datetime, datetime], step: timedelta | None) -> pd.DataFrame:
    """The course by buckets of so long; None: every reading."""
    if step is None:
        frame = queries.sensor_raw(*where).drop(columns="status")
        return frame.assign(minimum=frame["value"], maximum=frame["value"], n=1)
    hours, seconds = step // HOUR, round(step.total_seconds())
    frame = queries.sensor_hours(*where, hours) if hours else queries.sensor_buckets(*where, seconds)
    return frame.assign(value=frame["total"] / frame["n"]).drop(columns="total")


def _step(readings: int, span: timedelta, points: int) -> timedelta | None:
    """Length of a bucket; None where every reading can be shown."""
    if readings <= 2 * points:
        return None
    wanted = span.total_seconds() / points
    if span <= FINE:
        fitting = [seconds for seconds in STEPS if seconds >= wanted]
        if fitting:
            return timedelta(seconds=fitting[0])
    return timedelta(hours=max(1, math.ceil(wanted / 3600)))


def _unit(session: Session, equipment_id: int, sensor_type: str, of_limits: object) -> str | None:
    latest = queries.latest_of(session, (equipment_id,))
    mine = latest[latest["sensor_type"] == sensor_type]["unit"].dropna()
    if not mine.empty:
        return str(mine.iloc[0])
    return None if pd.isna(of_limits) else str(of_limits)  # type: ignore[call-overload]
