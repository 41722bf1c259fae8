"""Shifts handed over and taken over."""

from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Plant, ShiftName, Skip
from producflow.api.periods import From, Period, To
from producflow.api.routing import Routes
from producflow.api.schemas.handovers import Handover, NewHandover, OneShift
from producflow.operations import handover
from producflow.store.queries import handovers as queries

routes = Routes("Handovers")


@routes.get("/handovers", Permission.VIEW, response_model=list[Handover])
def list_handovers(
    store: AppStore,
    plant: Plant,
    skip: Skip = 0,
    limit: Limit = 100,
    shift: ShiftName = None,
    start: From = None,
    to: To = None,
) -> Any:
    """Shifts that were handed over, the newest production day first; who took each over, and when."""
    first, last = Period(plant, start, to).days()
    return store.read(queries.page, {"shift": shift, "from": first, "to": last}, skip, limit)


@routes.post("/handovers", Permission.HAND_OVER, response_model=Handover, errors=(409,))
def hand_over(new: NewHandover, store: AppStore, actor: CurrentActor) -> Any:
    """Hand a shift over that has begun; or change the words, as long as nobody has taken it over.

    The words are changed by whoever handed it over, by managers and admins.
    """
    return handover.hand_over(store, actor, day=new.day, shift=new.shift, text=new.text)


@routes.post("/handovers/take", Permission.HAND_OVER, response_model=Handover, errors=(409,))
def take_over(of: OneShift, store: AppStore, actor: CurrentActor) -> Any:
    """Take a shift over that somebody has handed over; its words stay from then on."""
    return handover.take_over(store, actor, day=of.day, shift=of.shift)
