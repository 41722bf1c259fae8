"""Imports over one another, and taking any of them back."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, InvalidInput, NotFound
from producflow.imports.columns import profiles
from producflow.operations import maintenance_jobs, production
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, everything, rows

HEADER = "machine,date,shift,output,defects,downtime\n"
READINGS = "machine,timestamp,sensor,value\n"


def outputs(store: Store) -> list[int]:
    return [row["q"] for row in rows(store, "SELECT output_quantity AS q FROM production_records ORDER BY date")]


def counted(done: imports.Imported) -> tuple[int, int, int, int]:
    counts = done.rehearsal.counts
    return counts.added, counts.updated, counts.unchanged, counts.rejected


def test_an_overlapping_file_changes_only_what_differs_and_undo_restores_it(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    before = everything(store)
    done = bring(HEADER + "P,2026-01-02,night,25,1,5\nP,2026-01-01,night,10,1,5\nP,2026-01-03,night,30,1,5\n")
    assert counted(done) == (1, 1, 1, 0)
    assert outputs(store) == [10, 25, 30]
    [row] = rows(store, "SELECT batch_id, source_line FROM production_records WHERE output_quantity = 25")
    assert row == {"batch_id": 2, "source_line": 2}
    undone = imports.undo(store, COMMAND_LINE, 2)
    assert (undone.removed, undone.restored) == (1, 1)
    assert everything(store) == before


@pytest.mark.long
def test_an_older_import_is_undone_from_under_a_newer_one(store: Store, bring: Import) -> None:
    first = HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n"
    bring(first, create_equipment=True)
    bring(HEADER + "P,2026-01-01,night,11,1,5\n")
    bring(HEADER + "P,2026-01-01,night,12,1,5\n")

    undone = imports.undo(store, COMMAND_LINE, 2)  # the one in the middle
    assert (undone.restored, undone.superseded) == (0, 1)
    assert outputs(store) == [12, 20]

    undone = imports.undo(store, COMMAND_LINE, 1)  # the oldest: its other row goes, its machine is still in use
    assert (undone.removed, undone.superseded, undone.machines_kept) == (1, 1, ("P",))
    assert outputs(store) == [12]

    undone = imports.undo(store, COMMAND_LINE, 3)  # the row is the newest import's own by now
    assert (undone.removed, undone.restored) == (1, 0)
    assert outputs(store) == []
    assert rows(store, "SELECT count(*) AS n FROM import_changes") == [{"n": 0}]


@pytest.mark.long
def test_newest_first_goes_back_step_by_step(store: Store, bring: Import) -> None:
    states = [everything(store)]
    for number, output in enumerate((10, 11, 12)):
        bring(HEADER + f"P,2026-01-01,night,{output},1,5\n", create_equipment=number == 0)
        states.append(everything(store))
    for batch in (3, 2, 1):
        states.pop()
        imports.undo(store, COMMAND_LINE, batch)
        assert everything(store) == states[-1]


def test_what_somebody_changed_by_hand_stays(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    [row] = rows(store, "SELECT id, equipment_id FROM production_records WHERE output_quantity = 20")
    production.change(store, COMMAND_LINE, row["id"], {"output_quantity": 21})
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.removed, undone.edited, undone.machines_kept) == (1, 1, ("P",))
    assert "1 row kept, changed by hand since" in undone.describe()
    assert outputs(store) == [21]


def test_undoing_twice_or_what_never_was(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\n", create_equipment=True)
    imports.undo(store, COMMAND_LINE, 1)
    with pytest.raises(Conflict, match="Import 1 was undone already"):
        imports.undo(store, COMMAND_LINE, 1)
    with pytest.raises(NotFound, match="no import 7"):
        imports.undo(store, COMMAND_LINE, 7)
    assert imports.batch(store, 1).undone


@pytest.mark.long
def test_corrected_readings_change_status_sums_and_go_back(store: Store, bring: Import) -> None:
    bring(READINGS + "P,2026-01-01 00:00,temperature,20\nP,2026-01-01 00:01,temperature,21\n", create_equipment=True)
    before = everything(store)
    done = bring(READINGS + "P,2026-01-01 00:01,temperature,90\n")
    assert counted(done) == (0, 1, 0, 0)
    [row] = rows(store, "SELECT value, status FROM sensor_readings WHERE value > 50")
    assert row == {"value": 90.0, "status": "critical"}
    assert rows(store, "SELECT maximum, n_critical FROM sensor_hourly") == [{"maximum": 90.0, "n_critical": 1}]
    assert rows(store, "SELECT value, status FROM sensor_latest") == [{"value": 90.0, "status": "critical"}]
    imports.undo(store, COMMAND_LINE, 2)
    assert everything(store) == before


@pytest.mark.long
def test_an_empty_cell_says_nothing_and_a_broken_change_is_rejected(store: Store, bring: Import) -> None:
    header = "machine,date,shift,output,defects,downtime,planned time\n"
    bring(header + "P,2026-01-01,night,10,1,5,240\n", create_equipment=True)
    assert counted(bring(header + "P,2026-01-01,night,10,1,5,\n")) == (0, 0, 1, 0)
    assert counted(bring(header + "P,2026-01-01,night,10,2,5,\n")) == (0, 1, 0, 0)
    [row] = rows(store, "SELECT defect_quantity, planned_minutes FROM production_records")
    assert row == {"defect_quantity": 2, "planned_minutes": 240.0}
    done = bring(HEADER + "P,2026-01-01,night,10,1,300\n")  # would fit 480 planned minutes, but 240 are stored
    assert counted(done) == (0, 0, 0, 1)
    assert "above the planned 240" in done.rehearsal.rejects["reason"][0]


def test_a_job_with_a_number_of_its_own_may_change_everything_else(store: Store, bring: Import) -> None:
    header = "order,machine,type,description,status,scheduled,cost\n"
    bring(header + "4711,P,corrective,leak,scheduled,2026-01-01,10\n", create_equipment=True)
    done = bring(header + "4711,Q,corrective,big leak,completed,2026-01-02,12.5\n", create_equipment=True)
    assert counted(done) == (0, 1, 0, 0)
    [row] = rows(
        store,
        "SELECT e.name, description, l.status, cost FROM maintenance_logs l JOIN equipment e ON e.id = equipment_id",
    )
    assert row == {"name": "Q", "description": "big leak", "status": "completed", "cost": 12.5}


@pytest.mark.long
def test_a_job_that_the_file_reopens_has_no_completion_date(store: Store, bring: Import) -> None:
    def job() -> dict[str, Any]:
        [row] = rows(
            store,
            "SELECT l.status, completed_date::VARCHAR AS done, e.last_maintenance::VARCHAR AS maintained "
            "FROM maintenance_logs l JOIN equipment e ON e.id = equipment_id",
        )
        return row

    header = "order,machine,type,description,status,scheduled,completed\n"
    bring(header + "4711,P,corrective,leak,scheduled,2026-01-01,\n", create_equipment=True)
    maintenance_jobs.move(store, COMMAND_LINE, 1, "completed", datetime(2026, 1, 2, tzinfo=UTC))
    done = {"status": "completed", "done": "2026-01-02 00:00:00", "maintained": "2026-01-02 00:00:00"}
    assert job() == done
    same = "4711,P,corrective,leak,completed,2026-01-01,\n"
    assert counted(bring(header + same)) == (0, 0, 1, 0)
    assert job() == done
    reopened = bring(header + "4711,P,corrective,leak,in_progress,2026-01-01,\n")
    assert counted(reopened) == (0, 1, 0, 0)
    changes = reopened.rehearsal.changes
    assert changes[["field", "after"]].to_numpy().tolist() == [["status", "in_progress"], ["completed_date", ""]]
    assert job() == {"status": "in_progress", "done": None, "maintained": None}
    assert reopened.batch is not None
    imports.undo(store, COMMAND_LINE, reopened.batch.id)
    assert job() == done
    # A file without a column for it says the same: what is not completed has no date.
    without = header.replace(",completed\n", "\n")
    assert counted(bring(without + "4711,P,corrective,leak,scheduled,2026-01-01\n")) == (0, 1, 0, 0)
    assert job() == {"status": "scheduled", "done": None, "maintained": None}


@pytest.mark.long
def test_nothing_else_is_written_than_what_was_shown(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\n", create_equipment=True)
    path = store.path.with_name("second.csv")
    path.write_text(HEADER + "P,2026-01-02,night,20,1,5\n")
    proposal = imports.propose(store, path, path.name)
    rehearsal = imports.rehearse(store, COMMAND_LINE, proposal.staged, proposal.mapping)
    bring(HEADER + "P,2026-01-02,night,21,1,5\n")
    before = everything(store)
    with pytest.raises(Conflict, match="rehearse again"):
        imports.commit(store, COMMAND_LINE, rehearsal)
    assert everything(store) == before
    again = imports.rehearse(store, COMMAND_LINE, proposal.staged, proposal.mapping)
    imports.commit(store, COMMAND_LINE, again)
    assert outputs(store) == [10, 20]
    with pytest.raises(NotFound, match="upload it again"):
        imports.commit(store, COMMAND_LINE, again)


def test_rejected_rows_come_back_mended(store: Store, bring: Import) -> None:
    header = "Maschine;Auftragsart;Kurztext;Status;Datum;Kosten\n"
    bring(
        header + "P;PM01;=cmd|' /C calc'!A0;completed;2026-01-01;12,5\n"
        "P;PM99;=1+1;completed;2026-01-01;-3,5\nP;PM98;ab;completed\n",
        create_equipment=True,
    )
    text = imports.rejects_csv(store, 1)
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[0] == [*header.strip().split(";"), "reason"]
    assert table[1][:6] == ["P", "PM99", "'=1+1", "completed", "2026-01-01", "-3,5"]  # numbers stay numbers
    assert table[2][:6] == ["P", "PM98", "ab", "completed", "", ""]
    mended = text.replace("PM99", "PM02").replace("-3,5", "3,5")
    mended = mended.replace("PM98;ab;completed;;", "PM02;ab;completed;2026-01-05;7,5")
    assert counted(bring(mended)) == (2, 0, 0, 0)
    jobs = rows(store, "SELECT description, cost FROM maintenance_logs ORDER BY id")
    assert [tuple(job.values()) for job in jobs] == [("=cmd|' /C calc'!A0", 12.5), ("=1+1", 3.5), ("ab", 7.5)]


def test_no_spreadsheet_runs_a_rejected_row_and_mended_it_is_as_it_was(store: Store, bring: Import) -> None:
    """A list written with commas, opened by a spreadsheet that was set up for semicolons."""
    text = "Line 4;=1+1| -20 °C"
    bring(
        f"Maschine,Auftragsart,Kurztext,Status,Datum\nP,PM01,ab,completed,2026-01-01\nP,PM99,{text},completed,2026-01-02\n",
        create_equipment=True,
    )
    rejects = imports.rejects_csv(store, 1)
    assert "Line 4;'=1+1| '-20 °C" in rejects
    assert counted(bring(rejects.replace("PM99", "PM02"))) == (1, 0, 0, 0)
    assert [job["description"] for job in rows(store, "SELECT description FROM maintenance_logs ORDER BY id")] == [
        "ab",
        text,
    ]


def test_a_profile_remembers_the_answers_for_the_same_header(store: Store, bring: Import) -> None:
    path = store.path.with_name("order.csv")
    path.write_text("Gerät,Ort der Messung,Wann,Zahl\nP,temperature,03/04/2026,1\n")
    proposal = imports.propose(store, path, path.name)
    assert not proposal.ready
    mapping = imports.Mapping(
        kind="sensor_readings",
        columns={"equipment": "Gerät", "sensor_type": "Ort der Messung", "timestamp": "Wann", "value": "Zahl"},
        dates={"timestamp": "month first"},
        timezone="America/New_York",
    )
    profiles.save(store, COMMAND_LINE, "Line 3", imports.fingerprint(proposal.staged), mapping)
    proposal.staged.discard()
    assert imports.Mapping.from_json(mapping.to_json()) == mapping
    done = bring(path.read_bytes(), create_equipment=True)
    assert done.batch is not None
    assert done.batch.profile == "Line 3"
    [row] = rows(store, "SELECT timestamp FROM sensor_readings")
    assert str(row["timestamp"]) == "2026-03-04 05:00:00"
    with pytest.raises(InvalidInput, match="expects a column “Gerät”"):
        bring(READINGS + "P,2026-01-01,t,1\n", profile="Line 3")
    with pytest.raises(NotFound, match="no import profile “Line 4”"):
        bring(READINGS + "P,2026-01-01,t,1\n", profile="Line 4")
    assert list(store.staging.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not JSON"),
        ("[]", "not an object with a kind"),
        ('{"kind": "poems"}', "no kind “poems”"),
        ('{"kind": "equipment", "shape": "round"}', "no “shape”"),
        ('{"kind": "equipment", "columns": {"mood": "x"}}', "no field “mood”"),
        ('{"kind": "equipment", "columns": {"name": 3}}', "not text"),
        ('{"kind": "equipment", "dates": {"installation_date": "sometime"}}', "no way to write"),
        ('{"kind": "equipment", "timezone": "Mars/Base"}', "no time zone"),
    ],
)
def test_a_mapping_from_elsewhere_is_checked(text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        imports.Mapping.from_json(text)
