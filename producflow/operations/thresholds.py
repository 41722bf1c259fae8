"""Limits of sensors: set or removed by a manager, with everything that follows from them in the same transaction."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain import thresholds as domain
from producflow.domain.thresholds import InvalidLimitsError, Limits
from producflow.domain.units import canonical_unit
from producflow.errors import Conflict, InvalidInput, NotFound, existing
from producflow.operations.checks import equipment_must_exist, hold
from producflow.operations.reclassifying import reclassify
from producflow.reports import limit_changes
from producflow.reports.limit_changes import LimitChange
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import thresholds as queries
from producflow.store.reading import reads


def set(  # noqa: A001 - called as thresholds.set
    store: Store, actor: Actor, *, sensor_type: str, equipment_id: int | None = None, **given: float | None
) -> dict[str, Any]:
    """Set the limits of a sensor type, for one machine or for the whole plant.

    Parameters
    ----------
    sensor_type : str
        In any case.
    equipment_id : int, optional
        The machine; left out: all machines that have no limits of their own for this sensor type.
    **given : float or None
        Any of the fields of :class:`producflow.domain.thresholds.Limits`. One that is left out stays as it is in force,
        for a machine without limits of its own as the plant's; a limit that is None is not checked any more.

    Returns
    -------
    dict
        The row of the thresholds table as it is now.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput

    Notes
    -----
    The statuses of stored readings, the roll-ups and the alerts follow at once; hours whose single readings were
    removed by age keep their counts. Limits of a machine stand as a whole in place of the plant's: those of the plant
    that change later no longer reach it.
    """
    actor.require(Permission.MANAGE_THRESHOLDS)
    sensor = _sensor_type(sensor_type)

    def work(transaction: Transaction) -> dict[str, Any]:
        equipment_must_exist(transaction, equipment_id)
        limits = _wanted(transaction, sensor, equipment_id, given)
        before = queries.of(transaction, sensor, equipment_id)
        unit = canonical_unit(sensor) or queries.unit(transaction, sensor, equipment_id)
        values = asdict(limits) | {"unit": unit}
        if before is None:
            key = {"sensor_type": sensor, "equipment_id": equipment_id}
            threshold_id = queries.add(transaction, values | key)
        else:
            threshold_id = int(before["id"])
            if all(before[name] == value for name, value in values.items()):
                return before
            queries.change(transaction, threshold_id, values)
        after = queries.by_id(transaction, threshold_id)
        assert after is not None  # noqa: S101 - written a line above
        _changed(transaction, actor, "create" if before is None else "change", before, after)
        return after

    return store.write(work)


def remove(store: Store, actor: Actor, threshold_id: int) -> dict[str, Any]:
    """Remove limits: a machine falls back to the plant's; without those its readings are of unknown status.

    Returns
    -------
    dict
        The row of the thresholds table as it was.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_THRESHOLDS)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = queries.by_id(transaction, threshold_id)
        if before is None:
            raise NotFound(f"There are no limits {threshold_id}.")
        queries.remove(transaction, threshold_id)
        _changed(transaction, actor, "remove", before, None)
        return before

    return store.write(work)


@reads
def rehearse(
    session: Session,
    actor: Actor,
    *,
    sensor_type: str,
    equipment_id: int | None = None,
    given: Mapping[str, float | None] | None,
) -> LimitChange:
    """Say what :func:`set` with the same values would do, or (`given` is None) :func:`remove`; changes nothing.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
        As they do.
    """
    actor.require(Permission.MANAGE_THRESHOLDS)
    sensor = _sensor_type(sensor_type)
    equipment_must_exist(session, equipment_id)
    if given is None and queries.of(session, sensor, equipment_id) is None:
        raise NotFound(f"There are no limits of {sensor} to remove.")
    after = None if given is None else _wanted(session, sensor, equipment_id, given)
    return limit_changes.would_change(session, sensor, equipment_id, after)


@reads
def would_be(session: Session, *, sensor_type: str, equipment_id: int, given: Mapping[str, float | None]) -> Limits:
    """Say which limits :func:`set` with the same values would put in force for a machine; changes nothing.

    Raises
    ------
    NotFound, InvalidInput
        As it does.
    """
    equipment_must_exist(session, equipment_id)
    return _wanted(session, _sensor_type(sensor_type), equipment_id, given)


