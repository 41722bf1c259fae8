"""What may be the machine stays an alarm: attacks on the notes about sensors, each of which once hid one."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE, SYSTEM
from producflow.errors import Conflict
from producflow.operations import alerts, equipment, marking, readings, shelving, thresholds
from producflow.store.database import Session, Store, Transaction
from tests.audited import logged

NOW = datetime(2026, 3, 20, 10, 20, tzinfo=UTC)
FULL_HOUR = NOW.replace(minute=0)
UNITS = {"pressure": "PSI", "vibration": "mm/s", "temperature": "°C", "speed": "RPM"}
USUAL = {"pressure": (55, 0.5), "vibration": (1.1, 0.05), "temperature": (60, 0.5), "speed": (1500, 5)}


@pytest.fixture
def machine(store: Store) -> int:
    return int(equipment.create(store, COMMAND_LINE, name="Press")["id"])


def limits(store: Store, machine: int, **values: float) -> None:
    thresholds.set(store, COMMAND_LINE, sensor_type="temperature", equipment_id=machine, **values)


def usual(sensor: str, count: int = 1200, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(*USUAL[sensor], count)


def read(store: Store, machine: int, minutes: int = 10, end: datetime = FULL_HOUR, **sensors: np.ndarray) -> None:
    """Readings of sensors, the last one so many minutes before the end."""
    for name, values in sensors.items():
        times = pd.date_range(end=end - timedelta(minutes=minutes), periods=len(values), freq=f"{minutes}min")
        frame = pd.DataFrame({"timestamp": times, "value": values}).dropna()
        frame = frame.assign(equipment_id=machine, sensor_type=name, unit=UNITS[name])
        readings.add(store, COMMAND_LINE, frame)


def corrected(store: Store, machine: int, sensor: str, how: str) -> None:
    """As an upload corrects readings."""
    touched = pd.DataFrame({"first": [NOW - timedelta(days=9)], "last": [NOW]})
    touched = touched.assign(equipment_id=machine, sensor_type=sensor)

    def work(transaction: Transaction) -> None:
        transaction.composed(
            f"UPDATE sensor_readings SET value = {how} AND sensor_type = $sensor RETURNING id", sensor=sensor
        )
        readings.refresh(transaction, touched)

    store.write(work)


def suppressed(store: Store) -> list[str | None]:
    filters = dict.fromkeys(("priority", "machines", "state", "status"))
    found = store.read(Session.frame, "alerts/page", **filters, skip=0, limit=99)
    return found.astype({"suppressed_by": "object"}).replace({np.nan: None})["suppressed_by"].tolist()


def with_zeros(begin: int, end: int | None) -> np.ndarray:
    values = usual("pressure")
    values[begin:end] = 0
    return values


@pytest.mark.long
@pytest.mark.parametrize("end", [-60, None])
def test_a_machine_s_only_sensor_that_falls_to_zero_stays_an_alarm(store: Store, machine: int, end: int | None) -> None:
    read(store, machine, pressure=with_zeros(-120, end))
    marking.mark(store, NOW)
    assert suppressed(store) == [None], "nobody knows whether the hose burst"


@pytest.mark.long
def test_a_fall_to_zero_beside_nothing_but_a_temperature_stays_an_alarm(store: Store, machine: int) -> None:
    read(store, machine, pressure=with_zeros(-120, -114), temperature=usual("temperature"))
    marking.mark(store, NOW)
    assert suppressed(store) == [None], "a motor stays warm for an hour whatever happens"


def test_a_machine_that_tripped_keeps_its_alarm_although_it_stands_now_and_then(store: Store, machine: int) -> None:
    """It stands for half a day each week with its pressure held; now a hose bursts, and it trips."""
    shaken = usual("vibration")
    shaken[-400:-330] = shaken[-119:-60] = 0.05
    read(store, machine, pressure=with_zeros(-120, -60), vibration=shaken)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


def test_a_pressure_that_is_gone_stays_an_alarm_while_it_is_gone(store: Store, machine: int) -> None:
    """A pump that lost its prime runs as smoothly as ever."""
    read(store, machine, pressure=with_zeros(-120, None), vibration=usual("vibration"))
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


@pytest.mark.long
def test_a_cold_room_that_freezes_stays_an_alarm(store: Store, machine: int) -> None:
    """Whole degrees: 3, 3, 4, 3 and then 0 is no broken wire."""
    limits(store, machine, warn_low=2, crit_low=1)
    cold = np.where(np.arange(1200) % 7 == 0, 4.0, 3.0)
    cold[-30:] = 0
    read(store, machine, temperature=cold)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


def test_a_pump_that_comes_back_cold_after_days_stays_an_alarm(store: Store, machine: int) -> None:
    limits(store, machine, warn_low=5, crit_low=2)
    warm = usual("temperature")
    warm[-400:-40] = np.nan
    warm[-40:] = 0
    read(store, machine, temperature=warm)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


def test_half_an_hour_of_real_heat_is_no_single_reading(store: Store, machine: int) -> None:
    hot = usual("temperature")
    hot[[-300, -299]] = 92, 95
    read(store, machine, 15, temperature=hot, speed=usual("speed"))
    marking.mark(store, NOW)
    assert suppressed(store) == [None] * len(suppressed(store))
    assert len(suppressed(store)) == 1


@pytest.mark.long
def test_a_far_reading_of_a_machine_s_only_sensor_stays_an_alarm(store: Store, machine: int) -> None:
    surge = usual("pressure")
    surge[-300] = 90
    read(store, machine, pressure=surge)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


@pytest.mark.long
def test_two_sensors_that_rise_together_stay_alarms(store: Store, machine: int) -> None:
    """The second one by less than what is called far of it."""
    surge, shaken = usual("pressure"), usual("vibration")
    surge[-300], shaken[-300] = 90, 1.1 + 6 * 0.05
    read(store, machine, pressure=surge, vibration=shaken)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


def test_knocks_that_come_again_are_the_bearing_s(store: Store, machine: int) -> None:
    knocks = usual("vibration")
    knocks[[-700, -620, -500, -440, -300, -200]] = 2.8
    read(store, machine, vibration=knocks, speed=usual("speed"))
    marking.mark(store, NOW)
    assert suppressed(store) == [None] * 6


def test_a_real_rise_to_what_another_unit_would_show_stays_an_alarm(store: Store, machine: int) -> None:
    """60 °C are 140 °F, and a machine that overheats gets there in an hour."""
    hot = usual("temperature")
    hot[-90:-84] = np.linspace(70, 135, 6)
    hot[-84:] += 80
    read(store, machine, temperature=hot, speed=usual("speed"))
    marking.mark(store, NOW)
    assert suppressed(store) == [None] * len(suppressed(store))


def test_a_pressure_that_falls_to_what_it_would_be_in_bar_stays_an_alarm_where_nothing_else_is_known(
    store: Store, machine: int
) -> None:
    low = usual("pressure")
    low[-90:] = 3.8 + (low[-90:] - 55) / 14.5
    read(store, machine, pressure=low)
    marking.mark(store, NOW)
    assert suppressed(store) == [None]


@pytest.mark.long
def test_another_unit_that_is_corrected_hides_nothing_afterwards(store: Store, machine: int) -> None:
    values = usual("temperature")
    stated = values.copy()
    stated[-90:] = values[-90:] * 1.8 + 32
    read(store, machine, temperature=stated, speed=usual("speed"))
    marking.mark(store, NOW)
    assert suppressed(store) == ["sensor"]
    corrected(store, machine, "temperature", "(value - 32) / 1.8 WHERE value > 100")
    late = NOW + timedelta(hours=30)
    hot = np.full(12, 60.0)
    hot[6:] = 120
    read(store, machine, end=late.replace(minute=0), temperature=hot)
    marking.mark(store, late)
    marking.mark_begun(store, late)
    shelving.follow(store, COMMAND_LINE, late)
    assert None in suppressed(store)


@pytest.mark.long
def test_a_reading_between_two_zeros_that_can_be_believed_is_not_hidden_until_the_next_hour(
    store: Store, machine: int
) -> None:
    """Temperature: the only one whose zeros are the sensor's at once."""
    limits(store, machine, warn_low=10, crit_low=5, warn_high=80, crit_high=85)
    gone = usual("temperature")
    gone[-60:] = 0
    read(store, machine, temperature=gone, speed=usual("speed"))
    marking.mark(store, NOW)
    assert suppressed(store) == ["sensor"]
    read(store, machine, 1, NOW, temperature=np.array([2.0, 0.0, 0.0]))
    shelving.follow(store, COMMAND_LINE, NOW)
    assert suppressed(store) == [None]


