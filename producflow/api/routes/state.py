"""Whether the API can be used at the moment."""

from typing import Any

from producflow.api.dependencies import AppStore
from producflow.api.rate_limits import Rate
from producflow.api.routing import Open, Routes
from producflow.api.schemas.state import Health, Ready
from producflow.reports import health
from producflow.store.queries import file

routes = Routes("State")


@routes.get("/ready", Open.ANYONE, rate=Rate.READ, response_model=Ready)
def ready(store: AppStore) -> Any:
    """Answer 200 when the database answers, 503 while it does not: what a load balancer asks."""
    store.read(file.data_version)
    return Ready()


@routes.get("/health", Open.ANYONE, rate=Rate.READ, response_model=Health)
def read_health(store: AppStore) -> Any:
    """The same as `/health` beside the API, where clients of the older backend look for it."""
    return health.health(store)
