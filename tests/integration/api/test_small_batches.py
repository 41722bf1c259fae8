"""Small batches share a commit with single readings: all of one are stored or none, and none spoils another."""

from datetime import timedelta
from typing import Any

import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.operations import readings
from producflow.operations.handed_in import Counted, Outcome, ToBeNamed
from producflow.operations.posted_readings import Posted
from producflow.operations.single_readings import SingleReadings
from producflow.reports.integrity import check
from producflow.store.database import Session, Store
from tests.integration.api.conftest import Call
from tests.integration.api.test_api_readings import NOW, page, posted

OPERATOR = Actor(user_id=None, email="key of a line", full_name="Line", role=Role.OPERATOR)
Given = Posted | list[Posted]


def together(store: Store, *given: Given) -> list[Outcome]:
    """What becomes of readings and batches that wait for one and the same commit."""
    singles = SingleReadings(store)
    with store.undisturbed():  # the first one's commit waits for this, all others for that one
        singles.add(COMMAND_LINE, posted(1, sensor="first of all"))
        handed = [
            singles.add_batch(OPERATOR, each) if isinstance(each, list) else singles.add(OPERATOR, each)
            for each in given
        ]
    outcomes = [result.result(30)[place] for result, place in handed]
    singles.settle()
    assert [finding.problems for finding in check(store) if finding.problems] == []
    return outcomes


def stored(store: Store, machine: int) -> list[float]:
    rows = store.read(
        lambda session: session.composed_frame(
            """SELECT value FROM sensor_readings WHERE equipment_id = $machine AND sensor_type = 'temperature'
            ORDER BY timestamp""",
            machine=machine,
        )
    )
    return [float(value) for value in rows["value"]]


def some(machine: int, *values: float, first: int = 0) -> list[Posted]:
    return [posted(machine, value, seconds=first + n) for n, value in enumerate(values)]


def test_many_batches_and_readings_are_one_commit(api_store: Store, machine: int) -> None:
    commits = api_store.commits
    found = together(
        api_store,
        *(some(machine, 70.0, 71.0, first=10 * n) for n in range(20)),
        *(posted(machine, 72.0, seconds=1000 + n) for n in range(20)),
    )
    assert found[:20] == [Counted(2, 0)] * 20
    assert all(isinstance(each, dict) for each in found[20:])
    assert len(stored(api_store, machine)) == 60
    assert api_store.commits - commits <= 4  # the first one's, that of all others, and those of their sums


def test_a_batch_with_something_wrong_stores_nothing_and_spoils_no_other(api_store: Store, machine: int) -> None:
    before = some(machine, 70.0)
    together(api_store, before)
    wrong = some(machine, 71.0, 72.0, first=10)
    found = together(
        api_store,
        [*wrong, posted(999)],
        [*wrong, posted(machine, 70.5)],  # stored with another value
        [*wrong, posted(machine, 73.0, seconds=10)],  # another value in the batch itself
        [posted(machine, 74.0, seconds=20), *before, posted(machine, 74.0, seconds=20)],
        posted(machine, 75.0, seconds=21),
    )
    assert [type(each) for each in found[:3]] == [ToBeNamed] * 3
    assert found[3] == Counted(1, 2)
    assert isinstance(found[4], dict)
    assert stored(api_store, machine) == [70.0, 74.0, 75.0]


def test_what_two_callers_bring_at_once_is_stored_once(api_store: Store, machine: int) -> None:
    one = some(machine, 70.0, 71.0)
    found = together(
        api_store, one, one, posted(machine), [*one, posted(machine, 9.0, seconds=5)], posted(machine, 8.0)
    )
    assert found[:2] == [Counted(2, 0), Counted(0, 2)]
    assert isinstance(found[2], dict)
    assert found[3] == Counted(1, 2)
    assert isinstance(found[4], Exception)
    assert stored(api_store, machine) == [70.0, 71.0, 9.0]


def test_many_that_may_be_stored_already_are_looked_at_by_themselves(api_store: Store, machine: int) -> None:
    rows = some(machine, *(70.0,) * 50)
    assert together(api_store, rows) == [Counted(50, 0)]
    assert [type(each) for each in together(api_store, rows)] == [ToBeNamed]


def test_a_batch_has_its_entry_in_the_log(api_store: Store, machine: int) -> None:
    together(api_store, some(machine, 70.0, 71.0))
    entries = api_store.read(
        lambda session: session.composed_frame("SELECT * FROM audit_log WHERE user_email = 'key of a line'")
    )
    assert entries["after"].str.contains('"new": 2, "posted": 2').tolist() == [True]


def test_alerts_follow_a_batch(call: Call, api_store: Store, machine: int) -> None:
    rows: list[dict[str, Any]] = [
        {"equipment_id": machine, "sensor_type": "temperature", "value": 90.0 + n, "timestamp": stamp}
        for n in range(3)
        for stamp in [(NOW + timedelta(seconds=n)).isoformat()]
    ]
    assert call("operator", "POST", "/sensors/batch", json=rows).json() == {"received": 3, "new": 3, "unchanged": 0}
    assert call("operator", "POST", "/sensors/batch", json=rows).json() == {"received": 3, "new": 0, "unchanged": 3}
    rows[1]["value"] = 91.5
    assert call("operator", "POST", "/sensors/batch", json=rows).status_code == 409
    SingleReadings(api_store).settle()
    [alert] = api_store.read(Session.rows, "alerts/page", **page())
    assert alert["peak_value"] == 92.0


def test_a_small_batch_takes_no_way_of_its_own(call: Call, machine: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Classified, summed up and held against alerts by themselves, twenty took more than twenty single ones."""
    monkeypatch.setattr(readings, "add", lambda *_: pytest.fail("took the way of large ones"))
    row = {"equipment_id": machine, "sensor_type": "temperature", "value": 70.0}
    rows = [row | {"timestamp": (NOW + timedelta(seconds=n)).isoformat()} for n in range(20)]
    assert call("operator", "POST", "/sensors/batch", json=rows).json()["new"] == 20
