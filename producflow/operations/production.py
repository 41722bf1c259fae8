"""Production records entered one by one; uploads bring theirs through the imports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, existing
from producflow.operations.checks import equipment_must_exist, hold, number, one_line, one_of, only, whole
from producflow.operations.planned_minutes import share
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import production as queries

FIELDS = (
    *("equipment_id", "date", "shift", "product", "output_quantity", "defect_quantity"),
    *("downtime_minutes", "planned_minutes", "efficiency_percentage"),
)


COUNTS = ("output_quantity", "defect_quantity")
MINUTES = ("downtime_minutes", "planned_minutes")


def record(
    store: Store,
    actor: Actor,
    *,
    equipment_id: int,
    date: date,
    shift: str,
    output_quantity: int | None,
    defect_quantity: int | None,
    downtime_minutes: float = 0.0,
    planned_minutes: float | None = None,
    product: str = "",
    efficiency_percentage: float | None = None,
) -> dict[str, Any]:
    """Enter what a machine made in one shift, and return the stored record.

    Parameters
    ----------
    date : date
        Production day: the one on which the shift began.
    shift : str
        One that the working calendar has or had.
    output_quantity, defect_quantity : int
        All units made, and those of them that were rejected; None: not known. [units]
    downtime_minutes : float
        [min]
    planned_minutes : float, optional
        Left out, the records of the shift that state none share what the others leave of its minutes, see the
        statement ``share_planned_minutes``. [min]
    product : str
        Empty where none is named.
    efficiency_percentage : float, optional
        Only where the source reports its own; left out, it follows from the minutes. [%]

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where machine, day, shift and product have a record already.
    """
    actor.require(Permission.RECORD_PRODUCTION)
    given = {
        "equipment_id": equipment_id,
        "date": date,
        "shift": shift,
        "product": product,
        "output_quantity": output_quantity,
        "defect_quantity": defect_quantity,
        "downtime_minutes": downtime_minutes,
        "planned_minutes": planned_minutes,
        "efficiency_percentage": efficiency_percentage,
    }

    def work(transaction: Transaction) -> dict[str, Any]:
        values = _sound(transaction, given)
        equipment_must_exist(transaction, values["equipment_id"])
        _key_is_free(transaction, values, None)
        record_id = queries.add_record(transaction, **values)
        share(transaction, [values["equipment_id"]])
        made = _found(transaction, record_id)
        audit.record(transaction, actor, "create", "production_records", record_id, after=made)
        return made

    return store.write(work)


def change(store: Store, actor: Actor, record_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change a production record, and return it as it is now.

    Parameters
    ----------
    changes : mapping
        Any of the parameters of :func:`record`; what is left out stays.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.RECORD_PRODUCTION)
    only(changes, FIELDS, "a production record")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _found(transaction, record_id)
        values = _sound(transaction, _stated(before, changes))
        equipment_must_exist(transaction, values["equipment_id"])
        _key_is_free(transaction, values, record_id)
        shared = values["planned_shared"] and before["planned_shared"]
        if all(values[name] == before[name] for name in FIELDS if not (shared and name == "planned_minutes")):
            return before
        queries.change_record(transaction, record_id, **values)
        share(transaction, [before["equipment_id"], values["equipment_id"]])
        after = _found(transaction, record_id)
        audit.record(transaction, actor, "change", "production_records", record_id, before=before, after=after)
        return after

    return store.write(work)


def _stated(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says with some changes; a share of the shift that is sent back as it was stays a share."""
    values = {name: before[name] for name in FIELDS} | dict(changes)
    if before["planned_shared"] and values["planned_minutes"] == before["planned_minutes"]:
        values["planned_minutes"] = None
    return values


def _sound(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values in the types of the table, if they can be."""
    machine, day, shared = int(values["equipment_id"]), values["date"], values["planned_minutes"] is None
    day = day.date() if isinstance(day, datetime) else day
    shifts = calendar(in_force(session)).of_machine(machine)
    shift = one_of(str(values["shift"]), shifts.names, "shift")
    starts, ends = shifts.bounds(day, shift)
    values = values | ({"planned_minutes": (ends - starts).total_seconds() / 60} if shared else {})
    sound: dict[str, Any] = {
        "equipment_id": machine,
        "date": day,
        "shift": shift,
        "product": one_line(values["product"]),
        **{name: whole(values[name], name) for name in COUNTS},
        **{name: number(values[name], name) for name in MINUTES},
        "planned_shared": shared,
        "efficiency_percentage": number(values["efficiency_percentage"], "efficiency_percentage"),
    }
    hold("production_records", sound)
    if sound["output_quantity"] is None:
        sound["defect_quantity"] = None  # none of nothing known is not known
    return sound


def _found(session: Session, record_id: int) -> dict[str, Any]:
    return existing(queries.record(session, record_id), "production record", record_id)


def _key_is_free(session: Session, values: Mapping[str, Any], own_id: int | None) -> None:
    key = {name: values[name] for name in ("equipment_id", "date", "shift", "product")}
    taken = queries.record_of(session, **key)
    if taken is not None and taken != own_id:
        raise Conflict(
            f"Machine, day, shift and product already have record {taken}; change that one instead of entering another."
        )
