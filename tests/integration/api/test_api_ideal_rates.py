"""Rated speeds of single products, by the API."""

from tests.integration.api.conftest import Call


def test_speeds_are_set_listed_and_taken_back(call: Call, machine: int) -> None:
    body = {"equipment_id": machine, "product": "Bracket 40", "units_per_hour": 120, "valid_from": "2026-01-01"}
    made = call("manager", "PUT", "/ideal-rates", json=body).json()
    assert (made["product"], made["units_per_hour"], made["valid_from"]) == ("Bracket 40", 120.0, "2026-01-01")
    changed = call("manager", "PUT", "/ideal-rates", json=body | {"units_per_hour": 90.5}).json()
    assert (changed["id"], changed["units_per_hour"]) == (made["id"], 90.5)
    ended = call("manager", "PUT", "/ideal-rates", json=body | {"units_per_hour": None, "valid_from": "2026-02-01"})
    assert ended.json()["units_per_hour"] is None
    listed = call("operator", "GET", f"/ideal-rates?equipment_id={machine}&product=Bracket 40").json()
    assert [each["valid_from"] for each in listed] == ["2026-02-01", "2026-01-01"]
    assert call("operator", "GET", "/ideal-rates?product=Bracket 41").json() == []
    assert len(call("analyst", "GET", "/export/ideal_rates.csv").text.splitlines()) == 3
    assert call("manager", "DELETE", f"/ideal-rates/{made['id']}").json()["units_per_hour"] == 90.5
    assert call("manager", "DELETE", f"/ideal-rates/{made['id']}").status_code == 404


def test_a_speed_is_refused_where_it_is_wrong(call: Call, machine: int) -> None:
    body = {"equipment_id": machine, "product": "Bracket 40", "units_per_hour": 120, "valid_from": "2026-01-01"}
    refused = call("manager", "PUT", "/ideal-rates", json=body | {"units_per_hour": 0})
    assert refused.status_code == 422
    assert "not above 0" in refused.json()["detail"][0]["msg"]
    assert call("manager", "PUT", "/ideal-rates", json=body | {"equipment_id": 99}).status_code == 404
    assert call("analyst", "PUT", "/ideal-rates", json=body).status_code == 403
