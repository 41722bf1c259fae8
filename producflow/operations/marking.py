"""Sensors that cannot be believed: noted by the clock from stored readings, never while these come in.

No reading is changed or lost. What a fault of a sensor explains is no alarm about its machine: it is suppressed as
such, stays on the list of what is, and is an alarm again with the first reading that can be believed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain import sensor_health
from producflow.domain.predictions.looks import Bools
from producflow.errors import Conflict, existing
from producflow.operations.shelving import SENSOR
from producflow.reports import sensor_faults, sensor_sources
from producflow.reports.sensor_faults import Found
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import sensor_faults as queries
from producflow.store.queries import shelves

AT_ONCE = 50
"""Machines whose hourly sums are in memory at the same time. [count]"""
AGAINST = timedelta(days=7)
"""Against hours of so long before it is told of which machines anything is suspect at all."""
NEW = timedelta(minutes=5)
"""So long after an alarm came its sensor is looked at again and again; later with all others."""
MOST_BEGUN = 5
"""Machines of new alarms that are looked at in one turn: a flood must not keep the clock busy. [count]"""


@dataclass(frozen=True)
class Marked:
    """What a run has done."""

    noted: int
    """Stretches that are new, or of which something is. [count]"""
    explained: int
    """Alarms that a fault of a sensor explains now, or no more. [count]"""


class StoppedError(Exception):
    """Whoever asked wants no more; what was noted until then stays."""


def mark(
    store: Store,
    now: datetime | None = None,
    share: float = 1.0,
    rest: Callable[[float], bool] | None = None,
) -> Marked:
    """Look at what was not looked at of all sensors, up to the last full hour.

    Parameters
    ----------
    now : datetime, optional
        Aware; the clock's unless given.
    share : float
        Of the time it works, see :func:`producflow.operations.predicting.predict`. [0 to 1]
    rest : callable, optional
        Waits for so many seconds, and tells whether to stop at once.

    Raises
    ------
    StoppedError
        If it was told to.
    """
    # The sums of the hour that is running are not whole yet.
    until = (now or datetime.now(UTC)).replace(minute=0, second=0, microsecond=0)
    looks = store.read(queries.looks, None, until)
    looks = looks[looks["looked_until"].isna() | (looks["looked_until"] < until)]
    noted = explained = 0
    for begin in range(0, len(looks), AT_ONCE):
        some = looks.iloc[begin : begin + AT_ONCE]
        off = set(store.read(queries.off_clock, some["equipment_id"].tolist(), sensor_sources.NEWEST))
        worth = some[store.read(_worth, some, until) | some["equipment_id"].isin(off)]
        for machine, since in zip(worth["equipment_id"], _since(worth), strict=True):
            began = time.perf_counter()
            done = _mark_one(store, int(machine), since, until, clock=machine in off)
            noted, explained = noted + done.noted, explained + done.explained
            # To have worked `share` of the whole time, it rests for 1/share - 1 times as long as it has worked.
            if rest is not None and rest((time.perf_counter() - began) * (1 / share - 1)):
                raise StoppedError
        # After all of them: stopped in between, it looks at them again. No report shows how far the clock is, so no
        # answer need be worked out anew for it.
        store.write(_looked, some["equipment_id"].tolist(), until, changes_data=False)
    return Marked(noted, explained)


def mark_begun(store: Store, now: datetime) -> Marked:
    """Look at the sensors of machines whose alarms have just come, up to now."""
    noted = explained = 0
    for machine in store.read(queries.begun, now - NEW, MOST_BEGUN):
        done = _mark_one(store, machine, now - sensor_faults.AGAIN, now, clock=False)
        noted, explained = noted + done.noted, explained + done.explained
    return Marked(noted, explained)


def believe(store: Store, actor: Actor, note_id: int, *, believed: bool, now: datetime | None = None) -> dict[str, Any]:
    """Say that what was noted of a sensor is the machine's, so that its alarms are alarms; or take that back.

    Returns
    -------
    dict
        The note as it is then.

    Raises
    ------
    Conflict
        If it hides no alarm, or nobody has said so.
    NotAllowed, NotFound
    """
    actor.require(Permission.WORK_ALERTS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.by_id(transaction, note_id), "sensor note", note_id)
        if believed and before["believed_at"] is not None:
            raise Conflict(f"Sensor note {note_id} is held to be the machine's already.")
        if believed and not before["explains"]:
            raise Conflict(f"Sensor note {note_id} suppresses no alarm: it may be the machine's all the same.")
        if not believed and before["believed_at"] is None:
            raise Conflict(
                f"Nobody has said that sensor note {note_id} is the machine's; there is nothing to take back."
            )
        at = (now or datetime.now(UTC)) if believed else None
        after = queries.believe(transaction, note_id, at, actor.user_id if believed else None)
        _suppress(transaction, int(after["equipment_id"]), after["started_at"])
        verb = "believe" if believed else "doubt"
        audit.record(transaction, actor, verb, "sensor_faults", note_id, before=before, after=after)
        return after

    return store.write(work)


def _since(looks: pd.DataFrame) -> list[datetime]:
    return [each.to_pydatetime() for each in looks["looked_until"].fillna(looks["first_hour"])]


def _worth(session: Session, looks: pd.DataFrame, until: datetime) -> Bools:
    """Which machines have a suspect hour, something that lasts, or siblings on a new day."""
    machines, since = looks["equipment_id"].tolist(), min(_since(looks))
    hours = queries.hours(session, machines, since - AGAINST, until)
    known = looks.set_index("equipment_id")["looked_until"].fillna(looks.set_index("equipment_id")["first_hour"])
    suspect = sensor_health.suspect_hours(hours)
    fresh = suspect[suspect["hour"] >= suspect["equipment_id"].map(known) - sensor_faults.AGAIN]
    lasting = queries.of_machines(session, machines)
    chosen = {*fresh["equipment_id"], *lasting.loc[lasting["ended_at"].isna(), "equipment_id"]}
    if any(each.date() != until.date() for each in _since(looks)):
        chosen |= set(sensor_sources.with_siblings(session, machines))
    return looks["equipment_id"].isin(chosen).to_numpy()


def _mark_one(store: Store, machine: int, since: datetime, until: datetime, *, clock: bool) -> Marked:
    found = store.read(partial(sensor_faults.found, clock=clock), machine, since, until)
    noted = len(found.new) + len(found.changed) + len(found.gone)
    # What is noted may begin before the stretch that was looked at, and alarms that it explains with it.
    since = min([since - sensor_faults.AGAIN, *found.begins])
    if not noted and store.read(queries.explained, [machine], since).empty:
        return Marked(0, 0)
    return store.write(_keep, machine, found, since)


def _keep(transaction: Transaction, machine: int, found: Found, since: datetime) -> Marked:
    if len(found.new):
        queries.add(transaction, found.new)
    if len(found.changed):
        queries.change(transaction, found.changed)
    if found.gone:
        queries.remove(transaction, found.gone)
    return Marked(len(found.new) + len(found.changed) + len(found.gone), _suppress(transaction, machine, since))


def _suppress(transaction: Transaction, machine: int, since: datetime) -> int:
    """Say of the machine's alarms that stand or began since then whether a fault of their sensor explains them."""
    changed = queries.explained(transaction, [machine], since)
    if len(changed):
        by = pd.Series(SENSOR, index=changed.index, dtype="object").where(changed["explained"], None)
        shelves.suppress(transaction, changed.assign(suppressed_by=by))
    return len(changed)


def _looked(transaction: Transaction, machines: Sequence[int], until: datetime) -> None:
    for machine in machines:
        queries.looked(transaction, machine, until)
