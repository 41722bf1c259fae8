"""Predictions by calls: listed, one by one, judged with a word, exported."""

from datetime import UTC, datetime, timedelta

from producflow.store.database import Store
from tests.foretold import kept
from tests.integration.api.conftest import Call


def test_predictions_are_listed_judged_with_a_word_and_exported(call: Call, api_store: Store, machine: int) -> None:
    now = datetime.now(UTC)
    over, standing = (kept(api_store, machine, now - timedelta(days=days)) for days in (40, 1))
    listed = call("operator", "GET", "/predictions").json()
    assert [each["id"] for each in listed] == [standing, over]
    assert [each["id"] for each in call("operator", "GET", "/predictions?open=true").json()] == [standing]
    assert [each["id"] for each in call("operator", "GET", "/predictions?open=false&limit=5").json()] == [over]
    assert (listed[0]["inputs"], listed[0]["confidence"], listed[0]["came_true"]) == ({}, None, None)
    path = f"/predictions/{standing}"
    assert call("technician", "POST", f"{path}/verdict", json={"verdict": "too late"}).json()["verdict"] == "too late"
    assert call("operator", "GET", path).json()["verdict_by"] == "Test technician"
    assert call("technician", "POST", f"{path}/verdict", json={"verdict": "maybe"}).status_code == 422
    assert call("technician", "POST", "/predictions/999/verdict", json={"verdict": "useful"}).status_code == 404
    assert call("operator", "GET", "/predictions?equipment_id=999").status_code == 404
    day = (now - timedelta(days=2)).date()
    rows = call("analyst", "GET", f"/export/predictions.csv?equipment_id={machine}&from={day}").text.splitlines()
    assert len(rows) == 2
    assert "Press 1" in rows[1]
    assert "too late" in rows[1]
