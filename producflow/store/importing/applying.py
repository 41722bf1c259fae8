"""From ``import_plan`` to the tables."""

from producflow.store.database import Session, Transaction
from producflow.store.importing import derived_rows
from producflow.store.importing.lineage import as_json, count
from producflow.store.importing.notations import literal
from producflow.store.importing.planned import new_machines
from producflow.store.importing.target import NewMachine, Target


def shadow(session: Session, target: Target) -> None:
    """Let this session see the tables as they would be afterwards; nobody else does, and nothing is written."""
    table = target.name
    only = "WHERE equipment_id IN (SELECT equipment_id FROM import_plan)" if target.table.leads else ""
    _mirror(session, table, only)
    for other in derived_rows.KEYS:
        if other != table:
            _mirror(session, other)
    _mirror(session, "equipment")
    stated = " ".join(
        f"WHEN lower({literal(name)}) THEN {each.capacity!r}" for name, each in target.machines.items() if each.capacity
    )
    capacity = f"CASE lower(name) {stated} END" if stated else "NULL::DOUBLE"
    session.insert(
        "temp.equipment (id, name, capacity, status, created_at, updated_at)",
        f"SELECT equipment_id, name, {capacity}, 'operational', "
        "now()::TIMESTAMP, now()::TIMESTAMP "
        "FROM import_machines WHERE equipment_id < 0 AND equipment_id IN "
        "(SELECT equipment_id FROM import_plan WHERE action IN ('add', 'update'))",
    )
    if target.changing:
        session.compose(_update(target, "updated_at"))
    brought = _inserted(target)
    values = _values(target)
    # Below 0, where no stored row has its number.
    defaults = {"id": "-line", "created_at": "now()::TIMESTAMP", "updated_at": "now()::TIMESTAMP"}
    defaults |= {name: target.table.default(name) for name in target.table.defaults if name not in brought}
    session.insert(
        f"temp.{table} ({', '.join([*brought, *defaults])})",
        f"SELECT {', '.join([*values, *defaults.values()])} FROM import_plan WHERE action = 'add'",
    )


def _mirror(session: Session, table: str, only: str = "") -> None:
    """Make a temporary copy of one of our tables, with the rows that there are; see :meth:`Session.insert`."""
    named = ", ".join(f'"{name}" {kind}' for name, kind in session.columns(table).items())
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
        # What the file states is no share any more, whatever it was before.
        stated.append(f"{shared.flag} = {table}.{shared.flag} AND p.{shared.column} IS NULL")
    stamped = [f"{name} = now()::TIMESTAMP" for name in stamps]
    return (
        f"UPDATE {table} SET {', '.join([*stated, *stamped])} FROM import_plan p "
        f"WHERE p.action = 'update' AND p.existing_id = {table}.id"
    )


def create_machines(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Create the machines that the plan needs, and put their numbers into it."""
    machines = new_machines(transaction, target).to_dict("records")
    said = {name.lower(): each for name, each in target.machines.items()}
    for machine in machines:
        known = said.get(machine["name"].lower(), NewMachine())
        transaction.run(
            "importing/add_machine",
            name=machine["name"],
            type=known.type,
            capacity=known.capacity,
            line=machine["line"],
            batch_id=batch_id,
        )
    if machines:
        settle(transaction)
        transaction.run("importing/number_machines")


def update_rows(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Change the stored rows that the file changes, keeping each as it was and as it became."""
    table = target.name
    if not target.changing:
        return
    row = as_json(transaction, table, "t")
    transaction.compose(
        f"CREATE TEMP TABLE import_before AS SELECT id AS entity_id, batch_id AS previous_batch_id, {row} AS before "
        f"FROM {table} t WHERE id IN (SELECT existing_id FROM import_plan WHERE action = 'update')"
    )
    stamps = ["updated_at"] if "updated_at" in transaction.columns(table) else []
    transaction.compose(_update(target, *stamps))
    transaction.compose(
        f"UPDATE {table} SET batch_id = {int(batch_id)}, source_line = {target.line('p.line')} FROM import_plan p "
        f"WHERE p.action = 'update' AND p.existing_id = {table}.id"
    )
    transaction.insert(
        "import_changes (batch_id, entity, entity_id, before, after, previous_batch_id)",
        f"SELECT {int(batch_id)}, {literal(table)}, entity_id, before, {row}, previous_batch_id "
        f"FROM import_before JOIN {table} t ON t.id = entity_id",
        order="entity_id",
    )


def insert_rows(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Add the new rows, in the order of their clock."""
    # Readings have no index: they are found fast because they lie in the order of their times.
    order = f"{target.table.clock}, line" if target.table.clock else "line"
    stamps = [name for name in ("created_at", "updated_at") if name in transaction.columns(target.name)]
    ours = [str(int(batch_id)), target.line("line"), *("now()::TIMESTAMP" for _ in stamps)]
    transaction.insert(
        f"{target.name} ({', '.join([*_inserted(target), 'batch_id', 'source_line', *stamps])})",
        f"SELECT {', '.join([*_values(target), *ours])} FROM import_plan WHERE action = 'add'",
        order,
    )


def kind_of_plan(session: Session) -> str:
    """Whether the plan is a table, or a view of what lies on disk."""
    views = "SELECT 1 FROM duckdb_views() WHERE temporary AND view_name = 'import_plan'"
    return "VIEW" if count(session, views) else "TABLE"


def settle(transaction: Transaction) -> None:
    """Make the plan a table that can be changed."""
    if kind_of_plan(transaction) == "VIEW":
        transaction.compose("CREATE TEMP TABLE import_settled AS SELECT * FROM import_plan")
        transaction.compose("DROP VIEW import_plan")
        transaction.compose("ALTER TABLE import_settled RENAME TO import_plan")


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
