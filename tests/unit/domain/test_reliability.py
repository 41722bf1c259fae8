"""MTBF and MTTR: published examples and by hand."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from producflow.domain import reliability
from producflow.domain.metrics import METRICS

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/kpi_reference_share.json").read_text())


@pytest.mark.parametrize("case", REFERENCE["reliability"], ids=lambda case: str(case["id"]))
def test_published_examples(case: dict[str, Any]) -> None:
    hours, failures, expected = case["inputs"]["operating_time"], case["inputs"]["failures"], case["expected"]
    assert METRICS["mtbf_hours"].of(operating_hours=hours, failures_timed=failures) == expected["mtbf"]
    if "mttr" in expected:
        mttr = METRICS["mttr_hours"].of(repair_hours=case["inputs"]["total_repair_time"], repaired=failures)
        assert mttr == expected["mttr"]
        assert reliability.availability(expected["mtbf"], mttr) == pytest.approx(expected["availability"], abs=1e-12)


def test_no_failure_is_not_available() -> None:
    assert math.isnan(METRICS["mtbf_hours"].of(operating_hours=1000.0, failures_timed=0.0))
    repairs = pd.DataFrame({"repair_hours": [0.0, None], "repaired": [0.0, 1.0]})
    assert METRICS["mttr_hours"].of(repairs).isna().all()


def events(*rows: tuple[str, str, str | None, bool | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["equipment_id", "started_at", "ended_at", "planned"])
    begin, end = (pd.to_datetime(frame[name], utc=True) for name in ("started_at", "ended_at"))
    minutes = (end - begin).dt.total_seconds() / 60
    return frame.assign(started_at=begin, ended_at=end, minutes=minutes, assumed=False, lasts=end.isna())


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
    assert list(found) == ["equipment_id", "failed_at", "repair_hours", "reason", "source"]


def test_figures_by_machine() -> None:
    failures = reliability.failures_from(STOPS, REPAIRS)
    found = reliability.by_machine(failures, pd.Series({"press": 300.0, "mill": 100.0, "arm": 50.0}))
    assert found["failures"].tolist() == [3, 2, 0]
    assert found["repaired"].tolist() == [2, 1, 0]
    assert found["mtbf_hours"].tolist()[:2] == [100.0, 50.0]
    assert found["mttr_hours"].tolist()[:2] == [1.5, 2.0]
    assert found.loc["press", "availability"] == pytest.approx(100 / 101.5)
    assert found.loc["arm", ["mtbf_hours", "mttr_hours", "availability"]].isna().all()


@pytest.mark.parametrize(
    ("failures", "confidence", "factors"),
    # Factors that the MTBF is multiplied by: NIST/SEMATECH e-Handbook, tables of 8.4.5.1.
    [(2, 0.9, (0.3177, 5.6281)), (1, 0.6, (0.3340, 4.4814))],
)
def test_mtbf_bounds_have_the_published_factors(failures: int, confidence: float, factors: tuple[float, float]) -> None:
    hours = pd.Series([1200.0])
    found = reliability.mtbf_bounds(hours, pd.Series([failures]), confidence)
    mtbf = 1200 / failures
    assert tuple(round(float(bound.iloc[0]) / mtbf, 4) for bound in found) == factors


def test_without_a_failure_mtbf_is_only_bounded_from_below() -> None:
    lower, upper = reliability.mtbf_bounds(pd.Series([300.0, 0.0, None]), pd.Series([0, 0, 3]))
    assert lower[0] == pytest.approx(300 / -math.log(0.05))  # chi-square with 2 degrees of freedom is an exponential
    assert upper.isna().all()
    assert lower[1:].isna().all()


def test_mttr_bounds_repeat_the_published_example() -> None:
    # U. Olsson, Journal of Statistics Education 13(1), 2005: carbon monoxide levels at nine sites, 95 %.
    levels = pd.Series([12.5, 20, 4, 20, 25, 170, 15, 20, 15])
    assert reliability.mttr_bounds(levels, 0.95) == pytest.approx((12.30929, 78.72254), abs=1e-5)
    assert reliability.mttr_bounds(pd.concat([levels, pd.Series([None])]), 0.95) == reliability.mttr_bounds(
        levels, 0.95
    )


@pytest.mark.parametrize("hours", [[], [2.0], [2.0, 0.0], [None, 3.0]])
def test_mttr_bounds_need_two_repairs_that_took_time(hours: list[float | None]) -> None:
    assert all(math.isnan(bound) for bound in reliability.mttr_bounds(pd.Series(hours, dtype="float64")))


@pytest.mark.long
def test_mttr_bounds_hold_the_true_mean_as_often_as_they_say() -> None:
    random = np.random.default_rng(7)
    spread = 0.8
    mean = math.exp(spread**2 / 2)
    within = 0
    for _ in range(1_000):
        lower, upper = reliability.mttr_bounds(pd.Series(np.exp(random.normal(0, spread, 12))), 0.9)
        within += lower <= mean <= upper
    assert 870 <= within <= 930


def test_repair_times_are_bounded_machine_by_machine() -> None:
    """Each machine's bounds are those of its repairs alone; none for one repair, or where one took no time."""
    first = [12.0, 30.0, 45.0]
    rows = [(1, hours) for hours in first] + [(2, 3.0), (3, 4.0), (3, 0.0)]
    failures = pd.DataFrame(rows, columns=["equipment_id", "repair_hours"])
    found = reliability.by_machine(failures, pd.Series(100.0, index=[3, 2, 1, 4]))
    bounds = found[["mttr_lower", "mttr_upper"]]
    assert tuple(bounds.loc[1]) == pytest.approx(reliability.mttr_bounds(pd.Series(first)))
    assert bounds.loc[[2, 3, 4]].isna().all(axis=None)
