"""Alerts and maintenance jobs."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Body, Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, Skip
from producflow.api.fields import Instant, PathId, on_plant_clock
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.maintenance import (
    AlarmState,
    Alert,
    AlertMove,
    AlertStatus,
    Chain,
    ListedShelf,
    Log,
    LogMove,
    LogStatus,
    NewAlert,
    NewLog,
    Priority,
    Reopening,
    Shelf,
    Shelving,
    ToldAlert,
)
from producflow.api.schemas.receipts import plain
from producflow.errors import InvalidInput, existing
from producflow.operations import alerts, maintenance_jobs, shelving
from producflow.reports import repairs
from producflow.store.queries import lists
from producflow.store.queries import maintenance_jobs as job_queries
from producflow.store.queries import shelves as shelf_queries

routes = Routes("Maintenance")


@routes.get("/maintenance", Permission.VIEW, response_model=list[ToldAlert], errors=(404,))
def list_alerts(
    store: AppStore,
    machines: Machines,
    skip: Skip = 0,
    limit: Limit = 100,
    priority: Priority | None = None,
    status: AlertStatus | None = None,
    state: AlarmState | None = None,
) -> Any:
    """Alerts, newest first; the active ones unless another status, or a state of ISA-18.2, is asked for."""
    wanted = "active" if status is None and state is None else status
    filters = {"priority": priority, "machines": machines.of(store).machines, "status": wanted, "state": state}
    return store.read(lists.alerts, filters, skip, limit)


@routes.post("/maintenance", Permission.WORK_ALERTS, response_model=Alert, errors=(404,))
def create_alert(new: NewAlert, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Enter an alert."""
    return alerts.create(store, actor, **new.values(plant))


@routes.get("/maintenance/logs", Permission.VIEW, response_model=list[Log], errors=(404,))
def list_logs(
    store: AppStore,
    machines: Machines,
    skip: Skip = 0,
    limit: Limit = 100,
    status: LogStatus | None = None,
) -> Any:
    """Maintenance jobs, the one done or due last first."""
    filters = {"machines": machines.of(store).machines, "status": status}
    return store.read(lists.logs, filters, skip, limit)


@routes.get("/maintenance/logs/{log_id:int}", Permission.VIEW, response_model=Log, errors=(404,))
def read_log(log_id: PathId, store: AppStore) -> Any:
    """One maintenance job."""
    return existing(store.read(job_queries.by_id, log_id), "maintenance job", log_id)


@routes.get("/maintenance/logs/{log_id:int}/chain", Permission.VIEW, response_model=Chain, errors=(404,))
def read_chain(log_id: PathId, store: AppStore) -> Any:
    """A job with the alert that it answers, the stops that came with it, and whether it held."""
    return repairs.chain(store, log_id)


@routes.post("/maintenance/logs", Permission.WORK_LOGS, response_model=Log, errors=(404, 409))
def create_log(new: NewLog, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Enter a maintenance job; a completed one without a completion date was done now."""
    return maintenance_jobs.create(store, actor, **new.values(plant))


@routes.patch("/maintenance/logs/{log_id:int}/status", Permission.WORK_LOGS, response_model=Log, errors=(404, 409))
def move_log(
    log_id: PathId,
    store: AppStore,
    actor: CurrentActor,
    plant: Plant,
    move: Annotated[LogMove | None, Body()] = None,
    status: LogStatus | None = None,
    completed_date: Annotated[Instant | None, Query()] = None,
) -> Any:
    """Move a job; `status` and `completed_date` stand in the body, or else in the query.

    `completed` without a date means now; the date also becomes the machine's last maintenance, unless that is later.
    """
    if move is not None and (status is not None or completed_date is not None):
        raise InvalidInput("The status is given twice; send it in the body or in the query, not in both.", "status")
    wanted: str | None = status if move is None else move.status
    done: datetime | None = completed_date if move is None else move.completed_date
    if wanted is None:
        raise InvalidInput("The status is missing; send it in the body or in the query.", "status")
    told = {} if move is None else {name: getattr(move, name) for name in ("cause", "work_done")}
    known = {name: value for name, value in told.items() if value is not None}
    at = None if done is None else on_plant_clock(done, plant)
    return maintenance_jobs.move(store, actor, log_id, wanted, at, **known)


@routes.patch("/maintenance/{alert_id:int}", Permission.WORK_ALERTS, response_model=Alert, errors=(404, 409))
def move_alert(alert_id: PathId, move: AlertMove, store: AppStore, actor: CurrentActor) -> Any:
    """Acknowledge or resolve an alert: active → acknowledged → resolved, or active → resolved; never back.

    Resolving takes a `reason` while the readings have not come back inside the limit.
    """
    return alerts.move(store, actor, alert_id, move.status, move.reason)


@routes.post("/maintenance/{alert_id:int}/acknowledge", Permission.WORK_ALERTS, response_model=Alert, errors=(404, 409))
def acknowledge_alert(alert_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Acknowledge an alert, also one whose readings came back before anybody did: that one stays resolved."""
    return alerts.acknowledge(store, actor, alert_id)


@routes.post("/maintenance/{alert_id:int}/shelve", Permission.WORK_ALERTS, response_model=Shelf, errors=(404, 409))
def shelve_alert(alert_id: PathId, shelf: Shelving, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Put an alert aside for a time, at most seven days: it leaves the lists of attention and comes back by itself.

    Of an alert of readings, what comes of the same sensor and kind of limit until then is shelved too.
    """
    return shelving.shelve(store, actor, alert_id, on_plant_clock(shelf.until, plant), shelf.reason)


@routes.post("/maintenance/{alert_id:int}/unshelve", Permission.WORK_ALERTS, response_model=Shelf, errors=(404, 409))
def unshelve_alert(alert_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take an alert back from its shelf."""
    return shelving.unshelve(store, actor, alert_id)


@routes.get("/maintenance/shelves", Permission.VIEW, response_model=list[ListedShelf], errors=(404,))
def list_shelves(store: AppStore, machines: Machines, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Alerts that are or were put aside, those in force first, with who did it, why and until when."""
    chosen = machines.of(store).machines
    return plain(store.read(shelf_queries.page, chosen, in_force=False, skip=skip, limit=limit))


@routes.post("/maintenance/{alert_id:int}/reopen", Permission.WORK_ALERTS, response_model=Alert, errors=(404, 409))
def reopen_alert(alert_id: PathId, reopening: Reopening, store: AppStore, actor: CurrentActor) -> Any:
    """Open a resolved alert again; from then on only a person resolves it."""
    return alerts.reopen(store, actor, alert_id, reopening.reason)


@routes.post("/maintenance/logs/{log_id:int}/reopen", Permission.WORK_LOGS, response_model=Log, errors=(404, 409))
def reopen_log(log_id: PathId, reopening: Reopening, store: AppStore, actor: CurrentActor) -> Any:
    """Open a completed job again: it is in progress, without a completion date.

    The machine's last maintenance is then that of the job completed last.
    """
    return maintenance_jobs.reopen(store, actor, log_id, reopening.reason)
