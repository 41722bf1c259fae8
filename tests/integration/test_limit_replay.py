"""Limits tried on what was read, applied with one step, and taken back."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.domain.thresholds import Limits
from producflow.errors import InvalidInput, NotFound
from producflow.operations import thresholds
from producflow.reports import limit_changes
from producflow.reports.limit_replay import replay
from producflow.store.database import Store, Transaction
from tests.integration.alerting import all_alerts, change, minute, plant

__all__ = ["plant"]

DAY = 24 * 60
NOW = minute(21 * DAY)
PRESENT = Limits(warn_high=80, crit_high=85, deadband=1)
SENSOR: dict[str, Any] = {"sensor_type": "temperature", "equipment_id": 1}


def failed(store: Store, *days: float) -> None:
    """Corrective jobs that were finished so many days after the start."""
    rows = [
        {"equipment_id": 1, "maintenance_type": "corrective", "description": f"Pump {day:g}", "status": "completed"}
        | {"completed_date": minute(day * DAY)}
        for day in days
    ]
    store.write(lambda transaction: transaction.append("maintenance_logs", pd.DataFrame(rows)))


@pytest.fixture
def read(plant: Store) -> Store:
    """Twenty days, read every six hours; at 78 °C from the day before the failures of days 4, 8, 12, 16 and 18 on."""
    values = {int(n): 70.0 for n in range(0, 20 * DAY, 360)}
    for day in (4, 8, 12, 16):
        values[(day - 1) * DAY] = values[(day - 1) * DAY + 360] = 78.0
    values[2 * DAY] = 81.0
    change(plant, values.items())
    failed(plant, 4, 8, 12, 16, 18)
    return plant


def test_tried_limits_stand_beside_those_in_force_and_are_applied_and_taken_back(read: Store) -> None:
    tried = thresholds.would_be(read, **SENSOR, given={"warn_high": 77.0})
    assert tried == Limits(warn_high=77, crit_high=85, deadband=1)
    found = replay(read, 1, "temperature", tried, NOW, days=90, within_days=2)
    assert (found.readings, found.why_not) == (80, "")
    assert (found.present.limits, found.present.alarms, found.present.warned) == (PRESENT, 1, 1)
    # Five excursions above 77: that of day 2 to 2.25, and four that last half a day, each a day before a failure.
    assert (found.tried.alarms, found.tried.warned, found.tried.followed, found.tried.hours) == (5, 4, 5, 54.0)
    ahead = (found.failures["failed_at"] - found.failures["tried"]).dt.total_seconds() / 3600
    assert ahead.dropna().tolist() == [48.0, 24.0, 24.0, 24.0]
    assert found.failures["tried"].isna().tolist() == [False, False, False, False, True]
    assert found.sentence == (
        "5 alarms instead of 1; 4 of 5 failures had a warning instead of 1, half of them 24.0 h or more before; "
        "5 of 5 alarms were followed by one within 2 days."
    )
    before = len(all_alerts(read))
    thresholds.set(read, COMMAND_LINE, **SENSOR, warn_high=77.0)
    assert len(all_alerts(read)) == found.tried.alarms  # what was shown is what comes
    [made] = limit_changes.changes(read).to_dict("records")
    thresholds.undo(read, COMMAND_LINE, made["id"])
    assert (len(all_alerts(read)), before) == (1, 1)


def test_too_little_is_not_judged_and_what_cannot_be_is_refused(read: Store) -> None:
    few = replay(read, 1, "temperature", PRESENT, NOW, days=10)
    assert few.why_not == (
        "Readings of 9 days are too few to judge by: 14 are the least. Choose a longer time, or wait."
    )
    read.write(delete_jobs)
    none = replay(read, 1, "temperature", PRESENT, NOW)
    assert none.sentence.startswith("1 alarm instead of 1. 0 logged failures are too few")
    nothing = replay(read, 2, "temperature", PRESENT, NOW)
    assert (nothing.first, nothing.readings, nothing.tried.alarms) == (None, 0, 0)
    with pytest.raises(InvalidInput, match="0 is no number of days"):
        replay(read, 1, "temperature", PRESENT, NOW, days=0)
    with pytest.raises(NotFound, match="no machine 99"):
        thresholds.would_be(read, sensor_type="temperature", equipment_id=99, given={})
    with pytest.raises(InvalidInput, match="must be below"):
        thresholds.would_be(read, **SENSOR, given={"crit_high": 60.0})


def delete_jobs(transaction: Transaction) -> None:
    transaction._cursor.execute("DELETE FROM maintenance_logs")


def test_a_stop_of_an_hour_is_a_failure_and_its_repair_no_second_one(read: Store) -> None:
    began = minute(14 * DAY)
    rows = [
        {"equipment_id": 1, "started_at": began, "ended_at": began + timedelta(minutes=61), "planned": False},
        {"equipment_id": 1, "started_at": minute(10 * DAY), "ended_at": minute(10 * DAY + 59), "planned": False},
        {"equipment_id": 1, "started_at": minute(6 * DAY), "ended_at": minute(7 * DAY), "planned": True},
    ]
    read.write(lambda transaction: transaction.append("downtime_events", pd.DataFrame(rows).assign(reason="Pump")))
    failed(read, 14.5)
    found = replay(read, 1, "temperature", PRESENT, NOW)
    assert found.failures["what"].tolist() == ["job", "job", "job", "stop", "job", "job"]
