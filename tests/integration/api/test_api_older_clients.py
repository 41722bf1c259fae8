"""What clients of the older backend send is understood; docs/api.md says what is answered differently on purpose."""

from typing import Any

import pytest

from tests.integration.api.conftest import Call

MIDNIGHTS = (
    "2026-03-31T00:00:00",
    "2026-03-31 00:00",
    "2026-03-31T00:00:00Z",
    "2026-03-31T00:00:00.000Z",
    "2026-03-31T00:00:00.000000",
    "2026-03-31T00:00:00+02:00",
    "2026-03-31T00:00:00-0500",
)
RECORD = {"date": "2026-03-31", "shift": "night", "output_quantity": 10}


@pytest.mark.parametrize("midnight", MIDNIGHTS)
def test_a_midnight_is_a_day_where_a_day_is_meant(call: Call, machine: int, midnight: str) -> None:
    made = call("operator", "POST", "/production/records", json=RECORD | {"equipment_id": machine, "date": midnight})
    assert made.json()["date"] == "2026-03-31"
    made = call("manager", "POST", "/equipment", json={"name": "Old press", "installation_date": midnight})
    assert made.json()["installation_date"] == "2026-03-31"
    asked = {"from": midnight, "to": midnight}
    assert [row["date"] for row in call("operator", "GET", "/production/records", params=asked).json()] == [
        "2026-03-31"
    ]
    assert call("operator", "GET", "/production/metrics", params=asked).json()["total_output"] == 10
    [night] = call("operator", "GET", "/production/shifts/summary", params={"date": midnight, "shift": "night"}).json()
    assert (night["date"], night["total_output"]) == ("2026-03-31", 10)


@pytest.mark.parametrize(
    "moment", ["2026-03-31T00:00:01", "2026-03-31T12:00:00Z", "2026-03-31T00:00:00.001", "2026-02-30"]
)
def test_another_time_is_no_day(call: Call, machine: int, moment: str) -> None:
    sent = RECORD | {"equipment_id": machine, "date": moment}
    assert call("operator", "POST", "/production/records", json=sent).status_code == 422


def test_a_midnight_is_an_instant_where_instants_are_meant(call: Call, machine: int) -> None:
    for hour in ("00", "06"):
        body = {"sensor_type": "hum", "value": 1, "timestamp": f"2026-03-31T{hour}:00:00Z"}
        assert call("operator", "POST", f"/equipment/{machine}/sensors", json=body).status_code == 200
    asked = {"from": "2026-03-30T23:00:00Z", "to": "2026-03-31T00:00:00Z"}
    assert len(call("operator", "GET", f"/equipment/{machine}/sensors", params=asked).json()) == 1


@pytest.mark.parametrize("status", ["critical", "fine", None, 7])
def test_the_status_of_a_posted_reading_is_not_looked_at(call: Call, machine: int, status: Any) -> None:
    body = {"sensor_type": "temperature", "value": 70, "status": status, "timestamp": "2026-03-31T12:00:00Z"}
    made = call("operator", "POST", f"/equipment/{machine}/sensors", json=body)
    assert (made.status_code, made.json()["status"]) == (200, "normal")
    again = call("operator", "POST", "/sensors/batch", json=[body | {"equipment_id": machine}])
    assert again.json() == {"received": 1, "new": 0, "unchanged": 1}


def test_a_record_without_defects_and_downtime_has_none(call: Call, machine: int) -> None:
    made = call("operator", "POST", "/production/records", json=RECORD | {"equipment_id": machine}).json()
    assert (made["defect_quantity"], made["downtime_minutes"], made["efficiency_percentage"]) == (0, 0.0, 100.0)


def test_health_is_where_older_clients_look(call: Call) -> None:
    answer = call(None, "GET", "/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(answer.json()) == {"status", "schema", "data_version"}


FILTERS = {
    "/equipment": ("status",),
    "/equipment/1/sensors": ("sensor_type", "from", "to"),
    "/maintenance": ("priority", "equipment_id", "status"),
    "/maintenance/logs": ("equipment_id", "status"),
    "/production/metrics": ("from", "to", "period", "equipment_id"),
    "/production/records": ("equipment_id", "shift", "from", "to"),
    "/production/shifts/summary": ("date", "shift"),
    "/export/production_records.csv": ("equipment_id", "shift", "from", "to", "status"),
}


@pytest.mark.parametrize("path", FILTERS)
def test_an_empty_filter_is_none(call: Call, machine: int, path: str) -> None:
    call("operator", "POST", "/production/records", json=RECORD | {"equipment_id": machine})
    plain = call("admin", "GET", path)
    assert plain.status_code == 200
    for query in ("&".join(f"{name}=" for name in FILTERS[path]), "&".join(FILTERS[path])):
        answer = call("admin", "GET", f"{path}?{query}")
        assert (answer.status_code, answer.content) == (200, plain.content), query


def test_an_empty_page_is_no_page_and_an_empty_order_is_no_order(call: Call) -> None:
    assert call("admin", "GET", "/equipment?skip=").status_code == 422
    assert call("admin", "POST", "/imports?dry_run=", files={"file": b"name\nP\n"}).status_code == 422
