"""What a kind of upload is: its fields, the table its rows go to, and what is peculiar to it.

Everything else about uploads is the same for all kinds, and knows none of them by name. A kind that differs in more
than its fields takes over some of the methods of :class:`Kind`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from producflow.access.roles import Actor
from producflow.domain.rules import Rule
from producflow.domain.schedule import DEFAULT_STARTS
from producflow.reports.plant import in_force
from producflow.reports.view import View
from producflow.store.database import Session, Transaction
from producflow.store.importing.target import EndsAfter, NamedAfter, Table, Target, Within
from producflow.vocabulary.words import names

if TYPE_CHECKING:  # these know what kinds there are
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.columns.questions import Question
    from producflow.imports.columns.recognition import Match, Unfit
    from producflow.imports.reading.cells import Staged

FieldType = Literal["machine", "text", "sensor", "number", "count", "instant", "day", "choice", "boolean"]

NAMES = tuple(name for name, _ in DEFAULT_STARTS)
"""Of shifts until a plant has others."""


@dataclass(frozen=True)
class Field:
    """One field of a kind."""

    name: str
    """Of the table's column; ``equipment`` stands for ``equipment_id``."""
    label: str
    type: FieldType
    """How a cell is read."""
    required: bool = False
    """The file must have it, and a row without it is rejected."""
    names: tuple[str, ...] = ()
    """What headers call it, as :func:`producflow.vocabulary.words.fold` writes them."""
    choices: tuple[str, ...] = ()
    """The only values of a choice."""
    unit: str | None = None
    """In which we keep it: one of :data:`producflow.domain.units.QUANTITIES`. Other units of it are converted."""
    stored: bool = True
    """Whether the table has a column of it; otherwise others follow from it."""
    sums: bool = False
    """Whether its values in several rows add up, as they do in a total row."""
    blank: bool = False
    """A row may be without it all the same: nobody reported it there, so it is missing."""
    dressed: str = ""
    """What may stand around its numbers beside units of ours: ``money``, ``pieces`` or ``any`` unit."""
    of: tuple[str, ...] = ()
    """Words for the thing it is a part of, which may stand before its name: ``downtime`` before ``end time``."""
    asked: str | None = None
    """How it is asked for where no column was found, if not like others of its type."""
    rule: str | None = None
    """A rule by which it may follow, see :mod:`producflow.imports.columns.derivations`."""

    @property
    def column(self) -> str:
        """Of the table."""
        return "equipment_id" if self.type == "machine" else self.name

    @property
    def dress(self) -> str:
        """What may stand around its numbers, see :mod:`producflow.store.importing.dress`."""
        return self.unit or self.dressed or ("pieces" if self.type == "count" else "")

    @property
    def dated(self) -> bool:
        """Whether its cells are dates or times."""
        return self.type in ("instant", "day")


MACHINE = Field("equipment", "Machine", "machine", required=True, names=names("machine"),
                asked="Which machine are these rows of? No column names it.")  # fmt: skip
PRODUCT = Field("product", "Product", "text", names=names("production_records.product"))


