"""Whether something can only be the sensor. Wherever it may be the machine the answer is no, and its alarms stay."""

from collections.abc import Iterable, Mapping

import pandas as pd

from producflow.domain import sensor_health as domain
from producflow.domain.sensor_health import DROPOUT, SPIKE, Stretch
from producflow.domain.sensors import family
from producflow.store.database import Session
from producflow.store.queries import equipment as equipment_queries

FAST = pd.Timedelta(hours=1)
"""What is told at longer intervals may have happened to the machine meanwhile, and be over."""
HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)
SHOWS = pd.Timedelta(hours=3)
"""Within that long the other sensors show what became of the machine."""


def of_sensor_only(
    session: Session,
    stretch: Stretch,
    beside: Iterable[Stretch],
    hours: Mapping[str, pd.DataFrame],
    since: pd.Timestamp,
) -> bool:
    """Whether no alarm of a stretch is about the machine.

    Parameters
    ----------
    beside : iterable of Stretch
        All of the machine, this one among them.
    hours : mapping of str to DataFrame
        Hourly sums of each of the machine's sensors.
    since : Timestamp
        What was over before was judged when there was more to judge it by, and can only become more doubtful.
    """
    if stretch.believed_at is not None:
        return False
    if stretch.kind == SPIKE:
        alike = [each for each in beside if each.kind == SPIKE and each.sensor_type == stretch.sensor_type]
        near = sum(abs(each.started_at - stretch.started_at) < domain.COME_AGAIN for each in alike)
        judged = stretch.id is not None and stretch.started_at < since
        return stretch.explains and near <= domain.MOST_FAR and (judged or runs_on(stretch, hours))
    if stretch.kind != DROPOUT:
        return False  # what it shows last it may have shown rightly
    if family(stretch.sensor_type) in domain.BOILS:
        return stretch.explains
    if stretch.ended_at is None:
        return False  # a pump that lost its prime runs on as smoothly as ever
    if stretch.ended_at < since:
        return stretch.explains
    span = (
        (stretch.ended_at + pd.Timedelta(microseconds=1)).to_pydatetime(),
        (stretch.ended_at + FAST).to_pydatetime(),
    )
    back = equipment_queries.sensor_raw(session, stretch.equipment_id, stretch.sensor_type, *span)
    return not back.empty and runs_on(stretch, hours)


def runs_on(stretch: Stretch, hours: Mapping[str, pd.DataFrame]) -> bool:
    """Whether all other sensors of the machine went on as in the hour before, and one of them would have shown it.

    A temperature would not: a motor stays warm for hours whatever happens to it; nor is anything known of sensors
    that we know no kind of.
    """
    began = stretch.started_at.floor("h")
    until = min(stretch.ended_at or domain.EVER, stretch.started_at + SHOWS)
    told = False
    for name, own in hours.items():
        if name == stretch.sensor_type:
            continue
        before = own[(own["hour"] < began) & (own["hour"] >= began - DAY)]
        during = own[(own["hour"] >= began) & (own["hour"] <= until)]
        if before.empty or during.empty:
            continue
        if not domain.as_usual(before, during):
            return False
        told |= family(name) not in (None, *domain.BOILS)
    return told


def in_one_step(session: Session, change: Stretch) -> bool:
    """Whether nothing lies between what a sensor showed before and after it began to show another unit."""
    span = ((change.started_at - HOUR).to_pydatetime(), (change.started_at + 2 * HOUR).to_pydatetime())
    values = equipment_queries.sensor_raw(session, change.equipment_id, change.sensor_type, *span)["value"]
    if values.empty:
        return False
    near = abs(values.iloc[-1] - values.iloc[0]) / 4
    before, after = ((values - level).abs() <= near for level in (values.iloc[0], values.iloc[-1]))
    return bool((before ^ after).all() and after.is_monotonic_increasing)
