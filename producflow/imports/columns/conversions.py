"""Units of a file and ours: which are stated, and what a person is told of their conversion."""

from dataclasses import replace

from producflow.domain.sensors import sense
from producflow.domain.units import QUANTITIES
from producflow.imports.columns.formats import decide_number
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.recognition import unit_of
from producflow.imports.reading.cells import Staged
from producflow.imports.reading.headers import parts_of
from producflow.store.database import Session
from producflow.store.importing import column_profile

MOST_OF_A_SHARE = 2.0
"""No value of a column above it: then they are shares of 1, not percent; all below 2 % would be rarer than 200 %."""


def with_chosen(mapping: Mapping, name: str, column: str | None) -> Mapping:
    """The mapping with another column for a field, or none; how it is written is decided anew, its unit is its own."""
    changed = mapping.without(name)
    return stated_units(changed.with_constant(name, None).with_column(name, column), name) if column else changed


def stated_units(mapping: Mapping, only: str | None = None) -> Mapping:
    """The mapping with the units in it that headers state for fields with a unit of ours, or for one of them."""
    units = dict(mapping.units)
    for name, column in mapping.columns.items():
        if only not in (None, name):
            continue
        field = mapping.of_kind.field(name)
        of_parts = {unit_of(field, part) for part in parts_of(column, ())}
        stated = of_parts.pop() if len(of_parts) == 1 else None
        if stated is not None and field.unit is not None and QUANTITIES[field.unit][stated] != (1, 0):
            units[name] = stated
    return replace(mapping, units=units)


def stated_shares(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping with the columns of percentages in it that are shares of 1, as all their values say."""
    for name, column in mapping.columns.items():
        field = mapping.of_kind.field(name)
        if (
            column not in staged.columns
            or field.unit != "%"
            or name in mapping.units
            or "%" in column
            or "percent" in column.lower()
        ):
            continue
        written = decide_number(
            staged.recall(column_profile.number_facts, session, column, field.dress), staged.dialect.delimiter
        ).format
        extent = None if written is None else column_profile.extent(session, staged.place(column), written)
        if extent is not None and 0 < extent[1] <= MOST_OF_A_SHARE:
            mapping = mapping.with_unit(name, "share of 1")
    return mapping


def factor_of(field_unit: str | None, stated: str | None) -> tuple[float, float]:
    """Factor and offset from a stated unit to ours, for a field that is no sensor."""
    if field_unit is None or stated is None:
        return 1, 0
    return QUANTITIES[field_unit][stated.strip().lower()]


def described(mapping: Mapping) -> list[str]:
    """What is converted, one sentence each."""
    notes = []
    for name, stated in mapping.units.items():
        if name in mapping.spread:
            found = sense(mapping.spread[name], stated)
            factor, offset, ours = found.factor, found.offset, found.unit
        else:
            field = mapping.of_kind.field(name)
            (factor, offset), ours = factor_of(field.unit, stated), field.unit
        if (factor, offset) != (1, 0):
            label = mapping.columns.get(name, name)
            notes.append(f"“{label}” is converted from {stated} to {ours}: {_formula(factor, offset)}.")
    return notes


def _formula(factor: float, offset: float) -> str:
    """The conversion as a person would write it."""
    scaled = "value" if factor == 1 else f"value × {factor:.6g}"
    return scaled if offset == 0 else f"{scaled} {'+' if offset > 0 else '−'} {abs(offset):.6g}"
