"""Receipts and losses by API: the same as the pages show, and as the calls answer."""

from typing import Any

import pytest

from tests.integration.api.conftest import Call
from tests.integration.api.test_api_numbers import two_machines as two_machines

DAY = "from=2026-03-31&to=2026-03-31"


def value_of(answer: dict[str, Any], name: str) -> Any:
    if name == "coverage":
        return answer["coverage"]["percentage"]
    for part in name.split("."):
        answer = answer[part]
    return answer


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [
        "/production/metrics?from=2026-03-31&to=2026-03-31",
        "/production/metrics",
        "/dashboard/summary",
        "/production/shifts/summary?date=2026-03-31",
        "/production/shifts/comparison?from=2026-03-31&to=2026-03-31",
        "/production/changes?measure=good_output&from=2026-03-31&to=2026-03-31",
        "/production/coverage?from=2026-03-31&to=2026-04-01",
        "/production/losses/scenario?from=2026-03-31&to=2026-03-31&key=unexplained&percentage=50",
        "/production/losses/scenario?from=2026-03-31&to=2026-03-31&key=quality&percentage=10",
        "/maintenance/metrics?from=2026-03-31&to=2026-03-31",
        "/maintenance/effects?from=2026-03-31&to=2026-03-31",
    ],
)
def test_explain_tells_of_every_figure_that_the_call_answers(
    call: Call, two_machines: tuple[int, int], path: str
) -> None:
    plain = call("operator", "GET", path).json()
    joint = "&" if "?" in path else "?"
    told = call("operator", "GET", f"{path}{joint}explain=1").json()
    if "shifts" in told:
        told, plain = told["shifts"], plain["shifts"]
    answers = [told] if isinstance(told, dict) else told
    without = [plain] if isinstance(plain, dict) else plain
    for answer, bare in zip(answers, without, strict=True):
        explained = answer.pop("explained")
        assert answer == bare
        assert explained
        for name, receipt in explained.items():
            assert receipt["value"] == value_of(answer, name), name
            assert (receipt["value"] is None) == (receipt["why_not"] is not None), name
            if receipt["working"]:
                assert receipt["working"][-1]["value"] == pytest.approx(receipt["value"])


def test_a_receipt_lists_the_records_page_by_page(call: Call, two_machines: tuple[int, int]) -> None:
    found = call("operator", "GET", f"/receipts/performance?{DAY}&limit=2").json()
    [used] = found["used"]
    assert (used["total"], len(used["rows"])) == (3, 2)
    assert found["value"] == call("operator", "GET", f"/production/metrics?{DAY}").json()["performance"]
    # Two units a minute at rated speed in 432 + 240 minutes; the scanner has no capacity.
    assert found["working"][-1]["worked"] == "1,200 units ÷ 1,344 units"
    assert {"count": 1, "rows": [], "what": found["left_out"][1]["what"]} in found["left_out"]
    assert found["address"].startswith("overview?receipt=performance")
    night = call("operator", "GET", f"/receipts/total_output?{DAY}&shift=night").json()
    assert (night["value"], night["used"][0]["total"]) == (400.0, 1)


def test_losses_add_up_and_say_how_each_step_came_about(call: Call, two_machines: tuple[int, int]) -> None:
    found = call("operator", "GET", f"/production/losses?{DAY}&explain=1").json()
    steps = {step["key"]: step for step in found["steps"]}
    # The press: 288 of 960 minutes down without a stop, 600 of 672 at rated speed, 10 of them for rejects.
    assert {key: step["minutes"] for key, step in steps.items()} == {
        "total": 1200.0,
        "unexplained": 288.0,
        "speed": 72.0,
        "quality": 10.0,
        "not split": 240.0,
        "productive": 590.0,
    }
    for step in steps.values():
        assert step["explained"]["value"] == pytest.approx(step["minutes"] / 60)
    assert found["lost_minutes"] == 370.0
    assert sum(part["minutes"] for part in found["by_machine"]) == 370.0
    assert found["loss_cost"] is None


def test_a_smaller_loss_by_hand(call: Call, two_machines: tuple[int, int]) -> None:
    half = call("operator", "GET", f"/production/losses/scenario?{DAY}&key=unexplained&percentage=50").json()
    # 144 minutes won at the press's own 1,180 good units in 672 minutes of run time.
    assert half["hours"] == pytest.approx(2.4)
    assert half["units"] == pytest.approx(144 * 1180 / 672)
    assert half["money"] is None
    assert half["assumptions"]
    assert call("operator", "GET", f"/production/losses/scenario?{DAY}&key=reason:Gone").status_code == 404


@pytest.mark.long
def test_a_frozen_link_keeps_its_receipts(call: Call, two_machines: tuple[int, int]) -> None:
    query = "period=Custom&from=2026-03-31&to=2026-03-31"
    token = call("manager", "POST", "/frozen", json={"page": "losses", "query": query}).json()["token"]
    before = call("operator", "GET", f"/receipts/oee?{DAY}").json()
    losses = call("operator", "GET", f"/production/losses?{DAY}").json()
    records = call("operator", "GET", "/production/records").json()
    changed = call("manager", "PUT", f"/production/records/{records[0]['id']}", json={"downtime_minutes": 1.0})
    assert changed.status_code == 200
    assert call("operator", "GET", f"/receipts/oee?{DAY}").json()["value"] != before["value"]
    kept = call("operator", "GET", f"/receipts/oee?frozen={token}").json()
    assert (kept["value"], kept["working"]) == (before["value"], before["working"])
    assert kept["address"].startswith("losses?")
    assert f"frozen={token}" in kept["address"]
    assert call("operator", "GET", f"/production/losses?frozen={token}").json() == losses


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [
        *("/production/metrics", "/production/coverage", "/production/changes", "/production/shifts/comparison"),
        *("/production/control-chart", "/production/losses", "/maintenance/metrics", "/maintenance/effects"),
    ],
)
def test_a_frozen_link_is_answered_with_its_own_days_and_rows(
    call: Call, two_machines: tuple[int, int], path: str
) -> None:
    query = "period=Custom&from=2026-03-31&to=2026-03-31"
    token = call("manager", "POST", "/frozen", json={"page": "losses", "query": query}).json()["token"]
    before = call("operator", "GET", f"{path}?{DAY}").json()
    record = call("operator", "GET", "/production/records").json()[0]
    call("operator", "PUT", f"/production/records/{record['id']}", json={"actual_output": 1})
    machine = two_machines[0]
    job = {"equipment_id": machine, "maintenance_type": "corrective", "description": "Belt", "duration_hours": 2.0}
    done = {"status": "completed", "completed_date": "2026-03-31T12:00:00Z"}
    assert call("technician", "POST", "/maintenance/logs", json=job | done).status_code == 200
    assert call("operator", "GET", f"{path}?frozen={token}").json() == before
