"""The answer in words: each sentence by hand, from figures made up for it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from producflow.domain.causes import LATE, STOP, Cause, Evidence
from producflow.domain.change import Change
from producflow.domain.comparison import NOT_SHOWN, REAL
from producflow.domain.goals import MET, MISSED, WITHIN_NOISE, Goal
from producflow.reports import sentences
from producflow.reports.now import Now, Standing
from producflow.reports.sentences import Told

AT = datetime(2026, 11, 29, 12, 11, tzinfo=UTC)
QUIET = Standing(1, "Press", "running", None, None, None, None, None, None, None, None, Cause(False, ()), None, 941)
HOT = replace(
    QUIET,
    name="Molding #1",
    state="critical",
    since=pd.Timestamp("2026-11-28 21:35", tz="UTC"),
    sensor_type="temperature",
    unit="°C",
    value=88.69,
    bound=85.0,
    cause=Cause(
        True,
        (
            Evidence(LATE, "Check heater bands", "job 6 days late, “Check heater bands”"),
            Evidence(STOP, "Heater fault", "stop on 22 Nov, Heater fault"),
        ),
    ),
)


def plant(*machines: Standing, timezone: str = "Europe/Berlin") -> Now:
    return Now(AT, timezone, machines)


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (HOT, "Molding #1 is too hot: 88.69 °C, limit 85"),
        (replace(HOT, value=4.0, bound=5.0), "Molding #1 is too cold: 4 °C, limit 5"),
        (replace(HOT, sensor_type="pressure", unit="PSI", value=47.87, bound=50.0),
         "Molding #1 has too little pressure: 47.87 PSI, limit 50"),
        (replace(HOT, sensor_type="motor_current", unit="A", value=12.0, bound=10.0),
         "Molding #1 has too high motor current: 12 A, limit 10"),
        (replace(HOT, bound=None), "Molding #1 is too hot: 88.69 °C"),
        (replace(QUIET, state="stopped", stop="Tool breakage"), "Press stands: Tool breakage"),
        (replace(QUIET, state="warning", alert="Oil low"), "Press has an alert: Oil low"),
        (replace(QUIET, state="warning"), "Press is reported as warning"),
    ],
)  # fmt: skip
def test_the_title_says_what_is_wrong_with_the_gravest_machine(machine: Standing, told: str) -> None:
    assert sentences.headline(plant(machine, QUIET)) == told


def test_a_machine_that_gives_no_sign_is_not_called_fine() -> None:
    silent = replace(QUIET, state="unknown")
    assert sentences.headline(plant(silent, QUIET)) == "Press gives no sign"
    assert sentences.headline(plant(silent, silent, QUIET)) == "2 machines give no sign"
    several = [replace(silent, name=name) for name in ("Arm", "Belt", "Oven", "Saw")]
    assert sentences.of_now(plant(*several)) == (
        "No recent reading, and no report of the last shift: Arm, Belt, Oven and 1 more."
    )
    assert sentences.headline(plant(replace(silent, due=False))) == "No machine needs attention"


def test_the_title_of_a_quiet_plant_and_of_an_empty_one() -> None:
    assert sentences.headline(plant(QUIET)) == "No machine needs attention"
    assert sentences.headline(plant()) == "No machine is known yet"
    assert sentences.of_now(plant(QUIET)) == "1 machine, none beyond a limit, stopped or with a grave alert."


def test_now_says_since_when_by_the_plants_clock_why_and_who_else() -> None:
    others = [replace(HOT, name=name) for name in ("Arm", "Belt", "Saw", "Oven")]
    # 21:35 UTC is 22:35 in Berlin, where it is 13:11 on the next day by now
    assert sentences.of_now(plant(HOT, *others, QUIET)) == (
        "Limit crossed at 22:35 on 28 Nov, 14 h 36 min ago. Likely cause: job 6 days late, “Check heater bands”; "
        "stop on 22 Nov, Heater fault. Also Arm, Belt and 2 more."
    )
    unsure = replace(HOT, cause=Cause(False, HOT.cause.evidence[1:]), since=pd.Timestamp(AT))
    assert sentences.of_now(plant(unsure)) == (
        "Limit crossed at 13:11, 0 min ago. No cause is named; nearest: stop on 22 Nov, Heater fault."
    )
    stopped = replace(QUIET, state="stopped", stop="Jam", since=pd.Timestamp("2026-11-29 12:00", tz="UTC"))
    assert sentences.of_now(plant(stopped)) == "Since 13:00, 11 min ago. Notes, stops and jobs name no cause."


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "0 min"), (59, "59 min"), (60, "1 h 0 min"), (1451, "24 h 11 min"), (4320, "3 days")]
)
def test_how_long_something_has_lasted(minutes: int, told: str) -> None:
    assert sentences.lasted(pd.Timestamp(AT) - pd.Timedelta(minutes=minutes), AT) == told
    assert sentences.lasted(None, AT) == ""


def goal(metric: str, now: float, value: float, verdict: str | None) -> Goal:
    days = pd.Series(dtype="float64")
    return Goal(metric, value, value, now, verdict, None, date(2026, 9, 1), False, days, days)


def told(**changed: object) -> Told:
    figures = {"total_output": 17_550.0, "oee": 81.9, "defect_rate": 1.39, "downtime_hours": 5.5}
    changes = {name: Change(1.0, 1.0, 15, 15, verdict=NOT_SHOWN) for name in figures}
    quiet = Told(figures=figures, goals={}, changes=changes, machines=(), cost=None, currency="EUR", reports=15)
    return replace(quiet, **changed)  # type: ignore[arg-type]


NONE = told(reports=0)


def test_yesterday_says_the_goal_what_really_changed_and_what_it_cost() -> None:
    day = told(
        goals={"total_output": goal("total_output", 17_550, 18_000, MISSED)},
        changes={**told().changes} | {"defect_rate": Change(1.04, 1.39, 15, 15, verdict=REAL)},
        machines=(("Molding #1", "defect_rate", 3.0, 5.7), ("Arm", "efficiency_percentage", 98.0, 90.4)),
        cost=659.4,
    )
    shift = told(
        figures={"total_output": 5_818.0}, goals={"total_output": goal("total_output", 5_818, 6_000, WITHIN_NOISE)}
    )
    assert sentences.of_day(day, shift, "night shift") == (
        "17,550 units, 2.5 % under goal; defect rate rose to 1.39 % (Molding #1: 5.70 %); Arm: efficiency fell from "
        "98.0 to 90.4 %; stops and rejects cost 659 EUR. "
        "Last shift (night shift): 5,818 units, 3.0 % under goal (within noise)."
    )


def test_yesterday_without_goal_change_cost_or_report() -> None:
    assert sentences.of_day(told(), NONE, "night shift") == "17,550 units, no goal set; no real change."
    assert sentences.of_day(NONE, NONE, "night shift") == "Nothing was reported."
    alone = told(changes={"oee": Change(None, 81.9)})
    assert sentences.of_day(alone, NONE, "") == "17,550 units, no goal set; nothing to compare."


def test_seven_days_say_oee_against_its_goal_and_each_change_once() -> None:
    week = told(
        goals={"oee": goal("oee", 81.9, 85.0, MISSED)},
        changes={**told().changes}
        | {
            "oee": Change(80.0, 81.9, 15, 15, verdict=REAL),
            "total_output": Change(103_000.0, 105_500.0, 90, 90, adds_up=True, verdict=REAL),
        },
    )
    assert sentences.of_days(replace(week, figures={**week.figures} | {"total_output": 105_500.0})) == (
        "OEE 81.9 %, 3.1 points under goal; it rose by 1.9 points; output rose to 105,500 units, "
        "to the end of the last shift."
    )
    assert sentences.of_days(told()) == "OEE 81.9 %; no real change, to the end of the last shift."
    assert sentences.of_days(NONE) == "Nothing was reported."


@pytest.mark.parametrize(
    ("metric", "now", "value", "verdict", "words"),
    [
        ("total_output", 18_360, 18_000, MET, "18,360 units, 2.0 % over goal, goal met"),
        ("total_output", 18_000, 18_000, MET, "18,000 units, just the goal"),
        ("defect_rate", 0.9, 1.0, MET, "0.90 %, 0.10 points under goal, goal met"),
        ("total_output", 5_000, 6_000, None, "5,000 units, 16.7 % under goal"),
    ],
)
def test_a_figure_against_its_goal(metric: str, now: float, value: float, verdict: str | None, words: str) -> None:
    period = told(figures={metric: now}, goals={metric: goal(metric, now, value, verdict)})
    assert sentences.against_goal(metric, period) == words
