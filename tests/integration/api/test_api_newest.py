"""The newest readings are kept between calls; what is put on top of them must be what the store would say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE
from producflow.api.newest import Asked, Newest
from producflow.operations import equipment, readings
from producflow.operations.posted_readings import sound
from producflow.operations.single_readings import SingleReadings
from producflow.store.database import Store
from producflow.store.queries import equipment as queries

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
NOW = START + timedelta(days=30)
ASKED = [
    Asked(1, None, None, None, 3),
    Asked(1, "vibration", None, None, 2),
    Asked(2, None, START + timedelta(minutes=5), START + timedelta(minutes=30), 50),
]

moments = st.integers(0, 40)
posts = st.tuples(st.sampled_from([1, 2]), st.sampled_from(["temperature", "vibration"]), moments)
steps = st.lists(
    st.one_of(st.lists(posts, min_size=1, max_size=4), st.sampled_from(["ask", "settle", "bulk"])), max_size=8
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "plant.duckdb")
    for name in ("Press", "Saw"):
        equipment.create(store, COMMAND_LINE, name=name)
    yield store
    store.close()


@pytest.mark.long
@given(steps=steps)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_kept_answers_are_what_the_store_says(store: Store, steps: list[object]) -> None:
    store.write(lambda transaction: transaction.compose("DELETE FROM sensor_readings"))
    newest = Newest()
    queue = SingleReadings(store, newest.stored)
    for step in [*steps, "ask"]:
        if step == "settle":
            queue.settle()
        elif step == "bulk":
            _post_in_bulk(store)
        elif isinstance(step, list):
            for machine, sensor, minute in step:
                posted = sound(
                    equipment_id=machine,
                    sensor_type=sensor,
                    value=1.5,
                    unit=None,
                    timestamp=START + timedelta(minutes=minute),
                    now=NOW,
                )
                queue.add(COMMAND_LINE, posted)[0].result()
        for asked in ASKED:
            kept = newest.known(store, asked)
            told = newest.ask(store, asked) if kept is None else kept
            assert [row["id"] for row in told] == [row["id"] for row in _from_store(store, asked)]


def test_an_answer_follows_from_readings_stored_since_without_asking(store: Store) -> None:
    newest = Newest()
    queue = SingleReadings(store, newest.stored)
    asked = ASKED[0]
    newest.ask(store, asked)
    posted = sound(equipment_id=1, sensor_type="temperature", value=70.0, unit=None, timestamp=START, now=NOW)
    [row] = queue.add(COMMAND_LINE, posted)[0].result()
    assert newest.known(store, asked) == [row]
    _post_in_bulk(store)  # somebody else wrote
    assert newest.known(store, asked) is None


def _post_in_bulk(store: Store) -> None:
    stamps = pd.to_datetime([START + timedelta(minutes=20, seconds=30)], utc=True)
    unit = pd.Series([None], dtype="object")
    frame = pd.DataFrame({"equipment_id": [1], "sensor_type": ["vibration"], "timestamp": stamps, "value": [1.5]})
    readings.add(store, COMMAND_LINE, frame.assign(unit=unit))


def _from_store(store: Store, asked: Asked) -> list[dict[str, object]]:
    return store.read(
        lambda session: queries.newest_readings(
            session, asked.equipment_id, asked.sensor_type, asked.first, asked.last, asked.limit
        )
    )
