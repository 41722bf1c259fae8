"""Sensors that cannot be believed are told of beside their machine, and raise no alert about it by that."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.domain.thresholds import Limits
from producflow.operations import equipment, marking, readings, shelving, thresholds
from producflow.reports import equipment as equipment_report
from producflow.reports.alarm_load import alarm_load
from producflow.reports.limit_replay import replay
from producflow.reports.sensor_health import SensorNote, sensor_notes
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import predictions
from producflow.ui.equipment import machine as page

NOW = datetime(2026, 3, 20, 10, 20, tzinfo=UTC)
FULL_HOUR = NOW.replace(minute=0)
SENSORS = ("motor temperature 1", "motor temperature 2", "motor temperature 3")


@pytest.fixture
def machine(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="Press")["id"])


def read(
    store: Store, machine: int, name: str, values: np.ndarray, minutes: int = 30, *, unit: str = "°C"
) -> pd.DatetimeIndex:
    """Readings up to the full hour; the last value is the newest."""
    times = pd.date_range(end=FULL_HOUR - timedelta(minutes=minutes), periods=len(values), freq=f"{minutes}min")
    frame = pd.DataFrame({"timestamp": times, "value": values})
    readings.add(store, COMMAND_LINE, frame.assign(equipment_id=machine, sensor_type=name, unit=unit))
    return times


def level(count: int, seed: int, middle: float = 60, spread: float = 0.5) -> np.ndarray:
    return np.random.default_rng(seed).normal(middle, spread, count)


def told(store: Store, machine: int) -> list[SensorNote]:
    marking.mark(store, NOW)
    return list(sensor_notes(store, machine, FULL_HOUR))


def test_healthy_sensors_and_a_machine_that_stands_say_nothing(store: Store, machine: int) -> None:
    for seed, name in enumerate(SENSORS):
        values = level(900, seed)
        values[-10:] = 0  # all of them together
        read(store, machine, name, values)
    assert told(store, machine) == []
    assert marking.mark(store, NOW) == marking.Marked(0, 0), "once looked at, nothing is looked at again"


def test_one_that_is_stuck_and_one_that_drifts_are_told_of_and_no_alert_is_raised(store: Store, machine: int) -> None:
    one, two, three = (level(900, seed) for seed in range(3))
    one[-200:] = 60.25
    three[-170:] += 12  # three days and more
    times = read(store, machine, SENSORS[0], one)
    read(store, machine, SENSORS[1], two)
    read(store, machine, SENSORS[2], three)
    stuck, drifts = told(store, machine)
    assert (stuck.sensor_type, stuck.kind, stuck.until) == (SENSORS[0], "stuck", None)
    assert stuck.since > times[-200]  # once it is plain
    assert "60.25" in stuck.words
    assert (drifts.sensor_type, drifts.kind) == (SENSORS[2], "drift")
    assert "°C above where it was against its siblings" in drifts.words
    assert store.read(Session.value, "alerts/by_id", id=1) is None


def test_a_change_of_unit_and_single_far_readings_are_told_of(store: Store, machine: int) -> None:
    values = level(900, 7)
    values[-60:] = values[-60:] * 1.8 + 32
    times = read(store, machine, SENSORS[0], values)
    far = level(900, 8)
    far[[700, 800]] = 200
    read(store, machine, SENSORS[1], far)
    unit, spikes = told(store, machine)
    assert (unit.kind, unit.since) == ("unit", times[-60].floor("h"))
    assert "°f" in unit.words
    assert (spikes.kind, spikes.words) == ("spike", "showed 2 single readings far from all others, the last of 200")


def test_a_source_whose_clock_was_reset_is_told_of(store: Store, machine: int) -> None:
    came = pd.date_range(end=FULL_HOUR - timedelta(minutes=1), periods=12, freq="min")
    frame = pd.DataFrame({"timestamp": came - timedelta(days=400), "created_at": came, "value": 60.0})
    frame = frame.assign(equipment_id=machine, sensor_type=SENSORS[0], unit="°C", status="normal")
    store.write(lambda transaction: transaction.append("sensor_readings", frame))
    hours = pd.DataFrame({"hour": [came[0].floor("h") - timedelta(days=400)], "n": 12, "total": 720.0})
    hours = hours.assign(equipment_id=machine, sensor_type=SENSORS[0], minimum=60.0, maximum=60.0)
    counts = {"n_warning": 0, "n_critical": 0, "n_unknown": 0}
    store.write(lambda transaction: transaction.append("sensor_hourly", hours.assign(**counts)))
    latest = frame.tail(1)[["equipment_id", "sensor_type", "timestamp", "value", "unit", "status"]]
    store.write(lambda transaction: transaction.append("sensor_latest", latest))
    [clock] = told(store, machine)
    stamped = came - timedelta(days=400)
    assert (clock.kind, clock.since, clock.until) == ("clock", stamped[2], stamped[-1])
    assert clock.words == "states times 400 days behind: the clock of its source was reset"


def alerts(store: Store) -> pd.DataFrame:
    filters = dict.fromkeys(("priority", "machines", "state", "status"))
    found = store.read(Session.frame, "alerts/page", **filters, skip=0, limit=9)
    return found.astype({"suppressed_by": "object"}).replace({np.nan: None})


def press(store: Store, machine: int, pressure: np.ndarray, vibration: np.ndarray | None = None) -> pd.DatetimeIndex:
    """Pressure has limits from 45 to 65 PSI and deadband 0.5."""
    still = level(len(pressure), 5, 1.1, 0.05)
    read(store, machine, "vibration", still if vibration is None else vibration, 10, unit="mm/s")
    return read(store, machine, "pressure", pressure, 10, unit="PSI")


@pytest.mark.long
def test_a_sensor_that_dropped_out_raises_no_alert_about_its_machine(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[-120:-60] = 0
    press(store, machine, pressure)
    [before] = alerts(store).to_dict("records")
    assert (before["state"], before["suppressed_by"]) == ("returned", None), "or it was no alarm before"
    assert marking.mark(store, NOW) == marking.Marked(1, 1)
    [after] = alerts(store).to_dict("records")
    assert (after["id"], after["state"], after["suppressed_by"]) == (before["id"], "resolved", "sensor")
    assert after["description"] == before["description"], "nothing is rewritten"
    [note] = sensor_notes(store, machine, FULL_HOUR)
    assert (note.kind, note.doubtful) == ("dropout", False)
    assert marking.mark(store, NOW + timedelta(hours=1)).explained == 0
    load = alarm_load(store, View(NOW.date() - timedelta(days=10), NOW.date()), NOW)
    assert (len(load.alarms), load.quiet["id"].tolist()) == (0, [after["id"]])


def test_what_it_says_then_is_left_out_of_levels_and_of_limits_that_are_tried(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[-120:-60] = 0
    press(store, machine, pressure)
    tried = Limits(warn_low=50, crit_low=45)
    before = replay(store, machine, "pressure", tried, NOW)
    assert (before.tried.alarms, before.left_out) == (1, 0)
    marking.mark(store, NOW)
    after = replay(store, machine, "pressure", tried, NOW)
    assert (after.tried.alarms, after.left_out, after.readings) == (0, 60, 1200)
    assert after.sentence.startswith("0 alarms instead of 0 (60 readings that could not be believed left out).")
    no_stops = pd.DataFrame({"equipment_id": [0], "started_at": [NOW], "ended_at": [NOW]})
    means = store.read(predictions.means, [machine], 6, NOW - timedelta(days=30), NOW, no_stops)
    levels = means[means["sensor_type"] == "pressure"]
    assert levels["left_out"].sum() == 60
    assert levels["value"].min() > 54, "an hour with any of them is left out"


def add(store: Store, machine: int, times: pd.DatetimeIndex, **sensors: np.ndarray) -> None:
    """Readings of vibration, and of pressure or temperature."""
    for name, values in sensors.items():
        unit = {"pressure": "PSI", "temperature": "°C", "vibration": "mm/s"}[name]
        frame = pd.DataFrame({"timestamp": times, "value": values, "sensor_type": name, "unit": unit})
        readings.add(store, COMMAND_LINE, frame.assign(equipment_id=machine))


@pytest.mark.long
def test_a_pressure_that_is_gone_is_an_alert_until_it_is_back_in_one_step(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[-3:] = 0  # half an hour, as when a hose bursts
    press(store, machine, pressure)
    marking.mark(store, NOW)
    [note] = sensor_notes(store, machine, FULL_HOUR)
    assert note.doubtful
    later = pd.date_range(FULL_HOUR, periods=12, freq="10min")
    add(store, machine, later, pressure=np.zeros(12), vibration=level(12, 6, 1.1, 0.05))
    marking.mark(store, NOW + timedelta(hours=2))
    assert alerts(store)["suppressed_by"].isna().all(), "a pump that lost its prime runs on as smoothly as ever"
    back = pd.date_range(FULL_HOUR + timedelta(hours=2), periods=6, freq="10min")
    add(store, machine, back, pressure=level(6, 7, 55), vibration=level(6, 8, 1.1, 0.05))
    marking.mark(store, NOW + timedelta(hours=3))
    [alert] = alerts(store).to_dict("records")
    assert (alert["state"], alert["suppressed_by"]) == ("resolved", "sensor")


@pytest.mark.long
def test_a_temperature_that_is_gone_is_an_alarm_again_with_the_first_bad_reading(store: Store, machine: int) -> None:
    thresholds.set(store, COMMAND_LINE, sensor_type="temperature", equipment_id=machine, crit_low=30.0)
    times = pd.date_range(end=FULL_HOUR - timedelta(minutes=10), periods=1200, freq="10min")
    warm = level(1200, 3)
    warm[-30:] = 0
    add(store, machine, times, temperature=warm, vibration=level(1200, 5, 1.1, 0.05))
    marking.mark(store, NOW)
    [alert] = alerts(store).to_dict("records")
    assert (alert["state"], alert["suppressed_by"]) == ("suppressed", "sensor")
    assert equipment_report.conditions_known(store, NOW)["condition"].tolist() == ["normal"]
    rows = equipment_report.machine(store, machine, NOW).readings_of(machine)
    assert page._silent(rows) == ["Left out, since it cannot be believed: temperature; see the sensor notes."]
    add(store, machine, pd.DatetimeIndex([NOW]), temperature=np.array([20.0]))
    shelving.follow(store, COMMAND_LINE, NOW)
    [alert] = alerts(store).to_dict("records")
    assert (alert["state"], alert["suppressed_by"]) == ("unacknowledged", None)
    assert equipment_report.conditions_known(store, NOW)["condition"].tolist() == ["critical"]
    marking.mark(store, NOW + timedelta(hours=1))
    assert alerts(store)["suppressed_by"].isna().all(), "one of its readings is believed"


def test_a_machine_that_stands_or_does_not_run_on_keeps_its_alert(store: Store, machine: int) -> None:
    pressure, vibration = level(1200, 3, 55), level(1200, 5, 1.1, 0.05)
    pressure[-120:], vibration[-120:] = 0, 0.2
    press(store, machine, pressure, vibration)
    marking.mark(store, NOW)
    [alert] = alerts(store).to_dict("records")
    assert (alert["state"], alert["suppressed_by"]) == ("unacknowledged", None)


def test_single_far_readings_and_another_unit_raise_none_either(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[[-400, -300]] = 400
    pressure[-90:] = pressure[-90:] / 14.503773773020923  # bar, stated as PSI
    press(store, machine, pressure)
    assert len(alerts(store)) == 3
    marking.mark(store, NOW)
    assert alerts(store)["suppressed_by"].tolist() == ["sensor"] * 3


def test_what_is_high_in_the_other_unit_too_stays_an_alert(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[-90:] = pressure[-90:] / 14.503773773020923
    pressure[-1] = 70 / 14.503773773020923
    press(store, machine, pressure)
    marking.mark(store, NOW)
    assert [note.kind for note in sensor_notes(store, machine, FULL_HOUR)] == ["unit"]
    assert alerts(store)["suppressed_by"].isna().all()


def test_a_reading_that_was_false_and_is_corrected_is_noted_no_more(store: Store, machine: int) -> None:
    pressure = level(1200, 3, 55)
    pressure[-300] = 400
    times = press(store, machine, pressure)
    marking.mark(store, NOW)
    assert len(sensor_notes(store, machine, FULL_HOUR)) == 1
    store.write(lambda transaction: transaction.run("sensor_faults/looked", equipment_id=machine, until=NOW))
    removed = {"machine": machine, "at": times[-300].to_pydatetime()}
    store.write(
        lambda transaction: transaction.composed(
            "DELETE FROM sensor_readings WHERE equipment_id = $machine AND timestamp = $at RETURNING id", **removed
        )
    )
    marking.mark(store, NOW + timedelta(hours=2))
    assert sensor_notes(store, machine, FULL_HOUR) == ()
