"""Columns that become nothing although their header says what they are: named in a note, or asked about.

A field has one column. Where a second one is called like it as well, or holds what we work out ourselves, that is said.
"""

from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.questions import Question
from producflow.imports.columns.recognition import KNOWN, match
from producflow.imports.kinds.kind import Field
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of
from producflow.imports.text import words
from producflow.vocabulary.words import fold, names

COLUMNS_NAMED = 6


def ignored(staged: Staged, mapping: Mapping) -> tuple[str, ...]:
    """Columns of a file that become nothing."""
    used = {part for each in mapping.columns.values() for part in parts_of(each, staged.columns)} | {*mapping.spread}
    return tuple(column for column in staged.columns if column not in used)


def notes(staged: Staged, mapping: Mapping) -> list[str]:
    """What is said of them."""
    left = ignored(staged, mapping)
    own = [each for each in left if fold(words(each)) in names("own.figures")] if mapping.of_kind.figures else []
    plans = [each for each in left if fold(words(each)) in names("own.plans")] if "cost" in mapping.columns else []
    of_one = len(mapping.spread) == 1 and mapping.units  # then the unit of that column comes from it
    units = [
        each for each in left if mapping.spread and mapping.of_kind.of_sensors and not of_one and _names_units(each)
    ]
    seconds = [
        f"“{column}” (“{mapping.columns[field.name]}” is taken for {field.label.lower()})"
        for column, field in _seconds(left, mapping)
        if column not in (*own, *plans)
    ]
    told = [f"{_named(own)} left out: such figures are worked out from the rows."] if own else []
    told += [f"{_named(plans)} left out: what was planned to be spent is not kept."] if plans else []
    told += [f"{_named(units)} left out: it does not say which of several columns it is of."] if units else []
    more = f" and {len(seconds) - COLUMNS_NAMED:,} more" if len(seconds) > COLUMNS_NAMED else ""
    return told + ([f"Left out: {', '.join(seconds[:COLUMNS_NAMED])}{more}."] if seconds else [])


def questions(staged: Staged, mapping: Mapping) -> list[Question]:
    """Let a person choose between two columns of quantities that are called by usual names of one field."""
    found = {
        field.name: (column, field)
        for column, field in _seconds(ignored(staged, mapping), mapping)
        # Of a system that is known it is known which of its columns is ours.
        if not mapping.system and field.type in ("number", "count") and _alike(field, column, mapping)
    }
    asked = "“{}” is taken for the {}; “{}” is called like that too. Choose it, if it is the right one."
    return [
        Question("columns", name, asked.format(mapping.columns[name], field.label.lower(), column), blocking=False,
                 widget="column", takes_column=True)
        for name, (column, field) in found.items()
    ]  # fmt: skip


def _seconds(left: tuple[str, ...], mapping: Mapping) -> list[tuple[str, Field]]:
    """Columns that are left out and called like a field which another column is."""
    taken = [field for field in mapping.of_kind.fields if field.name in mapping.columns]
    found = []
    for column in left:
        said = [(seen.confidence, field) for field in taken if (seen := match(field, column)) is not None]
        best = max(said, key=lambda each: each[0], default=(0.0, None))
        if best[1] is not None and best[0] >= KNOWN:
            found.append((column, best[1]))
    return found


def _alike(field: Field, column: str, mapping: Mapping) -> bool:
    """Whether a header says a field no less than that of the column which is taken for it."""
    chosen, second = match(field, mapping.columns[field.name]), match(field, column)
    return chosen is not None and second is not None and second.confidence >= chosen.confidence


def _names_units(column: str) -> bool:
    return fold(words(column)) in names("sensor_readings.unit")


def _named(columns: list[str]) -> str:
    shown = ", ".join(f"“{each}”" for each in columns[:COLUMNS_NAMED])
    return f"{shown} {'is' if len(columns) == 1 else 'are'}"
