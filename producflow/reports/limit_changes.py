"""What other limits would change: which of the four, and the alerts of the last days that would appear or disappear."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.domain import alarms, stages
from producflow.domain.alert_matching import NONE, match
from producflow.domain.thresholds import CRITICAL, Limits
from producflow.domain.units import canonical_unit
from producflow.store.database import Session, Store
from producflow.store.queries import equipment
from producflow.store.queries import thresholds as queries

DAYS = 7
"""How far back alerts are compared. [days]"""

NAMES = {
    "crit_low": "critical below",
    "warn_low": "warning below",
    "warn_high": "warning above",
    "crit_high": "critical above",
    "deadband": "deadband",
    "delay": "on-delay",
    "off_delay": "off-delay",
}
APPEARS, DISAPPEARS, CHANGES, STAYS = "appears", "disappears", "changes", "stays"
BECOMES = (APPEARS, DISAPPEARS, CHANGES, STAYS)
FOUND = ["equipment_id", "machine", "change", "title", "critical", "started_at", "ended_at"]


@dataclass(frozen=True)
class LimitChange:
    """What setting or removing limits would do."""

    before: Limits | None
    after: Limits | None
    """In force now for the machine (or the plant), and then; None: none."""
    own: bool
    """Whether those in force now are of this very machine (or of the plant, where that was asked for)."""
    limits: pd.DataFrame
    """A row per value that would change: `name`, `before`, `after` (missing: not checked)."""
    alerts: pd.DataFrame
    """A row per alert of the last days under either limits, in time order: `equipment_id`, `machine`, `change`
    (`appears`, `disappears`, `changes` its limit or times, `stays`), `title`, `critical`, `started_at`, `ended_at`
    (missing: not over); those of `disappears` as they are now, the others as they would be."""
    machines: int
    """How many machines with readings in those days the limits hold for."""
    first: datetime | None
    """From when on readings were looked at, `DAYS` before the newest; None where there are none."""

    def count(self, change: str) -> int:
        """How many alerts appear, disappear, change or stay."""
        return int((self.alerts["change"] == change).sum())


def in_force(session: Session, sensor_type: str, equipment_id: int | None) -> Limits | None:
    """Limits that hold for a sensor type of a machine, its own or else the plant's; or of the plant (None)."""
    row = queries.of(session, sensor_type, equipment_id) or queries.of(session, sensor_type, None)
    return None if row is None else _limits(row)


def _limits(row: Mapping[str, Any]) -> Limits:
    return Limits.from_row({name: row[name] for name in NAMES if name in row})


def would_change(session: Session, sensor_type: str, equipment_id: int | None, after: Limits | None) -> LimitChange:
    """Say what setting (or removing) limits would do, by the rule by which readings raise alerts.

    Parameters
    ----------
    sensor_type : str
        In lower case.
    equipment_id : int or None
        The machine; None: all that have no limits of their own for this sensor type.
    after : Limits or None
        To be set; None: those of the machine (or of the plant) are to be removed.

    Notes
    -----
    Alerts that people have closed or entered stay whatever the limits are, and are not looked at.
    """
    before = in_force(session, sensor_type, equipment_id)
    if after is None and equipment_id is not None:
        after = in_force(session, sensor_type, None)
    hours = queries.hours(session, sensor_type, equipment_id)
    recent = hours[hours["hour"] >= hours["hour"].max() + queries.HOUR - pd.Timedelta(days=DAYS)]
    unit = canonical_unit(sensor_type) or queries.unit(session, sensor_type, equipment_id)
    old, new = before or Limits(), after or Limits()
    return LimitChange(
        before=before,
        after=after,
        own=queries.of(session, sensor_type, equipment_id) is not None,
        limits=_values(old, new),
        alerts=_alerts(session, sensor_type, recent, old, new, unit),
        machines=recent["equipment_id"].nunique(),
        first=None if recent.empty else recent["hour"].min().to_pydatetime(),
    )


