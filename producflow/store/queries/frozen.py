"""Frozen links and the rows that they are made of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from producflow.store.database import Session, Transaction
from producflow.store.frozen import Piece


def by_token(session: Session, token: str) -> dict[str, Any] | None:
    """One link, or None; a removed one too."""
    return session.row("frozen/by_token", token=token)


def by_id(session: Session, frozen_id: int) -> dict[str, Any] | None:
    """One link, or None; a removed one too."""
    return session.row("frozen/by_id", id=frozen_id)


def everything(session: Session) -> list[dict[str, Any]]:
    """Links that are not removed, newest first."""
    return session.rows("frozen/all")


def pieces(session: Session, frozen_id: int) -> list[dict[str, Any]]:
    """What a link is made of: `table_name`, `part` and `content`."""
    return session.rows("frozen/pieces", id=frozen_id)


def state(session: Session) -> dict[str, int]:
    """Data version, schema version and newest audit entry of what the session sees."""
    row = session.row("frozen/state")
    return {} if row is None else row


def since(session: Session, audit_id: int) -> dict[str, int]:
    """How many imports, undone imports and edits came after an audit entry."""
    row = session.row("frozen/since", audit_id=audit_id)
    return {} if row is None else row


def add(transaction: Transaction, values: Mapping[str, Any], found: Iterable[Piece]) -> int:
    """Enter a link and its pieces, each of which is kept once; answers its number."""
    frozen_id = int(transaction.value("frozen/add", **values))
    known = {row["sha256"] for row in transaction.rows("frozen/pieces_known")}
    contents = []
    for piece in found:
        if piece.sha256 not in known:
            known.add(piece.sha256)
            content = pa.array([piece.content], pa.large_binary())
            transaction.append("frozen_parts", pa.table({"sha256": [piece.sha256], "content": content}))
        contents.append((piece.table, piece.part, piece.sha256))
    tables, parts, hashes = zip(*contents, strict=True)
    numbers = pa.array([frozen_id] * len(contents), pa.int64())
    transaction.append(
        "frozen_contents",
        pa.table({"frozen_id": numbers, "table_name": tables, "part": pa.array(parts, pa.int64()), "sha256": hashes}),
    )
    return frozen_id


def set_removed(transaction: Transaction, frozen_id: int, at: datetime | None, by: int | None) -> None:
    """Remove a link, or bring it back with None."""
    transaction.run("frozen/remove", id=frozen_id, removed_at=at, removed_by=by)


def forget(transaction: Transaction, before: datetime) -> None:
    """Let go of the rows of links that were removed before an instant."""
    transaction.run("frozen/forget_contents", before=before)
    transaction.run("frozen/forget_parts")
