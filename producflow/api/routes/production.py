"""Production records, and the figures that follow from them."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.asked import Call, Explain, Level, asked
from producflow.api.dependencies import (
    AppStore,
    CurrentActor,
    FrozenToken,
    Limit,
    Minute,
    Plant,
    ShiftName,
    Skip,
)
from producflow.api.fields import Day, PathId
from producflow.api.lookups import Machines
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.breakdown import OF_PARTS, PartOfPlant
from producflow.api.schemas.production import Metrics, NewRecord, Record, RecordChange, ShiftSummary, Summary
from producflow.api.schemas.receipts import plain
from producflow.api.schemas.stops import Why
from producflow.domain.metrics import METRICS
from producflow.errors import existing
from producflow.operations import production
from producflow.reports import targets
from producflow.reports.breakdown import breakdown
from producflow.reports.periods import last_complete_day
from producflow.reports.production import dashboard_summary, shift_summary, told_with_goals
from producflow.reports.receipts import FigureRef
from producflow.reports.records import with_efficiency
from producflow.reports.view import View
from producflow.store.queries import lists
from producflow.store.queries import production as queries

routes = Routes("Production")

OF_METRICS = tuple(name for name in Metrics.model_fields if name in METRICS)
"""Fields of the metrics that are figures; each is called as its receipt is."""
OF_SHIFTS = {
    "total_output": "total_output",
    "total_defects": "total_defects",
    "total_downtime": "downtime_hours",
    "average_efficiency": "efficiency_percentage",
    "equipment_count": "equipment_count",
}
OF_DASHBOARD = {
    **{
        f"equipment_{status}": f"equipment_{status}" for status in ("operational", "warning", "critical", "maintenance")
    },
    "production_efficiency": "efficiency_percentage",
    "active_alerts": "active_alerts",
    "cost_savings": "cost_savings",
}


@routes.get(
    "/production/metrics", Permission.VIEW, response_model=Metrics, errors=(404,), response_model_exclude_unset=True
)
def read_metrics(
    call: Call,
    explain: Explain = False,
) -> Any:
    """What the plant, or some of its machines, came to: in the last seven production days up to now, or another period.

    With `frozen`, what it came to by the rows of that link: for what the link is of unless period or machine is given.
    """
    told, goals = call.store.answers.ask(told_with_goals, call.view, call.as_of)
    told = told | {"targets": targets.told(goals)}
    days = {"from": call.view.first_day, "to": call.view.last_day}
    return days | told | call.explanation({name: FigureRef(name) for name in OF_METRICS}, wanted=explain)


@routes.get("/production/breakdown", Permission.VIEW, response_model=list[PartOfPlant], errors=(404,))
def read_breakdown(
    call: Call,
    by: Annotated[Level, Query(description="What each answer is of.")] = "machine",
) -> Any:
    """The same figures of each machine, line, area or plant, by name: ratios of the sums of its machines.

    Of the last seven production days up to now unless a period is given.
    """
    rows = call.store.answers.ask(breakdown, call.view, call.as_of, by)
    names = {metric.of_rows: metric.name for metric in OF_PARTS} | {"active": "active_equipment"}
    told = rows.rename(columns=names | {"output_quantity": "total_output", "defect_quantity": "total_defects"})
    goals = [targets.told(found) for found in rows["goals"]]
    found = plain(told.reindex(columns=list(PartOfPlant.model_fields)))
    return [row | {"targets": held} for row, held in zip(found, goals, strict=True)]


@routes.get(
    "/production/shifts/summary",
    Permission.VIEW,
    response_model=list[ShiftSummary],
    errors=(404,),
    response_model_exclude_unset=True,
)
def read_shift_summary(
    store: AppStore,
    plant: Plant,
    now: Minute,
    machines: Machines,
    date: Annotated[Day | None, Query(description="Production day; the last complete one by default.")] = None,
    shift: ShiftName = None,
    frozen: FrozenToken = None,
    explain: Explain = False,
) -> Any:
    """The shifts of one production day; with `frozen`, by the rows of that link, its last day by default."""
    found = asked(store, plant, now, machines, frozen=frozen)
    day = date or (last_complete_day(plant, now) if found.kept is None else found.view.last_day)
    chosen = machines.of(found.store)
    rows = found.store.answers.ask(shift_summary, day, shift, chosen.machines)
    of_day = replace(found, view=View(day, day, chosen.machines, chosen=chosen))
    return [
        row
        | of_day.explanation(
            {name: FigureRef(figure, shift=row["shift"]) for name, figure in OF_SHIFTS.items()}, wanted=explain
        )
        for row in rows
    ]


@routes.get(
    "/dashboard/summary", Permission.VIEW, response_model=Summary, errors=(404,), response_model_exclude_unset=True
)
def read_dashboard_summary(
    store: AppStore, plant: Plant, now: Minute, machines: Machines, explain: Explain = False
) -> Any:
    """The plant at a glance, or some of its machines."""
    found = asked(store, plant, now, machines)
    told = store.answers.ask(dashboard_summary, now, machines.of(store).machines)
    return told | found.explanation({name: FigureRef(figure) for name, figure in OF_DASHBOARD.items()}, wanted=explain)


@routes.get("/production/records", Permission.VIEW, response_model=list[Record], errors=(404,))
def list_records(
    store: AppStore,
    machines: Machines,
    plant: Plant,
    skip: Skip = 0,
    limit: Limit = 100,
    shift: ShiftName = None,
    start: From = None,
    to: To = None,
) -> Any:
    """Production records, newest first."""
    days = Period(plant, start, to).days()
    found = store.read(lists.records, machines.of(store).machines, shift, days, skip, limit)
    return [with_efficiency(record) for record in found]


@routes.get("/production/records/{record_id:int}", Permission.VIEW, response_model=Record, errors=(404,))
def read_record(record_id: PathId, store: AppStore) -> Any:
    """One production record."""
    record = existing(store.read(queries.record, record_id), "production record", record_id)
    return with_efficiency(record)


@routes.post("/production/records", Permission.RECORD_PRODUCTION, response_model=Record, errors=(404, 409))
def create_record(new: NewRecord, store: AppStore, actor: CurrentActor) -> Any:
    """Enter what a machine made in one shift."""
    return with_efficiency(production.record(store, actor, **new.model_dump()))


@routes.put(
    "/production/records/{record_id:int}", Permission.RECORD_PRODUCTION, response_model=Record, errors=(404, 409)
)
def change_record(record_id: PathId, change: RecordChange, store: AppStore, actor: CurrentActor) -> Any:
    """Change a record; what is left out stays, and a computed efficiency that is sent back stays computed.

    For whoever entered it, until the end of the next shift, and for managers and admins. Whoever may enter records may
    also add counts that are missing.
    """
    wanted = change.model_dump(exclude_unset=True)
    why = wanted.pop("why", None)
    if "efficiency_percentage" in wanted:
        before = read_record(record_id, store)
        if not before["efficiency_reported"] and wanted["efficiency_percentage"] == before["efficiency_percentage"]:
            del wanted["efficiency_percentage"]
    return with_efficiency(production.change(store, actor, record_id, wanted, why))


@routes.delete(
    "/production/records/{record_id:int}", Permission.RECORD_PRODUCTION, response_model=Record, errors=(404, 409)
)
def take_record_back(record_id: PathId, store: AppStore, actor: CurrentActor, why: Why = None) -> Any:
    """Take a record back that was entered one by one, as if it had never been.

    For whoever entered it, until the end of the next shift, and for managers and admins. What an upload brought is
    taken back by undoing that.
    """
    return with_efficiency(production.take_back(store, actor, record_id, why))
