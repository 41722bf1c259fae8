"""Why did it change: by hand, and for whatever figures there are the bars add up to the difference."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from producflow.domain.bridges import bridge, ratios, sums
from producflow.domain.metrics import METRICS

SHIFTS = 10


def period(*machines: dict[str, Any]) -> pd.DataFrame:
    """Machines of one period; capacity 1 unit a minute unless said."""
    rows = []
    for number, machine in enumerate(machines, start=1):
        row = {"equipment_id": number, "due": SHIFTS, "reported": SHIFTS, "capacity": 480.0, **machine}
        if row["reported"]:
            rated = not math.isnan(row["capacity"])
            row["rated_output"] = row["output_quantity"] if rated else math.nan
            row["ideal_output"] = row["capacity"] / 480 * row["run_minutes"] if rated else math.nan
            row["downtime_minutes"] = row["planned_minutes"] - row["run_minutes"]
        rows.append(row)
    columns = ["equipment_id", "due", "reported", "planned_minutes", "run_minutes", "downtime_minutes"]
    columns += ["output_quantity", "defect_quantity", "inspected_output", "rated_output", "ideal_output"]
    return pd.DataFrame(rows).reindex(columns=columns).set_index("equipment_id").astype("float64")


def made(planned: float, run: float, output: float, defects: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "planned_minutes": planned,
        "run_minutes": run,
        "output_quantity": output,
        "defect_quantity": defects,
        "inspected_output": output,
    } | more


def amounts(found: bridge.Bridge) -> dict[tuple[int, str], float]:
    return {(row["equipment_id"], row["cause"]): row["amount"] for row in found.parts.to_dict("records")}


def test_two_factors_by_hand() -> None:
    # 2 * 3 to 4 * 5: (4 - 2) * (3 + 5) / 2 = 8 and (5 - 3) * (2 + 4) / 2 = 6; 20 - 6 = 14.
    found = sums.shapley([np.array([2.0]), np.array([3.0])], [np.array([4.0]), np.array([5.0])])
    assert [float(effect[0]) for effect in found] == pytest.approx([8.0, 6.0])


def test_three_factors_by_hand() -> None:
    # 1 * 1 * 1 to 2 * 3 * 4: the first factor: 1 * [(1 * 1 + 3 * 4) / 3 + (3 * 1 + 1 * 4) / 6] = 13/3 + 7/6 = 5.5.
    before, now = [np.array([1.0])] * 3, [np.array([2.0]), np.array([3.0]), np.array([4.0])]
    found = [float(effect[0]) for effect in sums.shapley(before, now)]
    # and the second 2 * [(1 + 8) / 3 + (2 + 4) / 6] = 8, the third 3 * [(1 + 6) / 3 + (2 + 3) / 6] = 9.5.
    assert found == pytest.approx([5.5, 8.0, 9.5])
    assert sum(found) == pytest.approx(23.0)


def test_only_what_changed_gets_a_bar() -> None:
    # One machine ran 4,000 instead of 4,400 of 4,800 min at one unit a minute: 400 units, all of them availability.
    found = sums.output_bridge(period(made(4800, 4400, 4400)), period(made(4800, 4000, 4000)))
    assert amounts(found) == {(1, bridge.AVAILABILITY): pytest.approx(-400.0)}
    assert (found.before, found.now) == (4400, 4000)


def test_a_report_that_is_missing_is_no_worse_machine() -> None:
    # Five of the ten shifts did not report: half the output is missing, and nothing else has changed.
    found = sums.output_bridge(period(made(4800, 4400, 4400)), period(made(2400, 2200, 2200, reported=5)))
    assert amounts(found) == {(1, bridge.MISSING): pytest.approx(-2200.0)}


def test_planned_time_that_moves_between_machines_is_their_mix() -> None:
    # 4,800 min each; then 2,400 min move from the slow machine (1 unit/min) to the fast one (3 units/min).
    before = period(made(4800, 4800, 4800), made(4800, 4800, 14_400))
    now = period(made(2400, 2400, 2400), made(7200, 7200, 21_600))
    assert amounts(sums.output_bridge(before, now)) == {
        (1, bridge.MIX): pytest.approx(-2400.0),
        (2, bridge.MIX): pytest.approx(7200.0),
    }


def test_good_units_know_quality() -> None:
    # 1,000 made both times; 100 and then 150 rejected.
    before, now = period(made(1000, 1000, 1000, 100)), period(made(1000, 1000, 1000, 150))
    assert amounts(sums.output_bridge(before, now, good=True)) == {(1, bridge.QUALITY): pytest.approx(-50.0)}
    assert amounts(sums.output_bridge(before, now)) == {}


def test_a_machine_that_stood_all_the_time_lost_its_availability() -> None:
    # Its speed is not known then, and cannot have changed anything.
    found = sums.output_bridge(period(made(4800, 4000, 4000)), period(made(4800, 0, 0)))
    assert amounts(found) == {(1, bridge.AVAILABILITY): pytest.approx(-4000.0)}


def test_machines_of_one_period_have_their_own_bars() -> None:
    here = made(4800, 4800, 4800)
    silent = {"reported": 0}
    out_of_service = {"due": 0, "reported": 0}
    found = sums.output_bridge(period(here, here, here, here), period(here, silent, out_of_service, here))
    assert amounts(found) == {(2, bridge.MISSING): -4800.0, (3, bridge.GONE): -4800.0}
    back = sums.output_bridge(period(here, silent, out_of_service, here), period(here, here, here, here))
    assert amounts(back) == {(2, bridge.MISSING): 4800.0, (3, bridge.APPEARED): 4800.0}


def test_units_made_in_no_run_time_are_not_split() -> None:
    found = sums.output_bridge(period(made(4800, 0, 300)), period(made(4800, 4800, 4800)))
    assert amounts(found) == {(1, bridge.UNSPLIT): 4500.0}


def test_downtime_by_hand() -> None:
    # 400 of 4,800 min, then 600 of 4,800: 200 min more, and then half of the reports.
    found = sums.downtime_bridge(period(made(4800, 4400, 0)), period(made(4800, 4200, 0)))
    assert amounts(found) == {(1, bridge.AVAILABILITY): pytest.approx(200.0)}
    half = sums.downtime_bridge(period(made(4800, 4400, 0)), period(made(2400, 2200, 0, reported=5)))
    assert amounts(half) == {(1, bridge.MISSING): pytest.approx(-200.0)}


def test_oee_of_one_machine_by_hand() -> None:
    # Availability 0.8 to 0.9, performance 0.5 to 0.6, quality 0.9 to 0.8: OEE 0.36 to 0.432.
    before = period(made(1000, 800, 400, 40))
    now = period(made(1000, 900, 540, 108))
    found = ratios.oee_bridge(before, now)
    assert (found.before, found.now) == pytest.approx((0.36, 0.432))
    # The change of each factor * [the others both old or both new, a third each; one old and one new, a sixth each].
    others = {
        bridge.AVAILABILITY: (0.5 * 0.9 + 0.6 * 0.8) / 3 + (0.5 * 0.8 + 0.6 * 0.9) / 6,
        bridge.PERFORMANCE: (0.8 * 0.9 + 0.9 * 0.8) / 3 + (0.8 * 0.8 + 0.9 * 0.9) / 6,
        bridge.QUALITY: (0.8 * 0.5 + 0.9 * 0.6) / 3 + (0.8 * 0.6 + 0.9 * 0.5) / 6,
    }
    change = {bridge.AVAILABILITY: 0.1, bridge.PERFORMANCE: 0.1, bridge.QUALITY: -0.1}
    assert amounts(found) == pytest.approx({(1, cause): change[cause] * others[cause] for cause in change})


def test_an_average_by_hand() -> None:
    # Availability 0.9 and 0.5 with equal planned time: 0.7. Then three quarters are planned on the first: 0.8.
    before = period(made(1000, 900, 0), made(1000, 500, 0))
    now = period(made(1500, 1350, 0), made(500, 250, 0))
    found = ratios.ratio_bridge(before, now, METRICS["availability"], bridge.AVAILABILITY)
    # shares 0.5 to 0.75 and 0.5 to 0.25; the middle of 0.7 and 0.8 is 0.75: (0.9 - 0.75) * 0.25, (0.5 - 0.75) * -0.25
    assert amounts(found) == pytest.approx({(1, bridge.MIX): 0.0375, (2, bridge.MIX): 0.0625})


def test_a_bad_machine_that_does_not_report_makes_the_average_look_better() -> None:
    # The second has 5 of 10 reports: 1,000 and 500 min of planned time, 0.9 and 0.5: 2/3 * 0.9 + 1/3 * 0.5 = 0.7667.
    before = period(made(1000, 900, 0), made(1000, 500, 0))
    now = period(made(1000, 900, 0), made(500, 250, 0, reported=5))
    found = ratios.ratio_bridge(before, now, METRICS["availability"], bridge.AVAILABILITY)
    assert found.of(bridge.MISSING) == pytest.approx(0.9 * 2 / 3 + 0.5 / 3 - 0.7)
    assert set(found.parts["cause"]) == {bridge.MISSING}
    silent = ratios.ratio_bridge(
        before, period(made(1000, 900, 0), {"reported": 0}), METRICS["availability"], bridge.AVAILABILITY
    )
    assert amounts(silent) == {(2, bridge.MISSING): pytest.approx(0.2)}


def test_a_machine_without_a_capacity_has_no_performance() -> None:
    before = period(made(1000, 800, 400), made(1000, 800, 400, capacity=math.nan))
    now = period(made(1000, 800, 500), made(1000, 900, 800, capacity=math.nan))
    found = amounts(ratios.oee_bridge(before, now))
    assert (2, bridge.AVAILABILITY) in found
    assert (2, bridge.PERFORMANCE) not in found


def test_units_in_no_run_time_are_told_apart_from_those_that_a_ratio_explains() -> None:
    """Two machines at half their capacity of one a minute; then the first reports one unit and no time at all."""
    before = period(made(480, 480, 240), made(480, 480, 240))
    now = period(made(0, 0, 1), made(480, 480, 240))
    # 480 of 960 to 241 of 480: the other machine is at a half as ever, the one unit is one of the 480 that could be.
    found = ratios.ratio_bridge(before, now, METRICS["performance"], bridge.PERFORMANCE)
    assert amounts(found) == {(1, bridge.UNSPLIT): pytest.approx(1 / 480)}


@pytest.mark.parametrize("good", [False, True])
def test_nothing_before_or_now_is_said(good: bool) -> None:
    here, nothing = period(made(1000, 800, 400)), period()
    assert sums.output_bridge(nothing, here, good=good).why_not == bridge.NOTHING_BEFORE
    assert sums.output_bridge(here, nothing, good=good).why_not == bridge.NOTHING_NOW
    assert ratios.oee_bridge(nothing, here).why_not == bridge.NOTHING_BEFORE
    no_capacity = period(made(1000, 800, 400, capacity=math.nan))
    assert ratios.oee_bridge(no_capacity, no_capacity).parts.empty


@st.composite
def any_machine(draw: st.DrawFn) -> dict[str, Any]:
    """A machine's sums: idle, silent, without capacity, without output, or beyond its capacity."""
    due = draw(st.integers(0, 30))
    reported = draw(st.sampled_from([0, due, draw(st.integers(0, due))]))
    planned = draw(st.sampled_from([0.0, 480.0, float(draw(st.integers(0, 10_000)))]))
    run = draw(st.sampled_from([0.0, planned, planned * draw(st.integers(0, 100)) / 100]))
    output = draw(st.sampled_from([0, 1, draw(st.integers(0, 100_000))]))
    defects = draw(st.sampled_from([0, output, draw(st.integers(0, output))]))
    capacity = draw(st.sampled_from([math.nan, 480.0, 37.0]))
    if not reported:
        return {"due": due, "reported": 0}
    return made(planned, run, output, defects, due=due, reported=reported, capacity=capacity)


