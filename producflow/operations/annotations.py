"""Notes on charts: what happened, when, to which machine or to the whole plant; so that nobody has to guess later.

Whoever may enter production records may put a note on charts, and change or remove their own; managers and admins may
change and remove everybody's. A removed note can be brought back.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotAllowed, existing
from producflow.operations.checks import equipment_must_exist, only, some_text
from producflow.store.database import Store, Transaction
from producflow.store.queries import annotations as queries

FIELDS = ("equipment_id", "starts_at", "ends_at", "text")
LONGEST = 300
"""Characters of a note: it has to find room on a chart."""


def add(
    store: Store,
    actor: Actor,
    *,
    text: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    equipment_id: int | None = None,
) -> dict[str, Any]:
    """Put a note on all charts over time of a machine, or of the whole plant.

    Parameters
    ----------
    text : str
        Such as ``New tool fitted``.
    starts_at, ends_at : datetime
        When it was; without an end it was a moment. Aware.
    equipment_id : int, optional
        The machine; left out: the whole plant.

    Returns
    -------
    dict
        The note, by its column names.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput
    """
    values = {"equipment_id": equipment_id, "starts_at": starts_at, "ends_at": ends_at, "text": text}
    return store.write(add_in, actor, values)


def add_in(transaction: Transaction, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put a note on charts within a write in progress; `values` are all of ``FIELDS``, see :func:`add`."""
    actor.require(Permission.ANNOTATE)
    sound = _sound(dict(values))
    equipment_must_exist(transaction, sound["equipment_id"])
    made = queries.add(
        transaction, sound | {"created_by": actor.user_id, "created_by_name": actor.full_name or actor.email}
    )
    audit.record(transaction, actor, "create", "annotations", made["id"], after=made)
    return made


def change(store: Store, actor: Actor, annotation_id: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Change a note, and return it as it is now.

    Parameters
    ----------
    actor : Actor
        Whoever made it, or may manage the plant.
    changes : mapping
        Any of ``FIELDS``, see :func:`add`; what is left out stays.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
        Conflict where it is removed.
    """
    actor.require(Permission.ANNOTATE)
    only(changes, FIELDS, "a note")

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _own(transaction, actor, annotation_id, "change")
        if before["removed_at"] is not None:
            raise Conflict(f"Note {annotation_id} is removed; bring it back first.")
        values = _sound({name: before[name] for name in FIELDS} | dict(changes))
        equipment_must_exist(transaction, values["equipment_id"])
        if all(values[name] == before[name] for name in FIELDS):
            return before
        after = queries.change(transaction, annotation_id, values)
        audit.record(transaction, actor, "change", "annotations", annotation_id, before=before, after=after)
        return after

    return store.write(work)


def remove(store: Store, actor: Actor, annotation_id: int) -> dict[str, Any]:
    """Take a note off all charts; it can be brought back.

    Parameters
    ----------
    actor : Actor
        Whoever made it, or may manage the plant.

    Raises
    ------
    NotAllowed, NotFound, Conflict
    """
    return _set(store, actor, annotation_id, "remove")


def bring_back(store: Store, actor: Actor, annotation_id: int) -> dict[str, Any]:
    """Bring a removed note back, see :func:`remove`."""
    return _set(store, actor, annotation_id, "bring back")


def may_change(actor: Actor, created_by: int | None) -> bool:
    """Tell whether somebody may change and remove a note.

    Parameters
    ----------
    created_by : int or None
        Who made the note; None: a program.
    """
    own = created_by is not None and created_by == actor.user_id
    return actor.may(Permission.ANNOTATE) and (own or actor.may(Permission.MANAGE_PLANT))


def _set(store: Store, actor: Actor, annotation_id: int, action: str) -> dict[str, Any]:
    actor.require(Permission.ANNOTATE)
    gone = action == "remove"

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _own(transaction, actor, annotation_id, action)
        if (before["removed_at"] is not None) == gone:
            raise Conflict(f"Note {annotation_id} is {'removed' if gone else 'there'} already.")
        at, by = (datetime.now(UTC), actor.user_id) if gone else (None, None)
        after = queries.set_removed(transaction, annotation_id, at, by)
        audit.record(transaction, actor, action, "annotations", annotation_id, before=before, after=after)
        return after

    return store.write(work)


def _own(transaction: Transaction, actor: Actor, annotation_id: int, action: str) -> dict[str, Any]:
    found = existing(queries.by_id(transaction, annotation_id), "note", annotation_id)
    if not may_change(actor, found["created_by"]):
        raise NotAllowed(f"Only {found['created_by_name']}, a manager or an admin may {action} this note.")
    return found


def _sound(values: dict[str, Any]) -> dict[str, Any]:
    text = " ".join(some_text(values["text"], "text").split())
    if len(text) > LONGEST:
        raise InvalidInput(f"The note has {len(text)} characters; {LONGEST} are the most.", "text")
    starts, ends = values["starts_at"], values["ends_at"]
    if starts is None:
        raise InvalidInput("It is not said when it was; give starts_at.", "starts_at")
    if ends is not None and ends < starts:
        raise InvalidInput("The note ends before it begins; swap the two, or leave the end out.", "ends_at")
    return values | {"text": text}
