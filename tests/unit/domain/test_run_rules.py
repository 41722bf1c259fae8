"""The rules of control charts: each finds its own pattern, at the point that completes it, and no other."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from producflow.domain import run_rules, spc

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/spc_reference_share.json").read_text())


def found(z: Sequence[float | None], name: str) -> list[tuple[int, int]]:
    signals = run_rules.signals(pd.Series(z, dtype="float64"), name)
    return list(zip(signals["point"], signals["rule"], strict=True))


ZIGZAG = [0.5, -0.5]


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ([0.0, 3.1, 0.0, -3.1], [(1, 1), (3, 1)]),
        ([0.0, 3.0, 0.0], []),  # on the limit is not beyond it
        ([2.1, 0.0, 2.1], [(2, 2)]),
        ([2.1, 0.0, -2.1], []),  # not on one side
        ([2.1, 2.2], []),  # three points are needed
        ([0.0, 2.1, 2.2, 0.0], [(2, 2)]),
        ([1.1, 1.1, 0.0, 1.1, 1.1], [(4, 3)]),
        ([1.1, 1.1, 0.0, -1.1, 1.1], []),
        ([0.1] * 8, [(7, 4)]),
        ([0.1] * 7, []),
        ([0.1] * 4 + [-0.1] + [0.1] * 4, []),
        ([0.1] * 4 + [None] + [0.1] * 4, []),  # a missing point ends the run
    ],
)
def test_western_electric(z: list[float | None], expected: list[tuple[int, int]]) -> None:
    assert found(z, run_rules.WESTERN_ELECTRIC) == expected


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ([-3.1, 0.1], [(0, 1)]),
        ([0.1] * 9, [(8, 2)]),
        ([0.1] * 8, []),
        ([-0.5, -0.3, -0.1, 0.1, 0.3, 0.5], [(5, 3)]),
        ([-0.3, -0.1, 0.1, 0.3, 0.5], []),
        ([0.5, 0.3, 0.1, -0.1, -0.3, -0.5], [(5, 3)]),
        (ZIGZAG * 7, [(13, 4)]),
        (ZIGZAG * 6 + [0.5], []),
        ([0.0, -2.1, -2.1], [(2, 5)]),
        ([-1.1, 0.5, -1.2, -1.1, -1.3], [(4, 6)]),
        ([0.3, 0.3, -0.3] * 5, [(14, 7)]),
        ([0.3, 0.3, -0.3] * 4 + [0.3, 0.3], []),
        ([1.2, 1.2, -1.2, -1.2] * 2, [(7, 8)]),
        ([1.2, 1.2, -1.2, -1.2, 1.2, 1.2, -1.2], []),
    ],
)
def test_nelson(z: list[float | None], expected: list[tuple[int, int]]) -> None:
    assert found(z, run_rules.NELSON) == expected


def test_rules_are_named_and_limits_alone_know_only_one() -> None:
    assert [rule.number for rule in run_rules.RULES[run_rules.NELSON]] == list(range(1, 9))
    assert found([0.1] * 20 + [4.0], run_rules.LIMITS) == [(20, 1)]
    with pytest.raises(KeyError):
        run_rules.signals(pd.Series([1.0]), "luck")


@pytest.mark.parametrize("name", run_rules.RULES)
def test_nothing_gives_no_signal(name: str) -> None:
    assert run_rules.signals(pd.Series(dtype="float64"), name).empty
    assert run_rules.signals(pd.Series([np.nan] * 30), name).empty


@pytest.mark.parametrize("case", REFERENCE["individuals"], ids=lambda case: str(case["id"]))
def test_published_individuals_have_no_point_beyond_the_limits(case: dict[str, list[float]]) -> None:
    x = pd.Series(case["x"])
    limits = spc.individuals_limits(x)
    assert run_rules.signals(limits.scores(x), run_rules.LIMITS).empty
    # By hand: (52.6 - 50.81) ÷ (1.8778 ÷ 1.128) = 1.075; the last five are 1.075, 0.955, 1.676 and 0.775 away ...
    assert limits.scores(x)[6] == pytest.approx(1.0753, abs=1e-3)
    # ... so no four of five lie beyond one standard deviation on one side.
    assert run_rules.signals(limits.scores(x), run_rules.WESTERN_ELECTRIC).empty


def test_false_alarms_of_western_electric_are_as_published() -> None:
    # With its four rules a stable process gives a signal every 91.75 points on average (Champ and Woodall, 1987).
    rng = np.random.default_rng(3)
    lengths = []
    for _ in range(150):
        signals = run_rules.signals(pd.Series(rng.normal(size=1200)), run_rules.WESTERN_ELECTRIC)
        lengths.append(1200 if signals.empty else int(signals["point"].iloc[0]) + 1)
    assert np.mean(lengths) == pytest.approx(91.75, rel=0.2)
