"""Rows that become nothing are counted and told, and only they: totals, and what a person says."""

import io

import openpyxl
import pytest

from producflow import imports
from producflow.errors import InvalidInput
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

HEADER = "Machine;Date;Shift;Output;Defects;Downtime"
TWO = ["Press 1;2026-02-03;morning;400;4;20", "Press 2;2026-02-03;morning;300;6;35"]


def outputs(store: Store) -> dict[str, int]:
    found = rows(store, "SELECT e.name, p.output_quantity AS n FROM production_records p JOIN equipment e "
                        "ON e.id = equipment_id ORDER BY e.name")  # fmt: skip
    return {row["name"]: row["n"] for row in found}


@pytest.mark.long
@pytest.mark.parametrize(
    "total",
    [
        "Total;2026-02-03;morning;700;10;55",
        "TOTAL:;;;700;10;55",
        "Summe;;;700;10;55",
        "Total général;;;700;10;55",
        "Suma;03.02.2026;;700;10;55",
        ";Totale;;700;10;55",  # in another column than the machine's
        ";;;700;10;55",  # nothing says so but the sums
    ],
)
@pytest.mark.parametrize("place", ["foot", "top"])
def test_a_total_row_is_left_out_and_compared(store: Store, bring: Import, total: str, place: str) -> None:
    lines = [HEADER, *TWO, total] if place == "foot" else [HEADER, total, *TWO]
    done = bring("\n".join(lines), create_equipment=True)
    assert outputs(store) == {"Press 1": 400, "Press 2": 300}
    assert (done.rehearsal.counts.rejected, done.rehearsal.counts.left_out) == (0, 1)
    assert done.batch is not None
    assert done.batch.counts == done.rehearsal.counts
    [note] = [note for note in done.rehearsal.notes if "left out as a total" in note]
    assert "agree with the rows (output 700, defects 10, downtime (min) 55)" in note


@pytest.mark.parametrize("total", ["{} Total", "Summe {}", "Total: {}"])
def test_totals_of_parts_are_left_out_and_compared_with_those(store: Store, bring: Import, total: str) -> None:
    day = ";2026-02-03;night;"
    lines = [HEADER, *TWO, TWO[0].replace("morning", "night")]
    lines += [
        f"{total.format('Press 1')}{day}800;8;40",
        f"{total.format('Press 2')}{day}300;6;35",
        f"Total{day}1100;14;75",
    ]
    done = bring("\n".join(lines), create_equipment=True)
    [row] = rows(store, "SELECT count(*) AS n, sum(output_quantity)::BIGINT AS q FROM production_records")
    assert row == {"n": 3, "q": 1100}
    notes = [note for note in done.rehearsal.notes if "left out as a total" in note]
    assert len(notes) == 3
    assert all("its sums agree with the rows" in note for note in notes), notes


def test_a_machine_whose_name_ends_like_a_total_stays(store: Store, bring: Import) -> None:
    bring("\n".join([HEADER, *TWO, "Quality Total;2026-02-03;morning;100;0;0"]), create_equipment=True)
    assert outputs(store) == {"Press 1": 400, "Press 2": 300, "Quality Total": 100}


def test_a_total_that_does_not_agree_says_so(bring: Import) -> None:
    done = bring("\n".join([HEADER, *TWO, "Total;;;750;10;55"]), create_equipment=True)
    [note] = [note for note in done.rehearsal.notes if "left out as a total" in note]
    assert "output 750, which is 700 in the rows" in note


def test_what_is_no_total_can_be_kept(store: Store, bring: Import) -> None:
    content = "\n".join([HEADER, *TWO, TWO[0].replace("Press 1", "Total").replace("400", "90")])
    bring(content, create_equipment=True, answers=["equipment:total=keep"])
    assert outputs(store) == {"Press 1": 400, "Press 2": 300, "Total": 90}


def test_a_word_that_stands_in_most_rows_is_no_total(store: Store, bring: Import) -> None:
    lines = [f"{HEADER};Kind", *(f"{row};sum" for row in TWO), "Press 3;2026-02-03;morning;1;0;0;sum"]
    bring("\n".join(lines), create_equipment=True)
    assert len(outputs(store)) == 3


def test_a_row_without_a_machine_that_sums_up_nothing_is_rejected(bring: Import) -> None:
    done = bring("\n".join([HEADER, *TWO, ";2026-02-03;morning;650;10;55"]), create_equipment=True)
    assert (done.rehearsal.counts.rejected, done.rehearsal.counts.left_out) == (1, 0)


def test_a_total_in_a_workbook_is_left_out_too(store: Store, bring: Import) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for at, line in enumerate((HEADER, *TWO, "Total;;;700;10;55")):
        cells = line.split(";")
        book.active.append(cells if at == 0 else [*cells[:3], *map(int, cells[3:])])
    book.save(file)
    bring(file.getvalue(), "week.xlsx", create_equipment=True)
    assert outputs(store) == {"Press 1": 400, "Press 2": 300}


def test_rows_of_a_value_can_be_left_out(store: Store, bring: Import) -> None:
    content = "machine,start,end,state\nM1,2026-02-09 06:00,2026-02-09 07:00,running\n" + "".join(
        f"M1,2026-02-09 {hour:02}:00,2026-02-09 {hour:02}:30,Probe\n" for hour in (8, 9)
    )
    done = bring(content, create_equipment=True, answers=["state:Probe=leave out"])
    assert rows(store, "SELECT state FROM state_intervals") == [{"state": "producing"}]
    assert "2 rows are left out for “state”: “Probe” (2)." in done.rehearsal.notes
    again = bring(content, mapping=done.proposal.mapping)
    assert (again.rehearsal.counts.unchanged, again.rehearsal.counts.left_out) == (1, 2)


def test_cells_of_a_value_can_be_left_out_where_each_machine_has_a_column(store: Store, bring: Import) -> None:
    content = (
        "time,P1,P2\n2026-02-09 06:00,running,running\n2026-02-09 07:00,Probe,stopped\n2026-02-09 08:00,stopped,off\n"
    )
    bring(content, create_equipment=True, answers=["state:Probe=leave out"])
    found = rows(store, "SELECT count(*) AS n FROM state_intervals")
    assert found == [{"n": 5}]


def test_any_column_may_say_which_rows_are_left_out(store: Store, bring: Import) -> None:
    mapping = imports.Mapping(
        kind="production_records",
        columns={"equipment": "Machine", "date": "Date", "shift": "Shift", "output_quantity": "Output",
                 "defect_quantity": "Defects", "downtime_minutes": "Downtime"},
        values={"Note": {"trial*": "leave out"}},
    )  # fmt: skip
    content = "\n".join([f"{HEADER};Note", f"{TWO[0]};Trial run", f"{TWO[1]};good"])
    bring(content, mapping=mapping, create_equipment=True)
    assert outputs(store) == {"Press 2": 300}


def test_a_meaning_of_a_column_that_is_no_field_is_refused(bring: Import) -> None:
    mapping = imports.Mapping(kind="equipment", columns={"name": "name"}, values={"Note": {"trial": "stopped"}})
    with pytest.raises(InvalidInput, match="Note"):
        bring("name,Note\nP,trial\n", mapping=mapping)
