"""Stops entered, ended, given a reason, corrected and taken back one by one; uploads bring theirs through the imports.

A stop that follows from machine states lasts as those say. Its reason becomes that of the states, from which it follows
again.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, existing
from producflow.operations import entries
from producflow.operations.checks import equipment_must_exist, hold, one_line, only, storable
from producflow.operations.states import follow
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import stops as queries

TABLE = "downtime_events"
FIELDS = ("equipment_id", "started_at", "ended_at", "reason", "planned")
LATER = ("ended_at", "reason")
"""What may be missing at first, and whoever knows it may add."""


def record(
    store: Store,
    actor: Actor,
    *,
    equipment_id: int,
    started_at: datetime,
    ended_at: datetime | None = None,
    reason: str | None = None,
    planned: bool | None = None,
    sent_as: str | None = None,
    why: str | None = None,
) -> dict[str, Any]:
    """Enter a stop, and return it.

    Parameters
    ----------
    started_at, ended_at : datetime
        Aware; without an end the machine stands still.
    reason : str, optional
        Left out, it waits for whoever knows it.
    planned : bool, optional
        Left out, as the list of reasons says; a reason that is not on it is of an unplanned stop.
    sent_as, why : str, optional
        As of :func:`producflow.operations.production.record`.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where a stop of the machine began at that instant already.
    """
    actor.require(Permission.RECORD_PRODUCTION)
    given = {"equipment_id": equipment_id, "started_at": started_at, "ended_at": ended_at, "reason": reason}

    def work(transaction: Transaction) -> dict[str, Any]:
        sent = entries.sent_before(transaction, actor, TABLE, sent_as)
        if sent is not None:
            return entries.still_there(queries.by_id(transaction, sent))
        values = _sound(transaction, given | {"planned": planned})
        reason_given = entries.must_be_open(transaction, [_day(transaction, values)], why)
        equipment_must_exist(transaction, equipment_id)
        _key_is_free(transaction, values, None)
        made = queries.add(transaction, values)
        entries.note(transaction, actor, TABLE, made["id"], sent_as)
        audit.record(transaction, actor, "create", TABLE, made["id"], after=made | reason_given)
        return made

    return store.write(work)


def change(
    store: Store, actor: Actor, stop_id: int, changes: Mapping[str, Any], why: str | None = None
) -> dict[str, Any]:
    """Correct a stop, end it or give it a reason, and return it as it is now.

    Parameters
    ----------
    actor : Actor
        Whoever may enter stops, where an end or a reason is missing and nothing else changes. Else whoever entered it,
        until the end of the next shift; or a manager.
    changes : mapping
        Any of `FIELDS`, see :func:`record`; what is left out stays. Of a stop that follows from machine states only
        the reason can change.
    why : str, optional
        The reason, where a day is closed.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.RECORD_PRODUCTION)
    only(changes, FIELDS, "a stop")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _found(transaction, stop_id)
        # Another reason tells anew whether the stop was planned; of one that follows from states, those do.
        planned = None if "reason" in changes and before["origin"] is None else before["planned"]
        given = {name: before[name] for name in FIELDS} | {"planned": planned} | dict(changes)
        values = _sound(transaction, given, unlisted=before["planned"])
        # An empty reason is the same as none.
        different = {name for name in FIELDS if (values[name] or None) != (before[name] or None)}
        if not different:
            return before
        added = {name for name in different & {*LATER} if not before[name]}
        # Whether it was planned follows from the reason that is added, and is no correction.
        if different - added - ({"planned"} if "reason" in added else set()):
            entries.must_be_correctable(transaction, actor, TABLE, before)
        days = [_day(transaction, each) for each in (before, values)]
        reason_given = entries.must_be_open(transaction, days, why)
        if before["origin"] is None:
            equipment_must_exist(transaction, values["equipment_id"])
            _key_is_free(transaction, values, stop_id)
            after = queries.change(transaction, stop_id, values)
        else:
            after = _explained(transaction, before, values, different)
        audit.record(transaction, actor, "change", TABLE, stop_id, before=before, after=after | reason_given)
        return after

    return store.write(work)


def take_back(store: Store, actor: Actor, stop_id: int, why: str | None = None) -> dict[str, Any]:
    """Take a stop back that was entered one by one, as if it had never been, and return it as it was.

    Parameters
    ----------
    actor, why
        As of :func:`producflow.operations.production.take_back`.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where it came from an upload, or follows from machine states.
    """
    actor.require(Permission.RECORD_PRODUCTION)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _found(transaction, stop_id)
        entries.must_be_own(before)
        entries.must_be_correctable(transaction, actor, TABLE, before)
        reason_given = entries.must_be_open(transaction, [_day(transaction, before)], why)
        queries.remove(transaction, stop_id)
        follow(transaction, [before["equipment_id"]])  # what its states say counts again
        audit.record(transaction, actor, "take back", TABLE, stop_id, before=before, after=reason_given or None)
        return before

    return store.write(work)


def _explained(
    transaction: Transaction, before: dict[str, Any], values: Mapping[str, Any], different: set[str]
) -> dict[str, Any]:
    """The stop after its states were given its reason; one that goes on from another with the same reason joins it."""
    if different != {"reason"}:
        field = next(name for name in FIELDS if name in different and name != "reason")
        raise InvalidInput("This stop follows from the machine's states, so only its reason can be given.", field)
    queries.give_reason(transaction, before, values["reason"])
    follow(transaction, [before["equipment_id"]])
    found = queries.last_followed(transaction, before["equipment_id"], before["started_at"])
    return existing(found, "stop", before["id"])


def _sound(session: Session, values: Mapping[str, Any], *, unlisted: bool = False) -> dict[str, Any]:
    """Return the values in the types of the table, if they can be.

    Parameters
    ----------
    unlisted : bool
        Whether a stop is planned whose reason is not on the list.
    """
    reason = one_line(storable(values["reason"] or "", "reason")) or None
    planned = values["planned"]
    if planned is None:
        listed = None if reason is None else queries.reason_named(session, reason)
        planned = unlisted if listed is None else listed["planned"]
    found = {**values, "reason": reason, "planned": bool(planned)}
    if found["started_at"] is None:
        raise InvalidInput("It is not said when the machine stopped; give started_at.", "started_at")
    hold(TABLE, found)
    return found


def _day(session: Session, stop: Mapping[str, Any]) -> date:
    """Production day on which a stop began."""
    own = calendar(in_force(session)).of_machine(stop["equipment_id"])
    day: date = own.shift_of(pd.Series([pd.Timestamp(stop["started_at"])]))["date"].iloc[0].date()
    return day


def _found(session: Session, stop_id: int) -> dict[str, Any]:
    return existing(queries.by_id(session, stop_id), "stop", stop_id)


def _key_is_free(session: Session, values: Mapping[str, Any], own_id: int | None) -> None:
    taken = queries.at(session, values["equipment_id"], values["started_at"])
    if taken is not None and taken["id"] != own_id:
        raise Conflict(
            f"A stop of this machine began at that instant already, stop {taken['id']}; change that one instead of "
            "entering another."
        )
