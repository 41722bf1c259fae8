"""The ways in which numbers may be written: by what each is known, how it is read, what it is called.

A new way is one entry here: the profile of a column counts the values that match it, the parser reads those, and pages,
profiles and programs name it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SPACES = " \u00a0\u2009\u202f"
"""Blank, no-break, thin and narrow no-break space, as they stand between thousands."""


def literal(text: str) -> str:
    """Text as a quoted SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def looked_up(known: Mapping[str, int], text: str) -> str:
    """SQL of the number that a text stands for, as a text; NULL: for none.

    A constant is planned in no time: a map that is built takes 5 ms for all months, and a CASE repeats ``text``.
    """
    pairs = ", ".join(f'"{name}"={number}' for name, number in known.items())
    return f"({literal('{' + pairs + '}')}::MAP(VARCHAR, VARCHAR))[{text}]"


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
    """Condition: a date or time in ISO form, at most to the millisecond, without an offset; no pattern is as fast."""
    whole = ("____-__-__ __:__:__", "____-__-__T__:__:__")
    forms = " OR ".join(
        f"{raw} LIKE '{form}'" for form in (*whole, "____-__-__", "____-__-__ __:__", "____-__-__T__:__")
    )
    parts = " OR ".join(f"{raw} LIKE '{form}.___'" for form in whole)
    parts = f"({parts}) AND {raw}[-3] BETWEEN '0' AND '9' AND {raw}[-2] BETWEEN '0' AND '9'"
    digits = f"{raw} BETWEEN '0' AND ':' AND {raw}[-1] BETWEEN '0' AND '9'"
    return f"({forms} OR {parts}) AND {digits} AND try_cast({raw} AS TIMESTAMP) IS NOT NULL"


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