def _values(old: Limits, new: Limits) -> pd.DataFrame:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in NAMES]
    changed = pd.DataFrame([pair for pair in pairs if pair[1] != pair[2]], columns=["name", "before", "after"])
    return changed.astype({"name": "str", "before": "float64", "after": "float64"})


def _alerts(
    session: Session, sensor_type: str, hours: pd.DataFrame, old: Limits, new: Limits, unit: str | None
) -> pd.DataFrame:
    names: dict[Any, str] = equipment.names(session)
    parts = []
    for machine, own in _worth_reading(hours, old, new).groupby("equipment_id"):  # one machine in memory at a time
        readings = queries.readings(session, own).sort_values("timestamp", ignore_index=True)
        was, then = (_titled(sensor_type, readings, limits, unit) for limits in (old, new))
        parts.append(_compared(was, then).assign(equipment_id=machine, machine=names[machine]))
    filled = [part for part in parts if not part.empty]
    if not filled:
        return pd.DataFrame(columns=FOUND)
    return pd.concat(filled).sort_values(["started_at", "equipment_id"], ignore_index=True)[FOUND]


def _titled(sensor_type: str, readings: pd.DataFrame, limits: Limits, unit: str | None) -> pd.DataFrame:
    found = stages.stages(readings["timestamp"], readings["value"], limits)
    titles = [stages.title(sensor_type, row, unit) for row in found.to_dict("records")]
    return found.assign(title=pd.Series(titles, dtype="str"), critical=found["level"].eq(CRITICAL))


def _compared(was: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Tell what becomes of each alert, by the rule by which one is kept when its readings change."""
    position = match(then, was.assign(handled_at=pd.Series(pd.NaT, index=was.index, dtype="datetime64[us, UTC]")))
    gone = was[position == NONE].assign(change=DISAPPEARS)
    kept = position[position != NONE]
    says = ["title", "started_at", "ended_at"]
    before, after = was.loc[kept.index, says], then.loc[kept, says].set_axis(kept.index)
    same = (before.eq(after) | (before.isna() & after.isna())).all(axis="columns")
    change = pd.Series(APPEARS, index=then.index, dtype="str")
    change.loc[kept.to_numpy()] = same.map({True: STAYS, False: CHANGES}).to_numpy()
    both = [part for part in (gone, then.assign(change=change)) if not part.empty]
    return pd.concat(both, ignore_index=True) if both else gone


def _worth_reading(hours: pd.DataFrame, old: Limits, new: Limits) -> pd.DataFrame:
    """Hours without which the alerts of one of both could not be found."""
    worth: pd.DataFrame = hours[alarms.worth_reading(hours, old) | alarms.worth_reading(hours, new)]
    return worth


MOST = 100
"""Changes listed at once."""


def changes(store: Store, skip: int = 0, limit: int = MOST) -> pd.DataFrame:
    """Changes of limits, the newest first: `what` in words, and `undone_at`, missing while it is in force.

    `open` tells which of them can be undone: those that no later one of the same limits stands on.
    """
    found = store.read(queries.changes, skip, limit)
    rows = zip(found["before"], found["after"], strict=True)
    return found.assign(what=pd.Series([_in_words(before, after) for before, after in rows], dtype="str"))


def _in_words(before: str | None, after: str | None) -> str:
    old, new = (None if pd.isna(text) else _limits(json.loads(text)) for text in (before, after))
    rows = _values(old or Limits(), new or Limits()).to_dict("records")
    if old is None or new is None:
        name, verb = ("after", "set") if old is None else ("before", "removed")
        told = "; ".join(f"{NAMES[row['name']]} {shown(row[name])}" for row in rows)
        return f"{verb}: {told}"
    return "; ".join(f"{NAMES[row['name']]} {shown(row['before'])} → {shown(row['after'])}" for row in rows)


def shown(value: Any) -> str:
    """A limit in words."""
    return "none" if pd.isna(value) else f"{value:,.6g}"
