"""Which goal holds when, what a period's goal is, and when it counts as missed; expected values by hand."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import comparison, targets
from producflow.domain import goals as domain
from producflow.domain.goals import MET, MISSED, WITHIN_NOISE, Goal
from producflow.domain.metrics import ADDED_UP
from producflow.domain.targets import PLANT, Place, Scope

MONDAY = date(2026, 3, 2)
SHIFTS = ("morning", "afternoon", "night")
PRESS, MILL = ("Press", "Parts", "Line 1"), ("Mill", "Parts", "Line 2")
MACHINES: targets.Machines = {
    number: {"equipment_id": number, "equipment_type": kind, "area": area, "production_line": line}
    for number, (kind, area, line) in enumerate([PRESS, PRESS, MILL, ("Mill", "Bottling", "Line 1"), (None,) * 3], 1)
}
PARTS = targets.members(MACHINES)
FIRST_LINE = Place(Scope.LINE, ("Parts", "Line 1"))
NO_REJECTS = pd.DataFrame({"equipment_id": [], "inspected_output": [], "defect_quantity": []})


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def goals(*rows: tuple[float | None, int] | tuple[float | None, int, dict[str, Any]]) -> pd.DataFrame:
    """Goals of one metric: value, day from which it holds, and whose, the plant's where it is not said."""
    told = [
        {"id": at, "scope": "plant", "shift": None}
        | dict.fromkeys(("equipment_type", "area", "production_line", "equipment_id"))
        | {"value": row[0], "valid_from": day(row[1])}
        | (row[2] if len(row) > 2 else {})
        for at, row in enumerate(rows, 1)
    ]
    return pd.DataFrame(told).astype({"value": "float64", "equipment_id": "float64"})


def cells(days: int, machines: int = 1, **columns: Any) -> pd.DataFrame:
    """Every shift of so many days, all due and reported, with 480 planned minutes a machine."""
    every = [(pd.Timestamp(day(at)), shift) for at in range(days) for shift in SHIFTS]
    found = pd.DataFrame(every, columns=["date", "shift"])
    counts = {"planned": machines, "due": machines, "reported": machines, "of_day": 3 * machines}
    return found.assign(**counts, planned_minutes=480.0 * machines, **columns)


def held(rows: pd.DataFrame, of: pd.DataFrame, *places: Place, adds_up: bool = False) -> list[float]:
    found = targets.in_force(targets.by_place(rows), {0: places or (PLANT,)}, of.assign(part=0), adds_up=adds_up)
    return list(found["goal"])


