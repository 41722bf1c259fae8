"""Fair comparisons against published examples, and by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from producflow.domain import comparison, fairness
from producflow.domain.comparison import NOT_SHOWN, REAL, TOO_LITTLE


def table(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    """Group, stratum, defects, output."""
    return pd.DataFrame(list(rows), columns=["group", "stratum", "defects", "output"])


# Agresti, Categorical Data Analysis, table 6.9: a cream and a control in eight centres, successes and failures.
CREAM = [
    *[(11, 25, 10, 27), (16, 4, 22, 10), (14, 5, 7, 12), (2, 14, 1, 16)],
    *[(6, 11, 0, 12), (1, 10, 0, 10), (1, 4, 1, 8), (4, 2, 6, 1)],
]
# Admissions at Berkeley in 1973, by department: men admitted and rejected, women admitted and rejected (Bickel, 1975).
BERKELEY = [
    *[(512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391)],
    *[(138, 279, 131, 244), (53, 138, 94, 299), (22, 351, 24, 317)],
]


def two_by_two(tables: list[tuple[int, int, int, int]]) -> pd.DataFrame:
    rows = []
    for number, (a, b, c, d) in enumerate(tables):
        rows += [("first", f"m{number}", a, a + b), ("second", f"m{number}", c, c + d)]
    return table(*rows)


def test_cochran_mantel_haenszel_of_agresti() -> None:
    # CMH = 6.38 with one degree of freedom, P = 0.012
    found = fairness.stratified_difference(two_by_two(CREAM))
    assert found.p_value == pytest.approx(0.0115, abs=5e-4)
    assert found.verdict == REAL


def test_what_looks_like_a_difference_can_be_the_mix() -> None:
    berkeley = two_by_two(BERKELEY)
    naive = berkeley.groupby("group")[["defects", "output"]].sum()
    assert comparison.shift_difference(naive["defects"], naive["output"]).verdict == REAL  # 44 % against 30 %
    fair = fairness.stratified_difference(berkeley)
    assert fair.verdict == NOT_SHOWN
    # R, mantelhaen.test(UCBAdmissions, correct = FALSE): X² = 1.5246, p = 0.2169
    assert fair.p_value == pytest.approx(0.2169, abs=1e-3)
    adjusted = fairness.standardised(berkeley)
    assert abs(adjusted["indirect"]["first"] - adjusted["indirect"]["second"]) < 5


def test_three_groups_of_one_machine_are_the_plain_test() -> None:
    # With one stratum the statistic is Pearson's times (n - 1) ÷ n.
    sums = pd.DataFrame(
        {"defects": [50.0, 52.0, 90.0], "output": [2000.0] * 3}, index=["morning", "afternoon", "night"]
    )
    rows = [(group, "m", row["defects"], row["output"]) for group, row in sums.iterrows()]
    found = fairness.stratified_difference(table(*rows))  # type: ignore[arg-type]
    pooled = 192 / 6000
    pearson = float(((sums["defects"] - 2000 * pooled) ** 2 / (2000 * pooled * (1 - pooled))).sum())
    assert found.p_value == pytest.approx(comparison.chi_square_tail(pearson * 5999 / 6000, 2))
    assert found.pairs["difference"].tolist() == pytest.approx([-0.001, -0.02, -0.019])
    assert found.pairs["real"].tolist() == [False, True, True]


def test_standardisation_by_hand() -> None:
    # Night runs the bad machine most: 1 % on the good and 5 % on the bad one, whoever runs them.
    samples = table(
        ("day", "good", 9, 900), ("day", "bad", 5, 100), ("night", "good", 1, 100), ("night", "bad", 45, 900)
    )
    found = fairness.standardised(samples)
    assert found["rate"].tolist() == pytest.approx([1.4, 4.6])
    assert found["expected"].tolist() == pytest.approx([14.0, 46.0])
    assert found["indirect"].tolist() == pytest.approx([3.0, 3.0])
    assert found["direct"].tolist() == pytest.approx([3.0, 3.0])  # half of the output each: 0.5 * 1 % + 0.5 * 5 %


def test_a_group_that_did_not_run_every_machine_has_no_direct_rate() -> None:
    found = fairness.standardised(table(("day", "a", 5, 100), ("day", "b", 5, 100), ("night", "a", 9, 100)))
    assert found["direct"].isna().tolist() == [False, True]
    assert found["indirect"].notna().all()


@pytest.mark.parametrize(
    ("samples", "factor"),
    [
        (table(), 1.0),
        (table(("day", "a", 9, 900)), 1.0),
        (table(("day", "a", 1, 90), ("night", "a", 2, 90)), 1.0),  # too few rejects
        (table(("day", "a", 90, 900), ("night", "b", 20, 900)), 1.0),  # no machine in common
        (table(("day", "a", 90, 900), ("night", "a", 20, 900)), math.nan),
        (table(("day", "a", 0, 0), ("night", "a", 20, 900)), 1.0),
    ],
)
def test_too_little_data_is_said(samples: pd.DataFrame, factor: float) -> None:
    found = fairness.stratified_difference(samples, dispersion_factor=factor)
    assert found.verdict == TOO_LITTLE
    assert not found.pairs["real"].any()


def test_batches_make_the_test_more_careful() -> None:
    samples = table(("day", "a", 60, 1000), ("night", "a", 90, 1000))
    assert fairness.stratified_difference(samples).verdict == REAL
    assert fairness.stratified_difference(samples, dispersion_factor=4.0).verdict == NOT_SHOWN


def test_a_funnel_by_hand() -> None:
    # Machine a rejects 200 of 20,000: 1 %. Its night, with 2,000 of them, 40 where 20 are expected.
    samples = table(("day", "a", 160, 18_000), ("night", "a", 40, 2_000), ("few", "b", 1, 100), ("more", "b", 1, 100))
    found = fairness.funnel(samples)
    assert found["expected"].tolist() == pytest.approx([180.0, 20.0, 1.0, 1.0])
    assert found["ratio"].tolist() == pytest.approx([160 / 180, 2.0, 1.0, 1.0])
    sigma = math.sqrt((1 - 202 / 20_200) / 20)
    assert found["high"][1] == pytest.approx(1 + 3.090232 * sigma)
    assert found["low_95"][1] == pytest.approx(1 - 1.959964 * sigma)
    assert found["verdict"].tolist() == [NOT_SHOWN, REAL, TOO_LITTLE, TOO_LITTLE]
    # two points are judged, so the smaller p-value counts twice
    assert found["p_adjusted"][1] == pytest.approx(2 * math.erfc(1 / sigma / math.sqrt(2)))
    assert fairness.funnel(samples, dispersion_factor=9.0)["verdict"][1] == NOT_SHOWN


# Hollander and Wolfe, Nonparametric Statistical Methods, table 7.1: 22 players round first base in three ways. [s]
ROUNDING = [
    *[5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60],
    *[5.40, 5.40, 5.35, 5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45],
    *[5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35, 5.45, 5.50, 5.55],
    *[5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25],
]


def blocks(values: list[float]) -> tuple[pd.Series, pd.Series, pd.Series]:
    count = len(values) // 3
    return (
        pd.Series(values),
        pd.Series(np.repeat(np.arange(count), 3)),
        pd.Series(["round out", "narrow", "wide"] * count),
    )


def test_friedman_of_hollander_and_wolfe() -> None:
    found = fairness.blocked_difference(*blocks(ROUNDING))
    # S' = 11.14 with two degrees of freedom, p = 0.003805
    assert found.p_value == pytest.approx(0.003805, abs=1e-5)
    assert found.verdict == REAL
    wide = found.pairs.set_index(["first", "second"])["real"]
    assert wide["narrow", "wide"]


def test_blocks_that_are_alike_or_few_tell_nothing() -> None:
    assert fairness.blocked_difference(*blocks([5.0] * 60)).verdict == NOT_SHOWN
    assert fairness.blocked_difference(*blocks(ROUNDING[:27])).verdict == TOO_LITTLE
    nothing = pd.Series(dtype="float64")
    assert fairness.blocked_difference(nothing, nothing, nothing).verdict == TOO_LITTLE
