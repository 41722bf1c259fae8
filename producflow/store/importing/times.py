"""The ways in which days and times may be written: one grammar, by which they are recognised and read.

A text is a time in a notation if that notation can read it; nothing else says what a time is. It is a day, in the order
of the notation, then perhaps a time of day (``times_of_day.py``) and how far that is from UTC.
"""

from collections.abc import Sequence

from producflow.store.importing.notations import fits, literal, looked_up, plain_time
from producflow.store.importing.times_of_day import OF_DAY
from producflow.vocabulary.words import halves_of_day, month_names

Fold = tuple[str, str, int, int]
"""Wall-clock times that come twice: first, end (ISO), and how far from UTC they are at first, and then. [s]"""

_PARTS = ("before", "hour", "minute", "second", "fraction", "after", "away")
_TAIL = rf"(?:(?:[\s,;_T:-]|\bat\b|\bum\b)+{OF_DAY})?\s*"
_STRANGE = r"[^\x00-\x7F\p{L}’−]"
_LETTER = r"[A-Za-z\x{80}-\x{2018}\x{201A}-\x{2211}\x{2213}-\x{10FFFF}]"
r"""A letter, of a text with nothing strange in it; RE2 takes 20 ms to get ready for ``\p{L}{2,12}``, 1 ms for this."""
_WEEKDAY = rf"(?:{_LETTER}{{2,12}}[.,]*\s+)?"
_MONTH = rf"(?:de |of |d['’]|d')?({_LETTER}{{3,}}|{_LETTER}+\.)\.?"
_CENTURY = "CASE WHEN length(g.year) = 2 THEN CASE WHEN g.year < '69' THEN '20' ELSE '19' END ELSE '' END || g.year"

