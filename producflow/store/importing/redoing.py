"""Bringing an undone import back, in SQL: the kept rows meet the tables by the rules of an import."""

from datetime import UTC, datetime

from producflow.store.database import Session, Transaction
from producflow.store.importing import applying, ruling
from producflow.store.importing.checking import plan
from producflow.store.importing.lineage import count, keep_witness
from producflow.store.importing.notations import literal
from producflow.store.importing.target import Target
from producflow.store.importing.undo_store import KEPT_APART, open_kept
from producflow.store.session import question

TEMPORARY = (
    "import_typed",
    "import_repeats",
    "import_plan",
    "import_planned",
    "import_before",
    "import_inside",
    "import_unclassified",
    "import_statuses",
)


def tables_kept(session: Session, batch_id: int) -> list[str]:
    """Tables of which rows of an undone import are kept, machines first: the others refer to them."""
    batch = int(batch_id)
    apart = "".join(
        f"UNION SELECT {literal(table)} FROM (SELECT 1 FROM {kept} WHERE batch_id = {batch} LIMIT 1) "
        for table, kept in KEPT_APART.items()
    )
    rows = session.composed(
        f"SELECT DISTINCT entity FROM undone_rows WHERE batch_id = {batch} AND role <> 'needed' {apart}"
        "ORDER BY entity <> 'equipment', entity"
    )
    return [str(name) for name in rows["entity"].to_pylist()]


def find_machines(transaction: Transaction, batch_id: int) -> list[str]:
    """Make ``redo_machines``: which machine each kept number means now. Answers names that no machine has any more."""
    transaction.compose(question("undoing/open_redo_machines"), batch_id=batch_id)
    return [row["name"] for row in transaction.rows("undoing/machines_gone")]


def make_plan(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Make ``redo_kept`` and ``import_plan``, whose ``line`` is the number of the kept row."""
    for table in TEMPORARY:
        transaction.compose(f"DROP TABLE IF EXISTS temp.{table}")
    open_kept(transaction, target.name, batch_id)
    if "equipment_id" in transaction.columns(target.name):
        transaction.compose(
            "UPDATE redo_kept SET equipment_id = m.equipment_id FROM redo_machines m "
            "WHERE m.old_id = redo_kept.equipment_id AND m.equipment_id <> m.old_id"
        )
    # Kept rows were checked when they came, and none repeats another: they enter the plan as a file without a fault
    # does.
    wanted = ", ".join(dict.fromkeys([*target.table.key, *target.fields]))
    transaction.compose(
        f"CREATE TEMP TABLE import_typed AS SELECT number AS line, {wanted}, NULL AS fault, NULL::INTEGER AS faults "
        "FROM redo_kept"
    )
    transaction.compose(
        "CREATE TEMP TABLE import_repeats "
        "(line BIGINT, first_line BIGINT, difference STRUCT(name VARCHAR, here VARCHAR, there VARCHAR))"
    )
    plan(transaction, target, ())
    for rule in target.of_today:
        source = {rule.field: rule.field}
        said = ruling.sentence(rule, f"'“' || {rule.field} || '”'", source)
        fault = "STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)"
        # The plan was made without such rules, so its column is a bare NULL, which holds no fault.
        transaction.compose(f"ALTER TABLE import_plan DROP rule_fault; ALTER TABLE import_plan ADD rule_fault {fault}")
        transaction.compose(
            "UPDATE import_plan SET action = 'broken', "
            f"rule_fault = {{'column_name': {literal(rule.field)}, 'value': NULL::VARCHAR, 'reason': {said}}} "
            f"WHERE {ruling.broken(rule, source, datetime.now(UTC))}"
        )


def counts(session: Session) -> dict[str, int]:
    """``added``, ``updated``, ``unchanged``, ``rejected``: what the plan does. [rows]"""
    return session.rows("undoing/redo_counts")[0]


def refusals(session: Session, most: int) -> list[str]:
    """Why the first kept rows cannot come back, with their lines."""
    return [row["said"] for row in session.rows("undoing/refusals", most=most)]


def write(transaction: Transaction, target: Target, batch_id: int) -> None:
    """Do what the plan says: add what is gone, change what differs, and bear witness to what is there."""
    applying.settle(transaction)
    _add(transaction, target, int(batch_id))
    keep_witness(
        transaction,
        target.name,
        batch_id,
        "SELECT p.existing_id, k.line FROM import_plan p JOIN redo_kept k ON k.number = p.line "
        "WHERE p.action = 'unchanged'",
    )
    transaction.compose(
        "UPDATE import_plan SET line = k.line FROM redo_kept k WHERE k.number = import_plan.line AND action = 'update'"
    )
    applying.update_rows(transaction, target, batch_id)
    _cut_from_itself(transaction, target.name, int(batch_id))


def _add(transaction: Transaction, target: Target, batch: int) -> None:
    """Put back rows that are gone, under their own numbers; of rows that were another import's only what was said."""
    if not count(transaction, "SELECT 1 FROM import_plan WHERE action = 'add'"):
        return
    table, name_of = target.table, target.name
    said, kept = {*table.key, *target.fields}, transaction.columns(KEPT_APART.get(name_of, name_of))
    taken = f"CASE WHEN k.id IN (SELECT id FROM {name_of}) THEN nextval('{name_of}_id_seq') ELSE k.id END"
    values = {
        "id": "k.id" if name_of in KEPT_APART else taken,  # nobody takes the numbers of those
        "batch_id": str(batch),
        "source_line": "k.line",
    }
    for name in transaction.columns(name_of):
        default = "now()::TIMESTAMP" if name in ("created_at", "updated_at") else table.default(name)
        if name in said:
            # What is not kept was worked out for the plan, by the limits of today.
            values[name] = f"coalesce(k.{name}, {default})" if name in kept else f"p.{name}"
        elif name not in values:
            values[name] = f"CASE WHEN k.role = 'added' THEN k.{name} ELSE {default} END"
    order = f"k.{table.clock}, k.number" if table.clock else "k.number"
    transaction.insert(
        f"{name_of} ({', '.join(values)})",
        f"SELECT {', '.join(values.values())} "
        "FROM import_plan p JOIN redo_kept k ON k.number = p.line WHERE p.action = 'add'",
        order,
    )


def _cut_from_itself(transaction: Transaction, table: str, batch: int) -> None:
    """A machine that was left, since in use, is still the import's: what it changes of that one is nobody's before."""
    transaction.compose(
        "UPDATE import_changes SET previous_batch_id = NULL, "
        'before = json_merge_patch(before, \'{"batch_id": null, "source_line": null}\')::VARCHAR '
        f"WHERE batch_id = {batch} AND previous_batch_id = {batch} AND entity = $entity",
        entity=table,
    )
