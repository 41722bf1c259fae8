"""Who is told what by messages: each person of their own choice, and other addresses by a manager's."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import Conflict, InvalidInput, NotFound, existing
from producflow.operations.addresses import CHANNELS, EMAIL, checked
from producflow.operations.alerts import ALERT_PRIORITIES
from producflow.operations.checks import equipment_must_exist, one_of
from producflow.reports.levels import AREA, LINE, in_words
from producflow.reports.links import Link
from producflow.reports.plant import machine_names
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import messages as queries

ALERTS, SHIFT, REPORT = TOLD = ("alerts", "shift", "report")
"""What somebody may be told: alerts as they come, a summary after each shift, or a page as PDF."""
EVERY = ("shift", "week")
"""When a page is sent: after each shift, or once a week has ended."""
MOST = 20
"""Subscriptions of one person."""
LONGEST_WAIT = 24 * 60
"""[min]"""
DAY = 24 * 60


def subscribe(
    store: Store,
    actor: Actor,
    *,
    told: str,
    channel: str = EMAIL,
    address: str | None = None,
    equipment_ids: Sequence[int] | None = None,
    areas: Sequence[str] | None = None,
    lines: Sequence[str] | None = None,
    least_priority: str = "high",
    wait_minutes: int = 0,
    hours: tuple[int, int] | None = None,
    report: Link | None = None,
    every: str | None = None,
    person: Actor | None = None,
) -> dict[str, Any]:
    """Let somebody be told from now on.

    Parameters
    ----------
    told : str
        One of ``TOLD``.
    channel : str
        One of ``CHANNELS``.
    address : str, optional
        Where to; the person's own address of mail unless given. Any other one takes a manager.
    equipment_ids : sequence of int, optional
        Of alerts: of these machines only.
    areas, lines : sequence of str, optional
        Of alerts: only of machines of any of these areas, on any of these lines, whichever those are by then.
    least_priority : str
        Of alerts: this one and above.
    wait_minutes : int
        Of alerts: 0 at once; more: only what nobody has acknowledged so long after it was raised. [min]
    hours : tuple of int, optional
        Of alerts: from and until, minutes since midnight on the plant's clock; what begins outside is told when they
        begin, if it still lasts. They may pass midnight.
    report, every : Link and str
        Of reports: which page, and when, see ``EVERY``.
    person : Actor, optional
        Who is told; the actor unless given. Somebody else takes a manager.

    Returns
    -------
    dict
        The subscription.

    Raises
    ------
    NotAllowed, NotFound, InvalidInput, Conflict
    """
    actor.require(Permission.SUBSCRIBE)
    person = person or actor
    if person.user_id is None:
        raise InvalidInput("Only a person can be told something: sign in as one.", "user_id")
    if person.user_id != actor.user_id:
        actor.require(Permission.MANAGE_MESSAGES)
    one_of(told, TOLD, "told")
    one_of(channel, CHANNELS, "channel")
    where = checked(channel, address or (person.email if channel == EMAIL else ""))
    if (channel, where.casefold()) != (EMAIL, person.email.casefold()):
        actor.require(Permission.MANAGE_MESSAGES)
    values: dict[str, Any] = {"user_id": person.user_id, "told": told, "channel": channel, "address": where}
    values |= dict.fromkeys(("equipment_ids", "areas", "lines", "least_priority", "wait_minutes"))
    values |= dict.fromkeys(("hours_from", "hours_until", "report", "every"))
    if told == ALERTS:
        which: dict[str, Sequence[Any] | None] = {"equipment_ids": equipment_ids, "areas": areas, "lines": lines}
        values |= {name: sorted(set(chosen)) if chosen else None for name, chosen in which.items()}
        values |= _of_alerts(least_priority, wait_minutes, hours)
    elif told == REPORT:
        values |= _of_report(person, channel, report, every)

    def work(transaction: Transaction) -> dict[str, Any]:
        for machine in values["equipment_ids"] or ():
            equipment_must_exist(transaction, machine)
        for level, field in ((AREA, "areas"), (LINE, "lines")):
            machine_names(transaction).require(level, values[field] or (), field)
        there = queries.subscriptions(transaction, person.user_id)
        if any(all(row[name] == value for name, value in values.items()) for row in there):
            raise Conflict("You are told exactly this at that address already.")
        if len(there) >= MOST:
            raise Conflict(f"You have {MOST} of these already; remove one first.")
        made = queries.subscribe(transaction, values)
        audit.record(transaction, actor, "create", "subscriptions", int(made["id"]), after=kept(made))
        return made

    return store.write(work)


def whose(row: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Whose alerts a subscription tells, in words: ``area Assembly · Press 1``."""
    machines = ", ".join(names.get(number, f"machine {number}") for number in row["equipment_ids"] or ())
    places = in_words({AREA: row["areas"] or (), LINE: row["lines"] or ()})
    return " · ".join(filter(None, [*places, machines])) or "all machines"


