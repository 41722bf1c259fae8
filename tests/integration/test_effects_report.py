"""Before and after a job, through the real store, against figures worked out by hand."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from producflow.domain import effects as domain
from producflow.errors import InvalidInput
from producflow.reports.effects import Effects, job_effects
from producflow.reports.receipts import effects as receipts
from producflow.reports.receipts import receipts as explain
from producflow.reports.view import View
from producflow.store.database import Store, Transaction
from producflow.store.queries.effects import sensors as sensor_sums

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MARCH = View(date(2026, 3, 1), date(2026, 3, 30))
PRESS, SAW, MILL = 1, 2, 3


def at(day: int, hour: float = 12) -> datetime:
    return datetime(2026, 3, day, int(hour), round(hour % 1 * 60), tzinfo=UTC)


def job(machine: int, what: str, day: int, **more: Any) -> dict[str, Any]:
    given = {"maintenance_type": "corrective", "cost": None, "duration_hours": 2.0, "status": "completed"}
    return {"equipment_id": machine, "description": what, "completed_date": at(day)} | given | more


JOBS = [
    job(PRESS, "Belt", 10, cost=240.0),
    job(PRESS, "Service", 28, cost=10.0, maintenance_type="preventive"),
    job(SAW, "Blade", 12, cost=90.0),
    job(SAW, "Blade", 20, cost=90.0),
    job(MILL, "Oil", 10),
]
STOPS = [
    # Three days before the press's belt: 4 h, of which the last begins in the small hours of the 10th, which still
    # belong to the 9th; on the day itself the belt broke; three days after it: 1 h.
    (PRESS, at(7, 8), at(7, 10), "Belt"),
    (PRESS, at(8, 8), at(8, 9), "Jam"),
    (PRESS, at(10, 1), at(10, 2), "Jam"),
    (PRESS, at(10, 8), at(10, 12), "Belt"),
    (PRESS, at(12, 8), at(12, 9), "Jam"),
    (PRESS, at(25, 8), at(25, 9), "Belt"),
]


@pytest.mark.parametrize(
    ("totals", "total"),
    [
        pytest.param([0.1, 0.2, 0.3], 0.6, id="as doubles 0.6000000000000001, or 0.6 the other way round"),
        pytest.param([1e150, -1e150, 1e149], 1e149, id="more than a decimal holds"),
    ],
)
def test_hours_add_up_to_the_same_in_whatever_order(store: Store, totals: list[float], total: float) -> None:
    hours = [{"equipment_id": PRESS, "sensor_type": "speed", "hour": at(9, hour)} for hour in range(3)]
    counts = dict.fromkeys(("n_warning", "n_critical", "n_unknown"), 0)
    sums = pd.DataFrame(hours).assign(n=1, total=totals, minimum=totals, maximum=totals, **counts)
    store.write(lambda transaction: transaction.append("sensor_hourly", sums))
    spans = pd.DataFrame({"equipment_id": [PRESS], "starts": [at(9, 0)], "ends": [at(9, 3)]})
    found = store.read(sensor_sums, spans)
    assert found["total"].tolist() == [total]


@pytest.fixture
def plant(store: Store) -> Store:
    def fill(transaction: Transaction) -> None:
        transaction.append("equipment", pd.DataFrame({"name": ["Press", "Saw", "Mill"]}))
        transaction.append("maintenance_logs", pd.DataFrame(JOBS))
        stops = pd.DataFrame(STOPS, columns=["equipment_id", "started_at", "ended_at", "reason"])
        transaction.append("downtime_events", stops.assign(planned=False))
        records = [
            {"equipment_id": machine, "date": date(2026, 3, day), "shift": shift, "downtime_minutes": minutes}
            # The press reported six shifts before its job and three after it.
            for machine, days, shifts, minutes in (
                (PRESS, (7, 8, 9), ("morning", "night"), 0.0),
                (PRESS, (11, 12, 13), ("morning",), 0.0),
                (SAW, (9, 10, 11), ("morning",), 120.0),
                (SAW, (13, 14, 15), ("morning",), 30.0),
            )
            for day in days
            for shift in shifts
        ]
        frame = pd.DataFrame(records).assign(output_quantity=1, defect_quantity=0)
        transaction.append("production_records", frame)
        hours = [(PRESS, day, hour, value) for day, value in ((9, 4.0), (10, 9.0), (12, 1.0)) for hour in (8, 9)]
        transaction.append(
            "sensor_hourly",
            pd.DataFrame(
                [
                    {"equipment_id": machine, "sensor_type": "vibration", "hour": at(day, hour), "n": 10}
                    | {"total": 10 * value, "minimum": value, "maximum": value}
                    for machine, day, hour, value in hours
                ]
            ).assign(n_warning=0, n_critical=0, n_unknown=0),
        )

    store.write(fill)
    return store


@pytest.fixture
def report(plant: Store) -> Effects:
    return job_effects(plant, MARCH, NOW, 3, 14)


def one(report: Effects, machine: int, day: int) -> dict[str, Any]:
    jobs = report.jobs
    found = jobs[(jobs["equipment_id"] == machine) & (jobs["finished_day"] == pd.Timestamp(2026, 3, day))]
    [row] = found.to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def test_downtime_before_and_after_leaves_the_day_of_the_job_out(report: Effects) -> None:
    belt = one(report, PRESS, 10)
    assert (belt["downtime_before"], belt["downtime_after"], belt["source"]) == (4.0, 1.0, "stops")
    assert (belt["shifts_before"], belt["shifts_after"]) == (6, 3)
    # Half as many shifts reported after it, so 2 h were to be expected: one hour was recovered, for 240.
    assert (belt["recovered_hours"], belt["cost_per_recovered_hour"], belt["why_not"]) == (1.0, 240.0, "")


def test_sensors_are_means_of_all_readings_of_those_days(report: Effects) -> None:
    [row] = report.sensors_of(1).to_dict("records")
    assert (row["sensor_type"], row["before"], row["after"], row["change"]) == ("vibration", 4.0, 1.0, -3.0)
    assert (row["n_before"], row["n_after"]) == (20, 20)


def test_a_repeated_failure_is_one_of_the_same_reason(plant: Store, report: Effects) -> None:
    belt = one(report, PRESS, 10)
    assert (belt["repairs"], belt["failed_again"], belt["days_until"]) == ("Belt", False, None)
    longer = one(job_effects(plant, MARCH, NOW, 3, 15), PRESS, 10)
    assert (longer["failed_again"], round(longer["days_until"], 3)) == (True, 14.833)
    service = one(report, PRESS, 28)
    assert (service["repairs"], service["failed_again"]) == (None, None)  # three of fourteen days are over


def test_without_stops_the_records_and_the_jobs_themselves_tell(report: Effects) -> None:
    blade = one(report, SAW, 12)
    assert (blade["downtime_before"], blade["downtime_after"], blade["source"]) == (6.0, 1.5, "records")
    assert (blade["recovered_hours"], blade["cost_per_recovered_hour"]) == (4.5, 20.0)
    assert (blade["repairs"], blade["failed_again"], blade["days_until"]) == ("Blade", True, 8.0)


def test_what_is_not_known_is_missing_and_says_why(report: Effects) -> None:
    oil = one(report, MILL, 10)
    assert (oil["downtime_before"], oil["downtime_after"], oil["recovered_hours"]) == (None, None, None)
    assert oil["why_not"] == domain.NOT_REPORTED
    assert report.sensors_of(5).empty
    late = one(report, PRESS, 28)
    assert (late["over"], late["why_not"]) == (False, domain.NOT_OVER)  # the third day after it is still running


def test_the_total_counts_what_it_leaves_out(report: Effects) -> None:
    found = report.recovered
    assert (found.hours, found.cost, found.cost_per_hour) == (5.5, 330.0, 60.0)
    assert (found.jobs, found.not_over, found.not_reported, found.not_alone) == (2, 1, 2, 0)
    assert (report.judged, report.failed_again) == (3, 1)


def test_jobs_of_another_time_or_machine_are_left_out(plant: Store) -> None:
    assert set(job_effects(plant, View(MARCH.first_day, MARCH.last_day, (SAW,)), NOW).jobs["id"]) == {3, 4}
    nothing = job_effects(plant, View(date(2025, 1, 1), date(2025, 1, 7)), NOW)
    assert nothing.jobs.empty
    assert nothing.recovered.jobs == 0


@pytest.mark.parametrize(
    ("window", "repeat", "field"), [(0, 30, "window_days"), (61, 30, "window_days"), (7, 366, "repeat_days")]
)
def test_days_out_of_range_are_refused(plant: Store, window: int, repeat: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        job_effects(plant, MARCH, NOW, window, repeat)
    assert refused.value.field == field


def test_an_open_stop_lasts_until_the_machine_is_seen_again(plant: Store) -> None:
    plant.write(
        lambda transaction: transaction.append(
            "downtime_events",
            pd.DataFrame(
                [
                    {
                        "equipment_id": PRESS,
                        "started_at": at(11, 15),
                        "ended_at": None,
                        "reason": "Belt",
                        "planned": False,
                    }
                ]
            ).astype({"ended_at": "datetime64[us, UTC]"}),
        )
    )
    belt = one(job_effects(plant, MARCH, NOW, 3, 14), PRESS, 10)
    # From three in the afternoon of the 11th to six on the 12th, when a shift without downtime began; and the hour of
    # the jam of that day.
    assert belt["downtime_after"] == pytest.approx(15 + 1)
    assert (belt["failed_again"], round(belt["days_until"], 3)) == (True, 1.125)


@pytest.mark.long
def test_receipts_tell_the_same_figures(plant: Store, report: Effects) -> None:
    asked = [receipts.wanted(name, days) for name, days in (("recovered_hours", 3), ("cost_per_recovered_hour", 3))]
    asked.append(receipts.wanted("repeat_failures", 14))
    hours, cost, again = explain(plant, asked, MARCH, NOW)
    assert (hours.value, cost.value, again.value) == (5.5, 60.0, 1.0)
    assert [step.told for step in cost.working] == [
        "4.5 h (Blade, Saw) + 1 h (Belt, Press) = 5.5 h",
        "90 EUR (Blade, Saw) + 240 EUR (Belt, Press) = 330 EUR",
        "330 EUR ÷ 5.5 h = 60 EUR",
    ]
    assert [(each.count, each.what.split(",")[0]) for each in again.left_out] == [
        (2, "jobs saw no such failure within 14 days"),
        (2, "jobs are left out"),
    ]
    assert str(receipts.wanted("repeat_failures", 14)) == "repeat_failures;key=14%20days"
