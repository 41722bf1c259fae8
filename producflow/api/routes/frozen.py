"""Links to the numbers as they were."""

from typing import Any

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Minute, Skip
from producflow.api.fields import PathId
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.api.schemas.frozen import FrozenLink, NewFrozen
from producflow.operations import frozen as operations
from producflow.reports import frozen
from producflow.reports.links import Link

routes = Routes("Frozen links")


@routes.get("/frozen", Permission.VIEW, response_model=list[FrozenLink])
def list_frozen(store: AppStore, skip: Skip = 0, limit: Limit = 100) -> Any:
    """Frozen links, newest first; removed ones are left out."""
    return [FrozenLink.of(found) for found in frozen.everything(store)[skip : skip + limit]]


@routes.post("/frozen", Permission.FREEZE, rate=Rate.BULK, response_model=FrozenLink)
def freeze(new: NewFrozen, store: AppStore, actor: CurrentActor, now: Minute) -> Any:
    """Make a link that goes on showing the numbers of a page as they are now, whatever is written later."""
    made = operations.freeze(store, actor, Link.of(new.page, new.query), new.note, now=now)
    return FrozenLink.of(made)


@routes.delete("/frozen/{frozen_id:int}", Permission.FREEZE, response_model=FrozenLink, errors=(404, 409))
def remove_frozen(frozen_id: PathId, store: AppStore, actor: CurrentActor, now: Minute) -> Any:
    """Remove a frozen link; for whoever made it, managers and admins. It can be brought back for 30 days."""
    operations.remove(store, actor, frozen_id, now=now)
    return FrozenLink.of(frozen.numbered(store, frozen_id))
