"""A pause is a gap when it exceeds three usual steps."""

import pandas as pd

from producflow.domain.gaps import with_gaps


def series(*minutes: float) -> pd.DataFrame:
    start = pd.Timestamp("2026-03-10T06:00Z")
    times = [start + pd.Timedelta(minutes=each) for each in minutes]
    return pd.DataFrame({"timestamp": times, "value": [float(each) for each in minutes]})


def test_a_long_pause_gets_a_missing_row_in_its_middle() -> None:
    found = with_gaps(series(0, 1, 2, 10, 11))
    assert found["value"].isna().tolist() == [False, False, False, True, False, False]
    assert found["timestamp"][3] == pd.Timestamp("2026-03-10T06:06Z")


def test_a_pause_of_exactly_three_steps_is_none() -> None:
    assert len(with_gaps(series(0, 1, 2, 5, 6))) == 5
    assert len(with_gaps(series(0, 1, 2, 5.1, 6))) == 6


def test_too_few_to_know_what_is_usual() -> None:
    assert len(with_gaps(series(0, 100))) == 2
    assert with_gaps(series()).empty
