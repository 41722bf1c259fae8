"""Exports of known systems: which one a header is of, and what its words mean; see ``vocabulary/systems/README.md``."""

import re
import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from producflow.imports.columns.meanings import LEAVE_OUT
from producflow.imports.text import words
from producflow.vocabulary.words import SYSTEMS, fold, known_values

if TYPE_CHECKING:  # it keeps the name of one
    from producflow.imports.columns.mapping import Mapping

BETWEEN_WORDS = re.compile(r"[\s,;/|]+")


@dataclass(frozen=True)
class System:
    """An export of a system."""

    name: str
    title: str
    """What a person is told."""
    kind: str
    header: tuple[tuple[str, ...], ...]
    """What must be in the header; of each, one."""
    columns: AnyMapping[str, tuple[str, ...]]
    """Our field → what its column may be called, the best first."""
    constants: AnyMapping[str, str]
    units: AnyMapping[str, str]
    values: AnyMapping[str, AnyMapping[str, tuple[str, ...]]]
    """Our field → our value → its words, as they are written."""
    several: frozenset[str]
    """Fields whose cells may hold several words; the first value that has one of them decides."""

    def fits(self, header: AnyMapping[str, str]) -> bool:
        """Whether a header, folded, is of it."""
        return all(any(name in header for name in names) for names in self.header)


def _texts(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _folded(given: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(map(_plain, _texts(given)))


def _plain(header: str) -> str:
    """A header as it is compared: ``VarName``, ``VARNAME`` and ``Var Name`` are the same."""
    return fold(words(header)).replace(" ", "")


def _system(name: str, given: AnyMapping[str, Any]) -> System:
    return System(
        name=name,
        title=given["title"],
        kind=given["kind"],
        header=tuple(map(_folded, given["header"])),
        columns={field: _folded(names) for field, names in given.get("columns", {}).items()},
        constants=given.get("constants", {}),
        units=given.get("units", {}),
        values={
            field: {ours: tuple(texts) for ours, texts in meanings.items()}
            for field, meanings in given.get("values", {}).items()
        },
        several=frozenset(given.get("several", ())),
    )


@cache
def systems() -> dict[str, System]:
    """Every system under its name."""
    paths = sorted(SYSTEMS.glob("*.toml"))
    return {path.stem: _system(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths}


def recognised(columns: Sequence[str], kind: str | None) -> System | None:
    """The system of whose exports a header is; of several, the one that asks most of it."""
    header = {_plain(column): column for column in columns}
    fitting = [each for each in systems().values() if kind in (None, each.kind) and each.fits(header)]
    return max(fitting, key=lambda each: len(each.header), default=None)


def columns_of(system: System, columns: Sequence[str], filled: Sequence[str]) -> dict[str, str]:
    """Our field → its column in an export of a system; an empty one only where there is no other."""
    # Reversed, so that of columns of one name the first stays.
    header = {_plain(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field, names in system.columns.items():
        there = [header[name] for name in names if name in header and header[name] not in found.values()]
        chosen = next((column for column in there if column in filled), there[0] if there else None)
        if chosen is not None:
            found[field] = chosen
    return found


def reason(mapping: "Mapping", field: str, column: str) -> str | None:
    """Why a column is a field in the exports of the system that the file is of; None if nothing says so there."""
    system = systems().get(mapping.system)
    if system is None or _plain(column) not in system.columns.get(field, ()):
        return None
    return f"“{column}” is what exports of {system.title} call it."


def meanings(mapping: "Mapping", field: str) -> dict[str, str]:
    """What texts of a field are known to mean, folded, by the languages and by the system that the file is of."""
    system = systems().get(mapping.system)
    own = {} if system is None else system.values.get(field, {})
    return known_values(mapping.kind, field) | {fold(text): ours for ours, texts in own.items() for text in texts}


def meaning(mapping: "Mapping", field: str, text: str, known: AnyMapping[str, str]) -> str | None:
    """Our value for a text of a field, given :func:`meanings` of it."""
    found = known.get(fold(text))
    system = systems().get(mapping.system)
    if found is not None or system is None or field not in system.several:
        return found
    there = {fold(word) for word in BETWEEN_WORDS.split(text.strip())}
    return next((ours for ours, texts in system.values[field].items() if there & set(map(fold, texts))), None)


def begins_of_rows_left_out(mapping: "Mapping", field: str) -> list[str]:
    """Beginnings of texts whose rows are left out, in lower case with a ``*`` at the end."""
    system = systems().get(mapping.system)
    texts = () if system is None else system.values.get(field, {}).get(LEAVE_OUT, ())
    return [text.lower() for text in texts if text.endswith("*")]
