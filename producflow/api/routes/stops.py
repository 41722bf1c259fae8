"""Stops one by one, and the reasons that people choose from."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, Skip
from producflow.api.fields import PathId
from producflow.api.lookups import Machines
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.stops import NewReason, NewStop, Stop, StopChange, StopReason, Why
from producflow.errors import existing
from producflow.operations import stop_reasons, stops
from producflow.store.queries import stops as queries

routes = Routes("Production")


@routes.get("/stops", Permission.VIEW, response_model=list[Stop], errors=(404,))
def list_stops(
    store: AppStore,
    machines: Machines,
    plant: Plant,
    skip: Skip = 0,
    limit: Limit = 100,
    unexplained: Annotated[bool, Query(description="Only those without a reason.")] = False,
    start: From = None,
    to: To = None,
) -> Any:
    """Stops of machines, the newest first, as they were reported: what of each counts is another matter."""
    first, last = Period(plant, start, to).instants()
    filters = {"machines": machines.of(store).machines, "from": first, "to": last, "unexplained": unexplained}
    return store.read(queries.page, filters, skip, limit)


@routes.get("/stops/{stop_id:int}", Permission.VIEW, response_model=Stop, errors=(404,))
def read_stop(stop_id: PathId, store: AppStore) -> Any:
    """One stop."""
    return existing(store.read(queries.by_id, stop_id), "stop", stop_id)


@routes.post("/stops", Permission.RECORD_PRODUCTION, response_model=Stop, errors=(404, 409))
def create_stop(new: NewStop, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Enter a stop; without an end the machine stands still."""
    return stops.record(store, actor, **new.values(plant))


@routes.patch("/stops/{stop_id:int}", Permission.RECORD_PRODUCTION, response_model=Stop, errors=(404, 409))
def change_stop(stop_id: PathId, change: StopChange, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """End a stop, give it a reason, or correct it.

    Whoever may enter stops may add an end or a reason that is missing. All else is for whoever entered it, until the
    end of the next shift, and for managers and admins. Of a stop that follows from machine states only the reason can
    change.
    """
    given = change.values(plant, only_given=True)
    why = given.pop("why", None)
    return stops.change(store, actor, stop_id, given, why)


@routes.delete("/stops/{stop_id:int}", Permission.RECORD_PRODUCTION, response_model=Stop, errors=(404, 409))
def take_stop_back(stop_id: PathId, store: AppStore, actor: CurrentActor, why: Why = None) -> Any:
    """Take a stop back that was entered one by one, as if it had never been.

    For whoever entered it, until the end of the next shift, and for managers and admins.
    """
    return stops.take_back(store, actor, stop_id, why)


@routes.get("/stop-reasons", Permission.VIEW, response_model=list[StopReason])
def list_stop_reasons(store: AppStore) -> Any:
    """Reasons that people choose from where they record stops; empty: those of lately are offered."""
    return store.read(queries.reasons)


@routes.post("/stop-reasons", Permission.MANAGE_PLANT, response_model=StopReason, errors=(409,))
def create_stop_reason(new: NewReason, store: AppStore, actor: CurrentActor) -> Any:
    """Let a reason be chosen."""
    return stop_reasons.add(store, actor, **new.model_dump())


@routes.put("/stop-reasons/{reason_id:int}", Permission.MANAGE_PLANT, response_model=StopReason, errors=(404, 409))
def change_stop_reason(reason_id: PathId, new: NewReason, store: AppStore, actor: CurrentActor) -> Any:
    """Change how a reason is called and whether it is planned; stops that have it keep their text."""
    return stop_reasons.change(store, actor, reason_id, **new.model_dump())


@routes.delete("/stop-reasons/{reason_id:int}", Permission.MANAGE_PLANT, response_model=StopReason, errors=(404,))
def remove_stop_reason(reason_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a reason off the list; stops that have it keep their text."""
    return stop_reasons.remove(store, actor, reason_id)
