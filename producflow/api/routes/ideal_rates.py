"""Rated speeds of single products, where a machine makes several."""

from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import Name, PathId
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.ideal_rates import IdealRate, NewIdealRate
from producflow.api.schemas.receipts import plain
from producflow.operations import ideal_rates
from producflow.store.queries import ideal_rates as queries

routes = Routes("Goals")


@routes.get("/ideal-rates", Permission.VIEW, response_model=list[IdealRate], errors=(404,))
def list_ideal_rates(
    store: AppStore,
    machines: Machines,
    product: Annotated[Name | None, Query(description="Only of this product.", examples=["Bracket 40"])] = None,
    skip: Skip = 0,
    limit: Limit = 100,
) -> Any:
    """Rated speeds of single products that were ever set, by machine and product, the newest first."""
    return plain(store.read(queries.everything, machines.of(store).machines, product).iloc[skip : skip + limit])


@routes.put("/ideal-rates", Permission.MANAGE_TARGETS, response_model=IdealRate, errors=(404,))
def set_ideal_rate(new: NewIdealRate, store: AppStore, actor: CurrentActor) -> Any:
    """Set how much of a product a machine makes in an hour, from a production day on."""
    return ideal_rates.set(store, actor, **new.model_dump())


@routes.delete("/ideal-rates/{rate_id:int}", Permission.MANAGE_TARGETS, response_model=IdealRate, errors=(404,))
def remove_ideal_rate(rate_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a rated speed back as if it had never been set; to end one, set null from a day on."""
    return ideal_rates.remove(store, actor, rate_id)
