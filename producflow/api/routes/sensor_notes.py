"""Sensors that cannot be believed."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, Limit, MachineId, Skip
from producflow.api.lookups import machine_must_exist
from producflow.api.routing import Routes
from producflow.api.schemas.sensor_notes import SensorNote
from producflow.store.queries import sensor_faults as queries

routes = Routes("Maintenance")
Lasting = Annotated[bool | None, Query(description="Whether it has no end; left out: all.")]


@routes.get("/sensor-notes", Permission.VIEW, response_model=list[SensorNote], errors=(404,))
def list_sensor_notes(
    store: AppStore, skip: Skip = 0, limit: Limit = 100, equipment_id: MachineId = None, lasting: Lasting = None
) -> Any:
    """What is the matter with sensors and not with their machines, newest first; `lasting=true` for what has no end.

    Noted from stored readings once an hour. No reading is changed by it.
    """
    machine_must_exist(store, equipment_id)
    return store.read(queries.page, {"equipment_id": equipment_id, "lasting": lasting}, skip, limit)
