"""Machines: entered and changed by a manager; uploads bring theirs through the imports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain.rules import MACHINE_STATUSES
from producflow.errors import Conflict, InvalidInput, existing
from producflow.operations.checks import hold, number, one_line, one_of, only
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import equipment as queries

FIELDS = (
    *("name", "type", "location", "area", "production_line", "status", "capacity"),
    *("installation_date", "last_maintenance", "health_score", "retired_on"),
)


def create(
    store: Store,
    actor: Actor,
    *,
    name: str,
    type: str | None = None,  # noqa: A002 - the field's name in SPEC section 2
    location: str | None = None,
    area: str | None = None,
    production_line: str | None = None,
    status: str = "operational",
    capacity: float | None = None,
    installation_date: date | None = None,
    last_maintenance: datetime | None = None,
    health_score: float | None = None,
    retired_on: date | None = None,
) -> dict[str, Any]:
    """Enter a machine, and return it.

    Parameters
    ----------
    name : str
        Unique whatever its case; spaces around it and doubled ones in it are dropped.
    type, location : str, optional
    area, production_line : str, optional
        Where it belongs: what pages and calls choose machines by, and roll figures up by. A line is a part of its area.
    status : str
        As people report it: one of ``MACHINE_STATUSES``.
    capacity : float, optional
        Good units that a 480-minute shift can make at rated speed. [units]
    installation_date : date, optional
    last_maintenance : datetime, optional
        An aware instant.
    health_score : float, optional
        0 to 100. [-]
    retired_on : date, optional
        From this production day on it is not there any more: its history stays, nothing is expected of it, and it
        stands in no list of what needs attention.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where a machine of this name exists.
    """
    actor.require(Permission.MANAGE_EQUIPMENT)
    values = _sound(
        {
            "name": name,
            "type": type,
            "location": location,
            "area": area,
            "production_line": production_line,
            "status": status,
            "capacity": capacity,
            "installation_date": installation_date,
            "last_maintenance": last_maintenance,
            "health_score": health_score,
            "retired_on": retired_on,
        }
    )

    def work(transaction: Transaction) -> dict[str, Any]:
        _name_is_free(transaction, values["name"], None)
        machine = _found(transaction, queries.add(transaction, values))
        audit.record(transaction, actor, "create", "equipment", machine["id"], after=machine)
        return machine

    return store.write(work)


def change(store: Store, actor: Actor, equipment_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change a machine, and return it as it is now.

    Parameters
    ----------
    changes : mapping
        Any of the parameters of :func:`create`; what is left out stays.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.MANAGE_EQUIPMENT)
    only(changes, FIELDS, "a machine")

    return store.write(lambda transaction: change_in(transaction, actor, equipment_id, changes))


def change_in(transaction: Transaction, actor: Actor, equipment_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The same within a change that is under way, of whoever may."""
    before = _found(transaction, equipment_id)
    values = _sound({name: before[name] for name in FIELDS} | dict(changes))
    _name_is_free(transaction, values["name"], equipment_id)
    if all(values[name] == before[name] for name in FIELDS):
        return before
    queries.change(transaction, equipment_id, values)
    after = _found(transaction, equipment_id)
    audit.record(transaction, actor, "change", "equipment", equipment_id, before=before, after=after)
    return after


def _sound(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in the types of the table, if they can be."""
    name = one_line(values["name"])
    if not name:
        raise InvalidInput("The name is empty; fill it in.", "name")
    moment = values["last_maintenance"]
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise InvalidInput("The last maintenance has no time zone; add the offset, such as +00:00.", "last_maintenance")
    installed, retired = values["installation_date"], values["retired_on"]
    if retired is not None and installed is not None and retired < installed:
        raise InvalidInput(f"It cannot retire on {retired}, before it was installed on {installed}.", "retired_on")
    sound = {
        "name": name,
        **{name: one_line(values[name]) or None for name in ("type", "location", "area", "production_line")},
        "status": one_of(str(values["status"]), MACHINE_STATUSES, "status"),
        "capacity": number(values["capacity"], "capacity"),
        "installation_date": installed.date() if isinstance(installed, datetime) else installed,
        "last_maintenance": moment,
        "health_score": number(values["health_score"], "health_score"),
        "retired_on": retired.date() if isinstance(retired, datetime) else retired,
    }
    hold("equipment", sound)
    return sound


def _found(session: Session, equipment_id: int) -> dict[str, Any]:
    return existing(queries.by_id(session, equipment_id), "machine", equipment_id)


def _name_is_free(session: Session, name: str, own_id: int | None) -> None:
    taken = queries.named(session, name)
    if taken is not None and taken["id"] != own_id:
        raise Conflict(f"There is a machine '{taken['name']}' already; change that one, or choose another name.")
