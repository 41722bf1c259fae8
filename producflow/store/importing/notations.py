"""The ways in which numbers and times may be written: by what each is known, how it is read, what it is called.

A new way is one entry here: the profile of a column counts the values that match it, the parser reads those, and pages,
profiles and programs name it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SPACES = " \u00a0\u2009\u202f"
"""Blank, no-break, thin and narrow no-break space, as they stand between thousands."""
SLASHED = r"(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})([T ].*)?"
"""Day and month in either order, then the year."""
ISO_PATTERN = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)?"
OFFSET_PATTERN = r".*\d:\d{2}(:\d{2}(\.\d+)?)?\s*([Zz]|[+-]\d{2}(:?\d{2})?)"
OF_DAY = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")


def literal(text: str) -> str:
    """Text as a quoted SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def fits(raw: str, pattern: str) -> str:
    """Condition: the whole text is as the pattern says."""
    return f"regexp_full_match({raw}, {literal(pattern)})"


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


@dataclass(frozen=True)
class NumberNotation:
    """A way to write numbers: decimal mark, marks between thousands, pattern of the whole text."""

    name: str
    decimal: str
    thousands: str
    pattern: str

    def matches(self, raw: str) -> str:
        """Condition: a text is a number in this notation."""
        return fits(raw, self.pattern)

    def value(self, raw: str) -> str:
        """SQL of the number; NULL if it is none in this notation."""
        plain = raw
        for mark in self.thousands:
            plain = f"replace({plain}, {literal(mark)}, '')"
        if self.decimal == ",":
            plain = f"replace({plain}, ',', '.')"
        known = _written_plainly(raw) if plain == raw else self.matches(raw)
        return f"CASE WHEN {known} THEN try_cast({plain} AS DOUBLE) END"


class TimeNotation:
    """A way to write days and times.

    Parameters
    ----------
    name : str
        As mappings keep it.
    called : str
        What a person is told that values are.
    example : str
        What a person chooses it by.
    pattern : str, optional
        Of the whole text; None: the values of a column tell its order from another's.
    """

    of_a_zone = True
    """Whether it says what a clock on a wall shows, and not how long ago something was."""

    def __init__(self, name: str, called: str, example: str, pattern: str | None) -> None:
        self.name, self.called, self.example, self.pattern = name, called, example, pattern

    def matches(self, raw: str) -> str:
        """Condition: a text is a time in this notation."""
        return fits(raw, self.pattern or SLASHED)

    def local(self, raw: str) -> str:
        """SQL of the TIMESTAMP as the text states it; NULL if it is none in this notation."""
        raise NotImplementedError

    def states_offset(self, raw: str) -> str:
        """Condition: the text says itself in which zone it is."""
        del raw
        return "false"

    def utc(self, raw: str, zone: str) -> str:
        """SQL of the UTC TIMESTAMP of a text without an offset in a zone, or with one."""
        local = self.local(raw)
        return local if zone == "UTC" or not self.of_a_zone else f"timezone({literal(zone)}, {local})::TIMESTAMP"


class _Iso(TimeNotation):
    def local(self, raw: str) -> str:
        return f"CASE WHEN {self.matches(raw)} THEN try_cast({raw} AS TIMESTAMP) END"

    def states_offset(self, raw: str) -> str:
        return fits(raw, OFFSET_PATTERN)

    def utc(self, raw: str, zone: str) -> str:
        quick = f"try_cast({raw} AS TIMESTAMP)"
        if zone != "UTC":
            quick = f"timezone({literal(zone)}, {quick})::TIMESTAMP"
        aware = f"CASE WHEN {self.matches(raw)} THEN try_cast({raw} AS TIMESTAMPTZ) END"
        return (
            f"CASE WHEN {plain_time(raw)} THEN {quick} WHEN {self.states_offset(raw)} THEN ({aware})::TIMESTAMP "
            f"ELSE {super().utc(raw, zone)} END"
        )


class _Slashed(TimeNotation):
    def local(self, raw: str) -> str:
        order = "%d/%m/" if self.name == "day first" else "%m/%d/"
        forms = [f"{order}{year}{time}" for year in ("%y", "%Y") for time in OF_DAY]
        slashed = rf"regexp_replace({raw}, '^(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d{{2}})[T ]?', '\1/\2/\3 ')"
        return f"try_strptime(trim({slashed}), {_list(forms)})"


class _Compact(TimeNotation):
    def matches(self, raw: str) -> str:
        return f"{super().matches(raw)} AND try_strptime(left({raw}, 8), '%Y%m%d') IS NOT NULL"

    def local(self, raw: str) -> str:
        return f"try_strptime({raw}, {_list(['%Y%m%d', '%Y%m%d%H%M%S'])})"


class _Epoch(TimeNotation):
    of_a_zone = False
    SCALES = {"epoch s": 1_000_000, "epoch ms": 1_000, "epoch us": 1}  # noqa: RUF012 - microseconds in a unit

    def local(self, raw: str) -> str:
        if self.name not in self.SCALES:  # nanoseconds have too many digits for a DOUBLE
            whole = f"try_cast(CASE WHEN regexp_full_match({raw}, '-?\\d+') THEN {raw} END AS BIGINT)"
            return f"make_timestamp({whole} // 1000)"
        number = f"{NUMBERS['1234.5'].value(raw)} * {self.SCALES[self.name]}"
        return f"CASE WHEN abs({number}) < 1e17 THEN make_timestamp(({number})::BIGINT) END"


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(literal(text) for text in texts) + "]"


NUMBERS = {
    each.name: each
    for each in (
        NumberNotation("1234.5", ".", "", r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"),
        NumberNotation("1234,5", ",", "", r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?"),
        NumberNotation("1,234.5", ".", ",", r"[+-]?\d{1,3}(,\d{3})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
        NumberNotation("1.234,5", ",", ".", r"[+-]?\d{1,3}(\.\d{3})*(,\d*)?|[+-]?\d+(,\d*)?"),
        NumberNotation("1 234,5", ",", SPACES, rf"[+-]?\d{{1,3}}([{SPACES}]\d{{3}})*(,\d*)?|[+-]?\d+(,\d*)?"),
        NumberNotation("1 234.5", ".", SPACES, rf"[+-]?\d{{1,3}}([{SPACES}]\d{{3}})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
        NumberNotation("1'234.5", ".", "'’", r"[+-]?\d{1,3}(['’]\d{3})*(\.\d*)?|[+-]?\d+(\.\d*)?"),
    )
}
"""How numbers may be written, the plainest first."""

TIMES: dict[str, TimeNotation] = {
    each.name: each
    for each in (
        _Iso("iso", "ISO dates", "year first: 2026-01-31", ISO_PATTERN),
        _Slashed("day first", "day-first dates", "day first: 31/01/2026", None),
        _Slashed("month first", "month-first dates", "month first: 01/31/2026", None),
        _Compact("compact", "dates such as 20260131", "without marks: 20260131", r"(19|20)\d{6}(\d{6})?"),
        _Epoch("epoch s", "seconds since 1970", "seconds since 1970", r"\d{9,10}(\.\d+)?"),
        _Epoch("epoch ms", "milliseconds since 1970", "milliseconds since 1970", r"\d{12,13}(\.\d+)?"),
        _Epoch("epoch us", "microseconds since 1970", "microseconds since 1970", r"\d{15,16}(\.\d+)?"),
        _Epoch("epoch ns", "nanoseconds since 1970", "nanoseconds since 1970", r"\d{18,19}"),
    )
}
"""How days and times may be written; ``compact`` is ``20260131`` or ``20260131060500``."""
