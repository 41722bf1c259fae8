"""Bringing roll-ups and alerts in line with readings that came one by one or a few at once."""

from producflow.operations import alerts, readings
from producflow.store.database import Store, Transaction
from producflow.store.queries import single_readings as queries

__all__ = ["keep", "settle", "settle_in"]


def settle_in(transaction: Transaction) -> None:
    """Bring roll-ups and alerts up to date within a write in progress."""
    keep(transaction, queries.unsettled(transaction))


def settle(store: Store) -> None:
    """Bring roll-ups and alerts up to date: at start-up, since the last stop may have been a crash, and at the end."""
    if not store.read(queries.touched).empty:
        store.write(settle_in)


def keep(transaction: Transaction, found: queries.Unsettled | None) -> None:
    """Write down what unsettled readings come to; nobody has changed sums or alerts since that was found."""
    if found is not None:
        queries.sum_up(transaction, found)
        if not found.stirred.empty:
            alerts.reconcile(transaction, readings.merged(found.stirred))
    queries.forget_touched(transaction)
