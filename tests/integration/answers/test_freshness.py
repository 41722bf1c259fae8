"""Every answer that is kept says what working it out anew would say, whatever was written in between."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from producflow.access.api_keys import create as create_key
from producflow.access.roles import COMMAND_LINE
from producflow.api import dependencies
from producflow.api.application import create_api
from producflow.reports import alarm_load, maintenance, predictions, sensor_health
from producflow.settings import Settings
from producflow.store.answers import Answers, Question
from producflow.store.database import close_store, open_store
from tests.integration.answers.asked import questions
from tests.integration.answers.plant import CRITICAL, ORDINARY, Plant
from tests.integration.answers.same import same
from tests.integration.answers.walking import look, walk
from tests.integration.answers.writes import WRITES, write

pytestmark = pytest.mark.long

EXAMPLES = int(os.environ.get("PRODUCFLOW_TEST_EXAMPLES", "0"))
STEPS = max(len(WRITES), EXAMPLES)
"""Every kind of write at least once."""
SEEDS = range(1, 5) if EXAMPLES else [1]
"""A walk takes half a minute of one core; ``make fuzz`` goes more of them."""


@pytest.mark.parametrize("seed", SEEDS)
def test_what_pages_ask_is_what_working_it_out_anew_says(plant_of: Callable[[int], Plant], seed: int) -> None:
    plant = plant_of(seed)
    walk(plant, STEPS, some=4)
    for name in questions(plant):
        look(plant, name)


def test_ordinary_readings_of_another_machine_leave_all_but_a_few_answers_standing(
    plant_of: Callable[[int], Plant], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, works_out, anew = plant_of(3), Answers._worked_out, set()

    def noted(self: Answers, question: Question, kept: Any) -> Any:
        anew.add(question.function)
        return works_out(self, question, kept)

    # All within one minute of the clock, which the wall tells, and newer than what was there before.
    *before, last = (plant.now + timedelta(milliseconds=each) for each in range(10))
    for moment in before:  # of every sensor, one is there
        plant.post(ORDINARY, at=moment, machine=plant.ids[1])
    asked = questions(plant)
    said = {name: plant.store.answers.mark(question) for name, question in asked.items()}
    plant.post(ORDINARY, at=last, machine=plant.ids[1])
    monkeypatch.setattr(Answers, "_worked_out", noted)
    moved = {name for name, question in asked.items() if plant.store.answers.mark(question) != said[name]}
    assert moved == {"machines", "some machines", "another machine", "another's sensors"}
    # What says the same was not even worked out where its hours had ended before the reading.
    assert not anew & {alarm_load.alarm_load, maintenance.maintenance, sensor_health.sensor_notes, predictions.standing}


@pytest.mark.filterwarnings("error")
def test_answers_hold_while_many_write_and_many_ask(plant_of: Callable[[int], Plant]) -> None:
    plant = plant_of(4)
    names = ["overview", "maintenance", "one machine", "its sensors", "chart of its sensors", "effects", "summary"]
    over, failures = threading.Event(), []

    def until_over(work: Callable[[], object]) -> None:
        while not over.is_set():
            try:
                work()
            except BaseException as error:
                failures.append(error)
                raise

    def post() -> None:
        plant.post(plant.random.choice([ORDINARY, CRITICAL]), ago=timedelta(seconds=plant.random.random()))

    def ask() -> None:
        question = plant.random.choice(list(questions(plant).values()))
        plant.store.answers.ask(question.function, *question.arguments)

    works = [post, lambda: write(plant, "alert"), lambda: write(plant, "record"), ask, ask]
    threads = [threading.Thread(target=until_over, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            for name in names:
                look(plant, name)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failures
    for name in questions(plant):
        look(plant, name)


CALLS = (
    "/production/metrics",
    "/production/metrics?explain=true",
    "/production/changes?measure=oee",
    "/production/coverage",
    "/production/shifts/comparison",
    "/production/shifts/summary",
    "/production/control-chart",
    "/production/losses",
    "/dashboard/summary",
    "/maintenance/metrics",
    "/maintenance/effects",
    "/maintenance/due",
    "/maintenance/alarm-load",
    "/maintenance",
    "/receipts/open_alerts",
    "/equipment",
)


def test_calls_answer_what_working_them_out_anew_says(plant_of: Callable[[int], Plant]) -> None:
    plant = plant_of(5)
    plant.store.close()
    settings = Settings(database=plant.store.path, rate_reads=0, rate_writes=0, rate_bulk=0)
    api = create_api(settings)
    with TestClient(api) as client:
        plant.store = open_store(settings.database)
        plant.single = type(plant.single)(plant.store)
        key, _ = create_key(plant.store, COMMAND_LINE, "test", "analyst")
        client.headers["Authorization"] = f"Bearer {key}"
        api.dependency_overrides[dependencies.get_minute] = lambda: plant.now
        paths = [*CALLS, f"/production/metrics?frozen={plant.link.token}", f"/equipment/{plant.ids[0]}/sensors"]
        for turn in range(len(WRITES)):
            write(plant, list(WRITES)[turn % len(WRITES)])
            known, none_yet = plant.store.answers, Answers(plant.store)
            for path in plant.random.sample(paths, 5):
                kept = client.get(path)
                plant.store.answers = none_yet
                anew = client.get(path)
                plant.store.answers = known
                assert kept.status_code == anew.status_code == 200, (path, kept.text, anew.text)
                same(kept.json(), anew.json(), path)
    close_store(settings.database)
