"""Smaller losses, each worked out by hand: one machine rated at two units a minute, 400 minutes of run time."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import scenario

MACHINES = pd.DataFrame(
    {
        "equipment_id": [1, 2],
        "inspected_output": [600.0, 300.0],
        "defect_quantity": [60.0, 0.0],
        "run_minutes": [400.0, 300.0],
        "capacity": [960.0, None],
    }
).set_index("equipment_id")


def part(kind: str, *rows: tuple[int, float, float, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "minutes", "defects", "money"])
    return frame.assign(kind=kind).astype({"minutes": "float64", "defects": "float64", "money": "float64"})


def test_half_the_downtime_is_run_at_the_machines_own_rate() -> None:
    # 40 minutes won: the first machine made 540 good units in 400 minutes, the second 300 in 300 (with 20 minutes won).
    found = scenario.smaller(part("downtime", (1, 80, 0, 80), (2, 40, 0, 40)), MACHINES, 50)
    assert found.hours == 1.0
    assert found.units == pytest.approx(40 * 540 / 400 + 20 * 1.0)
    assert (found.money, found.without_rate) == (60.0, 0)
    assert found.assumptions[0] == scenario.AT_OWN_RATE


def test_less_speed_loss_is_run_at_rated_speed() -> None:
    # 400 minutes of run time for 300 rated minutes of output: 100 lost. A quarter is 50 units, nine tenths good.
    found = scenario.smaller(part("speed", (1, 100, 0, 100)), MACHINES, 25)
    assert found.hours == pytest.approx(25 / 60)
    assert (found.units, found.money) == (45.0, 25.0)


def test_fewer_rejects_are_good_units() -> None:
    found = scenario.smaller(part("quality", (1, 30, 60, 120)), MACHINES, 50)
    assert (found.hours, found.units, found.money) == (0.25, 30.0, 60.0)


def test_what_nobody_knows_is_missing_and_counted() -> None:
    unknown = MACHINES.assign(run_minutes=[400.0, 0.0])
    found = scenario.smaller(part("downtime", (1, 80, 0, None), (2, 40, 0, None)), unknown, 100)
    assert found.units == pytest.approx(80 * 540 / 400)
    assert found.without_rate == 1
    assert math.isnan(found.money)


@given(st.floats(0, 1e4), st.floats(1, 100))
def test_it_grows_with_the_percentage(minutes: float, percentage: float) -> None:
    rows = part("downtime", (1, minutes, 0, minutes))
    some, everything = (scenario.smaller(rows, MACHINES, share) for share in (percentage, 100.0))
    for name in ("hours", "units", "money"):
        assert getattr(some, name) == pytest.approx(percentage / 100 * getattr(everything, name))
