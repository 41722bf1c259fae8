"""The working calendar by API: read by everybody, set by managers, and what follows from it."""

from datetime import date, timedelta
from typing import Any

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import production
from producflow.store.database import Store
from tests.integration.api.conftest import Call

MONDAY = date(2026, 3, 2)
WEEK = f"from={MONDAY}&to={MONDAY + timedelta(days=6)}"
WORKDAYS = [1, 2, 3, 4, 5]
FIVE_TWO: dict[str, Any] = {
    "valid_from": "1900-01-01",
    "shifts": [
        {"shift": "morning", "start": "06:00", "minutes": 480, "days": WORKDAYS},
        {"shift": "afternoon", "start": "14:00", "minutes": 480, "days": WORKDAYS},
    ],
}


def test_three_shifts_around_the_clock_are_the_default(call: Call) -> None:
    found = call("operator", "GET", "/plant/calendar").json()
    [pattern] = found["patterns"]
    assert (found["timezone"], found["equipment_id"], found["changes"], found["remarks"]) == ("UTC", None, [], [])
    assert (pattern["valid_from"], pattern["cycle_days"], pattern["anchor"]) == ("1900-01-01", 7, "1900-01-01")
    assert [(each["shift"], each["start"], each["minutes"], each["days"]) for each in pattern["shifts"]] == [
        ("morning", "06:00", 480, [1, 2, 3, 4, 5, 6, 7]),
        ("afternoon", "14:00", 480, [1, 2, 3, 4, 5, 6, 7]),
        ("night", "22:00", 480, [1, 2, 3, 4, 5, 6, 7]),
    ]


def test_what_is_set_is_read_back_and_followed(call: Call, api_store: Store, machine: int) -> None:
    for day in range(5):
        for shift in ("morning", "afternoon"):
            production.record(
                api_store,
                COMMAND_LINE,
                equipment_id=machine,
                date=MONDAY + timedelta(days=day),
                shift=shift,
                output_quantity=10,
                defect_quantity=0,
            )
    assert call("operator", "GET", f"/production/metrics?{WEEK}").json()["coverage"]["expected"] == 21
    outing = {"from": "2026-03-13", "kind": "closed", "reason": "Works outing"}
    extra = {"from": "2026-03-14", "kind": "extra", "shift": "morning", "start": "07:00", "minutes": 300}
    sent = {"patterns": [FIVE_TWO], "changes": [extra, outing]}
    made = call("manager", "PUT", "/plant/calendar", json=sent)
    assert made.status_code == 200, made.text
    assert made.json() == call("operator", "GET", "/plant/calendar").json()
    assert [(each["from"], each["until"], each["kind"], each["shift"]) for each in made.json()["changes"]] == [
        ("2026-03-13", "2026-03-13", "closed", None),
        ("2026-03-14", "2026-03-14", "extra", "morning"),
    ]
    assert made.json()["remarks"] == ["88 of 168 h are in no shift, where work counts for the shift before."]
    found = call("operator", "GET", f"/production/metrics?{WEEK}").json()["coverage"]
    assert (found["reported"], found["expected"], found["percentage"]) == (10, 10, 100.0)
    assert call("operator", "GET", f"/production/coverage?{WEEK}").json()["missing"] == 0
    shifts = call("operator", "GET", "/plant/shifts?from=2026-03-12&to=2026-03-16").json()
    assert [(each["date"], each["shift"], each["minutes"]) for each in shifts] == [
        ("2026-03-12", "morning", 480.0),
        ("2026-03-12", "afternoon", 480.0),
        ("2026-03-14", "morning", 300.0),
        ("2026-03-16", "morning", 480.0),
        ("2026-03-16", "afternoon", 480.0),
    ]
    assert shifts[2]["start"] == "2026-03-14T07:00:00Z"


def test_what_was_answered_can_be_sent_back(call: Call, machine: int) -> None:
    found = call("manager", "GET", "/plant/calendar").json()
    again = {"patterns": found["patterns"], "changes": found["changes"]}
    assert call("manager", "PUT", "/plant/calendar", json=again).json() == found
    own = {"patterns": [FIVE_TWO | {"valid_from": "2026-03-01"}, {"valid_from": "2026-04-01", "shifts": []}]}
    made = call("manager", "PUT", f"/plant/calendar/machines/{machine}", json=own).json()
    assert (made["equipment_id"], [len(each["shifts"]) for each in made["patterns"]]) == (machine, [2, 0])
    assert call("operator", "GET", f"/plant/calendar/machines/{machine}").json() == made
    one = call("operator", "GET", f"/plant/shifts?from=2026-03-07&to=2026-03-08&equipment_id={machine}").json()
    assert one == []
    assert len(call("operator", "GET", "/plant/shifts?from=2026-03-07&to=2026-03-08").json()) == 6
    assert len(call("operator", "GET", "/plant/shifts").json()) == 14 * 3


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"patterns": []}, "at least one shift"),
        ({"patterns": [FIVE_TWO, FIVE_TWO]}, "later day"),
        ({"patterns": [FIVE_TWO | {"cycle_days": 3}]}, "on day 4 of a cycle of 3 days"),
        ({"patterns": [FIVE_TWO], "changes": [{"from": "2026-03-01", "kind": "extra"}]}, "has no name"),
        ({"patterns": [FIVE_TWO], "changes": [{"from": "2026-03-01", "kind": "closed", "shift": "x"}]}, "no shift x"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call: Call, sent: dict[str, Any], says: str) -> None:
    found = call("manager", "PUT", "/plant/calendar", json=sent)
    assert found.status_code == 422
    assert says in found.text
    assert len(call("operator", "GET", "/plant/calendar").json()["patterns"][0]["shifts"]) == 3


def test_filters_take_the_shifts_that_there_are(call: Call, machine: int) -> None:
    found = call("operator", "GET", "/production/records?shift=early")
    assert (found.status_code, "morning, afternoon, night" in found.text) == (422, True)
    early = {"valid_from": "2026-03-01", "shifts": [{"shift": "Früh", "start": "05:00", "minutes": 600, "days": [1]}]}
    held = call("manager", "GET", "/plant/calendar").json()["patterns"]
    assert call("manager", "PUT", "/plant/calendar", json={"patterns": [*held, early]}).status_code == 200
    new = {"equipment_id": machine, "date": str(MONDAY), "shift": "Früh", "output_quantity": 3, "defect_quantity": 0}
    made = call("operator", "POST", "/production/records", json=new)
    assert (made.status_code, made.json()["planned_minutes"]) == (200, 600.0)
    assert [each["shift"] for each in call("operator", "GET", "/production/records?shift=Früh").json()] == ["Früh"]
    summary = call("operator", "GET", f"/production/shifts/summary?date={MONDAY}").json()
    assert [each["shift"] for each in summary] == ["Früh"]
    assert call("operator", "GET", f"/production/shifts/comparison?{WEEK}").status_code == 200


@pytest.mark.parametrize("role", ["operator", "technician", "analyst"])
def test_only_managers_set_it(call: Call, machine: int, role: str) -> None:
    for path in ("/plant/calendar", f"/plant/calendar/machines/{machine}"):
        assert call(role, "PUT", path, json={"patterns": [FIVE_TWO]}).status_code == 403
    assert call("manager", "GET", "/plant/calendar/machines/99").status_code == 404
