"""What an import would do, found out without writing anything."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pandas as pd

from producflow.access.roles import Actor, Permission
from producflow.errors import InvalidInput
from producflow.imports.checking import closing, open_ends
from producflow.imports.checking.consequences import Kpis, consequences, told
from producflow.imports.checking.plan import run_checks
from producflow.imports.checking.reading_notes import reading_notes
from producflow.imports.columns import leaving
from producflow.imports.columns.derivations import EVENLY, daily, said_day
from producflow.imports.columns.mapping import Mapping, checked
from producflow.imports.columns.proposal import of_reading, reconsider
from producflow.imports.columns.questions import Question, unanswered
from producflow.imports.progress import SUMMING_UP, Progress
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session, Store
from producflow.store.importing import planned, resuming
from producflow.store.importing.derived_rows import Followed
from producflow.store.importing.resuming import KeptPlan
from producflow.store.importing.target import NewMachine, Target

ROWS_SHOWN = 1_000
SAMPLE_ROWS = 20
MACHINES_NAMED = 3
KINDS_OF_REASONS = 12


@dataclass(frozen=True)
class Counts:
    """What becomes of the rows of a file. [rows]

    ``read`` = ``added`` + ``updated`` + ``unchanged`` + ``rejected`` + ``left_out``; ``duplicates`` are those of the
    unchanged that repeat an earlier row of the same file.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    duplicates: int
    rejected: int
    left_out: int = 0


@dataclass(frozen=True)
class Rehearsal:
    """What an import would do."""

    staged: Staged
    mapping: Mapping
    profile: str | None
    create_equipment: bool
    """Whether unknown machines are created."""
    data_version: int
    """Of the store when this was found out."""
    counts: Counts
    rejects: pd.DataFrame
    """The first rejected rows: ``line``, ``column_name``, ``value``, ``reason``, its ``kind``, ``cells``."""
    reasons: pd.DataFrame
    """``column_name``, ``kind``, ``reason`` with the commonest values, ``rows``, ``first_line``: the most frequent
    kinds first."""
    duplicates: pd.DataFrame
    """The first rows that repeat an earlier one: ``line``, ``same_as``, ``rejected``."""
    changes: pd.DataFrame
    """What the first changed rows change: ``line``, ``equipment``, ``field``, ``before``, ``after``."""
    sample: pd.DataFrame
    """The first rows that fit, as they would be stored; ``action`` says what becomes of each."""
    machines: pd.DataFrame
    """Machines that would be created: ``name``, ``line`` that first names them."""
    unknown_machines: tuple[str, ...]
    """Machines that the file names and the plant does not know, whether they would be created or not."""
    new_machines: AnyMapping[str, NewMachine]
    """What a person said of those that would be."""
    days: tuple[date, date] | None
    """First and last day of the rows to be written."""
    of_machines: tuple[str, ...]
    """Machines of which most of them are."""
    notes: tuple[str, ...]
    kpis: Kpis | None
    """For production records, downtime and machine states."""
    counted: str = "rows"
    """What the counts count: ``rows`` of the file; ``readings``, ``states`` or ``records`` where one row of the
    file becomes several."""
    questions: tuple[Question, ...] = ()
    """What the outcome leaves open; nothing is to be imported before those are answered that must be."""
    stuck: tuple[Question, ...] = ()
    """What is asked where no row at all can be taken, or those of machines cannot: that is no answer to a dry run.
    Whoever imports all the same gets the rejected rows back, to mend them."""
    followed: tuple[Followed, ...] = ()
    """Production records and downtime events that follow from machine states, and what becomes of them."""
    closed: date | None = None
    """First closed production day that it changes: why, is asked."""
    found: KeptPlan = field(kw_only=True, compare=False, repr=False)
    """The plan behind it all, which the commit uses if nothing has changed by then."""

    @property
    def machines_missing(self) -> list[str]:
        """Machines that would have to be created for their rows to be taken."""
        said = {name.lower() for name in self.new_machines}
        return [] if self.create_equipment else [name for name in self.unknown_machines if name.lower() not in said]


