"""What the product itself exports can be brought in: unchanged where it is from, and by names elsewhere."""

import io
import shutil
from pathlib import Path

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.reports.streams import as_csv
from producflow.store.database import Store
from producflow.store.queries import exports
from tests.integration.imports.conftest import Import, rows

pytestmark = pytest.mark.long

FILES = {
    "production_records": "machine,date,shift,product,output,defects,downtime\n"
    "P2,2026-02-03,morning,A,400,4,20\nP1,2026-02-03,night,B,300,,35\n",
    "sensor_readings": "machine,time,sensor,value\nP2,2026-02-03 06:00,temperature,20\n"
    "P1,2026-02-03 06:01,speed,1500\n",
    "state_intervals": "machine,start,end,state\nP2,2026-02-03 06:00,2026-02-03 07:00,running\n"
    "P1,2026-02-03 07:00,2026-02-03 08:00,Jam\n",
    "downtime_events": "machine,start,end,reason,planned\nP2,2026-02-03 06:00,2026-02-03 07:00,Jam,no\n"
    "P1,2026-02-03 07:00,,Cleaning,yes\n",
    "maintenance_logs": "machine,type,description,status,due,number\nP2,preventive,Oil,scheduled,2026-02-03,7\n"
    "P1,corrective,Belt,scheduled,2026-02-04,8\n",
}
STORED = {
    "production_records": "date, shift, product, output_quantity, defect_quantity, downtime_minutes",
    "sensor_readings": "sensor_type, timestamp, value, unit",
    "state_intervals": "started_at, ended_at, state, reason",
    "downtime_events": "started_at, ended_at, reason, planned",
    "maintenance_logs": "maintenance_type, description, status, scheduled_date, external_id",
}


def exported(store: Store, table: str) -> bytes:
    return b"".join(as_csv(exports.pieces(store, table, dict.fromkeys(exports.FILTERS[table]))))


def stored(store: Store, table: str) -> list[dict[str, object]]:
    return rows(store, f"SELECT (SELECT name FROM equipment e WHERE e.id = equipment_id) AS name, {STORED[table]} "
                       f"FROM {table} ORDER BY ALL")  # fmt: skip


@pytest.mark.parametrize("table", FILES)
def test_an_export_goes_in_unchanged_here_and_by_name_elsewhere(
    store: Store, bring: Import, tmp_path: Path, empty_file: Path, table: str
) -> None:
    bring(FILES[table], create_equipment=True)
    content = exported(store, table)
    again = bring(content, dry_run=True)
    assert (again.rehearsal.counts.unchanged, again.rehearsal.counts.read) == (2, 2), again.rehearsal.reasons
    shutil.copy(empty_file, tmp_path / "other.duckdb")
    other = Store.open(tmp_path / "other.duckdb")
    try:
        known = imports.ImportOptions(create_equipment=True)
        imports.import_file(other, COMMAND_LINE, io.BytesIO(content), "export.csv", known)
        assert stored(other, table) == stored(store, table)
    finally:
        other.close()


def without_names(content: bytes) -> bytes:
    """As exports were before they named the machines."""
    lines = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    at = lines[0].index("equipment")
    return "\n".join(",".join(cells[:at] + cells[at + 1 :]) for cells in lines).encode()


def test_an_export_without_names_goes_in_by_number_only_where_it_is_from(
    store: Store, bring: Import, tmp_path: Path, empty_file: Path
) -> None:
    bring(FILES["production_records"], create_equipment=True)
    content = without_names(exported(store, "production_records"))
    assert bring(content, dry_run=True).rehearsal.counts.unchanged == 2
    shutil.copy(empty_file, tmp_path / "other.duckdb")
    other = Store.open(tmp_path / "other.duckdb")
    try:
        names = io.BytesIO(b"name,type\nSaw 1,Saw\nSaw 2,Saw\n")  # with the numbers of the others
        imports.import_file(other, COMMAND_LINE, names, "machines.csv")
        tried = imports.try_file(other, COMMAND_LINE, io.BytesIO(content), "export.csv", imports.ImportOptions())
        assert [imports.answer_key(each) for each in tried.proposal.questions if each.blocking] == ["equipment"]
    finally:
        other.close()
