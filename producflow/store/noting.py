"""Which rows a statement reads and writes: found in its own words, so that nothing has to be listed elsewhere.

A statement rests on every table that its text names, and on those that the views and macros it names are made of. What
it reads or writes of a table is the whole of it, unless the head of its file says less::

    -- Reads sensor_hourly of $equipment_id before $ends.
    -- Writes sensor_hourly of touched.equipment_id from touched.first.

``$name`` is a parameter (missing: all machines, or all times), ``rows.column`` a column of staged rows.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa

EVERYTHING = "*"
"""Instead of a table: any of them, where a statement cannot be told."""

COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
WORDS = re.compile(r"\w+")
CHANGES = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?"
    r"|(?:ALTER|DROP|CREATE)(?:\s+OR\s+REPLACE)?(?:\s+(?:TEMP|TEMPORARY))?\s+(?:TABLE|VIEW)(?:\s+IF(?:\s+NOT)?\s+EXISTS)?"
    r"|COPY(?=\s+[\w\".]+\s+FROM\b))\s+(?:\"?(\w+)\"?\.)?\"?(\w+)\"?",
    re.IGNORECASE,
)
# COPY … TO writes a file and no table; COPY … FROM is among the changes above.
ONLY_LOOKS = re.compile(r"\s*(?:SELECT|FROM|WITH|VALUES|COPY)\b", re.IGNORECASE)
LESS = re.compile(
    r"^-- (Reads|Writes) (\w+) of (\$?\w+(?:\.\w+)?)(?: (?:before|from) (\$?\w+(?:\.\w+)?))?\.$", re.MULTILINE
)

READS, WRITES = "Reads", "Writes"

Given = Mapping[str, Any]
"""Parameters of a statement by ``$name``, columns of staged rows by ``rows.column``."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table."""

    table: str
    """Its name, or `EVERYTHING`."""
    machine: int | None = None
    """Whose rows; None: those of all."""
    bound: datetime | None = None
    """Of rows that are read: they lie before it. Of rows that are written: they lie from it on. Naive UTC; None: at any
    time."""


@dataclass(frozen=True)
class Less:
    """What the head of a file says about a table: where machines and bounds are to be found."""

    verb: str
    table: str
    machines: str
    bounds: str | None

    @property
    def names(self) -> set[str]:
        """What must be given to tell."""
        return {self.machines} if self.bounds is None else {self.machines, self.bounds}

    def rows(self, given: Given) -> Iterable[Rows]:
        """The rows that a statement with such parameters reads or writes: of each machine, to its widest bound."""
        machines = given[self.machines]
        bounds = None if self.bounds is None else given[self.bounds]
        if isinstance(machines, pa.ChunkedArray):
            machines, bounds = (
                machines.to_pylist(),
                bounds.to_pylist() if isinstance(bounds, pa.ChunkedArray) else bounds,
            )
        if machines is None:
            # Bounds for each machine tell nothing of all of them.
            return [Rows(self.table, None, None if isinstance(bounds, (list, tuple, pd.Series)) else _instant(bounds))]
        if isinstance(machines, pd.Series):  # staged rows, maybe by the million
            if bounds is None:
                return [Rows(self.table, int(machine)) for machine in machines.unique()]
            by_machine = bounds.groupby(machines)
            edges = by_machine.min() if self.verb == WRITES else by_machine.max()
            return [Rows(self.table, int(machine), _instant(edge)) for machine, edge in edges.items()]
        if not isinstance(machines, (list, tuple)):
            return [Rows(self.table, int(machines), _instant(bounds))]
        each = bounds if isinstance(bounds, (list, tuple)) else [bounds] * len(machines)
        return {Rows(self.table, int(machine), _instant(bound)) for machine, bound in zip(machines, each, strict=True)}


class Catalogue:
    """What there is in a database, and what each name in a statement stands for.

    Parameters
    ----------
    definitions : mapping of str to str
        Text of each view and macro.
    """

    def __init__(self, tables: Iterable[str] = (), definitions: Mapping[str, str] | None = None) -> None:
        self._tables = frozenset(name.lower() for name in tables)
        self._definitions = {name.lower(): text for name, text in (definitions or {}).items()}
        self._behind: dict[str, frozenset[str]] = {}
        self.reads: Callable[[str], frozenset[str]] = lru_cache(2_000)(self._reads)
        self.writes: Callable[[str], frozenset[str]] = lru_cache(2_000)(self._writes)

    def _reads(self, sql: str) -> frozenset[str]:
        """Tables that a statement may read: all that it names, those behind views and macros included."""
        if not self._tables:
            return frozenset({EVERYTHING})
        return self._named(sql, frozenset())

    def _named(self, sql: str, within: frozenset[str]) -> frozenset[str]:
        # Words, not a parse: a column that is called like a table costs working something out once more, where a table
        # that a parse missed would leave an answer standing that is wrong.
        words = {word.lower() for word in WORDS.findall(COMMENTS.sub("", sql))}
        found = frozenset(words & self._tables)
        # The text of a view or macro names itself, so without `within` this would go round for ever.
        for name in (words & self._definitions.keys()) - within:
            if name not in self._behind:
                self._behind[name] = self._named(self._definitions[name], within | {name})
            found |= self._behind[name]
        return found

    def _writes(self, sql: str) -> frozenset[str]:
        """Tables that a statement may write; of one that cannot be told, everything."""
        text = COMMENTS.sub("", sql)
        found = [(schema.lower(), name.lower()) for schema, name in CHANGES.findall(text)]
        if not found and not ONLY_LOOKS.match(text):
            return frozenset({EVERYTHING})
        # Temporary tables are a session's own: no answer can rest on them.
        targets = {name for schema, name in found if schema != "temp"}
        if self._tables:
            return frozenset(targets) & self._tables
        return frozenset({EVERYTHING} if targets else ())


NOTHING_KNOWN = Catalogue()
"""Of a database that nobody has looked at: everything rests on everything."""


@lru_cache(2_000)
def less(sql: str, verb: str) -> Mapping[str, Less]:
    """What the head of a statement's file says it reads, or writes, of single tables."""
    return {
        table: Less(verb, table, machines.lstrip("$"), bounds.lstrip("$") or None)
        for said, table, machines, bounds in LESS.findall(sql)
        if said == verb
    }


def rows_of(tables: Iterable[str], sql: str, verb: str, given: Given) -> Iterator[Rows]:
    """The rows of some tables that a statement reads, or writes."""
    said = less(sql, verb)
    for table in tables:
        narrow = said.get(table)
        # Where the parameters do not tell, it is the whole table: too much is looked at again, never too little.
        if narrow is not None and narrow.names <= given.keys():
            yield from narrow.rows(given)
        else:
            yield Rows(table)


@dataclass
class Notes:
    """What is read while an answer is worked out: rows, in so many looks, and other answers by their questions."""

    rows: set[Rows] = field(default_factory=set)
    looks: int = 0
    """Reads of the database, each of a committed state of its own."""
    parts: dict[Any, bytes] = field(default_factory=dict)
    """What each other answer said, by whom it was asked of and its question, see :mod:`producflow.store.answers`."""


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


def under_way() -> Notes | None:
    """The notes of the answer that is being worked out in this thread, if one is."""
    return _notes.get()


@contextmanager
def noting(notes: Notes | None) -> Iterator[None]:
    """Take notes while the block runs; None: take none."""
    token = _notes.set(notes)
    try:
        yield
    finally:
        _notes.reset(token)


def _instant(value: Any) -> datetime | None:
    """A bound as naive UTC, as the tables hold it."""
    if value is None or pd.isna(value):
        return None
    instant = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo is not None else instant
