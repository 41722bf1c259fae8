"""Shifts compared and control charts by API: worked out by hand, and the same as on the page."""

from datetime import date, timedelta

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, production
from producflow.store.database import Store
from tests.integration.api.conftest import Call

MONDAY = date(2026, 3, 2)
DAYS = 12
PERIOD = f"from={MONDAY}&to={MONDAY + timedelta(days=DAYS - 1)}"


@pytest.fixture
def plant(api_store: Store, machine: int) -> int:
    """Press 1 rejects 1 % in the morning and 5 % at night; Lathe runs in the morning only and rejects 10 %."""
    lathe = int(equipment.create(api_store, COMMAND_LINE, name="Lathe")["id"])
    for number in range(DAYS):
        for machine_id, shift, defects in ((machine, "morning", 10), (machine, "night", 50), (lathe, "morning", 100)):
            production.record(
                api_store,
                COMMAND_LINE,
                equipment_id=machine_id,
                date=MONDAY + timedelta(days=number),
                shift=shift,
                output_quantity=1000,
                defect_quantity=defects,
                downtime_minutes=48.0 if shift == "morning" else 96.0,
            )
    return machine


@pytest.mark.long
def test_shifts_are_compared_on_the_same_machines(call: Call, plant: int) -> None:
    found = call("operator", "GET", f"/production/shifts/comparison?{PERIOD}").json()
    shifts = {row["shift"]: row for row in found["shifts"]}
    # As they are: 110 of 2,000 in the morning, 50 of 1,000 at night. All: 160 of 3,000.
    assert shifts["morning"]["defect_rate"] == pytest.approx(5.5)
    assert shifts["night"]["defect_rate"] == pytest.approx(5.0)
    # Press 1 rejects 3 % in all: 30 expected a day at night, and 30 + 100 of the Lathe in the morning.
    assert shifts["night"]["expected_defects"] == pytest.approx(DAYS * 30)
    assert shifts["night"]["adjusted_defect_rate"] == pytest.approx(100 * 50 / 30 * 160 / 3000)
    assert shifts["morning"]["adjusted_defect_rate"] == pytest.approx(100 * 110 / 130 * 160 / 3000)
    assert shifts["night"]["direct_defect_rate"] is None  # it never ran the Lathe
    assert found["defects"]["verdict"] == "a real difference"
    [pair] = found["defects"]["pairs"]
    assert (pair["first"], pair["second"], pair["difference"]) == ("morning", "night", pytest.approx(-4.0))
    assert "Night rejects 4.00 percentage points more than morning" in found["defects"]["sentence"]
    # The press: 432 of 480 minutes in the morning, 384 at night, on every day.
    [gap] = found["efficiency"]["pairs"]
    assert gap["difference"] == pytest.approx(10.0)
    rates = {row["name"]: row for row in found["machines"]}
    assert (rates["Press 1"]["morning_defect_rate"], rates["Press 1"]["night_defect_rate"]) == (1.0, 5.0)
    assert rates["Lathe"]["night_defect_rate"] is None
    assert (rates["Press 1"]["verdict"], rates["Lathe"]["verdict"]) == ("a real difference", "too little data")
    assert {(row["name"], row["shift"]): row["ratio"] for row in found["funnel"]} == {
        ("Press 1", "morning"): pytest.approx(1 / 3),
        ("Lathe", "morning"): pytest.approx(1.0),
        ("Press 1", "night"): pytest.approx(5 / 3),
    }