def undo(store: Store, actor: Actor, change_id: int) -> dict[str, Any] | None:
    """Take back a change of limits: what stood before stands again, readings and alerts included.

    Parameters
    ----------
    change_id : int
        The change, as :func:`producflow.reports.limit_changes.changes` lists it.

    Returns
    -------
    dict or None
        The row of the thresholds table as it is now; None where there were none before.

    Raises
    ------
    Conflict
        If it is undone already, or the same limits were changed again since.
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_THRESHOLDS)

    def work(transaction: Transaction) -> dict[str, Any] | None:
        change = existing(queries.change_by_id(transaction, change_id), "change of limits", change_id)
        sensor, machine = change["sensor_type"], change["equipment_id"]
        if change["undone_at"] is not None:
            raise Conflict(f"The change of the limits of {sensor} was undone already; there is nothing to take back.")
        later = queries.later_change(transaction, change)
        if later is not None:
            raise Conflict(
                f"The limits of {sensor} were changed again on {later['created_at']:%d %B %Y at %H:%M} UTC by "
                f"{later['person'] or 'a program'}; undo that change first."
            )
        equipment_must_exist(transaction, machine)
        now = queries.of(transaction, sensor, machine)
        before = None if change["before"] is None else json.loads(change["before"])
        after = _restored(transaction, now, before)
        queries.note_undone(transaction, change_id, actor.user_id)
        entity = int((now or after or {"id": change_id})["id"])
        audit.record(transaction, actor, "undo", "thresholds", entity, before=now, after=after)
        reclassify(transaction, sensor, machine)
        return after

    return store.write(work)


def _restored(
    transaction: Transaction, now: Mapping[str, Any] | None, before: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    if before is None:
        if now is not None:
            queries.remove(transaction, int(now["id"]))
        return None
    # What was kept before a field came to be says nothing of it.
    values = {name: before.get(name, getattr(Limits(), name, None)) for name in (*asdict(Limits()), "unit")}
    if now is None:
        key = {name: before[name] for name in ("sensor_type", "equipment_id")}
        return queries.by_id(transaction, queries.add(transaction, values | key))
    queries.change(transaction, int(now["id"]), values)
    return queries.by_id(transaction, int(now["id"]))


def _changed(
    transaction: Transaction,
    actor: Actor,
    verb: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Keep a change, so that it is known and can be taken back, and let readings and alerts follow."""
    row = after or before
    assert row is not None  # noqa: S101 - a change has one side at least
    audit.record(transaction, actor, verb, "thresholds", int(row["id"]), before=before, after=after)
    queries.note_change(
        transaction,
        sensor_type=row["sensor_type"],
        equipment_id=row["equipment_id"],
        before=audit.as_json(before),
        after=audit.as_json(after),
        user_id=actor.user_id,
    )
    reclassify(transaction, row["sensor_type"], row["equipment_id"])


def _sensor_type(text: str) -> str:
    sensor = text.strip().lower()
    if not sensor:
        raise InvalidInput("The sensor type is empty; name what the limits are for.", "sensor_type")
    hold("sensor_readings", {"sensor_type": sensor})
    return sensor


def _wanted(session: Session, sensor: str, machine: int | None, given: Mapping[str, float | None]) -> Limits:
    """What is given in place of what is in force, or a refusal in a sentence that names the field."""
    in_force = limit_changes.in_force(session, sensor, machine) or Limits()
    limits = replace(in_force, **{name: _number(name, value) for name, value in given.items()})  # type: ignore[arg-type]
    if all(limit is None for limit in (limits.warn_low, limits.warn_high, limits.crit_low, limits.crit_high)):
        raise InvalidInput("None of the four limits is given; give at least one, or remove the limits.", "warn_high")
    try:
        return domain.validate_limits(limits)
    except InvalidLimitsError as error:
        raise InvalidInput(str(error), error.field) from error


ALWAYS = ("deadband", "delay", "off_delay")
"""What has a value even where nobody states one: 0."""


def _number(name: str, value: float | None) -> float | None:
    return 0.0 if value is None and name in ALWAYS else value
