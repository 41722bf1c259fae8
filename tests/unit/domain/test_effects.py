"""Did a job help: by hand, and that jobs left out are counted for the right reason."""

import math

import pandas as pd
import pytest

from producflow.domain import effects
from producflow.domain.metrics import METRICS
from producflow.domain.timeline import run_in

NOW = pd.Timestamp("2026-03-21T00:00Z")


def at(*moments: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(moments), utc=True).astype("datetime64[us, UTC]")


def test_recovered_hours_are_scaled_to_what_was_planned() -> None:
    found = effects.recovered_hours(
        downtime_before=pd.Series([6.0, 6.0, 6.0, None, 2.0, 6.0]),
        downtime_after=pd.Series([2.0, 2.0, 2.0, 2.0, 5.0, 2.0]),
        planned_before=pd.Series([160.0, 160.0, None, 160.0, 160.0, 160.0]),
        planned_after=pd.Series([160.0, 80.0, None, 160.0, 160.0, None]),
    )
    # Half of the shifts after the second job reported: three of the six hours were to be expected in them.
    assert [None if math.isnan(hours) else hours for hours in found] == [4.0, 1.0, 4.0, None, -3.0, None]


def test_cost_per_recovered_hour_is_not_computable_without_its_parts() -> None:
    jobs = pd.DataFrame(
        {
            "cost": [200.0, None, 200.0, 200.0, 200.0],
            "recovered_hours": [4.0, 4.0, -1.0, None, None],
            "over": [True, True, True, True, False],
        }
    )
    found = METRICS["cost_per_recovered_hour"].of(jobs)
    assert found[0] == 50.0
    assert found[1:].isna().all()
    assert effects.why_not(jobs).tolist() == [
        "",
        effects.NO_COST,
        effects.NOTHING_RECOVERED,
        effects.NOT_REPORTED,
        effects.NOT_OVER,
    ]


STOPS = pd.DataFrame(
    {
        "equipment_id": [1, 1, 1, 2, 1],
        "started_at": at(
            "2026-03-01T08:00", "2026-03-03T08:00", "2026-03-06T08:00", "2026-03-02T08:00", "2026-03-17T08:00"
        ),
        "ended_at": at("2026-03-01T10:00", "2026-03-03T09:00", "2026-03-06T09:00", "2026-03-02T09:00", None),
        "reason": ["Jam", "No material", "Jam", "Jam", None],
    }
)
FAILURES = STOPS.rename(columns={"started_at": "failed_at"})


def test_a_job_repaired_the_stop_during_which_it_was_done() -> None:
    jobs = pd.DataFrame(
        {
            "equipment_id": [1, 1, 1, 2, 3],
            "began_at": at(*["2026-03-01T09:00"] * 2, "2026-03-04T09:00", "2026-03-02T08:30", "2026-03-02T08:30"),
            "finished_at": at(*["2026-03-01T10:00"] * 2, "2026-03-04T10:00", "2026-03-02T09:30", "2026-03-02T09:30"),
        }
    )
    assert effects.repaired(jobs, STOPS).fillna("none").tolist() == ["Jam", "Jam", "none", "Jam", "none"]


def test_a_repair_failed_again_for_the_same_reason_and_a_service_for_any() -> None:
    jobs = pd.DataFrame(
        {
            "equipment_id": [1, 1, 1, 2, 1],
            "finished_at": at(*["2026-03-01T10:00"] * 2, "2026-03-06T09:00", "2026-03-02T09:00", "2026-03-18T09:00"),
            "repairs": ["Jam", None, "Jam", "Jam", None],
        }
    )
    found = effects.repeat_failures(jobs, FAILURES, 14, NOW)
    # Jam again on the 6th; the service saw the lack of material on the 3rd; the jam of the 6th did not come back in the
    # 14 days after it; machine 2 neither; nobody knows yet about a service of three days ago.
    assert found["failed_again"].astype("object").fillna("?").tolist() == [True, True, False, False, "?"]
    days = [None if math.isnan(each) else round(each, 3) for each in found["days_until"]]
    assert days == [4.917, 1.917, None, None, None]
    assert found["reason"].fillna("none").tolist() == ["Jam", "No material", "none", "none", "none"]


