"""Areas and lines in calls and exports: narrowed by them everywhere, and rolled up to them as ratios of sums."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment, frozen, maintenance_jobs, production
from producflow.reports import breakdown, receipts
from producflow.reports import frozen as frozen_links
from producflow.reports.links import Link
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.store.database import Store
from tests.integration.api.conftest import Call

DAY = "2026-03-02"
OF_DAY = f"from={DAY}&to={DAY}"
WITHOUT_LEVELS = {"/plant/shifts"}
"""Of one machine's calendar, or of the plant's."""


@pytest.fixture
def plant(api_store: Store) -> dict[str, int]:
    """Two areas with a Line 1 each, and a pump that belongs nowhere; a record of each machine in one shift."""
    made = {}
    for name, area, line, capacity, output, defects, downtime in (
        ("Lathe", "Parts", "Line 1", 480, 100, 10, 240),
        ("Mill", "Parts", "Line 2", 960, 300, 3, 0),
        ("Filler", "Bottling", "Line 1", 480, 200, 0, 48),
        ("Pump", None, None, 480, 50, 5, 0),
    ):
        machine = equipment.create(
            api_store, COMMAND_LINE, name=name, area=area, production_line=line, capacity=capacity
        )["id"]
        production.record(
            api_store,
            COMMAND_LINE,
            equipment_id=machine,
            date=date.fromisoformat(DAY),
            shift="morning",
            product="",
            planned_minutes=480.0,
            output_quantity=output,
            defect_quantity=defects,
            downtime_minutes=float(downtime),
        )
        made[name] = machine
    return made


def told(call: Call, address: str) -> Any:
    answer = call("manager", "GET", address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("plant")
def test_an_area_is_told_as_ratios_of_the_sums_of_its_machines(call: Call) -> None:
    rows = {row["name"]: row for row in told(call, f"/production/breakdown?by=area&{OF_DAY}")}
    assert list(rows) == ["Bottling", "No area", "Parts"]
    parts = rows["Parts"]
    assert (parts["total_output"], parts["total_defects"], parts["machines"], parts["active_equipment"]) == (
        400,
        13,
        2,
        2,
    )
    assert parts["defect_rate"] == pytest.approx(3.25)  # 13 of 400; the mean of 10 % and 1 % would be 5.5 %
    assert parts["availability"] == pytest.approx(75.0)  # (240 + 480) of 960 min
    assert parts["performance"] == pytest.approx(100 / 3)  # 400 of 240 + 960 units at rated speed; the mean is 36.5 %
    assert parts["oee"] == pytest.approx(0.75 / 3 * 96.75)
    assert (rows["No area"]["area"], rows["No area"]["total_output"]) == (None, 50)
    alone = told(call, f"/production/metrics?area=Parts&{OF_DAY}")
    for name in ("total_output", "defect_rate", "availability", "performance", "oee", "efficiency_percentage"):
        assert parts[name] == pytest.approx(alone[name]), name
    assert (alone["total_equipment"], alone["active_equipment"]) == (2, 2)


@pytest.mark.long
def test_the_row_of_an_area_has_the_receipt_of_its_sums(api_store: Store, plant: dict[str, int]) -> None:
    view, now = View(date.fromisoformat(DAY), date.fromisoformat(DAY)), datetime(2026, 3, 3, tzinfo=UTC)
    kept = frozen.freeze(api_store, COMMAND_LINE, Link.of("overview", f"period=custom&{OF_DAY}"), now=now)
    equipment.change(api_store, COMMAND_LINE, plant["Pump"], {"area": "Parts"})
    equipment.change(api_store, COMMAND_LINE, plant["Mill"], {"area": "Milling"})

    def availability(store: Store, area: str) -> tuple[Any, str]:
        found = receipts.receipt(store, FigureRef("availability", place=(("area", area),)), view, now)
        return found.value, found.working[-1].worked if found.working else ""

    # Of the Lathe 240 of 480 min, of the Mill 480, of the Pump 480.
    assert availability(frozen_links.opened(api_store, kept), "Parts") == (pytest.approx(75.0), "720 min ÷ 960 min")
    assert availability(frozen_links.opened(api_store, kept), "") == (pytest.approx(100.0), "480 min ÷ 480 min")
    assert availability(api_store, "Milling") == (pytest.approx(100.0), "480 min ÷ 480 min")
    assert availability(api_store, "Parts") == (pytest.approx(75.0), "720 min ÷ 960 min")
    rows = breakdown.breakdown(api_store, view, now, "area").set_index("name")["availability"]
    assert rows.to_dict() == {"Bottling": 90.0, "Milling": 100.0, "Parts": 75.0}
    assert availability(api_store, "Gone") == (None, "")


def test_a_line_is_a_part_of_its_area(call: Call, plant: dict[str, int]) -> None:
    rows = told(call, f"/production/breakdown?by=line&{OF_DAY}")
    assert [(row["name"], row["area"], row["line"], row["total_output"]) for row in rows] == [
        ("Bottling · Line 1", "Bottling", "Line 1", 200),
        ("No line", None, None, 50),
        ("Parts · Line 1", "Parts", "Line 1", 100),
        ("Parts · Line 2", "Parts", "Line 2", 300),
    ]
    machines = told(call, f"/production/breakdown?line=Line 1&{OF_DAY}")
    assert [(row["name"], row["equipment_id"]) for row in machines] == [
        ("Filler", plant["Filler"]),
        ("Lathe", plant["Lathe"]),
    ]
    found = told(call, f"/production/losses?{OF_DAY}")
    lost = {row["label"]: row["minutes"] for row in found["by_machine"]}
    of_areas = {row["label"]: row["minutes"] for row in found["by_area"]}
    assert of_areas["Parts"] == pytest.approx(lost["Lathe"] + lost["Mill"])
    assert {row["label"] for row in found["by_line"]} >= {"Parts · Line 1", "Bottling · Line 1"}


@pytest.mark.long
def test_coverage_changes_and_upkeep_are_told_by_area(call: Call, api_store: Store, plant: dict[str, int]) -> None:
    before = date.fromisoformat(DAY) - timedelta(days=1)
    for machine, output in (("Lathe", 100), ("Mill", 200), ("Filler", 200)):
        production.record(
            api_store,
            COMMAND_LINE,
            equipment_id=plant[machine],
            date=before,
            shift="morning",
            output_quantity=output,
            defect_quantity=0,
            downtime_minutes=0.0,
        )
    for machine, hours, cost in (("Lathe", 1.0, 100.0), ("Mill", 2.0, None), ("Mill", 6.0, 50.0)):
        maintenance_jobs.create(
            api_store,
            COMMAND_LINE,
            equipment_id=plant[machine],
            maintenance_type="corrective",
            description=f"Belt {hours}",
            status="completed",
            completed_date=datetime(2026, 3, 2, 12, tzinfo=UTC),
            duration_hours=hours,
            cost=cost,
        )

    def by_area(path: str, by: str = "area") -> dict[str, dict[str, Any]]:
        assert "parts" not in told(call, f"{path}?{OF_DAY}")
        return {row["name"]: row for row in told(call, f"{path}?{OF_DAY}&by={by}")["parts"]}

    coverage = by_area("/production/coverage")
    assert list(coverage) == ["Bottling", "No area", "Parts"]
    # Of three shifts each, one reported of each machine.
    counts = ("expected", "reported", "missing", "late", "duplicate", "percentage", "area", "line", "equipment_id")
    assert [coverage["Parts"][name] for name in counts] == [6, 2, 4, 0, 0, pytest.approx(100 / 3), "Parts", None, None]
    assert coverage["No area"]["area"] is None

    changes = by_area("/production/changes")
    whole = told(call, f"/production/changes?{OF_DAY}")
    of_machine = {row["name"]: row["amount"] for row in whole["machines"]}
    assert changes["Parts"]["amount"] == pytest.approx(of_machine["Lathe"] + of_machine["Mill"]) == pytest.approx(100.0)
    assert sum(row["amount"] for row in changes.values()) == pytest.approx(whole["difference"])
    assert sum(each["amount"] for each in changes["Parts"]["causes"]) == pytest.approx(100.0)
    assert by_area("/production/changes", "machine")["Mill"]["equipment_id"] == plant["Mill"]

    upkeep = by_area("/maintenance/metrics")
    # The Lathe ran 4 h and failed once, the Mill 8 h and twice: 12 h ÷ 3; repairs 1 + 2 + 6 h ÷ 3.
    figures = ("operating_hours", "failures", "mtbf_hours", "mttr_hours", "jobs", "job_cost")
    assert [upkeep["Parts"][name] for name in figures] == [12.0, 3, 4.0, 3.0, 3, 150.0]
    assert upkeep["Parts"]["mtbf_lower_hours"] < 4.0 < upkeep["Parts"]["mtbf_upper_hours"]
    assert (upkeep["Bottling"]["failures"], upkeep["Bottling"]["mtbf_hours"]) == (0, None)
    lines = by_area("/maintenance/metrics", "line")
    assert (lines["Parts · Line 2"]["line"], lines["Parts · Line 2"]["mttr_hours"]) == ("Line 2", 4.0)
    for path in ("/production/coverage", "/production/changes", "/maintenance/metrics"):
        assert call("manager", "GET", f"{path}?by=hall").status_code == 422
        nothing = told(call, f"{path}?from=2020-01-01&to=2020-01-01&by=area")["parts"]
        assert nothing == [] or {row["name"] for row in nothing} == set(coverage), path


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("area=Parts", {"Lathe", "Mill"}),
        ("line=Line 1", {"Lathe", "Filler"}),
        ("area=Parts&line=Line 1", {"Lathe"}),
        ("area=Parts&area=Bottling", {"Lathe", "Mill", "Filler"}),
        ("area=Bottling&line=Line 2", set()),
        ("area=", {"Lathe", "Mill", "Filler", "Pump"}),
    ],
)
def test_lists_and_exports_are_narrowed(call: Call, plant: dict[str, int], query: str, names: set[str]) -> None:
    ids = {plant[name] for name in names}
    assert {row["equipment_id"] for row in told(call, f"/production/records?{query}")} == ids
    assert {row["id"] for row in told(call, f"/equipment?{query}")} == ids
    for table, column in (("production_records", "equipment_id"), ("equipment", "id")):
        export = call("manager", "GET", f"/export/{table}.csv?{query}")
        assert {int(row[column]) for row in csv.DictReader(io.StringIO(export.text))} == ids, table


@pytest.mark.usefixtures("plant")
def test_a_line_is_renamed_and_its_goal_holds_still(call: Call) -> None:
    goal = {"metric": "oee", "value": 80, "valid_from": "2026-01-01", "area": "Parts", "production_line": "Line 1"}
    assert call("manager", "POST", "/targets", json=goal).status_code == 200
    asked = {"level": "line", "area": "Parts", "name": "Line 1", "to": "Line A"}
    assert call("technician", "POST", "/equipment/rename", json=asked).status_code == 403
    done = call("manager", "POST", "/equipment/rename", json=asked)
    assert done.json() == {"machines": 1, "goals": 1, "subscriptions": 0, "screens": 0}
    rows = {row["name"]: row["targets"]["oee"] for row in told(call, f"/production/breakdown?by=line&{OF_DAY}")}
    assert (rows["Parts · Line A"]["value"], rows["Parts · Line A"]["scope"]) == (80, "line")
    assert rows["Bottling · Line 1"] is None
    assert call("manager", "POST", "/equipment/rename", json=asked).status_code == 404
    taken = asked | {"name": "Line A", "to": "Line 2"}
    assert call("manager", "POST", "/equipment/rename", json=taken).status_code == 409


@pytest.mark.usefixtures("plant")
def test_machines_of_an_area_and_one_that_is_not_of_it_are_none(call: Call, plant: dict[str, int]) -> None:
    assert told(call, f"/production/records?area=Parts&equipment_id={plant['Pump']}") == []
    assert told(call, f"/production/metrics?area=Parts&equipment_id={plant['Pump']}&{OF_DAY}")["total_output"] is None
    summary = told(call, "/dashboard/summary?area=Parts")
    assert summary["equipment_operational"] == 2
    [morning, *_] = told(call, f"/production/shifts/summary?date={DAY}&line=Line 1")
    assert (morning["total_output"], morning["equipment_count"]) == (300, 2)


@pytest.mark.long
@pytest.mark.usefixtures("plant")
def test_whatever_takes_a_machine_takes_areas_and_lines(call: Call) -> None:
    routes = told(call, "/openapi.json")["paths"]
    asked = {
        path: {each["name"] for each in methods["get"].get("parameters", ()) if each["in"] == "query"}
        for path, methods in routes.items()
        if "get" in methods
    }
    of_machines = {path for path, names in asked.items() if "equipment_id" in names} - WITHOUT_LEVELS
    assert len(of_machines) > 15
    for path in sorted(of_machines):
        assert {"area", "line"} <= asked[path], path
        address = path.replace("{table}", "production_records").replace("{page}", "overview")
        for level, known in (("area", "Bottling, Parts"), ("line", "Line 1, Line 2")):
            answer = call("manager", "GET", f"{address}?{level}=Gone")
            assert (answer.status_code, answer.json()["detail"][0]["msg"]) == (
                422,
                f"There is no {level} 'Gone'; choose one of {known}.",
            ), path
