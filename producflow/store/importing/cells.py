"""How one cell of text becomes one value of ours, and everything that can be wrong with it; as SQL expressions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from producflow.store.importing.dress import bare, converted, unit
from producflow.store.importing.durations import notation
from producflow.store.importing.notations import literal
from producflow.store.importing.plain_times import notation_of
from producflow.store.importing.times import Fold, following
from producflow.store.importing.times_of_day import time_of_day, without_time_of_day

FEWEST_ROWS = 1_000
"""So many first rows tell what a column is not; what it is, all of them tell."""
WHITESPACE = " \t\r\n\u00a0\u2009\u202f\ufeff"


Place = int | tuple[int, ...]
"""Position of a column, from 0; or of those that together say a time: the day, the time of day, its parts."""


@dataclass(frozen=True)
class Summed:
    """A number that is the sum of several cells of a row."""

    columns: tuple[int, ...]
    """Their positions, from 0."""
    signs: tuple[int, ...]
    """1 where one is added, -1 where it is taken off."""
    number_format: str
    """How all of them are written."""
    dress: str | None
    """What stands around the digits of some of them, see ``dress.py``; None: nothing does."""
    strict: bool
    """Whether nothing is known where one of them is empty; else an empty one counts as none."""

    def text(self) -> str:
        """SQL of the sum, plainly written; of the cell at fault where one is no number; NULL where nothing is known."""
        texts = [trimmed(at) for at in self.columns]
        values = [numbered(text, self.number_format, self.dress) for text in texts]
        faults = " ".join(
            f"WHEN {text} IS NOT NULL AND {value} IS NULL THEN {text}"
            for text, value in zip(texts, values, strict=True)
        )
        parts = [value if self.strict else f"coalesce({value}, 0)" for value in values]
        total = " + ".join(f"{sign} * ({part})" for sign, part in zip(self.signs, parts, strict=True))
        return (
            f"CASE {faults} WHEN {' AND '.join(f'{text} IS NULL' for text in texts)} THEN NULL "
            # A sum of binary fractions is 0.30000000000000004 where the file says 0.1 and 0.2.
            f"ELSE round({total}, 9)::VARCHAR END"
        )


@dataclass(frozen=True)
class Cell:
    """How one field of a row is read from the cells of the file."""

    name: str
    """Our field; ``equipment`` is stored as ``equipment_id``."""
    type: str
    """``machine``, ``text``, ``sensor``, ``number``, ``count``, ``instant``, ``day``, ``choice`` or ``boolean``."""
    label: str
    """What the rejects call it: the source's own column, or our name for a constant."""
    column: Place | None = None
    """Where it stands in the file."""
    constant: str | None = None
    """Text that stands for every row where there is no column."""
    required: bool = False
    """A row without it is rejected."""
    number_format: str = "1234.5"
    date_format: str = "iso"
    """Names of a way in which numbers, or times, are written."""
    zone: str = "UTC"
    """IANA name of the zone of times without an offset."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Folded text → our value."""
    choices: tuple[str, ...] = ()
    """The only values there are, if the field has such."""
    factor: float = 1
    offset: float = 0
    """From the file's unit to ours: ours = factor × theirs + offset."""
    by_number: bool = False
    """Whether machines are named by our own numbers of them."""
    summed: Summed | None = None
    """Of which cells it is the sum, where no single column holds it."""
    part: tuple[str, int] | None = None
    """A pattern of the whole text (RE2) and the number of the group that is read."""
    dress: str | None = None
    """What stands around the digits of some of its numbers, see ``dress.py``; None: nothing does."""
    folds: tuple[Fold, ...] = ()
    """Hours of the zone that come twice while the file lasts."""
    begun: "Cell | None" = None
    """The start of the row, where the end states only a time of day: an earlier one is of the next day."""
    daily: float | None = None
    """How far the readings of a day are apart, where only the day is stated. [s]"""
    day: date | None = None
    """Of the first row, where only times of day are stated."""
    steps: tuple[str, float] | None = None
    """A first time (ISO, UTC) and the seconds from one step to the next, where times follow from a count. [s]"""


def trimmed(column: Place) -> str:
    """A staged cell without the blanks around it, NULL if nothing is left.

    Most cells begin and end with an ASCII character that is no blank, and telling so is five times as fast as trimming.
    No nullif: that is a macro, which puts all of this into the statement twice, and nearly every statement has it.
    """
    if not isinstance(column, int):
        return _joined(column)
    text = f"c{int(column)}"
    bare = f"{text} >= '!' AND {text} < '~' AND {text}[-1] BETWEEN '!' AND '~'"
    trimmed = f"trim({text}, {literal(WHITESPACE)})"
    return f"CASE WHEN {bare} THEN {text} WHEN {trimmed} <> '' THEN {trimmed} END"


def _joined(columns: tuple[int, ...]) -> str:
    """A day, a time of day and perhaps its milliseconds or half of the day as one text; NULL without a time of day."""
    day, time, *parts = map(trimmed, columns)
    rest = "".join(
        f" || CASE WHEN regexp_full_match({part}, '\\d{{1,3}}') THEN '.' || lpad({part}, 3, '0') "
        f"ELSE coalesce(' ' || {part}, '') END"
        for part in parts
    )
    before = f"coalesce({without_time_of_day(day)} || ' ', '')"
    return f"CASE WHEN {time} IS NOT NULL THEN {before} || {time_of_day(time)}{rest} END"


