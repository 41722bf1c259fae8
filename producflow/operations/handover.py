"""Handing a shift over, and taking it over.

Whoever may hand shifts over may do either, once a shift. Until somebody has taken it over, whoever handed it over, or a
manager, may change the words; afterwards they stay, since somebody has relied on them.
"""

from datetime import UTC, date, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotAllowed
from producflow.operations.checks import hold, one_of, storable
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import handovers as queries


def hand_over(
    store: Store, actor: Actor, *, day: date, shift: str, text: str, now: datetime | None = None
) -> dict[str, Any]:
    """Hand a shift over, or change the words with which it was handed over.

    Parameters
    ----------
    day : date
        Production day; the night shift belongs to the day on which it began.
    shift : str
        Its name.
    text : str
        What the next shift should know; may be empty.
    now : datetime, optional
        Aware.

    Returns
    -------
    dict
        The handover, by its column names.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where somebody has taken it over already.
    """
    actor.require(Permission.HAND_OVER)
    words, at = storable(text, "text").strip(), now or datetime.now(UTC)
    hold("handovers", {"day": day, "text": words})

    def work(transaction: Transaction) -> dict[str, Any]:
        _must_have_begun(transaction, day, shift, at)
        before = queries.of(transaction, day, shift)
        if before is None:
            made = queries.add(transaction, day, shift, words, actor.user_id, _called(actor), at)
            audit.record(transaction, actor, "hand over", "handovers", made["id"], after=made)
            return made
        _not_taken(before)
        if not may_change(actor, before["handed_by"]):
            raise NotAllowed(
                f"The {shift} shift of {day:%-d %b %Y} is handed over already; only {before['handed_by_name']}, a "
                "manager or an admin may change the words."
            )
        if before["text"] == words:
            return before
        after = queries.change(transaction, before["id"], words)
        audit.record(transaction, actor, "change", "handovers", before["id"], before=before, after=after)
        return after

    return store.write(work)


def take_over(store: Store, actor: Actor, *, day: date, shift: str, now: datetime | None = None) -> dict[str, Any]:
    """Take a shift over that somebody has handed over, see :func:`hand_over`.

    Raises
    ------
    NotAllowed, InvalidInput, Conflict
        Conflict where nobody has handed it over yet, or somebody has taken it over already.
    """
    actor.require(Permission.HAND_OVER)
    at = now or datetime.now(UTC)
    hold("handovers", {"day": day})

    def work(transaction: Transaction) -> dict[str, Any]:
        _must_have_begun(transaction, day, shift, at)
        before = queries.of(transaction, day, shift)
        if before is None:
            raise Conflict(f"Nobody has handed the {shift} shift of {day:%-d %b %Y} over yet; that comes first.")
        _not_taken(before)
        after = queries.take(transaction, before["id"], actor.user_id, _called(actor), at)
        audit.record(transaction, actor, "take over", "handovers", before["id"], before=before, after=after)
        return after

    return store.write(work)


def may_change(actor: Actor, handed_by: int | None) -> bool:
    """Tell whether somebody may change the words of a handover.

    Parameters
    ----------
    handed_by : int or None
        Who handed it over; None: a program.
    """
    own = handed_by is not None and handed_by == actor.user_id
    return actor.may(Permission.HAND_OVER) and (own or actor.may(Permission.MANAGE_PLANT))


def _must_have_begun(session: Session, day: date, shift: str, at: datetime) -> None:
    plant = in_force(session)
    one_of(shift, plant.schedule.names, "shift")
    starts, _ = calendar(plant).bounds(day, shift)
    if starts > at:
        raise InvalidInput(f"The {shift} shift of {day:%-d %b %Y} has not begun; choose one that has.", "day")


def _not_taken(handover: dict[str, Any]) -> None:
    if handover["taken_at"] is not None:
        raise Conflict(
            f"{handover['taken_by_name']} has taken the {handover['shift']} shift of {handover['day']:%-d %b %Y} over "
            "already; put what is new into the handover of the next shift."
        )


def _called(actor: Actor) -> str:
    return actor.full_name or actor.email
