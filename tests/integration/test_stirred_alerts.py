"""Readings that are added look at no alerts but those that they can have changed."""

from collections.abc import Sequence
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, readings
from producflow.store.database import Store, Transaction
from tests.integration.alerting import Reading, all_alerts, change, minute, plant, set_limits

pytestmark = pytest.mark.long

__all__ = ["plant"]

FACTS = ["type", "priority", "title", "description", "started_at", "ended_at", "peak_value", "status", "resolved_at"]
minutes_and_values = st.dictionaries(
    st.integers(0, 14).map(lambda n: n * 37), st.sampled_from([70.0, 79.0, 79.5, 81.0, 84.0, 90.0]), min_size=1
)


DELAYS = st.sampled_from([0.0, 2400.0, 9000.0])


def post(store: Store, rows: Sequence[Reading]) -> None:
    frame = pd.DataFrame(
        {
            "equipment_id": 1,
            "sensor_type": "temperature",
            "timestamp": [minute(n) for n, _ in rows],
            "value": [value for _, value in rows],
        }
    )
    readings.add(store, COMMAND_LINE, frame)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=minutes_and_values, order=st.randoms(use_true_random=False), delay=DELAYS, off_delay=DELAYS)
def test_readings_in_any_order_raise_the_alerts_of_all_at_once(
    plant: Store, said: dict[int, float], order: Random, delay: float, off_delay: float
) -> None:
    def from_scratch(transaction: Transaction) -> None:
        for table in ("sensor_readings", "sensor_hourly", "sensor_latest", "maintenance_alerts"):
            transaction._cursor.execute(f"DELETE FROM {table}")
        set_limits(transaction, deadband=1, delay=delay, off_delay=off_delay)

    plant.write(from_scratch)
    change(plant, said.items())  # looks at all of them
    at_once = all_alerts(plant)[FACTS]
    plant.write(from_scratch)
    steps = list(said.items())
    order.shuffle(steps)
    while steps:
        size = order.randint(1, len(steps))
        batch, steps = steps[:size], steps[size:]
        post(plant, batch)
    pd.testing.assert_frame_equal(all_alerts(plant)[FACTS], at_once)


def test_readings_inside_their_limits_look_at_no_alerts(plant: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thirds of what bringing sums and alerts up to date took, while the writer waits."""
    looked: list[int] = []
    reconcile = alerts.reconcile

    def noted(transaction: Transaction, spans: pd.DataFrame) -> None:
        looked.append(len(spans))
        reconcile(transaction, spans)

    monkeypatch.setattr(alerts, "reconcile", noted)
    post(plant, [(0, 70.0), (1, 71.0)])
    assert looked == []
    post(plant, [(90, 82.0)])
    assert looked == [1]
    post(plant, [(300, 70.0)])  # comes back inside, hours later
    assert looked == [1, 1]
    assert all_alerts(plant)["ended_at"].tolist() == [minute(300).replace(tzinfo=None)]
    post(plant, [(600, 70.0)])
    assert looked == [1, 1]
