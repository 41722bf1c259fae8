"""Production figures on a real database, each expected value worked out by hand beside it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.domain.costs import NO_BASELINE, NO_SETTINGS
from producflow.domain.losses import NO_REASON
from producflow.domain.rules import SHIFTS
from producflow.reports import production
from producflow.reports.losses import losses
from producflow.reports.view import View
from producflow.store.database import Session, Store
from producflow.store.queries import plant

MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
ONE_DAY = View(MONDAY, MONDAY)


def add_machines(store: Store, *machines: tuple[str, float | None]) -> dict[str, int]:
    frame = pd.DataFrame(machines, columns=["name", "capacity"])
    store.write(lambda transaction: transaction.append("equipment", frame))
    return {row["name"]: row["id"] for row in store.read(Session.rows, "equipment/all")}


def record(
    machine: int, day: date, shift: str, output: int, defects: int, downtime: float, **more: Any
) -> dict[str, Any]:
    return {
        "equipment_id": machine,
        "date": day,
        "shift": shift,
        "output_quantity": output,
        "defect_quantity": defects,
        "downtime_minutes": downtime,
        "planned_minutes": more.get("planned", 480.0),
        "efficiency_percentage": more.get("efficiency"),
        "product": more.get("product", ""),
    }


def add_records(store: Store, *records: dict[str, Any]) -> None:
    frame = pd.DataFrame(list(records)).astype({"efficiency_percentage": "float64"})
    store.write(lambda transaction: transaction.append("production_records", frame))


def add_stop(
    store: Store, machine: int, started: str, ended: str | None, reason: str | None, *, planned: bool = False
) -> None:
    frame = pd.DataFrame(
        {
            "equipment_id": [machine],
            "started_at": [pd.Timestamp(started)],
            "ended_at": pd.Series([pd.NaT if ended is None else pd.Timestamp(ended)], dtype="datetime64[us, UTC]"),
            "reason": pd.array([reason], dtype="str"),
            "planned": [planned],
        }
    )
    store.write(lambda transaction: transaction.append("downtime_events", frame))


def set_plant(store: Store, **values: Any) -> None:
    for name, value in values.items():
        store.write(lambda transaction, name=name, value=value: plant.set_setting(transaction, name, value))  # type: ignore[misc]


@pytest.fixture
def four(store: Store) -> dict[str, int]:
    """One day of four machines: rated, reporting its own efficiency, without a capacity, and one that never reports."""
    machines = add_machines(store, ("A", 480.0), ("B", 960.0), ("C", None), ("D", 480.0))
    add_records(
        store,
        record(machines["A"], MONDAY, "morning", 400, 10, 60.0),
        record(machines["A"], MONDAY, "night", 100, 40, 0.0, planned=240.0),
        record(machines["B"], MONDAY, "morning", 800, 8, 0.0, efficiency=50.0),
        record(machines["C"], MONDAY, "morning", 50, 0, 120.0),
    )
    return machines


def test_ratios_are_ratios_of_sums(store: Store, four: dict[str, int]) -> None:
    total = production.metrics(store, ONE_DAY, LATER).total
    assert (total.total_output, total.total_defects, total.downtime_hours) == (1350, 58, 3.0)
    # credited minutes: A 420 + 240, B 50 % of 480 = 240 by its own report, C 360; of 1680 planned.
    # The mean of the four ratios would be 78.1.
    assert total.efficiency_percentage == pytest.approx(100 * 1260 / 1680)
    assert total.defect_rate == pytest.approx(100 * 58 / 1350)
    assert total.availability == pytest.approx(100 * 1500 / 1680)  # downtime alone, whatever B reports
    # ideal output: A 1 unit a minute * 660 min, B 2 * 480; C has no capacity and counts on neither side
    assert total.performance == pytest.approx(100 * 1300 / 1620)
    assert total.quality == pytest.approx(100 * 1292 / 1350)
    oee = 1500 / 1680 * 1300 / 1620 * 1292 / 1350
    assert total.oee == pytest.approx(100 * oee)
    assert total.teep == pytest.approx(100 * oee * 1680 / 4320)  # 9 machine-shifts of 480 minutes
    assert (total.records, total.records_without_capacity, total.active_equipment) == (4, 1, 3)
    assert not total.rated_capacity_too_low


def test_coverage_counts_expected_shifts_and_names_who_never_reported(store: Store, four: dict[str, int]) -> None:
    report = production.metrics(store, ONE_DAY, LATER)
    assert (report.reporting.coverage.reported, report.reporting.coverage.expected) == (4, 9)
    assert report.reporting.never_reported == ("D",)
    assert report.total_equipment == 4
    assert report.reporting.sentence() == "4 of 9 expected machine-shifts reported. Never reported: D."
    assert report.fields()["coverage"]["percentage"] == pytest.approx(100 * 4 / 9)


def test_a_shift_is_expected_once_it_is_over(store: Store, four: dict[str, int]) -> None:
    noon, two = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert production.metrics(store, ONE_DAY, noon).reporting.coverage.expected == 0
    assert production.metrics(store, ONE_DAY, two).reporting.coverage.expected == 3  # the morning of A, B and C


def test_rows_by_machine_day_and_shift_add_up(store: Store, four: dict[str, int]) -> None:
    report = production.metrics(store, View(MONDAY, MONDAY + timedelta(days=1)), LATER)
    machines = report.machines.set_index("name")
    assert machines.loc["A", "efficiency_percentage"] == pytest.approx(100 * 660 / 720)
    assert machines.index[machines["output_quantity"].isna()].tolist() == ["D"]
    assert machines.index[machines["oee"].isna()].tolist() == ["C", "D"]
    assert machines.loc[["A", "D"], "expected"].tolist() == [6, 0]
    assert report.days["output_quantity"].tolist()[0] == 1350
    assert pd.isna(report.days["output_quantity"].tolist()[1])  # Tuesday: nothing reported, not nothing made
    assert report.shifts.index.tolist() == list(SHIFTS)
    assert report.shifts["output_quantity"].fillna(-1).tolist() == [1250, -1, 100]
    assert report.day_shifts["defect_quantity"].sum() == 58


def test_choosing_machines_and_shifts_narrows_everything(store: Store, four: dict[str, int]) -> None:
    view = View(MONDAY, MONDAY, machines=(four["A"],), shifts=("night",))
    report = production.metrics(store, view, LATER)
    assert report.total.total_output == 100
    assert report.total.defect_rate == pytest.approx(40.0)
    assert (report.reporting.coverage.reported, report.reporting.coverage.expected) == (1, 1)
    assert report.total_equipment == 1


def test_a_missing_week_lowers_coverage_and_not_efficiency(store: Store) -> None:
    machines = add_machines(store, ("A", None), ("B", None))
    days = [MONDAY + timedelta(days=number) for number in range(14)]
    add_records(
        store,
        *[record(machines["A"], day, shift, 100, 0, 48.0) for day in days[:7] for shift in SHIFTS],
        *[record(machines["B"], day, shift, 100, 0, 48.0) for day in days for shift in SHIFTS],
    )
    report = production.metrics(store, View(days[0], days[-1]), LATER)
    assert report.total.efficiency_percentage == pytest.approx(90.0)
    assert (report.reporting.coverage.reported, report.reporting.coverage.expected) == (63, 84)
    second_week = production.metrics(store, View(days[7], days[-1]), LATER)
    assert second_week.total.efficiency_percentage == pytest.approx(90.0)
    assert second_week.reporting.coverage.percentage == pytest.approx(50.0)
    assert second_week.machines.set_index("name")["previous_efficiency_percentage"].tolist() == [90.0, 90.0]


def test_several_products_of_one_shift_report_once(store: Store) -> None:
    machines = add_machines(store, ("A", None))
    add_records(
        store,
        record(machines["A"], MONDAY, "morning", 10, 0, 0.0, planned=240.0, product="x"),
        record(machines["A"], MONDAY, "morning", 20, 0, 0.0, planned=240.0, product="y"),
    )
    report = production.metrics(store, ONE_DAY, LATER)
    assert (report.reporting.coverage.reported, report.total.records, report.total.total_output) == (1, 2, 30)


def test_nothing_to_divide_by_is_not_available(store: Store) -> None:
    machines = add_machines(store, ("A", 480.0))
    add_records(store, record(machines["A"], MONDAY, "morning", 0, 0, 480.0))
    total = production.metrics(store, ONE_DAY, LATER).total
    assert (total.total_output, total.efficiency_percentage, total.availability) == (0, 0.0, 0.0)
    assert (total.defect_rate, total.quality, total.performance, total.oee) == (None, None, None, None)


def test_an_empty_plant_answers_with_nothing_rather_than_nan(store: Store) -> None:
    report = production.metrics(store, ONE_DAY, LATER)
    assert report.empty
    assert report.known_days is None
    assert (report.total.total_output, report.total.oee, report.total.active_equipment) == (None, None, 0)
    json.dumps(report.fields(), allow_nan=False)
    summary = production.dashboard_summary(store, LATER)
    assert (summary["production_efficiency"], summary["cost_savings"], summary["active_alerts"]) == (None, None, 0)


def test_more_than_rated_speed_allows_is_flagged_and_kept(store: Store) -> None:
    machines = add_machines(store, ("A", 480.0))
    add_records(store, record(machines["A"], MONDAY, "morning", 600, 0, 0.0))
    report = production.metrics(store, ONE_DAY, LATER)
    assert report.total.performance == pytest.approx(125.0)
    assert report.total.rated_capacity_too_low
    assert report.fields()["rated_capacity_too_low"] is True


def test_stops_are_cut_to_the_days_of_the_view(store: Store, four: dict[str, int]) -> None:
    add_stop(store, four["A"], "2026-03-02T05:30Z", "2026-03-02T06:30Z", "Jam")  # the day begins at 6: 30 min
    add_stop(store, four["A"], "2026-03-02T13:30Z", "2026-03-02T14:30Z", "Jam")  # 60 min
    add_stop(store, four["B"], "2026-03-03T05:00Z", None, None)  # lasts: until the day ends at 6, 60 min
    add_stop(store, four["C"], "2026-03-02T10:00Z", "2026-03-02T12:00Z", "Cleaning", planned=True)
    found = production.metrics(store, ONE_DAY, LATER).downtime
    assert found[["reason", "planned", "hours", "stops"]].to_numpy().tolist() == [
        ["Cleaning", True, 2.0, 1],
        ["Jam", False, 1.5, 2],
        [NO_REASON, False, 1.0, 1],
    ]
    assert found["cumulative_percentage"].tolist() == pytest.approx([100 * 2 / 4.5, 100 * 3.5 / 4.5, 100.0])
    afternoon = production.metrics(store, View(MONDAY, MONDAY, shifts=("afternoon",)), LATER).downtime
    assert afternoon[["reason", "hours"]].to_numpy().tolist() == [["Jam", 0.5]]


def test_losses_add_up_to_planned_time(store: Store, four: dict[str, int]) -> None:
    add_stop(store, four["A"], "2026-03-02T10:00Z", "2026-03-02T10:40Z", "Jam")
    steps = losses(store, ONE_DAY, LATER).tree()
    assert steps["minutes"].iloc[0] == 1680.0
    assert steps["minutes"].iloc[1:].sum() == pytest.approx(1680.0)
    assert steps.set_index("step")["minutes"]["Jam"] == 40.0


def test_savings_are_what_the_old_rates_would_have_cost(store: Store) -> None:
    machines = add_machines(store, ("A", None))
    tuesday = MONDAY + timedelta(days=1)
    add_records(
        store,
        record(machines["A"], MONDAY, "morning", 100, 10, 48.0),
        record(machines["A"], tuesday, "morning", 100, 5, 48.0),
        record(machines["A"], tuesday, "afternoon", 100, 5, 0.0),
    )
    add_stop(store, machines["A"], "2026-03-02T08:00Z", "2026-03-02T08:48Z", "Jam")
    add_stop(store, machines["A"], "2026-03-03T08:00Z", "2026-03-03T08:48Z", "Jam")
    add_stop(store, machines["A"], "2026-03-03T10:00Z", "2026-03-03T11:00Z", "Cleaning", planned=True)
    view = View(tuesday, tuesday)
    assert production.metrics(store, view, LATER).savings.why_not == NO_SETTINGS
    set_plant(store, downtime_hour_cost=60.0, defect_unit_cost=2.0)
    report = production.metrics(store, view, LATER)
    # 48 of 480 minutes would have been 96 of 960: 48 minutes saved at 1 a minute;
    # 10 of 100 rejected would have been 20 of 200: 10 units saved at 2 each. The planned stop costs nothing.
    assert report.savings.downtime == pytest.approx(48.0)
    assert report.savings.total == pytest.approx(68.0)
    assert report.fields()["cost_savings"] == pytest.approx(68.0)
    assert production.metrics(store, ONE_DAY, LATER).savings.why_not == NO_BASELINE


def test_a_machine_without_stops_is_charged_its_recorded_downtime(store: Store) -> None:
    machines = add_machines(store, ("A", None))
    set_plant(store, downtime_hour_cost=60.0, defect_unit_cost=2.0)
    tuesday = MONDAY + timedelta(days=1)
    add_records(
        store,
        record(machines["A"], MONDAY, "morning", 100, 0, 100.0),
        record(machines["A"], tuesday, "morning", 100, 0, 40.0),
    )
    assert production.metrics(store, View(tuesday, tuesday), LATER).savings.total == pytest.approx(60.0)


def test_installation_day_begins_what_is_expected(store: Store) -> None:
    frame = pd.DataFrame({"name": ["Old", "New"], "installation_date": [date(2015, 1, 1), MONDAY + timedelta(days=1)]})
    store.write(lambda transaction: transaction.append("equipment", frame))
    machines = {row["name"]: row["id"] for row in store.read(Session.rows, "equipment/all")}
    wednesday = MONDAY + timedelta(days=2)
    add_records(
        store,
        record(machines["Old"], MONDAY, "morning", 1, 0, 0.0),
        record(machines["New"], wednesday, "morning", 1, 0, 0.0),
    )
    report = production.metrics(store, View(MONDAY - timedelta(days=7), wednesday), LATER)
    # Old since the plant keeps records (three days), New since it was installed (two days); three shifts each
    assert report.machines.set_index("name")["expected"].to_dict() == {"Old": 9, "New": 6}


def test_shift_summary_tells_missing_from_zero(store: Store, four: dict[str, int]) -> None:
    morning, afternoon, night = production.shift_summary(store, MONDAY)
    assert morning == {
        "shift": "morning",
        "date": MONDAY,
        "total_output": 1250,
        "total_defects": 18,
        "total_downtime": 180.0,
        "average_efficiency": pytest.approx(100 * 1020 / 1440),
        "equipment_count": 3,
    }
    assert (afternoon["total_output"], afternoon["average_efficiency"], afternoon["equipment_count"]) == (None, None, 0)
    assert [night] == production.shift_summary(store, MONDAY, "night")


def test_dashboard_summary_looks_at_the_last_seven_days_up_to_now(store: Store, four: dict[str, int]) -> None:
    summary = production.dashboard_summary(store, datetime(2026, 3, 8, 8, tzinfo=UTC))  # Sunday the 8th runs
    assert summary["production_efficiency"] == pytest.approx(75.0)
    assert summary["equipment_operational"] == 4
    too_late = production.dashboard_summary(store, datetime(2026, 3, 9, 8, tzinfo=UTC))
    assert too_late["production_efficiency"] is None
