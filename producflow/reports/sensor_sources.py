"""What is the matter with the sources of a machine's sensors, by hours, days and siblings: unit, clock, drift."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import pandas as pd

from producflow.domain import sensor_health as domain
from producflow.domain.sensor_health import CLOCK, DRIFT, UNIT, Stretch
from producflow.domain.sensors import family
from producflow.domain.thresholds import Limits
from producflow.reports.limits import limits_of
from producflow.store.database import Session
from producflow.store.queries import equipment as equipment_queries
from producflow.store.reading import reads

UNIT_BESIDE = timedelta(days=2)
"""So long before and after a change of unit there are the hours that it is told by."""
DRIFT_DAYS = timedelta(days=60)
NEWEST = 200_000
"""Among so many newest readings of the plant single ones are looked at for the clock of their source."""
HOUR = pd.Timedelta(hours=1)


@reads
def with_siblings(session: Session, machines: Iterable[int]) -> list[int]:
    """Machines that have sensors of one kind in such a number that one of them can drift off."""
    latest = equipment_queries.latest_of(session, list(machines))
    kinds = latest.assign(family=latest["sensor_type"].map(family)).dropna(subset=["family"])
    counts = kinds.groupby(["equipment_id", "family"]).size()
    return counts[counts > domain.FEWEST_SIBLINGS].index.get_level_values("equipment_id").unique().tolist()


def units(
    session: Session, equipment_id: int, suspect: Mapping[str, pd.DataFrame], noted: Iterable[Stretch], until: datetime
) -> list[Stretch]:
    """Sensors that show another unit than their source states.

    Parameters
    ----------
    suspect : mapping of str to DataFrame
        Hourly sums of sensors with suspect hours.
    noted : iterable of Stretch
        Those of this kind are looked at again: readings that were corrected or taken back tell of none.
    """
    found: list[Stretch] = []
    for sensor, hours in [*_around(session, equipment_id, noted, until), *suspect.items()]:
        kind = family(sensor)
        if kind is None or hours.empty:
            continue
        means = pd.Series((hours["total"] / hours["n"]).to_numpy(), index=pd.DatetimeIndex(hours["hour"]))
        change = domain.unit_change(means, kind)
        if change is not None:
            low, high = _inside(session, equipment_id, sensor, change)
            words = f"jumped to just what it was in {change.unit}: its source states another unit than it sends"
            # The last instant of its last hour, since a stretch has both of its ends.
            ended = None if change.ended is None else change.ended + HOUR - pd.Timedelta(microseconds=1)
            told = Stretch(equipment_id, sensor, UNIT, change.began, ended, words, low, high)
            if not any(each.same_as(told) for each in found):
                found.append(told)
    return found


def _around(
    session: Session, equipment_id: int, noted: Iterable[Stretch], until: datetime
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Hourly sums by which each change of unit was told, and since."""
    for each in noted:
        ends = until if each.ended_at is None else min(each.ended_at + UNIT_BESIDE, pd.Timestamp(until)).to_pydatetime()
        starts = (each.started_at - UNIT_BESIDE).to_pydatetime()
        hours = equipment_queries.sensor_hours(session, equipment_id, each.sensor_type, starts, ends, 1)
        yield each.sensor_type, hours.rename(columns={"timestamp": "hour"})


def _inside(
    session: Session, equipment_id: int, sensor: str, change: domain.UnitChange
) -> tuple[float | None, float | None]:
    """Between which values as shown the machine is within its limits."""
    pair = pd.DataFrame({"equipment_id": [equipment_id], "sensor_type": [sensor]})
    limits = Limits.from_row(dict(limits_of(session, pair).iloc[0]))
    lows = [each for each in (limits.warn_low, limits.crit_low) if each is not None]
    highs = [each for each in (limits.warn_high, limits.crit_high) if each is not None]
    return change.shown(max(lows, default=None)), change.shown(min(highs, default=None))


def clocks(session: Session, equipment_id: int, sensors: Iterable[str], until: datetime) -> Iterator[Stretch]:
    """Sensors whose newest readings state times that are off by always the same: between those that they state."""
    for sensor in sensors:
        received = equipment_queries.received(session, equipment_id, sensor, until, NEWEST)
        off = domain.clock_off(received["created_at"], received["timestamp"])
        if off is not None:
            hours = abs(off) / HOUR
            span = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:.1f} h"
            side = "behind" if off > pd.Timedelta(0) else "ahead"
            stamped = received["timestamp"].iloc[-domain.FEWEST_RECEIVED :]
            words = f"states times {span} {side}: the clock of its source was reset"
            yield Stretch(equipment_id, sensor, CLOCK, stamped.min(), stamped.max(), words)


def drifts(session: Session, equipment_id: int, units: dict[str, str | None], until: datetime) -> Iterator[Stretch]:
    """Sensors that leave others of the same kind and unit on the same machine; which may be the machine's doing."""
    kinds = pd.Series({name: f"{family(name)} {unit}" for name, unit in units.items() if family(name)}, dtype="str")
    for _, siblings in kinds.groupby(kinds):
        if len(siblings) <= domain.FEWEST_SIBLINGS:
            continue
        days = pd.DataFrame({str(name): _days(session, equipment_id, str(name), until) for name in siblings.index})
        for name in days.columns:
            off = domain.drift(days[name], days.drop(columns=name))
            if not pd.isna(off):
                side, unit = "above" if off > 0 else "below", units[name] or ""
                words = f"drifts off: {abs(off):.3g} {unit} {side} where it was against its siblings".replace("  ", " ")
                began = days.index[-domain.RECENT_DAYS]
                yield Stretch(equipment_id, name, DRIFT, began, None, words, left_out=False)


def _days(session: Session, equipment_id: int, sensor: str, until: datetime) -> pd.Series:
    """Means of whole days, UTC."""
    whole = until.replace(hour=0)
    sums = equipment_queries.sensor_hours(session, equipment_id, sensor, whole - DRIFT_DAYS, whole, 24)
    return pd.Series((sums["total"] / sums["n"]).to_numpy(), index=pd.DatetimeIndex(sums["timestamp"]))