def rehearse(
    store: Store,
    actor: Actor,
    staged: Staged,
    mapping: Mapping,
    *,
    create_equipment: bool = False,
    machines: AnyMapping[str, NewMachine] | None = None,
    profile: str | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Rehearsal:
    """Find out what an import would do; nothing is written, and nobody has to wait.

    Parameters
    ----------
    create_equipment : bool
        Whether machines that are not known yet are created; otherwise their rows are rejected.
    machines : mapping of str to NewMachine, optional
        What is said of machines that are not known yet, by name; these are created in any case.
    now : datetime, optional
        For the KPIs; default: the current minute.

    Raises
    ------
    InvalidInput
        If the mapping leaves open what only a person can answer; the sentence asks it.
    """
    actor.require(Permission.IMPORT)
    progress = progress or Progress()
    proposal = reconsider(store, staged, checked(mapping), profile, progress)
    if not proposal.ready:
        raise InvalidInput(unanswered(proposal.questions), "mapping")
    # Before the read: what is committed in between makes the rehearsal look older than it is, never newer.
    data_version, commits = store.data_version, store.commits

    def found_out(session: Session) -> Rehearsal:
        kept_at = resuming.place(staged.cells)
        target = run_checks(
            session,
            staged,
            proposal.mapping,
            create_equipment=create_equipment,
            machines=machines,
            progress=progress,
            into=kept_at,
        )
        progress.report(SUMMING_UP, 0, staged.rows)
        kind, at = proposal.mapping.of_kind, now or datetime.now(UTC).replace(second=0, microsecond=0)
        found = Rehearsal(
            staged=staged,
            mapping=proposal.mapping,
            profile=profile,
            create_equipment=create_equipment,
            data_version=data_version,
            counts=Counts(**planned.counts(session, target)),
            rejects=planned.rejects(session, target, ROWS_SHOWN),
            reasons=planned.reasons(session, target, KINDS_OF_REASONS),
            duplicates=planned.duplicates(session, target, ROWS_SHOWN),
            changes=planned.changes(session, target, ROWS_SHOWN),
            sample=planned.sample(session, target, SAMPLE_ROWS),
            machines=planned.new_machines(session, target),
            unknown_machines=tuple(planned.unknown_machines(session, target)),
            new_machines=target.machines,
            days=_days(planned.span(session, target)),
            of_machines=tuple(planned.machines_of(session, target, MACHINES_NAMED)),
            notes=(
                *staged.notes,
                *of_reading(staged, proposal.mapping),
                *reading_notes(session, target, staged, proposal.mapping),
                *_notes(session, target, proposal.mapping, staged),
            ),
            kpis=None,
            counted=counted_as(proposal.mapping),
            closed=closing.first_closed(session, kind, target),
            found=resuming.keep(session, kept_at, commits, target),
        )
        # Before the consequences, which shadow the tables: questions are about what is stored.
        asked = open_ends.questions(session, target, staged, proposal.mapping)
        kpis, outcome = consequences(session, kind, target, at)  # from here on the session sees what would be
        notes = (*found.notes, *told(session, kind, kpis, outcome, at))
        stuck = tuple(open_ends.stuck(proposal.mapping, found))
        return replace(found, notes=notes, kpis=kpis, followed=outcome.tables, questions=tuple(asked), stuck=stuck)

    return store.read(progress.guarding(found_out))


def _days(span: tuple[object, object] | None) -> tuple[date, date] | None:
    first, last = (each.date() if isinstance(each, datetime) else each for each in span or (None, None))
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def counted_as(mapping: Mapping) -> str:
    """What the counts of an import count."""
    return mapping.of_kind.parts if mapping.spread or EVENLY in mapping.rules.values() else "rows"


def _notes(session: Session, target: Target, mapping: Mapping, staged: Staged) -> list[str]:
    """What is told of files whose rows become something else or nothing, and of rows of their kind."""
    notes, kind = leaving.notes(session, staged, mapping), mapping.of_kind
    if mapping.spread:
        empty = planned.lines_without_value(session, target)
        without = "" if empty == 0 else f"; {empty:,} rows hold nothing in any of them"
        columns = "1 column" if len(mapping.spread) == 1 else f"{len(mapping.spread)} columns"
        notes.append(f"Each filled cell of {columns} becomes one of the {kind.parts} counted here{without}.")
    if kind.clock in mapping.rules:
        rule, counted = mapping.rules[kind.clock], mapping.columns.get(kind.clock)
        times = f"“{counted}” counts the steps" if counted else "every further row of a machine is one step later"
        if daily(rule) is not None:
            times = f"“{counted}” says the day, and every further reading of one is a step later"
        if said_day(rule) is not None:
            notes.append(f"The first row is of {rule}, as was said; where “{counted}” goes round, the day changes.")
        else:
            notes.append(f"The times follow from the rule {rule}: {times}. The file itself has none.")
    return notes + kind.notes(session, target, mapping)
