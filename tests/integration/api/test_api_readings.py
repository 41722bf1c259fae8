"""Readings on their way in: one by one, many in one commit, or a batch at once."""

import json
import math
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import InvalidInput, ProducFlowError
from producflow.operations import plant, readings, thresholds
from producflow.operations.posted_readings import Posted, sound
from producflow.operations.settling import settle
from producflow.operations.single_readings import SingleReadings
from producflow.reports.integrity import check
from producflow.store.database import Session, Store
from producflow.store.queries import single_readings as queries
from tests.audited import logged
from tests.integration.api.conftest import Call

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def posted(machine: int, value: float = 70.0, seconds: int = 0, sensor: str = "temperature") -> Posted:
    return Posted(machine, sensor, NOW + timedelta(seconds=seconds), value, "°C")


def store_all(singles: SingleReadings, wanted: list[Posted]) -> list[Any]:
    handed_in = [singles.add(COMMAND_LINE, each) for each in wanted]
    return [result.result(30)[place] for result, place in handed_in]


@pytest.mark.parametrize(
    ("value", "status"),
    [(80.0, "normal"), (80.1, "warning"), (85.0, "warning"), (85.1, "critical")],
)
def test_the_server_sets_the_status(call: Call, machine: int, value: float, status: str) -> None:
    body = {"sensor_type": "Temperature", "value": value, "timestamp": "2026-03-31T14:00:00+02:00"}
    made = call("operator", "POST", f"/equipment/{machine}/sensors", json=body)
    assert made.status_code == 200
    found = made.json()
    assert (found["status"], found["sensor_type"], found["unit"]) == (status, "temperature", "°C")
    assert found["timestamp"] == "2026-03-31T12:00:00Z"
    assert call("operator", "GET", f"/equipment/{machine}/sensors").json() == [found]


def test_a_reading_without_a_timestamp_was_taken_now(call: Call, machine: int) -> None:
    before = datetime.now(UTC)
    made = call("operator", "POST", f"/equipment/{machine}/sensors", json={"sensor_type": "hum", "value": 1}).json()
    assert before <= datetime.fromisoformat(made["timestamp"]) <= datetime.now(UTC)
    assert (made["status"], made["unit"]) == ("unknown", None)


def test_a_time_without_offset_is_read_on_the_plants_clock(call: Call, api_store: Store, machine: int) -> None:
    body = {"sensor_type": "hum", "value": 1, "timestamp": "2026-07-01T12:00:00"}
    plant.change_settings(api_store, COMMAND_LINE, {"timezone": "Europe/Berlin"})
    made = call("operator", "POST", f"/equipment/{machine}/sensors", json=body).json()
    assert made["timestamp"] == "2026-07-01T10:00:00Z"


def test_the_same_again_is_fine_and_another_value_is_not(call: Call, machine: int) -> None:
    path, body = f"/equipment/{machine}/sensors", {"sensor_type": "temperature", "timestamp": "2026-03-31T12:00:00Z"}
    first = call("operator", "POST", path, json=body | {"value": 70}).json()
    assert call("operator", "POST", path, json=body | {"value": 70}).json() == first
    refused = call("operator", "POST", path, json=body | {"value": 71})
    assert refused.status_code == 409
    assert "is 70 already, not 71" in refused.json()["detail"]
    assert call("operator", "POST", "/equipment/999/sensors", json=body | {"value": 1}).status_code == 404


