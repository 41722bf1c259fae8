"""Sensors that cannot be believed."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.sensor_notes import Believed, KeptNote, SensorNote
from producflow.operations import marking
from producflow.store.queries import sensor_faults as queries

routes = Routes("Maintenance")
Lasting = Annotated[bool | None, Query(description="Whether it has no end; left out: all.")]


@routes.get("/sensor-notes", Permission.VIEW, response_model=list[SensorNote], errors=(404,))
def list_sensor_notes(
    store: AppStore, machines: Machines, skip: Skip = 0, limit: Limit = 100, lasting: Lasting = None
) -> Any:
    """What is the matter with sensors and not with their machines, newest first; `lasting=true` for what has no end.

    Noted from stored readings once an hour. No reading is changed by it.
    """
    return store.read(queries.page, {"machines": machines.of(store).machines, "lasting": lasting}, skip, limit)


@routes.post("/sensor-notes/{note_id:int}/believe", Permission.WORK_ALERTS, response_model=KeptNote, errors=(404, 409))
def believe_sensor(note_id: PathId, said: Believed, store: AppStore, actor: CurrentActor) -> Any:
    """Say that what a sensor showed was the machine, so that its alerts are alerts again; or take that back."""
    return marking.believe(store, actor, note_id, believed=said.believed)
