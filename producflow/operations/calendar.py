"""When the plant, or a machine of it, means to work: changed by managers, written down in words."""

from collections.abc import Iterable
from dataclasses import replace

from producflow.access import audit
from producflow.access.roles import Actor, Permission
from producflow.domain import calendar_words
from producflow.domain.patterns import InvalidCalendarError, Pattern
from producflow.domain.schedule import Plan, Schedule
from producflow.errors import InvalidInput
from producflow.operations.checks import equipment_must_exist
from producflow.operations.planned_minutes import share
from producflow.operations.states import follow
from producflow.store.database import Store, Transaction
from producflow.store.importing import derived_rows
from producflow.store.queries import calendar as queries
from producflow.store.queries import production
from producflow.store.queries.plant import begun

PATTERNS = "patterns"
MOST_CHANGES = 2_000


def save(store: Store, actor: Actor, plan: Plan, machine: int | None = None) -> Schedule:
    """Let the plant, or a machine, mean to work as a plan says, and return what holds then.

    Records that follow from machine states are divided anew where shifts differ, and planned time that nobody stated
    follows. What held before the day from which a pattern holds stays as it was, as long as the plan still says it.

    Parameters
    ----------
    plan : Plan
        All of it. Of a machine: no pattern at all means that it works as the plant.
    machine : int, optional
        None: of the plant.

    Raises
    ------
    NotAllowed, NotFound
    InvalidInput
        If it cannot be, or stored production records name a shift that it would no longer know.
    """
    actor.require(Permission.MANAGE_PLANT)
    if len(plan.changes) > MOST_CHANGES:
        raise InvalidInput(f"{len(plan.changes):,} changes are too many; {MOST_CHANGES:,} are the most.", "changes")

    def work(transaction: Transaction) -> Schedule:
        equipment_must_exist(transaction, machine)
        held = queries.schedule(transaction)
        wanted = would_be(held, plan, machine)
        before = calendar_words.entries(plan_of(held, machine))
        after = calendar_words.entries(plan_of(wanted, machine))
        if wanted == held and (machine is not None or begun(transaction)["calendar"]):
            return held  # the plant's first time is kept: somebody has said that the usual shifts are right
        _keeps_reported(transaction, wanted)
        queries.save(transaction, machine, plan_of(wanted, machine))
        machines = derived_rows.all_with_states(transaction)
        follow(transaction, machines if machine is None else set(machines) & {machine})
        share(transaction, None if machine is None else [machine])
        gone = {name: before.get(name) for name in {**before, **after} if before.get(name) != after.get(name)}
        new = {name: after.get(name) for name in gone}
        audit.record(
            transaction, actor, "change" if gone else "confirm", "working_calendar", machine, before=gone, after=new
        )
        return queries.schedule(transaction)

    return store.write(work)


def plan_of(schedule: Schedule, machine: int | None) -> Plan:
    """What is said of the plant, or of a machine by itself."""
    if machine is None:
        return Plan(schedule.patterns, schedule.changes)
    return dict(schedule.machines).get(machine, Plan())


def with_pattern(plan: Plan, pattern: Pattern) -> Plan:
    """The plan with a pattern that holds from its day on, until the next one; one of the same day is replaced."""
    kept = [each for each in plan.patterns if each.valid_from != pattern.valid_from]
    return replace(plan, patterns=tuple(sorted([*kept, pattern], key=lambda each: each.valid_from)))


def would_be(held: Schedule, plan: Plan, machine: int | None) -> Schedule:
    """What would hold; patterns in the order of their days, closed days before extra shifts, as they are applied.

    Raises
    ------
    InvalidInput
        If it cannot be.
    """
    patterns = tuple(sorted(plan.patterns, key=lambda each: each.valid_from))
    changes = tuple(sorted(plan.changes, key=lambda each: (each.kind, each.from_day)))
    try:
        if machine is None:
            return replace(held, patterns=patterns, changes=changes)
        others = [each for each in held.machines if each[0] != machine]
        own = [(machine, Plan(patterns, changes))] if patterns or changes else []
        return replace(held, machines=tuple(sorted([*others, *own], key=lambda each: each[0])))
    except InvalidCalendarError as error:
        raise InvalidInput(str(error), PATTERNS) from error


def _keeps_reported(transaction: Transaction, wanted: Schedule) -> None:
    """Refuse a calendar that does not know a shift of which there are records."""
    counts = production.records_by_shift(transaction)
    lost = [(shift, count) for shift, count in counts.items() if shift not in wanted.names]
    if lost:
        raise InvalidInput(
            f"{_listed(lost)}, which the calendar would no longer know; keep the pattern that has "
            f"{'it' if len(lost) == 1 else 'them'}, and let the new one hold from a later day.",
            PATTERNS,
        )


def _listed(lost: Iterable[tuple[str, int]]) -> str:
    return ", ".join(
        f"{count:,} production {'record names' if count == 1 else 'records name'} the shift {shift}"
        for shift, count in lost
    )
