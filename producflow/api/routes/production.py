"""Production records, and the figures that follow from them."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Figures, Limit, Minute, Now, Plant, Skip
from producflow.api.fields import Day, PathId
from producflow.api.lookups import machine_must_exist
from producflow.api.periods import From, Period, To
from producflow.api.routes.frozen import FrozenToken
from producflow.api.routes.maintenance import MachineId
from producflow.api.rules import Routes
from producflow.api.schemas.production import Metrics, NewRecord, Record, RecordChange, Shift, ShiftSummary, Summary
from producflow.errors import NotFound
from producflow.operations import production
from producflow.reports import frozen as frozen_links
from producflow.reports.periods import last_complete_day, last_shift
from producflow.reports.plant import plant_settings
from producflow.reports.production import dashboard_summary, metrics, shift_summary
from producflow.reports.records import with_efficiency
from producflow.store.queries import lists

routes = Routes("Production")


@routes.get("/production/metrics", Permission.VIEW, response_model=Metrics, errors=(404,))
def read_metrics(
    store: AppStore,
    figures: Figures,
    plant: Plant,
    now: Minute,
    start: From = None,
    to: To = None,
    equipment_id: MachineId = None,
    frozen: FrozenToken = None,
) -> Any:
    """What the plant, or one machine, came to: in the last seven complete production days, or another period.

    With `frozen`, what it came to by the rows of that link: for what the link is of unless period or machine is given.
    """
    kept = None
    if frozen is not None:
        kept = frozen_links.find(store, frozen)
        store, now = frozen_links.opened(store, kept), kept.frozen_at
        plant = plant_settings(store)
    machine_must_exist(store, equipment_id)
    if kept is not None and start is None and to is None and equipment_id is None:
        view = kept.view
    else:
        view = Period(plant, start, to).view(now, None if equipment_id is None else (equipment_id,))
    as_of = last_shift(plant, now)[2]  # as on the pages
    return figures.get(store.data_version, (store, view, as_of), lambda: metrics(store, view, as_of).fields())


@routes.get("/production/shifts/summary", Permission.VIEW, response_model=list[ShiftSummary], errors=(404,))
def read_shift_summary(
    store: AppStore,
    plant: Plant,
    now: Now,
    date: Annotated[Day | None, Query(description="Production day; the last complete one by default.")] = None,
    shift: Shift | None = None,
    frozen: FrozenToken = None,
) -> Any:
    """The shifts of one production day; with `frozen`, by the rows of that link, its last day by default."""
    if frozen is not None:
        kept = frozen_links.find(store, frozen)
        return shift_summary(frozen_links.opened(store, kept), date or kept.view.last_day, shift)
    return shift_summary(store, date or last_complete_day(plant, now), shift)


@routes.get("/dashboard/summary", Permission.VIEW, response_model=Summary)
def read_dashboard_summary(store: AppStore, figures: Figures, now: Minute) -> Any:
    """The plant at a glance."""
    return figures.get(store.data_version, (store, now), lambda: dashboard_summary(store, now))


@routes.get("/production/records", Permission.VIEW, response_model=list[Record], errors=(404,))
def list_records(
    store: AppStore,
    plant: Plant,
    skip: Skip = 0,
    limit: Limit = 100,
    equipment_id: MachineId = None,
    shift: Shift | None = None,
    start: From = None,
    to: To = None,
) -> Any:
    """Production records, newest first."""
    machine_must_exist(store, equipment_id)
    machines = None if equipment_id is None else (equipment_id,)
    days = Period(plant, start, to).days()
    found = store.read(lambda session: lists.records(session, machines, shift, days, skip, limit))
    return [with_efficiency(record) for record in found]


@routes.get("/production/records/{record_id:int}", Permission.VIEW, response_model=Record, errors=(404,))
def read_record(record_id: PathId, store: AppStore) -> Any:
    """One production record."""
    record = store.row("production_record_by_id", record_id=record_id)
    if record is None:
        raise NotFound(f"There is no production record {record_id}.")
    return with_efficiency(record)


@routes.post("/production/records", Permission.RECORD_PRODUCTION, response_model=Record, errors=(404, 409))
def create_record(new: NewRecord, store: AppStore, actor: CurrentActor) -> Any:
    """Enter what a machine made in one shift."""
    return with_efficiency(production.record(store, actor, **new.model_dump()))


@routes.put(
    "/production/records/{record_id:int}", Permission.RECORD_PRODUCTION, response_model=Record, errors=(404, 409)
)
def change_record(record_id: PathId, change: RecordChange, store: AppStore, actor: CurrentActor) -> Any:
    """Change a record; what is left out stays, and a computed efficiency that is sent back stays computed."""
    wanted = change.model_dump(exclude_unset=True)
    if "efficiency_percentage" in wanted:
        before = read_record(record_id, store)
        if not before["efficiency_reported"] and wanted["efficiency_percentage"] == before["efficiency_percentage"]:
            del wanted["efficiency_percentage"]
    return with_efficiency(production.change(store, actor, record_id, wanted))