def raw_text(cell: Cell) -> str:
    if cell.summed is not None:
        return cell.summed.text()
    if cell.column is not None and cell.part is not None:
        regex, group = cell.part
        return f"nullif(trim(regexp_extract({trimmed(cell.column)}, {literal(f'^{regex}$')}, {int(group)})), '')"
    if cell.name == "unit" and cell.dress is not None and cell.column is not None:
        return unit(trimmed(cell.column))
    if cell.column is not None:
        return trimmed(cell.column)
    if cell.constant is not None:
        return f"nullif({literal(cell.constant.strip())}, '')"
    return "NULL::VARCHAR"


def mapped(raw: str, values: Mapping[str, str], otherwise: str) -> str:
    if not values:
        return otherwise
    cases = " ".join(f"WHEN {literal(text)} THEN {literal(ours)}" for text, ours in values.items())
    text = f"coalesce({raw}, '')" if "" in values else raw  # what an empty cell means may be known, too
    return f"CASE lower({text}) {cases} ELSE {otherwise} END"


def numbered(raw: str, number_format: str, dress: str | None) -> str:
    """SQL of the number in a text; with ``dress``, of its digits."""
    return notation(number_format).value(raw if dress is None else bare(raw, dress))


def typed_value(cell: Cell) -> str:
    raw = f"raw_{cell.name}"
    number, time = numbered(raw, cell.number_format, cell.dress), notation_of(cell.date_format)
    if cell.steps is not None:
        start, seconds = cell.steps
        return (
            # Some 3,000 years: beyond what a timestamp holds the cast fails, and with it the whole file instead of its
            # row.
            f"CASE WHEN abs({number}) * {seconds!r} < 1e11 "
            f"THEN TIMESTAMP {literal(start)} + to_microseconds(({number} * {seconds * 1e6!r})::BIGINT) END"
        )
    match cell.type:
        case "number":
            return converted(raw, number, cell.dress or "", cell.factor, cell.offset)
        case "count":
            # A BIGINT ends at 9.2e18, and a cast that fails would fail the whole file instead of its row.
            return f"CASE WHEN abs({number}) < 1e18 AND {number} = floor({number}) THEN ({number})::BIGINT END"
        case "instant":
            second = f"coalesce(second_{cell.name}, false)" if cell.folds else "false"
            if cell.begun is not None:
                begun = notation_of(cell.begun.date_format).local(f"raw_{cell.begun.name}")
                return following(time.local(raw), begun, cell.zone, cell.folds, second)
            at = time.utc(raw, cell.zone, cell.folds, second)
            return at if not cell.daily else f"({at}) + to_microseconds(turn_of_day * {round(cell.daily * 1e6)})"
        case "day":
            return time.day(raw, cell.zone)
        case "choice":
            return mapped(raw, cell.values, "NULL")
        case "boolean":
            return f"({mapped(raw, cell.values, 'NULL')})::BOOLEAN"
        case "sensor":
            return mapped(raw, cell.values, f"lower({raw})")
        case _:
            # A spreadsheet's mark for text, which our own files have before whatever it would run as a formula.
            begins = r"[=+@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}-]"
            mark = rf"(^|[,;|\t\r\n][\s\"]*)''([\s\"]*{begins})"
            return rf"regexp_replace({raw}, '{mark}', '\1\2', 'g')"


def shown(raw: str) -> str:
    """SQL of the text as a person is shown it, not longer than need be."""
    return f"'“' || left({raw}, 60) || '”'"


def faults_of(cell: Cell) -> list[tuple[str, str]]:
    """Condition and sentence (SQL text) of everything for which a cell cannot be read as its field."""
    raw, typed = f"raw_{cell.name}", cell.name
    it = shown(raw)
    mend = literal("; correct it." if cell.required else "; correct it, or leave the cell empty.")
    faults: list[tuple[str, str]] = []
    # Somebody may have said what an empty cell means.
    if cell.required and "" not in cell.values:
        faults.append((f"{raw} IS NULL", literal("The cell is empty; fill it in.")))
    match cell.type:
        case "number":
            faults.append((f"{raw} IS NOT NULL AND {typed} IS NULL", f"{it} || ' is not a number' || {mend}"))
            faults.append((f"NOT isfinite({typed})", f"{it} || ' is not a finite number' || {mend}"))
        case "count":
            faults.append((f"{raw} IS NOT NULL AND {typed} IS NULL", f"{it} || ' is not a whole number' || {mend}"))
        case "instant" if cell.steps is not None:
            faults.append(
                (f"{raw} IS NOT NULL AND {typed} IS NULL", f"{it} || ' is not a number of steps; correct it.'")
            )
        case "instant" | "day":
            what = "a day" if cell.type == "day" else "a date or time"
            said = f" is not {what}, read as {cell.date_format}; correct it, or choose another notation."
            skipped = f" does not exist in {cell.zone}: the clock goes forward then; correct it, or the time zone."
            readable = notation_of(cell.date_format).matches(raw)
            sentence = f"{it} || CASE WHEN {readable} THEN {literal(skipped)} ELSE {literal(said)} END"
            faults.append((f"{raw} IS NOT NULL AND {typed} IS NULL", sentence))
        case "choice" | "boolean":
            choices = ", ".join(cell.choices) or "yes, no"
            faults.append(
                (
                    f"{raw} IS NOT NULL AND {typed} IS NULL",
                    f"{it} || {literal(f' is none of {choices}; say in the mapping what it means.')}",
                )
            )
        case _:
            pass
    return faults
