"""What became of predictions, what may be stated because of that, and how good it was: by hand, and over a year."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.alerts import years
from producflow.domain.predictions.foretelling import STEP
from producflow.domain.predictions.judging import EXCURSION, JOB, NOT_KNOWN, NOTHING, STOP, judged, stated
from producflow.domain.predictions.record import brier, reliability
from producflow.domain.predictions.trend import SHIFT, TREND

BEGAN = pd.Timestamp("2026-03-02")
DAY = pd.Timedelta(days=1)


def levels(*days: float) -> pd.Series:
    """A level a day, told four times."""
    values = np.repeat(np.array(days), 4)
    return pd.Series(values, index=pd.date_range(BEGAN, periods=len(values), freq=STEP))


def failures(*at: tuple[float, str]) -> pd.DataFrame:
    rows = [(BEGAN + day * DAY, what) for day, what in at]
    return pd.DataFrame(rows, columns=["failed_at", "what"]).astype({"failed_at": "datetime64[ns]"})


def told(made: float = 2, first: float = 3, ends: float = 5, **other: Any) -> dict[str, Any]:
    """A prediction that 10 is crossed between the third and the fifth day."""
    at = {"made_at": made, "until_from": first, "until_to": ends, "horizon_ends_at": ends}
    row = {name: BEGAN + day * DAY for name, day in at.items()}
    return row | {"method": TREND, "limit_name": "warn_high", "limit_value": 10.0} | other


def test_the_first_that_happens_within_the_horizon_counts() -> None:
    crossed = judged(told(), levels(1, 1, 1, 1, 11, 11, 11), failures((4.1, STOP)))
    # The fifth day's first level is told when its six hours are over.
    assert (crossed["came_true"], crossed["what"]) == (True, STOP)
    assert crossed["window_held"]
    alone = judged(told(), levels(1, 1, 1, 1, 11, 11, 11), failures((1.5, STOP), (6, JOB)))
    assert (alone["what"], alone["happened_at"]) == (EXCURSION, BEGAN + 4.25 * DAY)
    low = told(limit_name="warn_low", limit_value=0.5)
    assert judged(low, levels(1, 1, 1, 0, 0, 0, 0), failures())["happened_at"] == BEGAN + 3.25 * DAY


def test_a_window_holds_where_the_limit_is_crossed_within_it_and_a_repair_leaves_it_open() -> None:
    early = judged(told(first=4), levels(1, 1, 1, 11, 11, 11), failures())
    assert (early["came_true"], early["window_held"]) == (True, False)
    never = judged(told(), levels(1, 1, 1, 1, 1, 1), failures())
    assert (never["came_true"], never["what"], never["window_held"]) == (False, NOTHING, False)
    repaired = judged(told(), levels(1, 1, 1, 1, 1, 1), failures((4, JOB)))
    assert (repaired["came_true"], repaired["what"], repaired["window_held"]) == (True, JOB, None)
    silent = judged(told(), levels(1, 1, np.nan, np.nan, np.nan, 1), failures())
    assert (silent["came_true"], silent["what"], silent["window_held"]) == (None, NOT_KNOWN, None)
    assert judged(told(method=SHIFT), levels(1, 1, 1, 11, 1, 1), failures())["window_held"] is None


def test_the_chance_is_of_horizons_as_long_that_were_over_by_then() -> None:
    # Of three days each; their ends are from 3.25 to 10.25 of the days that end with the horizon, at 11.
    found = judged(told(8, 9, 11), levels(*[1] * 20), failures((5, STOP), (15, STOP)))
    # Begun at 0.25, 1.25, … 7.25: the stop on day 5 lies within those begun at 2.25, 3.25 and 4.25.
    assert found["chance"] == pytest.approx(3 / 8)


def outcomes(true: int, false: int, **other: Any) -> pd.DataFrame:
    row = {"method": TREND, "version": 1, "made_at": BEGAN - 31 * DAY, "score": 0.6} | other
    return pd.DataFrame([row | {"came_true": place < true} for place in range(true + false)])


def test_what_is_stated_rests_on_like_outcomes_known_when_it_was_made() -> None:
    made = pd.DataFrame({"method": TREND, "version": 1, "made_at": [BEGAN], "score": 0.6})
    few = stated(made, outcomes(6, 3))
    assert few["outcomes"].iloc[0] == 9
    assert few["confidence"].isna().all()
    known = stated(made, outcomes(8, 4)).iloc[0]
    assert known.to_dict() == {"confidence": pytest.approx(9 / 14), "outcomes": 12, "outcomes_true": 8}
    others = [
        outcomes(20, 0, method=SHIFT),
        outcomes(20, 0, version=2),
        outcomes(20, 0, made_at=BEGAN - 30 * DAY),
    ]
    assert stated(made, pd.concat([outcomes(8, 4), *others])).iloc[0].to_dict() == known.to_dict()


def test_brier_and_reliability_by_hand() -> None:
    said, true = np.array([0.9, 0.1, 0.5]), np.array([True, False, False])
    assert brier(said, true) == pytest.approx((0.01 + 0.01 + 0.25) / 3)
    found = reliability(pd.Series([0.2] * 10 + [0.8] * 10), pd.Series([True] * 2 + [False] * 8 + [True] * 10))
    assert found["predictions"].tolist() == [10, 10]
    assert found["came_true"].tolist() == [0.2, 1.0]
    # Jeffreys' bounds of 2 of 10: a twentieth of x^1.5 (1 − x)^7.5 lies below the one and above the other.
    x = np.linspace(0, 1, 100_001)
    below = np.cumsum(x**1.5 * (1 - x) ** 7.5)
    assert np.interp(found[["lower", "upper"]].iloc[0], x, below / below[-1]) == pytest.approx([0.05, 0.95], abs=1e-3)
    assert found["upper"].iloc[1] == 1
    assert reliability(pd.Series(dtype=float), pd.Series(dtype=bool)).empty


@pytest.mark.long
def test_in_a_year_what_was_stated_comes_true_as_often() -> None:
    made = years.said(range(400, 440))
    known = made.dropna(subset=["confidence", "chance"])
    true = known["came_true"].to_numpy(dtype=bool)
    found = reliability(known["confidence"], known["came_true"].astype(bool))
    assert len(found) == 5
    # Bounds of nine in ten: of a few bins one may well lie outside.
    assert ((found["lower"] > found["stated"]) | (found["stated"] > found["upper"])).sum() <= 1
    assert brier(known["confidence"].to_numpy(), true) <= 0.5 * brier(known["chance"].to_numpy(), true)
