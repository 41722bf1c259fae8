"""Limits by the API: what is left out stays, what would change is told before, and a change is taken back."""

import pytest

from producflow.operations.settling import settle
from producflow.store.database import Store
from tests.integration.api.conftest import Call


def the_temperature(call: Call) -> dict[str, object]:
    [row] = [row for row in call("operator", "GET", "/thresholds").json() if row["sensor_type"] == "temperature"]
    return {name: row[name] for name in ("warn_high", "crit_high", "deadband")}


def test_what_is_left_out_stays_and_null_takes_a_limit_away(call: Call) -> None:
    put = call("manager", "PUT", "/thresholds", json={"sensor_type": "Temperature", "warn_high": 78.0})
    assert (put.status_code, put.json()["crit_high"], put.json()["deadband"]) == (200, 85.0, 1.0)
    call("manager", "PUT", "/thresholds", json={"sensor_type": "temperature", "crit_high": None})
    assert the_temperature(call) == {"warn_high": 78.0, "crit_high": None, "deadband": 1.0}
    refused = call("manager", "PUT", "/thresholds", json={"sensor_type": "temperature", "crit_high": 70.0})
    assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "crit_high"])
    assert call("manager", "PUT", "/thresholds", json={"sensor_type": "x", "deadband": None}).status_code == 422
    assert (
        call(
            "manager", "PUT", "/thresholds", json={"sensor_type": "x", "equipment_id": 9, "warn_high": 1.0}
        ).status_code
        == 404
    )
    assert call("technician", "PUT", "/thresholds", json={"sensor_type": "x", "warn_high": 1.0}).status_code == 403


@pytest.mark.long
def test_a_change_is_tried_made_and_taken_back(call: Call, api_store: Store, machine: int) -> None:
    rows = [
        {"equipment_id": machine, "sensor_type": "temperature", "value": value, "timestamp": f"2026-03-31T10:{n}0:00Z"}
        for n, value in enumerate([70.0, 82.0, 70.0, 84.5])
    ]
    assert call("operator", "POST", "/sensors/batch", json=rows).status_code == 200
    settle(api_store)
    wanted = {"sensor_type": "temperature", "warn_high": 83.0, "crit_high": 84.0}
    tried = call("manager", "POST", "/thresholds/rehearsal", json=wanted).json()
    assert tried["limits"] == [
        {"name": "warn_high", "before": 80.0, "after": 83.0},
        {"name": "crit_high", "before": 85.0, "after": 84.0},
    ]
    assert {
        name: tried[name] for name in ("appears", "disappears", "changes", "stays", "machines", "own", "first")
    } == {
        "appears": 1,
        "disappears": 2,
        "changes": 0,
        "stays": 0,
        "machines": 1,
        "own": True,
        "first": "2026-03-31T10:00:00Z",
    }
    assert tried["alerts"][0] == {
        "equipment_id": machine,
        "machine": "Press 1",
        "change": "disappears",
        "title": "Temperature above 80 °C",
        "critical": False,
        "started_at": "2026-03-31T10:10:00Z",
        "ended_at": "2026-03-31T10:20:00Z",
    }
    assert the_temperature(call)["crit_high"] == 85.0
    assert len(call("operator", "GET", "/maintenance?status=resolved").json()) == 1
    call("manager", "PUT", "/thresholds", json=wanted)
    assert [alert["title"] for alert in call("operator", "GET", "/maintenance").json()] == ["Temperature above 84 °C"]
    assert call("operator", "GET", "/maintenance?status=resolved").json() == []
    [made] = call("operator", "GET", "/thresholds/changes").json()
    assert (made["what"], made["person"]) == ("warning above 80 → 83; critical above 85 → 84", "Test manager")
    undo = f"/thresholds/changes/{made['id']}"
    assert call("analyst", "DELETE", undo).status_code == 403
    assert call("manager", "DELETE", undo).json()["crit_high"] == 85.0
    again = call("manager", "DELETE", undo)
    assert (again.status_code, "undone already" in again.json()["detail"]) == (409, True)
    assert [alert["title"] for alert in call("operator", "GET", "/maintenance").json()] == ["Temperature above 80 °C"]
    [made] = call("operator", "GET", "/thresholds/changes").json()
    assert (made["open"], made["undone_by"]) == (False, "Test manager")


def test_removing_limits_is_tried_made_and_taken_back(call: Call, machine: int) -> None:
    own = {"sensor_type": "temperature", "equipment_id": machine, "warn_high": 60.0}
    row = call("manager", "PUT", "/thresholds", json=own).json()
    whose = {"sensor_type": "temperature", "equipment_id": machine, "remove": True}
    tried = call("manager", "POST", "/thresholds/rehearsal", json=whose).json()
    assert tried["limits"] == [{"name": "warn_high", "before": 60.0, "after": 80.0}]
    assert call("manager", "POST", "/thresholds/rehearsal", json=whose | {"warn_high": 1.0}).status_code == 422
    assert call("manager", "DELETE", f"/thresholds/{row['id']}").json()["warn_high"] == 60.0
    assert call("manager", "DELETE", f"/thresholds/{row['id']}").status_code == 404
    assert call("manager", "POST", "/thresholds/rehearsal", json=whose).status_code == 404
    removed, made = (change["id"] for change in call("operator", "GET", "/thresholds/changes").json())
    assert call("manager", "DELETE", f"/thresholds/changes/{made}").status_code == 409
    assert call("manager", "DELETE", f"/thresholds/changes/{removed}").json()["warn_high"] == 60.0
    back = call("manager", "DELETE", f"/thresholds/changes/{made}")
    assert (back.status_code, back.json()) == (200, None)
