"""Goals on a real database: who may set them, what figures are held against, and what frozen links keep."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.domain.goals import MET, MISSED, WITHIN_NOISE
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import equipment, frozen, targets
from producflow.reports import audit, breakdown, production, receipts
from producflow.reports import frozen as frozen_reports
from producflow.reports import targets as reports
from producflow.reports.links import Link
from producflow.reports.receipts import FigureRef
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.charts import plant as plant_charts
from tests.integration.test_production_report import add_records, record

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
WEEK = View(MONDAY, SUNDAY)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
BOSS, ANN = Actor(3, "boss@x.y", "Boss", Role.MANAGER), Actor(1, "ann@x.y", "Ann", Role.ANALYST)


@pytest.fixture
def plant(store: Store) -> Store:
    """A press and a mill, each of 960 units a shift; a week of three shifts. The press makes 864, the mill 720."""
    for name, area, line in (("Press", "Parts", "Line 1"), ("Mill", None, "Line 2")):
        values = {"type": name.lower(), "area": area, "production_line": line, "capacity": 960.0}
        equipment.create(store, COMMAND_LINE, name=name, **values)  # type: ignore[arg-type]
    add_records(
        store,
        *(
            record(machine, MONDAY + timedelta(days=day), shift, made, 9, 0.0)
            for machine, made in ((1, 864), (2, 720))
            for day in range(7)
            for shift in ("morning", "afternoon", "night")
        ),
    )
    return store


def put(store: Store, metric: str, value: float | None, since: date = MONDAY, **whose: Any) -> dict[str, Any]:
    return targets.set(store, BOSS, metric=metric, value=value, valid_from=since, **whose)


def test_only_managers_set_goals_and_take_them_back(plant: Store) -> None:
    with pytest.raises(NotAllowed, match="may not set goals"):
        targets.set(plant, ANN, metric="oee", value=85.0, valid_from=MONDAY)
    made = put(plant, "oee", 85.0)
    with pytest.raises(NotAllowed):
        targets.remove(plant, ANN, made["id"])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"metric": "active_alerts"}, "'active_alerts' is no metric; give total_output"),
        ({"value": 101.0}, "The value 101 is above 100 %"),
        ({"value": -1.0}, "The value -1 is below 0"),
        ({"value": float("nan")}, "is not a finite number"),
        ({"shift": "late"}, "'late' is no shift"),
        ({"equipment_type": "press", "equipment_id": 1}, "A goal is of one type, one area, one line with its area, or"),
        ({"area": "Parts", "equipment_id": 1}, "leave the others out"),
        ({"equipment_type": "lathe"}, "The equipment type “lathe” is that of no machine"),
        ({"area": "Bottling"}, "The area “Bottling” is that of no machine"),
        ({"production_line": "Line 1"}, "“Line 1” is on no machine without an area; give its area too"),
        ({"area": "Parts", "production_line": "Line 2"}, "“Line 2” is on no machine of that area"),
        ({"valid_from": date(1800, 1, 1)}, "not between the years 1900 and 2199"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused_in_a_sentence(plant: Store, given: dict[str, Any], says: str) -> None:
    sound: dict[str, Any] = {"metric": "oee", "value": 85.0, "valid_from": MONDAY}
    with pytest.raises(InvalidInput, match=says):
        targets.set(plant, BOSS, **(sound | given))


def test_a_goal_of_nobody_is_refused(plant: Store) -> None:
    with pytest.raises(NotFound, match="no machine 9"):
        put(plant, "oee", 85.0, equipment_id=9)


def test_figures_are_held_against_the_nearest_goal(plant: Store) -> None:
    # Availability 100 %, performance 864 ÷ 960 and 720 ÷ 960, quality 855 ÷ 864 and 711 ÷ 720.
    put(plant, "performance", 85.0)
    put(plant, "performance", 74.0, equipment_type="mill")
    put(plant, "performance", 95.0, equipment_id=1)
    whole = production.metrics(plant, WEEK, LATER).goals["performance"]
    assert (whole.value, whole.verdict) == (85.0, MISSED)
    assert whole.gap == pytest.approx(82.5 - 85)
    of = {machine: reports.goals(plant, View(MONDAY, SUNDAY, (machine,)), LATER)["performance"] for machine in (1, 2)}
    assert [(of[machine].value, of[machine].verdict) for machine in (1, 2)] == [(95.0, MISSED), (74.0, MET)]
    assert [of[machine].gap for machine in (1, 2)] == pytest.approx([-5.0, 1.0])


@pytest.mark.long
@pytest.mark.parametrize("shifts", [None, ("night", "morning")])
@pytest.mark.parametrize("as_of", [LATER, datetime(2026, 3, 8, 15, tzinfo=UTC)])  # and amid the last day
def test_parts_held_at_once_are_held_as_each_by_itself(
    plant: Store, as_of: datetime, shifts: tuple[str, ...] | None
) -> None:
    installed: dict[str, date | None] = {"Saw": date(2026, 3, 5), "Oven": None}
    late, idle = (
        equipment.create(plant, COMMAND_LINE, name=name, area="Parts", installation_date=day)["id"]
        for name, day in installed.items()
    )
    add_records(plant, *(record(late, MONDAY + timedelta(days=day), "night", 100, day, 30.0) for day in (4, 5)))
    of_plant = {"oee": 80.0, "defect_rate": 1.5, "total_output": 4000.0, "efficiency_percentage": 90.0}
    for metric, value in of_plant.items():
        put(plant, metric, value)
    put(plant, "oee", 70.0, MONDAY + timedelta(days=3), area="Parts")
    put(plant, "oee", 95.0, shift="night", equipment_id=1)
    put(plant, "total_output", 2000.0, area="Parts", production_line="Line 1")
    put(plant, "total_output", 1000.0, equipment_id=2)
    put(plant, "total_defects", 30.0, equipment_id=1)
    put(plant, "total_defects", 30.0, equipment_id=2)
    put(plant, "downtime_hours", 2.0, equipment_type="press")
    view = replace(WEEK, shifts=shifts)
    for parts in ([(1, late, idle), (2,)], [(1,), (late,), (idle,), (2,)], [(1, 2)], [(1, 2, late, idle)]):
        for part, held in zip(parts, reports.of_parts(plant, view, as_of, parts), strict=True):
            alone = reports.goals(plant, replace(view, machines=part), as_of)
            assert held.keys() == alone.keys(), part
            for name, goal in alone.items():
                for field in fields(goal):
                    told, same = getattr(goal, field.name), getattr(held[name], field.name)
                    if isinstance(told, pd.Series):
                        pd.testing.assert_series_equal(told, same, check_dtype=False)
                    else:
                        assert same == (pytest.approx(told) if isinstance(told, float) else told), (part, name)


@pytest.mark.long
def test_an_area_and_a_line_have_goals_of_their_own(plant: Store) -> None:
    """The press is all there is of Parts and of its Line 1, the mill is on a Line 2 without an area."""
    put(plant, "performance", 85.0)
    put(plant, "performance", 90.0, equipment_type="press")
    put(plant, "performance", 88.0, area="Parts")
    put(plant, "performance", 74.0, production_line="Line 2")
    rows = breakdown.breakdown(plant, WEEK, LATER, "area").set_index("name")["goals"]
    assert {name: (found["performance"].value, found["performance"].verdict) for name, found in rows.items()} == {
        "Parts": (88.0, MET),
        "No area": (74.0, MET),
    }
    put(plant, "total_output", 2000.0, area="Parts")
    put(plant, "total_output", 2100.0, production_line="Line 2")
    whole = reports.goals(plant, View(MONDAY, MONDAY), LATER)["total_output"]
    assert (whole.value, whole.place) == (4100.0, None)
    [note] = [
        each
        for each in receipts.receipt(plant, FigureRef("performance", machine=1), WEEK, LATER).notes
        if each.startswith("Goal")
    ]
    assert note == "Goal 88.0 % since 2 Mar 2026, of area Parts. +2.0 pts to it: met."
    equipment.change(plant, BOSS, 1, {"area": "Forming"})
    listed = reports.everything(plant, SUNDAY).set_index(["metric", "scope"])["machines"]
    assert (listed["performance", "area"], listed["performance", "line"]) == (0, 1)
    assert reports.goals(plant, View(MONDAY, SUNDAY, (1,)), LATER)["performance"].value == 90.0


def test_a_days_output_is_a_weeks_seven_times_and_no_part_of_the_plants_is_a_machines(plant: Store) -> None:
    put(plant, "total_output", 4800.0)
    assert reports.goals(plant, WEEK, LATER)["total_output"].value == 7 * 4800
    assert "total_output" not in reports.goals(plant, View(MONDAY, SUNDAY, (1,)), LATER)
    of_shift = reports.goals(plant, View(MONDAY, MONDAY, shifts=("night",)), LATER)["total_output"]
    assert (of_shift.value, of_shift.now, of_shift.verdict) == (1600.0, 1584, WITHIN_NOISE)


def test_planned_outputs_of_the_machines_add_up_to_the_plants(plant: Store) -> None:
    put(plant, "total_output", 900.0, equipment_id=1, shift="night")
    put(plant, "total_output", 2592.0, equipment_id=1)
    put(plant, "total_output", 2100.0, equipment_id=2)
    goal = reports.goals(plant, View(MONDAY, MONDAY), LATER)["total_output"]
    assert goal.value == pytest.approx(900 + 2 * 864 + 2100)
    assert goal.place is None


def test_a_shift_that_is_not_over_brings_no_verdict(plant: Store) -> None:
    put(plant, "total_output", 4800.0)
    noon = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # the plant's zone is UTC: its morning shift is over
    goal = reports.goals(plant, View(MONDAY, MONDAY), noon)["total_output"]
    assert (goal.value, goal.verdict) == (1600.0, None)


def test_the_same_goal_set_again_is_changed_and_both_are_told_in_the_log(plant: Store) -> None:
    first, again = put(plant, "oee", 85.0), put(plant, "oee", 80.0)
    assert first["id"] == again["id"]
    assert targets.set(plant, BOSS, metric="oee", value=80.0, valid_from=MONDAY)["updated_at"] == again["updated_at"]
    entries = audit.entries(plant, audit.Search(entity="targets"))
    assert entries["action"].tolist() == ["change", "create"]
    assert "value: 85 → 80" in entries["changes"].iloc[0]
    targets.remove(plant, BOSS, again["id"])
    assert reports.goals(plant, WEEK, LATER) == {}
    with pytest.raises(NotFound):
        targets.remove(plant, BOSS, again["id"])


def test_all_goals_are_listed_with_what_holds(plant: Store) -> None:
    for value, since in ((70.0, MONDAY), (80.0, SUNDAY), (90.0, date(2026, 5, 1))):
        put(plant, "oee", value, since)
    listed = reports.everything(plant, date(2026, 3, 20))
    assert listed["value"].tolist() == [90.0, 80.0, 70.0]
    assert listed["holds"].tolist() == [False, True, False]
    assert listed["ahead"].tolist() == [True, False, False]


@pytest.mark.long
def test_a_frozen_link_keeps_the_goal_that_held(plant: Store) -> None:
    put(plant, "performance", 85.0)
    made = frozen.freeze(plant, BOSS, Link.of("overview", "period=7d"), now=LATER)
    put(plant, "performance", 50.0)
    kept = frozen_reports.opened(plant, frozen_reports.find(plant, made.token))
    assert reports.goals(kept, WEEK, LATER)["performance"].value == 85.0
    assert reports.goals(plant, WEEK, LATER)["performance"].value == 50.0


def test_a_receipt_names_the_goal_and_its_day(plant: Store) -> None:
    put(plant, "performance", 95.0, equipment_id=1)
    [note] = [
        each
        for each in receipts.receipt(plant, FigureRef("performance", machine=1), WEEK, LATER).notes
        if each.startswith("Goal")
    ]
    assert note == ("Goal 95.0 % since 2 Mar 2026, of Press. −5.0 pts to it: missed by more than single shifts differ.")
    put(plant, "total_output", 4000.0)
    told = reports.in_words(reports.goals(plant, View(MONDAY, MONDAY), LATER)["total_output"], {})
    assert told == "Goal 4,000 units since 2 Mar 2026, of the whole plant. +752 units to it: met."


def test_days_before_there_was_a_machine_have_no_goal(plant: Store) -> None:
    long_ago = date(2018, 1, 1)
    put(plant, "oee", 85.0, long_ago)
    put(plant, "defect_rate", 1.0, long_ago)
    put(plant, "total_output", 85.0, long_ago, equipment_id=1)
    assert reports.goals(plant, View(long_ago, long_ago), LATER) == {}


@pytest.mark.long
def test_the_goal_of_days_is_named_above_the_bars(plant: Store) -> None:
    """Where bars rise from the line, words on it would lie beneath them."""
    put(plant, "total_output", 4000.0)  # of the plant's 4,752 units a day
    drawn = plant_charts.days(production.metrics(plant, WEEK, LATER))
    assert min(drawn.data[0].y) > 0
    words = drawn.layout.annotations[0]
    assert (words.text, words.yref, words.y, words.yanchor) == ("Dashed line: goal 4,000 a day", "paper", 1, "bottom")
    assert drawn.layout.margin.t >= 20
    put(plant, "total_output", 1500.0, shift="night")
    nights = replace(WEEK, shifts=("night",))
    [words] = plant_charts.days(production.metrics(plant, nights, LATER)).layout.annotations
    assert words.text == "Dashed line: goal 1,500 a night shift"
