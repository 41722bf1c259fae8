"""Who is told what, and the outbox of what is to be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from producflow.store.database import Session, Transaction


def subscriptions(session: Session, user_id: int | None = None) -> list[dict[str, Any]]:
    """Who is told what, with whose it is; of one person where named."""
    return session.rows("messages/subscriptions", user_id=user_id)


def subscription(session: Session, subscription_id: int) -> dict[str, Any] | None:
    """One of them, or None."""
    return session.row("messages/subscription", id=subscription_id)


def subscribe(transaction: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Let a person be told, and return the row."""
    [made] = transaction.rows("messages/subscribe", **values)
    return made


def rename(transaction: Transaction, subscription_id: int, **places: Sequence[str] | None) -> dict[str, Any]:
    """Call its `areas` and `lines` otherwise, and return the row."""
    [renamed] = transaction.rows("messages/rename", id=subscription_id, **places)
    return renamed


def unsubscribe(transaction: Transaction, subscription_id: int) -> None:
    """Tell a person no more, nor what still waits."""
    transaction.run("messages/drop_waiting", id=subscription_id)
    transaction.run("messages/unsubscribe", id=subscription_id)


def pending(
    session: Session, priorities: Sequence[str], *, now: datetime, newer_than: datetime, over_since: datetime
) -> pd.DataFrame:
    """Alerts that are to be told and have not been: one row per `subscription_id`, alert and `moment`."""
    return session.frame(
        "messages/pending", priorities=list(priorities), now=now, newer_than=newer_than, over_since=over_since
    )


def withheld(session: Session, priorities: Sequence[str], newer_than: datetime) -> pd.DataFrame:
    """Alerts that would be told but for being put aside, and are not noted as such: `subscription_id`, `alert_id`."""
    return session.frame("messages/withheld", priorities=list(priorities), newer_than=newer_than)


def withhold(transaction: Transaction, held: pd.DataFrame) -> None:
    """Note which alerts are not told for now, so that they are told once they need attention, however late."""
    with transaction.staged("held", held):
        transaction.run("messages/withhold")


def lately(session: Session, since: datetime) -> dict[int, int]:
    """How many messages about alerts each subscription has had since an instant."""
    return {row["subscription_id"]: row["messages"] for row in session.rows("messages/lately", since=since)}


def put(transaction: Transaction, message: Mapping[str, Any], told: pd.DataFrame | None = None) -> dict[str, Any]:
    """Put a message into the outbox with what it tells: `alert_id`, `moment`."""
    [made] = transaction.rows("messages/put", **message)
    if told is not None:
        with transaction.staged("told", told):
            transaction.run(
                "messages/mark_told", subscription_id=message["subscription_id"], message_id=int(made["id"])
            )
    return made


def was_told(session: Session, subscription_id: int, occasion: str) -> bool:
    """Whether a subscription has been told of an occasion."""
    return bool(session.value("messages/was_told", subscription_id=subscription_id, occasion=occasion))


def due(session: Session, now: datetime) -> bool:
    """Whether anything is to be tried."""
    return bool(session.value("messages/due", now=now))


def release(transaction: Transaction, now: datetime) -> None:
    """Let everything that waits be tried at once: nobody else is at it."""
    transaction.run("messages/release", now=now)


def take(transaction: Transaction, *, now: datetime, again: datetime, most: int) -> list[dict[str, Any]]:
    """Messages to try now, one a subscription; they are due again at `again` unless something else is noted."""
    return transaction.rows("messages/take", now=now, again=again, most=most)


def sent(transaction: Transaction, message_id: int, now: datetime) -> None:
    """Note that a message has arrived."""
    transaction.run("messages/sent", id=message_id, now=now)


def failed(
    transaction: Transaction, message_id: int, problem: str, due_at: datetime, given_up: datetime | None
) -> None:
    """Note why a message has not arrived, and when it is tried again, or since when no more."""
    transaction.run("messages/failed", id=message_id, problem=problem, due_at=due_at, given_up_at=given_up)


def again(transaction: Transaction, message_id: int, now: datetime) -> dict[str, Any] | None:
    """Let a message that was given up be tried again; None: there is no such one."""
    return transaction.row("messages/again", id=message_id, now=now)


def outbox(session: Session, state: str | None, *, skip: int = 0, limit: int) -> list[dict[str, Any]]:
    """Messages with their `state` and to whom they go, the newest first."""
    return session.rows("messages/outbox", state=state, skip=skip, limit=limit)


def forget(transaction: Transaction, *, before: datetime, newer_than: datetime) -> None:
    """Remove what is of no more use."""
    transaction.run("messages/forget", before=before)
    transaction.run("messages/forget_told", newer_than=newer_than)
