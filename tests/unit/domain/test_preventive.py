"""Preventive compliance, by hand."""

import math

import pandas as pd
import pytest

from producflow.domain import preventive

TODAY = pd.Timestamp("2026-06-30")


def jobs(*rows: tuple[str, str, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "description", "scheduled_date", "completed_date"])
    frame = frame.assign(
        scheduled_date=pd.to_datetime(frame["scheduled_date"], format="ISO8601"),
        completed_date=pd.to_datetime(frame["completed_date"], format="ISO8601"),
        maintenance_type="preventive",
    )
    return frame.assign(status=frame["completed_date"].notna().map({True: "completed", False: "scheduled"}))


def test_planned_interval_is_the_gap_to_the_job_before() -> None:
    history = jobs(
        ("press", "Grease", "2026-03-01", None),
        ("press", "Oil", "2026-01-01", None),
        ("press", " grease", "2026-01-01", None),
        ("press", "Grease", "2026-01-31", None),
        ("mill", "Grease", "2026-01-11", None),
        ("press", "Grease", None, None),
    )
    found = preventive.planned_interval(history)
    assert [None if math.isnan(days) else days for days in found] == [29.0, None, 30.0, 30.0, None, None]
    corrective = history.assign(maintenance_type="corrective")
    assert preventive.planned_interval(corrective).isna().all()


@pytest.mark.parametrize(
    ("completed", "interval", "expected"),
    [
        ("2026-06-13 23:59", 30.0, True),  # 3 of 3 days
        ("2026-06-14 00:00", 30.0, False),
        ("2026-06-07", 30.0, True),
        ("2026-06-06", 30.0, False),
        ("2026-06-11 20:00", 5.0, True),  # at least one day
        ("2026-06-12", 5.0, False),
        ("2026-06-11", math.nan, True),
        ("2026-06-12", math.nan, False),
        ("2026-06-11", 14.0, True),  # 1.4 days
        ("2026-06-12", 14.0, False),
    ],
)
def test_on_time_is_ten_percent_of_the_interval_and_at_least_a_day(
    completed: str, interval: float, expected: bool
) -> None:
    done = jobs(("press", "Grease", "2026-06-10 08:00", completed)).assign(interval_days=[interval])
    assert (preventive.outcomes(done, TODAY) == preventive.ON_TIME).tolist() == [expected]


def test_a_day_is_a_calendar_day_across_the_change_of_clocks() -> None:
    due = pd.Series(pd.to_datetime(["2026-03-28 23:00"]).tz_localize("Europe/Berlin"))
    done = pd.Series(pd.to_datetime(["2026-03-30 01:00"]).tz_localize("Europe/Berlin"))
    assert preventive.days_off(due, done).tolist() == [2.0]


def test_compliance_by_hand() -> None:
    work = jobs(
        ("press", "a", "2026-06-10", "2026-06-11"),  # on time
        ("press", "b", "2026-06-10", "2026-06-20"),  # late
        ("press", "c", "2026-06-10", "2026-06-01"),  # early
        ("press", "d", "2026-06-10", None),  # missed
        ("press", "e", "2026-06-29", None),  # one day over: its window is open
        ("press", "f", "2026-07-20", None),  # not due yet
        ("press", "g", None, "2026-06-10"),  # no due date
        ("press", "h", "2026-06-10", None),  # completed, nobody said when
        ("press", "i", "2026-06-28", "2026-06-28"),  # on time
    ).assign(interval_days=math.nan)
    work.loc[7, "status"] = "completed"
    judged = preventive.outcomes(work, TODAY)
    assert judged.tolist() == [
        "on time",
        "late",
        "early",
        "missed",
        "pending",
        "not due yet",
        "no due date",
        "no completion date",
        "on time",
    ]
    found = preventive.compliance(judged)
    assert (found.percentage, found.due) == (40.0, 5)
    assert (found.on_time, found.late, found.early, found.missed) == (2, 1, 1, 1)
    assert (found.pending, found.not_due, found.without_due_date, found.without_completion_date) == (1, 1, 1, 1)


def test_nothing_due_is_not_available() -> None:
    found = preventive.compliance(preventive.outcomes(jobs().assign(interval_days=math.nan), TODAY))
    assert math.isnan(found.percentage)
    assert found.due == 0
