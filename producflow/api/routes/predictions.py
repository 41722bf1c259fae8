"""What readings foretell, as it was made, and what became of it."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query

from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip
from producflow.api.fields import PathId
from producflow.api.lookups import Machines
from producflow.api.routing import Routes
from producflow.api.schemas.predictions import NewVerdict, Prediction
from producflow.errors import existing
from producflow.operations import predicting
from producflow.store.queries import predictions as queries

routes = Routes("Maintenance")
Open = Annotated[bool | None, Query(description="Whether the horizon is not over; left out: all.")]


@routes.get("/predictions", Permission.VIEW, response_model=list[Prediction], errors=(404,))
def list_predictions(
    store: AppStore,
    machines: Machines,
    skip: Skip = 0,
    limit: Limit = 100,
    open: Open = None,  # noqa: A002 - what callers send
) -> Any:
    """Predictions, newest first; `open=true` for those whose horizon is not over."""
    filters = {"machines": machines.of(store).machines, "open": open}
    return store.read(queries.page, filters, datetime.now(UTC), skip, limit)


@routes.get("/predictions/{prediction_id:int}", Permission.VIEW, response_model=Prediction, errors=(404,))
def read_prediction(prediction_id: PathId, store: AppStore) -> Any:
    """One prediction."""
    return existing(store.read(queries.by_id, prediction_id), "prediction", prediction_id)


@routes.post(
    "/predictions/{prediction_id:int}/verdict", Permission.WORK_ALERTS, response_model=Prediction, errors=(404,)
)
def judge_prediction(prediction_id: PathId, new: NewVerdict, store: AppStore, actor: CurrentActor) -> Any:
    """Say how a prediction was: it counts before what was found, and the last word counts.

    `useful` is true; `false` and `too late` are not.
    """
    return predicting.judge(store, actor, prediction_id, new.verdict)
