"""What columns of times look like beside each other: parts of a time, ends on the next day, durations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from producflow.store.database import Session
from producflow.store.importing.cells import FEWEST_ROWS, Place, numbered, trimmed
from producflow.store.importing.dress import converted
from producflow.store.importing.notations import literal
from producflow.store.importing.plain_times import notation_of
from producflow.store.importing.times_of_day import is_time_of_day, without_time_of_day


def over_midnight(session: Session, start: tuple[Place, str], end: tuple[Place, str], *, alone: bool) -> int:
    """How many ends on the day of their start are before it; each is a column and how its dates are written. [rows]

    ``alone``: both state only a time of day.
    """
    spans = _spans(start, end, f"{literal('2000-01-01 ')} || " if alone else "")
    [row] = session.composed(f"SELECT count_if(ended < begun) AS n FROM {spans}").to_pylist()
    return int(row["n"])


def _spans(start: tuple[Place, str], end: tuple[Place, str], day: str = "") -> str:
    """SQL of the cells with ``begun`` and ``ended``; texts are named first, as a notation repeats what it reads."""
    (at, began), (until, ends) = start, end
    read = f"{notation_of(began).local('s')} AS begun, {notation_of(ends).local('e')} AS ended"
    return f"(SELECT *, {read} FROM (SELECT *, {day}{trimmed(at)} AS s, {day}{trimmed(until)} AS e FROM import_cells))"


@dataclass(frozen=True)
class Lasted:
    """How many rows have a start, an end and a duration, and in how many of them those agree. [rows]"""

    rows: int
    agreeing: int


def lasted(
    session: Session,
    start: tuple[Place, str],
    end: tuple[Place, str],
    duration: tuple[Place, str, str | None],
    minutes: float,
) -> Lasted:
    """Compare durations, in so many minutes each, with start and end; an end before its start is a day later."""
    (at, written, dress), day = duration, 1440
    number = converted("x", numbered("x", written, dress), dress or "", minutes, 0)
    [row] = session.composed(
        "SELECT count(*) AS rows, coalesce(count_if(abs(said - was) <= 0.02 * was + $slack "
        f"OR abs(said - was - {day}) <= 0.5), 0)::BIGINT AS agreeing FROM (SELECT {number} AS said, "
        f"epoch(ended - begun) / 60 AS was FROM (SELECT *, {trimmed(at)} AS x FROM {_spans(start, end)})) "
        "WHERE said IS NOT NULL AND was IS NOT NULL",
        slack=1.2 if minutes > 1 else 0.5 * minutes,  # what was rounded to a whole unit
    ).to_pylist()
    return Lasted(**row)


def days(session: Session, column: Place, written: str, gap: int) -> tuple[tuple[date, int], ...]:
    """Days of a column of times in their order, and their rows; none where no two are more than so many days apart.

    Most files are told by their first and last time: as texts where those are in the order of the times.
    """
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    local = notation_of(written).local("x")
    sorts = written in ("iso", "plain")
    ends = f"SELECT min(x) AS x FROM {cells} UNION ALL SELECT max(x) FROM {cells}" if sorts else cells
    times = f"SELECT {local} AS d FROM ({ends})"
    [row] = session.composed(f"SELECT min(d) AS first, max(d) AS last FROM ({times})").to_pylist()
    if row["first"] is None or (row["last"] - row["first"]).days <= gap:
        return ()
    every = f"SELECT ({local})::DATE AS d FROM {cells}"
    rows = session.composed(
        f"SELECT d, count(*) AS n FROM ({every}) WHERE d IS NOT NULL GROUP BY d ORDER BY d"
    ).to_pylist()
    return tuple((row["d"], row["n"]) for row in rows)


def timeless(session: Session, column: Place, written: str, *, whole: bool) -> int:
    """How many times of a column have no time of day; the midnights of a spreadsheet too where ``whole``. [rows]"""
    if not notation_of(written).sure:  # a count has one
        return 0
    last = "OR ends_with(x, ' 00:00:00')" if whole else ""
    day = f"({notation_of(written).local('x')})"
    [row] = session.composed(
        f"SELECT count(*) AS n FROM (SELECT {trimmed(column)} AS x FROM import_cells) "
        f"WHERE (NOT contains(x, ':') AND {without_time_of_day('x')} = x {last}) AND {day} = date_trunc('day', {day})"
    ).to_pylist()
    return int(row["n"])


def half_said(session: Session, day: Place, time: Place) -> int:
    """How many rows have a day in one column and nothing in that of the time of day. [rows]"""
    [row] = session.composed(
        f"SELECT count(*) AS n FROM import_cells WHERE {trimmed(day)} IS NOT NULL AND {trimmed(time)} IS NULL"
    ).to_pylist()
    return int(row["n"])


def same_day(session: Session, day: Place, others: Sequence[Place]) -> int:
    """How many rows say the same day, without a time of day, and the same in some columns as an earlier one. [rows]"""
    texts = [f"lower({trimmed(column)})" for column in (day, *others)]
    filled = " AND ".join(f"{text} IS NOT NULL" for text in texts)
    count = f"count(*) - count(DISTINCT hash({', '.join(texts)}))"
    rows = f"import_cells WHERE {filled} AND NOT contains({texts[0]}, ':')"
    [row] = session.composed(f"SELECT {count} AS n FROM {rows}").to_pylist()
    return int(row["n"])


@dataclass(frozen=True)
class TimesOfDay:
    """What the values of a column are, all of them: a part of a time that stands in several columns."""

    times: bool
    """Times of day, without a day."""
    halves: bool
    """AM and PM."""
    parts: bool
    """Up to three digits, as milliseconds are."""


NO_PARTS = TimesOfDay(times=False, halves=False, parts=False)


def is_of_day(session: Session, column: Place) -> TimesOfDay:
    """Whether the values of a column are times of day without a day, or days without a time of day, throughout."""
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    first = _parts(session, f"(SELECT x FROM {cells} WHERE x IS NOT NULL LIMIT {FEWEST_ROWS})")
    return first if first == NO_PARTS else _parts(session, cells)


def _parts(session: Session, cells: str) -> TimesOfDay:
    """Whether all of some cells are parts of a time."""
    [row] = session.composed(
        f"SELECT count(x) AS filled, count_if({is_time_of_day('x')}) AS times, "
        f"count_if(regexp_full_match(x, '(?i)[ap]\\.?\\s?m\\.?')) AS halves, "
        f"count_if(regexp_full_match(x, '\\d{{1,3}}')) AS parts FROM {cells}"
    ).to_pylist()
    filled = row["filled"]
    return TimesOfDay(*(filled > 0 and row[name] == filled for name in ("times", "halves", "parts")))
