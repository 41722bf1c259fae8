"""Is the difference real? Against printed tables, by hand, and by simulation."""

import math

import numpy as np
import pandas as pd
import pytest

from producflow.domain import comparison


@pytest.mark.parametrize(
    ("chi2", "freedom", "tail"),
    [  # NIST/SEMATECH e-Handbook 1.3.6.7.4, upper critical values
        (3.841, 1, 0.05),
        (6.635, 1, 0.01),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (9.488, 4, 0.05),
        (11.070, 5, 0.05),
        (18.307, 10, 0.05),
        (13.816, 2, 0.001),
        (0.0, 1, 1.0),
        (0.0, 4, 1.0),
    ],
)
def test_chi_square_table(chi2: float, freedom: int, tail: float) -> None:
    assert comparison.chi_square_tail(chi2, freedom) == pytest.approx(tail, rel=2e-3)


def test_two_proportions_by_hand() -> None:
    # 60 and 40 of 1,000: pooled 5 %, z = 0.02 / sqrt(0.05 * 0.95 * 0.002) = 2.052, two-sided p = 0.0402.
    found = comparison.two_proportions(60, 1000, 40, 1000)
    assert found.p_value == pytest.approx(0.0402, abs=1e-4)
    # sqrt(0.06 * 0.94 / 1000 + 0.04 * 0.96 / 1000) = 0.009737
    assert (found.low, found.difference, found.high) == pytest.approx((0.00092, 0.02, 0.03908), abs=1e-5)
    doubled = comparison.two_proportions(60, 1000, 40, 1000, 4.0)
    assert doubled.p_value == pytest.approx(math.erfc(2.0520 / 2 / math.sqrt(2)), abs=1e-4)


def test_nothing_made_cannot_be_compared() -> None:
    assert math.isnan(comparison.two_proportions(0, 0, 40, 1000).p_value)
    assert math.isnan(comparison.two_proportions(0, 10, 0, 1000).p_value)


def test_holm_by_hand() -> None:
    found = comparison.holm(pd.Series([0.01, 0.04, None, 0.03]))
    assert found[[0, 1, 3]].tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert math.isnan(found[2])
    assert comparison.holm(pd.Series([0.9, 0.8])).tolist() == [1.0, 1.0]


def shifts(*counts: float | None) -> pd.Series:
    return pd.Series(counts, index=["morning", "afternoon", "night"], dtype="float64")


def test_a_night_that_rejects_more() -> None:
    found = comparison.shift_difference(shifts(50, 52, 120), shifts(2000, 2000, 2000))
    assert found.verdict == comparison.REAL
    assert found.pairs["real"].tolist() == [False, True, True]
    assert found.pairs[["first", "second"]].to_numpy().tolist() == [
        ["morning", "afternoon"],
        ["morning", "night"],
        ["afternoon", "night"],
    ]
    assert found.pairs["difference"].tolist() == pytest.approx([-0.001, -0.035, -0.034])
    assert (found.pairs["p_adjusted"] >= found.pairs["p_value"]).all()


def test_chance_is_not_called_real() -> None:
    found = comparison.shift_difference(shifts(50, 52, 61), shifts(2000, 2000, 2000))
    assert found.verdict == comparison.NOT_SHOWN
    assert not found.pairs["real"].any()


@pytest.mark.parametrize(
    ("defects", "output", "factor"),
    [
        (shifts(1, 2, 9), shifts(100, 100, 100), 1.0),  # 4 expected
        (shifts(100, 99, 100), shifts(100, 100, 100), 1.0),
        (shifts(0, 0, 0), shifts(100, 100, 100), 1.0),
        (shifts(50, None, None), shifts(1000, 1000, 0), 1.0),
        (shifts(None, None, None), shifts(None, None, None), 1.0),
        (shifts(50, 52, 120), shifts(2000, 2000, 2000), math.nan),
    ],
)
def test_too_little_data_is_said(defects: pd.Series, output: pd.Series, factor: float) -> None:
    found = comparison.shift_difference(defects, output, dispersion_factor=factor)
    assert found.verdict == comparison.TOO_LITTLE
    assert math.isnan(found.p_value)
    assert not found.pairs["real"].any()


def days(rng: np.random.Generator, spread: float) -> pd.DataFrame:
    """Sixty days of three shifts with the same rate on average; on bad days a whole batch is spoilt."""
    rate = 0.02 * rng.gamma(1 / spread, spread, 180) if spread else np.full(180, 0.02)
    output = rng.integers(400, 600, 180)
    return pd.DataFrame(
        {"shift": ["morning", "afternoon", "night"] * 60, "output": output, "defects": rng.binomial(output, rate)}
    )


def test_dispersion_is_one_for_pure_chance_and_more_for_batches() -> None:
    rng = np.random.default_rng(7)
    chance, batches = days(rng, 0.0), days(rng, 1.0)
    assert comparison.dispersion(chance["defects"], chance["output"], chance["shift"]) == pytest.approx(1, abs=0.3)
    # Variance of a gamma-mixed binomial: 1 + 500 * 0.02 * 1 = 11 times that of the binomial, nearly.
    assert comparison.dispersion(batches["defects"], batches["output"], batches["shift"]) == pytest.approx(11, rel=0.4)
    few = chance[:9]
    assert math.isnan(comparison.dispersion(few["defects"], few["output"], few["shift"]))


@pytest.mark.long
def test_false_alarms_stay_rare_when_rejects_come_in_batches() -> None:
    rng = np.random.default_rng(11)
    naive = careful = 0
    for _ in range(200):
        plant = days(rng, 1.0)
        sums = plant.groupby("shift")[["defects", "output"]].sum()
        factor = comparison.dispersion(plant["defects"], plant["output"], plant["shift"])
        naive += comparison.shift_difference(sums["defects"], sums["output"]).verdict == comparison.REAL
        careful += (
            comparison.shift_difference(sums["defects"], sums["output"], dispersion_factor=factor).verdict
            == comparison.REAL
        )
    assert naive > 100  # most plants get a "real" difference that is none: why dispersion is there
    assert careful <= 20  # 10 expected at 5 %
