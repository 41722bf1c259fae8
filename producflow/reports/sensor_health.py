"""Which of a machine's sensors cannot be believed, and why: notes beside it, never alarms about the machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from producflow.domain import sensor_health as domain
from producflow.domain.sensors import family
from producflow.store.database import Session
from producflow.store.queries import equipment as queries
from producflow.store.reading import reads

LOOK_BACK, MOST = timedelta(days=14), 40_000
"""Single readings of a sensor are looked at for so long back, at most so many."""
DRIFT_DAYS = timedelta(days=60)
UNIT_DAYS = timedelta(days=30)
NEWEST = 200_000
"""Among so many newest readings of the plant single ones are looked at for the clock of their source."""
STUCK, DROPOUT, SPIKE, DRIFT, CLOCK, UNIT = "stuck", "dropout", "spike", "drift", "clock", "unit"


@dataclass(frozen=True)
class SensorNote:
    """What is the matter with one sensor."""

    sensor_type: str
    kind: str
    """One of `stuck`, `dropout`, `spike`, `drift`, `clock`, `unit`."""
    since: pd.Timestamp
    until: pd.Timestamp | None
    """When it was last seen; None: it lasts."""
    words: str
    """A sentence without its subject, which is the sensor."""


@reads
def sensor_notes(
    session: Session, equipment_id: int, sensors: tuple[tuple[str, str | None], ...], now: datetime
) -> tuple[SensorNote, ...]:
    """Look at a machine's sensors up to the last full hour, so that the answer stands for as long, whatever is read.

    Parameters
    ----------
    sensors : tuple of pairs of str
        Which, each with the unit of its readings.
    now : datetime
        Aware.
    """
    ends = now.replace(minute=0, second=0, microsecond=0)
    units = dict(sensors)
    found: list[SensorNote] = []
    for sensor in units:
        hours = queries.sensor_hours(session, equipment_id, sensor, ends - UNIT_DAYS, ends, 1)
        found += _clock(session, equipment_id, sensor, ends)
        if not hours.empty:
            found += _by_itself(session, equipment_id, sensor, hours, ends)
            found += _unit(sensor, hours)
    found = [each for each in found if not (each.kind == DROPOUT and _all_fell(each, found, len(units)))]
    found += _drifting(session, equipment_id, units, ends)
    return tuple(sorted(found, key=lambda each: (each.sensor_type, each.since, each.kind)))


def _all_fell(note: SensorNote, notes: list[SensorNote], sensors: int) -> bool:
    """Whether all sensors of the machine fell to 0 together: then it stands."""
    end = note.until or pd.Timestamp.max.tz_localize("UTC")
    others = {
        each.sensor_type
        for each in notes
        if each.kind == DROPOUT
        and each.since <= end
        and (each.until or pd.Timestamp.max.tz_localize("UTC")) >= note.since
    }
    return sensors > 1 and len(others) == sensors


def _by_itself(
    session: Session, equipment_id: int, sensor: str, hours: pd.DataFrame, ends: datetime
) -> Iterator[SensorNote]:
    newest = hours[(hours["n"][::-1].cumsum()[::-1] <= MOST) & (hours["timestamp"] >= ends - LOOK_BACK)]
    if newest.empty:
        return
    starts = newest["timestamp"].iloc[0].to_pydatetime()
    readings = queries.sensor_raw(session, equipment_id, sensor, starts, ends)
    when, values = readings["timestamp"], readings["value"]
    faults = domain.own_faults(when, values)
    last = when.iloc[-1] if len(when) else None
    spikes = [each for each in faults if each.kind == SPIKE]
    for each in faults:
        until = None if each.ended == last else each.ended
        if each.kind == STUCK:
            yield SensorNote(sensor, STUCK, each.began, until, f"shows {each.value:.4g} over and over, as it never did")
        if each.kind == DROPOUT:
            yield SensorNote(sensor, DROPOUT, each.began, until, "fell to 0 in one step, and shows nothing since")
    if spikes:
        many = "a single reading" if len(spikes) == 1 else f"{len(spikes)} single readings"
        words = f"showed {many} far from all others, the last of {spikes[-1].value:.4g}"
        yield SensorNote(sensor, SPIKE, spikes[0].began, spikes[-1].ended, words)


def _clock(session: Session, equipment_id: int, sensor: str, ends: datetime) -> Iterator[SensorNote]:
    readings = queries.received(session, equipment_id, sensor, ends, NEWEST)
    off = domain.clock_off(readings["created_at"], readings["timestamp"])
    if off is not None:
        hours = abs(off) / pd.Timedelta(hours=1)
        span = f"{hours / 24:,.0f} days" if hours >= 48 else f"{hours:.1f} h"
        side = "behind" if off > pd.Timedelta(0) else "ahead"
        since = readings["created_at"].iloc[-domain.FEWEST_RECEIVED]
        yield SensorNote(sensor, CLOCK, since, None, f"states times {span} {side}: the clock of its source was reset")


def _unit(sensor: str, hours: pd.DataFrame) -> Iterator[SensorNote]:
    kind = family(sensor)
    if kind is None:
        return
    means = pd.Series((hours["total"] / hours["n"]).to_numpy(), index=pd.DatetimeIndex(hours["timestamp"]))
    found = domain.unit_change(means, kind)
    if found is not None:
        words = f"jumped to just what it was in {found[1]}: its source states another unit than it sends"
        yield SensorNote(sensor, UNIT, found[0], None, words)


def _drifting(
    session: Session, equipment_id: int, units: dict[str, str | None], ends: datetime
) -> Iterator[SensorNote]:
    """Sensors that leave others of the same kind and unit on the same machine."""
    kinds = pd.Series({sensor: f"{family(sensor)} {unit}" for sensor, unit in units.items() if family(sensor)})
    for _, siblings in kinds.groupby(kinds):
        if len(siblings) <= domain.FEWEST_SIBLINGS:
            continue
        days = pd.DataFrame({str(name): _days(session, equipment_id, str(name), ends) for name in siblings.index})
        for name in days.columns:
            off = domain.drift(days[name], days.drop(columns=name))
            if not pd.isna(off):
                side = "above" if off > 0 else "below"
                unit = units[name] or ""
                words = f"drifts off: {abs(off):.3g} {unit} {side} where it was against its siblings".replace("  ", " ")
                yield SensorNote(name, DRIFT, days.index[-domain.RECENT_DAYS], None, words)


def _days(session: Session, equipment_id: int, sensor: str, ends: datetime) -> pd.Series:
    """Means of whole days, UTC."""
    whole = ends.replace(hour=0)
    sums = queries.sensor_hours(session, equipment_id, sensor, whole - DRIFT_DAYS, whole, 24)
    return pd.Series((sums["total"] / sums["n"]).to_numpy(), index=pd.DatetimeIndex(sums["timestamp"]))
