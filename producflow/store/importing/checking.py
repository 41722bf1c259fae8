"""From staged cells to rows of ours, in SQL: read, check, compare with what is stored, apply.

Which columns a file has is known only at run time, so this SQL is composed here instead of lying in ``sql/``. Names of
columns come from our own tables or are numbered by us (``c0``, ``c1`` …); whatever a visitor wrote is a quoted literal.

All of it works on temporary tables of one session, so a rehearsal needs no lock and leaves nothing behind:

``import_typed``
    One row per row of the file that is as wide as the header: line, typed fields, fault.
``import_plan``
    One row per row without a fault: what is to become of it (action), and the stored row it meets (existing_id).
``import_rejected``
    One row per rejected row: line, column_name, value, reason, cells (JSON).
``import_duplicates``
    One row per row that repeats an earlier one: line, same_as.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from producflow.store.database import Session
from producflow.store.importing.cells import Cell, mapped
from producflow.store.importing.notations import literal
from producflow.store.importing.staged_files import opened
from producflow.store.importing.target import Target
from producflow.store.importing.typed import case, held_together, type_rows

STEPS = ("checking the values", "looking for repeats", "comparing with what is stored", "listing what is rejected")
"""What :func:`check` does, step by step, as a person is told."""


def first_cells(session: Session, rows: int) -> pd.DataFrame:
    """The first staged rows: line, c0, c1 …; as they lie in the file, so that nothing need be sorted."""
    return session.composed_frame(f"SELECT * FROM import_file LIMIT {int(rows)}")


def check(
    session: Session,
    target: Target,
    cells: Sequence[Cell],
    width: int,
    *,
    create_equipment: bool,
    tell: Callable[[str], None] = lambda _: None,
    into: Path | None = None,
) -> None:
    """Make ``import_typed``, ``import_plan``, ``import_rejected`` and ``import_duplicates``.

    Parameters
    ----------
    session : Session
        On which :func:`producflow.store.importing.leaving.open_cells` was called.
    create_equipment : bool
        Unknown machines are to be created; otherwise their rows are rejected.
    tell : callable
        Is told each step, one of :data:`STEPS`, before it is taken; what it raises ends the work.
    into : Path, optional
        Parquet file to write the plan to, to be used again; of a long file, it then is a view of that.
    """
    tell(STEPS[0])
    type_rows(session, target, cells, width, create_equipment=create_equipment)
    tell(STEPS[1])
    _find_repeats(session, target)
    tell(STEPS[2])
    plan(session, target, cells, into)
    tell(STEPS[3])
    _reject(session, target, cells, width)
    for table in ("import_repeats", "import_first", "import_typed"):  # as long as the file, and done with
        session.compose(f"DROP TABLE {table}")


def _find_repeats(session: Session, target: Target) -> None:
    """Make ``import_repeats``: rows whose key an earlier row of the file has, and whether they are the same."""
    keys = target.table.key_of("t")
    named = ", ".join(f"{expression} AS k{index}" for index, expression in enumerate(keys))
    columns = ", ".join(f"k{index}" for index in range(len(keys)))
    # Counting hashes takes half the time of counting keys, and tells that there is nothing more to look at, as a rule.
    hashed = f"hash({', '.join(keys)})"
    session.compose(
        f"CREATE TEMP TABLE import_suspects AS SELECT {hashed} AS hashed FROM import_typed t WHERE fault IS NULL "
        "GROUP BY hashed HAVING count(*) > 1"
    )
    session.compose(
        f"CREATE TEMP TABLE import_first AS SELECT {columns}, min(line) AS first_line "
        f"FROM (SELECT {named}, line FROM import_typed t WHERE fault IS NULL "
        f"AND {hashed} IN (SELECT hashed FROM import_suspects)) GROUP BY {columns} HAVING count(*) > 1"
    )
    meet = " AND ".join(f"{expression} IS NOT DISTINCT FROM f.k{index}" for index, expression in enumerate(keys))
    compared = [*target.fields, *(target.table.key if target.table.number else ())]
    differences = [
        (
            f"t.{name} IS DISTINCT FROM a.{name}",
            f"{{'name': {literal(name)}, 'here': coalesce(t.{name}::VARCHAR, 'nothing'), "
            f"'there': coalesce(a.{name}::VARCHAR, 'nothing')}}",
        )
        for name in dict.fromkeys(compared)
    ]
    session.compose(
        f"CREATE TEMP TABLE import_repeats AS SELECT t.line, f.first_line, {case(differences)} AS difference "
        f"FROM import_typed t JOIN import_first f ON {meet} JOIN import_typed a ON a.line = f.first_line "
        f"WHERE t.fault IS NULL AND t.line > f.first_line"
    )


def plan(session: Session, target: Target, cells: Sequence[Cell], into: Path | None = None) -> None:
    """Make ``import_plan``: what becomes of every row without a fault; see :func:`check`."""
    table, lasting = target.table, target.table.lasting
    # An empty cell says nothing, so it never wipes out what is stored.
    differs = " OR ".join(
        f"s.{name} IS DISTINCT FROM {target.becomes(name, 't', 's')}"
        if lasting is not None and name == lasting.column
        else f"(t.{name} IS NOT NULL AND t.{name} IS DISTINCT FROM s.{name})"
        for name in target.changing
    )
    judged = {*(rule.field for rule in target.rules), *table.defaults, *target.changing}
    met = {
        name: target.becomes(name, "t", "s", judged=True) if name in target.changing else table.stored(name, "s")
        for name in judged
    }
    labels = {name: name for name in met} | {cell.name: cell.label for cell in cells}
    broken = [
        (f"s.id IS NOT NULL AND {condition}", fault)
        for condition, fault in held_together(
            target, labels, met | {name: f"t.{name}" for name in table.key}, "NULL::VARCHAR"
        )
    ]
    span, clock = "WHERE true", table.clock
    if clock is not None and table.number is None:  # one found by its number may have moved
        span = (
            f"WHERE {clock} BETWEEN (SELECT min({clock}) FROM import_typed WHERE fault IS NULL) "
            f"AND (SELECT max({clock}) FROM import_typed WHERE fault IS NULL)"
        )
    if table.follower:
        # What follows from others (from states) is worked out anew by us: a file meets only what somebody reported.
        span += " AND origin IS NULL"
    # Where a part of the key may be missing, rows that both miss it are the same.
    alike = "IS NOT DISTINCT FROM" if table.partial or table.number is not None else "="
    meet = " AND ".join(
        f"{mine} {alike} {theirs}" for mine, theirs in zip(table.key_of("t"), table.key_of("s"), strict=True)
    )
    planned = (
        f"SELECT t.* EXCLUDE (fault, faults), s.id AS existing_id, "
        f"CASE WHEN r.line IS NOT NULL AND r.difference IS NULL THEN 'duplicate' "
        f"WHEN r.line IS NOT NULL THEN 'conflict' WHEN s.id IS NULL THEN 'add' "
        f"WHEN {differs or 'false'} THEN 'update' ELSE 'unchanged' END AS action, "
        f"{case(broken)} AS rule_fault "
        f"FROM import_typed t LEFT JOIN import_repeats r ON r.line = t.line "
        f"LEFT JOIN (SELECT * FROM {table.name} {span}) s ON {meet} "
        f"WHERE t.fault IS NULL"
    )
    # Straight to disk saves holding a long plan in memory. Where rules on what is stored may change actions afterwards,
    # it has to be a table first.
    if into is not None and not broken:
        session.compose(f"COPY ({planned}) TO {literal(str(into))} (FORMAT parquet)")
        opened(session, "import_plan", into)
        return
    session.compose(f"CREATE TEMP TABLE import_plan AS {planned}")
    if broken:
        # A row that would change nothing breaks no rule by this file: what is stored was stored by the rules of its
        # time.
        session.compose("UPDATE import_plan SET action = 'broken' WHERE action = 'update' AND rule_fault IS NOT NULL")
    if into is not None:
        session.compose(f"COPY (FROM import_plan) TO {literal(str(into))} (FORMAT parquet)")


def _reject(session: Session, target: Target, cells: Sequence[Cell], width: int) -> None:
    """Make ``import_rejected`` and ``import_duplicates``.

    Where one row of the file becomes several, a fault in a cell that they share is told once.
    """
    all_cells = "[" + ", ".join(f"c{index}" for index in range(width)) + "]"
    label = mapped("r.difference.name", {cell.name: cell.label for cell in cells}, "r.difference.name")
    spread, at = target.spread, "0"
    if spread is not None:
        own = ", ".join(map(literal, spread.labels)) or "''"
        at = f"CASE WHEN fault.column_name IN ({own}) THEN line % {spread.stride} ELSE -1 END"
        if spread.cell is not None:
            name = mapped("r.difference.name", {spread.cell: ""}, f"({label})")
            parts = f"[{', '.join(map(literal, spread.labels))}][r.line % {spread.stride} + 1]"
            label = f"coalesce(nullif({name}, ''), {parts})"
    session.compose(
        "CREATE TEMP TABLE import_all_rejected AS "
        f"SELECT f.line, fault.column_name, fault.value, fault.reason, cells, {at} AS part FROM ("
        "SELECT line, {'column_name': fault.column_name, 'value': fault.value, 'reason': fault.reason || "
        "CASE WHEN faults > 1 THEN ' Other cells of the row do not fit either: are they shifted?' ELSE '' END} "
        "AS fault "
        "FROM import_typed WHERE fault IS NOT NULL "
        "UNION ALL "
        f"SELECT line, {{'column_name': {label}, 'value': r.difference.here, 'reason': "
        f"'The same key as line ' || {target.line('r.first_line')} || ', where it is “' || "
        f"left(r.difference.there, 60) || '”; correct one of them, or {target.table.apart}.'}} "
        "FROM import_repeats r WHERE r.difference IS NOT NULL "
        "UNION ALL "
        "SELECT line, rule_fault FROM import_plan WHERE action = 'broken'"
        f") f JOIN (SELECT line AS own_line, to_json({all_cells})::VARCHAR AS cells FROM import_cells) "
        f"ON own_line = {target.line('f.line')} "
        + ("QUALIFY row_number() OVER (PARTITION BY own_line, part ORDER BY f.line) = 1 " if spread else "")
        + "UNION ALL "
        f"SELECT line * {target.stride}, NULL, NULL, "
        f"'The row has ' || len(cells) || ' cells where the header has {width}; look for a missing or unquoted "
        "delimiter, or a quotation mark that is never closed.', to_json(cells)::VARCHAR, -1 FROM import_ragged"
    )
    session.compose(
        "CREATE TEMP TABLE import_rejected AS SELECT * EXCLUDE (part) FROM import_all_rejected "
        "QUALIFY row_number() OVER (PARTITION BY cells, part ORDER BY line) = 1"
    )
    session.compose(
        "CREATE TEMP TABLE import_duplicates AS "
        "SELECT line, first_line AS same_as, false AS rejected FROM import_repeats WHERE difference IS NULL "
        "UNION ALL "
        "SELECT line, same_as, true FROM (SELECT line, min(line) OVER (PARTITION BY cells, part) AS same_as "
        "FROM import_all_rejected) WHERE line > same_as"
    )
