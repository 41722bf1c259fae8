"""Machines and their sensors."""

from typing import Annotated, Any

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, Skip
from producflow.api.fields import PathId
from producflow.api.lookups import Places
from producflow.api.newest import Asked, Newest
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.equipment import (
    Machine,
    MachineChange,
    MachineStatus,
    NewMachine,
    Reading,
    Rename,
    Renamed,
    SensorType,
)
from producflow.errors import existing
from producflow.operations import equipment, renaming
from producflow.operations.checks import equipment_must_exist
from producflow.store.queries import equipment as queries

routes = Routes("Equipment")


@routes.get("/equipment", Permission.VIEW, response_model=list[Machine])
def list_equipment(
    store: AppStore, places: Places, skip: Skip = 0, limit: Limit = 100, status: MachineStatus | None = None
) -> Any:
    """Machines, by id."""
    filters = {"status": status, "machines": places.of(store).machines}
    return store.read(queries.page, filters, skip, limit)


@routes.get("/equipment/{equipment_id:int}", Permission.VIEW, response_model=Machine, errors=(404,))
def read_equipment(equipment_id: PathId, store: AppStore) -> Any:
    """One machine."""
    return existing(store.read(queries.by_id, equipment_id), "machine", equipment_id)


@routes.post("/equipment", Permission.MANAGE_EQUIPMENT, response_model=Machine, errors=(409,))
def create_equipment(new: NewMachine, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Create a machine."""
    return equipment.create(store, actor, **new.values(plant))


@routes.post("/equipment/rename", Permission.MANAGE_EQUIPMENT, response_model=Renamed, errors=(404, 409))
def rename_area_or_line(wanted: Rename, store: AppStore, actor: CurrentActor) -> Any:
    """Call an area, or a line, otherwise: at all its machines, and where goals, messages and screens name it."""
    return renaming.rename(store, actor, **wanted.model_dump())


@routes.put("/equipment/{equipment_id:int}", Permission.MANAGE_EQUIPMENT, response_model=Machine, errors=(404, 409))
def change_equipment(
    equipment_id: PathId, change: MachineChange, store: AppStore, actor: CurrentActor, plant: Plant
) -> Any:
    """Change a machine; what is left out stays."""
    return equipment.change(store, actor, equipment_id, change.values(plant, only_given=True))


@routes.get("/equipment/{equipment_id:int}/sensors", Permission.VIEW, response_model=list[Reading], errors=(404,))
async def list_readings(
    request: Request,
    equipment_id: PathId,
    store: AppStore,
    plant: Plant,
    limit: Limit = 100,
    sensor_type: Annotated[SensorType | None, Query(description="In any case.")] = None,
    start: From = None,
    to: To = None,
) -> Any:
    """Readings of a machine, newest first."""
    newest: Newest = request.app.state.newest
    first, last = Period(plant, start, to).instants()
    sensor = None if sensor_type is None else sensor_type.strip().lower()
    asked = Asked(equipment_id, sensor, first, last, limit)
    found = newest.known(store, asked)
    if found is None:
        found = await run_in_threadpool(newest.ask, store, asked)
    if not found:
        await run_in_threadpool(store.read, equipment_must_exist, equipment_id)
    return found
