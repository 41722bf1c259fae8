"""Which shift rejects more, and which machines need attention."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from producflow.domain.causes import Cause
from producflow.domain.comparison import NOT_SHOWN, REAL, TOO_LITTLE
from producflow.domain.rules import SHIFTS
from producflow.errors import InvalidInput
from producflow.reports import comparison, control_charts, overview
from producflow.reports.attention import attention
from producflow.reports.now import Now, Standing
from producflow.reports.view import View
from producflow.store.database import Store

MONDAY = date(2026, 3, 2)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
TEN_DAYS = View(MONDAY, MONDAY + timedelta(days=9))


def fill(store: Store, night_defects: int) -> None:
    """Two machines over ten days; the nights of the first reject as many as said, all other shifts 20 of 1,000."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["A", "B"]})))
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY + timedelta(days=day),
            "shift": shift,
            "output_quantity": 1000,
            "defect_quantity": (night_defects if machine == 1 and shift == "night" else 20) + day % 3 - 1,
            "downtime_minutes": 0.0,
        }
        for machine in (1, 2)
        for day in range(10)
        for shift in SHIFTS
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def test_a_real_difference_is_told_with_its_size_and_its_machine(store: Store) -> None:
    fill(store, night_defects=60)
    found = comparison.compare(store, TEN_DAYS)
    assert found.defects.verdict == REAL
    # nights: 80 of 2,000 against 40 of 2,000 = 2 percentage points more
    assert comparison.explain(found.defects).startswith("Night rejects 2.00 percentage points more than morning")
    machines = found.machines.set_index("name")
    assert machines["verdict"].to_dict() == {"A": REAL, "B": NOT_SHOWN}
    assert machines.loc[["A"], [f"{shift}_defect_rate" for shift in SHIFTS]].to_numpy()[0].tolist() == pytest.approx(
        [1.99, 1.99, 5.99]
    )
    points = control_charts.chart(store, TEN_DAYS).points
    assert len(points) == 30
    assert points["center"].tolist()[0] == pytest.approx(100 * (20 * 10 * 5 + 60 * 10 - 6) / 60_000)


def test_chance_is_not_called_a_difference(store: Store) -> None:
    fill(store, night_defects=21)
    found = comparison.compare(store, TEN_DAYS).defects
    assert found.verdict == NOT_SHOWN
    assert comparison.explain(found).startswith("The shifts differ no more than their own days do")


def test_too_little_data_is_said(store: Store) -> None:
    found = comparison.compare(store, TEN_DAYS)
    assert found.defects.verdict == TOO_LITTLE
    assert found.funnel.empty
    assert found.machines.empty


QUIET = Standing(7, "A", "running", None, None, None, None, None, None, None, None, Cause(False, ()), None, 941)
HOT = {"state": "critical", "sensor_type": "temperature", "unit": "°C", "value": 86.0, "bound": 85.0}


def machine(**facts: object) -> dict[str, object]:
    quiet: dict[str, object] = {
        **dict.fromkeys(["alerts", "worst_priority"]),
        "status": "operational",
        "expected": 20,
        "reported": 20,
        "efficiency_percentage": 90.0,
        "previous_efficiency_percentage": 90.0,
        "defect_rate": 1.0,
        "previous_defect_rate": 1.0,
        "efficiency_percentage_verdict": REAL,
        "defect_rate_verdict": REAL,
    }
    return quiet | facts


def ranked(*standing: Standing, **facts: object) -> pd.DataFrame:
    frame = pd.DataFrame([machine(**facts) for _ in standing], index=[each.equipment_id for each in standing])
    return attention(Now(LATER, "UTC", standing), frame)


def reasons(standing: Any = None, **facts: object) -> list[tuple[str, str]]:
    found = ranked(replace(QUIET, **(standing or {})), **facts)
    return [(row["level"], row["reasons"]) for row in found.to_dict("records")]


