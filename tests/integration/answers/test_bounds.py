"""What is kept of answers is bounded by the memory that it takes, not by what it is pickled to."""

import gc
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from producflow.store.database import Store

pytestmark = pytest.mark.long

ANSWERS = 20


def small_tables(_store: Store, number: int) -> list[pd.DataFrame]:
    """What pages show, mostly: small tables with words in them."""
    return [
        pd.DataFrame(
            {
                "name": [f"Machine {number} {each} {row}" for row in range(5)],
                "value": np.arange(5.0) + number,
                "since": pd.date_range("2026-01-01", periods=5, tz="UTC"),
            }
        )
        for each in range(20)
    ]


def long_series(_store: Store, number: int) -> pd.DataFrame:
    """What a chart shows."""
    return pd.DataFrame({"value": np.arange(20_000.0) + number})


def test_what_is_kept_is_weighed_as_what_it_takes(store: Store) -> None:
    for question in (small_tables, long_series):
        store.answers.ask(question, ANSWERS)  # what the first one brings into memory is not its own
        gc.collect()
        before = store.answers.size
        tracemalloc.start()
        for number in range(ANSWERS):
            store.answers.ask(question, number)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert 0.5 < (store.answers.size - before) / taken < 2
