"""Control charts against published tables and examples."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from producflow.domain import spc

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/spc_reference_share.json").read_text())


@pytest.mark.parametrize("case", REFERENCE["individuals"], ids=lambda case: str(case["id"]))
def test_published_individuals_chart(case: dict[str, Any]) -> None:
    x = pd.Series(case["x"])
    found = spc.individuals_limits(x)
    for name in ("mean", "mrbar", "ucl", "lcl"):
        value = getattr(found, {"mrbar": "mr_bar"}.get(name, name))
        assert value == pytest.approx(case["published"][name], abs=1e-4)
    outside = found.outside(x)
    assert outside[outside].index.tolist() == case["published"]["out_of_control"]
    assert found.enough


@pytest.mark.parametrize("n", range(2, 11))
def test_published_constants(n: int) -> None:
    published = dict(zip(REFERENCE["constants"]["columns"], REFERENCE["constants"][str(n)], strict=True))
    assert spc.CONSTANTS.loc[n].to_dict() == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize("n", range(2, 11))
def test_constants_against_their_definitions(n: int) -> None:
    # d2 and d3 are mean and standard deviation of the range of n standard normal values, here by integration.
    z = np.linspace(-8, 8, 1601)
    below = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in z])
    step = z[1] - z[0]
    d2 = float(np.sum(1 - below**n - (1 - below) ** n) * step)
    low, high = np.meshgrid(below, below)
    weight = np.where(high > low, 1.0, np.where(high == low, 0.5, 0.0))
    joint = weight * (1 - high**n - (1 - low) ** n + np.maximum(high - low, 0) ** n)
    d3 = math.sqrt(2 * float(np.sum(joint)) * step**2 - d2**2)
    c4 = math.sqrt(2 / (n - 1)) * math.gamma(n / 2) / math.gamma((n - 1) / 2)
    spread = 3 * math.sqrt(1 - c4**2) / c4
    assert spc.CONSTANTS.loc[n].to_dict() == pytest.approx(
        {
            "A2": 3 / (d2 * math.sqrt(n)),
            "d2": d2,
            "d3": d3,
            "D3": max(0.0, 1 - 3 * d3 / d2),
            "D4": 1 + 3 * d3 / d2,
            "A3": 3 / (c4 * math.sqrt(n)),
            "c4": c4,
            "B3": max(0.0, 1 - spread),
            "B4": 1 + spread,
        },
        abs=2e-3,
    )


def test_no_moving_range_across_a_gap() -> None:
    found = spc.individuals_limits(pd.Series([1.0, 3.0, None, 9.0, 9.0]))
    assert found.mr_bar == 1.0  # (2 + 0) / 2, nothing from 3 to 9
    assert found.mean == 5.5
    assert (found.n, found.enough) == (4, False)


def test_values_outside_and_missing_ones() -> None:
    x = pd.Series([10.0, 11.0] * 6 + [30.0, None])
    outside = spc.individuals_limits(x[:12]).outside(x)
    assert outside[12]
    assert outside[13] is pd.NA
    assert not outside[:12].any()


@pytest.mark.parametrize("x", [[], [5.0], [None, None], [1.0, None, 2.0]])
def test_too_few_values_have_no_limits(x: list[float | None]) -> None:
    found = spc.individuals_limits(pd.Series(x, dtype="float64"))
    assert math.isnan(found.ucl)
    assert math.isnan(found.lcl)
    assert found.outside(pd.Series([1.0])).isna().all()


def test_p_chart_of_montgomery_by_hand() -> None:
    # 347 defectives in 30 samples of 50: center 0.2313, limits 0.4102 and 0.0524 (Montgomery, example 7.1).
    defects = pd.Series([11.0] * 17 + [12.0] * 12 + [16.0])
    defects.iloc[29] = 347 - defects.iloc[:29].sum()
    found = spc.p_limits(defects, pd.Series([50.0] * 30))
    assert found["center"].iloc[0] == pytest.approx(0.2313, abs=1e-4)
    assert found["ucl"].iloc[0] == pytest.approx(0.4102, abs=1e-4)
    assert found["lcl"].iloc[0] == pytest.approx(0.0524, abs=1e-4)
    assert not found["outside"].any()


def test_p_chart_of_unequal_samples() -> None:
    found = spc.p_limits(pd.Series([10.0, 40.0, 0.0, None]), pd.Series([100.0, 400.0, 0.0, 50.0]))
    assert found["center"].tolist() == [0.1] * 4
    assert found["ucl"].tolist()[:2] == pytest.approx([0.19, 0.145])
    assert found["lcl"].tolist()[:2] == pytest.approx([0.01, 0.055])
    assert found["rate"].isna().tolist() == [False, False, True, True]
    assert found["outside"].isna().tolist() == [False, False, True, True]


def test_p_chart_of_nothing() -> None:
    assert spc.p_limits(pd.Series([0.0]), pd.Series([0.0])).drop(columns="outside").isna().all(axis=None)
    limits = spc.p_limits(pd.Series([30.0, 1.0, 1.0]), pd.Series([100.0, 100.0, 100.0]))
    assert limits["lcl"].min() >= 0
    assert limits["outside"].tolist() == [True, True, True]


def test_laney_by_hand() -> None:
    # 10, 30, 10, 30 of 1,000: center 2 %, sigma 0.4427 %, so z = -2.259, 2.259, ... and moving ranges of 4.518.
    found = spc.laney_limits(pd.Series([10.0, 30.0, 10.0, 30.0]), pd.Series([1000.0] * 4))
    sigma = math.sqrt(0.02 * 0.98 / 1000)
    spread = 2 * (0.01 / sigma) / 1.128
    assert found["ucl"].tolist() == pytest.approx([0.02 + 3 * spread * sigma] * 4)
    assert found["z"].tolist() == pytest.approx([-0.564, 0.564, -0.564, 0.564])
    assert not found["outside"].any()
    plain = spc.p_limits(pd.Series([10.0, 30.0, 10.0, 30.0]), pd.Series([1000.0] * 4))
    assert plain["z"].tolist() == pytest.approx([-0.01 / sigma, 0.01 / sigma] * 2)


def test_laney_is_a_p_chart_where_rejects_come_one_by_one_and_says_nothing_of_one_sample() -> None:
    rng = np.random.default_rng(5)
    output = pd.Series(rng.integers(800, 1200, 400).astype("float64"))
    defects = pd.Series(rng.binomial(output.astype("int64"), 0.05).astype("float64"))
    wide = (spc.laney_limits(defects, output)["ucl"] - 0.05) / (spc.p_limits(defects, output)["ucl"] - 0.05)
    assert wide.mean() == pytest.approx(1.0, abs=0.1)
    one = spc.laney_limits(pd.Series([10.0]), pd.Series([1000.0]))
    assert one["ucl"].isna().all()
    assert one["outside"].isna().all()


def test_individual_scores_are_missing_where_nothing_varies() -> None:
    assert spc.individuals_limits(pd.Series([5.0] * 12)).scores(pd.Series([5.0, 6.0])).isna().all()
