"""Which of a machine's sensors cannot be believed, and why: found in its readings, for the clock to note."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from producflow.domain import sensor_health as domain
from producflow.domain.sensor_health import CLOCK, DRIFT, DROPOUT, EVER, SPIKE, STUCK, UNIT, Stretch
from producflow.reports import sensor_sources
from producflow.reports.sensor_doubts import FAST, in_one_step, of_sensor_only, runs_on
from producflow.store.database import Session
from producflow.store.queries import equipment as equipment_queries
from producflow.store.queries import sensor_faults as queries
from producflow.store.reading import reads

LOOK_BACK, LOOK_ON = timedelta(days=7), timedelta(days=7)
"""Single readings are looked at for so long before a suspect hour, which stand for normal, and after it, at most."""
MOST = 20_000
"""Of them on each side. [count]"""
HOURS_BACK = timedelta(days=30)
"""Hourly sums of so long before what was not looked at tell which of its hours are suspect."""
AGAIN = timedelta(days=1)
"""What comes after a reading may make a fault of it: so much is looked at again."""
HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Found:
    """What was found out about a machine's sensors."""

    new: pd.DataFrame
    changed: pd.DataFrame
    """By the columns of the table, the latter with their `id`."""
    gone: list[int]
    """Ids of noted stretches that turned out to be none."""
    begins: list[datetime]
    """When those that are new, changed or gone began: alarms from then on may be explained otherwise."""


@reads
def found(session: Session, equipment_id: int, since: datetime, until: datetime, *, clock: bool) -> Found:
    """Find in which stretches a machine's sensors cannot be believed.

    Parameters
    ----------
    since, until : datetime
        What was not looked at; aware.
    clock : bool
        Whether newest readings state other times than they came at.
    """
    noted = [_noted(row) for row in queries.of_machines(session, [equipment_id], since - HOURS_BACK).to_dict("records")]
    lost = set(queries.unfounded(session, [equipment_id]))
    look = _Look(session, equipment_id, since, until, [each for each in noted if each.id not in lost], clock)
    told = look.stretches()
    new = [each for each in told if each.id is None]
    changed = [each for each in told if each.id is not None and each not in noted]
    known = {each.id for each in told}
    gone = [each for each in noted if each.id not in known]
    begins = [each.started_at.to_pydatetime() for each in (*new, *changed, *gone)]
    return Found(_table(new).drop(columns="id"), _table(changed), sorted(each.id or 0 for each in gone), begins)


def _noted(row: dict[Any, Any]) -> Stretch:
    known: dict[str, Any] = {name: None if pd.isna(value) else value for name, value in row.items()}
    return Stretch(**known)


def _table(stretches: Iterable[Stretch]) -> pd.DataFrame:
    columns = list(Stretch.__dataclass_fields__)
    rows = pd.DataFrame([asdict(each) for each in stretches], columns=columns)
    instants = {name: pd.to_datetime(rows[name], utc=True) for name in ("ended_at", "believed_at")}
    return rows.assign(**instants).astype({"low": "float64", "high": "float64"})


