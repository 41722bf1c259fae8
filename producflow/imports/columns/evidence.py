"""How each field of a file was found, told to a person."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from producflow.imports.columns import systems
from producflow.imports.columns.formats import Decision
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.recognition import Match, match
from producflow.imports.kinds.kind import Field, Supposed
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile

SUPPOSED = 0.7  # of 1: how sure it is what only follows from the values


@dataclass(frozen=True)
class Found:
    """What was found out: columns by the header, notations by the values, and what follows from those."""

    matches: AnyMapping[str, Match]
    decisions: AnyMapping[str, Decision]
    supposed: Supposed | None


@dataclass(frozen=True)
class Recognised:
    """How one field was found."""

    field: Field
    source: str
    """The column, the constant or the rule."""
    confidence: float
    """0 to 1: what the header promises times the share of values that keep it. [-]"""
    evidence: str
    """Why, for a person."""


def matches(mapping: Mapping) -> dict[str, Match]:
    """Why each column is taken for its field, where the header says so."""
    found = {}
    for name, column in mapping.columns.items():
        of_system = systems.reason(mapping, name, column)
        by_name = match(mapping.of_kind.field(name), column)
        if of_system is not None:
            found[name] = Match(column, 1.0, of_system)
        elif by_name is not None:
            found[name] = by_name
    return found


def recognised(session: Session, staged: Staged, mapping: Mapping, found: Found) -> list[Recognised]:
    """How the fields of a mapping were found, and each column of one sensor or machine."""
    fields = [
        _recognised(session, staged, mapping, field, found)
        for field in mapping.of_kind.fields
        if field.name in {*mapping.columns, *mapping.constants, *mapping.rules}
    ]
    return fields + [_spread(mapping, column, found.decisions.get(column)) for column in mapping.spread]


def _recognised(session: Session, staged: Staged, mapping: Mapping, field: Field, found: Found) -> Recognised:
    said_so, decision, supposed = found.matches.get(field.name), found.decisions.get(field.name), found.supposed
    if field.name in mapping.rules:
        return Recognised(field, mapping.rules[field.name], 1.0, "By this rule.")
    if field.name not in mapping.columns:
        text = f"“{mapping.constants[field.name]}”"
        if supposed is not None and supposed.field == field.name:
            return Recognised(field, text, SUPPOSED, supposed.evidence)
        return Recognised(field, text, 1.0, "The same for every row.")
    column = mapping.columns[field.name]
    joined = field.dated and column not in staged.columns
    chosen = "The day and the time of day stand in columns of their own." if joined else "Chosen."
    reason = chosen if said_so is None else said_so.reason
    confidence = 1.0 if said_so is None else said_so.confidence
    if decision is not None:
        said = (mapping.numbers | mapping.dates).get(field.name)
        if decision.format is None and said is not None:
            return Recognised(field, column, confidence, f"{reason} {decision.evidence} It was said to be {said}.")
        share = decision.share if decision.format is not None else 0.5
        return Recognised(field, column, confidence * share, f"{reason} {decision.evidence}")
    different, _ = staged.recall(column_profile.distinct, session, column)
    values = "The same value throughout." if different == 1 else f"{different:,} different values."
    return Recognised(field, column, confidence, f"{reason} {values}")


def _spread(mapping: Mapping, column: str, decision: Decision | None) -> Recognised:
    """How a column of one sensor or machine was found."""
    kind = mapping.of_kind
    what = f"A column of its own, for “{mapping.spread[column]}”."
    if decision is None:
        return Recognised(kind.field(kind.across or ""), column, 0.9, what)
    share = decision.share if decision.format is not None else 0.5
    return Recognised(kind.field(kind.across or ""), column, 0.9 * share, f"{what} {decision.evidence}")
