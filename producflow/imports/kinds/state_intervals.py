"""What machines were doing, from a start to an end; or a row for each time with a column per machine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from producflow.domain.rules import STATES
from producflow.domain.timeline import PRODUCING, STOPPED
from producflow.imports.columns.recognition import match_columns
from producflow.imports.kinds.intervals import APART, DURATION, END, LASTS, REASON, START
from producflow.imports.kinds.kind import MACHINE, PRODUCT, Field, Kind
from producflow.imports.kinds.quantities import with_good_ones
from producflow.reports.plant import machine_names
from producflow.store.database import Session
from producflow.store.importing import column_profile
from producflow.store.importing.target import Flag, NamedAfter, Table
from producflow.vocabulary.words import fold, known_values, names

if TYPE_CHECKING:
    from producflow.imports.columns.mapping import Mapping
    from producflow.imports.reading.cells import Staged

SIGNALS = (("1", "0"), ("on", "off"), ("true", "false"))
"""How signals say that a machine runs, and that it does not."""
FLAGS = {text: ours for pair in SIGNALS for text, ours in zip(pair, (PRODUCING, STOPPED), strict=True)}
"""What a signal is taken for of which a machine has a column."""
MATRIX = 2
"""Columns of states at least in a file with a column per machine."""
STATES_ENOUGH = 0.6
"""Of the frequent texts of a column: then it is one of states."""


@dataclass(frozen=True)
class States(Kind):
    """States, from which production records and stops follow."""

    def told_by_values(self, session: Session, staged: "Staged") -> bool:
        """A time and otherwise columns whose cells are states: one of them may be a column of a log."""
        if "started_at" not in match_columns(self, staged.columns):
            return False
        machines = _columns_of_states(session, staged)
        enough = len(machines) >= max(MATRIX, len(staged.columns) - 2)
        # Columns of 1 and 0 may be anything; words for states may not.
        return enough and (not _all_flags(session, staged, machines) or _named_as_machines(session, machines))

    def proposed(self, session: Session, staged: "Staged", mapping: "Mapping") -> "Mapping":
        """A column per machine, where no other column names the machine or the state; quantities from good units."""
        mapping = with_good_ones(staged, mapping)
        named = {mapping.columns[name] for name in ("state", "equipment") if name in mapping.columns}
        likely = _likely(session, staged)
        # The first cells may rule it out, which spares looking at all cells of those columns.
        if named and (len(likely) < MATRIX or not named <= set(likely)):
            return mapping
        machines = _columns_of_states(session, staged)
        if named and (len(machines) < MATRIX or not named <= set(machines)):
            return mapping
        kept = {name: column for name, column in mapping.columns.items() if column not in machines}
        values = mapping.values
        if _all_flags(session, staged, machines):
            there = _texts(session, staged, machines)
            values = {**values, "state": {**{text: FLAGS[text] for text in there}, **values.get("state", {})}}
        return replace(mapping, columns=kept, spread={column: column for column in machines}, values=values)

    def notes_of_reading(self, mapping: "Mapping") -> list[str]:
        """Tell what 1 and 0 are taken for."""
        said = mapping.values.get("state", {}).items() if mapping.spread else ()
        return [
            f"{on.upper()} is taken for producing and {off.upper()} for an unplanned stop; change the meanings where "
            "that is wrong."
            for on, off in SIGNALS
            if {(on, PRODUCING), (off, STOPPED)} <= set(said)
        ]


def _likely(session: Session, staged: "Staged") -> list[str]:
    """Columns that may be of states, by their first cells."""
    return [
        column
        for column, seen in staged.first_cells(session).items()
        if seen.filled
        # Numbers are states only as 1 and 0, of which there are two.
        and (seen.different <= len(SIGNALS[0]) if seen.numbers else seen.different <= column_profile.DISTINCT_SHOWN)
    ]


def _texts(session: Session, staged: "Staged", columns: Sequence[str]) -> set[str]:
    """What stands in columns, in lower case."""
    found = column_profile.frequent(session, [staged.columns.index(column) for column in columns])
    return {text.lower() for frequent in found.values() for text, _ in frequent}


def _all_flags(session: Session, staged: "Staged", columns: Sequence[str]) -> bool:
    """Whether columns hold nothing but signals, and both of them."""
    texts = _texts(session, staged, columns)
    return bool(texts) and texts <= FLAGS.keys() and {FLAGS[text] for text in texts} == {*FLAGS.values()}


def _named_as_machines(session: Session, columns: Sequence[str]) -> bool:
    """Whether each is called like a machine of the plant, or begins with a word for one."""
    known = {name.casefold() for name in machine_names(session).values()}
    words = (*names("machine"), *names("machine.kinds"))
    return all(
        column.casefold() in known or any(re.fullmatch(rf"{re.escape(word)} ?\d+", fold(column)) for word in words)
        for column in columns
    )


def _columns_of_states(session: Session, staged: "Staged") -> list[str]:
    """Columns whose cells are words for what a machine is doing, or its signal: 1 while it runs, else 0."""
    known = {*known_values("state_intervals", "state"), *STATES, *FLAGS}
    chosen, likely = [], _likely(session, staged)
    found = column_profile.frequent(session, [staged.columns.index(column) for column in likely])
    for column, frequent in zip(likely, found.values(), strict=True):
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
