"""How one cell of text becomes one value of ours, and everything that can be wrong with it; as SQL expressions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WHITESPACE = " \t\r\n\u00a0\u2009\u202f\ufeff"

ISO_PATTERN = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)?"
OFFSET_PATTERN = r".*\d:\d{2}(:\d{2}(\.\d+)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)"
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")

SPACES = " \u00a0\u2009\u202f"
"""Blank, no-break, thin and narrow no-break space, as they stand between thousands."""

NUMBER_FORMATS: dict[str, tuple[str, str, str]] = {
    "1234.5": (".", "", r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"),
    "1234,5": (",", "", r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?"),
    "1,234.5": (".", ",", r"[+-]?\d{1,3}(,\d{3})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
    "1.234,5": (",", ".", r"[+-]?\d{1,3}(\.\d{3})*(,\d*)?|[+-]?\d+(,\d*)?"),
    "1 234,5": (",", SPACES, rf"[+-]?\d{{1,3}}([{SPACES}]\d{{3}})*(,\d*)?|[+-]?\d+(,\d*)?"),
    "1 234.5": (".", SPACES, rf"[+-]?\d{{1,3}}([{SPACES}]\d{{3}})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
    "1'234.5": (".", "'’", r"[+-]?\d{1,3}(['’]\d{3})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
}
"""How numbers may be written → decimal mark, thousands marks, pattern of the whole text."""

DATE_FORMATS = ("iso", "day first", "month first", "compact", "epoch s", "epoch ms", "epoch us", "epoch ns")
"""How dates and times may be written; compact is ``20260131`` or ``20260131060500``."""
EPOCHS = {"epoch s": 1_000_000, "epoch ms": 1_000, "epoch us": 1}
"""Microseconds in a unit of an epoch."""


@dataclass(frozen=True)
class Cell:
    """How one field of a row is read from the cells of the file.

    Attributes
    ----------
    name : str
        Our field; ``equipment`` is stored as ``equipment_id``.
    type : str
        ``machine``, ``text``, ``sensor``, ``number``, ``count``, ``instant``, ``day``, ``choice`` or ``boolean``.
    label : str
        What the rejects call it: the source's own column, or our name for a constant.
    column : int, optional
        Position of the column in the file, from 0.
    constant : str, optional
        Text that stands for every row where there is no column.
    required : bool
        A row without it is rejected.
    number_format, date_format : str
        See :data:`NUMBER_FORMATS` and :data:`DATE_FORMATS`.
    zone : str
        IANA name of the zone of times without an offset.
    values : mapping of str to str
        Folded text → our value.
    choices : tuple of str
        The only values there are, if the field has such.
    factor, offset : float
        From the file's unit to ours: ours = factor × theirs + offset.
    steps : tuple of (str, float), optional
        A first time (ISO, UTC) and the seconds from one step to the next, where times follow from a count. [s]
    """

    name: str
    type: str
    label: str
    column: int | None = None
    constant: str | None = None
    required: bool = False
    number_format: str = "1234.5"
    date_format: str = "iso"
    zone: str = "UTC"
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    factor: float = 1
    offset: float = 0
    steps: tuple[str, float] | None = None


def literal(text: str) -> str:
    """Text as a quoted SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def trimmed(column: int) -> str:
    """A staged cell without the blanks around it, NULL if nothing is left.

    Most cells begin and end with an ASCII character that is no blank, and telling so is five times as fast as trimming.
    """
    text = f"c{int(column)}"
    bare = f"{text} >= '!' AND {text} < '~' AND {text}[-1] BETWEEN '!' AND '~'"
    return f"nullif(CASE WHEN {bare} THEN {text} ELSE trim({text}, {literal(WHITESPACE)}) END, '')"


def raw_text(cell: Cell) -> str:
    if cell.column is not None:
        return trimmed(cell.column)
    if cell.constant is not None:
        return f"nullif({literal(cell.constant.strip())}, '')"
    return "NULL::VARCHAR"


def plain_number(raw: str) -> str:
    """Condition: a finite number such as ``-1234.5`` or ``1e3``; the cast itself knows the form but for underscores."""
    return f"coalesce(isfinite(try_cast({raw} AS DOUBLE)), false) AND {_written_plainly(raw)}"


def _written_plainly(raw: str) -> str:
    """Keep out what the cast to a number takes beside numbers as people write them (tried with every short text)."""
    return f"NOT contains({raw}, '_') AND NOT starts_with({raw}, '+-')"


def plain_time(raw: str) -> str:
    """Condition: a date or time to the second in ISO form, without an offset; no pattern is as fast."""
    forms = " OR ".join(f"{raw} LIKE '{form}'" for form in ("____-__-__ __:__:__", "____-__-__T__:__:__", "____-__-__"))
    return f"({forms}) AND {raw} BETWEEN '0' AND ':' AND try_cast({raw} AS TIMESTAMP) IS NOT NULL"


def number_value(raw: str, number_format: str) -> str:
    decimal, thousands, pattern = NUMBER_FORMATS[number_format]
    if number_format == "1234.5":
        return f"CASE WHEN {_written_plainly(raw)} THEN try_cast({raw} AS DOUBLE) END"
    plain = raw
    for mark in thousands:
        plain = f"replace({plain}, {literal(mark)}, '')"
    if decimal == ",":
        plain = f"replace({plain}, ',', '.')"
    return f"CASE WHEN regexp_full_match({raw}, {literal(pattern)}) THEN try_cast({plain} AS DOUBLE) END"