@dataclass(frozen=True)
class Supposed:
    """A field that a file does not bring, and what it must be, as its values say."""

    field: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Kind:
    """One kind of rows."""

    table: Table
    """Where its rows go; it gives the kind its name."""
    label: str
    fields: tuple[Field, ...]
    """All that a file may bring."""
    aliases: tuple[str, ...] = ()
    """Short names."""
    across: str | None = None
    """The field that may be spread over columns: a column per sensor, a column per machine."""
    cell: str | None = None
    """The field whose values then stand in those columns."""
    parts: str = "rows"
    """What the rows are called that one row of such a file becomes."""
    figures: bool = False
    """Whether the plant's figures follow from its rows."""
    days_before: int = 0
    """How many days before its first row the figures may change too. [days]"""
    page: tuple[str, str] = ("overview", "the overview")
    """Address of the page that shows its rows, and what it is called in a sentence."""
    always: tuple[str, ...] = ()
    """Fields that a row gets even if its file says nothing of them."""

    @property
    def name(self) -> str:
        """Of the kind, and of its table."""
        return self.table.name

    @property
    def clock(self) -> str | None:
        """The field that says when: rows lie in its order."""
        return self.table.clock

    @property
    def key(self) -> tuple[str, ...]:
        """Fields that name a row."""
        return tuple(field.name for field in self.fields if field.column in self.table.key)

    @property
    def required(self) -> tuple[Field, ...]:
        """Fields that a row cannot do without."""
        return tuple(field for field in self.fields if field.required)

    @property
    def sets_apart(self) -> bool:
        """Whether several of its rows may begin at one time: then each is kept a little later than the one before."""
        return bool(self.spans)

    @property
    def spans(self) -> tuple[EndsAfter, ...]:
        """Starts of its rows, and the ends and durations that belong to them."""
        return tuple(each for each in self.table.follows if isinstance(each, EndsAfter))

    @property
    def of_machines(self) -> bool:
        """Whether each row is of a machine; else it is one."""
        return any(field.type == "machine" for field in self.fields)

    @property
    def of_sensors(self) -> bool:
        """Whether each row is of a sensor, so that columns may be of one sensor each."""
        return any(field.type == "sensor" for field in self.fields)

    @property
    def worked_out(self) -> frozenset[str]:
        """Fields that a row gets even if its file says nothing of them: its key, and what follows from others."""
        found = {*self.key, *self.always}
        for each in self.table.follows:
            match each:
                case EndsAfter(end, _, minutes):
                    found |= {end, minutes}
                case NamedAfter(text, _, _):
                    found.add(text)
                case Within(_, whole):
                    found.add(whole)
        return frozenset(found)

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)

    def target(self, said: set[str]) -> Target:
        """The table, and the columns of it that a file brings which says something of these fields."""
        table, brought = (
            self.table,
            dict.fromkeys(field.name for field in self.fields if field.name in {*said, *self.always}),
        )
        for each in table.follows:
            match each:
                case EndsAfter(end, _, minutes) if minutes in said:
                    brought.setdefault(end)
                case NamedAfter(text, other, _) if other in said:
                    brought.setdefault(text)
        fixed = table.key if table.number is None else (table.number,)
        columns = (field.column for field in map(self.field, brought) if field.stored)
        return Target(table, tuple(column for column in columns if column not in fixed))

    def shapes(self, columns: Sequence[str], unfit: "Unfit") -> list[tuple[float, "dict[str, Match]"]]:
        """How well a header fits other shapes of such files, and which fields it has in them; 1 is best."""
        return []

    def told_by_values(self, session: Session, staged: "Staged") -> bool:
        """Whether the values say that a file is of this kind, which its header does not."""
        return False

    def proposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """What the header says, with what only such files have."""
        return mapping

    def tagged(self, mapping: "Mapping", pattern: str) -> "Mapping":
        """The mapping in which tags carry the machine, as a pattern says."""
        return mapping

    def tag_pattern(self, session: Session, staged: "Staged", mapping: "Mapping") -> tuple[str, bool] | None:
        """How tags of the file carry the machine, and whether that is sure; None if they do not seem to."""

    def supposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> Supposed | None:
        """A field that the file does not bring, and that follows from its values."""

    def questions(self, mapping: "Mapping") -> "list[Question]":
        """What else a person must say."""
        return []

    def choices(self, session: Session, field: Field) -> tuple[str, ...]:
        """The only values that a field may have in this plant; none: any. Shifts are those of its working calendar."""
        return in_force(session).schedule.names if field.name == "shift" else field.choices

    def divided(self, session: Session, field: Field) -> tuple[str, ...]:
        """Among which values of a field a row is divided that is about all of them."""
        return self.choices(session, field)

    def table_of_today(self, session: Session) -> Table:
        """The table, with what a new row holds in this plant where the source says nothing."""
        return self.table

    def rules_of_today(self, session: Session) -> tuple[Rule, ...]:
        """Rules for its rows beside those of :data:`producflow.domain.rules.RULES`."""
        return ()

    def notes_of_reading(self, mapping: "Mapping") -> list[str]:
        """What a person should know of how the file is read."""
        return []

    def notes(self, session: Session, target: Target, mapping: "Mapping") -> list[str]:
        """What a person should know of the rows."""
        return []

    def notes_of_figures(self, session: Session, days: View, now: datetime) -> list[str]:
        """What a person should know of what follows; the session sees the tables of after the import."""
        return []

    @contextmanager
    def writing(self, transaction: Transaction, actor: Actor, target: Target) -> Iterator[Target]:
        """Do what comes before and after the writing of its rows; gives the target to write to."""
        yield target
