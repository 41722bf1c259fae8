"""A mapping, made into what SQL needs to read, check and store the rows."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from producflow.domain import zones
from producflow.domain.sensors import sense
from producflow.errors import InvalidInput
from producflow.imports.columns.conversions import factor_of
from producflow.imports.columns.derivations import EVENLY, daily, of_a_said_day, said_day, steps
from producflow.imports.columns.leaving import opened
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import GONE, KEEP_ALL, SAID_OF_ROWS, meant
from producflow.imports.columns.split_times import shares_day
from producflow.imports.columns.systems import meaning, meanings
from producflow.imports.columns.tags import TagPattern, pattern
from producflow.imports.kinds.kind import Field
from producflow.imports.progress import Progress
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of, signs_of
from producflow.imports.text import split_unit
from producflow.operations.checks import hold
from producflow.store.database import Session
from producflow.store.importing import column_profile, dress_profile
from producflow.store.importing.cells import Cell, Summed
from producflow.store.importing.checking import check
from producflow.store.importing.dress import ANY
from producflow.store.importing.durations import DURATIONS
from producflow.store.importing.spread import Spread
from producflow.store.importing.target import NewMachine, Target
from producflow.store.importing.times import TIMES, Fold
from producflow.vocabulary.words import fold

TEXTS_LOOKED_UP = 500
PLAIN = "1234.5"


def run_checks(
    session: Session,
    staged: Staged,
    mapping: Mapping,
    *,
    create_equipment: bool,
    machines: AnyMapping[str, NewMachine] | None = None,
    progress: Progress | None = None,
    into: Path | None = None,
) -> Target:
    """Read and check all rows, and compare them with what is stored; see :mod:`producflow.store.importing.checking`.

    ``progress`` is told each step; ``into`` keeps the plan.

    Raises
    ------
    InvalidInput
        If the mapping does not fit the file.
    """
    # First: all that follows, also what columns hold, is asked of the rows that are not left out.
    staged = opened(session, staged, mapping)
    progress = progress or Progress()
    _require_columns(mapping, staged)
    cells = cells_of(session, mapping, staged)
    _require_capacities(machines or {})
    spread = _spread(session, mapping, staged)
    passes = any(cell.folds for cell in cells)
    target = replace(target_of(session, mapping), spread=spread, machines=machines or {}, passes=passes)
    check(
        session,
        target,
        cells,
        len(staged.columns),
        create_equipment=create_equipment,
        tell=lambda step: progress.report(step, 0, staged.rows),
        into=into,
    )
    return target


def _require_capacities(machines: AnyMapping[str, NewMachine]) -> None:
    for name, machine in machines.items():
        hold("equipment", {"name": name, "type": machine.type, "capacity": machine.capacity})


def _require_columns(mapping: Mapping, staged: Staged) -> None:
    for name, column in (*mapping.columns.items(), *((mapping.of_kind.across or "", each) for each in mapping.spread)):
        if not staged.has(column):
            label = mapping.of_kind.field(name).label.lower()
            raise InvalidInput(f"{staged.name} has no column “{column}” for {label}.", name)


def cells_of(session: Session, mapping: Mapping, staged: Staged) -> list[Cell]:
    """How each field is read: those the file brings, and those that a row cannot do without."""
    kind = mapping.of_kind
    brought = {*mapping.columns, *mapping.constants, *mapping.rules}
    cells = {
        field.name: _cell(session, field, mapping, staged)
        for field in kind.fields
        if (field.stored or field.name in kind.worked_out)
        and (field.name in brought or field.required or field.name in kind.worked_out)
    }
    for each in kind.spans:
        # An end that states only a time of day is of the day of its start, or the next one where it is earlier.
        if each.end in of_a_said_day(mapping) or shares_day(mapping, each.start, each.end, staged.columns):
            cells[each.end] = replace(cells[each.end], begun=cells[each.start])
    return list(cells.values())


def _cell(session: Session, field: Field, mapping: Mapping, staged: Staged) -> Cell:
    column, part = mapping.columns.get(field.name), None
    if (split := _tags(mapping)) is not None and field.type in ("machine", "sensor"):
        column = mapping.columns.get(mapping.of_kind.across or "")
        part = (split.regex, split.machine if field.type == "machine" else split.sensor)
    summed = None if column is None else _summed(session, field, mapping, staged, column)
    constant = mapping.constants.get(field.name)
    factor, offset = _factor(field, mapping)
    rule = mapping.rules.get(field.name) if field.type == "instant" else None
    return Cell(
        name=field.name,
        type=field.type,
        # The word that stands in the file, so that a person finds the cell that is rejected.
        label=column or field.label,
        column=None if column is None or summed is not None else staged.place(column),
        summed=summed,
        constant=constant if column is None else None,
        required=field.required and not field.blank,
        number_format=mapping.numbers.get(field.name, PLAIN) if column is not None and summed is None else PLAIN,
        date_format=_date_format(session, column, field, mapping, staged),
        zone=mapping.timezone,
        values=_values(session, field, mapping, staged),
        choices=mapping.of_kind.choices(session, field),
        factor=factor,
        offset=offset,
        dress=_dress(session, column, field, mapping, staged) if summed is None else None,
        by_number=field.type == "machine" and staged.numbers_machines(column),
        part=part,
        folds=_folds(session, column, field, mapping, staged) if rule is None and column is not None else (),
        daily=daily(rule),
        day=of_a_said_day(mapping).get(field.name),
        steps=_steps(rule, field, mapping.timezone),
    )


def _date_format(session: Session, column: str | None, field: Field, mapping: Mapping, staged: Staged) -> str:
    if column is None or not field.dated:
        return "iso"
    written = mapping.dates.get(field.name, "iso")
    return written if field.name in of_a_said_day(mapping) else staged.written(session, column, written)


def _factor(field: Field, mapping: Mapping) -> tuple[float, float]:
    """From what a column states to our unit; durations are read in minutes."""
    lasting = mapping.numbers.get(field.name) in DURATIONS
    return factor_of(field.unit, "min" if lasting else mapping.units.get(field.name))


def _dress(session: Session, column: str | None, field: Field, mapping: Mapping, staged: Staged) -> str | None:
    """What stands around the digits of a column's numbers; None: nothing."""
    # The unit stands behind the number in one cell, whatever it is.
    if field.name == "unit" and column is not None and column == mapping.columns.get("value"):
        return ANY
    if column is None or field.type not in ("number", "count") or mapping.numbers.get(field.name) in DURATIONS:
        return None
    dressed = staged.recall(column_profile.number_facts, session, column, field.dress).dressed
    return field.dress if dressed else None


