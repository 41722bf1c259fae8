"""What only a person can answer of the outcome of a rehearsal."""

import pandas as pd

from producflow.imports.mapping import Mapping
from producflow.imports.meanings import KEEP_FIRST, LEAVE_OUT, REPEATS
from producflow.imports.questions import Question
from producflow.imports.reading import Staged
from producflow.store.database import Session
from producflow.store.importing import repeats
from producflow.store.importing.target import Target

COLUMNS_NAMED = 3


def questions(session: Session, target: Target, staged: Staged, mapping: Mapping) -> list[Question]:
    """Ask what becomes of rows that only a column tells apart which is not read, and of those that have one key."""
    kind = mapping.of_kind
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


def nothing_taken(mapping: Mapping, reasons: pd.DataFrame, rejected: int) -> Question:
    """Ask about the column for which a file is rejected as a whole."""
    why = reasons.iloc[0]
    column = None if pd.isna(why["column_name"]) else str(why["column_name"])
    names = [name for name, each in mapping.columns.items() if each == column]
    said = f"No row can be taken: {rejected:,} are rejected"
    if column is None or not names:
        return Question("form", "form", f"{said}. {why['reason']}", widget="text")
    field = mapping.of_kind.field(names[0])
    options = () if field.required else (LEAVE_OUT,)
    text = f"{said}, {int(why['rows']):,} of them for “{column}”: {why['reason']} Mend that, or choose another column."
    return Question("columns", field.name, text, options, widget="column", takes_column=True)
