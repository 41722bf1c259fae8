"""Shares of a whole, by hand."""

import math

import pandas as pd
import pytest

from producflow.domain.metrics import METRICS
from producflow.domain.shares import added_up, cumulative_percentage, percentage


def test_a_part_of_a_whole() -> None:
    assert percentage(3.0, 4.0) == 75.0
    assert percentage(pd.Series([1.0, None], index=["a", "b"]), 4.0).fillna(-1).to_dict() == {"a": 25.0, "b": -1.0}
    assert math.isnan(percentage(3.0, 0.0))


def test_the_largest_parts_together_leave_out_what_is_below_nothing() -> None:
    assert cumulative_percentage(pd.Series([3.0, 1.0, -2.0])).tolist() == [75.0, 100.0, 100.0]
    assert cumulative_percentage(pd.Series([0.0, -2.0])).isna().all()


def test_rounded_parts_add_up_to_the_rounded_whole() -> None:
    assert added_up(pd.Series([0.4, 10.4, 0.4])).tolist() == [0.0, 11.0, 0.0]  # 11.2, of which 11
    assert added_up(pd.Series([2.6, 7.6])).tolist() == [3.0, 7.0]  # 10.2
    assert added_up(pd.Series([], dtype="float64")).empty


def test_the_two_sides_of_a_ratio_are_its_formula() -> None:
    top, bottom = METRICS["quality"].fraction({"inspected_output": 200.0, "defect_quantity": 6.0})
    assert (top, bottom) == (194.0, 200.0)
    with pytest.raises(ValueError, match="is no ratio"):
        METRICS["good_output"].fraction({"inspected_output": 200.0, "defect_quantity": 6.0})


def test_what_is_given_of_another_metric_is_taken_as_it_is() -> None:
    # 240 of cost by 3 recovered hours, whatever the downtime around the job would come to
    assert METRICS["cost_per_recovered_hour"].of(cost=240.0, recovered_hours=3.0) == 80.0
    # shares are fractions in a formula, so a percentage that stands beside is not taken for one: 12 ÷ 10 × 2 %
    rates = {"shift_defects": 12.0, "standardised_defects": 10.0, "defect_quantity": 2.0, "inspected_output": 100.0}
    assert METRICS["adjusted_defect_rate"].of(rates | {"defect_rate": 99.0}) == pytest.approx(2.4)
