"""What the values of one staged column look like, counted over the whole file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from producflow.domain.units import MEASURED
from producflow.store.database import Session
from producflow.store.importing.cells import FEWEST_ROWS, Place, trimmed
from producflow.store.importing.dress import bare
from producflow.store.importing.durations import DURATIONS, notation
from producflow.store.importing.notations import NUMBERS, fits, literal, plain_number, plain_time
from producflow.store.importing.plain_times import notation_of
from producflow.store.importing.times import TIMES

DISTINCT_SHOWN = 50
ANY_NUMBER = r"[+-]?(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?"
CELLS_LOOKED_AT = 1_000_000
MOST_LOOKED_AT = 2_000  # columns
LASTING = ("min", "h")
"""Units of fields that hold durations."""
ORDERS = ("day first", "month first")
"""Notations of one form, of which only the values of a whole column tell which it is."""
UNREAD = dict.fromkeys((name for name in TIMES if name not in ORDERS), 0)


@dataclass(frozen=True)
class NumberFacts:
    """How many values of a column are numbers in which notation. [values]

    ``dotted`` and ``dotted_thousands`` count values with a dot, and those whose dots all stand where a thousands mark
    would; likewise for commas.
    """

    filled: int
    matching: dict[str, int]
    dotted: int
    dotted_thousands: int
    commaed: int
    commaed_thousands: int
    dressed: int = 0
    """Numbers with a unit, a currency or a sign that does not stand before them."""
    two_parts: int = 0
    """Durations such as 1:05, which may be hours and minutes, or minutes and seconds."""
    example: str = ""
    """One of those."""


@dataclass(frozen=True)
class DateFacts:
    """How many values of a column are dates in which notation. [values]

    Of ``slashed`` ones the order is not known: ``first_high`` and ``second_high`` count such as 31/01/2026 and
    01/31/2026, which only one order can read; ``told_apart`` those where the order matters; ``dotted`` those with dots.
    """

    filled: int
    matching: dict[str, int]
    slashed: int = 0
    first_high: int = 0
    second_high: int = 0
    told_apart: int = 0
    dotted: int = 0
    plain: int = 0
    """Of the plainest form, see ``plain_times.py``, where all are."""


def number_facts(session: Session, column: Place, dress: str = "") -> NumberFacts:
    """Count the notations of numbers in a column, and of durations where they can be.

    A column that is all in the plainest notation, as most are, is told by casts, which are ten times as fast as
    patterns; ``matching`` then is 0 for the other notations.

    Parameters
    ----------
    dress : str
        What may stand around the digits, see :mod:`producflow.store.importing.dress`.
    """
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    [row] = session.composed(f"SELECT {_FORMS}, count_if({plain_number('x')}) AS plain FROM {cells}").to_pylist()
    filled, every = int(row["filled"] or 0), {**NUMBERS, **(DURATIONS if dress in LASTING else {})}
    matching, dressed, two_parts, example = {"1234.5": filled}, 0, 0, ""
    if row.pop("plain") != filled:
        known = {name: each.matches("x") for name, each in NUMBERS.items()}
        known |= {name: each.matches("said") for name, each in every.items() if name in DURATIONS}
        [row] = session.composed(
            f"SELECT {_FORMS}, {_counts(known)}, count_if(x <> said) AS dressed, "
            f"count_if({TWO_PARTS})::BIGINT AS two_parts, min(said) FILTER ({TWO_PARTS}) AS example "
            f"FROM (SELECT {bare('x', dress)} AS x, x AS said FROM {cells})"
        ).to_pylist()
        matching, dressed = _matching(row, known), int(row.pop("dressed") or 0)
        two_parts, example = row.pop("two_parts"), row.pop("example") or ""
    forms = {name: int(row[name] or 0) for name in row}
    matching = dict.fromkeys(every, 0) | matching
    return NumberFacts(matching=matching, dressed=dressed, two_parts=two_parts, example=example, **forms)


TWO_PARTS = fits("said", r"[+-]?\d+:[0-5]\d")
_FORMS = (
    "count(x) AS filled, count_if(contains(x, '.')) AS dotted, "
    r"count_if(x LIKE '%.___' AND regexp_full_match(x, '[+-]?[1-9]\d{0,2}(\.\d{3})+')) AS dotted_thousands, "
    "count_if(contains(x, ',')) AS commaed, "
    r"count_if(contains(x, ',') AND regexp_full_match(x, '[+-]?[1-9]\d{0,2}(,\d{3})+')) AS commaed_thousands"
)


def nothings(session: Session, column: Place, words: Sequence[str]) -> list[str]:
    """Those of some texts in lower case that stand in cells of a column."""
    longest = max(map(len, words), default=0)
    rows = session.composed(
        f"SELECT DISTINCT lower(x) AS x FROM (SELECT {trimmed(column)} AS x FROM import_cells) "
        f"WHERE length(x) <= {longest} AND lower(x) IN ({', '.join(map(literal, words)) or 'NULL'}) ORDER BY 1"
    ).to_pylist()
    return [row["x"] for row in rows]


def _counts(known: Mapping[str, str]) -> str:
    """SQL of how many values each condition holds for."""
    return ", ".join(f"count_if({condition}) AS f{at}" for at, condition in enumerate(known.values()))


def _matching(row: dict[str, int | None], known: Mapping[str, str]) -> dict[str, int]:
    """Those numbers, taken out of an answer. [values]"""
    return {name: int(row.pop(f"f{at}") or 0) for at, name in enumerate(known)}


def date_facts(session: Session, column: Place) -> DateFacts:
    """Count how many values of a column each notation of dates can read.

    Notations that read none of the first values are counted only where the others do not read all.
    """
    cells = f"(SELECT {trimmed(column)} AS x FROM import_cells)"
    [row] = session.composed(
        f"SELECT count(x) AS filled, count_if({plain_time('x')})::BIGINT AS plain FROM {cells}"
    ).to_pylist()
    if row["filled"] == row["plain"]:  # as most are: no pattern is as fast
        return DateFacts(row["filled"], UNREAD | {"iso": row["filled"]}, plain=row["plain"])
    first = _notations(session, f"(SELECT x FROM {cells} WHERE x IS NOT NULL LIMIT {FEWEST_ROWS})", list(TIMES))
    if row["filled"] <= FEWEST_ROWS:
        return first
    likely = [name for name, count in first.matching.items() if count] + list(ORDERS if first.slashed else ())
    found = _notations(session, cells, likely or list(TIMES))
    if max((*found.matching.values(), found.slashed)) == found.filled or not likely:
        return found
    return _notations(session, cells, list(TIMES))


def _notations(session: Session, cells: str, names: Sequence[str]) -> DateFacts:
    """Count them in some cells, for the notations of these names."""
    known = {name: TIMES[name].matches("x") for name in names if name not in ORDERS}
    day, month = (TIMES[name].local("x") if name in names else "NULL::TIMESTAMP" for name in ORDERS)
    [row] = session.composed(
        f"SELECT count(x) AS filled, {_counts(known) + ', ' if known else ''}"
        "count_if(day IS NOT NULL OR month IS NOT NULL) AS slashed, "
        "count_if(day IS NOT NULL AND month IS NULL) AS first_high, "
        "count_if(month IS NOT NULL AND day IS NULL) AS second_high, count_if(day <> month) AS told_apart, "
        "count_if((day IS NOT NULL OR month IS NOT NULL) AND contains(left(x, 3), '.')) AS dotted "
        f"FROM (SELECT x, {day} AS day, {month} AS month FROM {cells})"
    ).to_pylist()
    matching = {
        name: count if TIMES[name].sure or count == row["filled"] else 0
        for name, count in _matching(row, known).items()
    }
    return DateFacts(matching=UNREAD | matching, **{name: int(count or 0) for name, count in row.items()})


@dataclass(frozen=True)
class Extent:
    """From when to when the times of a column are, and how many of them have a time of day. [values]"""

    first: dt.datetime | None
    last: dt.datetime | None
    timed: int


def extent_of_times(session: Session, column: Place, date_format: str, rows: int | None = None) -> Extent:
    """From when to when the times of a column are, or those of its first rows."""
    most = "" if rows is None else f" LIMIT {rows}"
    [row] = session.composed(
        "SELECT min(d) AS first, max(d) AS last, count_if(d <> date_trunc('day', d))::BIGINT AS timed "
        f"FROM (SELECT {notation_of(date_format).local('x')} AS d "
        f"FROM (SELECT {trimmed(column)} AS x FROM import_cells{most}))"
    ).to_pylist()
    return Extent(**row)


def distinct(session: Session, column: Place) -> tuple[int, list[tuple[str, int]]]:
    """How many different values a column has, and the most frequent ones with their counts."""
    rows = session.composed(
        f"SELECT x, count(*) AS n, count(*) OVER () AS total "
        f"FROM (SELECT {trimmed(column)} AS x FROM import_cells) WHERE x IS NOT NULL "
        f"GROUP BY x ORDER BY n DESC, x LIMIT {DISTINCT_SHOWN}"
    ).to_pylist()
    return rows[0]["total"] if rows else 0, [(row["x"], row["n"]) for row in rows]


def frequent(session: Session, columns: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """The most frequent values of some columns with their counts, as :func:`distinct` tells them of one."""
    if not columns:
        return {}
    names = ", ".join(f"c{index}" for index in columns)
    rows = session.composed(
        f"SELECT place[2:]::INTEGER AS place, x, count(*) AS n FROM (SELECT place, {trimmed(0)} AS x "
        f"FROM (UNPIVOT (SELECT {names} FROM import_cells) ON {names} INTO NAME place VALUE c0)) "
        f"WHERE x IS NOT NULL GROUP BY place, x QUALIFY row_number() OVER (PARTITION BY place ORDER BY n DESC, x) "
        f"<= {DISTINCT_SHOWN} ORDER BY place, n DESC, x"
    ).to_pylist()
    found: dict[int, list[tuple[str, int]]] = {index: [] for index in columns}
    for row in rows:
        found[row["place"]].append((row["x"], row["n"]))
    return found


def empty(session: Session, column: Place) -> int:
    """How many cells of a column are empty."""
    [row] = session.composed(f"SELECT count(*) AS n FROM import_cells WHERE {trimmed(column)} IS NULL").to_pylist()
    return int(row["n"])


@dataclass(frozen=True)
class Newest:
    """The newest date of a column, and whether it is past."""

    day: dt.date
    past: bool


def newest(session: Session, column: Place, date_format: str) -> Newest | None:
    """The newest date of a column; None if there is none."""
    [row] = session.composed(
        f"SELECT max(d)::DATE AS day, max(d) < now()::TIMESTAMP AS past "
        f"FROM (SELECT {notation_of(date_format).local('x')} AS d "
        f"FROM (SELECT {trimmed(column)} AS x FROM import_cells))"
    ).to_pylist()
    return None if row["day"] is None else Newest(row["day"], row["past"])


@dataclass(frozen=True)
class ColumnFacts:
    """What the first cells of a column look like. [values]

    ``filled`` cells, ``numbers`` among them in any notation, and about how many are ``different``.
    """

    filled: int
    numbers: int
    different: int


def _measured(raw: str) -> str:
    """Condition: a text is a number in any notation, perhaps with the unit of a measurement behind it."""
    known = ", ".join(map(literal, sorted(MEASURED)))
    behind = rf"regexp_extract(lower({raw}), {literal(f'^{ANY_NUMBER}(.*)$')}, 3)"
    return f"(regexp_full_match({raw}, {literal(ANY_NUMBER)}) OR {behind} IN ({known}))"


def first_columns(session: Session, columns: Sequence[str]) -> dict[str, ColumnFacts]:
    """What the first columns of a file look like in its first cells: enough to propose, never to decide."""
    looked_at = columns[:MOST_LOOKED_AT]
    names = ", ".join(f"c{index}" for index in range(len(looked_at)))
    rows = max(FEWEST_ROWS, CELLS_LOOKED_AT // max(1, len(looked_at)))
    # A row a cell: with a column a fact, a file of a thousand columns takes half a minute.
    found = session.composed(
        f"SELECT place, count(x) AS filled, approx_count_distinct(x) AS different, "
        f"count_if({_measured('x')}) AS numbers "
        f"FROM (SELECT place, {trimmed(0)} AS x FROM "
        f"(UNPIVOT (SELECT {names} FROM import_cells LIMIT {rows}) ON {names} INTO NAME place VALUE c0)) GROUP BY place"
    ).to_pylist()
    facts = {row["place"]: ColumnFacts(row["filled"], row["numbers"], row["different"]) for row in found}
    return {column: facts.get(f"c{at}", ColumnFacts(0, 0, 0)) for at, column in enumerate(looked_at)}


def texts(session: Session, column: Place, most: int) -> list[str] | None:
    """The different texts of a column in lower case; None if there are more than so many."""
    # One more than allowed tells that there are too many, and one of them may be the empty cell.
    rows = session.composed(f"SELECT DISTINCT lower({trimmed(column)}) AS x FROM import_cells LIMIT {int(most) + 2}")[
        "x"
    ].to_pylist()
    found = [text for text in rows if text is not None]
    return found if len(found) <= most else None


def read_as(session: Session, column: Place, value: str) -> int:
    """How many values of a column SQL makes something of that is given the text ``x``."""
    [row] = session.composed(
        f"SELECT count({value}) AS n FROM (SELECT {trimmed(column)} AS x FROM import_cells) WHERE x IS NOT NULL"
    ).to_pylist()
    return int(row["n"])


def extent(session: Session, column: Place, number_format: str) -> tuple[float, float] | None:
    """Lowest and highest number of a column; None if it holds none."""
    [row] = session.composed(
        f"SELECT min(n) AS low, max(n) AS high FROM (SELECT {notation(number_format).value('x')} AS n "
        f"FROM (SELECT {trimmed(column)} AS x FROM import_cells)) WHERE isfinite(n)"
    ).to_pylist()
    return None if row["low"] is None else (row["low"], row["high"])
