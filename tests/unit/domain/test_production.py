"""Efficiency, defect rate, OEE: against published examples and by hand."""

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import production

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/kpi_reference_share.json").read_text())


def ids(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("case", REFERENCE["oee"], ids=ids)
def test_published_oee_examples(case: dict[str, Any]) -> None:
    given_ = case["inputs"]
    planned, output, defects = given_["planned_production_time"], given_["total_count"], given_["reject_count"]
    run = production.run_time(planned, given_["downtime"])
    ideal = production.ideal_output(given_["ideal_rate_per_time_unit"] * 480, run)
    found = {
        "availability": production.availability(run, planned),
        "performance": production.performance(output, ideal),
        "quality": production.quality(output, defects),
    }
    found["oee"] = production.oee(found["availability"], found["performance"], found["quality"])
    for name, value in found.items():
        assert value == pytest.approx(case["exact"][name], abs=1e-6)
        assert value == pytest.approx(case["published"][name], abs=case["tolerance"])
    assert production.defect_rate(defects, output) == pytest.approx(1 - found["quality"])


@pytest.mark.parametrize("case", REFERENCE["from_factors"], ids=ids)
def test_published_oee_from_factors(case: dict[str, Any]) -> None:
    factors = case["inputs"]
    found = production.oee(factors["availability"], factors["performance"], factors["quality"])
    assert found == pytest.approx(case["published_oee"], abs=1e-4)


def test_teep_of_the_vorne_example() -> None:
    assert production.teep(0.747937, 420.0, 480.0) == pytest.approx(0.6544, abs=1e-4)


def test_a_reported_efficiency_stands_and_weighs_by_planned_minutes() -> None:
    planned = pd.Series([480.0, 240.0, 480.0])
    downtime = pd.Series([48.0, 0.0, 480.0])
    reported = pd.Series([None, 50.0, None])
    credited = production.credited_run_minutes(planned, downtime, reported)
    assert credited.tolist() == [432.0, 120.0, 0.0]
    assert production.efficiency(credited.sum(), planned.sum()) == pytest.approx(552 / 1200)


def test_scalars_take_a_reported_efficiency_too() -> None:
    assert production.credited_run_minutes(480.0, 48.0, math.nan) == 432.0
    assert production.credited_run_minutes(480.0, 48.0, 75.0) == 360.0


def test_a_reported_efficiency_needs_no_downtime() -> None:
    credited = production.credited_run_minutes(pd.Series([480.0]), pd.Series([math.nan]), pd.Series([25.0]))
    assert credited.tolist() == [120.0]


def test_nothing_to_divide_by_is_missing() -> None:
    zero, some = pd.Series([0.0, 0.0]), pd.Series([0.0, 5.0])
    for found in (
        production.efficiency(some, zero),
        production.defect_rate(some, zero),
        production.availability(some, zero),
        production.performance(some, zero),
        production.quality(zero, some),
        production.ideal_output(zero, some),
    ):
        assert found.isna().all()
    assert math.isnan(production.defect_rate(3.0, 0.0))


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "object", "double[pyarrow]"])
def test_missing_in_missing_out_whatever_the_dtype(dtype: str) -> None:
    defects, output = pd.Series([1, None, 2], dtype=dtype), pd.Series([4, 4, None], dtype=dtype)
    found = production.defect_rate(defects, output)
    assert found.dtype == "float64"
    assert found.isna().tolist() == [False, True, True]
    assert found[0] == 0.25


def test_infinite_is_not_a_number_of_units() -> None:
    assert math.isnan(production.defect_rate(math.inf, 4.0))
    assert production.defect_rate(pd.Series([1.0]), pd.Series([math.inf])).isna().all()


def test_no_capacity_no_performance_no_oee() -> None:
    ideal = production.ideal_output(pd.Series([960.0, math.nan, 0.0]), pd.Series([240.0, 240.0, 240.0]))
    assert ideal[0] == 480.0
    assert ideal[1:].isna().all()
    performance = production.performance(pd.Series([240.0, 240.0, 240.0]), ideal)
    assert production.oee(pd.Series([1.0] * 3), performance, pd.Series([1.0] * 3)).isna().tolist() == [
        False,
        True,
        True,
    ]


def test_performance_above_one_is_kept_and_flagged() -> None:
    performance = production.performance(pd.Series([600.0, 500.0, math.nan]), pd.Series([500.0, 500.0, 500.0]))
    assert performance[0] == 1.2
    assert list(production.rated_capacity_too_low(performance)) == [True, False, False]
    assert production.rated_capacity_too_low(1.0001)


minutes = st.lists(
    st.tuples(st.integers(1, 480), st.floats(0, 1)).map(lambda pair: (pair[0], pair[0] * pair[1])), min_size=1
)


@given(minutes)
def test_the_total_is_the_planned_weighted_mean_of_the_parts(rows: list[tuple[int, float]]) -> None:
    planned = pd.Series([float(row[0]) for row in rows])
    downtime = pd.Series([row[1] for row in rows])
    run = production.run_time(planned, downtime)
    total = production.availability(run.sum(), planned.sum())
    parts = production.availability(run, planned)
    assert parts.between(0, 1).all()
    assert total == pytest.approx((parts * planned).sum() / planned.sum())
