"""Texts that stand for nothing, such as a dash or NULL: proposed as empty from the values, and kept in the mapping."""

from collections.abc import Iterator

from producflow.imports.columns.formats import decide_date, decide_number
from producflow.imports.columns.leaving import emptied
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import EMPTY, LEAVE_OUT
from producflow.imports.kinds.kind import Field
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile, leaving
from producflow.vocabulary.words import nothing


def with_nothings(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping in which such texts are empty cells; a reading of which one is the value is left out."""
    for name, column, field in _columns(mapping):
        # A column that is read to its last cell holds no such text, and need not be looked through for any.
        if not staged.has(column) or column not in staged.columns or _all_read(session, staged, column, field):
            continue
        words = nothing(states=field.type != "text")
        # A reading without a value says nothing at all, while other rows say something by their other cells.
        meaning = LEAVE_OUT if field.name == mapping.of_kind.cell and not mapping.spread else EMPTY
        for text in _among(session, staged, column, words):
            if text not in mapping.values.get(name, {}):
                mapping = mapping.with_value(name, text, meaning)
    return mapping


def _among(session: Session, staged: Staged, column: str, words: tuple[str, ...]) -> list[str]:
    """Those of some words that stand in a column; its texts are known already where they are few."""
    different, frequent = staged.recall(column_profile.distinct, session, column)
    if different <= len(frequent):
        return sorted({text.lower() for text, _ in frequent} & set(words))
    return staged.recall(column_profile.nothings, session, column, words)


def _columns(mapping: Mapping) -> Iterator[tuple[str, str, Field]]:
    """Key of what is said of the texts of a column, the column, and its field."""
    kind = mapping.of_kind
    for name, column in mapping.columns.items():
        field = kind.field(name)
        if field.type in ("number", "count", "instant", "day") or (field.type == "text" and not field.required):
            yield name, column, field
    if mapping.spread and kind.of_sensors and kind.cell is not None:
        for column in mapping.spread:
            yield column, column, kind.field(kind.cell)


def _all_read(session: Session, staged: Staged, column: str, field: Field) -> bool:
    if field.type == "text":
        return False
    if field.dated:
        return decide_date(staged.recall(column_profile.date_facts, session, column)).share == 1
    facts = staged.recall(column_profile.number_facts, session, column, field.dress)
    return decide_number(facts, staged.dialect.delimiter).share == 1


def notes(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """How many cells count as empty, and for which texts."""
    found = []
    for at, texts in leaving.emptied(session, list(emptied(staged, mapping))):
        said = ", ".join(f"“{text}” ({count:,})" for text, count in texts)
        count = sum(count for _, count in texts)
        cells = "1 cell counts" if count == 1 else f"{count:,} cells count"
        found.append(f"{cells} as empty in “{staged.columns[at]}”: {said}.")
    return found
