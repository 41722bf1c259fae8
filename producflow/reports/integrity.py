"""Does the stored data hold together?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from producflow.errors import StoreUnavailable
from producflow.reports import audit_chain
from producflow.store import tables
from producflow.store.database import Session, Store
from producflow.store.queries.integrity import problems


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    what: str
    """What ought to be."""
    problems: tuple[str, ...]
    """What is not so, one sentence each; empty: all is well."""


def check(store: Store, noted: str | None = None) -> list[Finding]:
    """Check everything that no constraint of the database guards.

    Parameters
    ----------
    noted : str, optional
        Hash of an entry of the audit log that somebody has noted elsewhere: it must be there still.

    Each check sees one state of the database. One that meets a damaged block says so instead of ending the others.
    """
    checks = CHECKS
    if noted is not None:
        checks += (("the audit log knows the entry that was noted", partial(audit_chain.unknown, noted)),)
    return [Finding("every block can be read", _blocks(store)), *(_found(store, *each) for each in checks)]


def _blocks(store: Store) -> tuple[str, ...]:
    """Read all there is."""
    problems = []
    for table in store.read(tables.names):
        try:
            store.read(tables.fingerprint, table)
        except StoreUnavailable as error:
            problems.append(f"{table}: {error}")
    return tuple(problems)


def _found(store: Store, what: str, look: Callable[[Session], Sequence[str]]) -> Finding:
    try:
        return Finding(what, tuple(store.read(look)))
    except StoreUnavailable:
        return Finding(what, ("This cannot be told, since a block that it needs cannot be read.",))


def _twice(session: Session) -> Sequence[str]:
    keys = [
        f"{row['entity']}: {row['natural_key']} occurs {row['rows_found']} times"
        for row in problems(session, "duplicates")
    ]
    numbers = [
        f"{row['entity']}: number {row['id']} is used by {row['rows_found']} rows" for row in tables.twice(session)
    ]
    return [*keys, *numbers]


def _dangling(session: Session) -> Sequence[str]:
    return [
        f"{row['entity']}: {row['rows_found']} rows point at {row['target']} {row['pointed_at']}, which is not there"
        for row in tables.dangling(session)
    ]


def _impossible(session: Session) -> Sequence[str]:
    return [f"{row['entity']} {row['id']}: {row['problem']}" for row in problems(session, "values")]


def _hours(session: Session) -> Sequence[str]:
    return [
        f"machine {row['equipment_id']}, {row['sensor_type']}, {row['hour']:%Y-%m-%d %H:%M} UTC"
        for row in problems(session, "hourly")
    ]


def _latest(session: Session) -> Sequence[str]:
    return [f"machine {row['equipment_id']}, {row['sensor_type']}" for row in problems(session, "latest")]


def _frozen(session: Session) -> Sequence[str]:
    return [f"piece {row['sha256'][:12]}… {row['problem']}" for row in problems(session, "frozen")]


def _numbers(session: Session) -> Sequence[str]:
    """A number that is in use must not be given out again."""
    problems = []
    present = tables.names(session)
    for sequence, newest in tables.given_out(session).items():
        table = sequence.removesuffix("_id_seq")
        if table in present and (used := tables.highest(session, table)) > newest:
            problems.append(f"{table}: number {used} is in use, and {newest + 1} would be given out next")
    return problems


CHECKS: tuple[tuple[str, Callable[[Session], Sequence[str]]], ...] = (
    ("every natural key occurs once", _twice),
    ("every reference exists", _dangling),
    ("every value keeps to the rules", _impossible),
    ("hourly sums equal their readings", _hours),
    ("latest readings are the newest", _latest),
    ("frozen links hold what was frozen", _frozen),
    ("numbers are given out once", _numbers),
    ("the audit log is as it was written", audit_chain.problems),
)
