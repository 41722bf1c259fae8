"""Files in and out: uploads with their rejects and undoing, exports as CSV and Parquet."""

import io
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, production, readings
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.api.conftest import Call

MACHINES = b"name,type,capacity\nLathe 4,Lathe,200\nMill 2,Mill,-5\n"


def upload(call: Call, content: bytes, query: str = "", role: str = "analyst", name: str = "machines.csv") -> Any:
    return call(role, "POST", f"/imports{query}", files={"file": (name, content, "text/csv")})


def test_an_upload_is_rehearsed_written_listed_and_undone(call: Call) -> None:
    rehearsed = upload(call, MACHINES, "?kind=equipment&dry_run=true").json()
    assert (rehearsed["dry_run"], rehearsed["batch"], rehearsed["rows_added"]) == (True, None, 1)
    assert call("operator", "GET", "/equipment").json() == []

    written = upload(call, MACHINES, "?kind=equipment").json()
    assert (written["rows_read"], written["rows_added"], written["rows_rejected"]) == (2, 1, 1)
    [reject] = written["rejects"]
    assert (reject["line"], reject["value"]) == (3, "-5")
    number = written["batch"]["id"]
    assert [machine["name"] for machine in call("operator", "GET", "/equipment").json()] == ["Lathe 4"]

    assert call("operator", "GET", "/imports").json() == [written["batch"]]
    assert call("operator", "GET", f"/imports/{number}").json() == written["batch"]
    rejects = call("analyst", "GET", f"/imports/{number}/rejects.csv")
    assert rejects.headers["content-type"] == "text/csv; charset=utf-8"
    header, row, *_ = rejects.text.splitlines()
    assert header.startswith("name,type,capacity,")
    assert row.startswith("Mill 2,Mill,-5,")

    again = upload(call, MACHINES, "?kind=equipment").json()
    assert (again["rows_added"], again["rows_unchanged"]) == (0, 1)

    undone = call("analyst", "DELETE", f"/imports/{number}").json()
    assert (undone["removed"], undone["witnessed"], undone["witnesses"]) == (0, 1, [number + 1])
    assert undone["message"].startswith(f"Import {number} is undone")
    assert call("analyst", "DELETE", f"/imports/{number + 1}").json()["removed"] == 1
    assert call("operator", "GET", "/equipment").json() == []
    assert call("analyst", "DELETE", f"/imports/{number}").status_code == 409
    assert call("analyst", "DELETE", "/imports/999").status_code == 404


@pytest.mark.parametrize(
    ("content", "query"),
    [
        (b"", ""),
        (b"\x89PNG\r\n\x1a\n\0\0", ""),
        (b"just some words\n", ""),
        (MACHINES, "?kind=spells"),
        (MACHINES, "?dry_run=maybe"),
        (b"x,y,z\n1,2,3\n", ""),
    ],
)
def test_what_is_no_table_leaves_no_trace(call: Call, api_store: Store, content: bytes, query: str) -> None:
    refused = upload(call, content, query)
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["msg"]
    assert call("operator", "GET", "/imports").json() == []
    assert not api_store.staging.exists() or list(api_store.staging.iterdir()) == []


def test_an_upload_without_a_file_is_told_so(call: Call) -> None:
    for options in ({"data": {"file": "text"}}, {"files": {"other": ("x.csv", MACHINES)}}, {}, {"content": b"x"}):
        refused = call("analyst", "POST", "/imports", **options)
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["body", "file"]
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert call("analyst", "POST", "/imports", content=b"--y\r\n", headers=broken).status_code == 422


def test_a_stranger_is_refused_before_the_file_is_read(call: Call) -> None:
    assert upload(call, MACHINES, role="operator").status_code == 403


