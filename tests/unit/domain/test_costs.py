"""Costs and savings, by hand; without the settings there is no figure."""

import math

import pandas as pd
import pytest

from producflow.domain import costs

COLUMNS = ["planned_minutes", "unplanned_downtime_minutes", "output_quantity", "defect_quantity"]


def sums(**machines: tuple[float | None, ...]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(machines, orient="index", columns=COLUMNS).astype("float64")


def saved(actual: pd.DataFrame, before: pd.DataFrame, hour: float | None, unit: float | None) -> costs.Savings:
    return costs.summed(costs.savings_by_machine(actual, before, hour, unit), hour, unit)


def test_cost_of_downtime_and_of_quality() -> None:
    assert costs.downtime_cost(90.0, 200.0) == 300.0
    assert costs.quality_cost(7.0, 2.5) == 17.5
    assert costs.downtime_cost(pd.Series([60.0, math.nan]), 200.0).tolist()[0] == 200.0
    assert costs.downtime_cost(pd.Series([60.0]), None).isna().all()
    assert math.isnan(costs.quality_cost(7.0, None))


def test_savings_scale_the_baseline_to_the_work_done() -> None:
    # Before: 10 % of the planned time lost, 5 % rejected. Now on twice the work: 120 of an expected 200 minutes lost
    # (80 min at 60 an hour = 80), 130 of an expected 100 rejected (-30 at 2 = -60).
    found = saved(sums(a=(2000, 120, 2000, 130)), sums(a=(1000, 100, 1000, 50)), 60.0, 2.0)
    assert (found.downtime, found.quality, found.total) == pytest.approx((80.0, -60.0, 20.0))
    assert (found.machines, found.left_out, found.why_not) == (1, 0, "")


def test_a_machine_without_a_baseline_is_left_out_and_counted() -> None:
    actual = sums(a=(1000, 0, 1000, 0), new=(1000, 500, 1000, 500), silent=(1000, 0, 1000, 0))
    baseline = sums(a=(1000, 60, 1000, 10), silent=(None, None, None, None), gone=(1000, 900, 1000, 900))
    found = saved(actual, baseline, 60.0, 1.0)
    assert found.total == pytest.approx(70.0)
    assert (found.machines, found.left_out) == (1, 2)


def test_a_machine_that_made_nothing_has_no_rejects_to_save() -> None:
    found = saved(sums(a=(480, 0, 0, 0)), sums(a=(480, 60, 0, 0)), 60.0, 1.0)
    assert found.total == pytest.approx(60.0)


@pytest.mark.parametrize("prices", [(None, 1.0), (1.0, None), (None, None), (math.nan, 1.0)])
def test_without_both_settings_it_is_not_computable(prices: tuple[float | None, float | None]) -> None:
    same = sums(a=(480, 10, 100, 1))
    found = saved(same, same, *prices)
    assert math.isnan(found.total)
    assert found.why_not == costs.NO_SETTINGS


def test_without_a_baseline_it_is_not_computable() -> None:
    found = saved(sums(a=(480, 10, 100, 1)), sums(), 1.0, 1.0)
    assert math.isnan(found.total)
    assert found.why_not == costs.NO_BASELINE