def local_time(raw: str, date_format: str) -> str:
    """Wall-clock TIMESTAMP as the text states it; NULL if it is no date in that format."""
    if date_format == "iso":
        return f"CASE WHEN regexp_full_match({raw}, {literal(ISO_PATTERN)}) THEN try_cast({raw} AS TIMESTAMP) END"
    if date_format == "compact":
        formats = ["%Y%m%d", "%Y%m%d%H%M%S"]
        return f"try_strptime({raw}, {_list(formats)})"
    if date_format in ("day first", "month first"):
        order = "%d/%m/" if date_format == "day first" else "%m/%d/"
        formats = [f"{order}{year}{time}" for year in ("%y", "%Y") for time in TIMES]
        slashed = rf"regexp_replace({raw}, '^(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d{{2}})[T ]?', '\1/\2/\3 ')"
        return f"try_strptime(trim({slashed}), {_list(formats)})"
    if date_format == "epoch ns":  # too many digits for a DOUBLE
        return (
            f"make_timestamp(try_cast(CASE WHEN regexp_full_match({raw}, '-?\\d+') THEN {raw} END AS BIGINT) // 1000)"
        )
    scale = EPOCHS[date_format]
    number = number_value(raw, "1234.5")
    return f"CASE WHEN abs({number} * {scale}) < 1e17 THEN make_timestamp(({number} * {scale})::BIGINT) END"


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(literal(text) for text in texts) + "]"


def _instant(raw: str, cell: Cell) -> str:
    """UTC TIMESTAMP; an offset in the text wins over the zone of the file."""
    local = local_time(raw, cell.date_format)
    if cell.date_format.startswith("epoch"):
        return local
    zone = literal(cell.zone)
    utc = local if cell.zone == "UTC" else f"timezone({zone}, {local})::TIMESTAMP"
    if cell.date_format != "iso":
        return utc
    quick = f"try_cast({raw} AS TIMESTAMP)"
    if cell.zone != "UTC":
        quick = f"timezone({zone}, {quick})::TIMESTAMP"
    offset = f"regexp_full_match({raw}, {literal(OFFSET_PATTERN)})"
    aware = f"CASE WHEN regexp_full_match({raw}, {literal(ISO_PATTERN)}) THEN try_cast({raw} AS TIMESTAMPTZ) END"
    return f"CASE WHEN {plain_time(raw)} THEN {quick} WHEN {offset} THEN ({aware})::TIMESTAMP ELSE {utc} END"


def folded(raw: str) -> str:
    return f"lower({raw})"


def mapped(raw: str, values: Mapping[str, str], otherwise: str) -> str:
    if not values:
        return otherwise
    cases = " ".join(f"WHEN {literal(text)} THEN {literal(ours)}" for text, ours in values.items())
    return f"CASE {folded(raw)} {cases} ELSE {otherwise} END"


def typed_value(cell: Cell) -> str:
    raw = f"raw_{cell.name}"
    if cell.steps is not None:
        start, seconds = cell.steps
        number = number_value(raw, cell.number_format)
        return (
            f"CASE WHEN abs({number}) * {seconds!r} < 1e11 "
            f"THEN TIMESTAMP {literal(start)} + to_microseconds(({number} * {seconds * 1e6!r})::BIGINT) END"
        )
    match cell.type:
        case "number":
            number = number_value(raw, cell.number_format)
            converted = (cell.factor, cell.offset) != (1, 0)
            return f"({number}) * {float(cell.factor)!r} + {float(cell.offset)!r}" if converted else number
        case "count":
            number = number_value(raw, cell.number_format)
            return f"CASE WHEN abs({number}) < 1e18 AND {number} = floor({number}) THEN ({number})::BIGINT END"
        case "instant":
            return _instant(raw, cell)
        case "day":
            local = local_time(raw, cell.date_format)
            return f"CASE WHEN {local} = date_trunc('day', {local}) THEN ({local})::DATE END"
        case "choice":
            return mapped(raw, cell.values, "NULL")
        case "boolean":
            return f"({mapped(raw, cell.values, 'NULL')})::BOOLEAN"
        case "sensor":
            return mapped(raw, cell.values, folded(raw))
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
    if cell.required:
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
            faults.append((f"{raw} IS NOT NULL AND {typed} IS NULL", f"{it} || {literal(said)}"))
            if cell.type == "instant" and cell.zone != "UTC" and not cell.date_format.startswith("epoch"):
                faults.append((_skipped_hour(cell), f"{it} || {literal(f' does not exist in {cell.zone}: ')} || "
                               "'the clock goes forward then; correct it, or the time zone.'"))  # fmt: skip
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


def _skipped_hour(cell: Cell) -> str:
    raw = f"raw_{cell.name}"
    local = local_time(raw, cell.date_format)
    zone = literal(cell.zone)
    there_and_back = f"timezone({zone}, timezone({zone}, {local}))"
    has_offset = f"regexp_full_match({raw}, {literal(OFFSET_PATTERN)})" if cell.date_format == "iso" else "false"
    return f"NOT {has_offset} AND {there_and_back} <> {local}"