def test_each_reason_for_attention_is_told_in_words() -> None:
    assert reasons() == []
    assert reasons(HOT) == [("critical", "is too hot: 86 °C, limit 85")]
    assert reasons({"state": "stopped", "stop": "Jam"}) == [("stopped", "stands: Jam")]
    assert reasons({"state": "warning", "alert": "Oil low"}, alerts=2, worst_priority="high") == [
        ("warning", "2 unacknowledged alerts, the gravest of high priority")
    ]
    assert reasons(alerts=1, worst_priority="low") == [("unknown", "an unacknowledged alert of low priority")]
    assert reasons({"state": "unknown"}) == [("unknown", "no recent reading, and no report of the last shift")]
    assert reasons({"state": "unknown", "due": False}) == []  # no shift was planned for it
    assert reasons(efficiency_percentage=85.0) == [("warning", "efficiency fell from 90.0 to 85.0 %")]
    assert reasons(efficiency_percentage=85.1) == []
    assert reasons(efficiency_percentage=float("nan")) == []  # nothing known is no fall
    assert reasons(defect_rate=1.5) == [("warning", "defect rate rose from 1.0 to 1.5 %")]
    noise = {"efficiency_percentage_verdict": NOT_SHOWN, "defect_rate_verdict": TOO_LITTLE}
    assert reasons(efficiency_percentage=80.0, defect_rate=2.0, **noise) == []  # single shifts differ as much
    assert reasons(reported=18) == [("unknown", "2 of 20 expected shifts did not report")]
    assert reasons({"state": "critical"}, status="critical") == [("critical", "reported as critical")]
    hot_and_stopped = HOT | {"stop": "Jam"}
    assert reasons(hot_and_stopped, reported=18) == [
        ("critical", "is too hot: 86 °C, limit 85; stands: Jam; 2 of 20 expected shifts did not report")
    ]


def test_machines_stand_in_the_order_of_the_first_screen() -> None:
    """By state, then since when, and not by how much speaks against them."""
    at = [pd.Timestamp("2026-03-11", tz="UTC"), pd.Timestamp("2026-03-12", tz="UTC")]
    names = {"Late": {"state": "unknown"}, "Stopped": {"state": "stopped", "stop": "Jam", "since": at[0]}}
    names |= {"New": HOT | {"since": at[1]}, "Old": HOT | {"since": at[0]}}
    standing = [replace(QUIET, equipment_id=key, name=name, **more) for key, (name, more) in enumerate(names.items())]  # type: ignore[arg-type]
    assert ranked(*standing, efficiency_percentage=80.0)["name"].tolist() == ["Old", "New", "Stopped", "Late"]


def test_a_machine_needs_attention_only_for_what_is_more_than_chance(store: Store) -> None:
    """One long stop lowers twelve shifts by 6.9 points, 40 min more in each of them by 8.3."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Once", "Always"]})))
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY + timedelta(days=day),
            "shift": "morning",
            "output_quantity": 100,
            "defect_quantity": 1,
            "downtime_minutes": minutes + day % 3,
            "planned_minutes": 480.0,
        }
        for day in range(24)
        for machine, minutes in ((1, 400.0 if day == 20 else 5.0), (2, 45.0 if day >= 12 else 5.0))
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))
    view = View(MONDAY + timedelta(days=12), MONDAY + timedelta(days=23), shifts=("morning",))
    found, *_ = overview.judged(store, view, LATER, LATER)
    silent = "no recent reading, and no report of the last shift"  # the days end a week before
    assert found[["name", "level", "reasons"]].to_numpy().tolist() == [
        ["Always", "warning", f"{silent}; efficiency fell from 98.8 to 90.4 %"],
        ["Once", "unknown", silent],
    ]


def test_the_overview_keeps_what_people_report_beside_what_readings_say(store: Store) -> None:
    fill(store, night_defects=20)
    now = datetime(2026, 3, 12, 8, tzinfo=UTC)
    latest = pd.DataFrame(
        {
            "equipment_id": [1, 2],
            "sensor_type": ["temperature", "temperature"],
            "timestamp": [pd.Timestamp(now) - pd.Timedelta(hours=1), pd.Timestamp(now) - pd.Timedelta(hours=25)],
            "value": [86.0, 99.0],
            "unit": ["°C", "°C"],
            "status": ["critical", "critical"],
        }
    )
    alert = {"equipment_id": [1], "type": ["predictive"], "priority": ["high"], "title": ["Hot"]}
    since = {"started_at": [pd.Timestamp("2026-03-11T12:00Z")], "created_at": [pd.Timestamp("2026-03-11T12:00Z")]}
    store.write(lambda transaction: transaction.append("sensor_latest", latest))
    store.write(lambda transaction: transaction.append("maintenance_alerts", pd.DataFrame(alert | since)))
    found = overview.overview(store, TEN_DAYS, now, now)
    counts = found.statuses[found.statuses["machines"] > 0].to_numpy().tolist()
    # B's reading is older than the 24 hours that count, so its condition is not known
    assert counts == [["reported", "operational", 2], ["condition", "critical", 1], ["condition", "unknown", 1]]
    assert found.attention["reasons"].tolist() == [
        "is too hot: 86 °C, limit 85; an unacknowledged alert of high priority"
    ]
    assert (found.open_alerts, found.open_before, found.unacknowledged) == (1, 0, 1)
    assert found.alerts_by_day.tolist() == [0] * 9 + [1]
    assert found.lately["what"].tolist() == ["Alert: Hot"]


def run(store: Store, output: dict[tuple[int, str], int], rate: dict[int, float]) -> None:
    """Two machines over 20 days, each rejecting at its own rate whoever runs it."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Good", "Bad"]})))
    rows = [
        {
            "equipment_id": machine,
            "date": MONDAY + timedelta(days=day),
            "shift": shift,
            "output_quantity": made,
            "defect_quantity": round(made * rate[machine]) + (day % 3 - 1),
            "downtime_minutes": 48.0 if shift == "night" else 24.0 + day % 5,
        }
        for (machine, shift), made in output.items()
        for day in range(20)
    ]
    store.write(lambda transaction: transaction.append("production_records", pd.DataFrame(rows)))


