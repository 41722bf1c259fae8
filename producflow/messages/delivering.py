"""From the outbox to the receivers: tried until it arrives or a day has gone by, one message an address at a time.

What this promises: a message is sent at least once, and never forgotten by a process that dies. It is sent twice only
if the process dies between the receiver's yes and the note of it; both then have one name (Message-ID, webhook-id).
"""

import json
import random
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import structlog

from producflow.access.sign_in import actor_of
from producflow.access.signing import account_link, account_link_at
from producflow.errors import ProducFlowError
from producflow.messages.announcing import NEWER_THAN, announce
from producflow.messages.channels import NotDelivered, Outgoing, send
from producflow.operations.addresses import EMAIL
from producflow.periodic import periodically
from producflow.printing import reports
from producflow.reports.links import Link
from producflow.settings import Settings
from producflow.store.database import Store, Transaction
from producflow.store.queries import account_links
from producflow.store.queries import messages as queries

EVERY = 2.0
"""The database is looked at so often. [s]"""
AT_ONCE = 4
"""Receivers that are spoken to at the same time: one that hangs delays no other."""
LEASE = timedelta(minutes=3)
"""A message that is being sent is left alone for so long; whoever began may have died."""
FIRST, LONGEST = timedelta(seconds=15), timedelta(hours=1)
"""Waits after the first attempt that failed and after later ones, each twice as long as the one before."""
GIVEN_UP = timedelta(hours=24)
KEPT = timedelta(days=90)
"""Messages are kept for so long after they were sent or given up."""
FORGOTTEN_EVERY = 86_400.0
"""Older ones are looked for so often. [s]"""

log = structlog.get_logger(__name__)


@contextmanager
def delivered(store: Store, settings: Settings) -> Iterator[None]:
    """Tell people while the block runs."""
    # One process has the database, so whoever held a lease is dead, and nobody need wait for it to run out.
    store.write(queries.release, datetime.now(UTC), changes_data=False)
    with (
        ThreadPoolExecutor(AT_ONCE, thread_name_prefix="message") as pool,
        periodically("messages", partial(_round, store, settings, pool, set()), EVERY, first=EVERY),
        periodically("old messages", partial(_forget, store), FORGOTTEN_EVERY, first=EVERY),
    ):
        yield


def _round(store: Store, settings: Settings, pool: ThreadPoolExecutor, sending: set[Future[None]], stop: Event) -> None:
    announce(store, settings, datetime.now(UTC))
    until = time.monotonic() + EVERY
    while not stop.is_set():
        sending.difference_update([each for each in sending if each.done()])
        # No more than leave at once: what stood in line behind receivers that hang outlived its lease, and left twice.
        rows = taken(store, datetime.now(UTC), AT_ONCE - len(sending))
        sending.update([pool.submit(deliver, store, settings, row) for row in rows])
        if not rows or time.monotonic() > until:
            break
        wait(sending, EVERY, FIRST_COMPLETED)


def taken(store: Store, now: datetime, most: int = AT_ONCE) -> list[dict[str, Any]]:
    """Messages that are to be tried now; others leave them alone for ``LEASE``."""
    # Read first: a look every two seconds should not take the writer lock each time.
    if most < 1 or not store.read(queries.due, now):
        return []

    def work(transaction: Transaction) -> list[dict[str, Any]]:
        return queries.take(transaction, now=now, again=now + LEASE, most=most)

    return store.write(work, changes_data=False)


def deliver(store: Store, settings: Settings, row: Mapping[str, Any]) -> None:
    """Try one message, and note what came of it."""
    try:
        problem = _attempt(store, settings, row)
    except Exception as error:
        log.error("message not sent", message=row["id"], exc_info=error)
        problem = NotDelivered(f"ProducFlow failed at it ({type(error).__name__}); see the log.")
    now = datetime.now(UTC)
    if problem is None:
        store.write(queries.sent, row["id"], now, changes_data=False)
        return
    # One that lay here while the server was down is old at its first attempt, and gets another.
    late = now - row["created_at"] > GIVEN_UP and row["attempts"] > 1
    given_up = now if problem.final or late else None
    log.warning("message not sent", message=row["id"], problem=str(problem), given_up=given_up is not None)
    due_at = now + wait_after(row["attempts"])
    store.write(queries.failed, row["id"], str(problem), due_at, given_up, changes_data=False)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts; a fifth of it by chance, so that receivers are not all asked at once."""
    length = min(FIRST * 2.0 ** min(attempts - 1, 20), LONGEST)
    return length * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


def _attempt(store: Store, settings: Settings, row: Mapping[str, Any]) -> NotDelivered | None:
    if row["link_id"] is not None:
        return _bring_link(store, settings, row)
    to = store.read(queries.subscription, row["subscription_id"])
    if to is None or not to["is_active"]:
        return NotDelivered("Nobody is told this any more.", final=True)
    try:
        message = Outgoing(
            name=_name(row),
            address=to["address"],
            title=row["title"],
            body=row["body"],
            details=json.loads(row["details"]),
            sent_by=to["id"],
            attached=_page(store, settings, to) if to["report"] and row["occasion"] != "trial" else None,
        )
        send(to["channel"], message, settings)
    except NotDelivered as problem:
        return problem
    except ProducFlowError as problem:
        return NotDelivered(str(problem))
    return None


def _bring_link(store: Store, settings: Settings, row: Mapping[str, Any]) -> NotDelivered | None:
    """Send an account its link, whose address is worked out only now: it must not lie in the outbox."""
    link = store.read(account_links.usable, row["link_id"], datetime.now(UTC))
    if link is None:
        return NotDelivered("The link was used, replaced or has run out.", final=True)
    address = account_link_at(settings.base, account_link(settings, link["nonce"]))
    body = f"{row['body']}\n\n{address}\n"
    try:
        send(EMAIL, Outgoing(_name(row), link["email"], row["title"], body, {}, row["link_id"]), settings)
    except NotDelivered as problem:
        return problem
    return None


def _name(row: Mapping[str, Any]) -> str:
    return f"producflow-{row['id']}-{row['created_at']:%Y%m%d%H%M%S}"


def _page(store: Store, settings: Settings, to: Mapping[str, Any]) -> tuple[str, bytes]:
    """The page of a subscription as a PDF, as whoever it is for may see it."""
    now = datetime.now(UTC)
    page, _, query = str(to["report"]).partition("?")
    link = Link.of(page, query)
    actor = actor_of({**to, "id": to["user_id"]})
    made = reports.report(store, actor, link, "pdf", settings.base, now=now, verb="mail")
    return reports.name_of(store, link, "pdf", now), made


def _forget(store: Store, _stop: Event) -> None:
    now = datetime.now(UTC)
    store.write(partial(queries.forget, before=now - KEPT, newer_than=now - 2 * NEWER_THAN), changes_data=False)
