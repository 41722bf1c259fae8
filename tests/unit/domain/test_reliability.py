"""MTBF and MTTR: published examples and by hand."""

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from producflow.domain import reliability

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/kpi_reference_share.json").read_text())


@pytest.mark.parametrize("case", REFERENCE["reliability"], ids=lambda case: str(case["id"]))
def test_published_examples(case: dict[str, Any]) -> None:
    hours, failures, expected = case["inputs"]["operating_time"], case["inputs"]["failures"], case["expected"]
    assert reliability.mtbf(hours, failures) == expected["mtbf"]
    if "mttr" in expected:
        mttr = reliability.mttr(case["inputs"]["total_repair_time"], failures)
        assert mttr == expected["mttr"]
        assert reliability.availability(expected["mtbf"], mttr) == pytest.approx(expected["availability"], abs=1e-12)


def test_no_failure_is_not_available() -> None:
    assert math.isnan(reliability.mtbf(1000.0, 0.0))
    assert reliability.mttr(pd.Series([0.0, None]), pd.Series([0.0, 1.0])).isna().all()


def events(*rows: tuple[str, str, str | None, bool | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "started_at", "ended_at", "planned"])
    return frame.assign(
        started_at=pd.to_datetime(frame["started_at"], utc=True), ended_at=pd.to_datetime(frame["ended_at"], utc=True)
    )


def logs(*rows: tuple[str, str, str, str | None, float | None]) -> pd.DataFrame:
    columns = ["equipment_id", "maintenance_type", "status", "completed_date", "duration_hours"]
    frame = pd.DataFrame(list(rows), columns=columns)
    return frame.assign(completed_date=pd.to_datetime(frame["completed_date"], utc=True))


STOPS = events(
    ("press", "2026-06-01T08:00Z", "2026-06-01T10:30Z", False),
    ("press", "2026-06-02T08:00Z", "2026-06-02T09:00Z", True),
    ("press", "2026-06-03T08:00Z", None, False),
    ("press", "2026-06-04T08:00Z", "2026-06-04T08:30Z", None),
)
REPAIRS = logs(
    ("press", "corrective", "completed", "2026-06-01T12:00Z", 2.0),
    ("mill", "corrective", "completed", "2026-06-02T12:00Z", 2.0),
    ("mill", "emergency", "completed", "2026-06-01T12:00Z", None),
    ("mill", "corrective", "in_progress", None, 5.0),
    ("mill", "preventive", "completed", "2026-06-03T12:00Z", 1.0),
)


def test_events_come_first_and_logs_stand_in_where_a_machine_has_none() -> None:
    found = reliability.failures_from(STOPS, REPAIRS)
    assert list(zip(found["equipment_id"], found["source"], strict=True)) == [
        ("press", "event"),
        ("mill", "log"),
        ("mill", "log"),
        ("press", "event"),
        ("press", "event"),
    ]
    hours = [None if math.isnan(value) else value for value in found["repair_hours"]]
    assert hours == [2.5, None, 2.0, None, 0.5]


def test_a_machine_that_records_events_but_had_none_did_not_fail() -> None:
    found = reliability.failures_from(STOPS, REPAIRS, pd.Index(["press", "mill"]))
    assert set(found["equipment_id"]) == {"press"}


def test_no_events_and_no_logs() -> None:
    found = reliability.failures_from(STOPS[:0], REPAIRS[:0])
    assert found.empty
    assert list(found) == ["equipment_id", "failed_at", "repair_hours", "source"]


def test_figures_by_machine() -> None:
    failures = reliability.failures_from(STOPS, REPAIRS)
    found = reliability.by_machine(failures, pd.Series({"press": 300.0, "mill": 100.0, "arm": 50.0}))
    assert found["failures"].tolist() == [3, 2, 0]
    assert found["repaired"].tolist() == [2, 1, 0]
    assert found["mtbf_hours"].tolist()[:2] == [100.0, 50.0]
    assert found["mttr_hours"].tolist()[:2] == [1.5, 2.0]
    assert found.loc["press", "availability"] == pytest.approx(100 / 101.5)
    assert found.loc["arm", ["mtbf_hours", "mttr_hours", "availability"]].isna().all()
