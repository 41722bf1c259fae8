"""Faults of a sensor, which say nothing of its machine."""

import numpy as np

from producflow.domain.predictions.looks import looks_at
from producflow.domain.predictions.sensor_faults import DROPOUT, SPIKE, STUCK, Fault, faults

HISTORY = 400


def found(values: np.ndarray) -> tuple[np.ndarray, list[Fault]]:
    return faults(values, HISTORY, looks_at(values[:HISTORY], np.arange(HISTORY, dtype=np.int64)))


def readings() -> np.ndarray:
    return np.random.default_rng(4).normal([20, 50], size=(900, 2))


def test_readings_that_are_what_they_are_have_no_fault() -> None:
    left_out, said = found(readings())
    assert not left_out.any()
    assert said == []


def test_a_zero_reached_in_one_step_is_a_dropout() -> None:
    values = readings()
    values[500:540, 0] = 0
    left_out, said = found(values)
    assert said[0] == Fault(0, DROPOUT, 500, 540)
    assert left_out[500:540, 0].all()
    assert not left_out[:, 1].any()


def test_a_machine_that_stands_drops_no_sensor() -> None:
    values = readings()
    values[500:520] = 0
    assert [each.kind for each in found(values)[1]] == []


def test_a_value_that_sinks_to_zero_is_the_machine_s() -> None:
    values = readings()
    values[500:600, 0] = np.linspace(20, 0, 100)
    values[600:640, 0] = 0
    assert DROPOUT not in {each.kind for each in found(values)[1]}


def test_a_sensor_that_repeats_itself_is_stuck_once_that_is_plain() -> None:
    values = readings()
    values[500:700, 1] = values[500, 1]
    left_out, said = found(values)
    (fault,) = said
    assert (fault.sensor, fault.kind, fault.end) == (1, STUCK, 700)
    assert fault.begin == 500 + 3 * 16, "three looks of sixteen rows"
    assert not left_out[500 : fault.begin].any()


def test_a_sensor_that_always_stood_still_is_not_stuck() -> None:
    values = readings()
    values[:, 1] = 45
    assert found(values)[1] == []


def test_a_single_far_reading_is_a_spike_and_several_are_not() -> None:
    values = readings()
    values[500, 0] = 90
    values[700:740:4, 1] = 150
    left_out, said = found(values)
    assert said == [Fault(0, SPIKE, 500, 501)]
    assert not left_out.any(), "that it was one is known only afterwards"
