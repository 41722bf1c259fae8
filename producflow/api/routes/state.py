"""Whether the API can be used at the moment."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from producflow.api.dependencies import AppStore
from producflow.api.fields import shown
from producflow.api.limits import Rate
from producflow.api.rules import Open, Routes
from producflow.reports import health

routes = Routes("State")


class Ready(BaseModel):
    """The database answers."""

    model_config = shown({"status": "ready"})

    status: Literal["ready"] = "ready"


@routes.get("/ready", Open.ANYONE, rate=Rate.READ, response_model=Ready)
def ready(store: AppStore) -> Any:
    """Answer 200 when the database answers, 503 while it does not: what a load balancer asks."""
    store.read(lambda session: session.value("data_version"))
    return Ready()


class Health(BaseModel):
    """The database answers, and what it is at."""

    model_config = shown({"status": "ok", "schema": 8, "data_version": 1204})

    status: Literal["ok"]
    schema_: int = Field(alias="schema", description="Number of the newest migration.")
    data_version: int = Field(description="Writes that the database has seen.")


@routes.get("/health", Open.ANYONE, rate=Rate.READ, response_model=Health)
def read_health(store: AppStore) -> Any:
    """The same as `/health` beside the API, where clients of the older backend look for it."""
    return health.health(store)
