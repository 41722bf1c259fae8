"""Whether the API can be used at the moment."""

from typing import Any, Literal

from pydantic import BaseModel

from producflow.api.dependencies import AppStore
from producflow.api.fields import shown
from producflow.api.limits import Rate
from producflow.api.rules import Open, Routes

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
