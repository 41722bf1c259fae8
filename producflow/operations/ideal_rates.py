"""Rated speeds of single products: set or taken back by a manager; what held before a speed's day is left as it was."""

from datetime import date
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput
from producflow.operations.checks import equipment_must_exist, hold, number, storable
from producflow.operations.dated import Dated
from producflow.operations.planned_minutes import share
from producflow.store.database import Store, Transaction
from producflow.store.queries import ideal_rates as queries

SPEEDS = Dated("ideal_rates", "rated speed", "units_per_hour", queries)


def set(  # noqa: A001 - called as ideal_rates.set
    store: Store, actor: Actor, *, equipment_id: int, product: str, units_per_hour: float | None, valid_from: date
) -> dict[str, Any]:
    """Set how much of a product a machine makes in an hour at rated speed.

    Parameters
    ----------
    product : str
        As production records name it.
    units_per_hour : float or None
        Good units. [units/h] None: from then on the machine's capacity counts.
    valid_from : date
        Production day from which it holds, until a later one does.

    Returns
    -------
    dict
        The rated speed, by its column names.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput

    Notes
    -----
    Performance, OEE and losses follow at once, and with them how the products of a shift share its planned minutes.
    """
    actor.require(Permission.MANAGE_TARGETS)
    named = storable(product, "product").strip()
    if not named:
        raise InvalidInput("The product is empty; the speed of the machine itself is its rated capacity.", "product")
    values = {"equipment_id": equipment_id, "product": named, "valid_from": valid_from}
    values |= {"units_per_hour": number(units_per_hour, "units_per_hour")}
    hold("ideal_rates", values)

    def work(transaction: Transaction) -> dict[str, Any]:
        equipment_must_exist(transaction, equipment_id)
        kept = SPEEDS.put(transaction, actor, values)
        share(transaction, [equipment_id])
        return kept

    return store.write(work)


def remove(store: Store, actor: Actor, rate_id: int) -> dict[str, Any]:
    """Take a rated speed back as if it had never been set.

    Returns
    -------
    dict
        The rated speed as it was.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_TARGETS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = SPEEDS.take_back(transaction, actor, rate_id)
        share(transaction, [int(before["equipment_id"])])
        return before

    return store.write(work)
