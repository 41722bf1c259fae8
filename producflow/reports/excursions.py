"""What an alert is about: when its readings went beyond which limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from producflow.domain.thresholds import CRITICAL, WARNING, Limits
from producflow.reports.limits import limits_of
from producflow.store.database import Session
from producflow.store.queries import alerts as queries
from producflow.store.reading import reads

AROUND, LEAST_AROUND = 0.25, timedelta(hours=1)
"""How much more is looked at before an excursion and after it: this share of its length, and at least so much."""


@dataclass(frozen=True)
class Crossed:
    """A limit that readings went beyond."""

    sensor_type: str
    value: float
    """[unit]"""
    level: str
    """`warning` or `critical`."""
    upper: bool
    """Whether the readings were above it."""
    unit: str | None


@dataclass(frozen=True)
class Excursion:
    """What one alert is about."""

    alert_id: int
    equipment_id: int
    title: str
    sensor_type: str | None
    """None: the alert was entered by a person or a program."""
    started_at: datetime
    """First reading beyond the limit, or when it was entered; aware."""
    closed_at: datetime | None
    """When the readings came back inside, or somebody resolved it; None: it still stands."""
    crossed: Crossed | None
    """None where no limit is known that its readings are beyond: those in force may have been changed since."""

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """First instant and end of the time to look at: all of it with a little before and after, at most until now."""
        ends = self.closed_at or now
        around = max(AROUND * (ends - self.started_at), LEAST_AROUND)
        first = (self.started_at - around).replace(second=0, microsecond=0)
        return first, min((ends + around).replace(second=0, microsecond=0), now + timedelta(minutes=1))


@reads
def excursion(session: Session, alert_id: int) -> Excursion | None:
    """What an alert is about; None where there is no such alert (any more)."""
    row = queries.by_id(session, alert_id)
    if row is None:
        return None
    over = [row[name] for name in ("ended_at", "resolved_at") if row[name] is not None]
    return Excursion(
        alert_id=alert_id,
        equipment_id=row["equipment_id"],
        title=row["title"],
        sensor_type=row["sensor_type"],
        started_at=row["started_at"] or row["created_at"],
        closed_at=min(over) if over else None,
        crossed=None if row["sensor_type"] is None else _crossed(session, row),
    )


def _crossed(session: Session, row: dict[str, Any]) -> Crossed | None:
    """The limit in force beyond which the farthest reading of an alert lies."""
    pair = pd.DataFrame({name: [row[name]] for name in ("equipment_id", "sensor_type")})
    found = {str(name): value for name, value in limits_of(session, pair).iloc[0].items()}
    limits, peak = Limits.from_row(found), row["peak_value"]
    critical = row["type"] == "emergency"  # a warning is raised as a prediction of what is to come
    low, high = (limits.crit_low, limits.crit_high) if critical else (limits.warn_low, limits.warn_high)
    unit = None if pd.isna(found["unit"]) else str(found["unit"])
    level = CRITICAL if critical else WARNING
    if high is not None and peak > high:
        return Crossed(row["sensor_type"], high, level, upper=True, unit=unit)
    if low is not None and peak < low:
        return Crossed(row["sensor_type"], low, level, upper=False, unit=unit)
    return None
