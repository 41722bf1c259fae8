"""What maintenance came to, what each job did, and what is due."""

from dataclasses import asdict
from typing import Annotated, Any

import pandas as pd
from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Asked, Call, Explain, Parts
from producflow.api.dependencies import AppStore, Limit, Minute, Skip
from producflow.api.fields import Day
from producflow.api.lookups import Machines
from producflow.api.periods import Period
from producflow.api.routing import Routes
from producflow.api.schemas.breakdown import parts
from producflow.api.schemas.receipts import Receipt
from producflow.api.schemas.upkeep import DueJob, JobEffects, Upkeep
from producflow.domain.preventive import RULE
from producflow.domain.reliability import CONFIDENCE
from producflow.reports.effects import (
    LONGEST_REPEAT,
    LONGEST_WINDOW,
    REPEAT_DAYS,
    WINDOW_DAYS,
    job_effects,
)
from producflow.reports.levels import Register
from producflow.reports.maintenance import Maintenance, maintenance
from producflow.reports.plant import plant_settings
from producflow.reports.receipts import FigureRef
from producflow.reports.receipts.effects import wanted as of_effects
from producflow.reports.reliability import rolled_up

routes = Routes("Maintenance")
SIDES = ("before", "after")
OF_UPKEEP = {
    **{name: name for name in ("mtbf_hours", "mttr_hours", "job_cost")},
    "preventive_compliance_percentage": "preventive_compliance",
}
"""Figure behind each field that `explain` tells of."""
OF_PARTS = {"mtbf_lower": "mtbf_lower_hours", "mtbf_upper": "mtbf_upper_hours", "cost": "job_cost"}
"""What fields of machines, lines and areas are called."""
OF_EFFECTS = {
    "recovered_hours": "recovered.hours",
    "cost_per_recovered_hour": "recovered.cost_per_hour",
    "repeat_failures": "failed_again",
}
"""Field behind each figure that `explain` tells of."""


@routes.get(
    "/maintenance/metrics",
    Permission.VIEW,
    response_model=Upkeep,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_upkeep(
    call: Call,
    by: Parts = None,
    explain: Explain = False,
) -> Any:
    """MTBF and MTTR with confidence bounds, preventive work on time and cost of jobs, as on the maintenance page.

    Of the last seven production days up to now, or another period; with `frozen`, of what that link keeps.
    """
    report = call.store.answers.ask(maintenance, call.view, call.now.replace(minute=0))
    found = report.current
    works, checks = found.reliability, found.compliance
    same = ("operating_hours", "failures", "failures_timed", "mtbf_hours", "repaired", "mttr_hours")
    return {
        "first_day": call.view.first_day,
        "last_day": call.view.last_day,
        **{name: getattr(works, name) for name in same},
        **dict(zip(("mtbf_lower_hours", "mtbf_upper_hours"), works.mtbf_bounds, strict=True)),
        **dict(zip(("mttr_lower_hours", "mttr_upper_hours"), works.mttr_bounds, strict=True)),
        "confidence": CONFIDENCE,
        "preventive_compliance_percentage": checks.percentage if checks.due else None,
        "preventive_due": checks.due,
        **{f"preventive_{name}": getattr(checks, name) for name in ("on_time", "early", "late", "missed")},
        "preventive_rule": RULE,
        "without_due_date": checks.without_due_date,
        "without_completion_date": checks.without_completion_date,
        "job_cost": found.cost.total,
        "jobs": found.cost.jobs,
        "jobs_with_cost": found.cost.with_cost,
        **({} if by is None else {"parts": _parts(report, call.names, by)}),
        **call.explanation({name: FigureRef(figure) for name, figure in OF_UPKEEP.items()}, wanted=explain),
    }


def _parts(found: Maintenance, names: Register, level: str) -> list[dict[str, Any]]:
    return parts(rolled_up(found.machines.reset_index(), names, level).rename(columns=OF_PARTS))


@routes.get(
    "/maintenance/effects",
    Permission.VIEW,
    response_model=JobEffects,
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_effects(
    call: Call,
    window_days: Annotated[
        int, Query(ge=1, le=LONGEST_WINDOW, description="Production days before and after to compare. [d]")
    ] = WINDOW_DAYS,
    repeat_days: Annotated[
        int, Query(ge=1, le=LONGEST_REPEAT, description="Within which a failure is a repeated one. [d]")
    ] = REPEAT_DAYS,
    skip: Skip = 0,
    limit: Limit = 100,
    explain: Explain = False,
) -> Any:
    """Each job finished in a period: sensors, downtime and failures of its machine before and after it.

    The days of the work itself count for neither. `recovered` sums up the jobs that can be judged each by itself.
    """
    found = call.store.answers.ask(job_effects, call.view, call.as_of, window_days, repeat_days)
    page = found.jobs.iloc[skip : skip + limit]
    sensors = found.sensors[found.sensors["id"].isin(page["id"])]
    by_job = {job: _plain(rows) for job, rows in sensors.drop(columns="equipment_id").groupby("id")}
    jobs = page.rename(
        columns={
            **{f"{name}_{side}": f"{name}_{side}_hours" for name in ("downtime", "planned") for side in SIDES},
            "others": "other_jobs",
            "days_until": "failed_again_after_days",
            "reason": "failed_again_reason",
        }
    )
    jobs = jobs.assign(why_not=jobs["why_not"].where(jobs["why_not"] != ""))
    return {
        "first_day": call.view.first_day,
        "last_day": call.view.last_day,
        "window_days": window_days,
        "repeat_days": repeat_days,
        "jobs_total": len(found.jobs) + found.left_out,
        "judged": found.judged,
        "failed_again": found.failed_again if found.judged else None,
        "recovered": {name: _known(value) for name, value in asdict(found.recovered).items()},
        **({"explained": _effects_explained(call, window_days, repeat_days)} if explain else {}),
        "jobs": [job | {"sensors": by_job.get(job["id"], [])} for job in _plain(jobs)],
    }


@routes.get("/maintenance/due", Permission.VIEW, response_model=list[DueJob], errors=(404,))
def list_due(
    store: AppStore,
    machines: Machines,
    now: Minute,
    skip: Skip = 0,
    limit: Limit = 100,
    start: Annotated[Day | None, Query(alias="from", description="First calendar day; included.")] = None,
    to: Annotated[Day | None, Query(description="Last calendar day; included.")] = None,
) -> Any:
    """Jobs that are not completed, by the day on which they are due; with a period, only those due in it."""
    view = Period(plant_settings(store), None, None).view(now, machines.of(store))
    jobs = store.answers.ask(maintenance, view, now.replace(minute=0)).open_jobs
    if start is not None or to is not None:
        first = jobs["due_day"].min() if start is None else pd.Timestamp(start)
        last = jobs["due_day"].max() if to is None else pd.Timestamp(to)
        jobs = jobs[jobs["due_day"].between(first, last)]
    jobs = jobs.assign(overdue=jobs["overdue_days"].notna())
    return _plain(jobs.iloc[skip : skip + limit])


def _effects_explained(call: Asked, window_days: int, repeat_days: int) -> dict[str, Receipt]:
    days = {"recovered_hours": window_days, "cost_per_recovered_hour": window_days, "repeat_failures": repeat_days}
    found = call.explained({name: of_effects(name, count) for name, count in days.items()})
    return {OF_EFFECTS[name]: receipt for name, receipt in found.items()}


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON takes them: missing is None."""
    return [{str(name): _known(value) for name, value in row.items()} for row in rows.to_dict("records")]


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value
