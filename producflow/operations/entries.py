"""What people enter one by one: once however often it is sent, corrected by whom and until when, and closed days.

Whoever entered a record or a stop may correct it and take it back until the end of the next shift, a manager at any
time. What an upload brought is nobody's entry: whoever may upload corrects it, since they could by another upload.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.domain.rules import LONGEST_NAME
from producflow.errors import Conflict, InvalidInput, NotAllowed
from producflow.operations.checks import one_line, some_text, storable
from producflow.reports.entries import Entry, entry_of
from producflow.reports.plant import in_force
from producflow.store.database import Session, Transaction
from producflow.store.queries import entries as queries


def sent_before(session: Session, actor: Actor, entity: str, sent_as: str | None) -> int | None:
    """Id of the row that the same sending has entered already; None where it is new.

    Parameters
    ----------
    entity : str
        Table name.
    sent_as : str or None
        Made by the sender, the same one whenever it tries again, such as a UUID; None: it will not.

    Raises
    ------
    InvalidInput, Conflict
        Conflict where it named something else.
    """
    if sent_as is None:
        return None
    if not one_line(storable(sent_as, "sent_as")) or len(sent_as) > LONGEST_NAME:
        raise InvalidInput(f"sent_as has no character, or more than {LONGEST_NAME}; send a UUID.", "sent_as")
    found = queries.sent(session, actor.email, sent_as)
    if found is None:
        return None
    if found["entity"] != entity:
        raise Conflict("The same sent_as entered something else before; make a new one for each entry.")
    return int(found["entity_id"])


def still_there(row: dict[str, Any] | None) -> dict[str, Any]:
    """What a sending that comes again has entered, unless it was taken back since."""
    if row is None:
        raise Conflict("This entry was made before and taken back since; enter it anew.")
    return row


def note(transaction: Transaction, actor: Actor, entity: str, entity_id: int, sent_as: str | None) -> None:
    """Note whose entry a row is."""
    queries.add(
        transaction,
        entity=entity,
        entity_id=entity_id,
        sent_as=sent_as,
        user_id=actor.user_id,
        made_by=actor.email,
        made_by_name=actor.full_name or actor.email,
        made_at=datetime.now(UTC),
    )


def may_correct(actor: Actor, entry: Entry | None, now: datetime, *, uploaded: bool) -> bool:
    """Tell whether somebody may correct a row or take it back.

    Parameters
    ----------
    entry : Entry or None
        Whose it is; None: nobody's.
    uploaded : bool
        Whether an upload brought it.
    """
    if actor.may(Permission.CORRECT_ENTRIES) or (uploaded and actor.may(Permission.IMPORT)):
        return True
    own = entry is not None and entry.is_of(actor.user_id, actor.email)
    return own and entry is not None and now <= entry.until and actor.may(Permission.RECORD_PRODUCTION)


def must_be_own(row: Mapping[str, Any]) -> None:
    """Refuse to take back what nobody entered: it would come in again with the next upload or look at the states.

    Raises
    ------
    Conflict
    """
    if row["batch_id"] is not None:
        raise Conflict(f"This came from upload {row['batch_id']}; undo that upload, or correct this instead.")
    if row["origin"] is not None:
        raise Conflict("This follows from the machine's states, so it cannot be taken back; correct it instead.")


def must_be_correctable(session: Session, actor: Actor, entity: str, row: Mapping[str, Any]) -> None:
    """Refuse whoever may not correct a row.

    Raises
    ------
    NotAllowed
    """
    entry = entry_of(session, in_force(session), entity, row["id"], row["equipment_id"])
    if may_correct(actor, entry, datetime.now(UTC), uploaded=row["batch_id"] is not None):
        return
    if entry is None:
        raise NotAllowed("Nobody entered this by hand; a manager or an admin may correct it.")
    if not entry.is_of(actor.user_id, actor.email):
        raise NotAllowed(f"{entry.made_by_name} entered this; only they, a manager or an admin may correct it.")
    raise NotAllowed("You could correct this until the end of the next shift; a manager or an admin still may.")


def must_be_open(session: Session, days: Iterable[date], why: str | None) -> dict[str, str]:
    """Refuse what changes a closed day, unless a reason is given.

    Parameters
    ----------
    days : iterable of date
        Production days that would change.
    why : str or None
        The reason; kept in the audit log wherever it is given.

    Returns
    -------
    dict
        What the audit log is to say of it.

    Raises
    ------
    InvalidInput
    """
    given = some_text(why, "why") if why and why.strip() else None
    until = in_force(session).closed_until
    closed = [day for day in days if until is not None and day <= until]
    if closed and given is None:
        raise InvalidInput(
            f"The days until {until:%-d %b %Y} are closed; give a reason why {min(closed):%-d %b %Y} changes still.",
            "why",
        )
    return {} if given is None else {"why": given}