def test_a_failure_beyond_the_days_is_none() -> None:
    jobs = pd.DataFrame({"equipment_id": [1], "finished_at": at("2026-03-01T10:00"), "repairs": ["Jam"]})
    assert effects.repeat_failures(jobs, FAILURES, 4, NOW)["failed_again"].tolist() == [False]
    assert effects.repeat_failures(jobs, FAILURES, 5, NOW)["failed_again"].tolist() == [True]


def test_jobs_in_the_same_days_are_counted() -> None:
    days = pd.to_datetime(pd.Series(["2026-03-01", "2026-03-05", "2026-03-13", "2026-03-05"]))
    week = pd.Timedelta(days=7)
    jobs = pd.DataFrame(
        {"equipment_id": [1, 1, 1, 2], "finished_day": days, "first_day": days - week, "last_day": days + week}
    )
    assert effects.others_near(jobs).tolist() == [1, 1, 0, 0]


def test_a_total_counts_only_jobs_that_stand_alone() -> None:
    jobs = pd.DataFrame(
        {
            "over": [True, True, True, True, True, False],
            "recovered_hours": [4.0, -1.0, None, 2.0, 2.0, None],
            "cost": [200.0, 100.0, 50.0, None, 70.0, 1.0],
            "others": [0, 0, 3, 0, 1, 0],
        }
    )
    found = effects.recovered(jobs)
    assert (found.hours, found.cost, found.cost_per_hour) == (3.0, 300.0, 100.0)
    assert (found.jobs, found.not_over, found.not_reported, found.without_cost, found.not_alone) == (2, 1, 1, 1, 1)
    nothing = effects.recovered(jobs[:0])
    assert nothing.jobs == 0
    assert math.isnan(nothing.cost_per_hour)


@pytest.mark.parametrize("kept", [STOPS, STOPS[:0]])
def test_no_jobs_and_no_stops(kept: pd.DataFrame) -> None:
    jobs = pd.DataFrame({"equipment_id": [1], "began_at": at("2026-03-09"), "finished_at": at("2026-03-09")})
    assert effects.repaired(jobs, kept).isna().all()
    assert effects.repaired(jobs[:0], kept).empty


def test_nothing_failed_and_nothing_is_known() -> None:
    jobs = pd.DataFrame(
        {"equipment_id": [1, 1], "finished_at": at("2026-03-01", "2026-03-19"), "repairs": ["Jam", None]}
    ).astype({"repairs": "str"})
    found = effects.repeat_failures(jobs, FAILURES[:0].astype({"reason": "str"}), 14, NOW)
    assert found["failed_again"].astype("object").fillna("?").tolist() == [False, "?"]
    assert effects.repeat_failures(jobs[:0], FAILURES, 14, NOW).empty


def test_time_in_pieces_counts_for_the_machine_whose_they_are() -> None:
    """Two machines stand at the same time, one of them into its second span."""
    at = pd.Timestamp("2026-03-02 06:00").tz_localize("UTC")
    hours = [pd.Timedelta(hours=n) for n in range(10)]
    pieces = pd.DataFrame({"start": [at + hours[n] for n in (0, 1, 4)], "end": [at + hours[n] for n in (2, 5, 9)]})
    pieces = pieces.apply(lambda column: column.dt.tz_localize(None))
    spans = pd.DataFrame(
        {
            "equipment_id": [7, 7, 8, 9],
            "starts": [at, at + hours[3], at + hours[1], at],
            "ends": [at + hours[1], at + hours[5], at + hours[2], at + hours[9]],
        },
        index=[4, 3, 2, 1],
    )
    found = run_in(spans, pieces, pd.Series([7, 8, 7]))
    assert (found / 3.6e9).to_dict() == {4: 1.0, 3: 1.0, 2: 1.0, 1: 0.0}
    assert run_in(spans, pieces.head(0), pd.Series([], dtype="int64")).tolist() == [0, 0, 0, 0]
    assert run_in(spans.head(0), pieces, pd.Series([7, 8, 7])).empty
