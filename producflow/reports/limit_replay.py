"""Limits tried on what was read, beside those in force: how many alarms, and which logged failures had a warning."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from producflow.domain import alarms, sensor_health
from producflow.domain import limit_replay as domain
from producflow.domain.limit_replay import Replay
from producflow.domain.predictions import LONG_STOP_MINUTES
from producflow.domain.thresholds import Limits
from producflow.domain.units import canonical_unit
from producflow.errors import InvalidInput
from producflow.reports import limit_changes
from producflow.reports.predictions import SAME_FAILURE
from producflow.reports.spelling import counted
from producflow.store.database import Session
from producflow.store.queries import predictions as prediction_queries
from producflow.store.queries import sensor_faults as faults
from producflow.store.queries import thresholds as queries
from producflow.store.reading import reads

DAYS, LONGEST = 90, 730
"""How far back readings are looked at unless asked otherwise, and at most. [d]"""
WITHIN, LONGEST_WITHIN = 7, 60
"""How long before a failure an alarm is a warning of it, likewise. [d]"""


@dataclass(frozen=True)
class LimitReplay:
    """Two sets of limits on the same readings."""

    equipment_id: int
    sensor_type: str
    unit: str | None
    first: datetime | None
    last: datetime | None
    """Between which hours there are readings; None: there are none."""
    readings: int
    left_out: int
    """Of those near either limits, since they are false: of a sensor that cannot be believed."""
    within_days: int
    failures: pd.DataFrame
    """Of the machine in that time, a row each: `failed_at`, `what` (`job` or `stop`), `called`, `present`, `tried`
    (when the first alarm began that warned of it; missing: none did) [UTC]."""
    present: Replay
    tried: Replay
    why_not: str
    """Why it cannot be judged whether they warn; empty where it can."""

    @property
    def sentence(self) -> str:
        """What trying the limits comes to."""
        now, then = self.present, self.tried
        told = f"{counted(then.alarms, 'alarm', 'alarms')} instead of {now.alarms:,}"
        if self.left_out:
            told += f" ({counted(self.left_out, 'reading', 'readings')} that could not be believed left out)"
        if self.why_not:
            return f"{told}. {self.why_not}"
        count = len(self.failures)
        warned = f"{then.warned} of {count} failures had a warning instead of {now.warned}"
        ahead = (self.failures["failed_at"] - self.failures["tried"]).dt.total_seconds().median() / 3600
        early = "" if math.isnan(ahead) else f", half of them {_hours(ahead)} or more before"
        share = f"; {then.followed:,} of {then.alarms:,} alarms were followed by one within {self.within_days} days"
        return f"{told}; {warned}{early}{share}."


def _hours(hours: float) -> str:
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} h"


@reads
def replay(
    session: Session,
    equipment_id: int,
    sensor_type: str,
    tried: Limits,
    now: datetime,
    days: int = DAYS,
    within_days: int = WITHIN,
) -> LimitReplay:
    """Try limits on the readings of the last days, single ones only: of hours that were retired nothing is known.

    Parameters
    ----------
    sensor_type : str
        In lower case.
    tried : Limits
    now : datetime
        Aware; the end of what is looked at.
    days, within_days : int
        See `DAYS` and `WITHIN`. [d]

    Raises
    ------
    InvalidInput
        If one of the two is out of range.
    """
    for name, value, most in (("days", days, LONGEST), ("within_days", within_days, LONGEST_WITHIN)):
        if not 1 <= value <= most:
            raise InvalidInput(f"{value} is no number of days; give 1 to {most}.", name)
    present = limit_changes.in_force(session, sensor_type, equipment_id) or Limits()
    hours = queries.hours(session, sensor_type, equipment_id)
    until = pd.Timestamp(now).tz_convert("UTC")
    hours = hours[(hours["hour"] >= until - timedelta(days=days)) & (hours["hour"] < until)].reset_index(drop=True)
    first, last = hours["hour"].min(), hours["hour"].max() + queries.HOUR
    failures = _failures(session, equipment_id, first, last)
    doubted = faults.of_machines(session, [equipment_id])
    doubted = doubted[doubted["left_out"].astype(bool) & (doubted["sensor_type"] == sensor_type)]
    worth = hours[alarms.worth_reading(hours, present) | alarms.worth_reading(hours, tried)]
    found = queries.readings(session, worth if len(worth) else hours[:1]).sort_values("timestamp", ignore_index=True)
    false = sensor_health.false_ones(found["timestamp"], found["value"], doubted)
    found = found[~false].reset_index(drop=True)
    within = pd.Timedelta(days=within_days)
    both = [
        domain.replay(found["timestamp"], found["value"], limits, failures["failed_at"], within)
        for limits in (present, tried)
    ]
    known_days = 0.0 if hours.empty else (last - first) / pd.Timedelta(days=1)
    return LimitReplay(
        equipment_id=equipment_id,
        sensor_type=sensor_type,
        unit=canonical_unit(sensor_type) or queries.unit(session, sensor_type, equipment_id),
        first=None if hours.empty else first.to_pydatetime(),
        last=None if hours.empty else last.to_pydatetime(),
        readings=int(hours["n"].sum()),
        left_out=int(false.sum()),
        within_days=within_days,
        failures=failures.assign(present=both[0].warnings, tried=both[1].warnings),
        present=both[0],
        tried=both[1],
        why_not=domain.why_not(known_days, len(failures)),
    )


def _failures(session: Session, equipment_id: int, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Failures of a machine while it was read, as predictions are judged by them; a repair is no further one."""
    found = prediction_queries.failures(session, (equipment_id,), LONG_STOP_MINUTES)
    found = found[(found["failed_at"] > first) & (found["failed_at"] <= last)]
    apart = ~(found["failed_at"].diff() <= SAME_FAILURE)
    return found.loc[apart, ["failed_at", "what", "called"]].reset_index(drop=True)