class _Look:
    """A look at one machine's sensors."""

    def __init__(
        self,
        session: Session,
        equipment_id: int,
        since: datetime,
        until: datetime,
        noted: list[Stretch],
        clock: bool,
    ) -> None:
        self.clock = clock
        self.session, self.equipment_id, self.since, self.until, self.noted = session, equipment_id, since, until, noted
        self.hours = queries.hours(session, [equipment_id], since - HOURS_BACK, until)
        self.by_sensor = {str(name): own for name, own in self.hours.groupby("sensor_type", sort=True)}
        latest = equipment_queries.latest_of(session, [equipment_id])
        self.sensors = dict(zip(latest["sensor_type"], latest["unit"], strict=True))
        suspect = domain.suspect_hours(self.hours)
        self.suspect = suspect[suspect["hour"] >= since - AGAIN]

    def stretches(self) -> list[Stretch]:
        """All that begin or last in what is looked at."""
        own = [self._gone_on(each) for each in self.noted if each.kind in (STUCK, DROPOUT, SPIKE)]
        for sensor, hours in self.suspect.groupby("sensor_type", sort=True):
            own += self._by_itself(str(sensor), hours, [each for each in own if each.sensor_type == sensor])
        own = [each for each in own if not (each.kind == DROPOUT and self._stands(each, own))]
        fresh = pd.Timestamp(self.since) - AGAIN
        own = [replace(each, explains=of_sensor_only(self.session, each, own, self.by_sensor, fresh)) for each in own]
        machine = (self.session, self.equipment_id)
        sources = self.sensors if self.clock else {}
        return [
            *own,
            *self._units(),
            *self._followed(CLOCK, sensor_sources.clocks(*machine, sources, self.until)),
            *self._followed(DRIFT, sensor_sources.drifts(*machine, self.sensors, self.until)),
        ]

    def _gone_on(self, stretch: Stretch) -> Stretch:
        """The same until where it goes on now."""
        if stretch.ended_at is not None or stretch.low is None:
            return stretch
        sensor = (self.equipment_id, stretch.sensor_type)
        last, over = queries.lasting(self.session, *sensor, stretch.started_at.to_pydatetime(), stretch.low)
        return replace(stretch, ended_at=last if over else None)

    def _by_itself(self, sensor: str, suspect: pd.DataFrame, known: list[Stretch]) -> Iterator[Stretch]:
        """Faults of its own in suspect hours, each in what came before without what is known to be false."""
        hours, known, done = self.by_sensor[sensor], list(known), pd.Timestamp(self.since) - LOOK_BACK - LOOK_ON
        for hour, begins in zip(suspect["hour"], suspect["begins"], strict=True):
            explained = any(each.started_at <= hour and hour + HOUR <= (each.ended_at or EVER) for each in known)
            if hour < done or explained:
                continue
            earlier = hours[(hours["hour"] < begins) & (hours["hour"] >= begins - LOOK_BACK)]
            later = hours[(hours["hour"] >= begins) & (hours["hour"] < begins + LOOK_ON)]
            # Counted backwards, so that what lies nearest before the hour is kept.
            earlier, later = earlier[earlier["n"][::-1].cumsum()[::-1] <= MOST], later[later["n"].cumsum() <= MOST]
            if earlier["n"].sum() < domain.FEWEST / 2 or later.empty:
                continue
            done = later["hour"].iloc[-1] + HOUR
            readings = equipment_queries.sensor_raw(
                self.session, self.equipment_id, sensor, earlier["hour"].iloc[0].to_pydatetime(), done.to_pydatetime()
            )
            for each in known:
                value, at = readings["value"], readings["timestamp"]
                readings = readings[~((at >= each.started_at) & (at <= (each.ended_at or EVER)) & (value == each.low))]
            for fault in self._faults(
                sensor, readings.reset_index(drop=True), int((readings["timestamp"] < begins).sum())
            ):
                if not any(each.kind == fault.kind and each.overlaps(fault) for each in known):
                    # A later hour shows the same fault, and must not bring it a second time.
                    known.append(fault)
                    yield fault

    def _faults(self, sensor: str, readings: pd.DataFrame, history: int) -> Iterator[Stretch]:
        when, values = readings["timestamp"], readings["value"]
        for each in domain.own_faults(when, values, history):
            own: dict[str, Any] = {"equipment_id": self.equipment_id, "sensor_type": sensor, "kind": each.kind}
            if each.kind == SPIKE:
                apart = when[when.between(each.began - FAST, each.ended + FAST)]
                close = apart.min() < each.began == each.ended < apart.max()  # two in a row may be half an hour of heat
                for at, value in zip(
                    *((column[when.between(each.began, each.ended)]) for column in (when, values)), strict=True
                ):
                    words = f"showed a single reading of {value:.4g}, far from all others"
                    yield Stretch(**own, started_at=at, ended_at=at, words=words, low=value, high=value, explains=close)
                continue
            words = (
                f"shows {each.value:.4g} over and over, as it never did"
                if each.kind == STUCK
                else "fell to 0 in one step, and showed nothing else"
            )
            noted = Stretch(
                **own,
                started_at=each.began,
                ended_at=each.ended,
                words=words,
                low=each.value,
                high=each.value,
                explains=each.kind == DROPOUT and self._steep(readings[when < each.began], each.began),
            )
            yield self._gone_on(replace(noted, ended_at=None)) if each.ended == when.iloc[-1] else noted

    @staticmethod
    def _steep(before: pd.DataFrame, began: pd.Timestamp) -> bool:
        """Whether a fall to 0 was too deep for the time between its two readings, of a temperature."""
        last = before.iloc[-1]
        return bool(began - last["timestamp"] <= FAST and abs(last["value"]) >= domain.STEEP)

    def _stands(self, dropout: Stretch, stretches: list[Stretch]) -> bool:
        """Whether all sensors of the machine fell to 0 together, or none of the others has said anything since."""
        told = [name for name, own in self.by_sensor.items() if own["hour"].iloc[-1] + HOUR > dropout.started_at]
        others = {name for name in self.by_sensor if name != dropout.sensor_type}
        fell = {each.sensor_type for each in stretches if each.kind == DROPOUT and each.overlaps(dropout)}
        return bool(others) and not (others & set(told)) - fell

    def _units(self) -> list[Stretch]:
        """Those of another unit: new ones, and of the noted ones those that are found in the readings still."""
        suspect = {name: self.by_sensor[name] for name in self.suspect["sensor_type"].unique()}
        noted = [each for each in self.noted if each.kind == UNIT]
        found = list(sensor_sources.units(self.session, self.equipment_id, suspect, noted, self.until))
        told = [each for each in self._followed(UNIT, found) if any(each.same_as(other) for other in found)]
        return [each if each.id is not None else self._judged(each) for each in told]

    def _judged(self, change: Stretch) -> Stretch:
        """The same, said to be the sensor's only where the jump cannot be the machine's."""
        once = in_one_step(self.session, change) and runs_on(
            replace(change, ended_at=change.started_at), self.by_sensor
        )
        return replace(change, explains=once)

    def _followed(self, kind: str, now: Iterable[Stretch]) -> list[Stretch]:
        """Noted ones of a kind as they are by now, ended where they are found no more, and new ones."""
        noted, told = [each for each in self.noted if each.kind == kind], list(now)
        going = {}
        for each in noted:
            near = replace(each, ended_at=each.ended_at + AGAIN) if kind == CLOCK and each.ended_at else each
            same = [other for other in told if other.same_as(near)]
            if same:
                told.remove(same[0])
                kept = ("id", "started_at", "left_out", "explains", "believed_at")
                going[each.id] = replace(same[0], **{name: getattr(each, name) for name in kept})
            elif each.ended_at is None:
                going[each.id] = replace(each, ended_at=pd.Timestamp(self.until))
        return [going.get(each.id, each) for each in noted] + told
