"""What people have typed where they record and not saved: kept for them alone, in no figure and no audit log."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from producflow.access.roles import Actor, Permission
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import entries as queries

KEPT = timedelta(days=14)
"""For how long; longer than any shift can be chosen."""
Content = Mapping[str, str | float | None]


def of(session: Session, actor: Actor, form: str) -> Content:
    """What somebody has typed into a form; empty where they have not, or saved it."""
    found = None if actor.user_id is None else queries.draft(session, actor.user_id, form)
    return {} if found is None else json.loads(found)


def keep(store: Store, actor: Actor, form: str, content: Content) -> None:
    """Keep what somebody has typed into a form, or forget it where nothing is.

    Raises
    ------
    NotAllowed
    """
    actor.require(Permission.RECORD_PRODUCTION)
    user_id = actor.user_id
    if user_id is None:  # a program types nothing
        return
    now = datetime.now(UTC)

    def work(transaction: Transaction) -> None:
        queries.forget_drafts(transaction, user_id, form, now - KEPT)
        if content:
            queries.keep_draft(transaction, user_id, form, json.dumps(content), now)

    store.write(work)
