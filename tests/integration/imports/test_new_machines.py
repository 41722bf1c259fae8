"""Machines that a file brings: asked for by name, created with what a person says of them, and shown afterwards."""

import io

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import InvalidInput
from producflow.imports.next_pages import next_pages
from producflow.reports.plant import machine_names
from producflow.store.database import Store
from producflow.store.importing.target import NewMachine
from tests.integration.imports.conftest import rows

CONTENT = (
    b"machine;date;shift;output;defects;downtime\n"
    b"Presse 7;2026-02-03;morning;240;0;240\nS\xc3\xa4ge 2;2026-02-04;night;10;0;0\n"
)


def rehearsed(store: Store, machines: dict[str, NewMachine], *, create: bool) -> imports.Rehearsal:
    proposal = imports.propose(store, io.BytesIO(CONTENT), "week.csv")
    return imports.rehearse(
        store, COMMAND_LINE, proposal.staged, proposal.mapping, create_equipment=create, machines=machines
    )


def test_machines_are_created_with_what_is_said_of_them(store: Store) -> None:
    before = rehearsed(store, {}, create=False)
    assert before.unknown_machines == ("Presse 7", "Säge 2")
    assert before.counts.rejected == 2
    found = rehearsed(store, {"Presse 7": NewMachine("Presse", 480)}, create=True)
    assert found.kpis is not None
    assert found.kpis.after["performance"] == pytest.approx(100)  # 240 units in the 240 minutes that it ran
    imports.commit(store, COMMAND_LINE, found)
    assert rows(store, "SELECT name, type, capacity FROM equipment ORDER BY id") == [
        {"name": "Presse 7", "type": "Presse", "capacity": 480}, {"name": "Säge 2", "type": None, "capacity": None},
    ]  # fmt: skip


def test_a_capacity_that_cannot_be_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="capacity"):
        rehearsed(store, {"Presse 7": NewMachine(capacity=-1)}, create=True)


def test_an_import_leads_to_the_pages_of_its_days_and_machines(store: Store) -> None:
    found = rehearsed(store, {}, create=True)
    imports.commit(store, COMMAND_LINE, found)
    pages = next_pages(found, store.read(machine_names))
    assert [page.label for page in pages] == [
        "See 3 Feb 2026 to 4 Feb 2026 on the overview",
        "See Presse 7, 3 Feb 2026 to 4 Feb 2026",
        "See Säge 2, 3 Feb 2026 to 4 Feb 2026",
    ]
    assert pages[0].link.address == "overview?period=Custom&from=2026-02-03&to=2026-02-04"
    assert pages[1].link.get("machine") == str(next(iter(store.read(machine_names))))
