"""Closed days change by an upload only where somebody says why: by the page's way, by a program's and by command."""

import json
from datetime import date
from pathlib import Path

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import InvalidInput
from producflow.imports.pipeline import ImportOptions, import_file
from producflow.operations import equipment, plant
from producflow.store.database import Store
from tests.integration.imports.conftest import rows

CLOSED = "The days until 3 Mar 2026 are closed; give a reason why 2 Mar 2026 changes still."
RECORDS = "machine,date,shift,output,defects,downtime\nP 1,{day},morning,100,2,10\n"
STOPS = "machine,start,end,reason,planned\nP 1,{day} 07:00,{day} 07:20,Jam,no\n"


@pytest.fixture
def closed(store: Store) -> Store:
    equipment.create(store, COMMAND_LINE, name="P 1")
    plant.change_settings(store, COMMAND_LINE, {"closed_until": date(2026, 3, 3), "timezone": "UTC"})
    return store


def sent(store: Store, tmp_path: Path, text: str, why: str | None = None) -> imports.Rehearsal:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(store, COMMAND_LINE, path, path.name, ImportOptions(why=why)).rehearsal


@pytest.mark.long
@pytest.mark.parametrize(("text", "table"), [(RECORDS, "production_records"), (STOPS, "downtime_events")])
def test_a_closed_day_changes_with_a_reason_only(closed: Store, tmp_path: Path, text: str, table: str) -> None:
    def count() -> int:
        return int(rows(closed, f"SELECT count(*) AS n FROM {table}")[0]["n"])

    with pytest.raises(InvalidInput, match=CLOSED):
        sent(closed, tmp_path, text.format(day="2026-03-02"))
    assert count() == 0
    assert rows(closed, "SELECT count(*) AS n FROM import_batches") == [{"n": 0}]
    assert sent(closed, tmp_path, text.format(day="2026-03-04")).closed is None  # this one is open
    told = sent(closed, tmp_path, text.format(day="2026-03-02"), "The MES was down")
    assert told.closed == date(2026, 3, 2)
    assert count() == 2
    [entry] = rows(closed, "SELECT after FROM audit_log WHERE action = 'import' ORDER BY id DESC LIMIT 1")
    assert '"why": "The MES was down"' in entry["after"].replace('":"', '": "')
    sent(closed, tmp_path, text.format(day="2026-03-02"))  # it changes nothing any more
    assert count() == 2


@pytest.mark.long
@pytest.mark.parametrize(("text", "table"), [(RECORDS, "production_records"), (STOPS, "downtime_events")])
def test_an_upload_of_a_closed_day_is_undone_and_brought_back_with_a_reason_only(
    store: Store, tmp_path: Path, text: str, table: str
) -> None:
    def count() -> int:
        return int(rows(store, f"SELECT count(*) AS n FROM {table}")[0]["n"])

    equipment.create(store, COMMAND_LINE, name="P 1")
    for day in ("2026-03-02", "2026-03-04"):
        sent(store, tmp_path, text.format(day=day))
    of_closed, of_open = (row["id"] for row in rows(store, "SELECT id FROM import_batches ORDER BY id"))
    plant.change_settings(store, COMMAND_LINE, {"closed_until": date(2026, 3, 3), "timezone": "UTC"})
    imports.undo(store, COMMAND_LINE, of_open)
    imports.redo(store, COMMAND_LINE, of_open)
    for turn, left in ((imports.undo, 1), (imports.redo, 2)):
        before = count()
        with pytest.raises(InvalidInput, match=CLOSED):
            turn(store, COMMAND_LINE, of_closed, why=" ")
        assert count() == before
        turn(store, COMMAND_LINE, of_closed, why="The MES counted twice")
        assert count() == left
        [entry] = rows(store, "SELECT action, after FROM audit_log ORDER BY id DESC LIMIT 1")
        assert entry["action"] == turn.__name__
        assert json.loads(entry["after"])["why"] == "The MES counted twice"


def test_what_is_no_figure_of_a_day_is_not_asked_for(closed: Store, tmp_path: Path) -> None:
    sent(closed, tmp_path, "machine,time,sensor,value\nP 1,2026-03-02 07:00,temperature,70\n")
    sent(closed, tmp_path, "machine,type,capacity\nP 2,Press,400\n")
    assert rows(closed, "SELECT count(*) AS n FROM sensor_readings") == [{"n": 1}]
    for batch in rows(closed, "SELECT id FROM import_batches ORDER BY id DESC"):
        imports.undo(closed, COMMAND_LINE, batch["id"])
    assert rows(closed, "SELECT count(*) AS n FROM sensor_readings") == [{"n": 0}]


def test_the_small_hours_belong_to_the_day_before(closed: Store, tmp_path: Path) -> None:
    night = "machine,start,end,reason,planned\nP 1,2026-03-04 01:00,2026-03-04 01:20,Jam,no\n"
    with pytest.raises(InvalidInput, match="why 3 Mar 2026 changes still"):
        sent(closed, tmp_path, night)
