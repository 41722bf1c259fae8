"""What machines were doing, from a start to an end; or a row for each time with a column per machine."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from producflow.domain.rules import STATES
from producflow.domain.timeline import PRODUCING
from producflow.imports.kinds.intervals import APART, DURATION, END, LASTS, REASON, START
from producflow.imports.kinds.kind import MACHINE, PRODUCT, Field, Kind
from producflow.imports.recognition import match_columns
from producflow.store.database import Session
from producflow.store.importing import column_profile
from producflow.store.importing.target import Flag, NamedAfter, Table
from producflow.vocabulary.words import fold, known_values, names

if TYPE_CHECKING:
    from producflow.imports.mapping import Mapping
    from producflow.imports.reading import Staged

STATES_ENOUGH = 0.6
"""Of the frequent texts of a column: then it is one of states."""


@dataclass(frozen=True)
class States(Kind):
    """States, from which production records and stops follow."""

    def told_by_values(self, session: Session, staged: "Staged") -> bool:
        """A time and otherwise columns whose cells are states: one of them may be a column of a log."""
        timed = "started_at" in match_columns(self, staged.columns)
        return timed and len(_columns_of_states(session, staged)) >= max(2, len(staged.columns) - 2)

    def proposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """A column per machine, where no column names the machine or the state."""
        if "state" in mapping.columns or "equipment" in mapping.columns:
            return mapping
        machines = _columns_of_states(session, staged)
        kept = {name: column for name, column in mapping.columns.items() if column not in machines}
        return replace(mapping, columns=kept, spread={column: column for column in machines})


def _columns_of_states(session: Session, staged: "Staged") -> list[str]:
    """Columns whose cells are words for what a machine is doing."""
    known = {*known_values("state_intervals", "state"), *STATES}
    chosen = []
    for column, seen in column_profile.first_columns(session, staged.columns).items():
        if seen.filled == 0 or seen.numbers or seen.different > column_profile.DISTINCT_SHOWN:
            continue
        _, frequent = column_profile.distinct(session, staged.columns.index(column))
        understood = sum(count for text, count in frequent if fold(text) in known)
        if understood >= STATES_ENOUGH * sum(count for _, count in frequent):
            chosen.append(column)
    return chosen


KIND = States(
    Table(
        "state_intervals",
        ("equipment_id", "started_at", "product", "producing"),
        clock="started_at",
        until="ended_at",
        defaults={"product": ""},
        follows=(LASTS, NamedAfter("reason", "state", PRODUCING), Flag("producing", "state", PRODUCING)),
        apart=APART,
        leads=True,
    ),
    "Machine states",
    (
        MACHINE,
        START,
        END,
        DURATION,
        Field("state", "State", "choice", required=True, choices=STATES, names=names("state_intervals.state")),
        REASON,
        PRODUCT,
        Field("output_quantity", "Output", "count", sums=True, names=names("production_records.output_quantity")),
        Field("defect_quantity", "Defects", "count", sums=True, names=names("production_records.defect_quantity")),
    ),
    aliases=("states", "intervals"),
    across="equipment",
    cell="state",
    parts="states",
    figures=True,
    days_before=1,
)
