"""Imports, the rows that they rejected, and what became of them."""

from collections.abc import Sequence
from typing import Any

from producflow.store.database import Session, Transaction


def everything(session: Session) -> list[dict[str, Any]]:
    """Every import, the newest first."""
    return session.rows("imports/all", batch_id=None)


def by_id(session: Session, batch_id: int) -> dict[str, Any] | None:
    """One import, or None."""
    return session.row("imports/all", batch_id=batch_id)


def reasons_of(session: Session, batch_ids: Sequence[int], most: int) -> list[dict[str, Any]]:
    """Why rows of imports were rejected, the most frequent reasons of each import first."""
    return session.rows("imports/reasons_of", batch_ids=list(batch_ids), most=most)


def rejects_of(session: Session, batch_id: int) -> list[dict[str, Any]]:
    """Rejected rows of an import: `cells` as JSON, `reason`."""
    return session.rows("imports/rejects_of", batch_id=batch_id)


def retired_rows(session: Session, batch_id: int) -> int:
    """How many readings of an import were removed by age."""
    return int(session.value("imports/retired_rows", batch_id=batch_id))


def outlived(session: Session, days: int, most: int) -> list[int]:
    """Undone imports that are kept for longer than that, or beyond so many rows in all."""
    return [row["id"] for row in session.rows("imports/outlived", days=days, most=most)]


def add(transaction: Transaction, **values: Any) -> int:
    """Add an import: file, mapping, who, and what became of its rows; answers its id."""
    return int(transaction.value("imports/add", **values))


def note_undone(transaction: Transaction, batch_id: int, user_id: int | None, kept: int | None) -> None:
    """Keep that an import was taken back, and how many rows are kept to bring it back; None: it cannot be."""
    transaction.run("imports/note_undone", batch_id=batch_id, user_id=user_id, rows_kept=kept)


def undone_of_others(session: Session, user_id: int | None) -> list[dict[str, Any]]:
    """Imports of a person that somebody else took back, which they have not read: file, when and by whom."""
    return session.rows("imports/undone_of_others", user_id=user_id)


def note_read(transaction: Transaction, user_id: int, batches: list[int]) -> None:
    """Keep that a person has read that these imports of theirs were taken back."""
    transaction.run("imports/note_read", user_id=user_id, batches=batches)


def note_redone(transaction: Transaction, batch_id: int, user_id: int | None) -> None:
    """Keep that an import was brought back."""
    transaction.run("imports/note_redone", batch_id=batch_id, user_id=user_id)


def note_forgotten(transaction: Transaction, batch_id: int) -> None:
    """Keep that an undone import cannot be brought back any more."""
    transaction.run("imports/note_forgotten", batch_id=batch_id)
