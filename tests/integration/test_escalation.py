"""What becomes worse is a new alert; what a person closed is never written again, whatever readings come."""

import math
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import alerts
from producflow.store.database import Session, Store, Transaction
from tests.integration.alerting import OPERATOR, START, TECHNICIAN, all_alerts, change, minute, plant, summary

__all__ = ["plant"]


@pytest.mark.long
def test_a_warning_that_a_person_resolved_does_not_swallow_what_is_critical(plant: Store) -> None:
    change(plant, [(0, 70), (5, 81)])
    [warning] = all_alerts(plant)["id"]
    closed = alerts.move(plant, TECHNICIAN, warning, "resolved", "Known: the fan is being changed")
    change(plant, [(10, 82), (20, 90)])
    change(plant, [(30, 91), (40, 79.5)])
    assert plant.read(Session.row, "alerts/by_id", id=warning) == closed
    [_, critical] = all_alerts(plant).to_dict("records")
    assert (critical["status"], critical["type"], critical["priority"]) == ("active", "emergency", "critical")
    assert (critical["title"], critical["started_at"]) == (
        "Temperature above 85 °C",
        minute(20).replace(tzinfo=None),
    )
    change(plant, [(50, 70)])
    assert summary(plant) == [("resolved", 5.0, None), ("resolved", 20.0, 50.0)]
    assert plant.read(Session.row, "alerts/by_id", id=warning) == closed


@pytest.mark.long
def test_what_has_become_more_urgent_than_when_it_was_closed_is_a_new_alert(plant: Store) -> None:
    change(plant, [(0, 70), (5, 86)])  # critical by level, high by priority
    [first] = all_alerts(plant)["id"]
    closed = alerts.move(plant, TECHNICIAN, first, "resolved", "Sensor is being tried out")
    change(plant, [(6, 87), (7, 86)])
    assert len(summary(plant)) == 1
    change(plant, [(8, 95), (9, 94)])  # twice as far beyond as the critical limit
    assert summary(plant) == [("resolved", 5.0, None), ("active", 8.0, None)]
    [_, new] = all_alerts(plant).to_dict("records")
    assert (new["title"], new["priority"]) == ("Temperature still above 85 °C", "critical")
    assert "2 readings beyond the limit" in new["description"]
    assert plant.read(Session.row, "alerts/by_id", id=first) == closed


def test_critical_again_after_it_was_closed_is_a_new_alert(plant: Store) -> None:
    change(plant, [(0, 86)])
    [first] = all_alerts(plant)["id"]
    alerts.move(plant, TECHNICIAN, first, "resolved", "Seen")
    change(plant, [(10, 82)])
    assert len(summary(plant)) == 1
    change(plant, [(20, 86)])
    assert summary(plant) == [("resolved", 0.0, None), ("active", 20.0, None)]


def test_resolving_while_beyond_the_limit_takes_a_reason(plant: Store) -> None:
    change(plant, [(0, 81), (1, 83.25)])
    [alert] = all_alerts(plant)["id"]
    with pytest.raises(InvalidInput, match=r"Temperature above 80 °C\) have not come back inside, at 83.25 °C; give a"):
        alerts.move(plant, TECHNICIAN, alert, "resolved", "  ")
    with pytest.raises(InvalidInput, match="Only resolving takes a reason"):
        alerts.move(plant, TECHNICIAN, alert, "acknowledged", "because")
    assert (
        alerts.move(plant, TECHNICIAN, alert, "resolved", " It is hot today ")["resolved_reason"] == "It is hot today"
    )
    entered = alerts.create(plant, TECHNICIAN, equipment_id=1, type="predictive", priority="low", title="Leak")
    assert alerts.move(plant, TECHNICIAN, entered["id"], "resolved")["resolved_reason"] is None


