"""Which kind a file is, and which column is which field: from the header's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from producflow.imports.kinds import KINDS, Field, Kind
from producflow.imports.text import words

NEAR = 88.0  # of 100: "Temperatur" and "temperature" meet, "start" and "state" do not
CLEAR = 0.45  # of 1: below it, the header does not say what the rows are
SHORTEST = 4  # letters: shorter words are near to too many others


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


def _match(field: Field, column: str) -> tuple[float, int, str] | None:
    """Confidence, rank among the field's names and reason; None if they have nothing in common."""
    said = words(column)
    own = field.name.replace("_", " ")
    if said == own:
        return 1.0, 0, f"The header says “{column}”."
    if said in field.names:
        rank = field.names.index(said)
        return 0.95, rank, f"“{column}” is a usual name for {field.label.lower()}."
    if len(said) < SHORTEST:
        return None
    near = max(((fuzz.ratio(said, name), name) for name in field.names if len(name) >= SHORTEST), default=(0.0, ""))
    if near[0] >= NEAR:
        return 0.8 * near[0] / 100, len(field.names), f"“{column}” is nearly “{near[1]}”."
    return None


def rank_kinds(columns: Sequence[str]) -> list[tuple[float, Kind, dict[str, Match]]]:
    """Every kind with how well the header fits it, best first; 1 is a header with all required fields and no others."""
    ranked = []
    for kind in KINDS.values():
        matches = match_columns(kind, columns)
        required = [matches[field.name].confidence for field in kind.required if field.name in matches]
        explained = sum(match.confidence for match in matches.values()) / len(columns)
        score = 0.6 * sum(required) / len(kind.required) + 0.4 * explained
        if len(kind.required) == 1:  # one familiar word in a wide header says little
            score *= min(1.0, 2 * explained)
        ranked.append((score, kind, matches))
    return sorted(ranked, key=lambda item: -item[0])
