"""Real exports, whole, with counts taken from the files by other means (``awk``, ``sort | uniq -c``, Python's csv)."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from producflow import imports, settings
from producflow.access.roles import COMMAND_LINE
from producflow.imports.reading import read
from producflow.store.database import Store
from tests.integration.imports.conftest import DATA, everything, rows

EXCAVATORS = DATA / "excavators.csv"
NAB = DATA / "ambient_temperature_system_failure.csv"
SPECTRUM = DATA / "csv-spectrum"


def test_excavators_every_row_is_accounted_for(store: Store) -> None:
    done = imports.import_file(store, COMMAND_LINE, EXCAVATORS, EXCAVATORS.name, create_equipment=True)
    assert done.rehearsal.mapping.columns == {
        "equipment": "Asset",
        "maintenance_type": "PMType",
        "description": "OriginalShorttext",
        "scheduled_date": "BscStartDate",
        "cost": "Cost",
    }
    assert done.rehearsal.mapping.constants == {"status": "completed"}
    counts = done.rehearsal.counts
    # sort | uniq -c: 5,485 rows, 358 exact repetitions. 115 rows have an order type that SAP leaves to the plant, 7 of
    # them repetitions; 13 rows contradict an earlier one in their cost; one row is shifted: 108 + 13 + 1 rejected.
    assert counts == imports.Counts(read=5485, added=5005, updated=0, unchanged=358, duplicates=358, rejected=122)
    assert counts.read == counts.added + counts.updated + counts.unchanged + counts.rejected

    [(logs, cost)] = [
        (row["n"], row["cost"]) for row in rows(store, "SELECT count(*) n, sum(cost) AS cost FROM maintenance_logs")
    ]
    assert (logs, round(cost, 2)) == (5005, 16_300_123.94)
    by_type = rows(store, "SELECT maintenance_type AS t, count(*) AS n FROM maintenance_logs GROUP BY ALL ORDER BY ALL")
    assert [(row["t"], row["n"]) for row in by_type] == [("corrective", 4857), ("preventive", 148)]
    assert [row["name"] for row in rows(store, "SELECT name FROM equipment ORDER BY name")] == list("ABCDE")

    rejected = {row["line"]: row for row in rows(store, "SELECT * FROM import_rejects")}
    shifted = rejected[3454]
    assert json.loads(shifted["cells"]) == ["2003-12-31", "B", "won", "t swing", "PM01"]
    assert "are they shifted?" in shifted["reason"]
    assert rejected[357]["reason"].startswith("The same key as line 356, where it is “973.4”")
    assert (rejected[357]["column_name"], rejected[357]["value"]) == ("Cost", "982.43")
    assert rejected[102]["value"] == "PM06"
    assert "cost below 0" in done.rehearsal.notes[0]


def test_excavators_twice_adds_nothing_and_undo_leaves_nothing(store: Store) -> None:
    before = everything(store)
    imports.import_file(store, COMMAND_LINE, EXCAVATORS, "first.csv", create_equipment=True)
    once = everything(store)
    again = imports.import_file(store, COMMAND_LINE, EXCAVATORS, "second.csv", create_equipment=True)
    assert again.rehearsal.counts == imports.Counts(
        read=5485, added=0, updated=0, unchanged=5363, duplicates=358, rejected=122
    )
    assert everything(store) == once
    imports.undo(store, COMMAND_LINE, 2)
    assert everything(store) == once
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.removed, undone.machines_removed) == (5005, 5)
    assert everything(store) == before
    assert list(store.staging.iterdir()) == []


def test_order_types_that_plants_define_are_asked_and_not_guessed(store: Store) -> None:
    proposal = imports.propose(store, EXCAVATORS, EXCAVATORS.name)
    asked = {question.value: question for question in proposal.questions}
    assert set(asked) == {"PM04", "PM05", "PM06", "PM13"}  # not the slip “t swing”
    assert proposal.ready
    mapping = proposal.mapping
    for text in asked:
        mapping = asked[text].answered(mapping, "corrective")
    done = imports.rehearse(store, COMMAND_LINE, proposal.staged, mapping, create_equipment=True)
    # One PM06 job now differs from a PM01 job in nothing but its cost.
    assert (done.counts.added, done.counts.duplicates, done.counts.rejected) == (5005 + 107, 358, 1 + 13 + 1)
    proposal.staged.discard()


def test_ambient_temperature_as_a_new_machine(store: Store) -> None:
    constants = {"equipment": "Server room", "sensor_type": "temperature"}
    before = everything(store)
    done = imports.import_file(store, COMMAND_LINE, NAB, NAB.name, constants=constants, create_equipment=True)
    assert done.rehearsal.counts == imports.Counts(
        read=7267, added=7267, updated=0, unchanged=0, duplicates=0, rejected=0
    )
    [row] = rows(
        store,
        "SELECT count(*) AS n, min(timestamp) AS first, max(timestamp) AS last, min(value) AS low, max(value) AS high, "
        "any_value(unit) AS unit FROM sensor_readings",
    )
    assert (row["n"], row["low"], row["high"], row["unit"]) == (7267, 57.45840559, 86.22321261, "°C")
    assert (str(row["first"]), str(row["last"])) == ("2013-07-04 00:00:00", "2014-05-28 15:00:00")
    once = everything(store)
    again = imports.import_file(store, COMMAND_LINE, NAB, NAB.name, constants=constants)
    assert (again.rehearsal.counts.added, again.rehearsal.counts.unchanged) == (0, 7267)
    assert everything(store) == once
    assert imports.undo(store, COMMAND_LINE, 1).witnessed == 7267  # the second import says the same, and keeps them
    imports.undo(store, COMMAND_LINE, 2)
    assert everything(store) == before


def test_what_a_file_leaves_open_is_asked_in_one_sentence(store: Store) -> None:
    with pytest.raises(imports.ImportRefused, match="Which machine are these rows of"):
        imports.import_file(store, COMMAND_LINE, NAB, NAB.name)
    assert list(store.staging.iterdir()) == []
    assert imports.batches(store) == []


@pytest.mark.parametrize("case", sorted(path.stem for path in (SPECTRUM / "csvs").iterdir()))
def test_csv_spectrum_reads_to_its_expected_json(store: Store, tmp_path: Path, case: str) -> None:
    source = SPECTRUM / "csvs" / f"{case}.csv"
    content = source.read_bytes()
    if case.endswith("_crlf"):  # the collection lost its carriage returns in version control; the JSON has them
        content = content.replace(b"\n", b"\r\n")
    path = tmp_path / source.name
    path.write_bytes(content)
    staged = read(store, path, path.name, settings.load())
    table = pq.read_table(staged.cells).to_pylist()
    found = [{name: row[f"c{index}"] for index, name in enumerate(staged.columns)} for row in table]
    staged.discard()
    expected = json.loads((SPECTRUM / "json" / f"{case}.json").read_text(encoding="utf-8"))
    if case == "location_coordinates":  # the JSON is one object, and its telephone number is not the one in the CSV
        expected = [expected | {"Contact Phone Number": "2095257564"}]
    assert found == expected
    assert staged.ragged_rows == 0
