"""Whether a column's values can be what its header seems to say: held against all of them, before it is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from producflow.imports.columns import systems
from producflow.imports.columns.derivations import may_count
from producflow.imports.columns.formats import Decision, decide_date, decide_number
from producflow.imports.columns.recognition import KNOWN, Match, Unfit, match_columns, needed
from producflow.imports.columns.systems import System
from producflow.imports.kinds import KINDS, rank_kinds
from producflow.imports.kinds.kind import Field, Kind
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile, time_profile

FEWEST_MINUTES = 1.0
"""What is shorter in every row is counted in something longer than minutes, or is a share. [min]"""


@dataclass(frozen=True)
class Fit:
    """What a file seems to be."""

    score: float
    """How well its header fits; 1 is best. [-]"""
    kind: Kind
    matches: dict[str, Match]
    """Field → its column: only such whose values can be it."""
    system: System | None = None
    """The system whose export it is."""


def best_fit(session: Session, staged: Staged, kind: str | None) -> Fit:
    """The kind whose fields a file has, and the column of each.

    Parameters
    ----------
    kind : str, optional
        Where it is known; else the one that the header fits best.
    """
    system = systems.recognised(staged.columns, kind)
    if system is not None:
        return _of_system(session, staged, system)
    unfit: set[tuple[str, str]] = set()
    while True:
        if kind is None:
            score, best, matches = rank_kinds(staged.columns, unfit)[0]
        else:
            score, best = 1.0, KINDS[kind]
            matches = match_columns(best, staged.columns, unfit)
        found = _unfit(session, staged, best, matches)
        if not found:
            return Fit(score, best, matches | _known(staged.columns, best, matches, unfit))
        unfit |= found


def _of_system(session: Session, staged: Staged, system: System) -> Fit:
    """The columns that a system's exports have, and what else is recognised in the others."""
    filled = [column for column, seen in staged.first_cells(session).items() if seen.filled]
    columns = systems.columns_of(system, staged.columns, filled)
    matches = {name: Match(column, 1.0, system.title) for name, column in columns.items()}
    others = [column for column in staged.columns if column in filled and column not in columns.values()]
    found = match_columns(KINDS[system.kind], others)
    unfit = {column for column, _ in _unfit(session, staged, KINDS[system.kind], found)}
    matches |= {name: match for name, match in found.items() if name not in columns and match.column not in unfit}
    return Fit(1.0, KINDS[system.kind], matches, system)


def _known(columns: Sequence[str], kind: Kind, matches: Mapping[str, Match], unfit: Unfit) -> dict[str, Match]:
    """Fields whose very names stand in the header over values that cannot be them: to be asked about, not dropped."""
    taken = {match.column for match in matches.values()}
    return {
        name: match
        for name, match in match_columns(kind, columns).items()
        if name not in matches
        and match.column not in taken
        and match.confidence >= KNOWN
        and (match.column, "filled") not in unfit
    }


def _unfit(session: Session, staged: Staged, kind: Kind, matches: Mapping[str, Match]) -> Unfit:
    """What columns of a kind are not, of what they would have to be."""
    return {
        (match.column, need)
        for name, match in matches.items()
        for need in needed(kind.field(name))
        if not _is(session, staged, kind, kind.field(name), match.column, need)
    }


def _is(session: Session, staged: Staged, kind: Kind, field: Field, column: str, need: str) -> bool:
    if field.dated:  # what else it could be is only asked where it is no time: that takes ten times as long
        dates = staged.recall(column_profile.date_facts, session, column)
        if need == "filled":
            return dates.filled > 0
        if dates.filled == 0 or decide_date(dates).share > 0:
            return True
        if field.type == "instant" and staged.recall(time_profile.is_of_day, session, column).times:
            return True
        return may_count(kind, field.name) and _number(session, staged, field, column).share > 0
    if field.type not in ("number", "count"):
        return staged.recall(column_profile.distinct, session, column)[0] > 0
    number = _number(session, staged, field, column)
    filled = staged.recall(column_profile.number_facts, session, column, field.dress).filled
    match need:
        case "filled":
            return filled > 0
        case "minutes":
            return not all_below(session, staged, column, number.format)
        case _:
            return filled == 0 or number.share > 0


def _number(session: Session, staged: Staged, field: Field, column: str) -> Decision:
    facts = staged.recall(column_profile.number_facts, session, column, field.dress)
    return decide_number(facts, staged.dialect.delimiter)


def all_below(session: Session, staged: Staged, column: str, written: str | None) -> bool:
    """Tell whether no value of a column of minutes reaches one, and not all are 0."""
    extent = None if written is None else column_profile.extent(session, staged.place(column), written)
    return extent is not None and 0 < extent[1] < FEWEST_MINUTES