@pytest.fixture
def furnished(api_store: Store, machine: int) -> int:
    """A machine with a record, readings, and names that a spreadsheet would run."""
    equipment.create(api_store, COMMAND_LINE, name="=1+1", type="@sum", location="-3")
    production.record(
        api_store,
        COMMAND_LINE,
        equipment_id=machine,
        date=pd.Timestamp("2026-03-31").date(),
        shift="morning",
        product="+cmd|' /C calc'!A0",
        output_quantity=800,
        defect_quantity=16,
    )
    times = pd.date_range("2026-03-30T00:00Z", periods=120_000, freq="s")
    frame = pd.DataFrame(
        {"equipment_id": machine, "sensor_type": "temperature", "timestamp": times, "value": -1.5, "unit": "°C"}
    )
    readings.add(api_store, COMMAND_LINE, frame)
    return machine


@pytest.mark.long
def test_csv_cells_cannot_run_and_numbers_stay_numbers(call: Call, furnished: int) -> None:
    answer = call("analyst", "GET", "/export/equipment.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="equipment.csv"' in answer.headers["content-disposition"]
    table = pd.read_csv(io.StringIO(answer.text), dtype=str, keep_default_na=False)
    hostile = table[table["name"].str.contains("1")].set_index("name").loc["'=1+1"]
    assert (hostile["type"], hostile["location"], hostile["capacity"]) == ("'@sum", "-3", "")
    records = pd.read_csv(io.StringIO(call("analyst", "GET", "/export/production_records.csv").text))
    assert records["product"][0] == "'+cmd|' /C calc'!A0"
    assert (records["output_quantity"][0], records["downtime_minutes"][0]) == (800, 0.0)


@pytest.mark.long
def test_numbers_may_be_written_with_a_decimal_comma(call: Call, furnished: int) -> None:
    text = call("analyst", "GET", f"/export/sensor_readings.csv?decimal=comma&equipment_id={furnished}").text
    table = pd.read_csv(io.StringIO(text), sep=";", decimal=",", nrows=5)
    assert set(table["value"]) == {-1.5}
    assert ";-1,5;" in text[:2000]
    assert call("analyst", "GET", "/export/equipment.csv?decimal=dot").status_code == 422


@pytest.mark.long
def test_many_rows_are_streamed_whole_and_in_order(call: Call, furnished: int) -> None:
    text = call("analyst", "GET", "/export/sensor_readings.csv").text
    table = pd.read_csv(io.StringIO(text))
    assert len(table) == 120_000
    assert table["timestamp"].is_monotonic_increasing
    assert table["timestamp"][0] == "2026-03-30T00:00:00+00:00"
    assert set(table["value"]) == {-1.5}
    assert "batch_id" in table


def test_parquet_holds_the_same_rows(call: Call, furnished: int) -> None:
    body = call("analyst", "GET", "/export/sensor_readings.parquet?from=2026-03-30T00:00:10Z&to=2026-03-30T00:00:19Z")
    assert body.headers["content-type"] == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(body.content))
    assert table.num_rows == 10
    assert str(table.schema.field("timestamp").type) == "timestamp[us, tz=UTC]"
    whole = pq.read_table(io.BytesIO(call("analyst", "GET", "/export/sensor_readings.parquet").content))
    assert whole.num_rows == 120_000


def test_filters_narrow_an_export_as_they_do_a_list(call: Call, furnished: int) -> None:
    def lines(path: str) -> int:
        answer = call("analyst", "GET", path)
        assert answer.status_code == 200
        return len(answer.text.splitlines()) - 1

    assert lines("/export/production_records.csv?shift=night") == 0
    assert lines(f"/export/production_records.csv?shift=morning&equipment_id={furnished}&from=2026-03-31") == 1
    assert lines("/export/equipment.csv?status=operational") == 2
    assert lines("/export/downtime_events.csv") == 0
    assert call("analyst", "GET", "/export/maintenance_logs.csv?equipment_id=999").status_code == 404


def test_too_large_an_upload_is_refused(call: Call, api_settings: Settings) -> None:
    headers = {"Content-Length": str((api_settings.upload_megabytes + 1) * 1024 * 1024)}
    answer = call("analyst", "POST", "/imports", content=b"", headers=headers)
    assert answer.status_code == 413
