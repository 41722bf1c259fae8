"""From ``import_plan`` to the tables, and back again when an import is undone."""

from collections.abc import Iterator

import pandas as pd

from producflow.store.database import Session, Transaction
from producflow.store.importing import derived_rows
from producflow.store.importing.lineage import columns
from producflow.store.importing.notations import literal
from producflow.store.importing.target import Target

ROWS_AT_ONCE = 500_000


def counts(session: Session, target: Target) -> dict[str, int]:
    """How many rows were read, and what becomes of them; a duplicate counts as unchanged too. [rows]

    Where one row of the file becomes several, those are counted, and one that cannot be read at all once.
    """
    [row] = session.composed(
        "SELECT (SELECT count(*) FROM import_cells) + (SELECT count(*) FROM import_ragged) AS read, "
        "(SELECT count(*) FROM import_plan WHERE action = 'add') AS added, "
        "(SELECT count(*) FROM import_plan WHERE action = 'update') AS updated, "
        "(SELECT count(*) FROM import_plan WHERE action = 'unchanged') "
        "+ (SELECT count(*) FROM import_duplicates) AS unchanged, "
        "(SELECT count(*) FROM import_duplicates) AS duplicates, "
        "(SELECT count(*) FROM import_rejected) AS rejected"
    ).to_pylist()
    found = {name: int(count) for name, count in row.items()}
    if target.stride > 1:
        found["read"] = sum(found[name] for name in ("added", "updated", "unchanged", "rejected"))
    return found


def lines_without_value(session: Session, target: Target) -> int:
    """Rows of the file with nothing in any of the columns that become rows. [rows]"""
    if target.spread is None or not target.spread.positions:
        return 0
    empty = " AND ".join(f"trim(coalesce(c{at}, '')) = ''" for at in target.spread.positions)
    return int(session.composed(f"SELECT count(*) AS n FROM import_cells WHERE {empty}")["n"][0].as_py())


def new_machines(session: Session, target: Target) -> pd.DataFrame:
    """Machines that the import creates: name, line; none for a kind without machines."""
    if not target.names_machines:
        return pd.DataFrame({"name": pd.Series(dtype="str"), "line": pd.Series(dtype="int64")})
    return session.composed_frame(
        f"SELECT name, {target.line('line')} AS line FROM import_machines WHERE equipment_id < 0 AND equipment_id IN "
        "(SELECT equipment_id FROM import_plan WHERE action IN ('add', 'update')) ORDER BY line",
    )


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
    return session.composed_frame(
        f"SELECT * REPLACE ({target.line('line')} AS line) FROM import_rejected r ORDER BY r.line LIMIT {int(rows)}"
    )