def test_one_that_a_person_opens_again_needs_attention(store: Store, machine: int) -> None:
    far = usual("pressure")
    far[-300] = 400
    read(store, machine, pressure=far, vibration=usual("vibration"))
    marking.mark(store, NOW)
    assert suppressed(store) == ["sensor"]
    alerts.reopen(store, SYSTEM, 1, "It was a surge: the gauge at the pump showed it too.")
    marking.mark(store, NOW + timedelta(hours=1))
    shelving.follow(store, COMMAND_LINE, NOW)
    [alert] = store.read(Session.rows, "alerts/open", machines=None)
    assert (alert["state"], alert["suppressed_by"]) == ("unacknowledged", None)


def far_reading(store: Store, machine: int) -> int:
    """Its note."""
    far = usual("pressure")
    far[-300] = 400
    read(store, machine, pressure=far, vibration=usual("vibration"))
    marking.mark(store, NOW)
    assert suppressed(store) == ["sensor"]
    [stretch] = store.read(Session.rows, "sensor_faults/of_machines", machines=[machine], since=None)
    return int(stretch["id"])


@pytest.mark.long
def test_what_a_person_holds_to_be_the_machine_s_is_an_alarm_until_they_take_it_back(
    store: Store, machine: int
) -> None:
    note = far_reading(store, machine)
    after = marking.believe(store, SYSTEM, note, believed=True)
    assert (after["explains"], after["left_out"]) == (False, False)
    assert suppressed(store) == [None]
    marking.mark(store, NOW + timedelta(hours=1))
    store.write(lambda transaction: transaction.run("sensor_faults/looked", equipment_id=machine, until=NOW))
    marking.mark(store, NOW + timedelta(hours=2))
    assert suppressed(store) == [None], "the clock does not overrule a person"
    with pytest.raises(Conflict, match="held to be the machine's already"):
        marking.believe(store, SYSTEM, note, believed=True)
    marking.believe(store, SYSTEM, note, believed=False)
    assert suppressed(store) == ["sensor"]
    with pytest.raises(Conflict, match="Nobody has said"):
        marking.believe(store, SYSTEM, note, believed=False)
    assert [entry["action"] for entry in logged(store, entity="sensor_faults")] == ["doubt", "believe"]
