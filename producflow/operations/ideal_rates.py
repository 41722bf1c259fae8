"""Rated speeds of single products: set or taken back by a manager; what held before a speed's day is left as it was."""

from datetime import date
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput, NotFound
from producflow.operations.checks import equipment_must_exist, hold, number, storable
from producflow.operations.planned_minutes import share
from producflow.store.database import Store, Transaction
from producflow.store.queries import ideal_rates as queries


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
    speed = number(units_per_hour, "units_per_hour")
    values = {"equipment_id": equipment_id, "product": named, "units_per_hour": speed, "valid_from": valid_from}
    hold("ideal_rates", values)

    def work(transaction: Transaction) -> dict[str, Any]:
        equipment_must_exist(transaction, equipment_id)
        before = queries.same(transaction, values)
        if before is not None and before["units_per_hour"] == speed:
            return before
        if before is None:
            after = queries.add(transaction, values | {"user_id": actor.user_id})
        else:
            after = queries.change(transaction, int(before["id"]), speed, actor.user_id)
        share(transaction, [equipment_id])
        verb = "create" if before is None else "change"
        audit.record(transaction, actor, verb, "ideal_rates", int(after["id"]), before=before, after=after)
        return after

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
        before = queries.by_id(transaction, rate_id)
        if before is None:
            raise NotFound(f"There is no rated speed {rate_id}.")
        queries.remove(transaction, rate_id)
        share(transaction, [int(before["equipment_id"])])
        audit.record(transaction, actor, "remove", "ideal_rates", rate_id, before=before)
        return before

    return store.write(work)
