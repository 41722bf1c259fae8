"""Freezing what a page shows into a link, and removing such links."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from producflow.access.audit import record
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotAllowed, existing
from producflow.pages import WITH_FIGURES
from producflow.reports.frozen import Frozen, figures_of, of_row
from producflow.reports.links import FROZEN, Link
from producflow.reports.periods import bounds
from producflow.reports.plant import in_force, machine_names
from producflow.reports.view import View
from producflow.store.database import Session, Store, Transaction
from producflow.store.frozen import Piece, Scope, keep, rows_to_keep
from producflow.store.queries import frozen as queries

MOST_ROWS = 5_000_000
LONGEST_NOTE = 200
KEPT_REMOVED = timedelta(days=30)
"""How long a removed link can be brought back."""

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
AROUND = timedelta(days=5)
"""Readings kept around the instant that somebody looks closer at: more than the longest stretch, in any time zone."""
EFFECT = timedelta(days=60)
"""Hourly sums kept around the period on the maintenance page, which looks at what came before a job and after it."""


def freeze(store: Store, actor: Actor, link: Link, note: str = "", *, now: datetime | None = None) -> Frozen:
    """Make a link to the numbers as they are.

    Parameters
    ----------
    link : Link
        Page and query to open it with.
    note : str
        What to call it.
    now : datetime, optional
        Aware; default: the current minute.

    Returns
    -------
    Frozen

    Raises
    ------
    NotAllowed
        If the role may not freeze.
    InvalidInput
        If the page cannot be frozen, the note is too long, or more rows stand behind the page than one link may keep.
    """
    actor.require(Permission.FREEZE)
    link, words = link.without(FROZEN), " ".join(note.split())
    if link.page not in WITH_FIGURES:
        raise InvalidInput(
            f"'{link.page}' is no page that can be frozen; use one of {', '.join(WITH_FIGURES)}.", "page"
        )
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"The note has {len(words)} characters; {LONGEST_NOTE} are the most.", "note")
    minute = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
    names = machine_names(store)

    def look(session: Session) -> tuple[dict[str, Any], list[Piece]]:
        plant = in_force(session)
        view = link.view(plant, minute, names)
        scope = _scope(link, view, bounds(plant, view), plant.timezone)
        rows = rows_to_keep(session, scope)
        if rows > MOST_ROWS:
            raise InvalidInput(
                f"{rows:,} rows stand behind this page, and {MOST_ROWS:,} can be frozen; choose a shorter period, or "
                "save the page as PDF instead."
            )
        values = {
            "token": secrets.token_urlsafe(18),
            "page": link.page,
            "query": link.query,
            "note": words,
            **{name: value for name, value in view.parameters().items() if name != "last_shifts"},
            **queries.state(session),
            "frozen_at": minute,
            "rows_kept": rows,
            "figures": json.dumps(figures_of(session, view, minute)),
            "created_by": actor.user_id,
            "created_by_name": actor.full_name,
        }
        return values, list(keep(session, scope))

    values, pieces = store.read(look)  # compressing takes longest, and nobody else has to wait for it

    def work(transaction: Transaction) -> dict[str, Any]:
        queries.forget(transaction, minute - KEPT_REMOVED)
        made = queries.by_id(transaction, queries.add(transaction, values, pieces)) or {}
        record(transaction, actor, "freeze", "frozen_views", made["id"], after=_shown(made))
        return made

    return of_row(store.write(work, changes_data=False))


def _scope(link: Link, view: View, period: tuple[datetime, datetime], timezone: str) -> Scope:
    """What stands behind a page beside the tables that every page needs."""
    if link.page == "maintenance":
        return Scope(timezone, hours=(period[0] - EFFECT, period[1] + EFFECT), machines=view.machines)
    if link.page == "equipment" and link.machine is not None:
        around = _instant(link.get("around"))
        closer = () if around is None else ((around - AROUND, around + AROUND),)
        return Scope(timezone, hours=EVER, machines=(link.machine,), spans=(period, *closer))
    return Scope(timezone)


def _instant(text: str | None) -> datetime | None:
    try:
        return None if not text else datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def remove(store: Store, actor: Actor, frozen_id: int, *, now: datetime | None = None) -> None:
    """Remove a frozen link; it can be brought back for 30 days.

    Parameters
    ----------
    actor : Actor
        Whoever made it, or may manage the plant.
    now : datetime, optional

    Raises
    ------
    NotAllowed, NotFound, Conflict
    """
    _set(store, actor, frozen_id, (now or datetime.now(UTC)), "remove")


def bring_back(store: Store, actor: Actor, frozen_id: int, *, now: datetime | None = None) -> None:
    """Bring a removed link back.

    Raises
    ------
    NotAllowed, NotFound, Conflict
        See :func:`remove`; Conflict too if it was removed too long ago.
    """
    _set(store, actor, frozen_id, (now or datetime.now(UTC)), "bring back")


def may_remove(actor: Actor, created_by: int | None) -> bool:
    """Tell whether somebody may remove a link."""
    own = created_by is not None and created_by == actor.user_id
    return actor.may(Permission.MANAGE_PLANT) or (own and actor.may(Permission.FREEZE))


def _set(store: Store, actor: Actor, frozen_id: int, now: datetime, action: str) -> None:
    def work(transaction: Transaction) -> None:
        before = existing(queries.by_id(transaction, frozen_id), "frozen link", frozen_id)
        if not may_remove(actor, before["created_by"]):
            raise NotAllowed(f"Only {before['created_by_name']}, a manager or an admin may {action} this frozen link.")
        removed = before["removed_at"]
        if (removed is None) == (action == "bring back"):
            raise Conflict(f"Frozen link {frozen_id} is {'there' if removed is None else 'removed'} already.")
        if removed is not None and removed < now - KEPT_REMOVED:
            raise Conflict(
                f"Frozen link {frozen_id} was removed more than {KEPT_REMOVED.days} days ago; its rows are gone."
            )
        gone = action == "remove"
        queries.set_removed(transaction, frozen_id, now if gone else None, actor.user_id if gone else None)
        after = queries.by_id(transaction, frozen_id)
        record(transaction, actor, action, "frozen_views", frozen_id, before=_shown(before), after=_shown(after or {}))

    store.write(work, changes_data=False)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """What the audit log says of it: the token would open it."""
    return {name: value for name, value in row.items() if name not in {"token", "figures", "audit_id"}}
