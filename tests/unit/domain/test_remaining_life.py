"""How much longer a machine lasts, told by like machines that failed."""

import numpy as np
import pandas as pd
import pytest

from producflow.domain.predictions.fleets import fleet, lasting
from producflow.domain.predictions.remaining_life import features, learned

pytestmark = pytest.mark.long


def run(seed: int) -> np.ndarray:
    """A machine whose first sensor wears ever faster, whose second only rattles, and whose third never moves."""
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(80, 140))
    left = np.arange(rows)[::-1]
    return np.column_stack(
        [20 + 30 * np.exp(-left / 20) + rng.normal(size=rows), rng.normal(size=rows), np.full(rows, 21.61)]
    )


def test_a_life_is_told_within_its_bounds() -> None:
    model = learned([run(seed) for seed in range(16)], cap=60)
    new = [run(seed) for seed in range(100, 112)]
    told = np.concatenate([model.of(each) for each in new])
    true = np.concatenate([np.minimum(60, np.arange(len(each))[::-1]) for each in new])
    assert np.sqrt(np.mean((told - true) ** 2)) < 0.5 * true.std()
    low, high = model.bounds(told)
    assert 0.7 < np.mean((true >= low) & (true <= high)) < 0.95
    chance = model.within(10)
    assert chance.outcomes == 16, "runs, not rows"


def test_what_is_told_of_a_row_rests_on_rows_up_to_it_and_a_still_sensor_tells_no_age() -> None:
    one = run(1)
    np.testing.assert_array_equal(features(one, with_age=True)[:50], features(one[:50], with_age=True))
    still = features(one[:, [2]], with_age=False)
    assert (still == still[0]).all(), "rounding of running sums would tell how long they are"


def test_few_runs_teach_nothing() -> None:
    with pytest.raises(ValueError, match="9 runs to failure are too few"):
        learned([run(seed) for seed in range(9)])


def test_a_window_is_told_once_the_end_is_near() -> None:
    def table(values: np.ndarray) -> pd.DataFrame:
        at = pd.date_range("2026-01-05", periods=len(values), freq="h")
        return pd.DataFrame(values, index=at, columns=["wear", "rattle", "still"])

    known = fleet([table(run(seed)) for seed in range(16)])
    whole = table(run(200))
    assert lasting(whole.iloc[:3], known).empty
    (found,) = lasting(whole.iloc[:-8], known).to_dict("records")
    end = whole.index[-1]
    assert found["until_from"] <= end <= found["until_to"]
    assert found["until_to"] - found["until_from"] < pd.Timedelta("40h")
    assert lasting(whole.drop(columns="wear"), known).empty
