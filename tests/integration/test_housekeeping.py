"""What the server does by the clock: it looks at readings, goes on after what failed, and ends with the server."""

import threading
from collections.abc import Callable

import pytest

from producflow import housekeeping
from producflow.operations import predicting
from producflow.settings import Settings
from producflow.store.database import Store

PATIENCE = 30.0
OFTEN = 0.0001
"""[h]"""


def test_predictions_are_made_by_the_clock_and_a_run_that_failed_is_not_the_last(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    again = threading.Event()

    def predict(_: Store, share: float, rest: Callable[[float], bool]) -> predicting.Predicted:
        assert share < 0.5
        assert rest(0.0) is False, "nobody has ended the server"
        runs.append(threading.current_thread().name)
        if len(runs) == 1:
            raise RuntimeError("no disk")
        again.set()
        return predicting.Predicted(0, 0)

    monkeypatch.setattr(predicting, "predict", predict)
    monkeypatch.setattr(housekeeping, "FIRST", 0.0)
    with housekeeping.kept_up(store, Settings(database=store.path, predict_every=OFTEN)):
        assert again.wait(PATIENCE)
    assert set(runs) == {"predictions"}
    assert "predictions" not in {each.name for each in threading.enumerate()}, "it ends with the server"


def test_no_thread_is_started_where_nothing_is_to_be_done(store: Store) -> None:
    with housekeeping.kept_up(store, Settings(database=store.path, predict_every=0)):
        assert not {"predictions", "retention"} & {each.name for each in threading.enumerate()}
