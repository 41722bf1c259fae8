"""Real exports, whole, with counts taken from the files by other means (``awk``, ``sort | uniq -c``, Python's csv)."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from producflow import imports, settings
from producflow.access.roles import COMMAND_LINE
from producflow.imports.reading.cells import read
from producflow.store.database import Store
from tests.integration.imports.conftest import DATA, everything, rows

EXCAVATORS = DATA / "excavators.csv"
NAB = DATA / "ambient_temperature_system_failure.csv"
SPECTRUM = DATA / "csv-spectrum"


@pytest.mark.long
def test_excavators_every_row_is_accounted_for(store: Store) -> None:
    done = imports.import_file(
        store, COMMAND_LINE, EXCAVATORS, EXCAVATORS.name, imports.ImportOptions(create_equipment=True)
    )
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
    # them repetitions; 13 rows contradict an earlier one in their cost, 6 have one below 0 (together
    # -1,026.37); one row is shifted: 108 + 13 + 6 + 1 rejected.
    assert counts == imports.Counts(read=5485, added=4999, updated=0, unchanged=358, duplicates=358, rejected=128)
    assert counts.read == counts.added + counts.updated + counts.unchanged + counts.rejected

    [(logs, cost)] = [
        (row["n"], row["cost"]) for row in rows(store, "SELECT count(*) n, sum(cost) AS cost FROM maintenance_logs")
    ]
    assert (logs, round(cost, 2)) == (4999, 16_301_150.31)
    by_type = rows(store, "SELECT maintenance_type AS t, count(*) AS n FROM maintenance_logs GROUP BY ALL ORDER BY ALL")
    assert [(row["t"], row["n"]) for row in by_type] == [("corrective", 4851), ("preventive", 148)]
    assert [row["name"] for row in rows(store, "SELECT name FROM equipment ORDER BY name")] == list("ABCDE")

    rejected = {row["line"]: row for row in rows(store, "SELECT * FROM import_rejects")}
    shifted = rejected[3454]
    assert json.loads(shifted["cells"]) == ["2003-12-31", "B", "won", "t swing", "PM01"]
    assert "are they shifted?" in shifted["reason"]
    assert rejected[357]["reason"].startswith("The same key as line 356, where it is “973.4”")
    assert (rejected[357]["column_name"], rejected[357]["value"]) == ("Cost", "982.43")
    assert rejected[102]["value"] == "PM06"
    assert rejected[951]["reason"] == "“-339.81” is below 0; correct it."


@pytest.mark.long
def test_excavators_twice_adds_nothing_and_undo_leaves_nothing(store: Store) -> None:
    before = everything(store)
    imports.import_file(store, COMMAND_LINE, EXCAVATORS, "first.csv", imports.ImportOptions(create_equipment=True))
    once = everything(store)
    again = imports.import_file(
        store, COMMAND_LINE, EXCAVATORS, "second.csv", imports.ImportOptions(create_equipment=True)
    )
    assert again.rehearsal.counts == imports.Counts(
        read=5485, added=0, updated=0, unchanged=5357, duplicates=358, rejected=128
    )
    assert everything(store) == once
    imports.undo(store, COMMAND_LINE, 2)
    assert everything(store) == once
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.removed, undone.machines_removed) == (4999, 5)
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
    assert (done.counts.added, done.counts.duplicates, done.counts.rejected) == (4999 + 107, 358, 1 + 13 + 6 + 1)
    proposal.staged.discard()


@pytest.mark.long
def test_ambient_temperature_as_a_new_machine(store: Store) -> None:
    constants = {"equipment": "Server room", "sensor_type": "temperature"}
    before = everything(store)
    done = imports.import_file(
        store, COMMAND_LINE, NAB, NAB.name, imports.ImportOptions(constants=constants, create_equipment=True)
    )
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
    again = imports.import_file(store, COMMAND_LINE, NAB, NAB.name, imports.ImportOptions(constants=constants))
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


def test_ai4i_is_known_by_its_units_and_asks_for_machine_and_times(store: Store) -> None:
    source = DATA / "ai4i2020_first200.csv"
    with pytest.raises(imports.ImportRefused) as refused:
        imports.import_file(store, COMMAND_LINE, source, source.name, imports.ImportOptions(create_equipment=True))
    assert "Which machine are these rows of" in str(refused.value)
    assert "when the first row of a machine was and how far its rows are apart" in str(refused.value)
    options = imports.ImportOptions(
        answers=["equipment=Mill", "timestamp=2020-01-01 06:00 + 1 min"], create_equipment=True
    )
    done = imports.import_file(store, COMMAND_LINE, source, source.name, options)
    assert done.proposal.ignored == (
        *("UID", "Product ID", "Type", "Machine failure", "TWF", "HDF", "PWF", "OSF", "RNF"),
    )
    assert (done.rehearsal.counts.read, done.rehearsal.counts.added) == (1000, 1000)
    found = rows(
        store,
        "SELECT sensor_type, min(value) AS low, max(value) AS high, any_value(unit) AS unit, max(timestamp) AS last "
        "FROM sensor_readings GROUP BY ALL ORDER BY ALL",
    )
    # By Python's csv: 298.1 to 299.1 K, 308.0 to 309.5 K, 1268 to 2861 rpm, 4.6 to 65.7 Nm, 0 to 218 min.
    assert [(row["sensor_type"], round(row["low"], 4), round(row["high"], 4), row["unit"]) for row in found] == [
        ("air temperature", 24.95, 25.95, "°C"),
        ("process temperature", 34.85, 36.35, "°C"),
        ("speed", 1268, 2861, "RPM"),
        ("tool wear", 0, 218, "min"),
        ("torque", 4.6, 65.7, "Nm"),
    ]
    assert {str(row["last"]) for row in found} == {"2020-01-01 09:19:00"}  # 199 minutes after the first


@pytest.mark.long
def test_turbofans_without_a_header_go_in_with_columns_and_a_length_of_a_cycle(store: Store) -> None:
    source = DATA / "train_FD001_two_engines.txt"
    before = everything(store)
    tried = imports.try_file(store, COMMAND_LINE, source, source.name, imports.ImportOptions())
    assert tried.proposal.questions[0].slot == "kind"
    options = imports.ImportOptions(
        kind="sensor_readings",
        columns=["equipment=column 1", "timestamp=column 2"],
        spread=["column 7=fan outlet temperature"],
        units=["column 7=°R"],
        answers=["timestamp=2008-01-01 + 1 h"],
        create_equipment=True,
    )
    done = imports.import_file(store, COMMAND_LINE, source, source.name, options)
    sensors = len(done.rehearsal.mapping.spread)
    assert done.rehearsal.counts.added == 80 * sensors
    [row] = rows(
        store,
        "SELECT value, unit, timestamp FROM sensor_readings r JOIN equipment e ON e.id = equipment_id "
        "WHERE e.name = '2' AND sensor_type = 'fan outlet temperature' AND r.source_line = 51",
    )
    # 641.89 °R is 641.89 × 5/9 − 273.15 = 83.455 °C; cycle 1 is one hour after the start.
    assert (round(row["value"], 3), row["unit"], str(row["timestamp"])) == (83.456, "°C", "2008-01-01 01:00:00")
    again = imports.import_file(store, COMMAND_LINE, source, source.name, options)
    assert again.rehearsal.counts.unchanged == 80 * sensors
    imports.undo(store, COMMAND_LINE, 2)
    imports.undo(store, COMMAND_LINE, 1)
    assert everything(store) == before


@pytest.mark.long
def test_garment_workers_are_production_and_ask_for_the_shift(store: Store) -> None:
    source = DATA / "garments_worker_productivity_part.csv"
    proposal = imports.try_file(store, COMMAND_LINE, source, source.name, imports.ImportOptions()).proposal
    assert proposal.mapping.kind == "production_records"
    assert proposal.mapping.columns == {
        "equipment": "team",
        "date": "date",
        "product": "department",
        "downtime_minutes": "idle_time",
        "efficiency_percentage": "actual_productivity",
    }
    assert proposal.mapping.dates == {"date": "month first"}
    assert [question.field for question in proposal.questions] == ["shift", "output_quantity", "defect_quantity"]
    answers = ["shift=divide evenly", "output_quantity=0", "defect_quantity=0"]
    options = imports.ImportOptions(answers=answers, create_equipment=True)
    done = imports.import_file(store, COMMAND_LINE, source, source.name, options)
    counts = done.rehearsal.counts
    assert (counts.read, counts.added, counts.rejected) == (3 * 175, 3 * 175, 0)
    [row] = rows(
        store,
        "SELECT min(date)::VARCHAR AS first, max(date)::VARCHAR AS last, sum(downtime_minutes) AS down, "
        "max(efficiency_percentage) AS high, count(*) FILTER (efficiency_percentage > 100) AS above, "
        "count(DISTINCT equipment_id) AS teams FROM production_records",
    )
    # By Python's csv: 175 rows of 12 teams, 874 minutes idle, 37 productivities above 1, the highest 1.1204375.
    assert (row["first"], row["last"], round(row["down"], 6)) == ("2015-01-01", "2015-03-05", 874)
    assert (round(row["high"], 5), row["above"], row["teams"]) == (112.04375, 3 * 37, 12)