def _summed(session: Session, field: Field, mapping: Mapping, staged: Staged, column: str) -> Summed | None:
    """Of which columns a quantity is the sum; None where a single one holds it."""
    parts = parts_of(column, staged.columns)
    if field.type not in ("number", "count") or len(parts) == 1:
        return None
    dressed = any(staged.recall(column_profile.number_facts, session, part, field.dress).dressed for part in parts)
    return Summed(
        tuple(staged.columns.index(part) for part in parts),
        signs_of(column, staged.columns),
        mapping.numbers.get(field.name, PLAIN),
        field.dress if dressed else None,
        strict=field.type == "count",
    )


def _tags(mapping: Mapping) -> TagPattern | None:
    """How tags carry the machine, where they do."""
    rules = [mapping.rules.get(field.name) for field in mapping.of_kind.fields if field.type == "machine"]
    return next((pattern(rule) for rule in rules if rule is not None), None)


def _folds(session: Session, column: str, field: Field, mapping: Mapping, staged: Staged) -> tuple[Fold, ...]:
    """The hours that come twice while the times of a column last."""
    written = mapping.dates.get(field.name, "iso")
    # Nothing comes twice in UTC, nor where each time states its offset.
    if field.type != "instant" or mapping.timezone == "UTC" or not TIMES[written].of_a_zone:
        return ()
    written = staged.written(session, column, written)
    extent = staged.recall(column_profile.extent_of_times, session, column, written)
    return (
        () if extent.first is None or extent.last is None else zones.folds(mapping.timezone, extent.first, extent.last)
    )


def _steps(rule: str | None, field: Field, zone: str) -> tuple[str, float] | None:
    if rule is None or daily(rule) is not None or said_day(rule) is not None:
        return None
    found = steps(rule, field.name)
    start = found.start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    return start.isoformat(sep=" "), found.seconds


