"""Goals by the API."""

import csv
import io
from datetime import date

from producflow.access.roles import COMMAND_LINE
from producflow.domain.metrics import TARGETED
from producflow.operations import equipment
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.integration.test_production_report import add_records, record

GOAL = {"metric": "oee", "value": 85.0, "valid_from": "2026-03-01"}


def test_goals_are_set_listed_and_taken_back(call: Call, machine: int) -> None:
    made = call("manager", "POST", "/targets", json=GOAL).json()
    assert (made["scope"], made["value"], made["valid_from"], made["holds"]) == ("plant", 85.0, "2026-03-01", True)
    own = call("manager", "POST", "/targets", json=GOAL | {"equipment_id": machine, "value": 90}).json()
    assert own["scope"] == "machine"
    call("manager", "POST", "/targets", json=GOAL | {"equipment_type": "Press", "shift": "night", "value": 70.0})
    listed = call("operator", "GET", "/targets?metric=oee").json()
    assert {each["scope"] for each in listed} == {"plant", "type", "machine"}
    assert [each["value"] for each in call("operator", "GET", f"/targets?equipment_id={machine}").json()] == [90.0]
    assert [each["value"] for each in call("operator", "GET", "/targets?scope=type").json()] == [70.0]
    assert call("operator", "GET", "/targets?on=2026-02-28").json() == []
    assert call("manager", "DELETE", f"/targets/{own['id']}").json()["value"] == 90.0
    assert call("manager", "DELETE", f"/targets/{own['id']}").status_code == 404
    exported = call("analyst", "GET", "/export/targets.csv").text.splitlines()
    assert len(exported) == 3


def test_goals_of_an_area_and_its_lines(call: Call, api_store: Store, machine: int) -> None:
    equipment.change(api_store, COMMAND_LINE, machine, {"area": "Parts", "production_line": "Line 1"})
    other = equipment.create(api_store, COMMAND_LINE, name="Mill 9", area="Parts", production_line="Line 2")["id"]
    for value, whose in (
        (81.0, {"area": "Parts"}),
        (82.0, {"area": "Parts", "production_line": "Line 1"}),
        (83.0, {"area": "Parts", "production_line": "Line 2"}),
        (84.0, {"equipment_id": other}),
    ):
        made = call("manager", "POST", "/targets", json=GOAL | whose | {"value": value})
        assert made.status_code == 200, made.text

    def values(query: str) -> list[float]:
        listed = [each["value"] for each in call("operator", "GET", f"/targets?{query}").json()]
        exported = csv.DictReader(io.StringIO(call("analyst", "GET", f"/export/targets.csv?{query}").text))
        assert sorted(listed) == sorted(float(each["value"]) for each in exported)
        return sorted(listed)

    assert values("area=Parts") == [81.0, 82.0, 83.0, 84.0]
    assert values("line=Line 2") == [83.0, 84.0]
    assert values(f"equipment_id={machine}") == [82.0]
    day = date(2026, 3, 2)
    add_records(api_store, *(record(number, day, "morning", 864, 0, 0.0) for number in (machine, other)))
    told = call("operator", "GET", f"/production/breakdown?by=line&from={day}&to={day}").json()
    # All there is on Line 2 is one machine, whose own goal is nearer.
    assert {row["line"]: row["targets"]["oee"]["value"] for row in told} == {"Line 1": 82.0, "Line 2": 84.0}
    refused = call("manager", "POST", "/targets", json=GOAL | {"area": "Parts", "equipment_id": machine})
    assert refused.status_code == 422
    assert "leave the others out" in refused.text
    assert call("manager", "POST", "/targets", json=GOAL | {"production_line": "Line 1"}).status_code == 422


def test_a_goal_is_refused_where_it_is_wrong(call: Call) -> None:
    refused = call("manager", "POST", "/targets", json=GOAL | {"value": 120.0})
    assert refused.status_code == 422
    assert "above 100 %" in refused.json()["detail"][0]["msg"]
    assert call("manager", "POST", "/targets", json=GOAL | {"metric": "mood"}).status_code == 422
    assert call("manager", "POST", "/targets", json=GOAL | {"equipment_id": 99}).status_code == 404
    assert call("analyst", "POST", "/targets", json=GOAL).status_code == 403
    assert call("operator", "GET", "/targets?metric=mood").status_code == 422


def test_metrics_tell_goal_gap_and_verdict(call: Call, api_store: Store, machine: int) -> None:
    days = [date(2026, 3, number) for number in range(2, 9)]
    rows = [record(machine, day, shift, 864, 0, 0.0) for day in days for shift in ("morning", "afternoon", "night")]
    add_records(api_store, *rows)
    call("manager", "POST", "/targets", json=GOAL)
    call("manager", "POST", "/targets", json=GOAL | {"metric": "quality", "value": 99.0})
    told = call("operator", "GET", "/production/metrics?from=2026-03-02&to=2026-03-08").json()["targets"]
    assert tuple(told) == TARGETED
    assert told["oee"] == {
        "value": 85.0,
        "measured_against": 85.0,
        "gap": told["oee"]["gap"],
        "verdict": "met",
        "scope": "plant",
        "valid_from": "2026-03-01",
        "changed": False,
    }
    assert round(told["oee"]["gap"], 9) == 5.0  # 864 of 960 a shift
    assert told["quality"]["gap"] == 1.0
    assert told["total_output"] is None