def good_output(before: pd.DataFrame, now: pd.DataFrame) -> bridge.Bridge:
    return sums.output_bridge(before, now, good=True)


def availability(before: pd.DataFrame, now: pd.DataFrame) -> bridge.Bridge:
    return ratios.ratio_bridge(before, now, METRICS["availability"], bridge.AVAILABILITY)


def defect_rate(before: pd.DataFrame, now: pd.DataFrame) -> bridge.Bridge:
    return ratios.ratio_bridge(before, now, METRICS["defect_rate"], bridge.QUALITY)


Split = Callable[[pd.DataFrame, pd.DataFrame], bridge.Bridge]
BRIDGES: tuple[Split, ...] = (
    sums.output_bridge,
    good_output,
    sums.downtime_bridge,
    ratios.oee_bridge,
    availability,
    defect_rate,
)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(before=st.lists(any_machine(), max_size=4), now=st.lists(any_machine(), max_size=4))
def test_the_bars_add_up_to_the_difference(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> None:
    old, new = period(*before), period(*now)
    for split in BRIDGES:
        found = split(old, new)
        if found.why_not:
            assert math.isnan(found.before) or math.isnan(found.now)
            assert found.parts.empty
            continue
        assert found.parts["amount"].notna().all()
        scale = max(1.0, abs(found.before), abs(found.now))
        assert found.parts["amount"].sum() == pytest.approx(found.now - found.before, abs=1e-9 * scale)
        assert set(found.parts["cause"]) <= set(bridge.CAUSES)
        still = split(old, old)
        assert still.parts["amount"].abs().sum() == pytest.approx(0.0, abs=1e-9 * scale)
