"""Which kind a file is, and which column is which field: from the header's words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from producflow.domain.units import QUANTITIES
from producflow.imports.columns import PHYSICAL_ENOUGH, physical
from producflow.imports.kinds import KINDS, READINGS, Field, Kind
from producflow.imports.text import split_unit, words
from producflow.vocabulary.words import fold, names

NEAR = 88.0  # of 100: "Temperatur" and "temperature" meet, "start" and "state" do not
CLEAR = 0.45  # of 1: below it, the header does not say what the rows are
OWN_WORD = 0.04  # for every column that is a field of this kind and of no other
SHORTEST = 4  # letters: shorter words are near to too many others
EDGELESS = frozenset(names("sensor_readings.timestamp"))  # "stop time" may be the beginning of a stop or its end


@dataclass(frozen=True)
class Match:
    """A column that seems to be a field.

    Attributes
    ----------
    column : str
        Name of the column.
    confidence : float
        0 to 1, from the header alone. [-]
    reason : str
        Why, in a few words.
    """

    column: str
    confidence: float
    reason: str


def match_columns(kind: Kind, columns: Sequence[str]) -> dict[str, Match]:
    """Best column of each field; no column serves two fields.

    Parameters
    ----------
    kind : Kind
        Whose fields are looked for.
    columns : sequence of str
        Names in the header.
    """
    pairs = []
    for field_at, field in enumerate(kind.fields):
        for column_at, column in enumerate(columns):
            found = _match(field, column)
            if found is not None:
                confidence, rank, reason = found
                pairs.append((-confidence, rank, field_at, column_at, reason))
    matches: dict[str, Match] = {}
    taken: set[int] = set()
    for minus, _, field_at, column_at, reason in sorted(pairs):
        name = kind.fields[field_at].name
        if name not in matches and column_at not in taken:
            matches[name] = Match(columns[column_at], -minus, reason)
            taken.add(column_at)
    return matches


def unit_of(field: Field, column: str) -> str | None:
    """The unit that a header states for a field with a unit of ours: in brackets, or as its last word."""
    if field.unit is None:
        return None
    stated = split_unit(column)[1]
    if stated is None and field.name.endswith(fold(column).split(" ")[-1]):
        return None
    last = fold(column).split(" ")[-1]
    known = QUANTITIES[field.unit]
    if stated is not None:
        return stated.casefold() if stated.casefold() in known else None
    return last if last in known and last != fold(column) else None


def _match(field: Field, column: str) -> tuple[float, int, str] | None:
    """Confidence, rank among the field's names and reason; None if they have nothing in common."""
    said = fold(words(column))
    own = field.name.replace("_", " ")
    if said == own:
        return 1.0, 0, f"The header says “{column}”."
    if said in field.names:
        rank = field.names.index(said)
        return 0.95, rank, f"“{column}” is a usual name for {field.label.lower()}."
    unit = unit_of(field, column)
    if unit is not None:
        said = said.removesuffix(f" {unit}")
        if said in field.names or said == own or said in field.of:  # a stop in minutes is how long it was
            return 0.95, len(field.names), f"“{column}” is a usual name for {field.label.lower()}, in {unit}."
    thing, _, part = said.partition(" ")
    if thing in field.of and part in field.names and part not in EDGELESS:
        return 0.9, len(field.names), f"“{column}” is a usual name for {field.label.lower()}."
    if len(said) < SHORTEST:
        return None
    near, name = _nearest(said, tuple(field.names))
    if near >= NEAR:
        return 0.8 * near / 100, len(field.names), f"“{column}” is nearly “{name}”."
    return None


@lru_cache(maxsize=100_000)  # every kind asks for the same headers, most of them for the same fields
def _nearest(said: str, names: tuple[str, ...]) -> tuple[float, str]:
    """The name most alike, letter by letter or in another order of the words, and how much. [0 to 100]"""
    known = [name for name in names if len(name) >= SHORTEST]
    by_letters = process.extract(said, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    by_words = process.extract(said, known, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR + 1, limit=None)
    found = [(score, name) for name, score, _ in by_letters] + [(score - 1, name) for name, score, _ in by_words]
    return max(found, default=(0.0, ""))


def rank_kinds(columns: Sequence[str]) -> list[tuple[float, Kind, dict[str, Match]]]:
    """Every kind with how well the header fits it, best first; 1 is a header with all required fields and no others."""
    every = {kind.name: match_columns(kind, columns) for kind in KINDS.values()}
    claims = Counter(match.column for matches in every.values() for match in matches.values())
    ranked = []
    for kind in KINDS.values():
        matches = every[kind.name]
        required = [matches[field.name].confidence for field in kind.required if field.name in matches]
        explained = sum(match.confidence for match in matches.values()) / len(columns)
        score = 0.6 * sum(required) / len(kind.required) + 0.4 * explained
        if len(kind.required) == 1:  # one familiar word in a wide header says little
            score *= min(1.0, 2 * explained)
        own = sum(match.confidence for match in matches.values() if claims[match.column] == 1)
        if len(required) > 1:
            score += OWN_WORD * own
        ranked.append((min(score, 1.0), kind, matches))
    ranked.append(_with_a_column_per_sensor(columns))
    return sorted(ranked, key=lambda item: -item[0])


def _with_a_column_per_sensor(columns: Sequence[str]) -> tuple[float, Kind, dict[str, Match]]:
    """How well a header fits readings with a column per sensor: only the columns with physical names or units count."""
    found = match_columns(READINGS, columns)
    matches = {name: match for name, match in found.items() if name in ("equipment", "timestamp")}
    taken = {match.column for match in matches.values()}
    measured = [column for column in physical(columns) if column not in taken]
    if not measured:
        return 0.0, READINGS, matches
    sure = sum(match.confidence for match in matches.values())
    explained = (sure + len(measured)) / len(columns)
    score = 0.6 * (sure + 1) / 3 + 0.4 * explained
    return (max(score, CLEAR) if len(measured) >= PHYSICAL_ENOUGH else score), READINGS, matches
