"""What only a person can answer, and where the answers go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from producflow.errors import InvalidInput
from producflow.imports.columns.derivations import check_rule
from producflow.imports.columns.meanings import DAY_ONLY, KEEP, LEAVE_OUT
from producflow.imports.columns.tags import is_pattern
from producflow.imports.reading.headers import JOINED

if TYPE_CHECKING:  # it knows what kinds there are, and they ask
    from producflow.imports.columns.mapping import Mapping

CREATE = "create_equipment"
"""What the answer is given under to whether machines are created: not a part of the mapping."""
YES_NO = ("yes", "no")
Widget = Literal["choice", "text", "machine", "sensor", "steps", "column"]


@dataclass(frozen=True)
class Question:
    """Something that the file does not decide."""

    slot: str
    """Part of the mapping that the answer goes to: ``kind``, ``constants``, ``numbers``, ``dates``, ``values``,
    ``units``, ``rules``, ``spread``, ``columns`` or ``repeats``; ``machines`` for :data:`CREATE`, which is none."""
    field: str
    """Our field; ``kind`` for the kind itself; for ``spread``, and ``numbers`` and ``units`` of a spread column,
    that column of the file."""
    text: str
    """The question, one sentence."""
    options: tuple[str, ...] = ()
    """Possible answers; empty: any text."""
    blocking: bool = True
    """Nothing can be imported before it is answered; otherwise the rows concerned are rejected."""
    value: str | None = None
    """The text whose meaning is asked, for ``values``."""
    widget: Widget = "choice"
    """What a page needs to ask it. ``choice``: one of ``options``. ``text``: a line of text. ``machine``: the name
    of a machine, known or new. ``sensor``: the name of a sensor type, known or new. ``steps``: a start (date and
    time), a number and a unit of time, put together as ``example`` shows. ``column``: a column of the file."""
    example: str = ""
    """An answer as it could be, where there are no options."""
    takes_column: bool = False
    """Whether choosing a column for ``field`` answers it too: :meth:`Mapping.with_column`."""

    def answered(self, mapping: "Mapping", answer: str) -> "Mapping":
        """The mapping with the answer in it.

        Raises
        ------
        InvalidInput
            If it is none.
        """
        answer = answer.strip()
        if self.options and answer not in self.options:
            raise InvalidInput(f"“{answer}” is no answer; choose one of {', '.join(self.options)}.", self.field)
        if self.slot == "constants" and answer == mapping.of_kind.field(self.field).rule:
            return mapping.with_rule(self.field, answer)
        if self.slot == "constants" and self.widget == "machine" and is_pattern(answer):
            check_rule(mapping.of_kind, self.field, answer)
            return mapping.of_kind.tagged(mapping, answer)
        match self.slot:
            case "constants":
                return mapping.with_constant(self.field, answer)
            case "values":
                return mapping.with_value(self.field, self.value or "", answer)
            case "rules":
                check_rule(mapping.of_kind, self.field, answer)
                return mapping.with_rule(self.field, answer)
            case "units":
                return mapping.with_unit(self.field, answer)
            case "repeats":
                return replace(mapping, repeats=answer)
            case "columns" if answer == KEEP:
                return mapping.with_value(self.field, DAY_ONLY, KEEP)
            case "machines" | "form":  # no part of the mapping
                return mapping
            case "columns":
                return mapping.without(self.field)
            case "spread":
                return mapping.with_spread(self.field, None if answer == LEAVE_OUT else answer)
            case "dates":
                same = {name for name in mapping.columns if day_of(mapping, name) == day_of(mapping, self.field)}
                return replace(mapping, dates={**mapping.dates, **dict.fromkeys({*same, self.field}, answer)})
            case _:
                return replace(mapping, numbers={**mapping.numbers, self.field: answer})


def day_of(mapping: "Mapping", field: str) -> str:
    """The column that the day of a field stands in: ends may share theirs with starts, and are written alike."""
    return mapping.columns.get(field, field).split(JOINED)[0]


def unanswered(questions: Sequence[Question]) -> str:
    """The blocking questions as one sentence for a program."""
    asked = [question for question in questions if question.blocking]
    return " ".join(f"{question.text} ({_how(question)})" for question in asked)


def _how(question: Question) -> str:
    if question.options:
        return f"{' or '.join(question.options)}; field {question.field}"
    return f"such as {question.example}; field {question.field}" if question.example else f"field {question.field}"
