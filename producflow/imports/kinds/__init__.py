"""The kinds of upload there are: a file each, named like the table whose rows it brings.

A table that :data:`producflow.domain.rules.RULES` knows and that has a file here can be uploaded; there is no other
list of them.
"""

from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from producflow.domain.rules import RULES
from producflow.errors import InvalidInput
from producflow.imports.columns.recognition import NOTHING_UNFIT, Match, Unfit, match_columns
from producflow.imports.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    table: import_module(f"{__name__}.{table}").KIND for table in RULES if find_spec(f"{__name__}.{table}")
}
OWN_WORD = 0.04  # for every column that is a field of this kind and of no other
ONE_WORD = 0.5
"""Part of its score that a kind keeps of which a header has a single word."""
_ALIASES = {alias: kind.name for kind in KINDS.values() for alias in kind.aliases}


def kind_name(name: str) -> str:
    """Our name of a kind, from it or a short form.

    Raises
    ------
    InvalidInput
        If there is no such kind.
    """
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = _ALIASES.get(folded, folded)
    if found not in KINDS:
        raise InvalidInput(f"There is no kind “{name}”; use one of {', '.join(KINDS)}.", "kind")
    return found


def rank_kinds(columns: Sequence[str], unfit: Unfit = NOTHING_UNFIT) -> list[tuple[float, Kind, dict[str, Match]]]:
    """Every kind with how well the header fits it, best first; 1 is a header with all required fields and no others."""
    every = {kind.name: match_columns(kind, columns, unfit) for kind in KINDS.values()}
    claims = Counter(match.column for matches in every.values() for match in matches.values())
    ranked = []
    for kind in KINDS.values():
        matches = every[kind.name]
        required = [matches[field.name].confidence for field in kind.required if field.name in matches]
        explained = sum(match.confidence for match in matches.values()) / len(columns)
        score = 0.6 * sum(required) / len(kind.required) + 0.4 * explained
        if len(kind.required) == 1:  # one familiar word says little: people and products have names, too
            score *= min(1.0, 2 * explained) if len(matches) > 1 else ONE_WORD
        own = sum(match.confidence for match in matches.values() if claims[match.column] == 1)
        if len(required) > 1:
            score += OWN_WORD * own
        ranked.append((min(score, 1.0), kind, matches))
    ranked += [(fits, kind, found) for kind in KINDS.values() for fits, found in kind.shapes(columns, unfit)]
    return sorted(ranked, key=lambda item: -item[0])
