"""What maintenance came to, and what each job did."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from producflow.api.fields import figure, shown
from producflow.api.schemas.breakdown import PART, Part
from producflow.api.schemas.maintenance import LogType
from producflow.api.schemas.production import EXPLAINED
from producflow.api.schemas.receipts import Receipt

FIGURES = {
    "first_day": "2026-03-25",
    "last_day": "2026-03-31",
    "operating_hours": 812.4,
    "failures": 31,
    "failures_timed": 31,
    "mtbf_hours": 26.2,
    "mtbf_lower_hours": 19.6,
    "mtbf_upper_hours": 36.4,
    "repaired": 30,
    "mttr_hours": 0.48,
    "mttr_lower_hours": 0.39,
    "mttr_upper_hours": 0.63,
    "confidence": 0.9,
    "preventive_compliance_percentage": 87.0,
    "preventive_due": 23,
    "preventive_on_time": 20,
    "preventive_early": 0,
    "preventive_late": 2,
    "preventive_missed": 1,
    "preventive_rule": "done within 10 % of the planned interval, at least one day, of the due day",
    "without_due_date": 0,
    "without_completion_date": 0,
    "job_cost": 13474.2,
    "jobs": 58,
    "jobs_with_cost": 58,
    "parts": [
        PART
        | {"operating_hours": 406.2, "failures": 20, "failures_timed": 20, "mtbf_hours": 20.3, "mtbf_lower_hours": 14.0}
        | {"mtbf_upper_hours": 30.6, "repaired": 20, "mttr_hours": 0.5, "jobs": 30, "job_cost": 6200.0}
    ],
}


class UpkeepOfPart(Part):
    """Reliability and cost of a machine, line or area: sums, and ratios of those sums."""

    operating_hours: float | None = Field(description="Of machines that report production. [h]")
    failures: int
    failures_timed: int | None = Field(description="Of machines whose operating time is known: what MTBF counts.")
    mtbf_hours: float | None = figure("mtbf_hours")
    mtbf_lower_hours: float | None = Field(description="Confidence bound. [h]")
    mtbf_upper_hours: float | None = Field(description="Confidence bound; null without a failure. [h]")
    repaired: int
    mttr_hours: float | None = figure("mttr_hours")
    jobs: int = Field(description="Finished in the period.")
    job_cost: float | None = figure("job_cost")


class Upkeep(BaseModel):
    """Reliability, preventive work and cost of a period; null where it is not available."""

    model_config = shown(FIGURES)

    first_day: date
    last_day: date
    operating_hours: float | None = Field(description="Of machines that report production. [h]")
    failures: int
    failures_timed: int = Field(description="Of machines whose operating time is known: what MTBF counts.")
    mtbf_hours: float | None = figure("mtbf_hours")
    mtbf_lower_hours: float | None = Field(description="Confidence bound. [h]")
    mtbf_upper_hours: float | None = Field(description="Confidence bound; null without a failure. [h]")
    repaired: int = Field(description="Failures whose repair time is known: what MTTR counts.")
    mttr_hours: float | None = figure("mttr_hours")
    mttr_lower_hours: float | None = Field(description="Confidence bound; null below two repairs. [h]")
    mttr_upper_hours: float | None = Field(description="Confidence bound; null below two repairs. [h]")
    confidence: float = Field(description="Of the bounds. [0 to 1]")
    preventive_compliance_percentage: float | None = figure("preventive_compliance")
    preventive_due: int
    preventive_on_time: int
    preventive_early: int
    preventive_late: int
    preventive_missed: int
    preventive_rule: str = Field(description="When a job counts as done on time.")
    without_due_date: int = Field(description="Preventive jobs left out, since nobody said when they were due.")
    without_completion_date: int
    job_cost: float | None = figure("job_cost")
    jobs: int = Field(description="Finished in the period.")
    jobs_with_cost: int
    parts: list[UpkeepOfPart] = Field(default=[], description="With `by`.")
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)


class SensorEffect(BaseModel):
    """One sensor before and after a job."""

    sensor_type: str
    unit: str | None
    before: float | None = Field(description="Mean of all readings; null without any. [unit]")
    after: float | None = Field(description="[unit]")
    change: float | None = Field(description="[unit]")
    n_before: int = Field(description="Readings.")
    n_after: int


EFFECT = {
    "id": 12,
    "equipment_id": 2,
    "maintenance_type": "corrective",
    "description": "Replace the spindle bearing",
    "finished_at": "2026-03-14T13:28:00Z",
    "cost": 240.0,
    "over": True,
    "downtime_before_hours": 4.0,
    "downtime_after_hours": 1.0,
    "planned_before_hours": 160.0,
    "planned_after_hours": 160.0,
    "shifts_before": 21,
    "shifts_after": 21,
    "source": "stops",
    "recovered_hours": 3.0,
    "cost_per_recovered_hour": 80.0,
    "why_not": None,
    "other_jobs": 0,
    "repairs": "Spindle bearing failure",
    "failed_again": False,
    "failed_again_after_days": None,
    "failed_again_reason": None,
    "sensors": [
        {"sensor_type": "vibration", "unit": "mm/s", "before": 2.4, "after": 1.1, "change": -1.3}
        | {"n_before": 2016, "n_after": 2016}
    ],
}


class JobEffect(BaseModel):
    """A finished job, and its machine before and after it."""

    id: int
    equipment_id: int
    maintenance_type: LogType
    description: str
    finished_at: datetime
    cost: float | None = Field(description="[plant currency]")
    over: bool = Field(description="Whether the days after it are over.")
    downtime_before_hours: float | None = Field(description="Unplanned; null where it is not known. [h]")
    downtime_after_hours: float | None = Field(description="[h]")
    planned_before_hours: float | None = Field(description="Of the production records of those days. [h]")
    planned_after_hours: float | None = Field(description="[h]")
    shifts_before: int = Field(description="Machine-shifts that reported.")
    shifts_after: int
    source: Literal["stops", "records"] = Field(description="What downtime is known from.")
    recovered_hours: float | None = figure("recovered_hours")
    cost_per_recovered_hour: float | None = figure("cost_per_recovered_hour", unit="plant currency/h")
    why_not: str | None = Field(description="Why the cost of a recovered hour is not computable.")
    other_jobs: int = Field(description="Finished on the same machine in the same days.")
    repairs: str | None = Field(description="Reason of the failure that it repaired, where one is known.")
    failed_again: bool | None = Field(description="Null while it is not known.")
    failed_again_after_days: float | None = Field(description="[d]")
    failed_again_reason: str | None
    sensors: list[SensorEffect]


class Recovered(BaseModel):
    """What the jobs recovered together: those that can be judged each by itself."""

    hours: float | None = Field(description="[h]")
    cost: float | None = Field(description="[plant currency]")
    cost_per_hour: float | None = Field(description="Null where nothing was recovered. [plant currency/h]")
    jobs: int = Field(description="Jobs that count.")
    not_over: int = Field(description="Left out: the days after them are not over.")
    not_reported: int = Field(description="Left out: downtime is not known.")
    without_cost: int = Field(description="Left out: they state no cost.")
    not_alone: int = Field(description="Left out: other jobs of the machine were finished in the same days.")


class JobEffects(BaseModel):
    """What the jobs finished in a period did."""

    model_config = shown(
        {"first_day": "2026-03-01", "last_day": "2026-03-31", "window_days": 7, "repeat_days": 30}
        | {"jobs_total": 1, "judged": 1, "failed_again": 0, "jobs": [EFFECT]}
        | {
            "recovered": {"hours": 3.0, "cost": 240.0, "cost_per_hour": 80.0, "jobs": 1, "not_over": 0}
            | {"not_reported": 0, "without_cost": 0, "not_alone": 0}
        }
    )

    first_day: date
    last_day: date
    window_days: int = Field(description="Production days before and after that are compared. [d]")
    repeat_days: int = Field(description="Within which a failure is a repeated one. [d]")
    jobs_total: int = Field(description="Finished in the period; `jobs` is a page of them, the newest first.")
    judged: int = Field(description="Jobs of which it is known whether the machine failed again.")
    failed_again: int | None = Field(description="Null while it is not known of any job.")
    recovered: Recovered
    jobs: list[JobEffect]
    explained: dict[str, Receipt] = Field(default={}, description=EXPLAINED)


class DueJob(BaseModel):
    """A job that is not completed."""

    model_config = shown(
        {"id": 14, "equipment_id": 1, "maintenance_type": "preventive", "description": "Clean mold"}
        | {"status": "scheduled", "due_day": "2026-03-25", "overdue": True, "overdue_days": 6}
    )

    id: int
    equipment_id: int
    maintenance_type: LogType
    description: str
    status: Literal["scheduled", "in_progress"]
    due_day: date | None = Field(description="Calendar day in the plant; null: nobody said.")
    overdue: bool
    overdue_days: int | None = Field(description="[d]")
