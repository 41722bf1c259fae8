"""Notes on charts, by programs."""

from tests.integration.api.conftest import Call


def test_notes_are_listed_by_machine_and_time(call: Call, machine: int) -> None:
    for day, about in ((1, machine), (5, None)):
        body = {"text": f"Day {day}", "starts_at": f"2026-03-0{day}T12:00:00Z", "equipment_id": about}
        assert call("operator", "POST", "/annotations", json=body).status_code == 200
    listed = [each["text"] for each in call("operator", "GET", "/annotations").json()]
    assert listed == ["Day 5", "Day 1"]
    assert [each["text"] for each in call("operator", "GET", f"/annotations?equipment_id={machine}").json()] == [
        "Day 1"
    ]
    some = call("operator", "GET", "/annotations?from=2026-03-02&to=2026-03-05").json()
    assert [each["text"] for each in some] == ["Day 5"]
    exported = call("analyst", "GET", "/export/annotations.csv").text.splitlines()
    assert len(exported) == 3


def test_a_note_is_changed_removed_and_brought_back(call: Call) -> None:
    body = {"text": "Tool", "starts_at": "2026-03-01T12:00:00Z", "ends_at": "2026-03-01T13:00:00Z"}
    number = call("operator", "POST", "/annotations", json=body).json()["id"]
    path = f"/annotations/{number}"
    changed = call("operator", "PATCH", path, json={"text": "Tool 3", "ends_at": None}).json()
    assert (changed["text"], changed["ends_at"]) == ("Tool 3", None)
    assert call("technician", "PATCH", path, json={"text": "x"}).status_code == 403
    assert call("operator", "DELETE", path).json()["removed_at"] is not None
    assert call("operator", "GET", "/annotations").json() == []
    assert call("operator", "DELETE", path).status_code == 409
    assert call("operator", "PATCH", path, json={"removed": False}).json()["removed_at"] is None
    assert call("operator", "PATCH", path, json={"removed": True}).status_code == 422
    assert call("operator", "PATCH", path, json={"starts_at": None}).status_code == 422
    assert call("operator", "POST", "/annotations", json=body | {"equipment_id": 99}).status_code == 404
