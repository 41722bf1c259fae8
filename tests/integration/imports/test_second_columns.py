"""Columns that become nothing although their header says what they are: never without a word."""

import pytest

from producflow import imports
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, rows

RECORD = "machine;date;shift;output;defects;downtime;planned time;{}\nP;2026-02-09;morning;100;2;20;480;{}\n"
JOB = "machine;type;description;status;date;actual cost;{}\nP;corrective;Belt;done;2026-02-09;120;{}\n"
COSTS = "is left out: what was planned to be spent is not kept."


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            RECORD.format("OEE;Availability", "81.2;95.8"),
            "“OEE”, “Availability” are left out: such figures are worked out from the rows.",
        ),
        (
            RECORD.format("设备综合效率", "81.2"),
            "“设备综合效率” is left out: such figures are worked out from the rows.",
        ),
        (JOB.format("TotalPlnndCosts", "100"), f"“TotalPlnndCosts” {COSTS}"),
        (JOB.format("Plankosten", "100"), f"“Plankosten” {COSTS}"),
        (JOB.format("Notes", "x"), "Left out: “Notes” (“description” is taken for description)."),
    ],
)
def test_a_second_column_of_a_field_and_a_figure_of_our_own_are_named(bring: Import, text: str, note: str) -> None:
    assert note in bring(text, create_equipment=True).rehearsal.notes


def test_a_person_may_choose_between_two_columns_of_a_quantity(bring: Import, store: Store) -> None:
    text = "machine;date;shift;quantity;total count;scrap;downtime\nP;2026-02-09;morning;100;104;4;20\n"
    tried = bring(text, create_equipment=True, dry_run=True)
    [asked] = [each for each in tried.proposal.questions if each.field == "output_quantity"]
    assert not asked.blocking
    assert asked.text.startswith("“quantity” is taken for the output; “total count” is called like that too.")
    bring(text, create_equipment=True, columns=["output_quantity=total count"])
    assert [row["output_quantity"] for row in rows(store, "FROM production_records")] == [104]


@pytest.mark.parametrize(
    "tags",
    [
        ("Ch1.Press1.Temp", "Ch1.Press1.Vib"),
        ("Press1/Temperature", "Press1/Vibration"),
        ("PRESS1.TEMP", "PRESS1.VIB"),
        ("Press 1 temperature", "Press 1 vibration"),
        ("Presse 1 Temperatur", "Presse 1 Vibration"),
        ("冲床1 温度", "冲床1 振动"),
    ],
)
@pytest.mark.parametrize("shape", ["long", "series", "wide"])
def test_a_tag_carries_machine_and_sensor(bring: Import, store: Store, tags: tuple[str, str], shape: str) -> None:
    header = {"long": "tag;timestamp;value", "series": "Series;Time;Value", "wide": f"timestamp;{';'.join(tags)}"}[
        shape
    ]
    lines = "2026-02-13 06:00:00;1.5;2.5\n"
    if shape != "wide":
        lines = "".join(f"{tag};2026-02-13 06:00:00;{value}\n" for tag, value in zip(tags, (1.5, 2.5), strict=True))
    done = bring(f"{header}\n{lines}", options=imports.ImportOptions(create_equipment=True))
    found = rows(store, "SELECT sensor_type, value FROM sensor_readings ORDER BY value")
    assert [(row["sensor_type"], row["value"]) for row in found] == [("temperature", 1.5), ("vibration", 2.5)]
    [machine] = rows(store, "SELECT name FROM equipment")
    assert tags[0].lower().replace("ch1.", "").startswith(machine["name"].lower())
    assert "given" not in " ".join(each.evidence for each in done.proposal.recognised)


def test_what_an_empty_cell_of_a_system_is_taken_for_is_counted(bring: Import) -> None:
    done = bring(
        "ID,Title,Status,Category,Asset Name,Due Date,Completed On\n11,Belt,Complete,,P,2026-03-04,2026-03-03 09:00\n"
        "12,Fan,Open,Preventive,P,2026-03-05,\n13,Oil,Open,,P,2026-03-06,\n",
        create_equipment=True,
    )
    assert "2 empty cells in “Category” are taken for corrective." in done.rehearsal.notes
