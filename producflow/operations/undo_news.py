"""What somebody else has taken back is told to whoever had brought it in, until they say that they have read it."""

from collections.abc import Sequence
from typing import Any

from producflow.access.roles import Actor, Permission
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import imports as queries
from producflow.store.reading import reads


@reads
def unread(session: Session, user_id: int | None) -> list[dict[str, Any]]:
    """Imports of a person that somebody else took back: `id`, `file_name`, `undone_at`, `undone_by`, newest first."""
    return queries.undone_of_others(session, user_id)


def note_read(store: Store, actor: Actor, batches: Sequence[int]) -> None:
    """Whoever had brought these in has read that they were taken back; those of others stay unread.

    Raises
    ------
    NotAllowed
    """
    actor.require(Permission.SUBSCRIBE)
    if actor.user_id is None:
        return
    number, read = actor.user_id, list(batches)

    def work(transaction: Transaction) -> None:
        queries.note_read(transaction, number, read)

    store.write(work)
