"""Hours that come twice when clocks go back: which rows are of the first, which of the second, by the file's order.

A file says no more than its order: where the clock of a machine goes back in such an hour, its second pass begins.
"""

from collections.abc import Sequence

from producflow.store.database import Session
from producflow.store.importing.cells import Cell, raw_text
from producflow.store.importing.notations import literal
from producflow.store.importing.plain_times import notation_of
from producflow.store.importing.target import Target
from producflow.store.importing.times import Fold


def find(session: Session, target: Target, cells: Sequence[Cell]) -> None:
    """Make ``import_second``: line, and whether each time is of a second pass; only for rows with one that has two.

    Times that no order is known of are of the first pass.
    """
    timed = {cell.name: cell for cell in cells if cell.folds}
    if not timed:
        return
    texts = {cell.name: raw_text(cell) for cell in cells}
    clock, until = target.table.clock, _end_of(target)
    start = _local(timed.get(clock or ""), texts)
    end = _local(timed.get(until or ""), texts)
    folds = sorted({fold for cell in timed.values() for fold in cell.folds})
    kept = " AND ".join(f"{texts[cell.name]} IS NOT NULL" for cell in cells if cell.name == clock) or "true"
    whose = [f"lower({texts[cell.name]})" for cell in cells if cell.type in ("machine", "sensor")]
    # Of one sensor there is one reading at a time: the same time again is an hour later.
    back = "<=" if any(cell.type == "sensor" for cell in cells) or target.spread is not None else "<"
    who = f"concat_ws('|', {', '.join(whose) or literal('')})"
    ended = "fold_of_end IS NOT NULL AND fold IS NOT DISTINCT FROM fold_of_end AND (second OR e < s)"
    session.compose(
        "CREATE TEMP TABLE import_second AS "
        f"WITH timed AS (SELECT line, {start} AS s, {end} AS e, {who} AS who "
        f"FROM import_cells WHERE {kept}), "
        "way AS (SELECT CASE WHEN arg_min(s, line) > arg_max(s, line) THEN -1 ELSE 1 END AS forward FROM timed), "
        f"within AS (SELECT *, {_fold('s', folds)} AS fold, {_fold('e', folds)} AS fold_of_end, line * forward AS turn "
        f"FROM timed, way WHERE {_fold('s', folds)} IS NOT NULL OR {_fold('e', folds)} IS NOT NULL), "
        f"gone AS (SELECT *, coalesce(s {back} lag(s) OVER (PARTITION BY who, fold ORDER BY turn), false) AS back "
        "FROM within), "
        "passed AS (SELECT *, fold IS NOT NULL AND count_if(back) OVER (PARTITION BY who, fold ORDER BY turn) > 0 "
        "AS second FROM gone) "
        f"SELECT line, second AS second_{clock}, fold IS NOT NULL OR fold_of_end IS NOT NULL AS twice"
        + (f", {ended} AS second_{until} " if until in timed else " ")
        + "".join(f", false AS second_{name} " for name in timed if name not in (clock, until))
        + "FROM passed"
    )


def source(cells: Sequence[Cell], rows: str) -> str:
    """SQL of rows of cells with what :func:`find` found beside them."""
    if not any(cell.folds for cell in cells):
        return rows
    return f"(SELECT * FROM {rows} LEFT JOIN import_second USING (line))"


def counted(session: Session, target: Target) -> tuple[int, int]:
    """How many rows have a time that comes twice, and how many of those are of the second pass. [rows]"""
    if not target.passes:
        return 0, 0
    columns = session.composed("SELECT * FROM import_second LIMIT 0").column_names
    seconds = [name for name in columns if name.startswith("second_")]
    sums = f"count_if(twice) AS n, count_if({' OR '.join(seconds)}) AS second"
    [row] = session.composed(f"SELECT {sums} FROM import_second").to_pylist()
    return int(row["n"] or 0), int(row["second"] or 0)


def _end_of(target: Target) -> str | None:
    return next((each.end for each in target.table.follows if hasattr(each, "end")), None)


def _local(cell: Cell | None, texts: dict[str, str]) -> str:
    """SQL of the wall-clock time of a cell, where it states no distance from UTC."""
    if cell is None:
        return "NULL::TIMESTAMP"
    return notation_of(cell.date_format).wall_clock(texts[cell.name])


def _fold(time: str, folds: Sequence[Fold]) -> str:
    """SQL of which of the hours a wall-clock time is in; NULL: in none."""
    cases = " ".join(
        f"WHEN {time} >= TIMESTAMP {literal(first)} AND {time} < TIMESTAMP {literal(end)} THEN {at}"
        for at, (first, end, _, _) in enumerate(folds)
    )
    return f"CASE {cases} END"
