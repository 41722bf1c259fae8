"""The tables that rows of files go to: what names a row there, and how a row of a file meets one that is stored.

What is peculiar to a table is data, which the kind of upload that goes there states: the SQL made of it is the same for
all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from producflow.domain.rules import RULES, Rule
from producflow.store.importing.notations import literal
from producflow.store.importing.spread import Spread


@dataclass(frozen=True)
class EndsAfter:
    """Where a row states no end, it is so many minutes after the start."""

    end: str
    start: str
    minutes: str


@dataclass(frozen=True)
class NamedAfter:
    """Where a row states no text, it is the source's own word for another field, but for one of our values of that."""

    text: str
    other: str
    unless: str


@dataclass(frozen=True)
class Flag:
    """A column of ours that says whether another field has a value."""

    flag: str
    other: str
    value: str


@dataclass(frozen=True)
class FirstOf:
    """A column of ours that says which of some fields has a value, the first of them; the others then have none."""

    column: str
    said: tuple[tuple[tuple[str, ...], str], ...]
    """Fields that belong together, and what the column says where the last of them has a value."""
    otherwise: str


@dataclass(frozen=True)
class Within:
    """Where rows of several wholes have one name, it is told apart by that of the whole: ``Press 1 / Pump``."""

    name: str
    whole: str


@dataclass(frozen=True)
class Lasting:
    """A column that a stored row keeps, where the file says nothing of it, only while another one has a value."""

    column: str
    other: str
    value: str


@dataclass(frozen=True)
class SharedOut:
    """A column that follows from the other rows where a row does not state it, and the flag that says so."""

    column: str
    flag: str


@dataclass(frozen=True)
class Table:
    """One of our tables."""

    name: str
    key: tuple[str, ...]
    """Columns that name a row."""
    clock: str | None = None
    """Column in whose order rows are stored."""
    until: str | None = None
    """Column up to which a row lasts."""
    number: str | None = None
    """Column of the key that names a row alone where it is stated: everything else of the row may change then."""
    partial: bool = False
    """Whether some of the key may be missing, which names a row as well."""
    folded: bool = False
    """Whether texts of the key are compared without regard to case."""
    defaults: Mapping[str, float | str] = field(default_factory=dict)
    """Column → what a new row holds where the source says nothing; SPEC section 2."""
    follows: tuple[EndsAfter | NamedAfter | Flag | FirstOf | Within, ...] = ()
    """What follows from other fields of a row."""
    lasting: Lasting | None = None
    shared: SharedOut | None = None
    """A share forbids nothing where the fields of a row are held against each other: its default stands for it."""
    apart: str = "give each row a key of its own"
    """How rows that have one key in common are told apart."""
    leads: bool = False
    """Whether rows of other tables follow from its rows."""
    follower: bool = False
    """Whether some of its rows follow from those of another table; those are nothing that a file could meet."""

    def default(self, column: str) -> str:
        """SQL of what a new row holds where the source says nothing."""
        value = self.defaults.get(column)
        return "NULL" if value is None else literal(value) if isinstance(value, str) else f"{value:g}"

    def key_of(self, row: str) -> list[str]:
        """SQL of the columns of the key: a number, where a row has one, stands for all others."""
        if self.number is None:
            return [f"lower({row}.{name})" if self.folded else f"{row}.{name}" for name in self.key]
        number = f"{row}.{self.number}"
        others = (name for name in self.key if name != self.number)
        return [number, *(f"CASE WHEN {number} IS NULL THEN {row}.{name} END" for name in others)]

    def stored(self, column: str, row: str) -> str:
        """SQL of what is stored, as the rules look at it."""
        if self.shared is None or column != self.shared.column:
            return f"{row}.{column}"
        return f"CASE WHEN {row}.{self.shared.flag} THEN {self.default(column)} ELSE {row}.{column} END"


@dataclass(frozen=True)
class NewMachine:
    """What is known of a machine that an import creates."""

    type: str | None = None
    capacity: float | None = None
    """[good units per 480 min]"""


@dataclass(frozen=True)
class Target:
    """The table that rows of a file go to."""

    table: Table
    fields: tuple[str, ...]
    """The columns beside the key that the file brings."""
    spread: Spread | None = None
    """How one row of the file becomes several."""
    sets_apart: bool = False
    """Whether rows of one key are all kept, each a little later than the one before."""
    machines: Mapping[str, NewMachine] = field(default_factory=dict)
    """What a person says of machines that the import creates, by name; these it creates in any case."""
    of_today: tuple[Rule, ...] = ()
    """Rules beside those of the table that a row which once held may break by now."""
    passes: bool = False
    """Whether a row may have a time that comes twice, so that it was looked for its pass."""

    @property
    def name(self) -> str:
        """Of the table."""
        return self.table.name

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All that a row must hold."""
        return (*RULES[self.name], *self.of_today)

    @property
    def stride(self) -> int:
        """How many rows one row of the file can become."""
        return 1 if self.spread is None else self.spread.stride

    @property
    def names_machines(self) -> bool:
        """Whether each row is of a machine; else it is one."""
        return "equipment_id" in (*self.table.key, *self.fields)

    @property
    def changing(self) -> tuple[str, ...]:
        """Columns of a stored row that the file may change."""
        lasting = () if self.table.lasting is None else (self.table.lasting.column,)
        return tuple(dict.fromkeys((*self.fields, *lasting)))

    def line(self, place: str) -> str:
        """SQL of the line in the file. The work tables' ``line`` tells its parts apart: line × stride + part."""
        return place if self.stride == 1 else f"({place} // {self.stride})"

    def becomes(self, column: str, file: str, stored: str, *, judged: bool = False) -> str:
        """SQL of a stored column after a row of the file met it; ``judged``: as the rules look at it.

        An empty cell says nothing, and leaves what is stored. What lasts only while something else does goes with that.
        """
        lasting = self.table.lasting
        said = f"{file}.{column}" if column in self.fields else "NULL"
        there = self.table.stored(column, stored) if judged else f"{stored}.{column}"
        if lasting is not None and lasting.column == column and lasting.other in self.fields:
            still = f"coalesce({file}.{lasting.other}, {stored}.{lasting.other}) = {literal(lasting.value)}"
            there = f"CASE WHEN {still} THEN {there} END"
        return f"coalesce({said}, {there})"
