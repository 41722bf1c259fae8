"""How a file's columns and values become ours: what a proposal proposes, a person changes and a profile remembers."""

import json
from collections.abc import Mapping as AnyMapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from producflow.domain import zones
from producflow.domain.sensors import sense
from producflow.domain.units import QUANTITIES, usual
from producflow.errors import InvalidInput
from producflow.imports.columns.derivations import check_rule
from producflow.imports.columns.meanings import REPEATS, SAID_OF_ROWS
from producflow.imports.columns.systems import systems
from producflow.imports.kinds import KINDS, kind_name
from producflow.imports.kinds.kind import Kind
from producflow.store.importing.durations import DURATIONS
from producflow.store.importing.notations import NUMBERS
from producflow.store.importing.times import TIMES


@dataclass(frozen=True)
class Mapping:
    """How to read a file."""

    kind: str
    """What its rows are, see :data:`producflow.imports.kinds.KINDS`."""
    columns: dict[str, str] = field(default_factory=dict)
    """Our field → the file's column."""
    constants: dict[str, str] = field(default_factory=dict)
    """Our field → text that stands for every row, where there is no column."""
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """Our field → text of the file in lower case → our value, beside what is known anyway; or what becomes of rows with
    it, see :mod:`producflow.imports.columns.meanings`, which may be said of any column of the file."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Our field → how its numbers are written, such as ``1.234,5``."""
    dates: dict[str, str] = field(default_factory=dict)
    """Our field → how its dates are written, such as ``day first``."""
    timezone: str = "UTC"
    """IANA name of the zone of times without an offset."""
    spread: dict[str, str] = field(default_factory=dict)
    """The file's column → the sensor type, or machine, whose values stand in it: for files with a column per sensor
    or per machine. Numbers and units of such a column are kept under its own name."""
    units: dict[str, str] = field(default_factory=dict)
    """Our field, or spread column → the unit in which the file states it, where that is not ours."""
    system: str = ""
    """Name of the system whose export it is, see :mod:`.systems`; empty: none that is known."""
    repeats: str = ""
    """What becomes of rows that are alike in all that is read, or have one key: ``keep all`` or ``keep the first``;
    empty: it is asked where a column that is not read tells them apart."""
    rules: dict[str, str] = field(default_factory=dict)
    """Our field → a rule by which it follows where no column holds it, see :mod:`.derivations`."""

    @property
    def of_kind(self) -> Kind:
        """The kind itself."""
        return KINDS[self.kind]

    def with_column(self, name: str, column: str | None) -> "Mapping":
        """The same with another column for a field, or none; a column of a sensor or machine is that no more."""
        if column is None:
            return replace(self, columns=_with(self.columns, name, None))
        # A column serves one purpose, and a field is either read or follows from a rule.
        freed = self.with_spread(column, None) if column in self.spread else self
        return replace(freed, columns=_with(freed.columns, name, column)).with_rule(name, None)

    def with_constant(self, name: str, text: str | None) -> "Mapping":
        """The same with a constant for a field, or none."""
        changed = replace(self, constants=_with(self.constants, name, text))
        return changed.with_rule(name, None) if text else changed

    def with_unit(self, name: str, unit: str | None) -> "Mapping":
        """The same with another unit for a field or a spread column, or ours."""
        return replace(self, units=_with(self.units, name, unit))

    def with_rule(self, name: str, rule: str | None) -> "Mapping":
        """The same with another rule for a field, or none."""
        return replace(self, rules=_with(self.rules, name, rule))

    def with_spread(self, column: str, name: str | None) -> "Mapping":
        """The same with a column for one sensor or machine, or without; a column serves one purpose."""
        spread = _with(self.spread, column, name)
        if name:
            columns = {field: taken for field, taken in self.columns.items() if taken != column}
            return replace(self, columns=columns, spread=spread)
        return replace(
            self, spread=spread, numbers=_with(self.numbers, column, None), units=_with(self.units, column, None)
        )

    def with_value(self, name: str, text: str, ours: str | None) -> "Mapping":
        """The same with a meaning for one text of a field, or none."""
        known = _with(self.values.get(name, {}), text.strip().lower(), ours)
        return replace(self, values={**self.values, name: known})

    def without(self, name: str) -> "Mapping":
        """The same without a column for a field, and without what was decided about that."""
        numbers, dates, units = (_with(part, name, None) for part in (self.numbers, self.dates, self.units))
        return replace(self.with_column(name, None), numbers=numbers, dates=dates, units=units)

    def to_json(self) -> str:
        """The mapping as JSON, as profiles keep it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """A mapping from its JSON.

        Raises
        ------
        InvalidInput
            If it is none; the sentence says why.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise InvalidInput(f"The mapping is not JSON ({error.msg} in line {error.lineno}).", "mapping") from None
        if not isinstance(given, dict) or "kind" not in given:
            raise InvalidInput("The mapping is not an object with a kind.", "mapping")
        unknown = sorted(set(given) - set(cls.__dataclass_fields__))
        if unknown:
            raise InvalidInput(f"The mapping has no “{unknown[0]}”.", "mapping")
        return checked(cls(**_typed(given)))


