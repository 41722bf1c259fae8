"""Goals: what figures should come to."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Minute, Plant, Skip
from producflow.api.fields import Day, Name, PathId
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.receipts import plain
from producflow.api.schemas.targets import NewTarget, Target, Targeted
from producflow.domain.targets import Scope
from producflow.operations import targets
from producflow.reports import targets as reports
from producflow.reports.periods import production_day

routes = Routes("Goals")


@routes.get("/targets", Permission.VIEW, response_model=list[Target], errors=(404,))
def list_targets(
    store: AppStore,
    machines: Machines,
    plant: Plant,
    now: Minute,
    metric: Annotated[Targeted | None, Query(description="Only of this metric.")] = None,
    scope: Annotated[Scope | None, Query(description="Only of such parts of the plant.")] = None,
    equipment_type: Annotated[Name | None, Query(description="Only of this type.", examples=["Press"])] = None,
    on: Annotated[Day | None, Query(description="Only those in force on this production day.")] = None,
    skip: Skip = 0,
    limit: Limit = 100,
) -> Any:
    """All goals that were ever set, those of a metric and a part of the plant together, the newest first.

    Of some machines: their own, and those of areas and lines that have no others.
    """
    found = reports.everything(store, on or production_day(plant, now), machines.of(store).machines)
    given = {"metric": metric, "scope": scope, "equipment_type": equipment_type}
    for name, value in given.items():
        found = found if value is None else found[found[name] == value]
    found = found if on is None else found[found["holds"]]
    return plain(found.iloc[skip : skip + limit])


@routes.post("/targets", Permission.MANAGE_TARGETS, response_model=Target, errors=(404,))
def set_target(new: NewTarget, store: AppStore, actor: CurrentActor, plant: Plant, now: Minute) -> Any:
    """Set a goal from a production day on; what held before that day is left as it was.

    A goal of the same metric, part of the plant, shift and day gets the new value.
    """
    today = production_day(plant, now)
    values = new.model_dump() | {"valid_from": new.valid_from or today}
    return _told(store, today, int(targets.set(store, actor, **values)["id"]))


@routes.delete("/targets/{target_id:int}", Permission.MANAGE_TARGETS, response_model=Target, errors=(404,))
def remove_target(target_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a goal back as if it had never been set; to end one, set null from a day on."""
    return targets.remove(store, actor, target_id) | {"holds": False}


def _told(store: AppStore, today: Any, target_id: int) -> Any:
    found = reports.everything(store, today)
    return plain(found[found["id"] == target_id])[0]
