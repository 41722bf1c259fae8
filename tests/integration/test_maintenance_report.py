"""The maintenance report against figures worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from producflow.reports.maintenance import Maintenance, maintenance
from producflow.reports.view import View
from producflow.store.database import Store, Transaction
from producflow.store.queries import plant as plant_queries

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)
WEEK = View(date(2026, 3, 9), date(2026, 3, 15))
PRESS, MILL, SAW = 1, 2, 3


def at(day: int, hour: float = 12, month: int = 3) -> datetime:
    return datetime(2026, month, day, int(hour), int(hour % 1 * 60), tzinfo=UTC)


def job(machine: int, kind: str, what: str, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("scheduled_date", "completed_date", "cost", "duration_hours"))
    return (
        {"equipment_id": machine, "maintenance_type": kind, "description": what, "status": "completed"} | empty | more
    )


JOBS = [
    # The press is serviced every ten days, so one day either side is on time: once it was, once it was three days late.
    job(PRESS, "preventive", "Service", scheduled_date=at(1), completed_date=at(1), cost=100.0),
    job(PRESS, "preventive", "Service", scheduled_date=at(11), completed_date=at(12), cost=120.0),
    job(PRESS, "preventive", "Clean", scheduled_date=at(9), completed_date=at(12)),
    job(PRESS, "preventive", "Service", scheduled_date=at(21), status="scheduled"),
    # The mill's service was due on the 13th and never done; nobody said when its oil was to be changed.
    job(MILL, "preventive", "Service", scheduled_date=at(13), status="scheduled"),
    job(MILL, "preventive", "Oil", completed_date=at(10), cost=30.0),
    # The saw records no stops, so its finished repairs are its failures.
    job(SAW, "corrective", "Blade", scheduled_date=at(10), completed_date=at(10), cost=50.0, duration_hours=2.0),
    job(SAW, "emergency", "Fire", completed_date=at(14), duration_hours=None),
    job(SAW, "corrective", "Guard", scheduled_date=at(11), status="in_progress"),
    job(SAW, "corrective", "Old", scheduled_date=at(20, month=1), completed_date=at(20, month=1), cost=7.0),
    job(SAW, "corrective", "Some day", status="scheduled"),
    # A repair of the press is no second failure: its stop was one already.
    job(PRESS, "corrective", "Belt", scheduled_date=at(10), completed_date=at(10), cost=200.0, duration_hours=1.5),
]
STOPS = [
    (PRESS, at(10, 8), at(10, 9.5), False),
    (PRESS, at(12, 8), at(12, 8.5), False),
    (PRESS, at(13, 8), at(13, 10), True),
    (PRESS, at(14, 8), None, False),
    (MILL, at(1, 8), at(1, 9), False),
]


@pytest.fixture
def plant(store: Store) -> Store:
    def fill(transaction: Transaction) -> None:
        transaction.append("equipment", pd.DataFrame({"name": ["Press", "Mill", "Saw"]}))
        transaction.append("maintenance_logs", pd.DataFrame(JOBS))
        columns = ["equipment_id", "started_at", "ended_at", "planned"]
        transaction.append("downtime_events", pd.DataFrame(STOPS, columns=columns))
        records = [
            {"equipment_id": machine, "date": date(2026, 3, day), "shift": "morning", "downtime_minutes": 60.0}
            for machine in (PRESS, MILL)
            for day in (9, 10, 11)
        ]
        transaction.append("production_records", pd.DataFrame(records).assign(output_quantity=1, defect_quantity=0))

    store.write(fill)
    return store


@pytest.fixture
def report(plant: Store) -> Maintenance:
    return maintenance(plant, WEEK, NOW)


def test_mtbf_and_mttr(report: Maintenance) -> None:
    found = report.current.reliability
    # Press and mill ran 3 x 7 h each; the press failed three times. The saw failed twice, but its run time is unknown.
    assert found.operating_hours == pytest.approx(42)
    assert (found.failures, found.failures_timed) == (5, 3)
    assert found.mtbf_hours == pytest.approx(14)
    # Known repair times: 1.5 h, 0.5 h and the saw's 2 h; one stop still lasts and one repair states none.
    assert found.repaired == 3
    assert found.mttr_hours == pytest.approx(4 / 3)
    machines = report.machines
    assert machines["failures"].to_dict() == {PRESS: 3, MILL: 0, SAW: 2}
    assert machines["source"].to_dict() == {PRESS: "event", MILL: "event", SAW: "log"}
    assert machines["mtbf_hours"].dropna().to_dict() == {PRESS: 7.0}


def test_nothing_failed_is_not_available(plant: Store) -> None:
    only_mill = maintenance(plant, replace(WEEK, machines=(MILL,)), NOW).current.reliability
    assert (only_mill.failures, only_mill.mtbf_hours, only_mill.mttr_hours) == (0, None, None)
    assert only_mill.operating_hours == pytest.approx(21)
    before = maintenance(plant, View(date(2025, 1, 1), date(2025, 1, 7)), NOW).current.reliability
    assert before.operating_hours is None


def test_compliance_with_its_counts(report: Maintenance) -> None:
    found = report.current.compliance
    assert (found.due, found.on_time, found.late, found.early, found.missed) == (3, 1, 1, 0, 1)
    assert found.percentage == pytest.approx(100 / 3)
    assert found.without_due_date == 1


def test_cost_counts_the_jobs_that_state_one(report: Maintenance) -> None:
    found = report.current.cost
    assert found.total == pytest.approx(120 + 30 + 50 + 200)
    assert (found.jobs, found.with_cost) == (6, 4)
    assert report.previous.cost.total is None  # the service of the 1st is a day before the previous seven days
    march = report.costs[report.costs["month"] == "2026-03-01"].set_index("maintenance_type")["cost"]
    assert march.dropna().to_dict() == {"corrective": 250.0, "preventive": 250.0}
    assert report.costs["month"].min() == pd.Timestamp("2026-01-01")
    assert report.machines["cost"].to_dict() == {PRESS: 320.0, MILL: 30.0, SAW: 50.0}


def test_what_is_overdue_is_told_whatever_the_period(plant: Store, report: Maintenance) -> None:
    overdue = report.open_jobs.dropna(subset=["overdue_days"])
    assert overdue[["description", "overdue_days"]].to_numpy().tolist() == [["Guard", 9], ["Service", 7]]
    assert report.overdue == 2
    assert report.open_jobs["description"].tolist() == ["Guard", "Service", "Service", "Some day"]
    empty = maintenance(plant, View(date(2025, 1, 1), date(2025, 1, 7)), NOW)
    assert empty.jobs.empty
    assert empty.overdue == 2
    assert empty.known_days == (date(2026, 1, 20), date(2026, 3, 21))
    assert empty.undated == 1


def test_days_are_those_of_the_plant(plant: Store) -> None:
    plant.write(lambda transaction: plant_queries.set_setting(transaction, "timezone", "Pacific/Auckland"))
    late = job(MILL, "corrective", "Late", scheduled_date=at(19, 12), status="scheduled")  # the 20th in Auckland
    plant.write(lambda transaction: transaction.append("maintenance_logs", pd.DataFrame([late])))
    rows = maintenance(plant, WEEK, datetime(2026, 3, 20, 10, tzinfo=UTC)).open_jobs.set_index("description")
    assert pd.isna(rows["overdue_days"]["Late"])  # due today there
    rows = maintenance(plant, WEEK, datetime(2026, 3, 20, 12, tzinfo=UTC)).open_jobs.set_index("description")
    assert rows["overdue_days"]["Late"] == 1


def test_the_period_holds_what_was_done_or_due_in_it_newest_first(report: Maintenance) -> None:
    assert report.jobs["description"].tolist() == [
        *("Fire", "Service", "Clean", "Service", "Guard", "Belt", "Blade", "Oil"),
    ]
    outcomes = report.jobs.dropna(subset=["outcome"]).groupby("description")["outcome"].agg(list).to_dict()
    assert outcomes == {"Clean": ["late"], "Oil": ["no due date"], "Service": ["missed", "on time"]}


def test_what_was_completed_today_is_listed_whatever_the_period(plant: Store) -> None:
    month = View(date(2026, 1, 1), date(2026, 1, 31))
    today = job(MILL, "corrective", "Gear", completed_date=at(20, 9))
    plant.write(lambda transaction: transaction.append("maintenance_logs", pd.DataFrame([today])))
    found = maintenance(plant, month, NOW)
    assert found.done["description"].tolist() == ["Gear", "Old"]
    assert found.jobs["description"].tolist() == ["Old"]


def test_shifts_do_not_apply_to_jobs(plant: Store, report: Maintenance) -> None:
    nights = maintenance(plant, replace(WEEK, shifts=("night",)), NOW)
    assert nights.current == replace(nights.current, cost=report.current.cost, compliance=report.current.compliance)
    assert nights.view.shifts is None


def test_the_trend_starts_on_a_monday_and_counts_what_the_period_counts(report: Maintenance) -> None:
    trend = report.trend.set_index("starts")
    assert trend.index[0] == pd.Timestamp("2025-12-15")
    assert len(trend) == 13
    assert trend["failures"][pd.Timestamp("2026-03-09")] == 5
    assert trend["mtbf_hours"][pd.Timestamp("2026-03-09")] == pytest.approx(14)
    assert trend["failures"][pd.Timestamp("2026-02-23")] == 1  # the mill's stop on Sunday the 1st
    assert trend["mtbf_hours"].notna().sum() == 1


def test_the_first_week_of_the_trend_is_a_whole_one(plant: Store) -> None:
    stop = pd.DataFrame({"equipment_id": [PRESS], "started_at": [at(16, month=12).replace(year=2025)]})
    plant.write(lambda transaction: transaction.append("downtime_events", stop.assign(planned=False)))
    # 91 days back from Wednesday 18 March is Thursday 18 December; its Monday is the 15th.
    trend = maintenance(plant, View(date(2026, 3, 12), date(2026, 3, 18)), NOW).trend.set_index("starts")
    assert trend["failures"].iloc[:2].to_dict() == {pd.Timestamp("2025-12-15"): 1, pd.Timestamp("2025-12-22"): 0}


def test_alerts_stand_gravest_first_and_oldest_within(plant: Store) -> None:
    rows = [
        ("low", "active", at(1)),
        ("critical", "acknowledged", at(5)),
        ("critical", "active", at(4)),
        ("high", "resolved", at(2)),
    ]
    frame = pd.DataFrame(rows, columns=["priority", "status", "started_at"])
    frame = frame.assign(equipment_id=PRESS, type="predictive", title="Hot", sensor_type="temperature")
    plant.write(lambda transaction: transaction.append("maintenance_alerts", frame))
    standing = maintenance(plant, WEEK, NOW).alerts
    assert standing[["priority", "status"]].to_numpy().tolist() == [
        ["critical", "active"],
        ["critical", "acknowledged"],
        ["low", "active"],
    ]


def test_an_empty_plant_has_no_figures_and_no_errors(store: Store) -> None:
    report = maintenance(store, WEEK, NOW)
    assert report.known_days is None
    assert report.open_jobs.empty
    assert report.current.reliability.mtbf_hours is None
    assert report.current.cost.total is None
    assert report.around_today(30).empty


def test_the_schedule_shows_what_lies_around_today(report: Maintenance) -> None:
    marks = report.around_today(10).set_index("description")["mark"]
    assert marks["Guard"] == "in_progress"
    assert sorted(marks["Service"]) == ["completed", "overdue", "scheduled"]
    assert "Old" not in marks
