"""The API's figures, worked out by hand, and the same as the pages'."""

from datetime import UTC, date, datetime

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, plant, production
from producflow.reports.production import metrics
from producflow.reports.view import View
from producflow.store.database import Store
from tests.integration.api.conftest import Call

DAY = date(2026, 3, 31)


@pytest.fixture
def two_machines(api_store: Store, machine: int) -> tuple[int, int]:
    """Press 1 (capacity 960) and a scanner (no capacity) on one day.

    Press, morning: 800 made, 16 bad, 48 of 480 min down. Press, night: 400 made, 4 bad, 240 of 480 min down.
    Scanner, morning: 1,000 made, 0 bad, 0 of 240 min down, efficiency reported as 50 %.
    """
    scanner = int(equipment.create(api_store, COMMAND_LINE, name="Scanner")["id"])
    rows = [
        (machine, "morning", 800, 16, 48.0, 480.0, None),
        (machine, "night", 400, 4, 240.0, 480.0, None),
        (scanner, "morning", 1000, 0, 0.0, 240.0, 50.0),
    ]
    for number, shift, made, bad, down, planned, reported in rows:
        production.record(
            api_store,
            COMMAND_LINE,
            equipment_id=number,
            date=DAY,
            shift=shift,
            output_quantity=made,
            defect_quantity=bad,
            downtime_minutes=down,
            planned_minutes=planned,
            efficiency_percentage=reported,
        )
    return machine, scanner


def test_metrics_are_what_one_works_out_by_hand(call: Call, two_machines: tuple[int, int]) -> None:
    found = call("operator", "GET", "/production/metrics?from=2026-03-31&to=2026-03-31").json()
    assert found["total_output"] == 2200
    assert found["total_defects"] == 20
    assert found["defect_rate"] == pytest.approx(100 * 20 / 2200)
    # 432 + 240 minutes ran, and half of the scanner's 240 by its own word, of 1,200 planned.
    assert found["efficiency_percentage"] == pytest.approx(100 * (432 + 240 + 120) / 1200)
    assert found["downtime_hours"] == pytest.approx(288 / 60)
    assert found["availability"] == pytest.approx(100 * 912 / 1200)
    # Two units a minute at rated speed: 1,200 made in 672 minutes; the scanner has no capacity.
    assert found["performance"] == pytest.approx(100 * 1200 / 1344)
    assert found["records_without_capacity"] == 1
    assert found["quality"] == pytest.approx(100 * 2180 / 2200)
    assert found["oee"] == pytest.approx(100 * (912 / 1200) * (1200 / 1344) * (2180 / 2200))
    assert (found["active_equipment"], found["total_equipment"]) == (2, 2)
    assert found["cost_savings"] is None


def test_metrics_of_one_machine_and_by_instants(call: Call, two_machines: tuple[int, int]) -> None:
    press, _ = two_machines
    path = f"/production/metrics?equipment_id={press}&from=2026-03-31T23:00:00Z&to=2026-04-01T05:59:59Z"
    found = call("operator", "GET", path).json()  # both instants lie in the production day that began on the 31st
    assert found["total_output"] == 1200
    assert found["total_equipment"] == 1


def test_nothing_produced_is_not_available_rather_than_zero(call: Call, machine: int) -> None:
    found = call("operator", "GET", "/production/metrics").json()
    missing = (
        "total_output",
        "efficiency_percentage",
        "defect_rate",
        "downtime_hours",
        "oee",
        "quality",
        "performance",
    )
    assert [found[name] for name in missing] == [None] * len(missing)
    assert found["total_equipment"] == 1
    summary = call("operator", "GET", "/dashboard/summary").json()
    assert summary["production_efficiency"] is None
    assert summary["cost_savings"] is None
    assert summary["equipment_operational"] == 1


def test_metrics_are_those_of_the_report(call: Call, api_store: Store, two_machines: tuple[int, int]) -> None:
    plant.change_settings(api_store, COMMAND_LINE, {"downtime_hour_cost": 300.0, "defect_unit_cost": 4.0})
    report = metrics(api_store, View(DAY, DAY), datetime.now(UTC)).fields()
    found = call("operator", "GET", "/production/metrics?from=2026-03-31&to=2026-03-31").json()
    assert set(found.pop("targets").values()) == {None}, "nobody set a goal"
    assert (found.pop("from"), found.pop("to")) == ("2026-03-31", "2026-03-31")
    assert found == report


def test_shifts_of_a_day(call: Call, two_machines: tuple[int, int]) -> None:
    morning, afternoon, night = call("operator", "GET", "/production/shifts/summary?date=2026-03-31").json()
    assert morning == {
        "shift": "morning",
        "date": "2026-03-31",
        "total_output": 1800,
        "total_defects": 16,
        "total_downtime": 48.0,
        "average_efficiency": pytest.approx(100 * (432 + 120) / 720),
        "equipment_count": 2,
    }
    assert (afternoon["total_output"], afternoon["equipment_count"]) == (None, 0)
    assert night["average_efficiency"] == 50.0
    [only] = call("operator", "GET", "/production/shifts/summary?date=2026-03-31&shift=night").json()
    assert only == night


def test_a_record_without_efficiency_gets_the_computed_one(call: Call, machine: int) -> None:
    body = {"equipment_id": machine, "date": "2026-03-30", "shift": "night", "output_quantity": 8, "defect_quantity": 1}
    made = call("operator", "POST", "/production/records", json=body | {"downtime_minutes": 120}).json()
    assert (made["efficiency_percentage"], made["efficiency_reported"]) == (75.0, False)
    # What was computed stays computed when a client sends back all that it was given.
    back = {name: made[name] for name in (*body, "planned_minutes", "efficiency_percentage", "product")}
    path = f"/production/records/{made['id']}"
    changed = call("operator", "PUT", path, json=back | {"downtime_minutes": 240}).json()
    assert (changed["efficiency_percentage"], changed["efficiency_reported"]) == (50.0, False)
    told = call("operator", "PUT", path, json={"efficiency_percentage": 91.3}).json()
    assert (told["efficiency_percentage"], told["efficiency_reported"]) == (91.3, True)
    assert call("operator", "GET", path).json() == told
    assert call("operator", "POST", "/production/records", json=body).status_code == 409


def test_records_come_newest_first_and_in_pages(call: Call, two_machines: tuple[int, int]) -> None:
    everything = call("operator", "GET", "/production/records").json()
    assert [row["shift"] for row in everything] == ["night", "morning", "morning"]
    pages = [call("operator", "GET", f"/production/records?skip={skip}&limit=1").json() for skip in range(4)]
    assert [row for page in pages for row in page] == everything
    mornings = call("operator", "GET", "/production/records?shift=morning&from=2026-03-31&to=2026-03-31").json()
    assert len(mornings) == 2
    assert call("operator", "GET", "/production/records?from=2026-04-01").json() == []
    assert call("operator", "GET", "/production/records?equipment_id=999").status_code == 404
