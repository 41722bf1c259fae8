"""How a file's columns and values become ours: what a proposal proposes, a person changes and a profile remembers."""

import json
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from zoneinfo import available_timezones

from producflow.errors import InvalidInput
from producflow.imports.kinds import ALIASES, KINDS, Kind
from producflow.store.importing.cells import DATE_FORMATS, NUMBER_FORMATS


@dataclass(frozen=True)
class Mapping:
    """How to read a file.

    Attributes
    ----------
    kind : str
        What its rows are, see :data:`producflow.imports.kinds.KINDS`.
    columns : dict
        Our field → the file's column.
    constants : dict
        Our field → text that stands for every row, where there is no column.
    values : dict
        Our field → folded text of the file → our value, beside what is known anyway.
    numbers : dict
        Our field → how its numbers are written, such as ``1.234,5``.
    dates : dict
        Our field → how its dates are written, such as ``day first``.
    timezone : str
        IANA name of the zone of times without an offset.
    """

    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    timezone: str = "UTC"

    @property
    def of_kind(self) -> Kind:
        """The kind itself."""
        return KINDS[self.kind]

    def with_column(self, name: str, column: str | None) -> "Mapping":
        """The same with another column for a field, or none."""
        columns = {key: value for key, value in self.columns.items() if key != name}
        return replace(self, columns=columns if column is None else {**columns, name: column})

    def with_constant(self, name: str, text: str | None) -> "Mapping":
        """The same with a constant for a field, or none."""
        constants = {key: value for key, value in self.constants.items() if key != name}
        return replace(self, constants=constants if not text else {**constants, name: text})

    def with_value(self, name: str, text: str, ours: str | None) -> "Mapping":
        """The same with a meaning for one text of a field, or none."""
        known = {key: value for key, value in self.values.get(name, {}).items() if key != text.strip().lower()}
        if ours:
            known[text.strip().lower()] = ours
        return replace(self, values={**self.values, name: known})

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


def _typed(given: AnyMapping[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        wanted: type = str if name in ("kind", "timezone") else dict
        if not isinstance(value, wanted):
            raise InvalidInput(f"“{name}” of the mapping is not the right kind of value.", "mapping")
        inner = value.values() if isinstance(value, dict) and name != "values" else ()
        if any(not isinstance(item, str) for item in inner):
            raise InvalidInput(f"“{name}” of the mapping holds something that is not text.", "mapping")
    nested = given.get("values", {}).values()
    if any(not isinstance(known, dict) or any(not isinstance(v, str) for v in known.values()) for known in nested):
        raise InvalidInput("“values” of the mapping holds something that is not text.", "mapping")
    return dict(given)


def kind_name(name: str) -> str:
    """Our name of a kind, from it or a short form.

    Raises
    ------
    InvalidInput
        If there is no such kind.
    """
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = ALIASES.get(folded, folded)
    if found not in KINDS:
        raise InvalidInput(f"There is no kind “{name}”; use one of {', '.join(KINDS)}.", "kind")
    return found


def checked(mapping: Mapping) -> Mapping:
    """Return the mapping if everything in it exists.

    Raises
    ------
    InvalidInput
        If a field, a format or a zone is unknown.
    """
    kind = KINDS[kind_name(mapping.kind)]
    fields = {field.name for field in kind.fields}
    for part in (mapping.columns, mapping.constants, mapping.values, mapping.numbers, mapping.dates):
        for name in part:
            if name not in fields:
                raise InvalidInput(f"{kind.label} have no field “{name}”; they have {', '.join(sorted(fields))}.", name)
    for formats, allowed in ((mapping.numbers, tuple(NUMBER_FORMATS)), (mapping.dates, DATE_FORMATS)):
        for name, text in formats.items():
            if text not in allowed:
                raise InvalidInput(f"“{text}” is no way to write {name}; use one of {', '.join(allowed)}.", name)
    if mapping.timezone not in available_timezones():
        raise InvalidInput(f"There is no time zone “{mapping.timezone}”; use a name such as Europe/Berlin.", "timezone")
    return replace(mapping, kind=kind.name)