def test_readings_of_many_callers_share_a_commit(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    version = api_store.data_version
    with ThreadPoolExecutor(16) as pool:
        handed_in = list(
            pool.map(lambda n: singles.add(COMMAND_LINE, posted(machine, seconds=n, sensor=f"s{n % 7}")), range(500))
        )
    outcomes: list[Any] = [result.result(30)[place] for result, place in handed_in]
    assert all(isinstance(outcome, dict) for outcome in outcomes)
    assert len({outcome["id"] for outcome in outcomes}) == 500
    assert api_store.data_version - version < 100, "500 readings in less than 100 commits"


def test_one_bad_reading_spoils_no_other(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    wanted = [posted(machine), posted(999), posted(machine, value=71.0), posted(machine), posted(machine, seconds=1)]
    good, missing, other, again, later = store_all(singles, wanted)
    assert good["value"] == again["value"] == later["value"] == 70.0
    assert good["id"] == again["id"]
    assert isinstance(missing, ProducFlowError)
    assert isinstance(other, ProducFlowError)


def test_what_only_the_database_refuses_spoils_no_other(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    wanted = [posted(machine, value=math.inf if n % 10 == 3 else n, seconds=n) for n in range(60)]
    with api_store.undisturbed():  # so that all but the first wait for the same commit
        handed_in = [singles.add(COMMAND_LINE, each) for each in wanted]
    outcomes: list[Any] = [result.result(30)[place] for result, place in handed_in]
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)] == [3, 13, 23, 33, 43, 53]
    assert [outcome["value"] for outcome in outcomes if isinstance(outcome, dict)] == [
        n for n in range(60) if n % 10 != 3
    ]
    [later] = store_all(singles, [posted(machine, seconds=99)])  # a plain one, on what is known by now
    assert later["value"] == 70.0
    singles.settle()
    assert [finding.problems for finding in check(api_store) if finding.problems] == []


@pytest.mark.parametrize(("value", "unit"), [(1e308, "Hz"), (1e151, None), (-1e151, "rpm")])
def test_values_are_looked_at_after_conversion(call: Call, machine: int, value: float, unit: str | None) -> None:
    body = {"sensor_type": "speed", "value": value, "unit": unit}
    one = call("operator", "POST", f"/equipment/{machine}/sensors", json=body)
    many = call("operator", "POST", "/sensors/batch", json=[body | {"equipment_id": machine}])
    assert (one.status_code, many.status_code) == (422, 422)
    assert one.json()["detail"][0]["loc"] == ["body", "value"]
    assert one.json()["detail"][0]["msg"] == many.json()["detail"][0]["msg"]
    assert "is beyond 1e+150 in our unit, which nothing measures" in one.json()["detail"][0]["msg"]


def test_roll_ups_and_alerts_follow(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    store_all(singles, [posted(machine, value=90.0, seconds=n) for n in range(5)])
    assert not api_store.read(queries.touched).empty
    singles.settle()
    assert api_store.read(queries.touched).empty
    assert [alert["sensor_type"] for alert in api_store.read(Session.rows, "alerts/page", **page())] == ["temperature"]
    assert [finding.problems for finding in check(api_store) if finding.problems] == []


def page() -> dict[str, Any]:
    return {"priority": None, "machines": None, "status": None, "state": None, "skip": 0, "limit": 10}


def test_the_audit_log_says_once_an_hour_which_sensors_a_key_posts(
    api_store: Store, machine: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [Actor(None, f"API key {name}", name, Role.OPERATOR) for name in ("A", "B")]
    singles = SingleReadings(api_store)

    def store_one(key: Actor, seconds: int, sensor: str = "temperature") -> None:
        result, _ = singles.add(key, posted(machine, seconds=seconds, sensor=sensor))
        result.result(30)

    def told() -> list[tuple[str, str]]:
        found = logged(api_store, action="add", entity="sensor_readings")[::-1]
        return [(entry["user_email"], json.loads(entry["after"])["sensors"]) for entry in found]

    for second in range(5):
        store_one(keys[0], second)
    assert told() == [("API key A", f"temperature of machine {machine}")]
    singles.settle()
    store_one(keys[0], 6)
    store_one(keys[1], 7)
    store_one(keys[0], 8, "vibration")
    expected = [
        ("API key A", f"temperature of machine {machine}"),
        ("API key B", f"temperature of machine {machine}"),
        ("API key A", f"vibration of machine {machine}"),
    ]
    assert told() == expected
    monkeypatch.setattr(singles._commits, "_hour", NOW)  # an hour that is over
    store_one(keys[1], 9)
    assert told() == [*expected, expected[1]]


def test_a_crash_before_the_roll_ups_loses_nothing(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    store_all(singles, [posted(machine, value=90.0)])
    settle(api_store)  # as the next start does
    assert api_store.read(queries.touched).empty
    assert len(api_store.read(Session.rows, "alerts/page", **page())) == 1
    # What the first one knew is out of date, and it notices.
    store_all(singles, [posted(machine, value=91.0, seconds=1)])
    assert not api_store.read(queries.touched).empty


def test_limits_that_change_reach_readings_not_summed_up_yet(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    store_all(singles, [posted(machine, value=70.0)])
    thresholds.set(api_store, COMMAND_LINE, sensor_type="temperature", warn_high=None, crit_high=60.0)
    [after] = store_all(singles, [posted(machine, value=70.0, seconds=1)])
    [before] = store_all(singles, [posted(machine, value=70.0)])
    assert (before["status"], after["status"]) == ("critical", "critical")


def test_readings_that_come_late_are_told_from_known_ones(api_store: Store, machine: int) -> None:
    singles = SingleReadings(api_store)
    store_all(singles, [posted(machine, seconds=100)])
    [late] = store_all(singles, [posted(machine, seconds=50)])
    [again] = store_all(singles, [posted(machine, seconds=50)])
    assert late == again


@pytest.mark.parametrize(
    ("sensor", "value", "unit"),
    [
        ("temperature", 212.0, "°F"),
        ("Pressure ", 4.0, "bar"),
        ("vibration", 1.5, None),
        ("humidity", 40.0, " % "),
        ("humidity", 40.0, ""),
        ("temperature", 1.0, "furlong"),
        (" ", 1.0, None),
        ("x" * 101, 1.0, None),
        ("temperature", float("inf"), None),
        ("speed", 1e308, "Hz"),  # 6e309 RPM
        ("speed", 1.6e148, "Hz"),
        ("speed", 1.7e148, "Hz"),  # 1.02e150 RPM
        ("vibration", 1.0, "x" * 51),
        ("humidity", -1.1e150, None),
        ("a\0b", 1.0, None),
        ("İ" * 51, 1.0, None),  # two characters each, once they are small
    ],
)
def test_one_and_many_go_by_the_same_rules(
    api_store: Store, machine: int, sensor: str, value: float, unit: str | None
) -> None:
    frame = pd.DataFrame(
        {"equipment_id": [machine], "sensor_type": [sensor], "timestamp": [NOW], "value": [value], "unit": [unit]}
    )
    try:
        one: Any = sound(equipment_id=machine, sensor_type=sensor, value=value, timestamp=NOW, unit=unit, now=NOW)
    except InvalidInput as error:
        one = (error.field, str(error))
    try:
        readings.add(api_store, COMMAND_LINE, frame)
        [row] = api_store.read(Session.rows, "readings/newest", **newest(machine))
        many: Any = Posted(machine, row["sensor_type"], row["timestamp"], row["value"], row["unit"])
    except readings.BadReadings as error:
        many = (error.rows[0].field, error.rows[0].reason)
    assert one == many


@pytest.mark.parametrize(("field", "text"), [("sensor_type", "\ud800"), ("unit", "\udfff"), ("sensor_type", "a\0")])
def test_no_door_lets_in_what_cannot_be_stored(machine: int, field: str, text: str) -> None:
    given: dict[str, Any] = {"sensor_type": "humidity", "unit": None} | {field: text}
    with pytest.raises(InvalidInput, match="has a character that cannot be stored") as refused:
        sound(equipment_id=machine, value=1.0, timestamp=NOW, now=NOW, **given)
    assert refused.value.field == field


def newest(machine: int) -> dict[str, Any]:
    return {"equipment_id": machine, "sensor_type": None, "since": datetime(2000, 1, 1), "ends": None, "limit": 1}  # noqa: DTZ001


def test_what_is_kept_gives_way_to_what_is_new(call: Call, machine: int) -> None:
    path = f"/equipment/{machine}/sensors"
    shown = []
    for minute in range(4):
        body = {"sensor_type": "hum", "value": minute, "timestamp": f"2026-03-31T12:0{minute}:00Z"}
        call("operator", "POST", path, json=body)
        answers = [call("operator", "GET", f"{path}?limit=2").json() for _ in range(2)]  # the second is a kept one
        shown += [[row["value"] for row in answer] for answer in answers]
    assert shown == [[0.0], [0.0], [1.0, 0.0], [1.0, 0.0], [2.0, 1.0], [2.0, 1.0], [3.0, 2.0], [3.0, 2.0]]
    late = {"sensor_type": "hum", "value": 9, "timestamp": "2026-03-31T12:02:30Z"}
    call("operator", "POST", path, json=late)
    assert [row["value"] for row in call("operator", "GET", f"{path}?limit=2").json()] == [3.0, 9.0]
