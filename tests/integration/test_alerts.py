"""One alert per machine and sensor while its condition lasts, and what people do with it stands."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producflow.errors import Conflict, InvalidInput, NotAllowed, NotFound
from producflow.operations import alerts
from producflow.store.database import Session, Store, Transaction
from tests.integration.alerting import (
    OPERATOR,
    TECHNICIAN,
    all_alerts,
    change,
    minute,
    plant,
    set_limits,
    summary,
)

__all__ = ["plant"]


@pytest.mark.long
def test_one_alert_while_it_lasts_however_many_readings(plant: Store) -> None:
    change(plant, [(0, 70), (1, 81)])
    for n in range(2, 40):
        change(plant, [(n, 81 + n % 3)])
    assert summary(plant) == [("active", 1.0, None)]
    [alert] = all_alerts(plant).to_dict("records")
    assert alert["type"] == "predictive"
    assert alert["title"] == "Temperature above 80 °C"
    assert alert["description"] == (
        "Farthest reading 83 °C; 39 readings beyond the limit. "
        "Not back inside by the last reading, 38 min after the first."
    )
    assert alert["peak_value"] == 83
    assert alert["sensor_type"] == "temperature"
    assert pd.isna(alert["confidence"])


def test_one_alert_across_days_without_a_reading_back_inside(plant: Store) -> None:
    change(plant, [(0, 70), (30, 81)])
    for hour in range(1, 60, 7):
        change(plant, [(60 * hour, 81)])
        assert summary(plant) == [("active", 30.0, None)]


def test_hovering_within_the_deadband_is_one_alert_and_back_inside_ends_it(plant: Store) -> None:
    for n, value in enumerate([81, 79.5, 81, 79.2, 80.5, 79.1]):
        change(plant, [(n, value)])
    assert summary(plant) == [("active", 0.0, None)]
    change(plant, [(6, 79)])
    assert summary(plant) == [("resolved", 0.0, 6.0)]
    [alert] = all_alerts(plant).to_dict("records")
    assert alert["resolved_at"] == minute(6).replace(tzinfo=None)
    assert pd.isna(alert["resolved_by"])
    assert alert["description"].endswith("Back inside after 6 min.")


def test_gone_and_come_back_is_two_alerts(plant: Store) -> None:
    change(plant, [(0, 81), (1, 70), (2, 81)])
    assert summary(plant) == [("resolved", 0.0, 1.0), ("active", 2.0, None)]


def test_priority_rises_with_distance_and_time(plant: Store) -> None:
    def now() -> tuple[str, str]:
        [alert] = all_alerts(plant).to_dict("records")
        return alert["type"], alert["priority"]

    change(plant, [(0, 81)])
    assert now() == ("predictive", "low")
    change(plant, [(60, 81)])
    assert now() == ("predictive", "medium")
    change(plant, [(480, 81)])
    assert now() == ("predictive", "high")


def test_beyond_the_critical_limit_is_an_alert_of_its_own_in_place_of_the_warning(plant: Store) -> None:
    change(plant, [(0, 70), (10, 81), (70, 84), (125, 85.5)])
    change(plant, [(126, 84.5), (135, 90), (136, 82)])
    assert summary(plant) == [("resolved", 10.0, 125.0), ("active", 125.0, None)]
    warning, critical = all_alerts(plant).to_dict("records")
    assert (warning["type"], warning["title"], warning["peak_value"]) == ("predictive", "Temperature above 80 °C", 84)
    assert warning["description"] == (
        "Farthest reading 84 °C; 2 readings beyond the limit. "
        "Beyond the critical limit after 1 h 55 min, which is an alert of its own."
    )
    # Two readings above 85, none of them the four above 80 and below: the count and the time are those of 85.
    assert (critical["type"], critical["title"], critical["peak_value"]) == ("emergency", "Temperature above 85 °C", 90)
    assert critical["description"] == (
        "Farthest reading 90 °C; 2 readings beyond the limit. "
        "Not back inside by the last reading, 11 min after the first."
    )
    change(plant, [(140, 79)])
    assert summary(plant) == [("resolved", 10.0, 125.0), ("resolved", 125.0, 140.0)]


def test_an_old_episode_uploaded_late_is_history_and_leaves_the_active_one(plant: Store) -> None:
    change(plant, [(6000, 70), (6001, 81)])
    change(plant, [(10, 70), (11, 90), (12, 90), (13, 70)])
    assert summary(plant) == [("resolved", 11.0, 13.0), ("active", 6001.0, None)]


def test_a_late_reading_can_split_or_join_alerts(plant: Store) -> None:
    change(plant, [(0, 81), (10, 81)])
    change(plant, [(5, 70)])
    assert summary(plant) == [("resolved", 0.0, 5.0), ("active", 10.0, None)]
    change(plant, remove=[5])
    assert summary(plant) == [("active", 0.0, None)]


def test_late_readings_far_back_prolong_an_alert_that_lasts(plant: Store) -> None:
    change(plant, [(0, 70), (600, 81), (900, 81)])
    before = all_alerts(plant)["id"].tolist()
    change(plant, [(300, 82)])
    assert summary(plant) == [("active", 300.0, None)]
    assert all_alerts(plant)["id"].tolist() == before


def test_a_change_hours_before_leaves_a_short_alert_alone(plant: Store) -> None:
    # The alert begins and ends within the first hour after the change that surely has a reading back inside.
    change(plant, [(0, 70), (75, 70), (370, 84), (407, 70)])
    before = all_alerts(plant)["id"].tolist()
    change(plant, remove=[75])
    assert summary(plant) == [("resolved", 370.0, 407.0)]
    assert all_alerts(plant)["id"].tolist() == before


def test_undone_readings_take_their_untouched_alert_with_them(plant: Store) -> None:
    change(plant, [(0, 70), (5, 90), (6, 70), (500, 81)])
    change(plant, remove=[5])
    assert summary(plant) == [("active", 500.0, None)]


def test_undone_readings_of_an_acknowledged_alert_resolve_it_and_say_why(plant: Store) -> None:
    change(plant, [(0, 70), (5, 90)])
    [alert] = all_alerts(plant).to_dict("records")
    alerts.move(plant, TECHNICIAN, alert["id"], "acknowledged")
    change(plant, remove=[5])
    [alert] = all_alerts(plant).to_dict("records")
    assert alert["status"] == "resolved"
    assert "removed or corrected" in alert["description"]
    assert alert["acknowledged_by"] == 7
    # It never passes for a condition that lasts: what comes later is a new alert.
    change(plant, [(300, 81)])
    assert [row[0] for row in summary(plant)] == ["resolved", "active"]


def test_the_same_upload_after_an_undo_finds_its_alert_again(plant: Store) -> None:
    change(plant, [(0, 70), (5, 90), (9, 91)])
    [alert] = all_alerts(plant).to_dict("records")
    alerts.move(plant, TECHNICIAN, alert["id"], "acknowledged")
    change(plant, remove=[5, 9])
    change(plant, [(5, 90), (9, 91)])
    assert summary(plant) == [("acknowledged", 5.0, None)]


def test_resolved_by_a_person_stays_so_until_the_readings_were_back(plant: Store) -> None:
    change(plant, [(0, 81)])
    [alert] = all_alerts(plant).to_dict("records")
    closed = alerts.move(plant, TECHNICIAN, alert["id"], "resolved", "Cooling is being cleaned")
    change(plant, [(1, 82), (2, 81)])
    assert summary(plant) == [("resolved", 0.0, None)]
    change(plant, [(3, 70), (4, 81)])
    assert summary(plant) == [("resolved", 0.0, None), ("active", 4.0, None)]
    assert plant.read(Session.row, "alerts/by_id", id=alert["id"]) == closed
    assert (closed["resolved_by"], closed["resolved_reason"]) == (7, "Cooling is being cleaned")


def test_acknowledged_stays_so_while_it_lasts_and_ends_with_the_readings(plant: Store) -> None:
    change(plant, [(0, 81)])
    [alert] = all_alerts(plant).to_dict("records")
    alerts.move(plant, TECHNICIAN, alert["id"], "acknowledged")
    change(plant, [(1, 84)])
    assert summary(plant) == [("acknowledged", 0.0, None)]
    change(plant, [(2, 70)])
    assert summary(plant) == [("resolved", 0.0, 2.0)]
    change(plant, remove=[2])
    assert summary(plant) == [("acknowledged", 0.0, None)]
    change(plant, [(3, 86)])
    assert summary(plant) == [("resolved", 0.0, 3.0), ("active", 3.0, None)]


def test_delay_and_machine_override(plant: Store) -> None:
    def slow(transaction: Transaction) -> None:
        set_limits(transaction, deadband=1, delay=120)
        row = {"sensor_type": "temperature", "equipment_id": 2, "warn_high": 90.0, "deadband": 0.0, "delay": 0.0}
        transaction.append("thresholds", pd.DataFrame([row]))

    plant.write(slow)
    change(plant, [(0, 81), (1, 81)])
    change(plant, [(0, 81), (1, 89)], machine=2)
    assert summary(plant) == []
    change(plant, [(2, 81)])
    change(plant, [(2, 91)], machine=2)
    assert summary(plant) == [("active", 0.0, None), ("active", 2.0, None)]


def test_sensors_without_limits_raise_nothing(plant: Store) -> None:
    change(plant, [(0, 1e9)], sensor="oil_level")
    assert summary(plant) == []


def test_alerts_entered_by_hand_are_never_touched(plant: Store) -> None:
    entered = alerts.create(
        plant, TECHNICIAN, equipment_id=1, type="predictive", priority="low", title=" Smells burnt ", confidence=0.4
    )
    assert entered["title"] == "Smells burnt"
    assert entered["created_by"] == 7
    change(plant, [(0, 81), (1, 70)])
    change(plant, remove=[0, 1])
    rows = all_alerts(plant).to_dict("records")
    assert [(row["title"], row["status"]) for row in rows] == [("Smells burnt", "active")]


def test_entering_checks_role_machine_and_values(plant: Store) -> None:
    right = {"equipment_id": 1, "type": "predictive", "priority": "low", "title": "x"}
    with pytest.raises(NotAllowed):
        alerts.create(plant, OPERATOR, **right)  # type: ignore[arg-type]
    for field, wrong in {"type": "odd", "priority": "urgent", "title": "  ", "confidence": 1.2}.items():
        with pytest.raises(InvalidInput) as refused:
            alerts.create(plant, TECHNICIAN, **(right | {field: wrong}))  # type: ignore[arg-type]
        assert refused.value.field == field
    with pytest.raises(NotFound, match="no machine 99"):
        alerts.create(plant, TECHNICIAN, **(right | {"equipment_id": 99}))  # type: ignore[arg-type]
    assert all_alerts(plant).empty


def test_moves_go_forward_only_and_say_who_was_faster(plant: Store) -> None:
    entered = alerts.create(plant, TECHNICIAN, equipment_id=1, type="predictive", priority="low", title="Leak")
    with pytest.raises(NotAllowed):
        alerts.move(plant, OPERATOR, entered["id"], "acknowledged")
    with pytest.raises(NotFound):
        alerts.move(plant, TECHNICIAN, 99, "acknowledged")
    with pytest.raises(InvalidInput):
        alerts.move(plant, TECHNICIAN, entered["id"], "open")
    assert alerts.move(plant, TECHNICIAN, entered["id"], "acknowledged")["acknowledged_by"] == 7
    with pytest.raises(Conflict, match="already acknowledged, by Tess"):
        alerts.move(plant, TECHNICIAN, entered["id"], "acknowledged")
    done = alerts.move(plant, TECHNICIAN, entered["id"], "resolved")
    assert done["resolved_by"] == 7
    assert done["acknowledged_at"] is not None
    with pytest.raises(Conflict, match="never goes back"):
        alerts.move(plant, TECHNICIAN, entered["id"], "active")
    audited = plant.write(lambda t: t._cursor.execute("SELECT action, user_id FROM audit_log ORDER BY id").fetchall())
    assert audited == [("create", 7), ("acknowledge", 7), ("resolve", 7)]


FACTS = ["type", "priority", "title", "description", "started_at", "ended_at", "peak_value", "status", "resolved_at"]

minutes_and_values = st.dictionaries(
    st.integers(0, 12).map(lambda n: n * 37), st.sampled_from([70.0, 79.0, 79.5, 81.0, 84.0, 90.0]), max_size=13
)


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    final=minutes_and_values.filter(bool),
    undone=minutes_and_values,
    order=st.randoms(use_true_random=False),
    delay=st.sampled_from([0.0, 2400.0]),
    off_delay=st.sampled_from([0.0, 2400.0, 9000.0]),
)
def test_any_order_of_uploads_and_undos_ends_in_the_same_alerts(
    plant: Store, final: dict[int, float], undone: dict[int, float], order: "object", delay: float, off_delay: float
) -> None:
    def from_scratch(transaction: Transaction) -> None:
        for table in ("sensor_readings", "sensor_hourly", "maintenance_alerts"):
            transaction._cursor.execute(f"DELETE FROM {table}")
        set_limits(transaction, deadband=1, delay=delay, off_delay=off_delay)

    plant.write(from_scratch)
    change(plant, final.items())
    at_once = all_alerts(plant)[FACTS]

    plant.write(from_scratch)
    steps = [*final.items(), *((n + 1, value) for n, value in undone.items())]
    order.shuffle(steps)  # type: ignore[attr-defined]
    while steps:
        size = order.randint(1, len(steps))  # type: ignore[attr-defined]
        batch, steps = steps[:size], steps[size:]
        change(plant, batch)
    if undone:
        change(plant, remove=[n + 1 for n in undone])
    pd.testing.assert_frame_equal(all_alerts(plant)[FACTS], at_once)
