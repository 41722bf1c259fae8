"""Which kind a file is, and which column is which field: from the header's words."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz import fuzz, process

from producflow.domain.units import QUANTITIES
from producflow.imports.kinds.kind import Field, Kind
from producflow.imports.text import split_unit, words
from producflow.vocabulary.words import fold, names

NEAR = 88.0  # of 100: "Temperatur" and "temperature" meet, "start" and "state" do not
KNOWN = 0.9  # of 1: how sure a header is that calls a field by its name
USUAL = 0.95  # of 1: how sure one is that says a usual name of it
CLEAR = 0.45  # of 1: below it, the header does not say what the rows are
SHORTEST = 4  # letters: shorter words are near to too many others
EDGELESS = frozenset(names("sensor_readings.timestamp"))  # "stop time" may be the beginning of a stop or its end

_TIMES = frozenset((*names("times.day"), *names("times.time_of_day")))
_BETWEEN = frozenset(names("times.between"))

_CLOCK = re.compile(r"(?<![^\W\d_])[\s_(\[]*([^\W\d_]+)\s?:\s?([^\W\d_]+)(?:\s?:\s?[^\W\d_]+)?[)\]]?\s*$")
_LETTERS = {"hh": "h", "m": "min", "mm": "min", "ss": "s", "seg": "s", "segs": "s"}
FORMS: dict[tuple[float | None, float | None], str] = {(60, 1): "h:mm:ss", (1, 1 / 60): "m:ss"}
"""What the first and the second part of a duration count [min], and how that is written."""

HEADERS = 4_096
"""So many are remembered: every field of every kind asks of the same ones."""

Unfit: TypeAlias = AbstractSet[tuple[str, str]]
"""Column of a file, and what its values are not: see :func:`needed`."""
NOTHING_UNFIT: Unfit = frozenset()


@dataclass(frozen=True)
class Match:
    """A column that seems to be a field."""

    column: str
    confidence: float
    """0 to 1, from the header alone. [-]"""
    reason: str
    """Why, in a few words."""


def needed(field: Field) -> list[str]:
    """What the values of a column must be to be a field: ``filled`` at all, a ``number``, a ``time``, ``minutes``."""
    found = ["filled"] if field.required and not field.blank else []
    if field.type in ("number", "count"):
        found.append("number")
    return [*found, *(["time"] if field.dated else []), *(["minutes"] if field.unit == "min" else [])]


def match_columns(kind: Kind, columns: Sequence[str], unfit: Unfit = NOTHING_UNFIT) -> dict[str, Match]:
    """Best column of each field; no column serves two fields, nor one that its values are not."""
    pairs = []
    for field_at, field in enumerate(kind.fields):
        needs = needed(field)
        for column_at, column in enumerate(columns):
            if any((column, need) in unfit for need in needs):
                continue
            found = _match(field, column)
            if found is not None:
                confidence, rank, reason = found
                pairs.append((-confidence, rank, field_at, column_at, reason))
    matches: dict[str, Match] = {}
    # The surest pair of all first, whichever field it is of: taken field by field, an early one could take the column
    # that a later one is surer of.
    taken: set[int] = set()
    for minus, _, field_at, column_at, reason in sorted(pairs):
        name = kind.fields[field_at].name
        if name not in matches and column_at not in taken:
            matches[name] = Match(columns[column_at], -minus, reason)
            taken.add(column_at)
    for minus, _, field_at, column_at, reason in sorted(pairs):  # a lone "Line" is the machine that the row must name
        field, column = kind.fields[field_at], columns[column_at]
        others = [name for name, match in matches.items() if match.column == column and not kind.field(name).required]
        if field.required and field.name not in matches and -minus >= USUAL and others:
            matches[field.name] = Match(column, -minus, reason)
            del matches[others[0]]
    return matches


@lru_cache(maxsize=HEADERS)
def clock_of(column: str) -> str | None:
    """How a header says that durations are written: ``Stop (mm:ss)``, ``Dauer [hh:mm]``, ``min:sec``."""
    found = _CLOCK.search(column)
    first, second = (() if found is None else found.groups()) or ("", "")
    return FORMS.get((_unit_of_time(first), _unit_of_time(second)))


def _unit_of_time(text: str) -> float | None:
    """What a part of such a form counts. [min]"""
    said = fold(text)
    return QUANTITIES["min"].get(_LETTERS.get(said, said), (None, 0))[0]


def unit_of(field: Field, column: str) -> str | None:
    """The unit that a header states for a field with a unit of ours: in brackets, or as its last word."""
    if field.unit is None:
        return None
    if field.unit in ("min", "h") and clock_of(column):
        return "min"
    stated = split_unit(column)[1]
    if stated is None and field.name.endswith(fold(column).split(" ")[-1]):
        return None
    last = fold(column).split(" ")[-1]
    known = QUANTITIES[field.unit]
    if stated is not None:
        return stated.casefold() if stated.casefold() in known else None
    return last if last in known and last != fold(column) else None


def match(field: Field, column: str) -> Match | None:
    """How sure a header is that a column is a field; None if it does not seem to be."""
    found = _match(field, column)
    return None if found is None else Match(column, found[0], found[2])


def _match(field: Field, column: str) -> tuple[float, int, str] | None:
    """Confidence, rank among the field's names and reason; None if they have nothing in common."""
    said = _said(column)
    own = field.name.replace("_", " ")
    if said == own:
        return 1.0, 0, f"The header says “{column}”."
    if said in field.names:
        rank = field.names.index(said)
        return USUAL, rank, f"“{column}” is a usual name for {field.label.lower()}."
    unit = unit_of(field, column)
    if unit is not None:
        said = said.removesuffix(f" {unit}")
        if said in field.names or said == own or said in field.of:  # a stop in minutes is how long it was
            return 0.95, len(field.names), f"“{column}” is a usual name for {field.label.lower()}, in {unit}."
    thing, _, part = said.partition(" ")
    if thing in field.of and part in field.names and part not in EDGELESS:
        return 0.9, len(field.names), f"“{column}” is a usual name for {field.label.lower()}."
    bare = without_words_of_time(said)
    if field.type == "instant" and field.of and bare != said and bare in field.names:  # "heure fin", "godz. do"
        return KNOWN, len(field.names), f"“{column}” is a usual name for {field.label.lower()}."
    if len(said) < SHORTEST:
        return None
    near, name = _nearest(said, tuple(field.names))
    if near >= NEAR:
        return 0.8 * near / 100, len(field.names), f"“{column}” is nearly “{name}”."
    return None


@lru_cache(maxsize=HEADERS)
def _said(column: str) -> str:
    """Words of a header, folded, without the form of durations behind them."""
    form = _CLOCK.search(column) if clock_of(column) else None
    return fold(words(column if form is None else column[: form.start()]))


def without_words_of_time(said: str) -> str:
    """What is left of a folded header without its words for days and times: ``fin`` of ``heure de fin``.

    Small words between them go too, unless they are all that is left: ``do`` of ``godz do`` is an end.
    """
    left = [word for word in said.split() if word not in _TIMES]
    return " ".join([word for word in left if word not in _BETWEEN] or left)


@lru_cache(maxsize=100_000)  # every kind asks for the same headers, most of them for the same fields
def _nearest(said: str, names: tuple[str, ...]) -> tuple[float, str]:
    """The name most alike, letter by letter or in another order of the words, and how much. [0 to 100]"""
    known = [name for name in names if len(name) >= SHORTEST]
    by_letters = process.extract(said, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    by_words = process.extract(said, known, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR + 1, limit=None)
    found = [(score, name) for name, score, _ in by_letters] + [(score - 1, name) for name, score, _ in by_words]
    return max(found, default=(0.0, ""))
