"""Limits of sensors: what is in force, what others would change, and the way back."""

from dataclasses import asdict
from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.routing import Routes
from producflow.api.schemas.receipts import plain
from producflow.api.schemas.thresholds import LimitChange, MadeChange, NewLimits, Rehearsed, Threshold
from producflow.errors import InvalidInput
from producflow.operations import thresholds
from producflow.reports import limit_changes
from producflow.store.queries import thresholds as queries

routes = Routes("Limits")


@routes.get("/thresholds", Permission.VIEW, response_model=list[Threshold])
def list_limits(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Limits by sensor type, those of the plant before those of machines."""
    return store.read(queries.everything)[skip : skip + limit]


@routes.put("/thresholds", Permission.MANAGE_THRESHOLDS, response_model=Threshold, errors=(404,))
def set_limits(new: NewLimits, store: AppStore, actor: CurrentActor) -> Any:
    """Set limits of a sensor type, for one machine or for the whole plant; what is left out stays as it is in force.

    Stored readings get their status anew, and alerts follow. The change can be undone.
    """
    return thresholds.set(store, actor, sensor_type=new.sensor_type, equipment_id=new.equipment_id, **new.given())


@routes.post("/thresholds/rehearsal", Permission.MANAGE_THRESHOLDS, response_model=LimitChange, errors=(404,))
def rehearse_limits(new: Rehearsed, store: AppStore, actor: CurrentActor) -> Any:
    """Say what setting or removing limits would change, with the alerts of the last days; changes nothing."""
    given = new.given()
    if new.remove and given:
        raise InvalidInput("Limits are given and to be removed; leave one of both out.", "remove")
    found = thresholds.rehearse(
        store,
        actor,
        sensor_type=new.sensor_type,
        equipment_id=new.equipment_id,
        given=None if new.remove else given,
    )
    told = {name: getattr(found, name) for name in ("own", "machines", "first")}
    told |= {name: None if limits is None else asdict(limits) for name, limits in _both(found)}
    told |= {name: found.count(name) for name in limit_changes.BECOMES}
    return told | {"limits": plain(found.limits), "alerts": plain(found.alerts)}


@routes.delete("/thresholds/{threshold_id:int}", Permission.MANAGE_THRESHOLDS, response_model=Threshold, errors=(404,))
def remove_limits(threshold_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Remove limits, which can be undone: a machine falls back to the plant's, the plant to unknown readings."""
    return thresholds.remove(store, actor, threshold_id)


@routes.get("/thresholds/changes", Permission.VIEW, response_model=list[MadeChange])
def list_limit_changes(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Changes of limits, the newest first."""
    return plain(limit_changes.changes(store, skip, limit))


@routes.delete(
    "/thresholds/changes/{change_id:int}",
    Permission.MANAGE_THRESHOLDS,
    response_model=Threshold | None,
    errors=(404, 409),
)
def undo_limit_change(change_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a change of limits back; answers those that stand again, null where there were none before."""
    return thresholds.undo(store, actor, change_id)


def _both(found: limit_changes.LimitChange) -> tuple[tuple[str, Any], ...]:
    return ("before", found.before), ("after", found.after)