def test_a_night_that_only_runs_the_bad_machine_more_is_not_accused(store: Store) -> None:
    # The good machine rejects 1 %, the bad one 5 %; at night the bad one makes nine tenths.
    output = {(1, "morning"): 900, (2, "morning"): 100, (1, "night"): 100, (2, "night"): 900}
    run(store, output, {1: 0.01, 2: 0.05})
    found = comparison.compare(store, View(MONDAY, MONDAY + timedelta(days=19)))
    assert found.unadjusted.verdict == REAL
    assert found.defects.verdict == NOT_SHOWN
    assert found.shifts["defect_rate"].tolist() == pytest.approx([1.4, 4.6], abs=0.02)
    assert found.shifts["adjusted_defect_rate"].tolist() == pytest.approx([3.0, 3.0], abs=0.05)
    assert "Without the adjustment it would be a real difference" in comparison.evidence(found)
    assert set(found.funnel["verdict"]) == {NOT_SHOWN}
    # 48 minutes of 480 stood still in every night, 26 on average in the morning: 4.58 percentage points
    assert found.efficiency.verdict == REAL
    assert comparison.explain_efficiency(found.efficiency).startswith(
        "Morning has an efficiency 4.58 percentage points higher than night"
    )


@pytest.mark.parametrize("kind", control_charts.KINDS)
def test_control_charts_name_themselves_and_their_signals(store: Store, kind: str) -> None:
    fill(store, night_defects=20)
    worst = {"output_quantity": 1000, "defect_quantity": 300, "downtime_minutes": 400.0}
    bad = pd.DataFrame([{"equipment_id": 1, "date": MONDAY + timedelta(days=10), "shift": "morning", **worst}])
    store.write(lambda transaction: transaction.append("production_records", bad))
    view = View(MONDAY, MONDAY + timedelta(days=11))
    found = control_charts.chart(store, view, kind, "Nelson")
    assert found.title.endswith(f"{found.kind.limits}, Nelson rules")
    assert len(found.points) == 36
    assert found.points["value"].count() == (0 if found.kind.column == "oee" else 31)  # no machine has a capacity
    assert found.enough == (found.kind.column != "oee")
    if found.enough:
        newest = found.signals.iloc[0]
        assert (newest["date"].date(), newest["shift"], newest["rule"]) == (MONDAY + timedelta(days=10), "morning", 1)
    limits = control_charts.chart(store, view, kind, "Limits only")
    assert set(limits.signals["rule"]) <= {1}


def test_charts_and_rules_that_are_none_are_refused(store: Store) -> None:
    with pytest.raises(InvalidInput, match="There is no chart 'pie'"):
        control_charts.chart(store, TEN_DAYS, "pie")
    with pytest.raises(InvalidInput, match="There are no rules 'mine'"):
        control_charts.chart(store, TEN_DAYS, rules="mine")


def test_comparisons_are_corrected_for_the_number_of_machines(store: Store) -> None:
    fill(store, night_defects=60)
    found = comparison.compare(store, TEN_DAYS)
    assert found.pairs == 6  # three pairs of each of two machines