def added_up(rows: pd.DataFrame, of: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    return targets.added_up(targets.by_place(rows), of.assign(part=0), due.assign(part=0), MACHINES)


def test_the_latest_day_that_has_come_holds_and_history_keeps_what_held_then() -> None:
    rows = goals((80.0, -10), (85.0, 1))
    assert held(rows, cells(3)) == [80.0] * 3 + [85.0] * 6


def test_the_nearest_part_of_the_plant_wins_and_gives_way_where_it_ends() -> None:
    press, second = {"scope": "type", "equipment_type": "Press"}, {"scope": "machine", "equipment_id": 2}
    rows = goals((70.0, 0), (75.0, 0, press), (90.0, 1, second), (None, 2, second))
    of_second = targets.around((2,), MACHINES)
    assert held(rows, cells(3), *of_second) == [75.0] * 3 + [90.0] * 3 + [75.0] * 3
    assert held(rows, cells(1), *targets.around((3,), MACHINES)) == [70.0] * 3


def test_a_line_stands_before_its_area_and_both_before_the_type() -> None:
    own = [{"scope": "type", "equipment_type": "Press"}, {"scope": "area", "area": "Parts"}]
    own.append({"scope": "line", "area": "Parts", "production_line": "Line 1"})
    rows = goals((70.0, 0), *((75.0 + at, at, whose) for at, whose in enumerate(own)))
    assert held(rows, cells(3), *targets.around((1,), MACHINES)) == [75.0] * 3 + [76.0] * 3 + [77.0] * 3
    assert held(rows, cells(3), *targets.around((1, 3), MACHINES)) == [70.0] * 3 + [76.0] * 6
    assert held(rows, cells(3), *targets.around((4,), MACHINES)) == [70.0] * 9  # on the Line 1 of another area
    assert held(rows, cells(3), *targets.around(None, MACHINES)) == [70.0] * 9


def test_a_line_of_one_machine_has_the_machines_goal_before_its_own() -> None:
    line, machine = Place(Scope.LINE, ("Parts", "Line 2")), {"scope": "machine", "equipment_id": 3}
    assert PARTS[line] == {3}
    rows = goals((80.0, 0, {"scope": "line", "area": "Parts", "production_line": "Line 2"}), (90.0, 1, machine))
    assert held(rows, cells(2), *targets.around(PARTS[line], MACHINES)) == [80.0] * 3 + [90.0] * 3
    assert held(rows, cells(2), *targets.just(PARTS[line], PARTS)) == [80.0] * 3 + [90.0] * 3


def test_a_goal_of_one_shift_stands_before_that_of_all_of_the_same_part() -> None:
    rows = goals((80.0, 1), (60.0, 0, {"shift": "night"}))
    assert held(rows, cells(2))[3:] == [80.0, 80.0, 60.0]
    assert held(rows, cells(1))[2:] == [60.0]


def test_a_days_sum_is_shared_by_its_shifts_and_a_shifts_sum_is_its_own() -> None:
    assert held(goals((900.0, 0)), cells(1), adds_up=True) == [300.0] * 3
    rows = goals((900.0, 0), (100.0, 0, {"shift": "night"}))
    assert held(rows, cells(1), adds_up=True) == [300.0, 300.0, 100.0]


def test_which_parts_of_the_plant_some_machines_lie_in() -> None:
    press, mill, parts = Place(Scope.TYPE, ("Press",)), Place(Scope.TYPE, ("Mill",)), Place(Scope.AREA, ("Parts",))
    first, third, fifth = (Place(Scope.MACHINE, (number,)) for number in (1, 3, 5))
    second_line, bottling = Place(Scope.LINE, ("Parts", "Line 2")), Place(Scope.AREA, ("Bottling",))
    fourth = (Place(Scope.MACHINE, (4,)), Place(Scope.LINE, ("Bottling", "Line 1")), bottling)
    assert targets.around(None, MACHINES) == targets.around((5, 4, 3, 2, 1), MACHINES) == (PLANT,)
    assert targets.around((1,), MACHINES) == (first, FIRST_LINE, parts, press, PLANT)
    assert targets.around((5,), MACHINES) == (fifth, PLANT)
    assert targets.around((1, 2), MACHINES) == (FIRST_LINE, parts, press, PLANT)
    assert targets.around((1, 3), MACHINES) == (parts, PLANT)
    assert targets.around((1, 4), MACHINES) == (PLANT,)
    assert targets.around((3, 4), MACHINES) == (mill, PLANT)
    assert targets.just({1}, PARTS) == (first,)
    assert targets.just({3}, PARTS) == (third, second_line)
    assert targets.just({4}, PARTS) == fourth
    assert targets.just({1, 2}, PARTS) == (FIRST_LINE, press)
    assert targets.just({1, 2, 3}, PARTS) == (parts,)
    assert targets.just({1, 4}, PARTS) == ()


def test_of_a_plant_of_one_kind_the_plants_own_goal_is_the_nearest() -> None:
    only = {1: MACHINES[1]}
    assert targets.around(None, only)[0] == targets.around((1,), only)[0] == PLANT
    rows = goals((75.0, 0, {"scope": "line", "area": "Parts", "production_line": "Line 1"}), (70.0, 1))
    assert held(rows, cells(2), *targets.around(None, only)) == [75.0] * 3 + [70.0] * 3


def test_goals_of_areas_lines_and_machines_add_up_to_what_holds_them() -> None:
    """Bottling has a goal of its own, Parts only its Line 1 and the machine of the other; machine 5 is the rest."""
    due = pd.DataFrame(
        [(n, pd.Timestamp(MONDAY), s) for n in MACHINES for s in SHIFTS], columns=["equipment_id", "date", "shift"]
    )
    whose: list[dict[str, Any]] = [
        {"scope": "area", "area": "Bottling"},
        {"scope": "line", "area": "Parts", "production_line": "Line 1"},
    ]
    whose += [{"scope": "machine", "equipment_id": number} for number in (3, 5)]
    rows = goals(*zip((300.0, 600.0, 90.0, 30.0), (0,) * 4, whose, strict=True))
    added = added_up(rows, cells(1, 5), due)
    assert added["goal"].tolist() == [100 + 200 + 30 + 10] * 3
    without = added_up(rows[:3], cells(1, 5), due)
    assert without["goal"].isna().all()  # of machine 5 nobody said anything


def reach(
    name: str, now: float | None, rows: pd.DataFrame, of: pd.DataFrame, rejects: pd.DataFrame = NO_REJECTS
) -> Goal:
    of = of.assign(part=0)
    found = targets.in_force(targets.by_place(rows), {0: (PLANT,)}, of, adds_up=name in ADDED_UP)
    return domain.reached(name, {0: now}, rows, of, found, lambda _: rejects)[0]


def test_a_ratios_goal_that_changed_within_is_weighted_by_planned_time() -> None:
    of = cells(2, oee=80.0)
    of.loc[of["date"] > pd.Timestamp(MONDAY), "planned_minutes"] = 240.0
    goal = reach("oee", 79.0, goals((70.0, 0), (85.0, 1)), of)
    assert goal.value == pytest.approx((70 * 480 + 85 * 240) / 720)  # 75
    assert goal.gap == pytest.approx(4.0)
    assert (goal.verdict, goal.changed, goal.valid_from) == (MET, True, day(1))
    assert goal.days.tolist() == [70.0, 85.0]


def test_a_sums_goal_is_that_of_what_was_due_and_is_measured_against_what_reported() -> None:
    of = cells(1, machines=2, output_quantity=250.0)
    of.loc[2, "reported"] = 1  # one of the two machines of the night sent nothing
    goal = reach("total_output", 700.0, goals((900.0, 0)), of)
    assert (goal.value, goal.measured_against, goal.gap) == (900.0, 750.0, -50.0)
    assert goal.per_report


def test_what_is_still_running_has_a_goal_so_far_and_no_verdict() -> None:
    of = cells(1, output_quantity=250.0)
    of.loc[1:, ["due", "reported"]] = 0
    goal = reach("total_output", 250.0, goals((900.0, 0)), of)
    assert (goal.value, goal.gap, goal.verdict) == (300.0, -50.0, None)


def test_a_running_day_is_held_against_what_was_due_of_it_only() -> None:
    """Two days of three shifts of 250 units each, goal 900 a day; the second has come to its afternoon."""
    of = cells(2, output_quantity=250.0)
    of.loc[4:, "due"] = 0
    of.loc[4, "output_quantity"] = 20.0  # what the running afternoon has reported so far counts for nothing yet
    of.loc[5, ["output_quantity", "reported"]] = [float("nan"), 0]
    goal = reach("total_output", 1000.0, goals((900.0, 0)), of)
    assert goal.gaps.tolist() == [750.0 - 900.0, 250.0 - 300.0]
    assert goal.days.tolist() == [900.0, 900.0]
    of.loc[3, "due"] = 0  # the first shift of the day still runs
    assert reach("total_output", 750.0, goals((900.0, 0)), of).gaps.isna().tolist() == [False, True]


def test_a_goal_that_does_not_hold_throughout_is_none_of_the_period() -> None:
    goal = reach("oee", 80.0, goals((85.0, 1)), cells(2, oee=80.0))
    assert (goal.value, goal.gap, goal.verdict) == (None, None, None)
    assert pd.isna(goal.days.iloc[0])
    assert goal.days.iloc[1] == 85.0


def test_nothing_reported_leaves_a_goal_without_verdict() -> None:
    of = cells(1, oee=float("nan")).assign(reported=0, planned_minutes=float("nan"))
    goal = reach("oee", None, goals((85.0, 0)), of)
    assert (goal.value, goal.now, goal.gap, goal.verdict) == (85.0, None, None, None)


@pytest.mark.parametrize(
    ("below", "verdict"),
    [  # of 21 shifts; two-sided sign test: (below - above)² ÷ 21 is 3.86 with 15 below and 2.33 with 14 (3.84 is 5 %)
        (15, MISSED),
        (14, WITHIN_NOISE),
    ],
)
def test_a_goal_is_missed_only_by_more_than_single_shifts_differ(below: int, verdict: str) -> None:
    of = cells(7, oee=[75.0] * below + [86.0] * (21 - below))
    now = of["oee"].mean()
    assert reach("oee", now, goals((85.0, 0)), of).verdict == verdict


def test_a_few_shifts_are_too_few_to_tell() -> None:
    assert reach("oee", 60.0, goals((85.0, 0)), cells(1, oee=60.0)).verdict == WITHIN_NOISE


def test_less_is_better_where_the_metric_says_so() -> None:
    of = cells(7, downtime_hours=1.0)
    assert reach("downtime_hours", 21.0, goals((3.0, 0)), of).verdict == MET
    assert reach("downtime_hours", 21.0, goals((2.7, 0)), of).verdict == MISSED


def test_a_defect_rate_is_tested_by_its_rejects() -> None:
    rejects = pd.DataFrame({"equipment_id": 1, "inspected_output": [1000.0] * 21, "defect_quantity": [10, 12, 11] * 7})
    of = cells(7, defect_rate=1.1)
    # 231 rejects of 21,000, goal 0.9 %: expected 189, deviation 42 ÷ √(189 × 0.991) = 3.07
    assert reach("defect_rate", 1.1, goals((0.9, 0)), of, rejects).verdict == MISSED
    # goal 1.05 %: expected 220.5, deviation 10.5 ÷ √(220.5 × 0.9895) = 0.71
    assert reach("defect_rate", 1.1, goals((1.05, 0)), of, rejects).verdict == WITHIN_NOISE
    assert reach("defect_rate", 1.1, goals((0.0, 0)), of, rejects).verdict == MISSED


def test_a_rate_is_held_against_a_given_one() -> None:
    # NIST/SEMATECH e-Handbook 7.2.4.1: 26 of 200 against 10 %: z = 1.41
    assert comparison.against_rate(26, 200, 0.10) == comparison.NOT_SHOWN
    assert comparison.against_rate(30, 200, 0.10) == comparison.REAL  # z = 2.36
    assert comparison.against_rate(30, 200, 0.10, dispersion_factor=2.0) == comparison.NOT_SHOWN  # z = 1.67
    assert comparison.against_rate(4, 40, 0.01) == comparison.TOO_LITTLE  # 0.4 expected
    assert comparison.against_rate(30, 200, 0.10, dispersion_factor=float("nan")) == comparison.TOO_LITTLE


def test_machines_goals_add_up_where_each_has_one() -> None:
    own = [{"scope": "machine", "equipment_id": number} for number in (1, 2)]
    every = pd.DataFrame(
        [(number, pd.Timestamp(day(at)), shift) for number in (1, 2) for at in (0, 1) for shift in SHIFTS],
        columns=["equipment_id", "date", "shift"],
    )
    found = added_up(goals((900.0, 0, own[0]), (300.0, 1, own[1])), cells(2, machines=2), every)
    assert found["goal"].isna().tolist() == [True] * 3 + [False] * 3
    assert found["goal"].tolist()[3:] == [400.0] * 3


places = st.sampled_from(
    [{"scope": "plant"}, {"scope": "type", "equipment_type": "Press"}, {"scope": "area", "area": "Parts"}]
    + [{"scope": "line", "area": area, "production_line": "Line 1"} for area in ("Parts", "Bottling")]
    + [{"scope": "machine", "equipment_id": number} for number in (1, 2)]
)
rows_set = st.tuples(st.none() | st.integers(0, 100).map(float), st.integers(-2, 6), places)


@given(st.lists(rows_set, min_size=1, max_size=12), st.sampled_from([(1,), (2,), (3,), (4,), (1, 2), (1, 2, 3), None]))
def test_any_goals_on_any_days_hold_as_a_person_would_look_them_up(
    set_: list[tuple[float | None, int, dict[str, Any]]], machines: tuple[int, ...] | None
) -> None:
    table, of = goals(*set_), cells(6)
    found = held(table, of, *targets.around(machines, MACHINES))
    for at, cell in enumerate(of.itertuples()):
        expected = None
        for place in targets.around(machines, MACHINES):
            mine = [
                (value, number)
                for value, number, whose in set_
                if day(number) <= cell.date.date()  # type: ignore[union-attr, operator]
                and whose == {"scope": place.scope, **dict(zip(targets.NAMED_BY[place.scope], place.key, strict=True))}
            ]
            newest = max((number for _, number in mine), default=None)
            said = [value for value, number in mine if number == newest]
            if said and said[-1] is not None:
                expected = said[-1]
                break
        assert (found[at] == expected) if expected is not None else pd.isna(found[at])


@given(st.lists(rows_set, min_size=1, max_size=8), rows_set)
def test_a_goal_that_is_set_later_leaves_the_days_before_it_as_they_were(
    before: list[tuple[float | None, int, dict[str, Any]]], new: tuple[float | None, int, dict[str, Any]]
) -> None:
    of, places_ = cells(6), targets.around((1,), MACHINES)
    old, now = held(goals(*before), of, *places_), held(goals(*before, new), of, *places_)
    earlier = (of["date"] < pd.Timestamp(day(new[1]))).tolist()
    pairs = [(one, two) for one, two, kept in zip(old, now, earlier, strict=True) if kept]
    assert all(one == two or (pd.isna(one) and pd.isna(two)) for one, two in pairs)
