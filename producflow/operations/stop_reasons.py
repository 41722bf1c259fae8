"""The reasons that people choose from when a machine stops: managers keep the list, stops keep the text they have."""

from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, existing
from producflow.operations.checks import hold, one_line, storable
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import stops as queries

TABLE = "stop_reasons"


def add(store: Store, actor: Actor, *, name: str, planned: bool) -> dict[str, Any]:
    """Let a reason be chosen, and return it.

    Parameters
    ----------
    planned : bool
        Whether a stop for this reason is a planned one.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where it is on the list, in whichever case.
    """
    actor.require(Permission.MANAGE_PLANT)
    named = _sound(name)

    def work(transaction: Transaction) -> dict[str, Any]:
        _name_is_free(transaction, named, None)
        made = queries.add_reason(transaction, named, planned)
        audit.record(transaction, actor, "create", TABLE, made["id"], after=made)
        return made

    return store.write(work)


def change(store: Store, actor: Actor, reason_id: int, *, name: str, planned: bool) -> dict[str, Any]:
    """Change how a reason is called and whether it is planned, of stops from now on; return it.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.MANAGE_PLANT)
    named = _sound(name)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.reason(transaction, reason_id), "reason of stops", reason_id)
        if (before["name"], before["planned"]) == (named, planned):
            return before
        _name_is_free(transaction, named, reason_id)
        after = queries.change_reason(transaction, reason_id, named, planned)
        audit.record(transaction, actor, "change", TABLE, reason_id, before=before, after=after)
        return after

    return store.write(work)


def remove(store: Store, actor: Actor, reason_id: int) -> dict[str, Any]:
    """Take a reason off the list, and return it as it was.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.MANAGE_PLANT)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = existing(queries.reason(transaction, reason_id), "reason of stops", reason_id)
        queries.remove_reason(transaction, reason_id)
        audit.record(transaction, actor, "remove", TABLE, reason_id, before=before)
        return before

    return store.write(work)


def _sound(name: str) -> str:
    named = one_line(storable(name, "name"))
    if not named:
        raise InvalidInput("The reason is empty; say in a word or two why machines stop.", "name")
    hold(TABLE, {"name": named})
    return named


def _name_is_free(session: Session, name: str, own_id: int | None) -> None:
    taken = queries.reason_named(session, name)
    if taken is not None and taken["id"] != own_id:
        raise Conflict(f"The reason “{taken['name']}” is on the list already; change that one instead.")
