"""Sensors that cannot be believed."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, Limit, Skip
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.sensor_notes import SensorNote
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
