"""Production records and stops that follow from machine states, worked out anew whenever those change."""

from collections.abc import Iterable
from dataclasses import dataclass

from producflow.domain.states import account
from producflow.operations.planned_minutes import share
from producflow.reports.periods import calendar
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.importing import derived_rows
from producflow.store.importing.derived_rows import Followed


@dataclass(frozen=True)
class Outcome:
    """What follows from the states of some machines."""

    tables: tuple[Followed, ...] = ()
    """What becomes of production records and of downtime events."""
    overlaps: int = 0
    overlap_minutes: float = 0.0
    """[min]"""
    uncounted_output: int = 0
    uncounted_defects: int = 0
    open_ended: int = 0
    """See :class:`producflow.domain.states.Account`. [intervals, units, units, intervals]"""


def keep_in_step(session: Session, *, states: bool) -> Outcome:
    """Bring in step with an import what follows from its rows, see :func:`follow`.

    Parameters
    ----------
    session : Session
        Within the write of the import; or its rehearsal, whose temporary tables stand before ours.
    states : bool
        Whether it brings states; else it brings what also follows from them.
    """
    machines = derived_rows.machines_planned(session)
    outcome = follow(session, machines if states else derived_rows.with_states(session))
    share(session, machines)
    return outcome


def follow(session: Session, machines: Iterable[int]) -> Outcome:
    """Bring production records and stops of some machines in step with their states.

    Parameters
    ----------
    session : Session
        Within a write; or a rehearsal, whose temporary tables stand before ours.
    """
    chosen = sorted(set(machines))
    if not chosen:
        return Outcome()
    shifts = calendar(in_force(session))
    derived_rows.open_wanted(session)
    found = []
    for machine, rows in derived_rows.intervals(session, chosen):
        if rows.empty:
            continue
        counted = account(rows, shifts.of_machine(machine))
        derived_rows.want(session, machine, "production_records", counted.records)
        derived_rows.want(session, machine, "downtime_events", counted.stops)
        found.append(counted)
    return Outcome(
        tables=tuple(derived_rows.keep_in_step(session, table, chosen) for table in derived_rows.KEYS),
        overlaps=sum(each.overlaps for each in found),
        overlap_minutes=sum(each.overlap_minutes for each in found),
        uncounted_output=sum(each.uncounted_output for each in found),
        uncounted_defects=sum(each.uncounted_defects for each in found),
        open_ended=sum(each.open_ended for each in found),
    )
