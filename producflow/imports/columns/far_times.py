"""Times far from all others of a file: a clock that was reset, or no time at all. They are asked about.

A chart from 1970 to today shows nothing; and a stop that began then lasts for half a century.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import KEEP, LEAVE_OUT, after, before
from producflow.imports.columns.questions import Question
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import time_profile

GAP = timedelta(days=5 * 365)
"""Without a single row, between what is far and all others."""
FEW = 0.01
"""Of all rows: so many, or less, are a slip."""
ZEROS = frozenset(
    map(
        date.fromisoformat,
        (
            "1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1969-12-31", "1970-01-01", "1970-01-02",
            "1980-01-01", "1980-01-06", "1999-12-31", "2000-01-01", "2036-02-07", "2038-01-19",
        ),
    )
)  # fmt: skip
"""Days on which clocks begin to count, or end: of spreadsheets, Unix, DOS, GPS, controllers after a loss of power."""


@dataclass(frozen=True)
class Far:
    """Rows before, or after, all others."""

    said: str
    """Which times those are, as a mapping names them: ``before 2026-01-01``."""
    first: date
    last: date
    rows: int


def questions(session: Session, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask whether times far from all others are such."""
    name = mapping.of_kind.clock
    if name is None or name not in mapping.columns or name not in mapping.dates or name in mapping.rules:
        return []
    column, said = mapping.columns[name], mapping.values.get(name, {})
    written = staged.written(session, column, mapping.dates[name])
    days = staged.recall(time_profile.days, session, column, written, GAP.days)
    return [
        Question("values", name, _asked(each, column), (LEAVE_OUT, KEEP), value=each.said)
        for each in far(days)
        if each.said not in said
    ]


def _asked(each: Far, column: str) -> str:
    when = f"{each.first}" if each.first == each.last else f"{each.first} to {each.last}"
    rows, them = ("1 row is", "it") if each.rows == 1 else (f"{each.rows:,} rows are", "them")
    return f"{rows} of {when} in “{column}”, years from all others. Leave {them} out, or keep {them}?"


def far(days: Sequence[tuple[date, int]]) -> list[Far]:
    """Rows that are few, or of days on which clocks begin, years before or after all others.

    Parameters
    ----------
    days : sequence of (date, int)
        Days in their order, and how many rows each has. [rows]
    """
    clusters: list[list[tuple[date, int]]] = []
    for day, count in days:
        if not clusters or day - clusters[-1][-1][0] > GAP:
            clusters.append([])
        clusters[-1].append((day, count))
    if len(clusters) < 2:
        return []
    whole = sum(count for _, count in days)
    # Days on which clocks begin are never the file's own time as long as there are others, however many rows they have.
    main = max(clusters, key=lambda each: (not _begins(each), sum(count for _, count in each), each[0][0]))
    found = []
    for parts, said in (
        ([each for each in clusters if each[0] < main[0]], before(main[0][0])),
        ([each for each in clusters if each[0] > main[0]], after(main[-1][0])),
    ):
        rows = sum(count for each in parts for _, count in each)
        # More rows of ordinary days than that are no slip: nobody is asked about them.
        if parts and (rows <= FEW * whole or any(map(_begins, parts))):
            found.append(Far(said, parts[0][0][0], parts[-1][-1][0], rows))
    return found


def _begins(cluster: Sequence[tuple[date, int]]) -> bool:
    return any(day in ZEROS for day, _ in cluster)
