"""Machines that a file brings: asked for by name, created with what a person says of them, and shown afterwards."""

import io
import re

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import InvalidInput
from producflow.imports.checking.new_machines import stated
from producflow.imports.next_pages import next_pages
from producflow.reports.plant import machine_names
from producflow.store.database import Store
from producflow.store.importing.target import NewMachine
from tests.integration.imports.conftest import Import, rows

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
        "See 3 Feb to 4 Feb 2026 on the overview",
        "See Presse 7, 3 Feb to 4 Feb 2026",
        "See Säge 2, 3 Feb to 4 Feb 2026",
    ]
    assert pages[0].link.address == "overview?period=Custom&from=2026-02-03&to=2026-02-04"
    assert pages[1].link.get("machine") == str(next(iter(store.read(machine_names))))


def test_a_file_of_unknown_machines_asks_for_them(bring: Import, store: Store) -> None:
    asked = imports.try_file(store, COMMAND_LINE, io.BytesIO(CONTENT), "week.csv", imports.ImportOptions())
    [question] = asked.proposal.questions
    assert (asked.ready, question.field) == (False, "create_equipment")
    assert question.text.startswith("Create “Presse 7” and “Säge 2”, which are not known yet?")
    with pytest.raises(InvalidInput, match="“maybe” is no answer; choose one of yes, no"):
        bring(CONTENT, "week.csv", answers=["create_equipment=maybe"])
    assert imports.batches(store) == []
    assert bring(CONTENT, "week.csv", answers=["create_equipment=yes"]).rehearsal.counts.added == 2
    more = CONTENT + b"Ofen 3;2026-02-04;night;10;0;0\n"
    done = bring(more, "week.csv")  # some rows can be taken, and the others are named
    assert (done.rehearsal.counts.unchanged, done.rehearsal.counts.rejected) == (2, 1)
    assert [(each.field, each.blocking) for each in done.rehearsal.stuck] == [("create_equipment", False)]


def test_what_a_program_says_of_machines_is_read() -> None:
    said = stated(["Presse 7:type=Presse, groß,capacity=480", "Line 1: Säge", "Ofen: capacity=1e3", "M:type="])
    assert said == {
        "Presse 7": NewMachine("Presse, groß", 480),
        "Line 1: Säge": NewMachine(),
        "Ofen": NewMachine(None, 1000),
        "M": NewMachine(),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "“” names no machine; write “Press 7:type=Press,capacity=960”, or only the name."),
        (":type=Press", "“:type=Press” names no machine"),
        (
            "P:capacity=many",
            "“many” is no capacity of the machine “P”; write the good units that a shift of 480 minutes",
        ),
        ("P:capacity=1,capacity=2", "“capacity” of the machine “P” is stated twice; leave one out."),
        ("P:capacity=-1", "is not above 0"),
        ("P:capacity=nan", "capacity"),
        (
            "Presse 8:capacity=480",
            "week.csv names no machine “Presse 8”; it names “Presse 7” and “Säge 2”, not known yet.",
        ),
    ],
)
def test_what_cannot_be_said_of_a_machine_is_told_in_a_sentence(bring: Import, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(sentence)) as refused:
        bring(CONTENT, "week.csv", equipment=[text])
    assert refused.value.field in {"equipment", "capacity"}


@pytest.mark.long
def test_a_program_creates_the_machines_that_it_names_and_no_others(bring: Import, store: Store) -> None:
    done = bring(CONTENT, "week.csv", equipment=["presse 7:type=Presse,capacity=480"])
    assert (done.rehearsal.counts.added, done.rehearsal.counts.rejected) == (1, 1)
    assert done.rehearsal.reasons["reason"].tolist() == ["There is no machine “Säge 2”; correct the name or create it."]
    assert done.rehearsal.kpis is not None
    assert done.rehearsal.kpis.after["performance"] == pytest.approx(100)
    machines = "SELECT name, type, capacity FROM equipment ORDER BY id"
    assert rows(store, machines) == [{"name": "Presse 7", "type": "Presse", "capacity": 480}]

    again = bring(CONTENT, "week.csv", equipment=["Presse 7:capacity=500"], create_equipment=True)
    assert "“Presse 7” is known already; what was said of it changes nothing." in again.rehearsal.notes
    assert [each["capacity"] for each in rows(store, machines)] == [480, None]
