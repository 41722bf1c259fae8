"""Which rows of a file become nothing: what a person says of a text, what is known of it, and totals of other rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import EMPTY, GONE, KEEP, LEAVE_OUT, TOTAL, span_of
from producflow.imports.columns.questions import Question
from producflow.imports.columns.systems import begins_of_rows_left_out, meaning, meanings
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import column_profile, leaving
from producflow.store.importing.durations import notation
from producflow.store.importing.leaving import Emptied, Leaving, Outside
from producflow.vocabulary.words import fold, known_values

TEXTS_LOOKED_UP = 500
COLUMNS_LOOKED_AT = 50
AGREE = 0.5
"""How far a total may be off, for each row below it: what was rounded. [units]"""


def opened(session: Session, staged: Staged, mapping: Mapping) -> Staged:
    """Let the session see the rows of a file that are not left out; gives the file as it is then."""
    # First with all rows: which texts are to be left out is looked up in them.
    leaving.open_cells(session, staged.cells, staged.ragged)
    found = tuple(_leaving(session, staged, mapping))
    blank = tuple(emptied(staged, mapping))
    if found or blank:
        leaving.open_cells(session, staged.cells, staged.ragged, found, blank)
    return replace(staged, leaving=(*found, *blank))


def emptied(staged: Staged, mapping: Mapping) -> Iterator[Emptied]:
    """Cells that count as empty, as a mapping says."""
    for name, said in mapping.values.items():
        column = mapping.columns.get(name, name)
        texts = tuple(text for text, ours in said.items() if ours == EMPTY)
        if texts and column in staged.columns:
            yield Emptied(staged.columns.index(column), texts)


def _leaving(session: Session, staged: Staged, mapping: Mapping) -> Iterator[Leaving | Outside]:
    for name, written in mapping.dates.items():
        column = mapping.columns.get(name, name)
        spans = [span_of(text) for text, ours in mapping.values.get(name, {}).items() if ours in GONE]
        if spans and staged.has(column):
            yield from (Outside(staged.place(column), written, *span) for span in spans if span is not None)
    for name in dict.fromkeys((*mapping.columns, *mapping.values)):
        column = mapping.columns.get(name, name)
        if column not in staged.columns or (mapping.spread and name == mapping.of_kind.cell):
            continue
        at, said = staged.columns.index(column), mapping.values.get(name, {})
        # Spans of times are no texts of cells, and were dealt with above.
        gone = [text for text, ours in said.items() if ours in GONE and span_of(text) is None]
        known = meanings(mapping, name)
        if LEAVE_OUT in known.values():
            there = column_profile.texts(session, at, TEXTS_LOOKED_UP)
            texts = list(known) if there is None else there
            gone += sorted(
                text for text in texts if text not in said and meaning(mapping, name, text, known) == LEAVE_OUT
            )
            gone += begins_of_rows_left_out(mapping, name)
        if gone:
            yield Leaving(at, tuple(gone))


def with_totals(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping in which rows that sum up others are left out; the session sees the rows as the mapping was."""
    summed = _summed(staged, mapping)
    if not summed:
        return mapping
    before = mapping.values
    words = _words(mapping)
    names = {
        column: name for name, column in mapping.columns.items() if name not in summed and column in staged.columns
    }
    others = [column for column in staged.columns if column not in mapping.columns.values()]
    for column in (*names, *others[:COLUMNS_LOOKED_AT]):
        name = names.get(column, column)
        at = staged.columns.index(column)
        for text, rows in staged.recall(leaving.texts_among, session, column, words):
            # What a person said stands; and a text of most rows is no total of the others.
            if text in mapping.values.get(name, {}) or 2 * rows > staged.rows:
                continue
            part = _part_of(text, words)
            # A “total of A” is one only where there are rows of A.
            if part is None or (part and not leaving.any_row(session, leaving.says(at, part))):
                continue
            # In a column that is no field of ours, the word alone is not enough: its rows have to add the others up.
            if column in names or _agree(session, summed, Leaving(at, (text,)).condition()):
                mapping = mapping.with_value(name, text, TOTAL)
    if mapping.values != before:
        return mapping  # a nameless row may be one of them
    machine = next((each.name for each in mapping.of_kind.required if each.type == "machine"), "")
    column = mapping.columns.get(machine, "")
    if column in staged.columns and "" not in mapping.values.get(machine, {}) and words:
        nameless = Leaving(staged.columns.index(column), ("",)).condition()
        if leaving.any_row(session, nameless) and _agree(session, summed, nameless):
            mapping = mapping.with_value(machine, "", TOTAL)
    return mapping