def test_a_resolving_is_taken_back_within_the_minute_by_whoever_did_it(
    plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(plant, [(0, 81)])
    [alert] = all_alerts(plant)["id"]
    before = alerts.move(plant, TECHNICIAN, alert, "acknowledged")
    alerts.move(plant, TECHNICIAN, alert, "resolved", "Oops")
    with pytest.raises(NotAllowed):
        alerts.take_back(plant, OPERATOR, alert)
    change(plant, [(1, 82)])
    after = alerts.take_back(plant, TECHNICIAN, alert)
    assert after["status"] == "acknowledged"
    assert {name: after[name] for name in ("closed", "resolved_at", "resolved_by", "resolved_reason")} == {
        name: before[name] for name in ("closed", "resolved_at", "resolved_by", "resolved_reason")
    }
    assert after["peak_value"] == 82  # and it says what its readings say now
    with pytest.raises(Conflict, match="not resolved by you any more"):
        alerts.take_back(plant, TECHNICIAN, alert)
    alerts.move(plant, TECHNICIAN, alert, "resolved", "Now")
    monkeypatch.setattr(alerts, "TAKEN_BACK_WITHIN", timedelta(0))
    with pytest.raises(Conflict, match="reopen it and say why"):
        alerts.take_back(plant, TECHNICIAN, alert)


def test_a_reopened_alert_waits_for_a_person(plant: Store) -> None:
    change(plant, [(0, 81), (1, 70)])
    [alert] = all_alerts(plant)["id"]
    for wrong in ("", "  "):
        with pytest.raises(InvalidInput):
            alerts.reopen(plant, TECHNICIAN, alert, wrong)
    with pytest.raises(NotFound):
        alerts.reopen(plant, TECHNICIAN, 99, "Why not")
    with pytest.raises(NotAllowed):
        alerts.reopen(plant, OPERATOR, alert, "Why not")
    opened = alerts.reopen(plant, TECHNICIAN, alert, "Came back by itself; look at the valve")
    assert (opened["status"], opened["reopened_by"], opened["resolved_at"]) == ("active", 7, None)
    with pytest.raises(Conflict, match="is active, not resolved"):
        alerts.reopen(plant, TECHNICIAN, alert, "Again")
    change(plant, [(2, 70), (3, 81), (4, 70)])
    assert summary(plant) == [("active", 0.0, 1.0), ("resolved", 3.0, 4.0)]
    done = alerts.move(plant, TECHNICIAN, alert, "resolved")  # back inside: no reason needed
    assert done["status"] == "resolved"
    audited = plant.write(lambda t: t._cursor.execute("SELECT action FROM audit_log ORDER BY id").fetchall())
    assert [action for (action,) in audited] == ["reopen", "resolve"]


VALUES = [70.0, 79.5, 81.0, 84.0, 84.5, 86.0, 90.0, 97.0]
moves = st.one_of(
    st.tuples(st.just("read"), st.integers(0, 14).map(lambda n: n * 37), st.sampled_from(VALUES)),
    st.tuples(st.just("remove"), st.integers(0, 14).map(lambda n: n * 37), st.none()),
    st.tuples(st.sampled_from(["acknowledged", "resolved"]), st.integers(0, 5), st.none()),
)


def critical_stretches(readings: dict[int, float]) -> list[tuple[int, float]]:
    """From where a plain walk passes 85, and again after one at or below 84, to where it does so next or is inside."""
    found: list[tuple[int, float]] = []
    inside, lasts = True, False
    for n, value in sorted(readings.items()):
        if lasts and (value <= 79 or (value > 85 and inside)):
            found[-1] = (found[-1][0], n)
            lasts = False
        if value > 85 and inside:
            found.append((n, math.inf))
            inside, lasts = False, True
        elif value <= 84:
            inside = True
    return found


def closed_rows(store: Store) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in store.read(Session.rows, "alerts/page", **EVERY) if row["closed"]}


MINUTE = timedelta(minutes=1)
EVERY: dict[str, Any] = {
    "priority": None,
    "machines": None,
    "status": None,
    "state": None,
    "limit": 1000,
    "skip": 0,
}


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(moves, max_size=25))
def test_readings_and_people_in_any_order(plant: Store, steps: list[tuple[str, int, float | None]]) -> None:
    def from_scratch(transaction: Transaction) -> None:
        for table in ("sensor_readings", "sensor_hourly", "maintenance_alerts"):
            transaction._cursor.execute(f"DELETE FROM {table}")

    plant.write(from_scratch)
    readings: dict[int, float] = {}
    closed: dict[int, dict[str, Any]] = {}
    for kind, n, value in steps:
        if kind == "read" and value is not None:
            readings[n] = value
            change(plant, [(n, value)])
        elif kind == "remove" and n in readings:
            del readings[n]
            change(plant, remove=[n])
        elif kind in ("acknowledged", "resolved"):
            able = [
                row
                for row in plant.read(Session.rows, "alerts/page", **EVERY)
                if kind in alerts.ALERT_MOVES[row["status"]]
            ]
            if able:
                alerts.move(plant, TECHNICIAN, able[n % len(able)]["id"], kind, "Seen" if kind == "resolved" else None)
        now = closed_rows(plant)
        assert {number: now[number] for number in closed} == closed  # byte for byte
        closed = now
    every = all_alerts(plant)
    emergency = every["type"] == "emergency"
    start, seen_until = (
        (every[name] - minute(0).replace(tzinfo=None)) / MINUTE for name in ("started_at", "seen_until")
    )
    for first, end in critical_stretches(readings):
        own = emergency & (start == first)
        seen = emergency & every["closed"] & (start < end) & (seen_until >= first)  # late readings may begin it earlier
        assert (own | seen).any(), f"critical from minute {first} has no alert"
    if readings:
        again = pd.DataFrame(
            {"equipment_id": [1], "sensor_type": ["temperature"], "first": [START], "last": [minute(14 * 37)]}
        )
        plant.write(lambda transaction: alerts.reconcile(transaction, again))
        pd.testing.assert_frame_equal(all_alerts(plant), every)
