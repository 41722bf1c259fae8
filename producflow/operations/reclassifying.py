"""Stored readings, roll-ups and alerts follow limits that were changed."""

import pandas as pd

from producflow.domain import thresholds as domain
from producflow.operations import alerts, readings
from producflow.operations.settling import settle_in
from producflow.store.database import Transaction
from producflow.store.queries import readings as reading_queries
from producflow.store.queries import thresholds as queries

READINGS_AT_ONCE = 2_000_000


def reclassify(transaction: Transaction, sensor_type: str, equipment_id: int | None) -> None:
    """Give stored readings the status that the limits in force give them, and let roll-ups and alerts follow.

    Parameters
    ----------
    transaction : Transaction
        The one that changed the limits.
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
