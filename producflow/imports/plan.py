"""A mapping, made into what SQL needs to read, check and store the rows."""

from pathlib import Path

from producflow.domain.units import CANONICAL_UNITS, CONVERSIONS
from producflow.errors import InvalidInput
from producflow.imports.kinds import Field, Kind
from producflow.imports.mapping import Mapping
from producflow.imports.progress import Progress
from producflow.imports.reading import Staged
from producflow.imports.words import known_values
from producflow.store.database import Session
from producflow.store.importing.cells import Cell
from producflow.store.importing.checking import Target, check, open_cells


def run_checks(
    session: Session,
    staged: Staged,
    mapping: Mapping,
    *,
    create_equipment: bool,
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
    open_cells(session, staged.cells, staged.ragged)
    cells = cells_of(mapping, staged)
    target = target_of(mapping)
    progress = progress or Progress()
    check(
        session,
        target,
        cells,
        len(staged.columns),
        create_equipment=create_equipment,
        units=CONVERSIONS,
        canonical=CANONICAL_UNITS,
        tell=lambda step: progress.report(step, 0, staged.rows),
        into=into,
    )
    return target


def cells_of(mapping: Mapping, staged: Staged) -> list[Cell]:
    """How each field is read: those the file brings, and those that a row cannot do without."""
    kind = mapping.of_kind
    return [
        _cell(field, mapping, staged)
        for field in kind.fields
        if field.name in mapping.columns or field.name in mapping.constants or field.required or _always(kind, field)
    ]


def _always(kind: Kind, field: Field) -> bool:
    """Whether SQL needs the field even if the file says nothing of it: keys, and a reading's unit."""
    return field.name in kind.key or (kind.name == "sensor_readings" and field.name == "unit")


def _cell(field: Field, mapping: Mapping, staged: Staged) -> Cell:
    column = mapping.columns.get(field.name)
    if column is not None and column not in staged.columns:
        raise InvalidInput(f"{staged.name} has no column “{column}” for {field.label.lower()}.", field.name)
    constant = mapping.constants.get(field.name)
    label = column or field.label
    return Cell(
        name=field.name,
        type=field.type,
        label=label,
        column=None if column is None else staged.columns.index(column),
        constant=constant if column is None else None,
        required=field.required,
        number_format=mapping.numbers.get(field.name, "1234.5") if column is not None else "1234.5",
        date_format=mapping.dates.get(field.name, "iso") if column is not None else "iso",
        zone=mapping.timezone,
        values=_values(field, mapping),
        choices=field.choices,
        minimum=field.minimum,
        maximum=field.maximum,
    )


def _values(field: Field, mapping: Mapping) -> dict[str, str]:
    known = known_values(mapping.kind, field.name)
    said = {text.lower(): ours for text, ours in mapping.values.get(field.name, {}).items()}
    own = {choice: choice for choice in field.choices}
    return {**known, **own, **said}


def target_of(mapping: Mapping) -> Target:
    """The table that rows go to, and the columns that the file brings."""
    kind = mapping.of_kind
    key = tuple(_column(name) for name in kind.key)
    brought = [field.name for field in kind.fields if field.name in mapping.columns or field.name in mapping.constants]
    if kind.name == "sensor_readings" and "unit" not in brought:
        brought.append("unit")  # ours, where the sensor type has one
    # A job that is found by its own number may have moved to another machine, day, type or text.
    fixed = {"external_id"} if kind.name == "maintenance_logs" else set(key)
    fields = tuple(_column(name) for name in brought if _column(name) not in fixed)
    return Target(kind.name, key, fields, kind.clock)


def _column(name: str) -> str:
    return "equipment_id" if name == "equipment" else name
