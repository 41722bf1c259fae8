"""Why a figure changed and what is missing, by API: the same numbers as the pages', and what is refused."""

from datetime import date

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import production
from producflow.store.database import Store
from tests.integration.api.conftest import Call
from tests.integration.test_missing import MONDAY, fill


@pytest.fixture
def two_days(api_store: Store, machine: int) -> int:
    """Press 1 on two mornings: 900 made in 450 of 480 min, then 800 in 400 of 480."""
    for day, made, down in ((30, 900, 30.0), (31, 800, 80.0)):
        production.record(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            date=date(2026, 3, day),
            shift="morning",
            output_quantity=made,
            defect_quantity=0,
            downtime_minutes=down,
        )
    return machine


def test_the_difference_is_what_the_causes_add_up_to(call: Call, two_days: int) -> None:
    found = call("operator", "GET", "/production/changes?from=2026-03-31&to=2026-03-31").json()
    assert (found["before"], found["now"], found["difference"]) == (900, 800, -100)
    assert (found["baseline_from"], found["baseline_to"]) == ("2026-03-30", "2026-03-30")
    assert [part["cause"] for part in found["causes"]] == ["availability"]
    assert found["causes"][0]["amount"] == pytest.approx(-100)
    [own] = found["machines"]
    assert (own["equipment_id"], own["name"], own["amount"]) == (two_days, "Press 1", pytest.approx(-100))
    assert found["sentence"].startswith("Output fell from 900 units to 800 units (−100 units)")
    assert found["why_not"] is None


def test_a_baseline_of_ones_own_and_none(call: Call, two_days: int) -> None:
    path = "/production/changes?measure=oee&from=2026-03-31&to=2026-03-31"
    own = call("operator", "GET", f"{path}&baseline_from=2026-03-30&baseline_to=2026-03-30").json()
    assert own["difference"] == pytest.approx(100 * (800 - 900) / 960)
    year = call("operator", "GET", f"{path}&baseline=last year").json()
    assert year["baseline_from"] == "2025-03-31"
    assert year["difference"] is None
    assert year["causes"] == []
    assert year["why_not"].startswith("Nothing to compare with")


@pytest.mark.parametrize(
    "query",
    [
        "measure=luck",
        "baseline=never",
        "baseline=fixed",
        "baseline_from=2026-03-30",
        "baseline=previous&baseline_from=2026-03-30&baseline_to=2026-03-30",
        "baseline_from=2026-03-30&baseline_to=2026-03-29",
    ],
)
def test_what_makes_no_sense_is_refused(call: Call, machine: int, query: str) -> None:
    assert call("operator", "GET", f"/production/changes?{query}").status_code == 422


def test_the_api_tells_the_same(call: Call, api_store: Store) -> None:
    fill(api_store)
    found = call("operator", "GET", f"/production/coverage?from={MONDAY}&to={MONDAY}").json()
    assert (found["expected"], found["reported"], found["missing"]) == (6, 5, 1)
    assert (found["late"], found["duplicate"], found["percentage"]) == (1, 1, pytest.approx(100 * 5 / 6))
    assert [(cell["equipment_id"], cell["shift"], cell["state"]) for cell in found["cells"]] == [
        (1, "morning", "duplicate"),
        (2, "morning", "late"),
        (2, "night", "missing"),
    ]