def _part_of(text: str, words: Sequence[str]) -> str | None:
    """Of what a text says that it is the total: empty for the whole, None if it is no word for a total at all."""
    said = fold(text)
    if said in words:
        return ""
    ends = [(word, said.removeprefix(f"{word} "), said.removesuffix(f" {word}")) for word in words]
    found = [rest for _, *rests in ends for rest in rests if rest != said]
    return min(found, key=len, default=None)


def _agree(session: Session, summed: dict[str, tuple[str, int, str]], totals: str) -> bool:
    """Whether the rows of a condition sum up all others."""
    parts = (leaving.rows_where(totals), leaving.rows_where(f"NOT {totals}"))
    compared = _compared(session, summed, *parts)
    return bool(compared) and all(agrees for _, _, _, agrees in compared)


def _words(mapping: Mapping) -> tuple[str, ...]:
    return tuple(text for text, ours in known_values(mapping.kind, "row").items() if ours == TOTAL)


def _summed(staged: Staged, mapping: Mapping) -> dict[str, tuple[str, int, str]]:
    """Quantities and times of rows that add up: field → label, position and SQL of the value of ``{x}``."""
    return {
        field.name: (field.label, staged.columns.index(column), notation(mapping.numbers[field.name]).value("{x}"))
        for field in mapping.of_kind.fields
        if field.sums
        and (column := mapping.columns.get(field.name)) in staged.columns
        and field.name in mapping.numbers
    }


def _compared(
    session: Session, summed: dict[str, tuple[str, int, str]], totals: str, rows: str
) -> list[tuple[str, float, float, bool]]:
    """Of each quantity: its label, its sum in one relation and in another one, and whether they agree."""
    columns = [(at, value) for _, at, value in summed.values()]
    whole, parts = (leaving.sums(session, columns, relation) for relation in (totals, rows))
    return [
        (label, total, part, abs(total - part) <= AGREE)
        for (label, _, _), total, part in zip(summed.values(), whole, parts, strict=True)
        if total is not None and part is not None
    ]


def questions(session: Session, mapping: Mapping) -> list[Question]:
    """Let a person say that what was taken for a total is none."""
    if not any(TOTAL in known.values() for known in mapping.values.values()):
        return []
    written = {text.lower(): text for _, texts in leaving.left_out(session) for text, _ in texts}
    totals = [(name, text) for name, known in mapping.values.items() for text, ours in known.items() if ours == TOTAL]
    said = {each: _row(written.get(each[1], each[1]), mapping.columns.get(each[0], each[0])) for each in totals}
    return [
        Question("values", name, f"{row} looks like a total row and is left out; is it one?", (LEAVE_OUT, KEEP),
                 blocking=False, value=text)
        for (name, text), row in said.items()
    ]  # fmt: skip


def _row(text: str, column: str) -> str:
    return f"“{text}” in “{column}”" if text else f"A row without anything in “{column}”"


def notes(session: Session, staged: Staged, mapping: Mapping) -> list[str]:
    """How many rows are left out, for which texts, and whether totals agree with the rows."""
    found = []
    meant = {mapping.columns.get(name, name): known for name, known in mapping.values.items()}
    for at, texts in leaving.left_out(session):
        column = staged.columns[at]
        totals = [(text, n) for text, n in texts if meant.get(column, {}).get(text.lower()) == TOTAL]
        others = [(text, n) for text, n in texts if (text, n) not in totals]
        found += [_of_total(session, staged, mapping, at, text, n) for text, n in totals]
        if others:
            shown = ", ".join(f"“{text}” ({n:,})" for text, n in others[: leaving.NAMED])
            more = f" and {len(others) - leaving.NAMED:,} other texts" if len(others) > leaving.NAMED else ""
            rows = sum(n for _, n in others)
            found.append(f"{rows:,} {'row is' if rows == 1 else 'rows are'} left out for “{column}”: {shown}{more}.")
    return found


def _of_total(session: Session, staged: Staged, mapping: Mapping, at: int, text: str, rows: int) -> str:
    one = Leaving(at, (text.lower(),)).condition()
    part = _part_of(text, _words(mapping))
    others = leaving.rows_where(leaving.says(at, part) if part else "true")
    compared = _compared(session, _summed(staged, mapping), leaving.rows_where(one, whole=True), others)
    said = f"{_row(text, staged.columns[at])}: {'1 row' if rows == 1 else f'{rows:,} rows'} left out as a total"
    if not compared:
        return f"{said}; nothing in it can be compared."
    agree = ", ".join(f"{label.lower()} {total:,.10g}" for label, total, _, same in compared if same)
    differ = ", ".join(
        f"{label.lower()} {total:,.10g}, which is {part:,.10g} in the rows" for label, total, part, same in compared
        if not same
    )  # fmt: skip
    told = [f"its sums agree with the rows ({agree})"] if agree else []
    told += [f"it does not agree with the rows: {differ}"] if differ else []
    return f"{said}; {'; '.join(told)}."
