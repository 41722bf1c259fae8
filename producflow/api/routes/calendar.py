"""When the plant and its machines mean to work."""

from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, MachineId, Minute, Plant
from producflow.api.fields import PathId
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.calendar import Calendar, NewPlan, PlannedShift, told
from producflow.operations import calendar
from producflow.operations.checks import equipment_must_exist
from producflow.reports import periods

routes = Routes("Working calendar")


@routes.get("/plant/calendar", Permission.VIEW, response_model=Calendar)
def read_calendar(plant: Plant) -> Any:
    """When the plant means to work: its patterns, the day from which each holds, and changes of single days."""
    return told(calendar.plan_of(plant.schedule, None), plant.timezone, None)


@routes.put("/plant/calendar", Permission.MANAGE_PLANT, response_model=Calendar)
def set_calendar(new: NewPlan, store: AppStore, actor: CurrentActor, plant: Plant) -> Any:
    """Set all of it. What is expected, coverage and planned time follow; what held on earlier days stays as it is said.

    A shift that stored production records name must stay in some pattern.
    """
    return told(calendar.plan_of(calendar.save(store, actor, new.plan()), None), plant.timezone, None)


@routes.get("/plant/calendar/machines/{equipment_id:int}", Permission.VIEW, response_model=Calendar, errors=(404,))
def read_calendar_of_machine(equipment_id: PathId, store: AppStore, plant: Plant) -> Any:
    """What a machine does otherwise than the plant; no pattern: it works as the plant."""
    store.read(equipment_must_exist, equipment_id)
    return told(calendar.plan_of(plant.schedule, equipment_id), plant.timezone, equipment_id)


@routes.put(
    "/plant/calendar/machines/{equipment_id:int}", Permission.MANAGE_PLANT, response_model=Calendar, errors=(404,)
)
def set_calendar_of_machine(
    equipment_id: PathId, new: NewPlan, store: AppStore, actor: CurrentActor, plant: Plant
) -> Any:
    """Set what a machine does otherwise, from its first pattern on; the plant's changes hold for it too."""
    held = calendar.save(store, actor, new.plan(), equipment_id)
    return told(calendar.plan_of(held, equipment_id), plant.timezone, equipment_id)


@routes.get("/plant/shifts", Permission.VIEW, response_model=list[PlannedShift], errors=(404,))
def list_planned_shifts(
    store: AppStore, plant: Plant, now: Minute, start: From = None, to: To = None, equipment_id: MachineId = None
) -> Any:
    """Planned shifts of the plant or of one machine: of today and the next 13 production days unless given."""
    store.read(equipment_must_exist, equipment_id)
    return periods.planned_shifts(plant, *Period(plant, start, to).days(), now, equipment_id)
