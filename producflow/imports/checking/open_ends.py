"""What only a person can answer of the outcome of a rehearsal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from producflow.domain.units import usual
from producflow.imports.checking.new_machines import listed
from producflow.imports.columns.mapping import Mapping
from producflow.imports.columns.meanings import KEEP_FIRST, LEAVE_OUT, REPEATS
from producflow.imports.columns.questions import CREATE, YES_NO, Question
from producflow.imports.reading.cells import Staged
from producflow.store.database import Session
from producflow.store.importing import repeats
from producflow.store.importing.target import Target
from producflow.store.importing.typed import NO_MACHINE

if TYPE_CHECKING:  # it asks here
    from producflow.imports.checking.rehearsal import Rehearsal

COLUMNS_NAMED = 3
LASTING = ("min", "h")
"""Our units of durations, which systems state in others more often than not."""


def questions(session: Session, target: Target, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask what becomes of rows that only a column tells apart which is not read, and of those that have one key."""
    kind = mapping.of_kind
    # A sensor shows one value at one instant, so readings of one key are never two; nor are cells of one row.
    if mapping.repeats or kind.of_sensors or target.stride > 1:
        return []
    options = REPEATS if kind.sets_apart else (KEEP_FIRST,)
    used = {*mapping.columns.values(), *mapping.spread}
    unread = [at for at, column in enumerate(staged.columns) if column not in used]
    count, differ = repeats.told_apart(session, unread)
    if count:
        columns = ", ".join(f"“{staged.columns[at]}”" for at in differ[:COLUMNS_NAMED])
        are = "is" if len(differ) == 1 else "are"
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        text = (
            f"{rows} like an earlier one but for {columns}, which {are} not mapped. Are "
            "they repeats, or is each of them one of its own? Or map that column."
        )
        return [Question("repeats", "repeats", text, options)]
    conflicts = repeats.conflicts(session) if kind.sets_apart else 0
    if conflicts:
        rows = "1 row has" if conflicts == 1 else f"{conflicts:,} rows have"
        text = (
            f"{rows} the machine and start of an earlier one, and something else besides. Unanswered, the first stands "
            "and the others are rejected; kept, each begins a millisecond later."
        )
        return [Question("repeats", "repeats", text, options, blocking=False)]
    return []


def stuck(mapping: Mapping, rehearsal: "Rehearsal") -> list[Question]:
    """Ask whether unknown machines are created, and about the column at fault where no row can be taken.

    Both would otherwise be an outcome that nobody looks at: an import of nothing.
    """
    counts, missing = rehearsal.counts, rehearsal.machines_missing
    nothing = counts.rejected > 0 and not (counts.added or counts.updated or counts.unchanged)
    of_machines = bool(missing) and any(str(kind).startswith(NO_MACHINE) for kind in rehearsal.reasons["kind"])
    asked = [_nothing_taken(mapping, rehearsal.reasons, counts.rejected)] if nothing and not of_machines else []
    return [*asked, *([_unknown_machines(missing, blocking=nothing and of_machines)] if missing else [])]


def _unknown_machines(names: Sequence[str], *, blocking: bool) -> Question:
    are, rows = ("is", "its rows are") if len(names) == 1 else ("are", "their rows are")
    text = (
        f"Create {listed(names)}, which {are} not known yet? Else {rows} rejected. Type and capacity can be said too: "
        "equipment=NAME:type=…,capacity=…"
    )
    return Question("machines", CREATE, text, YES_NO, blocking=blocking)


def _nothing_taken(mapping: Mapping, reasons: pd.DataFrame, rejected: int) -> Question:
    why = reasons.iloc[0]
    column = None if pd.isna(why["column_name"]) else str(why["column_name"])
    names = [name for name, each in mapping.columns.items() if each == column]
    rows = "1 is" if rejected == 1 else f"{rejected:,} are"
    said = f"No row can be taken: {rows} rejected"
    if column is None or not names:
        return Question("form", "form", f"{said}. {why['reason']}", widget="text")
    field = mapping.of_kind.field(names[0])
    text = f"{said}, {int(why['rows']):,} of them for “{column}”: {why['reason']}"
    if field.unit in LASTING:
        units = tuple(unit for unit in usual(field.unit) if unit != mapping.units.get(field.name, field.unit))
        text = f"{text} Is it in another unit? Or mend that, or choose another column."
        return Question("units", field.name, text, units, takes_column=True)
    options = () if field.required else (LEAVE_OUT,)
    text = f"{text} Mend that, or choose another column."
    return Question("columns", field.name, text, options, widget="column", takes_column=True)
