"""Limits of sensors: set or removed by a manager, with everything that follows from them in the same transaction."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from producflow.access.roles import Actor, Permission
from producflow.domain import thresholds as domain
from producflow.domain.thresholds import InvalidLimitsError, Limits
from producflow.domain.units import canonical_unit
from producflow.errors import InvalidInput, NotFound
from producflow.operations import alerts, audit, readings
from producflow.operations.checks import equipment_must_exist
from producflow.operations.posted_readings import LONGEST_NAME
from producflow.operations.single_readings import settle_in
from producflow.store.database import Store, Transaction
from producflow.store.queries import readings as reading_queries
from producflow.store.queries import thresholds as queries

READINGS_AT_ONCE = 2_000_000


def set(  # noqa: A001 - called as thresholds.set
    store: Store,
    actor: Actor,
    *,
    sensor_type: str,
    equipment_id: int | None = None,
    warn_low: float | None = None,
    warn_high: float | None = None,
    crit_low: float | None = None,
    crit_high: float | None = None,
    deadband: float = 0.0,
    delay: float = 0.0,
) -> dict[str, Any]:
    """Set the limits of a sensor type, for one machine or for the whole plant.

    Parameters
    ----------
    store : Store
    actor : Actor
        Who may change limits.
    sensor_type : str
        In any case.
    equipment_id : int, optional
        The machine; left out: all machines that have no limits of their own for this sensor type.
    warn_low, warn_high, crit_low, crit_high : float, optional
        A reading strictly beyond is a warning, or critical; left out: not checked. [the sensor's unit]
    deadband : float
        How far inside a value must come back before an alert ends. [the sensor's unit]
    delay : float
        How long a value must stay beyond before an alert is raised. [s]

    Returns
    -------
    dict
        The row of the thresholds table as it is now.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput

    Notes
    -----
    The statuses of stored readings, the roll-ups and the alerts follow at once; hours whose single readings were
    removed by age keep their counts. Limits of a machine stand as a whole in place of the plant's: one that it leaves
    out is not checked.
    """
    actor.require(Permission.MANAGE_THRESHOLDS)
    sensor = _sensor_type(sensor_type)
    limits = _sound(Limits(warn_low, warn_high, crit_low, crit_high, deadband, delay))

    def work(transaction: Transaction) -> dict[str, Any]:
        if equipment_id is not None:
            equipment_must_exist(transaction, equipment_id)
        before = queries.of(transaction, sensor, equipment_id)
        unit = canonical_unit(sensor) or queries.unit(transaction, sensor, equipment_id)
        values = asdict(limits) | {"unit": unit}
        if before is None:
            key = {"sensor_type": sensor, "equipment_id": equipment_id}
            threshold_id = queries.add(transaction, values | key)
        else:
            threshold_id = int(before["id"])
            if all(before[name] == value for name, value in values.items()):
                return before
            queries.change(transaction, threshold_id, values)
        after = queries.by_id(transaction, threshold_id)
        assert after is not None  # noqa: S101 - written a line above
        verb = "create" if before is None else "change"
        audit.record(transaction, actor, verb, "thresholds", threshold_id, before=before, after=after)
        reclassify(transaction, sensor, equipment_id)
        return after

    return store.write(work)


def remove(store: Store, actor: Actor, threshold_id: int) -> None:
    """Remove limits: a machine falls back to the plant's; without those its readings are of unknown status.

    Parameters
    ----------
    store : Store
    actor : Actor
        Who may change limits.
    threshold_id : int

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_THRESHOLDS)

    def work(transaction: Transaction) -> None:
        before = queries.by_id(transaction, threshold_id)
        if before is None:
            raise NotFound(f"There are no limits {threshold_id}.")
        queries.remove(transaction, threshold_id)
        audit.record(transaction, actor, "remove", "thresholds", threshold_id, before=before)
        reclassify(transaction, before["sensor_type"], before["equipment_id"])

    store.write(work)


def reclassify(transaction: Transaction, sensor_type: str, equipment_id: int | None) -> None:
    """Give stored readings the status that the limits in force give them, and let roll-ups and alerts follow.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the limits.
    sensor_type : str
    equipment_id : int or None
        The machine; None: all that have no limits of their own.
    """
    settle_in(transaction)  # the hours below must hold every reading
    hours = queries.hours(transaction, sensor_type, equipment_id)
    if hours.empty:
        return
    looked_at = hours[~_surely_the_same(transaction, hours)]
    parts = [
        _reclassify_part(transaction, part)
        for _, part in looked_at.groupby((looked_at["n"].cumsum() - 1) // READINGS_AT_ONCE)
    ]
    changed = pd.concat(parts) if parts else hours[:0]
    if not changed.empty:
        reading_queries.sum_up(transaction, readings.touched(changed))
    # Deadband and delay change alerts without changing any status, so all of them are looked at.
    alerts.reconcile(transaction, readings.merged(hours.assign(first=hours["hour"], last=hours["hour"] + queries.HOUR)))


def _surely_the_same(transaction: Transaction, hours: pd.DataFrame) -> pd.Series:
    """Tell in which hours every reading is normal, before and after: the lowest and the highest one say it for all."""
    lowest = readings.classify(transaction, hours.assign(value=hours["minimum"]))
    highest = readings.classify(transaction, hours.assign(value=hours["maximum"]))
    was_normal = hours[["n_warning", "n_critical", "n_unknown"]].sum(axis="columns") == 0
    return was_normal & (lowest == domain.NORMAL) & (highest == domain.NORMAL)


def _reclassify_part(transaction: Transaction, hours: pd.DataFrame) -> pd.DataFrame:
    stored = queries.readings(transaction, hours)
    status = readings.classify(transaction, stored)
    changed = stored.assign(status=status)[status != stored["status"]]
    if not changed.empty:
        queries.set_statuses(transaction, hours, changed)
    return changed


def _sensor_type(text: str) -> str:
    sensor = text.strip().lower()
    if not sensor:
        raise InvalidInput("The sensor type is empty; name what the limits are for.", "sensor_type")
    if len(sensor) > LONGEST_NAME:
        raise InvalidInput(f"The sensor type is longer than {LONGEST_NAME} characters; shorten it.", "sensor_type")
    return sensor


def _sound(limits: Limits) -> Limits:
    if all(limit is None for limit in (limits.warn_low, limits.warn_high, limits.crit_low, limits.crit_high)):
        raise InvalidInput("None of the four limits is given; give at least one, or remove the limits.", "warn_high")
    try:
        return domain.validate_limits(limits)
    except InvalidLimitsError as error:
        raise InvalidInput(str(error), error.field) from error
