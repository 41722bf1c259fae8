"""How machines stand, the course of a sensor and a machine's history, against answers worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import alerts, equipment, readings
from producflow.reports import equipment as reports
from producflow.reports import sensors
from producflow.store.database import Store
from producflow.store.queries import equipment as queries

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def before(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def post(store: Store, *rows: tuple[int, str, float, float]) -> None:
    """Machine, sensor type, minutes before NOW, value."""
    frame = pd.DataFrame(rows, columns=["equipment_id", "sensor_type", "timestamp", "value"])
    readings.add(store, COMMAND_LINE, frame.assign(timestamp=[before(each) for each in frame["timestamp"]]))


@pytest.fixture
def plant(store: Store) -> Store:
    """Mill (1), Press (2) and Saw (3), which never sent anything."""
    equipment.create(store, COMMAND_LINE, name="Mill", capacity=100, health_score=91)
    equipment.create(store, COMMAND_LINE, name="Press", status="maintenance")
    equipment.create(store, COMMAND_LINE, name="Saw")
    return store


def test_condition_stands_beside_what_people_report(plant: Store) -> None:
    post(plant, (1, "temperature", 5, 86), (1, "vibration", 5, 1), (1, "flow", 5, 3))
    post(plant, (2, "temperature", 5, 70), (2, "vibration", 24 * 60 + 1, 9))
    found = reports.machines(plant, NOW).machines.set_index("name")
    assert found["condition"].to_dict() == {"Mill": "critical", "Press": "normal", "Saw": "unknown"}
    assert found["status"].to_dict() == {"Mill": "operational", "Press": "maintenance", "Saw": "operational"}
    # A vibration older than 24 h says nothing any more, and a flow without limits never did.
    assert found["sensors_unknown"].to_dict() == {"Mill": 1, "Press": 1, "Saw": 0}
    assert found["sensors_known"].to_dict() == {"Mill": 2, "Press": 1, "Saw": 0}
    assert found.loc["Mill", "health_score"] == 91
    assert found["health_score"].isna().tolist() == [False, True, True]


def test_a_reading_exactly_as_old_as_allowed_still_counts(plant: Store) -> None:
    post(plant, (1, "temperature", 24 * 60, 86), (2, "temperature", 24 * 60 + 1 / 60, 86))
    found = reports.machines(plant, NOW).machines.set_index("name")
    assert found["condition"].to_dict() == {"Mill": "critical", "Press": "unknown", "Saw": "unknown"}


def test_latest_readings_come_with_limits_age_and_since_when(plant: Store) -> None:
    post(plant, (1, "speed", 90, 1500), (1, "temperature", 60, 82), (1, "temperature", 30, 83))
    rows = reports.machines(plant, NOW).readings_of(1)
    assert list(rows["sensor_type"]) == ["temperature", "speed"]
    assert list(rows["value"]) == [83, 1500]
    assert list(rows["age"]) == [pd.Timedelta(minutes=30), pd.Timedelta(minutes=90)]
    assert list(rows["warn_high"]) == [80, 1700]
    assert rows["since"][0] == pd.Timestamp(before(60))
    assert pd.isna(rows["since"][1])


def test_alerts_that_somebody_acknowledged_are_not_active(plant: Store) -> None:
    post(plant, (1, "temperature", 60, 82))
    technician = Actor(user_id=1, email="t@example.com", full_name="T", role=Role.TECHNICIAN)
    alerts.create(plant, technician, equipment_id=1, type="predictive", priority="high", title="Sounds odd")
    found = reports.machines(plant, NOW).of(1)
    assert (found["active_alerts"], found["worst_priority"]) == (2, "high")
    alerts.move(plant, technician, 1, "acknowledged")
    assert reports.machines(plant, NOW).of(1)["active_alerts"] == 1


def test_an_unknown_machine_is_not_found(plant: Store) -> None:
    with pytest.raises(NotFound, match="no machine 9"):
        reports.machines(plant, NOW).of(9)


def course(store: Store, minutes: float, points: int) -> sensors.Series:
    return sensors.series_of(store, 1, "temperature", before(minutes), NOW, points)


def test_few_readings_are_shown_one_by_one_with_their_gap(plant: Store) -> None:
    post(plant, *[(1, "temperature", each, 60 + each / 10) for each in (60, 50, 40, 30, 0.5, 10)])
    found = course(plant, 55, points=10)
    assert found.resolution == "every reading"
    assert (found.readings, found.unit, found.limits.warn_high) == (5, "°C", 80)
    # 50, 40, 30 and 10 minutes before, and half a minute: no pause is over three times the usual ten minutes.
    assert list(found.frame["value"]) == [65, 64, 63, 61, 60.05]
    post(plant, *[(1, "temperature", each, 50) for each in (119, 118, 117, 116)])
    silent = sensors.series_of(plant, 1, "temperature", before(120), before(45), 10).frame
    # Four readings a minute apart, nothing for almost an hour, then one each ten minutes: one gap before those.
    assert silent["value"].isna().tolist() == [False, False, False, False, True, False, True, False]
    assert silent["timestamp"][4] == pd.Timestamp(before(88))


def test_many_readings_are_summed_up_by_the_minute_within_days(plant: Store) -> None:
    post(plant, *[(1, "temperature", 60 - each / 10, 60 + each % 10) for each in range(600)])
    found = course(plant, 60, points=70)
    # 3600 s over 70 points are 51 s each: the next length is a minute, ten readings of 60 to 69 each.
    assert found.resolution == "mean and range of each minute"
    assert found.readings == 600
    assert len(found.frame) == 60
    assert set(found.frame["value"]) == {64.5}
    assert (found.frame["minimum"].max(), found.frame["maximum"].min()) == (60, 69)
    assert found.frame["timestamp"][0] == pd.Timestamp(before(60))


def test_long_spans_are_read_from_the_hourly_sums(plant: Store) -> None:
    span = 10 * 24 * 60
    post(plant, *[(1, "temperature", span - 30 * each, 60 + each % 2) for each in range(480)])
    found = course(plant, span, points=200)
    # 240 hours over 200 points are 1.2 h each, so two hours of four readings of 60, 61, 60, 61.
    assert found.resolution == "mean and range of every 2 hours"
    assert len(found.frame) == 120
    assert set(found.frame["value"]) == {60.5}
    assert set(found.frame["n"]) == {4}


def test_a_sensor_without_readings_is_empty(plant: Store) -> None:
    found = course(plant, 60, points=10)
    assert found.empty
    assert found.frame.empty


def newest_of(
    store: Store,
    machine: int,
    *,
    sensor_type: str | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
    limit: int = 100,
) -> list[dict[str, Any]]:
    return store.read(queries.newest_readings, machine, sensor_type, starts, ends, limit)


def test_newest_readings_come_first_and_bounded(plant: Store) -> None:
    post(plant, *[(1, "temperature", each, 60) for each in range(0, 600, 10)], (1, "flow", 5, 1), (2, "flow", 0, 1))
    newest = newest_of(plant, 1, limit=3)
    assert [row["timestamp"] for row in newest] == [before(0), before(5), before(10)]
    assert [row["sensor_type"] for row in newest] == ["temperature", "flow", "temperature"]
    within = newest_of(plant, 1, sensor_type="temperature", starts=before(125), ends=before(100))
    assert [row["timestamp"] for row in within] == [before(100), before(110), before(120)]
    cut = newest_of(plant, 1, sensor_type="temperature", ends=before(101), limit=2)
    assert [row["timestamp"] for row in cut] == [before(110), before(120)]
    assert len(newest_of(plant, 1, limit=1000)) == 61
    assert newest_of(plant, 3) == []


def test_an_hour_cut_by_the_end_does_not_hide_the_hours_before(plant: Store) -> None:
    post(plant, *[(1, "temperature", each, 60) for each in (*range(60), 90, 91)])
    # Of the last hour only the readings of 11:01 and 11:02 are wanted, so the older ones make up the number.
    found = newest_of(plant, 1, ends=before(58), limit=4)
    assert [row["timestamp"] for row in found] == [before(58), before(59), before(90), before(91)]


def test_history_is_what_touches_the_span(plant: Store) -> None:
    def work(transaction: object) -> None:
        transaction.append(  # type: ignore[attr-defined]
            "downtime_events",
            pd.DataFrame(
                {
                    "equipment_id": [1, 1, 1, 2],
                    "started_at": [before(90), before(20), before(200), before(30)],
                    "ended_at": [before(50), pd.NaT, before(150), before(10)],
                    "reason": ["Jam", None, "Jam", "Jam"],
                    "planned": [False, False, False, True],
                }
            ),
        )

    plant.write(work)
    post(plant, (1, "temperature", 80, 86), (1, "temperature", 40, 70))
    found = reports.history_of(plant, 1, before(60), NOW + timedelta(hours=1), NOW)
    assert list(found.stops["minutes"]) == [20, 10]  # one that lasts until now, and one cut at the span's start
    assert list(found.stops["lasts"]) == [True, False]
    assert list(found.alerts["title"]) == ["Temperature above 85 °C"]
    assert list(found.alerts["closed_at"]) == [pd.Timestamp(before(40))]
    assert found.jobs.empty
    assert not found.empty


# --- Machines entered and changed ----------------------------------------------------------


ANY = {"status": None, "machines": None}


def test_machines_are_listed_a_page_at_a_time(plant: Store) -> None:
    assert [row["name"] for row in plant.read(queries.page, ANY, 1, 1)] == ["Press"]
    assert [row["name"] for row in plant.read(queries.page, ANY | {"status": "operational"}, 0, 9)] == ["Mill", "Saw"]


def test_a_name_is_taken_in_any_case(plant: Store) -> None:
    with pytest.raises(Conflict, match="a machine 'Mill' already"):
        equipment.create(plant, COMMAND_LINE, name="  mILL ")
    with pytest.raises(Conflict, match="a machine 'Mill' already"):
        equipment.change(plant, COMMAND_LINE, 2, {"name": "mill"})
    assert equipment.change(plant, COMMAND_LINE, 1, {"name": "MILL  two"})["name"] == "MILL two"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "   ", "The name is empty"),
        ("name", "x" * 201, "is longer than 200 characters; shorten it"),
        ("status", "idle", "'idle' is no status; give operational or warning or critical or maintenance"),
        ("capacity", 0, "The capacity 0 is not above 0; correct it"),
        ("capacity", "many", "The capacity is 'many'; give a number"),
        ("health_score", 100.5, "The health score 100.5 is above 100; correct it"),
        ("health_score", float("nan"), "The health score nan is not a finite number"),
        ("last_maintenance", datetime(2026, 1, 1), "no time zone"),  # noqa: DTZ001
        ("serial", "7", "'serial' of a machine cannot be changed"),
    ],
)
def test_every_field_is_checked(plant: Store, field: str, value: object, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        equipment.change(plant, COMMAND_LINE, 1, {field: value})
    assert refused.value.field == field


def test_changes_are_kept_and_audited_once(plant: Store) -> None:
    changed = equipment.change(
        plant,
        COMMAND_LINE,
        1,
        {"status": "warning", "installation_date": date(2020, 2, 29), "last_maintenance": NOW, "capacity": None},
    )
    assert changed == plant.read(queries.by_id, 1)
    assert changed["last_maintenance"] == NOW
    assert (changed["status"], changed["installation_date"], changed["capacity"]) == (
        "warning",
        date(2020, 2, 29),
        None,
    )
    assert changed["health_score"] == 91
    equipment.change(plant, COMMAND_LINE, 1, {"status": "warning"})
    audited = plant.write(
        lambda t: t._cursor.execute("SELECT action, count(*) FROM audit_log GROUP BY ALL ORDER BY ALL").fetchall()
    )
    assert audited == [("change", 1), ("create", 3)]


def test_only_managers_change_machines(plant: Store) -> None:
    technician = Actor(user_id=1, email="t@example.com", full_name="T", role=Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        equipment.create(plant, technician, name="Lathe")
    with pytest.raises(NotAllowed):
        equipment.change(plant, technician, 1, {"status": "warning"})
    with pytest.raises(NotFound, match="no machine 9"):
        equipment.change(plant, COMMAND_LINE, 9, {"status": "warning"})
