"""Proposing a column per sensor or per machine."""

from dataclasses import replace

from producflow.imports.columns import sensor_names, sensor_units, sensors_among
from producflow.imports.kinds import INTERVALS
from producflow.imports.mapping import Mapping
from producflow.imports.reading import Staged
from producflow.imports.recognition import match_columns
from producflow.store.database import Session
from producflow.store.importing import column_profile
from producflow.store.importing.checking import open_cells
from producflow.vocabulary.words import fold, known_values

CELLS_LOOKED_AT = 1_000_000
MOST_LOOKED_AT = 2_000  # columns
STATES_ENOUGH = 0.6  # of the frequent texts of a column


def proposed(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    """The mapping with the columns of sensors or machines in it, if the file has one for each."""
    if mapping.kind == "sensor_readings" and "value" not in mapping.columns:
        return _sensors(session, staged, mapping)
    if mapping.kind == "state_intervals" and "state" not in mapping.columns and "equipment" not in mapping.columns:
        machines = _columns_of_states(session, staged)
        kept = {name: column for name, column in mapping.columns.items() if column not in machines}
        return replace(mapping, columns=kept, spread={column: column for column in machines})
    return mapping


def _sensors(session: Session, staged: Staged, mapping: Mapping) -> Mapping:
    kept = {name: column for name, column in mapping.columns.items() if name in ("equipment", "timestamp")}
    looked_at = staged.columns[:MOST_LOOKED_AT]
    found = column_profile.columns(session, range(len(looked_at)), CELLS_LOOKED_AT)
    by_name = {column: found[position] for position, column in enumerate(looked_at)}
    chosen = sensors_among(looked_at, by_name, kept.values())
    if not chosen:
        return mapping
    return replace(mapping, columns=kept, spread=sensor_names(chosen), units=sensor_units(chosen))


def is_state_matrix(session: Session, staged: Staged) -> bool:
    """Whether a file has a time and otherwise columns whose cells are states: one of them may be a column of a log."""
    open_cells(session, staged.cells, staged.ragged)
    timed = "started_at" in match_columns(INTERVALS, staged.columns)
    machines = _columns_of_states(session, staged) if timed else []
    return timed and len(machines) >= max(2, len(staged.columns) - 2)


def _columns_of_states(session: Session, staged: Staged) -> list[str]:
    """Columns whose cells are words for what a machine is doing."""
    known = {*known_values("state_intervals", "state"), *INTERVALS.field("state").choices}
    looked_at = staged.columns[:MOST_LOOKED_AT]
    found = column_profile.columns(session, range(len(looked_at)), CELLS_LOOKED_AT)
    chosen = []
    for position, column in enumerate(looked_at):
        if (
            found[position].filled == 0
            or found[position].numbers
            or found[position].different > column_profile.DISTINCT_SHOWN
        ):
            continue
        _, frequent = column_profile.distinct(session, position)
        understood = sum(count for text, count in frequent if fold(text) in known)
        if understood >= STATES_ENOUGH * sum(count for _, count in frequent):
            chosen.append(column)
    return chosen
