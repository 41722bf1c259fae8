"""Changes between periods: per reported shift where fewer reported, real only where chance does not bring as much."""

import time
from collections.abc import Callable

import pandas as pd
import pytest

from producflow.domain import change
from producflow.domain.change import Change, Periods
from producflow.domain.comparison import NOT_SHOWN, REAL, TOO_LITTLE

SHIFTS = ("morning", "afternoon", "night")
Figure = Callable[[int, int], float]


def rows(figure: Figure, *, machines: int = 2, days: int = 7, column: str = "efficiency_percentage") -> pd.DataFrame:
    """One row per machine, day and shift; ``figure`` takes the machine and the number of the machine-shift."""
    found = [
        (machine, day, shift, figure(machine, 3 * day + n))
        for machine in range(machines)
        for day in range(days)
        for n, shift in enumerate(SHIFTS)
    ]
    return pd.DataFrame(found, columns=["equipment_id", "place", "shift", column])


@pytest.mark.parametrize(
    ("shifts_before", "shifts_now", "adds_up", "against"),
    [
        (42, 42, True, 1000.0),
        (28, 42, True, 1500.0),  # as many units a shift, and half as many shifts again
        (28, 42, False, 1000.0),  # a ratio does not grow with the number of shifts
        (0, 42, True, 1000.0),
        (42, 0, True, 1000.0),
    ],
)
def test_what_adds_up_is_measured_per_reported_shift(
    shifts_before: int, shifts_now: int, adds_up: bool, against: float
) -> None:
    found = Change(1000.0, 1495.0, shifts_before, shifts_now, adds_up)
    assert found.measured_against == against
    assert found.amount == 1495.0 - against


@pytest.mark.parametrize(("before", "now"), [(None, 1.0), (1.0, None), (float("nan"), 1.0), (1.0, float("nan"))])
def test_what_is_missing_has_no_change(before: float | None, now: float | None) -> None:
    found = Change(before, now)
    assert found.amount is None
    assert not found.real
    assert Periods(rows(lambda *_: 1.0), rows(lambda *_: 1.0)).verdict("efficiency_percentage", found.amount) == (
        change.UNTESTED
    )


def swinging(middle: float) -> Figure:
    """Up and down by six, in another rhythm on each machine and in each period."""
    return lambda machine, n: middle + (-6, 1, 5, -3, 6, -4, 2)[(n + int(middle) + 2 * machine) % 7]


def test_a_fall_in_nearly_every_shift_is_real() -> None:
    before, now = rows(swinging(90)), rows(swinging(70))
    assert Periods(before, now).verdict("efficiency_percentage", -20.0) == REAL


def test_shifts_that_go_up_and_down_are_noise() -> None:
    before, now = rows(swinging(90)), rows(swinging(91))
    shown = float(now["efficiency_percentage"].mean() - before["efficiency_percentage"].mean())
    assert Periods(before, now).verdict("efficiency_percentage", shown) == NOT_SHOWN


def test_a_few_shifts_are_too_little() -> None:
    before, now = rows(swinging(90), days=1, machines=3), rows(swinging(10), days=1, machines=3)  # nine pairs, of ten
    assert Periods(before, now).verdict("efficiency_percentage", -80.0) == TOO_LITTLE


def test_a_rise_that_comes_from_which_machines_ran_is_none_of_theirs() -> None:
    """Each machine makes less than before, and the mean rises, because the slow one has stopped reporting."""
    before, now = (
        rows(lambda machine, n: (10 if machine == 0 else 100) + n % 3, column="output_quantity"),
        rows(lambda machine, n: (10 if machine == 0 else 90) + n % 3, column="output_quantity"),
    )
    now = now[now["equipment_id"] == 1]
    made = [float(each["output_quantity"].sum()) for each in (before, now)]
    found = Change(made[0], made[1], len(before), len(now), adds_up=True)
    assert found.amount is not None
    assert found.amount > 0
    assert Periods(before, now).verdict("output_quantity", found.amount) == NOT_SHOWN


def counted(rejects: Callable[[int], int]) -> pd.DataFrame:
    return rows(lambda *_: 0.0).assign(
        inspected_output=1000, defect_quantity=lambda found: [rejects(n) for n in range(len(found))]
    )


def test_defect_rates_are_tested_with_days_that_differ() -> None:
    """From 20 to 21 in a thousand is within what single shifts do (10 to 30); from 20 to 40 is not."""
    wide = (-10, 10, 0, 8, -8, 3, -3)
    before, same, worse = (
        counted(lambda n, middle=middle: middle + wide[n % 7])  # type: ignore[misc]
        for middle in (20, 21, 40)
    )
    assert Periods(before, same).verdict("defect_rate", 0.1) == NOT_SHOWN
    assert Periods(before, worse).verdict("defect_rate", 2.0) == REAL


def of_many(machines: int, of_machine: Callable[[int], int]) -> tuple[Periods, Periods]:
    """Many machines in two periods, some of them worse in the second; and the same of the second machine alone."""

    def period(by: int) -> pd.DataFrame:
        found = rows(lambda machine, n: swinging(90 - by * of_machine(machine))(machine, n), machines=machines)
        rejects = [20 + by * of_machine(machine) + (7 * n) % 9 for n, machine in enumerate(found["equipment_id"])]
        return found.assign(inspected_output=1000, defect_quantity=rejects)

    before, now = period(0), period(1)
    return Periods(before, now), Periods(before[before["equipment_id"] == 1], now[now["equipment_id"] == 1])


@pytest.mark.parametrize(("worse", "said"), [(40, REAL), (0, NOT_SHOWN)])
@pytest.mark.parametrize(("figure", "sign"), [("efficiency_percentage", -1), ("defect_rate", 1)])
def test_one_machine_of_many_is_judged_as_if_it_were_alone(worse: int, said: str, figure: str, sign: int) -> None:
    many, alone = of_many(5, lambda machine: worse if machine == 1 else 0)
    assert many.verdict(figure, float(sign * max(worse, 1)), 1) == said
    assert alone.verdict(figure, float(sign * max(worse, 1))) == said
    assert many.verdict(figure, float(sign), 2) == NOT_SHOWN
    assert many.reported(1) == alone.reported() == (21, 21)


def test_many_machines_are_judged_in_little_more_time_than_few() -> None:
    """With two hundred machines, the first screen took six seconds of which five went here."""

    def judged(machines: int) -> float:
        periods, _ = of_many(machines, lambda machine: machine % 2)
        began = time.process_time()
        for machine in range(machines):
            for figure in ("efficiency_percentage", "defect_rate"):
                periods.verdict(figure, 1.0, machine)
        return time.process_time() - began

    judged(2)
    assert judged(100) < 15 * min(judged(2) for _ in range(3))


def test_days_are_numbered_from_the_first() -> None:
    found = change.placed(
        pd.DataFrame({"date": pd.to_datetime(["2026-03-02", "2026-03-04"])}), pd.Timestamp("2026-03-02")
    )
    assert found["place"].tolist() == [0, 2]
