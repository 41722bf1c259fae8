"""Shifts handed over and taken over, by programs."""

from tests.integration.api.conftest import Call

MONDAY = {"day": "2026-03-02", "shift": "morning"}
NIGHT = {"day": "2026-03-01", "shift": "night"}


def test_a_shift_is_handed_over_taken_over_listed_and_exported(call: Call) -> None:
    made = call("operator", "POST", "/handovers", json=MONDAY | {"text": "Press 2 runs hot"}).json()
    assert (made["text"], made["taken_at"]) == ("Press 2 runs hot", None)
    assert (
        call("operator", "POST", "/handovers", json=MONDAY | {"text": "It is mended"}).json()["text"] == "It is mended"
    )
    assert call("technician", "POST", "/handovers", json=MONDAY | {"text": "Mine"}).status_code == 403, (
        "not their words"
    )
    assert call("operator", "POST", "/handovers", json=NIGHT).json()["text"] == ""
    taken = call("technician", "POST", "/handovers/take", json=MONDAY).json()
    assert taken["taken_by_name"] == "Test technician"
    assert call("manager", "POST", "/handovers", json=MONDAY | {"text": "Later"}).status_code == 409
    assert call("operator", "POST", "/handovers/take", json=MONDAY).status_code == 409

    def shown(query: str = "") -> list[tuple[str, str]]:
        return [(each["day"], each["shift"]) for each in call("operator", "GET", f"/handovers{query}").json()]

    assert shown() == [("2026-03-02", "morning"), ("2026-03-01", "night")]
    assert shown("?shift=night") == shown("?to=2026-03-01") == [("2026-03-01", "night")]
    assert shown("?from=2026-03-02&limit=5") == [("2026-03-02", "morning")]
    assert call("operator", "GET", "/export/handovers.csv").status_code == 403
    rows = call("analyst", "GET", "/export/handovers.csv?from=2026-03-02").text.splitlines()
    assert len(rows) == 2
    assert "It is mended" in rows[1]


def test_what_cannot_be_handed_over_is_refused_with_a_sentence(call: Call) -> None:
    for body, told in (
        ({"day": "2026-03-02", "shift": "evening"}, "shift"),
        ({"day": "2199-03-02", "shift": "morning"}, "has not begun"),
        ({"day": "no day", "shift": "morning"}, "day"),
    ):
        answer = call("operator", "POST", "/handovers", json=body)
        assert answer.status_code == 422, body
        assert told in answer.text, body
    assert call("operator", "POST", "/handovers/take", json=MONDAY).status_code == 409, "nobody has handed it over"