@pytest.mark.long
def test_an_area_is_told_by_its_sums_and_judged_on_its_machines(call: Call, api_store: Store, plant: int) -> None:
    assert "parts" not in call("operator", "GET", f"/production/shifts/comparison?{PERIOD}").json()
    for machine in call("operator", "GET", "/equipment").json():
        equipment.change(api_store, COMMAND_LINE, machine["id"], {"area": "Hall", "production_line": "Line 1"})
    for by, name, line in (("area", "Hall", None), ("line", "Hall · Line 1", "Line 1")):
        [hall] = call("operator", "GET", f"/production/shifts/comparison?{PERIOD}&by={by}").json()["parts"]
        assert (hall["name"], hall["area"], hall["line"], hall["equipment_id"]) == (name, "Hall", line, None)
        # 110 of 2,000 and 50 of 1,000; on the press, which alone ran in both, 1 % against 5 %.
        assert (hall["morning_defect_rate"], hall["night_defect_rate"]) == (pytest.approx(5.5), pytest.approx(5.0))
        assert hall["verdict"] == "a real difference"
        assert hall["explanation"].startswith("Night rejects 4.00 percentage points more than morning")
    found = call("operator", "GET", f"/production/shifts/comparison?{PERIOD}&by=machine").json()
    assert [(row["name"], row["line"]) for row in found["parts"]] == [("Lathe", "Line 1"), ("Press 1", "Line 1")]
    assert found["parts"][1]["equipment_id"] == plant
    empty = call("operator", "GET", "/production/shifts/comparison?from=2025-01-01&to=2025-01-07&by=line")
    assert (empty.status_code, empty.json()["parts"]) == (200, [])


@pytest.mark.long
def test_an_empty_period_is_told_as_such(call: Call, plant: int) -> None:
    found = call("operator", "GET", "/production/shifts/comparison?from=2025-01-01&to=2025-01-07").json()
    assert (found["defects"]["verdict"], found["defects"]["p_value"]) == ("too little data", None)
    assert found["shifts"] == found["machines"] == found["funnel"] == []
    chart = call("operator", "GET", "/production/control-chart?from=2025-01-01&to=2025-01-07").json()
    assert {point["value"] for point in chart["points"]} == {None}
    assert (chart["signals"], chart["enough"]) == ([], False)


def test_a_control_chart_names_its_limits_and_rules(call: Call, api_store: Store, machine: int) -> None:
    for number in range(20):
        production.record(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            date=MONDAY + timedelta(days=number // 3),
            shift=("morning", "afternoon", "night")[number % 3],
            output_quantity=100,
            defect_quantity=22 if number == 19 else 2,
            downtime_minutes=0.0,
        )
    period = f"from={MONDAY}&to={MONDAY + timedelta(days=6)}"
    found = call("operator", "GET", f"/production/control-chart?{period}&chart=defect_rate_p&rules=Limits only").json()
    # 60 of 2,000 rejected: 3 %, with limits 3 √(0.03 × 0.97 ÷ 100) to either side, but not below 0.
    points = [point for point in found["points"] if point["value"] is not None]
    assert len(points) == 20
    assert len(found["points"]) == 21
    last = points[-1]
    assert (last["value"], last["center"]) == (pytest.approx(22.0), pytest.approx(3.0))
    assert last["ucl"] == pytest.approx(3.0 + 300 * (0.03 * 0.97 / 100) ** 0.5)
    assert last["lcl"] == 0.0
    assert (last["date"], last["shift"], last["signals"]) == ("2026-03-08", "afternoon", [1])
    assert [(each["date"], each["rule"]) for each in found["signals"]] == [("2026-03-08", 1)]
    assert found["rule_meanings"] == [{"rule": 1, "meaning": "one point beyond three standard deviations"}]
    nelson = call("operator", "GET", f"/production/control-chart?{period}&chart=defect_rate_p&rules=Nelson").json()
    # Nineteen in a row below the centre: the ninth and all after it.
    assert len([each for each in nelson["signals"] if each["rule"] == 2]) == 11
    steady = call("operator", "GET", f"/production/control-chart?{period}&chart=efficiency_individuals").json()
    assert {point["value"] for point in steady["points"]} == {100.0, None}


@pytest.mark.parametrize("query", ["chart=luck", "rules=none", "from=2026-03-09&to=2026-03-08", "equipment_id=x"])
def test_what_makes_no_sense_is_refused(call: Call, query: str) -> None:
    assert call("operator", "GET", f"/production/control-chart?{query}").status_code == 422
    assert call("operator", "GET", "/production/shifts/comparison?equipment_id=99").status_code == 404