_USUAL = (" %H:%M:%S", " %H:%M", "", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%g")
"""Times of day behind a day that are told faster than by the grammar."""


def _read(raw: str, pattern: str, groups: Sequence[str], year: str = "g.year", month: str = "g.month") -> str:
    """SQL of what a text says by a pattern: a structure of ``at``, the TIMESTAMP, and ``away``, as it is written."""
    half = r"lower(regexp_replace(g.before || g.after, '[\s.]', '', 'g'))"
    hour = (
        f"CASE WHEN g.hour = '' THEN '0' WHEN {half} = '' THEN g.hour WHEN g.hour::INTEGER <= 12 "
        f"THEN (g.hour::INTEGER % 12 + {looked_up(_halves(), half)}::INTEGER)::VARCHAR END"
    )
    text = (
        f"{year} || '-' || {month} || '-' || g.day || ' ' || {hour} || ':' || "
        "CASE g.minute WHEN '' THEN '00' ELSE g.minute END || ':' || "
        "CASE g.second WHEN '' THEN '00' ELSE g.second END || '.' || "
        "CASE g.fraction WHEN '' THEN '0' ELSE g.fraction END"
    )
    found = f"regexp_extract({raw}, {literal(f'^{pattern}$')}, {_list(groups)})"
    return f"list_transform([{found}], lambda g: {{'at': try_cast({text} AS TIMESTAMP), 'away': g.away}})[1]"


def _first(structures: Sequence[str]) -> str:
    """SQL of the first of some structures that has a TIMESTAMP."""
    return f"list_filter([{', '.join(structures)}], lambda r: r.at IS NOT NULL)[1]"


def _halves() -> dict[str, int]:
    """Hours to add to those of a half of the day, by how it is written, without blanks and dots. [h]"""
    return {"am": 0, "pm": 12, **halves_of_day()}


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(literal(text) for text in texts) + "]"


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
    """

    of_a_zone = True
    """Whether it says what a clock on a wall shows."""
    sure = True
    """Whether one value alone shows it; else it could as well be a number, and all values must be so."""

    def __init__(self, name: str, called: str, example: str) -> None:
        self.name, self.called, self.example = name, called, example

    def matches(self, raw: str) -> str:
        """Condition: a text is a time in this notation, as it can be read."""
        return f"({self.local(raw)}) IS NOT NULL"

    def read(self, raw: str) -> str:
        """SQL of the structure that :func:`_read` makes."""
        raise NotImplementedError

    def quick(self, raw: str) -> str:
        """SQL of the TIMESTAMP of the plainest texts in this notation, where that is faster than by the grammar."""
        del raw
        return "NULL::TIMESTAMP"

    def local(self, raw: str) -> str:
        """SQL of the TIMESTAMP as the text states it; NULL if it is none in this notation."""
        return f"coalesce({self.quick(raw)}, ({self.read(raw)}).at)"

    def wall_clock(self, raw: str) -> str:
        """SQL of the TIMESTAMP of a text that does not say itself how far from UTC it is."""
        quick, read = self.quick(raw), self.read(raw)
        return f"coalesce({quick}, list_transform([{read}], lambda g: CASE WHEN g.away = '' THEN g.at END)[1])"

    def utc(self, raw: str, zone: str, folds: Sequence[Fold] = (), second: str = "false") -> str:
        """SQL of the UTC TIMESTAMP of a text without an offset in a zone, or with one; NULL in a skipped hour.

        Parameters
        ----------
        folds : sequence of Fold
            Hours of the zone that come twice.
        second : str
            Condition: such an hour is the second of the two.
        """
        here = in_zone("x", zone, folds, second)
        quick = f"list_transform([{self.quick(raw)}], lambda x: {here})[1]" if zone != "UTC" else self.quick(raw)
        away = r"replace(regexp_extract(upper(g.away), '[+−-].*'), '−', '-')"
        minutes = (
            f"CASE WHEN {away} = '' THEN 0 ELSE (CASE WHEN {away}[1] = '-' THEN -1 ELSE 1 END) * "
            f"(regexp_extract({away}, '(\\d{{1,2}})', 1)::INTEGER * 60 + "
            f"coalesce(try_cast(regexp_extract({away}, '\\d{{1,2}}:?(\\d{{2}})$', 1) AS INTEGER), 0)) END"
        )
        here = in_zone("g.at", zone, folds, second)
        there = f"CASE WHEN g.away <> '' THEN g.at - to_minutes({minutes}) ELSE {here} END"
        return (
            f"CASE WHEN {self.quick(raw)} IS NOT NULL THEN {quick} {self.aware(raw)}"
            f"ELSE list_transform([{self.read(raw)}], lambda g: {there})[1] END"
        )

    def aware(self, raw: str) -> str:
        """Branch of a CASE for the plainest texts with an offset, where they are told faster than by the grammar."""
        del raw
        return ""

    def day(self, raw: str, zone: str) -> str:
        """SQL of the DATE in a zone on which a time is; a text without an offset says it itself."""
        away = f"({self.read(raw)}).away"
        there = f"timezone({literal(zone)}, timezone('UTC', {self.utc(raw, zone)}))::DATE"
        return f"CASE WHEN {self.quick(raw)} IS NULL AND {away} <> '' THEN {there} ELSE ({self.local(raw)})::DATE END"


def in_zone(local: str, zone: str, folds: Sequence[Fold], second: str) -> str:
    """SQL of the UTC TIMESTAMP of a wall-clock one; NULL for one that no clock shows."""
    if zone == "UTC":
        return local
    there = f"timezone({literal(zone)}, {local})"
    twice = "".join(
        f"WHEN {local} >= TIMESTAMP {literal(first)} AND {local} < TIMESTAMP {literal(end)} "
        f"THEN {local} - to_seconds(CASE WHEN {second} THEN {after} ELSE {before} END) "
        for first, end, before, after in folds
    )
    return f"CASE {twice}WHEN timezone({literal(zone)}, {there}) = {local} THEN {there}::TIMESTAMP END"


class _YearFirst(TimeNotation):
    AWARE = tuple(f"____-__-__{mark}__:__:__{rest}" for mark in "T " for rest in ("Z", ".___Z", "+__:__", "-__:__"))
    PATTERN = rf"(\d{{4}})\s?(?:[-/.]|年|년)\s?(\d{{1,2}})\s?(?:[-/.]|月|월)\s?(\d{{1,2}})\s?(?:\.|日|일)?{_TAIL}"

    def quick(self, raw: str) -> str:
        return f"CASE WHEN {plain_time(raw)} THEN try_cast({raw} AS TIMESTAMP) END"

    def aware(self, raw: str) -> str:
        forms = " OR ".join(f"{raw} LIKE '{form}'" for form in self.AWARE)
        cast = f"try_cast({raw} AS TIMESTAMPTZ)"
        return f"WHEN ({forms}) AND {cast} IS NOT NULL THEN {cast}::TIMESTAMP "

    def read(self, raw: str) -> str:
        return _read(raw, self.PATTERN, ("year", "month", "day", *_PARTS))


class _Slashed(TimeNotation):
    """Day and month in either order, then the year; the values of a column tell the one order from the other."""

    def quick(self, raw: str) -> str:
        order = "%d{0}%m{0}%Y" if self.name == "day first" else "%m{0}%d{0}%Y"
        forms = [order.format(mark) + time for mark in "./-" for time in _USUAL]
        usual = f"{raw}[9] BETWEEN '0' AND '9' AND {raw}[3] IN ('.', '/', '-')"  # the year has four digits
        return f"CASE WHEN {usual} THEN try_strptime({raw}, {_list(forms)}) END"

    def read(self, raw: str) -> str:
        order = ("day", "month", "year") if self.name == "day first" else ("month", "day", "year")
        pattern = rf"(\d{{1,2}})\s?[-./]\s?(\d{{1,2}})\s?[-./]\s?(\d{{4}}|\d{{2}}){_TAIL}"
        return _read(raw, pattern, (*order, *_PARTS), _CENTURY)


class _Named(TimeNotation):
    """With the name of the month, in any language of the vocabulary."""

    PATTERNS = (
        (
            rf"{_WEEKDAY}(\d{{1,2}})(?:\.|st|nd|rd|th|º|er)?[\s/-]*{_MONTH}[\s/.,-]*(?:del? )?(\d{{4}}|\d{{2}}){_TAIL}",
            ("day", "name", "year", *_PARTS),
        ),
        (
            rf"{_WEEKDAY}{_MONTH}\s?(\d{{1,2}})(?:[snrt][tdh])?[\s,/-]+(\d{{4}}){_TAIL}",
            ("name", "day", "year", *_PARTS),
        ),
        (rf"(\d{{4}})[\s/.-]*{_MONTH}[\s/.-]*(\d{{1,2}}){_TAIL}", ("year", "name", "day", *_PARTS)),
        (rf"{_WEEKDAY}{_MONTH}\s+(\d{{1,2}})\s+{OF_DAY}\s+(\d{{4}})", ("name", "day", *_PARTS, "year")),
    )

    def quick(self, raw: str) -> str:
        days = ("%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y")
        usual = f"regexp_matches({raw}, '[0-9].*[A-Za-z]{{3}}|[A-Za-z]{{3}}.*[0-9]')"  # epoch is no day
        return f"CASE WHEN {usual} THEN try_strptime({raw}, {_list([d + t for d in days for t in _USUAL])}) END"

    def read(self, raw: str) -> str:
        month = looked_up(month_names(), "strip_accents(lower(g.name))")
        found = _first([_read(raw, *each, _CENTURY, month) for each in self.PATTERNS])
        letters, strange = (f"regexp_matches({raw}, {literal(each)})" for each in (_LETTER + "{2}", _STRANGE))
        return f"CASE WHEN {letters} AND NOT {strange} THEN {found} END"


class _Compact(TimeNotation):
    DAY = r"((?:19|20)\d{2})(\d{2})(\d{2})"
    CLOSE = r"[T _-]?()(\d{2})(\d{2})(?:(\d{2})(?:[.,]?(\d{1,6}))?)?()(Z|[+-]\d{2}:?\d{2})?"
    """A time of day without marks; groups as in :data:`OF_DAY`."""

    def read(self, raw: str) -> str:
        return _first([_read(raw, self.DAY + rest, ("year", "month", "day", *_PARTS)) for rest in (_TAIL, self.CLOSE)])


class _Count(TimeNotation):
    """A number of something since a day.

    Parameters
    ----------
    pattern : str
        Of the whole text, as it usually is.
    microseconds : float
        In one of what is counted.
    since : float
        Where 1970 is on that count.
    """

    sure = False
    COUNT = r"-?\d+([.,]\d+)?"
    """Any of them, which is read where a person says so; it is recognised only by how many digits are usual."""

    def __init__(
        self, name: str, called: str, pattern: str, microseconds: float, since: float = 0, *, zoned: bool = False
    ) -> None:
        super().__init__(name, called, called)
        self._pattern, self._microseconds, self._since, self.of_a_zone = pattern, microseconds, since, zoned

    def matches(self, raw: str) -> str:
        return f"{fits(raw, self._pattern)} AND {super().matches(raw)}"

    def local(self, raw: str) -> str:
        fitting = f"CASE WHEN {fits(raw, self.COUNT)} THEN {raw} END"
        if self._microseconds < 1:  # these have too many digits for a DOUBLE
            since, parts = int(self._since), round(1 / self._microseconds)
            return f"make_timestamp((try_cast({fitting} AS BIGINT) - {since}) // {parts})"
        number = f"(try_cast(replace({fitting}, ',', '.') AS DOUBLE) - {float(self._since)!r})"
        number = f"CASE WHEN abs({number}) * {self._microseconds!r} < 1e17 THEN {number} END"
        if self.of_a_zone:  # days with a fraction of ten digits: exact to a millisecond
            return f"make_timestamp(round({number} * {self._microseconds / 1000!r})::BIGINT * 1000)"
        return f"make_timestamp(({number} * {self._microseconds!r})::BIGINT)"

    def wall_clock(self, raw: str) -> str:
        return self.local(raw) if self.of_a_zone else "NULL::TIMESTAMP"

    def utc(self, raw: str, zone: str, folds: Sequence[Fold] = (), second: str = "false") -> str:
        if not self.of_a_zone or zone == "UTC":
            return self.local(raw)
        return f"list_transform([{self.local(raw)}], lambda x: {in_zone('x', zone, folds, second)})[1]"

    def day(self, raw: str, zone: str) -> str:
        if self.of_a_zone:
            return f"({self.local(raw)})::DATE"
        return f"timezone({literal(zone)}, timezone('UTC', {self.local(raw)}))::DATE"


def following(local: str, begun: str, zone: str, folds: Sequence[Fold], second: str) -> str:
    """SQL of the UTC TIMESTAMP of an end that states no day of its own: not before its start."""
    over = f"r.e < r.s AND NOT ({second})"
    both = f"{{'e': {local}, 's': {begun}}}"
    at = f"list_transform([{both}], lambda r: CASE WHEN {over} THEN r.e + INTERVAL 1 DAY ELSE r.e END)[1]"
    return f"list_transform([{at}], lambda x: {in_zone('x', zone, folds, second)})[1]"


TIMES: dict[str, TimeNotation] = {
    each.name: each
    for each in (
        _YearFirst("iso", "ISO dates", "year first: 2026-01-31"),
        _Slashed("day first", "day-first dates", "day first: 31/01/2026"),
        _Slashed("month first", "month-first dates", "month first: 01/31/2026"),
        _Named("named", "dates with the name of the month", "with the month's name: 31 Jan 2026"),
        _Compact("compact", "dates such as 20260131", "without marks: 20260131"),
        _Count("epoch s", "seconds since 1970", r"\d{9,10}([.,]\d+)?", 1e6),
        _Count("epoch ms", "milliseconds since 1970", r"\d{12,13}([.,]\d+)?", 1e3),
        _Count("epoch us", "microseconds since 1970", r"\d{15,16}([.,]\d+)?", 1),
        _Count("filetime", "100 ns since 1601, as Windows counts", r"1[23]\d{16}", 0.1, 116_444_736_000_000_000),
        _Count("ticks", "100 ns since the year 1, as .NET counts", r"6[2-4]\d{16}", 0.1, 621_355_968_000_000_000),
        _Count("epoch ns", "nanoseconds since 1970", r"\d{18,19}", 0.001),
        _Count(
            "excel", "days of a spreadsheet, such as 46056.25", r"[2-7]\d{4}([.,]\d+)?", 86_400e6, 25_569, zoned=True
        ),
        _Count("wincc", "times of WinCC, such as 46056250000", r"[2-7]\d{10}([.,]\d+)?", 86_400, 25_569e6, zoned=True),
    )
}
"""How days and times may be written; ``compact`` is ``20260131`` or ``20260131060500``."""
