"""Bringing roll-ups and alerts in line with readings that came one by one or a few at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from producflow.operations import alerts, readings
from producflow.store.database import Store, Transaction
from producflow.store.queries import single_readings as queries
from producflow.store.queries.single_readings import Sensor

Step = Callable[[Transaction, Any], set[tuple[Sensor, datetime]]]
"""Writes down what was found; answers the sensors and hours that are not settled by that."""


def settle_in(transaction: Transaction) -> None:
    """Bring roll-ups and alerts up to date within a write in progress."""
    found = queries.unsettled(transaction)
    if found is not None:
        queries.sum_up(transaction, found)
        if not found.stirred.empty:
            alerts.reconcile(transaction, readings.merged(found.stirred))
        queries.forget_touched(transaction)


def settle(store: Store) -> None:
    """Bring roll-ups and alerts up to date: at start-up, since the last stop may have been a crash, and at the end."""
    if not store.read(queries.touched).empty:
        store.write(settle_in)


def settle_beside(store: Store, write: Callable[[Step, Any], bool]) -> None:
    """Bring roll-ups and alerts up to date while others write: what is to be written is worked out beside them.

    To work it out takes several times as long as to write it, and all who post would wait. Alerts rest on roll-ups, so
    they come in a second step; until then, their hours stay noted as unsettled.

    Parameters
    ----------
    write : callable
        Takes a step and what it is to write. Answers whether that was done: not, where anybody else has changed data
        since all this began; then all is settled instead.
    """
    found = store.read(queries.unsettled)
    if found is not None and write(_sums, found) and not found.stirred.empty:
        write(_alerts, store.read(alerts.changes, readings.merged(found.stirred)))


def _sums(transaction: Transaction, found: queries.Unsettled) -> set[tuple[Sensor, datetime]]:
    queries.sum_up(transaction, found)
    rows = found.stirred.to_dict("records")
    return {((row["equipment_id"], row["sensor_type"]), row["first"].to_pydatetime()) for row in rows}


def _alerts(transaction: Transaction, found: alerts.Changes | None) -> set[tuple[Sensor, datetime]]:
    alerts.change(transaction, found)
    return set()
