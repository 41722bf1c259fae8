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
from producflow.domain.metrics import METRICS
from producflow.reports.figures import Figures

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/kpi_reference_share.json").read_text())


def share(name: str, **sums: Any) -> Any:
    return METRICS[name].of(sums) / 100


def of_factors(availability: float, performance: float, quality: float, planned_minutes: float = 1.0) -> dict[str, Any]:
    """Sums that have these factors of OEE."""
    return {
        "run_minutes": availability * planned_minutes,
        "planned_minutes": planned_minutes,
        "rated_output": performance,
        "ideal_output": 1.0,
        "inspected_output": 1.0,
        "defect_quantity": 1.0 - quality,
    }


def ids(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("case", REFERENCE["oee"], ids=ids)
def test_published_oee_examples(case: dict[str, Any]) -> None:
    given_ = case["inputs"]
    planned, output, defects = given_["planned_production_time"], given_["total_count"], given_["reject_count"]
    run = production.run_time(planned, given_["downtime"])
    ideal = production.ideal_output(given_["ideal_rate_per_time_unit"] * 480, run)
    sums = {"run_minutes": run, "planned_minutes": planned, "rated_output": output, "ideal_output": ideal}
    sums |= {"inspected_output": output, "defect_quantity": defects}
    for name in ("availability", "performance", "quality", "oee"):
        value = share(name, **sums)
        assert value == pytest.approx(case["exact"][name], abs=1e-6)
        assert value == pytest.approx(case["published"][name], abs=case["tolerance"])
    assert share("defect_rate", **sums) == pytest.approx(1 - share("quality", **sums))


@pytest.mark.parametrize("case", REFERENCE["from_factors"], ids=ids)
def test_published_oee_from_factors(case: dict[str, Any]) -> None:
    factors = case["inputs"]
    assert share("oee", **of_factors(**factors)) == pytest.approx(case["published_oee"], abs=1e-4)


def test_teep_of_the_vorne_example() -> None:
    sums = of_factors(availability=0.747937, performance=1.0, quality=1.0, planned_minutes=420.0)
    assert share("teep", calendar_minutes=480.0, **sums) == pytest.approx(0.6544, abs=1e-4)


def test_a_reported_efficiency_stands_and_weighs_by_planned_minutes() -> None:
    planned = pd.Series([480.0, 240.0, 480.0])
    downtime = pd.Series([48.0, 0.0, 480.0])
    reported = pd.Series([None, 50.0, None])
    credited = production.credited_run_minutes(planned, downtime, reported)
    assert credited.tolist() == [432.0, 120.0, 0.0]
    sums = {"credited_minutes": credited.sum(), "planned_minutes": planned.sum()}
    assert share("efficiency_percentage", **sums) == pytest.approx(552 / 1200)


def test_scalars_take_a_reported_efficiency_too() -> None:
    assert production.credited_run_minutes(480.0, 48.0, math.nan) == 432.0
    assert production.credited_run_minutes(480.0, 48.0, 75.0) == 360.0


def test_a_reported_efficiency_needs_no_downtime() -> None:
    credited = production.credited_run_minutes(pd.Series([480.0]), pd.Series([math.nan]), pd.Series([25.0]))
    assert credited.tolist() == [120.0]


def test_nothing_to_divide_by_is_missing() -> None:
    zero, some = pd.Series([0.0, 0.0]), pd.Series([0.0, 5.0])
    for found in (
        share("efficiency_percentage", credited_minutes=some, planned_minutes=zero),
        share("defect_rate", defect_quantity=some, inspected_output=zero),
        share("availability", run_minutes=some, planned_minutes=zero),
        share("performance", rated_output=some, ideal_output=zero),
        share("quality", inspected_output=zero, defect_quantity=some),
        production.ideal_output(zero, some),
    ):
        assert found.isna().all()
    assert math.isnan(share("defect_rate", defect_quantity=3.0, inspected_output=0.0))


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "object", "double[pyarrow]"])
def test_missing_in_missing_out_whatever_the_dtype(dtype: str) -> None:
    defects, output = pd.Series([1, None, 2], dtype=dtype), pd.Series([4, 4, None], dtype=dtype)
    found = share("defect_rate", defect_quantity=defects, inspected_output=output)
    assert found.dtype == "float64"
    assert found.isna().tolist() == [False, True, True]
    assert found[0] == 0.25


def test_infinite_is_not_a_number_of_units() -> None:
    assert math.isnan(share("defect_rate", defect_quantity=math.inf, inspected_output=4.0))
    sums = {"defect_quantity": pd.Series([1.0]), "inspected_output": pd.Series([math.inf])}
    assert share("defect_rate", **sums).isna().all()


def test_no_capacity_no_performance_no_oee() -> None:
    ideal = production.ideal_output(pd.Series([960.0, math.nan, 0.0]), pd.Series([240.0, 240.0, 240.0]))
    assert ideal[0] == 480.0
    assert ideal[1:].isna().all()
    sums = of_factors(availability=1.0, performance=1.0, quality=1.0)
    sums |= {"rated_output": pd.Series([240.0, 240.0, 240.0]), "ideal_output": ideal}
    assert share("oee", **sums).isna().tolist() == [False, True, True]


def test_performance_above_one_is_kept_and_flagged() -> None:
    performance = share("performance", rated_output=pd.Series([600.0, 500.0, math.nan]), ideal_output=500.0)
    assert performance[0] == 1.2
    for value, too_low in ((120.0, True), (100.01, True), (100.0, False), (None, False)):
        assert Figures(0, 0, 1, 0, 0, 0, 1, {"performance": value}).rated_capacity_too_low is too_low


minutes = st.lists(
    st.tuples(st.integers(1, 480), st.floats(0, 1)).map(lambda pair: (pair[0], pair[0] * pair[1])), min_size=1
)


@given(minutes)
def test_the_total_is_the_planned_weighted_mean_of_the_parts(rows: list[tuple[int, float]]) -> None:
    planned = pd.Series([float(row[0]) for row in rows])
    downtime = pd.Series([row[1] for row in rows])
    run = production.run_time(planned, downtime)
    total = share("availability", run_minutes=run.sum(), planned_minutes=planned.sum())
    parts = share("availability", run_minutes=run, planned_minutes=planned)
    assert parts.between(0, 1).all()
    assert total == pytest.approx((parts * planned).sum() / planned.sum())
