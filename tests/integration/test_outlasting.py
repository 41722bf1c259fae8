"""What is said of machines stands for as long as a reading says nothing else about them."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import readings
from producflow.reports import equipment as reports
from producflow.reports.now import now
from producflow.store.database import Session, Store

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
Asked: TypeAlias = list[tuple[str, list[int] | None]]


def post(store: Store, *rows: tuple[int, str, float, float]) -> None:
    """Machine, sensor type, minutes before NOW, value."""
    frame = pd.DataFrame(rows, columns=["equipment_id", "sensor_type", "timestamp", "value"])
    stamps = [NOW - timedelta(minutes=each) for each in frame["timestamp"]]
    readings.add(store, COMMAND_LINE, frame.assign(timestamp=stamps))


@pytest.fixture
def plant(store: Store) -> Store:
    """Mill (1), Press (2) and Saw (3), which never sent anything."""
    names = pd.DataFrame({"name": ["Mill", "Press", "Saw"]})
    store.write(lambda transaction: transaction.append("equipment", names))
    return store


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Statements about machines, and which machines they name."""
    found: Asked = []
    frame = Session.frame

    def noted(self: Session, name: str, /, **parameters: Any) -> pd.DataFrame:
        if name in ("readings/latest_of_machine", "readings/latest_of_machines", "equipment/now"):
            found.append((name.rpartition("/")[2], parameters.get("machines")))
        return frame(self, name, **parameters)

    monkeypatch.setattr(Session, "frame", noted)
    return found


def test_a_machines_answer_outlasts_readings_of_another(plant: Store, asked: Asked) -> None:
    """Who is beyond a limit rests on all machines, but seldom says anything else: it is a part of its own."""
    post(plant, (1, "temperature", 60, 70))
    plant.answers.ask(reports.machine, 1, NOW)
    post(plant, (2, "temperature", 50, 71))
    plant.answers.ask(reports.machine, 1, NOW)
    assert asked == [("latest_of_machine", [1])]
    post(plant, (1, "temperature", 40, 90))
    assert plant.answers.ask(reports.machine, 1, NOW).readings_of(1)["value"].tolist() == [90.0]
    assert asked == 2 * [("latest_of_machine", [1])]


def test_how_the_plant_stands_outlasts_readings_within_their_limits(plant: Store, asked: Asked) -> None:
    post(plant, (1, "temperature", 60, 70))
    before = plant.answers.ask(now, NOW)
    post(plant, (1, "temperature", 50, 71))
    assert plant.answers.ask(now, NOW) == before
    assert asked == [("now", [])]
    post(plant, (1, "temperature", 40, 90))
    [machine] = [each for each in plant.answers.ask(now, NOW).machines if each.equipment_id == 1]
    assert (machine.state, machine.value, machine.bound) == ("critical", 90.0, 85.0)
    assert asked == [("now", []), ("now", [1])]


def test_the_condition_of_all_machines_is_that_of_each(plant: Store) -> None:
    post(plant, (1, "temperature", 60, 90), (2, "temperature", 50, 71))
    listed = plant.answers.ask(reports.conditions, NOW).set_index("equipment_id")["condition"]
    every = plant.answers.ask(reports.machines, NOW).machines.set_index("equipment_id")["condition"]
    some = plant.answers.ask(reports.of_machines, (1, 2, 3), NOW).machines.set_index("equipment_id")["condition"]
    assert listed.to_dict() == every.to_dict() == some.to_dict() == {1: "critical", 2: "normal", 3: "unknown"}