def _values(session: Session, field: Field, mapping: Mapping, staged: Staged) -> dict[str, str]:
    """Lower-case text → our value. Few different texts are looked up one by one, whatever their accents and signs."""
    if field.type not in ("choice", "boolean", "sensor"):
        return {}
    choices = mapping.of_kind.choices(session, field)
    every = meanings(mapping, field.name)
    known = {text: ours for text, ours in every.items() if ours not in SAID_OF_ROWS and meant(ours, choices)}
    told = mapping.values.get(field.name, {}).items()
    said = {text.lower(): ours for text, ours in told if ours not in SAID_OF_ROWS}
    own = {choice.lower(): choice for choice in choices}
    columns = [mapping.columns[field.name]] if field.name in mapping.columns else []
    if mapping.spread and field.name == mapping.of_kind.cell:
        columns = list(mapping.spread)
    split = _tags(mapping)
    texts: set[str] = {mapping.constants[field.name].lower()} if field.name in mapping.constants else set()
    for column in columns:
        found = column_profile.texts(session, staged.place(column), TEXTS_LOOKED_UP)
        if found is None:
            # What a person said comes last, and so beats what is known.
            return {**known, **own, **said}
        texts.update(found if split is None or field.type != "sensor" else _sensors(split, found))
    spelled = {**known, **{fold(choice): choice for choice in choices}}
    # Empty cells are not among the texts of a column.
    if "" in known and columns:
        texts.add("")
    understood = {text: ours for text in texts if (ours := meaning(mapping, field.name, text, spelled)) is not None}
    return {**understood, **own, **said}


def _sensors(split: TagPattern, tags: Sequence[str]) -> list[str]:
    return [parts[1] for tag in tags if (parts := split.split(tag)) is not None]


def _spread(session: Session, mapping: Mapping, staged: Staged) -> Spread | None:
    """How one row of the file becomes several, if it does."""
    kind = mapping.of_kind
    if (divided := next((name for name, rule in mapping.rules.items() if rule == EVENLY), None)) is not None:
        return Spread(divided, kind.divided(session, kind.field(divided)))
    if not mapping.spread:
        return None
    split = _tags(mapping)
    carried = [] if split is None else [split.split(split_unit(column)[0]) for column in mapping.spread]
    senses = [sense(name, mapping.units.get(column)) for column, name in mapping.spread.items()]
    return Spread(
        field=kind.across or "",
        names=tuple(mapping.spread.values()),
        cell=kind.cell,
        positions=tuple(staged.columns.index(column) for column in mapping.spread),
        machines=tuple("" if parts is None else parts[0] for parts in carried),
        without=tuple(text for text, ours in mapping.values.get(kind.cell or "", {}).items() if ours in GONE),
        labels=tuple(mapping.spread),
        number_formats=tuple(mapping.numbers.get(column, "1234.5") for column in mapping.spread),
        in_cells=tuple(_in_cells(session, staged, *each) for each in mapping.spread.items()) if kind.of_sensors else (),
        units=tuple(each.unit for each in senses) if kind.of_sensors else (),
        factors=tuple(each.factor for each in senses),
        offsets=tuple(each.offset for each in senses),
    )


def _in_cells(session: Session, staged: Staged, column: str, name: str) -> dict[str, tuple[float, float]]:
    """Units that stand in the cells of a column of one sensor, and how they become ours."""
    if not staged.recall(column_profile.number_facts, session, column, ANY).dressed:
        return {}
    stated = [text for text, _ in staged.recall(dress_profile.units_in_cells, session, column)]
    found = {text: sense(name, text) for text in stated}
    ours = next((each.unit for each in found.values() if not each.fault), None)
    known = {text: each for text, each in found.items() if not each.fault and each.unit == ours}
    return {text.lower(): (float(each.factor), float(each.offset)) for text, each in known.items()}


def target_of(session: Session, mapping: Mapping) -> Target:
    """The table that rows go to, and the columns that the file brings."""
    kind = mapping.of_kind
    said = {*mapping.columns, *mapping.constants, *mapping.rules}
    if mapping.spread:
        said |= {name for name in (kind.across, kind.cell) if name is not None}
    table, rules = kind.table_of_today(session), kind.rules_of_today(session)
    sets_apart = mapping.repeats == KEEP_ALL and kind.sets_apart and not mapping.spread
    return replace(kind.target(said), table=table, of_today=rules, sets_apart=sets_apart)
