"""Predictions of a plant: made forward in time, kept as they were made, judged once, and what people say of them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.demo.machines import MILLING, ROBOT
from producflow.domain.predictions.trend import TREND
from producflow.errors import InvalidInput, NotAllowed, NotFound
from producflow.operations import equipment, maintenance_jobs, marking, predicting
from producflow.reports import audit
from producflow.reports.plant import in_force
from producflow.store.database import Store
from producflow.store.queries import predictions as queries
from tests.foretold import kept

MARA = Actor(11, "mara@people.example", "Mara Lindt", Role.TECHNICIAN)
OLA = Actor(12, "ola@people.example", "Ola Berg", Role.OPERATOR)
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)
WELL, GROWS, LASTS = 30, 20, 60
"""Days until vibration grows, until it has come from 1 to 2, and that there are in all."""
HELD = ["sensor_type", "method", "made_at", "until_from", "until_to", "words", "inputs", "confidence", "outcomes"]


def machine(store: Store, name: str = "Mill", days: int = LASTS, first: datetime = BEGAN) -> int:
    """A machine whose vibration grows; hourly sums only, since nothing else is looked at."""
    made = int(equipment.create(store, COMMAND_LINE, name=name)["id"])
    day = np.arange(days * 24) / 24
    value = 1 + np.clip((day - WELL) / GROWS, 0, None) + 0.02 * np.random.default_rng(1).normal(size=len(day))
    store.write(lambda transaction: transaction.append("sensor_hourly", hours(made, value, first)))
    return made


def hours(equipment_id: int, value: np.ndarray, first: datetime) -> pd.DataFrame:
    at = pd.date_range(first.replace(tzinfo=None), periods=len(value), freq="h")
    sums = {"n": 1, "total": value, "minimum": value, "maximum": value}
    frame = pd.DataFrame({"equipment_id": equipment_id, "sensor_type": "vibration", "hour": at, **sums})
    return frame.assign(n_warning=0, n_critical=0, n_unknown=0)


def predictions(store: Store) -> pd.DataFrame:
    return store.read(queries.everything, None).sort_values("made_at", ignore_index=True)


@pytest.mark.long
def test_hindsight_says_what_would_have_been_said_day_by_day(store: Store) -> None:
    machine(store)
    over = BEGAN + timedelta(days=LASTS)
    for days in range(WELL, LASTS + 1):
        predicting.predict(store, BEGAN + timedelta(days=days))
    by_day = predictions(store)
    assert list(by_day["hindsight"]) == [False] * len(by_day)
    other = int(equipment.create(store, COMMAND_LINE, name="The same again")["id"])
    copied = store.read(lambda session: session.composed_frame("SELECT * FROM sensor_hourly"))
    store.write(lambda transaction: transaction.append("sensor_hourly", copied.assign(equipment_id=other)))
    predicting.predict(store, over)
    later = predictions(store)
    later = later[later["equipment_id"] == other].reset_index(drop=True)
    assert list(later["hindsight"]) == [True] * len(by_day)
    pd.testing.assert_frame_equal(later[HELD[:-2]], by_day[HELD[:-2]])


@pytest.mark.long
def test_a_crossing_is_foretold_kept_and_judged_once(store: Store) -> None:
    machine(store)
    crossed = BEGAN + timedelta(days=WELL + GROWS)
    for now in (crossed - timedelta(days=8), BEGAN + timedelta(days=LASTS), BEGAN + timedelta(days=LASTS + 40)):
        predicting.predict(store, now)
    told = predictions(store).set_index("limit_name")
    warning = told.loc["warn_high"]
    assert warning["made_at"] <= crossed - timedelta(days=8)
    assert warning["until_from"] <= crossed <= warning["until_to"]
    assert (warning["came_true"], warning["what"], warning["window_held"]) == (True, "excursion", True)
    assert abs(warning["happened_at"] - crossed) < timedelta(days=1)
    # Of the critical limit, behind it, nothing is told before; and of nothing twice.
    assert told.loc["crit_high"]["made_at"] >= crossed
    assert list(told.index) == ["warn_high", "crit_high"]
    before = predictions(store)
    assert predicting.predict(store, BEGAN + timedelta(days=LASTS + 41)) == predicting.Predicted(0, 0)
    pd.testing.assert_frame_equal(predictions(store), before)


@pytest.mark.long
def test_it_rests_for_those_who_post_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    clock = SimpleNamespace(perf_counter=iter(range(100)).__next__)

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        return len(rests) > 1

    monkeypatch.setattr(predicting, "time", clock)
    monkeypatch.setattr(predicting, "mark", lambda *_: None)  # which rests by itself
    machine(store)
    predicting.predict(store, BEGAN + timedelta(days=LASTS))
    assert rests == []
    machine(store, "Another")
    predicting.predict(store, BEGAN + timedelta(days=LASTS), share=0.2, rest=rest)
    assert rests == [4.0], "four times as long as it has worked on its one sensor"
    kept = len(predictions(store))
    machine(store, "A third")
    with pytest.raises(marking.StoppedError):  # a server that ends waits for no run
        predicting.predict(store, BEGAN + timedelta(days=LASTS), share=0.2, rest=rest)
    assert len(predictions(store)) == kept


def test_what_is_too_little_known_is_neither_true_nor_false(store: Store) -> None:
    mill = machine(store, days=42)  # nothing is read within the horizon
    predicting.predict(store, BEGAN + timedelta(days=42))
    predicting.predict(store, BEGAN + timedelta(days=90))
    [told] = predictions(store).to_dict("records")
    assert (told["came_true"], told["what"]) == (None, "not known")
    other = machine(store, "Mended", days=42)
    predicting.predict(store, BEGAN + timedelta(days=42))
    job: dict[str, Any] = {"equipment_id": other, "maintenance_type": "corrective", "description": "New bearing"}
    done = BEGAN + timedelta(days=43)
    maintenance_jobs.create(store, COMMAND_LINE, **job, status="completed", completed_date=done)
    predicting.predict(store, BEGAN + timedelta(days=90))
    mended = predictions(store).set_index("equipment_id").loc[other]
    assert (mended["came_true"], mended["what"], mended["window_held"]) == (True, "job", None)
    assert mill != other


@pytest.mark.long
def test_readings_of_before_that_come_later_are_looked_at(store: Store) -> None:
    mill = int(equipment.create(store, COMMAND_LINE, name="Mill")["id"])
    still = np.full(24 * 20, 1.0)
    late = BEGAN + timedelta(days=LASTS + 20)
    store.write(lambda transaction: transaction.append("sensor_hourly", hours(mill, still, late)))
    predicting.predict(store, late + timedelta(days=20))
    assert predictions(store).empty
    day = np.arange(LASTS * 24) / 24
    grown = 1 + np.clip((day - WELL) / GROWS, 0, None)
    store.write(lambda transaction: transaction.append("sensor_hourly", hours(mill, grown, BEGAN)))
    predicting.predict(store, late + timedelta(days=20))
    told = predictions(store)
    assert list(told["limit_name"]) == ["warn_high", "crit_high"]
    assert told["hindsight"].all()
    assert told["came_true"].iloc[0]


def test_hours_in_which_a_machine_stood_still_say_nothing(store: Store) -> None:
    mill = machine(store, days=2)
    first = pd.Timestamp(BEGAN).tz_localize(None)
    stop = {"started_at": first + pd.Timedelta("2h10min"), "ended_at": first + pd.Timedelta("11h59min")}
    row = pd.DataFrame([{"equipment_id": mill, **stop}])
    end = BEGAN + timedelta(days=2)
    means = store.read(queries.means, [mill], 6, BEGAN, end, row).set_index("timestamp")["value"]
    readings = store.read(lambda session: session.composed_frame("SELECT total FROM sensor_hourly ORDER BY hour"))
    assert means.iloc[0] == pytest.approx(readings["total"].iloc[:3].mean())  # 0, 1 and 2 o'clock
    assert means.iloc[1] == pytest.approx(readings["total"].iloc[11])


def test_a_stop_without_an_end_counts_until_the_next_sign_of_life_and_no_longer_than_any(store: Store) -> None:
    mill, last = machine(store), pd.Timestamp(BEGAN + timedelta(days=LASTS)).tz_localize(None)
    stops = pd.DataFrame({"started_at": [last - pd.Timedelta(days=each) for each in (40, 30, 20)]})
    stops = stops.assign(equipment_id=mill, reason="", planned=False)
    store.write(lambda transaction: transaction.append("downtime_events", stops))

    def stood(days: float) -> set[float]:
        until = last - pd.Timedelta(days=days)
        plant = store.read(in_force)
        found = store.read(predicting._stops, plant, [mill], until)
        return {(each - last) / pd.Timedelta(days=1) for each in found["ended_at"].dt.tz_localize(None)}

    assert stood(10) == {-30, -20, -10}, "the last one lasts"
    assert stood(0) == {-30, -20}, "for so long nobody has ended it"


def test_what_a_technician_says_counts_before_what_was_found_and_the_last_word_counts(store: Store) -> None:
    mill = machine(store)
    predicting.predict(store, BEGAN + timedelta(days=LASTS + 40))
    told = int(predictions(store)["id"].iloc[0])
    assert predicting.judge(store, MARA, told, "false")["came_true"] is False
    assert predicting.judge(store, MARA, told, "useful")["came_true"] is True
    found = predicting.judge(store, MARA, told, "too late")
    assert (found["came_true"], found["what"], found["verdict_by"]) == (False, "excursion", "Mara Lindt")
    assert store.read(lambda session: session.composed_frame("SELECT * FROM prediction_verdicts"))[
        "verdict"
    ].tolist() == [
        "false",
        "useful",
        "too late",
    ]
    log = audit.entries(store, audit.Search(entity="predictions"))
    assert "verdict: useful → too late" in log["changes"].iloc[0]
    with pytest.raises(NotAllowed):
        predicting.judge(store, OLA, told, "useful")
    with pytest.raises(InvalidInput):
        predicting.judge(store, MARA, told, "perhaps")
    with pytest.raises(NotFound):
        predicting.judge(store, MARA, 999, "useful")
    standing = kept(store, mill, BEGAN)
    assert predicting.judge(store, MARA, standing, "useful")["came_true"] is None, "its horizon is not over"


def test_the_demo_plant_foretells_its_bearing_and_nothing_of_healthy_machines(seen_plant: Store) -> None:
    told = predictions(seen_plant)
    assert set(told["machine"]) == {MILLING, ROBOT}
    bearing = told[told["machine"] == MILLING].iloc[0]
    assert (bearing["sensor_type"], bearing["method"], bearing["window_held"]) == ("vibration", TREND, True)
    repaired = seen_plant.read(
        lambda session: session.composed_frame(
            "SELECT max(completed_date) AS at FROM maintenance_logs l JOIN equipment e ON e.id = l.equipment_id "
            "WHERE e.name = $machine AND l.description ILIKE '%bearing%' AND l.status = 'completed'",
            machine=MILLING,
        )
    )["at"].iloc[0]
    assert bearing["made_at"] <= repaired - timedelta(days=7)
