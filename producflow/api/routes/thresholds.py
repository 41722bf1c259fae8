"""Limits of sensors: what is in force, what others would change, and the way back."""

from dataclasses import asdict
from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Minute, Skip
from producflow.api.fields import PathId
from producflow.api.routing import Routes
from producflow.api.schemas.receipts import plain
from producflow.api.schemas.thresholds import (
    LimitChange,
    LimitReplay,
    MadeChange,
    NewLimits,
    Rehearsed,
    Replaying,
    Threshold,
)
from producflow.domain.limit_replay import Replay
from producflow.errors import InvalidInput
from producflow.operations import thresholds
from producflow.reports import limit_changes, limit_replay
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


@routes.post("/thresholds/replay", Permission.VIEW, response_model=LimitReplay, errors=(404,))
def replay_limits(new: Replaying, store: AppStore, now: Minute) -> Any:
    """Try limits of a machine's sensor on what was read: alarms, and which logged failures had a warning.

    Beside those in force; changes nothing. What is left out stays as it is in force.
    """
    machine, sensor = new.equipment_id, new.sensor_type.strip().lower()
    tried = thresholds.would_be(store, sensor_type=sensor, equipment_id=machine, given=new.given())
    asked = (machine, sensor, tried, now.replace(minute=0), new.days, new.within_days)
    found = store.answers.ask(limit_replay.replay, *asked)
    failures = found.failures
    for name in ("present", "tried"):
        ahead = (failures["failed_at"] - failures[name]).dt.total_seconds() / 3600
        failures = failures.assign(**{f"{name}_hours": ahead})
    same = ("sensor_type", "equipment_id", "unit", "first", "last", "readings", "left_out", "within_days", "sentence")
    return {
        **{name: getattr(found, name) for name in same},
        "why_not": found.why_not or None,
        "present": _replay(found.present, judged=not found.why_not),
        "tried": _replay(found.tried, judged=not found.why_not),
        "failures": plain(failures),
    }


def _replay(found: Replay, *, judged: bool) -> dict[str, Any]:
    same = ("alarms", "critical", "chattering", "again", "hours")
    told = {name: getattr(found, name) if judged else None for name in ("followed", "warned")}
    return {"limits": asdict(found.limits), **{name: getattr(found, name) for name in same}, **told}


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