def _with(part: AnyMapping[str, str], name: str, value: str | None) -> dict[str, str]:
    """A part of a mapping with another value under a name, at the end, or with none."""
    rest = {key: kept for key, kept in part.items() if key != name}
    return {**rest, name: value} if value else rest


def _typed(given: AnyMapping[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        wanted: type = str if name in ("kind", "timezone", "system", "repeats") else dict
        if not isinstance(value, wanted):
            raise InvalidInput(f"“{name}” of the mapping is not the right kind of value.", "mapping")
        inner = value.values() if isinstance(value, dict) and name != "values" else ()
        if any(not isinstance(item, str) for item in inner):
            raise InvalidInput(f"“{name}” of the mapping holds something that is not text.", "mapping")
    nested = given.get("values", {}).values()
    if any(not isinstance(known, dict) or any(not isinstance(v, str) for v in known.values()) for known in nested):
        raise InvalidInput("“values” of the mapping holds something that is not text.", "mapping")
    return dict(given)


def checked(mapping: Mapping) -> Mapping:
    """Return the mapping if everything in it exists.

    Raises
    ------
    InvalidInput
        If a field, a format or a zone is unknown.
    """
    kind = KINDS[kind_name(mapping.kind)]
    mapping = replace(mapping, kind=kind.name)
    fields = {field.name for field in kind.fields}
    # Which rows are left out may be said of any column, also of one that is no field of ours.
    of_columns = {name for name, known in mapping.values.items() if SAID_OF_ROWS.issuperset(known.values())}
    _require_fields(kind, mapping.values, fields | of_columns)
    for part in (mapping.columns, mapping.constants, mapping.dates, mapping.rules):
        _require_fields(kind, part, fields)
    for part in (mapping.numbers, mapping.units):
        _require_fields(kind, part, fields | set(mapping.spread))
    lasting = {field.name for field in kind.fields if field.unit in ("min", "h")}
    for formats, ways in ((mapping.numbers, NUMBERS), (mapping.dates, TIMES)):
        for name, text in formats.items():
            allowed = [*ways, *(DURATIONS if ways is NUMBERS and name in lasting else ())]
            if text not in allowed:
                raise InvalidInput(f"“{text}” is no way to write {name}; use one of {', '.join(allowed)}.", name)
    if not zones.known(mapping.timezone):
        raise InvalidInput(f"There is no time zone “{mapping.timezone}”; use a name such as Europe/Berlin.", "timezone")
    if mapping.repeats not in ("", *REPEATS):
        raise InvalidInput(
            f"“{mapping.repeats}” does not say what becomes of repeats; use {' or '.join(REPEATS)}.", "repeats"
        )
    if mapping.system and mapping.system not in systems():
        raise InvalidInput(
            f"There is no system “{mapping.system}”; leave it empty, or use one of {', '.join(systems())}.", "system"
        )
    if mapping.spread and kind.cell is None:
        raise InvalidInput(f"{kind.label} cannot have a column per value; leave “spread” out.", "spread")
    both = sorted(set(mapping.spread) & set(mapping.columns.values()))
    if both:
        what = kind.field(kind.across or "").label.lower()
        raise InvalidInput(f"The column “{both[0]}” is given both to a field and to a {what}; choose one.", "spread")
    for name, rule in mapping.rules.items():
        check_rule(kind, name, rule)
    for name, unit in mapping.units.items():
        _require_unit(kind, name, unit, mapping.spread)
    for column, name in mapping.spread.items() if kind.of_sensors else ():
        found = sense(name, mapping.units.get(column))
        if found.fault:
            raise InvalidInput(f"“{name if found.field == 'sensor_type' else column}” {found.fault}", column)
    return mapping


def _require_fields(kind: Kind, part: AnyMapping[str, object], fields: AbstractSet[str]) -> None:
    for name in part:
        if name not in fields:
            raise InvalidInput(f"{kind.label} have no field “{name}”; they have {', '.join(sorted(fields))}.", name)


def _require_unit(kind: Kind, name: str, unit: str, spread: AnyMapping[str, str]) -> None:
    """Refuse a unit that cannot be converted to ours."""
    if name in spread:
        return
    ours = kind.field(name).unit
    if ours is None:
        raise InvalidInput(f"{kind.field(name).label} has no unit of ours; leave it out of “units”.", name)
    if unit.strip().lower() not in QUANTITIES[ours]:
        raise InvalidInput(
            f"{unit} is no unit for {kind.field(name).label.lower()}; use one of {', '.join(usual(ours))}.", name
        )
