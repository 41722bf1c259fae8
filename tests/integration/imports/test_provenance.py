"""From any row back to the file, the line, the person and what happened to it since."""

import hashlib
from datetime import date

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import NotFound
from producflow.operations import production
from producflow.reports import provenance
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows
from tests.people import user_of

pytestmark = pytest.mark.long

HEADER = "machine,day,shift,output,defects,downtime\n"


def test_a_row_tells_its_file_line_and_history(store: Store, bring: Import) -> None:
    first = HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n"
    bring(first, name="mes.csv", create_equipment=True)
    bring(HEADER + "P,2026-01-02,night,20,1,5\nP,2026-01-01,night,12,1,5\n", name="again.csv")
    [row] = rows(store, "SELECT id FROM production_records WHERE output_quantity = 12")
    ana = Actor(user_of(store, "analyst"), "analyst@people.example", "Test analyst", Role.ANALYST)
    production.change(store, ana, row["id"], {"defect_quantity": 2})

    found = provenance.of_row(store, "production_records", row["id"])
    assert found.row["equipment"] == "P"
    assert found.source is not None
    assert (found.source.batch_id, found.source.file_name, found.source.line) == (2, "again.csv", 3)
    assert found.source.columns["output_quantity"] == "output"
    assert (found.source.user, found.source.profile) == ("Command line", None)
    assert [(step.action, step.who, step.batch_id, step.line, step.changes) for step in found.history] == [
        ("import", "Command line", 1, 2, "the row was added"),
        ("import", "Command line", 2, 3, "output quantity: 10 → 12"),
        ("change", "Test analyst", None, None, "defect quantity: 1 → 2"),
    ]
    [other] = rows(store, "SELECT id FROM production_records WHERE output_quantity = 20")
    kept = provenance.of_row(store, "production_records", other["id"])
    assert kept.source is not None
    assert kept.source.sha256 == hashlib.sha256(first.encode()).hexdigest()
    assert [(witness.batch_id, witness.line) for witness in kept.witnesses] == [(2, 2)]

    machine = provenance.of_row(store, "equipment", 1)
    assert machine.source is not None
    assert (machine.source.batch_id, machine.source.line) == (1, 2)
    with pytest.raises(NotFound, match="no table “users”"):
        provenance.of_row(store, "users", 1)
    with pytest.raises(NotFound, match="no row 99 in production records"):
        provenance.of_row(store, "production_records", 99)


def test_what_a_person_entered_has_no_file(store: Store, bring: Import) -> None:
    bring("name,type\nP,press\n", kind="equipment")
    made = production.record(
        store, COMMAND_LINE, equipment_id=1, date=date(2026, 1, 1), shift="night",
        output_quantity=1, defect_quantity=0, downtime_minutes=0.0,
    )  # fmt: skip
    found = provenance.of_row(store, "production_records", made["id"])
    assert found.source is None
    assert [step.action for step in found.history] == ["create"]


def test_an_import_lists_its_rows_in_the_order_of_the_file(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-02,night,20,1,5\nP,2026-01-01,night,10,1,5\n", create_equipment=True)
    bring(HEADER + "P,2026-01-03,night,30,1,5\nP,2026-01-01,night,12,1,5\nP,2026-01-02,night,20,1,5\n")
    listed = provenance.of_batch(store, 1)
    assert [(row.table, row.line, row.action, row.overwritten_by) for row in listed] == [
        ("equipment", 2, "added", None),
        ("production_records", 2, "added", None),
        ("production_records", 3, "added", 2),
    ]
    assert [(row.line, row.action) for row in provenance.of_batch(store, 2)] == [
        (2, "added"),
        (3, "updated"),
        (4, "unchanged"),
    ]
    assert [row.line for row in provenance.of_batch(store, 2, skip=1, limit=1)] == [3]
    assert provenance.of_batch(store, 2)[1].row is not None
    imports.undo(store, COMMAND_LINE, 2)
    undone = provenance.of_batch(store, 2)
    assert [(row.line, row.action, row.row is None) for row in undone] == [
        (2, "undone", True),
        (3, "undone", False),
        (4, "undone", False),
    ]
    with pytest.raises(NotFound):
        provenance.of_batch(store, 9)
