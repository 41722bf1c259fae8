"""A stated confidence is one that has been checked."""

import numpy as np
import pytest
from scipy import special

from benchmarks.alerts.scores import brier, calibration_error
from producflow.domain.predictions.confidence import learned


def test_too_few_outcomes_are_no_figure() -> None:
    found = learned(np.arange(7.0), np.ones(7, dtype=bool))
    assert np.isnan(found.of(np.array([1.0]))).all()
    assert found.words == "not enough outcomes: n = 7"


def test_some_outcomes_share_theirs_whatever_the_score() -> None:
    found = learned(np.arange(41.0), np.arange(41) < 29)
    assert found.of(np.array([0.0, 40.0])) == pytest.approx([30 / 43, 30 / 43])
    assert found.words == "of 41 predictions like this one here, 29 came true"


def test_many_outcomes_follow_the_score() -> None:
    rng = np.random.default_rng(5)
    scores = rng.normal(size=4000)
    came = rng.random(4000) < special.expit(2 * scores - 1)
    found = learned(scores, came)
    assert found.slope == pytest.approx(2, abs=0.2)
    assert found.offset == pytest.approx(-1, abs=0.15)
    assert calibration_error(found.of(scores), came) < 0.03


def test_rows_of_few_runs_count_as_runs() -> None:
    assert np.isnan(learned(np.arange(500.0), np.arange(500) > 250, 5).of(np.array([1.0]))).all()


def test_scores_of_forecasts_by_hand() -> None:
    stated, came = np.array([0.9, 0.9, 0.2, 0.2]), np.array([True, False, False, False])
    assert brier(stated, came) == pytest.approx((0.01 + 0.81 + 0.04 + 0.04) / 4)
    assert calibration_error(stated, came) == pytest.approx((2 * 0.4 + 2 * 0.2) / 4)
    assert calibration_error(np.array([1.0]), np.array([True])) == 0
