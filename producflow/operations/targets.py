"""Goals: set or taken back by a manager; what held before a goal's day is left as it was."""

from datetime import date
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.domain.metrics import TARGETED
from producflow.domain.targets import NAMED_BY, rules
from producflow.errors import InvalidInput
from producflow.operations.checks import equipment_must_exist, hold, number, one_line, one_of
from producflow.operations.dated import Dated
from producflow.reports.plant import in_force
from producflow.store.database import Store, Transaction
from producflow.store.queries import targets as queries

GOALS = Dated("targets", "goal", "value", queries)


def set(  # noqa: A001 - called as targets.set
    store: Store,
    actor: Actor,
    *,
    metric: str,
    value: float | None,
    valid_from: date,
    equipment_type: str | None = None,
    area: str | None = None,
    production_line: str | None = None,
    equipment_id: int | None = None,
    shift: str | None = None,
) -> dict[str, Any]:
    """Set a goal, in place of the one that has the same metric, part of the plant, shift and day.

    Parameters
    ----------
    metric : str
        One of :data:`producflow.domain.metrics.TARGETED`.
    value : float or None
        In the metric's unit; of what adds up per production day, or per shift where one is named. None: from then on
        there is no goal here, and that of a wider part of the plant holds.
    valid_from : date
        Production day from which it holds, until a later one does.
    equipment_type : str, optional
        Of all machines of this type.
    area, production_line : str, optional
        Of the machines of this area, or on this line of it.
    equipment_id : int, optional
        Of this machine; with none of them, of the whole plant.
    shift : str, optional
        Of this shift only.

    Returns
    -------
    dict
        The goal, by its column names.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
    """
    actor.require(Permission.MANAGE_TARGETS)
    one_of(metric, TARGETED, "metric")
    texts = {"equipment_type": equipment_type, "area": area, "production_line": production_line}
    whose = {name: one_line(text) or None for name, text in texts.items()} | {"equipment_id": equipment_id}
    values: dict[str, Any] = {"metric": metric, "scope": _scope(whose), **whose, "shift": shift}
    values |= {"value": number(value, "value"), "valid_from": valid_from}
    hold("targets", values)

    def work(transaction: Transaction) -> dict[str, Any]:
        equipment_must_exist(transaction, equipment_id)
        if shift is not None:
            one_of(shift, in_force(transaction).schedule.names, "shift")
        hold(rules(queries.machines(transaction)), values)
        return GOALS.put(transaction, actor, values)

    return store.write(work)


def _scope(whose: dict[str, Any]) -> str:
    """Of which kind the part of the plant is that these columns name."""
    given = {name for name, value in whose.items() if value is not None}
    for scope, names in NAMED_BY.items():
        if given.issubset(names) and (not names or names[-1] in given):
            return scope.value
    told = "A goal is of one type, one area, one line with its area, or one machine; leave the others out."
    raise InvalidInput(told, min(given))


def remove(store: Store, actor: Actor, target_id: int) -> dict[str, Any]:
    """Take a goal back as if it had never been set; the one before it holds again, for all days since.

    To end a goal and keep what held until then, set none from a day on.

    Returns
    -------
    dict
        The goal as it was.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_TARGETS)
    return store.write(GOALS.take_back, actor, target_id)