def _of_alerts(priority: str, wait: int, hours: tuple[int, int] | None) -> dict[str, Any]:
    one_of(priority, ALERT_PRIORITIES, "least_priority")
    if not 0 <= wait <= LONGEST_WAIT:
        raise InvalidInput(f"The wait is from 0 to {LONGEST_WAIT:,} minutes.", "wait_minutes")
    if hours is not None and not all(0 <= bound <= DAY for bound in hours):
        raise InvalidInput("Hours lie between 00:00 and 24:00.", "hours")
    # From an hour to the same one is the whole day, as 00:00 to 24:00 is.
    from_, until = (None, None) if hours is None or hours[0] % DAY == hours[1] % DAY else hours
    return {
        "least_priority": priority,
        "wait_minutes": wait,
        "hours_from": from_,
        "hours_until": until,
    }


def _of_report(actor: Actor, channel: str, report: Link | None, every: str | None) -> dict[str, Any]:
    actor.require(Permission.EXPORT)
    if channel != EMAIL:
        raise InvalidInput("A page goes by mail only; choose e-mail.", "channel")
    if report is None or not report.on_paper:
        raise InvalidInput("Name a page that can be printed, with what is chosen on it.", "report")
    one_of(every or "", EVERY, "every")
    return {"report": report.address, "every": every}


def unsubscribe(store: Store, actor: Actor, subscription_id: int) -> dict[str, Any]:
    """Tell somebody no more, nor what still waits; others' subscriptions take a manager.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.SUBSCRIBE)

    def work(transaction: Transaction) -> dict[str, Any]:
        before = _reachable(transaction, actor, subscription_id)
        queries.unsubscribe(transaction, subscription_id)
        audit.record(transaction, actor, "remove", "subscriptions", subscription_id, before=kept(before))
        return before

    return store.write(work)


def listed(store: Store, actor: Actor, *, of_all: bool = False) -> list[dict[str, Any]]:
    """The person's own subscriptions; those of everybody take a manager.

    Raises
    ------
    NotAllowed
    """
    if of_all:
        actor.require(Permission.MANAGE_MESSAGES)
        return store.read(queries.subscriptions)
    return [] if actor.user_id is None else store.read(queries.subscriptions, actor.user_id)


def trial(store: Store, actor: Actor, subscription_id: int) -> dict[str, Any]:
    """Send a message that says that it is a trial.

    Raises
    ------
    NotAllowed, NotFound
    """
    actor.require(Permission.SUBSCRIBE)

    def work(transaction: Transaction) -> dict[str, Any]:
        _reachable(transaction, actor, subscription_id)
        words = "This is a trial: messages of the plant arrive at this address."
        message = {
            "subscription_id": subscription_id,
            "occasion": "trial",
            "title": "ProducFlow: a trial",
            "body": words,
            "details": '{"type": "trial"}',
            "now": datetime.now(UTC),
        }
        return queries.put(transaction, message)

    return store.write(work, changes_data=False)


def outbox(
    store: Store, actor: Actor, state: str | None = None, *, skip: int = 0, limit: int = 100
) -> list[dict[str, Any]]:
    """What was sent, waits (``waiting``) or was given up (``given up``), the newest first.

    Raises
    ------
    NotAllowed
    """
    actor.require(Permission.MANAGE_MESSAGES)
    return store.read(lambda session: queries.outbox(session, state, skip=skip, limit=limit))


def again(store: Store, actor: Actor, message_id: int) -> dict[str, Any]:
    """Let a message that was given up be tried again.

    Raises
    ------
    NotAllowed
    NotFound
        If there is no message of that number that was given up.
    """
    actor.require(Permission.MANAGE_MESSAGES)

    def work(transaction: Transaction) -> dict[str, Any]:
        row = queries.again(transaction, message_id, datetime.now(UTC))
        if row is None:
            raise NotFound(f"No message {message_id} was given up.")
        audit.record(transaction, actor, "send again", "messages", message_id, after={"title": row["title"]})
        return row

    return store.write(work, changes_data=False)


def _reachable(session: Session, actor: Actor, subscription_id: int) -> dict[str, Any]:
    row = existing(queries.subscription(session, subscription_id), "subscription", subscription_id)
    if row["user_id"] != actor.user_id and not actor.may(Permission.MANAGE_MESSAGES):
        raise NotFound(f"There is no subscription {subscription_id}.")  # whose it is, is nobody's business
    return row


def kept(row: dict[str, Any]) -> dict[str, Any]:
    """What the audit log keeps: no address, which may let somebody in."""
    return {name: value for name, value in row.items() if name not in {"address", "email", "full_name", "role"}}