def reasons(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """How many rows each column's faults reject: column_name, reason, rows, first_line."""
    return session.composed_frame(
        "SELECT column_name, reason, count(*)::BIGINT AS rows, "
        f"{target.line('min(line)')} AS first_line FROM import_rejected "
        f"GROUP BY ALL ORDER BY rows DESC, first_line LIMIT {int(rows)}",
    )


def duplicates(session: Session, target: Target, rows: int) -> pd.DataFrame:
    """The first rows that repeat an earlier one: line, same_as, rejected."""
    return session.composed_frame(
        f"SELECT {target.line('line')} AS line, {target.line('same_as')} AS same_as, rejected FROM import_duplicates d "
        f"ORDER BY d.line LIMIT {int(rows)}"
    )


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


def below_zero(session: Session, column: str) -> int:
    """How many rows to be written have a number below 0 in a column."""
    table = session.composed(
        f"SELECT count(*) AS n FROM import_plan WHERE {column} < 0 AND action IN ('add', 'update')"
    )
    return int(table["n"][0].as_py())


def shadow(session: Session, target: Target) -> None:
    """Let this session see the tables as they would be afterwards; nobody else does, and nothing is written."""
    table = target.name
    only = "WHERE equipment_id IN (SELECT equipment_id FROM import_plan)" if target.table.leads else ""
    _mirror(session, table, only)
    for other in derived_rows.KEYS:
        if other != table:
            _mirror(session, other)
    _mirror(session, "equipment")
    session.insert(
        "temp.equipment (id, name, status, created_at, updated_at)",
        "SELECT equipment_id, name, 'operational', now()::TIMESTAMP, now()::TIMESTAMP "
        "FROM import_machines WHERE equipment_id < 0 AND equipment_id IN "
        "(SELECT equipment_id FROM import_plan WHERE action IN ('add', 'update'))",
    )
    if target.changing:
        session.compose(_update(target, "updated_at"))
    brought = _inserted(target)
    values = _values(target)
    defaults = {"id": "-line", "created_at": "now()::TIMESTAMP", "updated_at": "now()::TIMESTAMP"}
    defaults |= {name: target.table.default(name) for name in target.table.defaults if name not in brought}
    session.insert(
        f"temp.{table} ({', '.join([*brought, *defaults])})",
        f"SELECT {', '.join([*values, *defaults.values()])} FROM import_plan WHERE action = 'add'",
    )


def _mirror(session: Session, table: str, only: str = "") -> None:
    """Make a temporary copy of one of our tables, with the rows that there are; see :meth:`Session.insert`."""
    named = ", ".join(f'"{name}" {kind}' for name, kind in columns(session, table).items())
    session.compose(f"CREATE TEMP TABLE {table} ({named})")
    session.insert(f"temp.{table}", f"SELECT * FROM {session.stored(table)} {only}")


def _inserted(target: Target) -> list[str]:
    shared = () if target.table.shared is None else (target.table.shared.flag,)
    return list(dict.fromkeys((*target.table.key, *target.fields, *shared)))


def _values(target: Target) -> list[str]:
    table, shared = target.table, target.table.shared
    values = {name: f"coalesce({name}, {table.default(name)})" for name in table.defaults}
    if shared is not None:
        values[shared.flag] = f"{shared.column} IS NULL" if shared.column in target.fields else "true"
    return [values.get(name, name) for name in _inserted(target)]


def _update(target: Target, *stamps: str) -> str:
    """Take over what the file says."""
    table, shared = target.name, target.table.shared
    stated = [f"{name} = {target.becomes(name, 'p', table)}" for name in target.changing]
    if shared is not None and shared.column in target.fields:
        stated.append(f"{shared.flag} = {table}.{shared.flag} AND p.{shared.column} IS NULL")
    stamped = [f"{name} = now()::TIMESTAMP" for name in stamps]
    return (
        f"UPDATE {table} SET {', '.join([*stated, *stamped])} FROM import_plan p "
        f"WHERE p.action = 'update' AND p.existing_id = {table}.id"
    )


def create_machines(transaction: Transaction, target: Target, batch_id: int) -> int:
    """Create the machines that the plan needs, and put their ids into it; tells how many."""
    machines = new_machines(transaction, target)
    for row in machines.itertuples():
        transaction.compose(
            "INSERT INTO equipment (name, batch_id, source_line, created_at, updated_at) "
            "VALUES ($name, $batch_id, $line, now()::TIMESTAMP, now()::TIMESTAMP)",
            name=row.name,
            batch_id=batch_id,
            line=int(str(row.line)),
        )
    if len(machines):
        settle(transaction)
        transaction.compose(
            "UPDATE import_plan SET equipment_id = e.id FROM import_machines m JOIN equipment e ON e.name = m.name "
            "WHERE m.equipment_id = import_plan.equipment_id AND m.equipment_id < 0"
        )
    return len(machines)


def update_rows(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Change the stored rows that the file changes, keeping each as it was and as it became."""
    table = target.name
    if not target.changing:
        return
    transaction.compose(
        f"CREATE TEMP TABLE import_before AS SELECT id AS entity_id, batch_id AS previous_batch_id, "
        f"to_json((SELECT s FROM (SELECT {_prefixed(transaction, table)}) s))::VARCHAR AS before "
        f"FROM {table} t WHERE id IN (SELECT existing_id FROM import_plan WHERE action = 'update')"
    )
    stamps = ["updated_at"] if "updated_at" in columns(transaction, table) else []
    transaction.compose(_update(target, *stamps))
    transaction.compose(
        f"UPDATE {table} SET batch_id = {int(batch_id)}, source_line = {target.line('p.line')} FROM import_plan p "
        f"WHERE p.action = 'update' AND p.existing_id = {table}.id"
    )
    transaction.insert(
        "import_changes (batch_id, entity, entity_id, before, after, previous_batch_id)",
        f"SELECT {int(batch_id)}, {literal(table)}, entity_id, before, "
        f"to_json((SELECT s FROM (SELECT {_prefixed(transaction, table)}) s))::VARCHAR, previous_batch_id "
        f"FROM import_before JOIN {table} t ON t.id = entity_id",
        order="entity_id",
    )


def _prefixed(session: Session, table: str) -> str:
    return ", ".join(f't."{name}"' for name in columns(session, table))


def insert_rows(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Add the new rows, in the order of their clock."""
    order = f"{target.table.clock}, line" if target.table.clock else "line"
    stamps = [name for name in ("created_at", "updated_at") if name in columns(transaction, target.name)]
    ours = [str(int(batch_id)), target.line("line"), *("now()::TIMESTAMP" for _ in stamps)]
    transaction.insert(
        f"{target.name} ({', '.join([*_inserted(target), 'batch_id', 'source_line', *stamps])})",
        f"SELECT {', '.join([*_values(target), *ours])} FROM import_plan WHERE action = 'add'",
        order,
    )


def inside(transaction: Transaction, limits: pd.DataFrame) -> None:
    """Take in which values of each sensor need no further look, and their status.

    Parameters
    ----------
    limits : DataFrame
        `equipment_id`, `sensor_type`, `low`, `high` (both included) [our unit], `status`; one row per sensor.
    """
    with transaction.staged("limits", limits):
        transaction.compose("CREATE TEMP TABLE import_inside AS SELECT * FROM limits")


def unclassified(session: Session) -> Iterator[pd.DataFrame]:
    """The readings to be written that are not inside, in pieces: line, equipment_id, sensor_type, value."""
    session.compose(
        "CREATE TEMP TABLE import_unclassified AS SELECT row_number() OVER () AS position, line, equipment_id, "
        "sensor_type, value FROM import_plan JOIN import_inside i USING (equipment_id, sensor_type) "
        "WHERE action IN ('add', 'update') AND value NOT BETWEEN i.low AND i.high"
    )
    total = int(session.composed("SELECT count(*) AS n FROM import_unclassified")["n"][0].as_py())
    for start in range(0, total, ROWS_AT_ONCE):
        yield session.composed_frame(
            "SELECT line, equipment_id, sensor_type, value FROM import_unclassified "
            f"WHERE position > {start} AND position <= {start + ROWS_AT_ONCE} ORDER BY position"
        )


def classified(transaction: Transaction, statuses: pd.DataFrame) -> None:
    """Put the status of each reading into the plan; ``statuses`` has line and status of those that are not inside."""
    with transaction.staged("statuses", statuses):
        transaction.compose(
            "CREATE TEMP TABLE import_statuses AS SELECT line::BIGINT AS line, status::VARCHAR AS status FROM statuses"
        )
    transaction.compose(f"ALTER {_kind_of_plan(transaction)} import_plan RENAME TO import_planned")
    transaction.compose(
        "CREATE TEMP VIEW import_plan AS SELECT p.*, coalesce(s.status, i.status) AS status FROM import_planned p "
        "LEFT JOIN import_inside i USING (equipment_id, sensor_type) LEFT JOIN import_statuses s USING (line)"
    )


def _kind_of_plan(session: Session) -> str:
    found = session.composed("SELECT count(*) AS n FROM duckdb_views() WHERE temporary AND view_name = 'import_plan'")
    return "VIEW" if found["n"][0].as_py() else "TABLE"


def settle(transaction: Transaction) -> None:
    """Make the plan a table that can be changed."""
    if _kind_of_plan(transaction) == "VIEW":
        transaction.compose("CREATE TEMP TABLE import_settled AS SELECT * FROM import_plan")
        transaction.compose("DROP VIEW import_plan")
        transaction.compose("ALTER TABLE import_settled RENAME TO import_plan")


def touched(session: Session) -> pd.DataFrame:
    """Sensors that the plan writes to: equipment_id, sensor_type, first, last."""
    return session.composed_frame(
        "SELECT equipment_id, sensor_type, min(timestamp) AS first, max(timestamp) AS last FROM import_plan "
        "WHERE action IN ('add', 'update') GROUP BY ALL ORDER BY ALL",
    )


def keep_rejects(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Keep the rejected and the repeated rows of the batch."""
    transaction.insert(
        "import_rejects (batch_id, line, column_name, value, reason, cells)",
        f"SELECT {int(batch_id)}, {target.line('line')}, column_name, value, reason, cells FROM import_rejected",
        "line",
    )
    transaction.insert(
        "import_duplicate_rows (batch_id, line, same_as)",
        f"SELECT {int(batch_id)}, {target.line('line')}, {target.line('same_as')} FROM import_duplicates",
        "line",
    )
