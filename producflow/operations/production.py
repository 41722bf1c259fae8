"""Production records entered, corrected and taken back one by one; uploads bring theirs through the imports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, existing
from producflow.operations import entries
from producflow.operations.checks import equipment_must_exist, hold, number, one_line, one_of, only, whole
from producflow.operations.planned_minutes import share
from producflow.operations.states import follow
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import production as queries

FIELDS = (
    *("equipment_id", "date", "shift", "product", "output_quantity", "defect_quantity"),
    *("downtime_minutes", "planned_minutes", "efficiency_percentage"),
)


TABLE = "production_records"
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
    sent_as: str | None = None,
    why: str | None = None,
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
    sent_as : str, optional
        Made by the sender, the same one at each try: sent again, it changes nothing and returns what it made.
    why : str, optional
        The reason, where the day is closed.

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
        sent = entries.sent_before(transaction, actor, TABLE, sent_as)
        if sent is not None:
            return entries.still_there(queries.record(transaction, sent))
        values = sound(transaction, given)
        reason = entries.must_be_open(transaction, [values["date"]], why)
        equipment_must_exist(transaction, values["equipment_id"])
        _key_is_free(transaction, values, None)
        record_id = queries.add_record(transaction, **values)
        share(transaction, [values["equipment_id"]])
        made = _found(transaction, record_id)
        entries.note(transaction, actor, TABLE, record_id, sent_as)
        audit.record(transaction, actor, "create", TABLE, record_id, after=made | reason)
        return made

    return store.write(work)


def change(
    store: Store, actor: Actor, record_id: int, changes: Mapping[str, Any], why: str | None = None
) -> dict[str, Any]:
    """Correct a production record, and return it as it is now.

    Parameters
    ----------
    actor : Actor
        Whoever may enter records, where counts are missing and nothing else changes. Else whoever entered it, until the
        end of the next shift; or a manager.
    changes : mapping
        Any of `FIELDS`, see :func:`record`; what is left out stays.
    why : str, optional
        The reason, where a day is closed.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.RECORD_PRODUCTION)
    only(changes, FIELDS, "a production record")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _found(transaction, record_id)
        values = sound(transaction, _stated(before, changes))
        if not _only_adds(before, values):
            entries.must_be_correctable(transaction, actor, TABLE, before)
        # Both: what leaves a closed day changes it too.
        reason = entries.must_be_open(transaction, [before["date"], values["date"]], why)
        equipment_must_exist(transaction, values["equipment_id"])
        _key_is_free(transaction, values, record_id)
        # A share is worked out anew in any case, so another one is no change that somebody made.
        shared = values["planned_shared"] and before["planned_shared"]
        if all(values[name] == before[name] for name in FIELDS if not (shared and name == "planned_minutes")):
            return before
        queries.change_record(transaction, record_id, **values)
        share(transaction, [before["equipment_id"], values["equipment_id"]])
        after = _found(transaction, record_id)
        audit.record(transaction, actor, "change", TABLE, record_id, before=before, after=after | reason)
        return after

    return store.write(work)


def take_back(store: Store, actor: Actor, record_id: int, why: str | None = None) -> dict[str, Any]:
    """Take a record back that was entered one by one, as if it had never been, and return it as it was.

    Parameters
    ----------
    actor : Actor
        Whoever entered it, until the end of the next shift; or a manager.
    why : str, optional
        The reason, where the day is closed.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where it came from an upload, or follows from machine states.
    """
    actor.require(Permission.RECORD_PRODUCTION)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _found(transaction, record_id)
        entries.must_be_own(before)
        entries.must_be_correctable(transaction, actor, TABLE, before)
        reason = entries.must_be_open(transaction, [before["date"]], why)
        queries.remove_record(transaction, record_id)
        follow(transaction, [before["equipment_id"]])  # what its states say counts again
        share(transaction, [before["equipment_id"]])
        audit.record(transaction, actor, "take back", TABLE, record_id, before=before, after=reason or None)
        return before

    return store.write(work)


def _only_adds(before: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a change only says what nobody had said."""
    return all(values[name] == before[name] or (name in COUNTS and before[name] is None) for name in FIELDS)


def _stated(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says with some changes; a share of the shift that is sent back as it was stays a share."""
    values = {name: before[name] for name in FIELDS} | dict(changes)
    if before["planned_shared"] and values["planned_minutes"] == before["planned_minutes"]:
        values["planned_minutes"] = None
    return values


def sound(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record in the types of the table, if they can be.

    Parameters
    ----------
    values : mapping
        All of `FIELDS`.

    Raises
    ------
    InvalidInput
        Naming the field.
    """
    machine, day, shared = int(values["equipment_id"]), values["date"], values["planned_minutes"] is None
    day = day.date() if isinstance(day, datetime) else day
    shifts = calendar(in_force(session)).of_machine(machine)
    shift = one_of(str(values["shift"]), shifts.names, "shift")
    starts, ends = shifts.bounds(day, shift)
    values = dict(values) | ({"planned_minutes": (ends - starts).total_seconds() / 60} if shared else {})
    found: dict[str, Any] = {
        "equipment_id": machine,
        "date": day,
        "shift": shift,
        "product": one_line(values["product"]),
        **{name: whole(values[name], name) for name in COUNTS},
        **{name: number(values[name], name) for name in MINUTES},
        "planned_shared": shared,
        "efficiency_percentage": number(values["efficiency_percentage"], "efficiency_percentage"),
    }
    hold(TABLE, found)
    if found["output_quantity"] is None:
        found["defect_quantity"] = None  # none of nothing known is not known
    return found


def _found(session: Session, record_id: int) -> dict[str, Any]:
    return existing(queries.record(session, record_id), "production record", record_id)


def _key_is_free(session: Session, values: Mapping[str, Any], own_id: int | None) -> None:
    key = {name: values[name] for name in ("equipment_id", "date", "shift", "product")}
    taken = queries.record_of(session, **key)
    if taken is not None and taken != own_id:
        raise Conflict(
            f"Machine, day, shift and product already have record {taken}; change that one instead of entering another."
        )
