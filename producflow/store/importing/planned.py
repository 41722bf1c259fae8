"""What a plan does, told before it is done."""

from collections import Counter

import pandas as pd

from producflow.store.database import Session
from producflow.store.importing.lineage import count
from producflow.store.importing.notations import literal
from producflow.store.importing.target import Target


def counts(session: Session, target: Target) -> dict[str, int]:
    """How many rows were read, and what becomes of them; a duplicate counts as unchanged too. [rows]

    Where one row of the file becomes several, those are counted, and one that cannot be read at all once.
    """
    told = Counter[str]()
    for row in session.rows("importing/counts"):
        told[row["outcome"]] += row["n"]
    found = {
        "read": told["read"],
        "added": told["add"],
        "updated": told["update"],
        "unchanged": told["unchanged"] + told["duplicates"],
        "duplicates": told["duplicates"],
        "rejected": told["rejected"],
        "left_out": told["left_out"],
    }
    if target.stride > 1:
        found["read"] = sum(found[name] for name in found if name not in ("read", "duplicates"))
    return found


def lines_without_value(session: Session, target: Target) -> int:
    """Rows of the file with nothing in any of the columns that become rows. [rows]"""
    if target.spread is None or not target.spread.positions:
        return 0
    empty = " AND ".join(f"trim(coalesce(c{at}, '')) = ''" for at in target.spread.positions)
    return count(session, f"SELECT 1 FROM import_cells WHERE {empty}")


def new_machines(session: Session, target: Target) -> pd.DataFrame:
    """Machines that the import creates: name, line; none for a kind without machines."""
    if not target.names_machines:
        return pd.DataFrame({"name": pd.Series(dtype="str"), "line": pd.Series(dtype="int64")})
    return session.frame("importing/new_machines", stride=target.stride)


def unknown_machines(session: Session, target: Target) -> list[str]:
    """Machines that the file names and the plant does not know, in the order of the file."""
    if not target.names_machines:
        return []
    found = session.composed(
        "SELECT name FROM import_machines WHERE equipment_id < 0 AND name IS NOT NULL ORDER BY line"
    )
    return [str(name) for name in found["name"].to_pylist()]


def machines_of(session: Session, target: Target, most: int) -> list[str]:
    """Machines of which most rows are to be written."""
    if not target.names_machines:
        return []
    found = session.composed(
        "SELECT any_value(m.name) AS name FROM (SELECT equipment_id, count(*) AS n FROM import_plan "
        "WHERE action IN ('add', 'update') GROUP BY equipment_id) JOIN import_machines m USING (equipment_id) "
        f"GROUP BY equipment_id ORDER BY max(n) DESC, min(m.line) LIMIT {int(most)}"
    )
    return [str(name) for name in found["name"].to_pylist()]


def sample(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """The first rows that fit, as they would be stored, and what becomes of each: add, update, unchanged."""
    machine = target.names_machines
    name = "(SELECT min(m.name) FROM import_machines m WHERE m.equipment_id = p.equipment_id) AS equipment, "
    return session.composed_frame(
        f"SELECT {target.line('line')} AS line, action, {name if machine else ''}"
        f"p.* EXCLUDE (line, action, rule_fault, existing_id{', equipment_id' if machine else ''}) "
        f"FROM (FROM import_plan WHERE action IN ('add', 'update', 'unchanged') ORDER BY line LIMIT {int(rows)}) p "
        "ORDER BY p.line",
    )


def changes(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """What the first changed rows change: line, equipment, field, before, after; a row for each field that differs."""
    if not target.changing:
        return pd.DataFrame(columns=["line", "equipment", "field", "before", "after"])
    machine, lasting = "p.equipment_id" if target.names_machines else "s.id", target.table.lasting
    after = {name: f"p.{name}::VARCHAR" for name in target.fields}
    if lasting is not None:  # it may go, too
        after[lasting.column] = f"coalesce({target.becomes(lasting.column, 'p', 's')}::VARCHAR, '')"
    pairs = ", ".join(
        f"{{'field': {literal(name)}, 'before': s.{name}::VARCHAR, 'after': {value}}}" for name, value in after.items()
    )
    return session.composed_frame(
        f"SELECT {target.line('line')} AS line, equipment, d.field AS field, d.before AS before, d.after AS after "
        "FROM ("
        f"SELECT p.line, (SELECT e.name FROM equipment e WHERE e.id = {machine}) AS equipment, "
        f"unnest(list_filter([{pairs}], lambda d: d.after IS NOT NULL AND d.after <> coalesce(d.before, ''))) AS d "
        f"FROM (FROM import_plan WHERE action = 'update' ORDER BY line LIMIT {int(rows)}) p "
        f"JOIN {target.name} s ON s.id = p.existing_id) c ORDER BY c.line"
    )


def rejects(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """The first rejected rows: line, column_name, value, reason, cells."""
    return session.frame("importing/rejects", stride=target.stride, rows=rows)


def reasons(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """How many rows each column's faults reject: column_name, reason, rows, first_line."""
    return session.frame("importing/reasons", stride=target.stride, rows=rows)


def duplicates(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """The first rows that repeat an earlier one: line, same_as, rejected."""
    return session.frame("importing/duplicates", stride=target.stride, rows=rows)


def span(session: Session, target: Target) -> tuple[object, object] | None:
    """First and last value of the table's clock among the rows to be written; intervals last until their end."""
    clock, until = target.table.clock, target.table.until
    if clock is None:
        return None
    last = f"greatest({clock}, {until})" if until else clock
    [row] = session.composed(
        f"SELECT min({clock}) AS first, max({last}) AS last FROM import_plan WHERE action IN ('add', 'update')"
    ).to_pylist()
    return None if row["first"] is None else (row["first"], row["last"])
