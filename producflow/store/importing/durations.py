"""The ways in which durations may be written beside a plain number in some unit; each is read in minutes."""

from producflow.domain.units import QUANTITIES
from producflow.store.importing.notations import NUMBERS, NumberNotation, fits, literal

_SIGN = r"([+-]?)"
_DAYS = r"(?:(\d+)(?:\.|\s?(?:d|days?|Tage?)?,?\s))?"


class Duration(NumberNotation):
    """A way to write durations.

    Parameters
    ----------
    name : str
        As mappings keep it, which is an example of it too.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, ".", "", "")

    def matches(self, raw: str) -> str:
        return f"({self.value(raw)}) IS NOT NULL"


class _Clock(Duration):
    """Hours, minutes and perhaps seconds; or minutes and seconds, where there are two and the name says so."""

    def value(self, raw: str) -> str:
        two = rf"^{_SIGN}(\d+):([0-5]\d)$"
        three = rf"^{_SIGN}{_DAYS}(\d+):([0-5]?\d):([0-5]\d)(?:[.,](\d{{1,9}}))?$"
        hours, minutes = ("60", "1") if self.name == "h:mm:ss" else ("1", "1 / 60")
        short = (
            f"list_transform([regexp_extract({raw}, {literal(two)}, ['sign', 'a', 'b'])], lambda g: "
            f"(g.sign || '1')::INTEGER * (try_cast(g.a AS DOUBLE) * {hours} + try_cast(g.b AS DOUBLE) * {minutes}))[1]"
        )
        long = (
            f"list_transform([regexp_extract({raw}, {literal(three)}, ['sign', 'd', 'h', 'm', 's', 'f'])], lambda g: "
            "(g.sign || '1')::INTEGER * (coalesce(try_cast(g.d AS DOUBLE), 0) * 1440 + try_cast(g.h AS DOUBLE) * 60 + "
            "try_cast(g.m AS DOUBLE) + try_cast(g.s || '.' || concat(g.f, '0') AS DOUBLE) / 60))[1]"
        )
        return f"CASE WHEN {fits(raw, two[1:-1])} THEN {short} WHEN contains({raw}, ':') THEN {long} END"


class _Worded(Duration):
    """Numbers with their units, such as ``1 h 5 min``, and the same as ISO 8601 has it: ``PT1H5M``."""

    def value(self, raw: str) -> str:
        factors = QUANTITIES["min"] | {"m": (1, 0)}
        minutes = " ".join(f"WHEN {literal(unit)} THEN {factor!r}" for unit, (factor, _) in factors.items())
        plain = rf"regexp_replace(regexp_replace(lower({raw}), '^p(\d.*|t.*)$', '\1'), '[pt](\d)', '\1', 'g')"
        text = f"replace(rtrim({plain}, '.'), ',', '.')"
        number = r"\d+(?:\.\d+)?"
        part = rf"({number})\s*([^\d\s.]+)\.?"
        whole = rf"(?:{number}\s*[^\d\s.]+\.?[\s:]*)+(?:\d{{1,2}})?"
        last = f"regexp_extract({text}, 'h\\D*(\\d{{1,2}})$', 1)"  # the minutes of 1h05
        total = (
            f"list_sum(list_transform(regexp_extract_all({text}, {literal(part)}), lambda p: "
            f"try_cast(regexp_extract(p, {literal(part)}, 1) AS DOUBLE) * "
            f"CASE rtrim(regexp_extract(p, {literal(part)}, 2), ':') {minutes} END))"
        )
        known = (
            f"len(list_filter(regexp_extract_all({text}, {literal(part)}), lambda p: "
            f"CASE rtrim(regexp_extract(p, {literal(part)}, 2), ':') {minutes} END IS NULL)) = 0"
        )
        return (
            f"CASE WHEN {raw} = '0' THEN 0 WHEN {fits(text, whole)} AND {known} "
            f"THEN {total} + coalesce(try_cast({last} AS DOUBLE), 0) END"
        )


DURATIONS: dict[str, Duration] = {each.name: each for each in (_Clock("h:mm:ss"), _Clock("m:ss"), _Worded("1 h 5 min"))}
"""How durations may be written; ``h:mm:ss`` may end with the minutes, as 1:05 and 26:05 do."""


CLOCKS = ("h:mm:ss", "m:ss")
"""Those of which the values alone do not tell the one from the other: 1:05."""


def notation(name: str) -> NumberNotation:
    """The way to write numbers or durations of that name."""
    return DURATIONS.get(name) or NUMBERS[name]
