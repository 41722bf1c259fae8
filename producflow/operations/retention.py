"""Single readings are kept for so long, their hourly sums for ever; entries of the audit log too, if one wants."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput
from producflow.operations.settling import settle_in
from producflow.store.database import Store, Transaction
from producflow.store.queries import audit as audit_queries
from producflow.store.queries import readings as queries


@dataclass(frozen=True)
class Retired:
    """What was removed by age."""

    before: datetime
    """The whole hour from which on every reading is kept; aware."""
    rows: int
    """Readings removed."""


def retire(store: Store, actor: Actor, days: float, now: datetime | None = None) -> Retired:
    """Remove the readings that are older than so many days; hourly sums, alerts and latest readings stay.

    Parameters
    ----------
    days : float
        How long a reading is kept. [d]
    now : datetime, optional
        Aware; the clock's unless given.

    Raises
    ------
    NotAllowed, InvalidInput

    Notes
    -----
    The last reading of each sensor stays, so that its latest reading is known whatever is undone. What is removed
    cannot be summed up again: an import that brought some of it can no longer be taken back, changed limits leave the
    counts of those hours as they were, and readings older than that are refused.
    """
    actor.require(Permission.MANAGE_PLANT)
    if days < 1:
        raise InvalidInput("Keep single readings for at least one day.", "days")
    at = (now or datetime.now(UTC)) - timedelta(days=days)
    # Whole hours, as the sums are: of an hour that is cut, sum and readings would never agree again.
    before = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    def work(transaction: Transaction) -> Retired:
        kept_from = queries.kept_from(transaction)
        if kept_from is not None and before <= kept_from:  # a clock that was set back brings nothing back
            return Retired(kept_from, 0)
        settle_in(transaction)  # the sums that stay must hold every reading
        rows = queries.retire(transaction, before)
        if rows:
            audit.record(
                transaction, actor, "retire", "sensor_readings", None, after={"before": before, "rows_removed": rows}
            )
        return Retired(before if rows else kept_from or before, rows)

    return store.write(work)


def has_aged(store: Store, days: float) -> bool:
    """Whether there is an entry of the audit log that is older than so many days."""
    return store.read(audit_queries.aged, datetime.now(UTC) - timedelta(days=days)) is not None


def retire_audit(store: Store, actor: Actor, days: float, now: datetime | None = None) -> int:
    """Remove the entries of the audit log that are older than so many days; an entry says so.

    Parameters
    ----------
    days : float
        How long an entry is kept. [d]
    now : datetime, optional
        Aware; the clock's unless given.

    Returns
    -------
    int
        Entries removed.

    Raises
    ------
    NotAllowed, InvalidInput

    Notes
    -----
    The oldest that stays is still bound to the last one that goes: its hash is kept. So no entry goes before one that
    is older than it by its number.
    """
    actor.require(Permission.MANAGE_USERS)
    if days < 1:
        raise InvalidInput("Keep entries of the audit log for at least one day.", "audit_days")
    before = (now or datetime.now(UTC)) - timedelta(days=days)

    def work(transaction: Transaction) -> int:
        last = audit_queries.aged(transaction, before)
        if last is None:
            return 0
        audit_queries.remove(transaction, last)
        said = {"last_entry": last["id"], "last_hash": last["hash"], "entries_removed": last["entries"]}
        audit.record(transaction, actor, "retire", "audit_log", None, after=said)
        return int(last["entries"])

    return store.write(work, changes_data=False)
