"""Readings on their way in: one by one, or many at once."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import pandas as pd
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import Gauge
from starlette.concurrency import run_in_threadpool

from producflow.access.roles import Actor, Permission
from producflow.api import batches, problems
from producflow.api.dependencies import (
    AppStore,
    CurrentActor,
    Now,
    Plant,
    current_actor,
    get_now,
    get_plant,
    get_store,
)
from producflow.api.fields import PathId, on_plant_clock
from producflow.api.rate_limits import Rate
from producflow.api.routing import Routes
from producflow.api.schemas.equipment import BatchReading, BatchStored, NewReading, Reading
from producflow.domain.plant import PlantSettings
from producflow.errors import InvalidInput
from producflow.operations import ingested, readings
from producflow.operations.handed_in import Counted, ToBeNamed
from producflow.operations.posted_readings import Posted, sound
from producflow.operations.single_readings import SingleReadings
from producflow.store.database import Store

routes = Routes("Readings")
QUEUE = Gauge("producflow_api_readings_queue", "Single readings that wait for the next commit.")

DIFFERS = {
    "type": "conflict",
    "loc": ["body", 3, "value"],
    "msg": "Temperature of machine 2 at 2026-03-31T12:00:00+00:00 is 70 already, not 71.",
}


async def single_readings(request: Request) -> SingleReadings:
    """What stores single readings of the open store."""
    store = await get_store(request)
    found = getattr(request.app.state, "single_readings", None)
    if not isinstance(found, SingleReadings) or found.store is not store:
        found = request.app.state.single_readings = SingleReadings(store, request.app.state.newest.stored)
        QUEUE.set_function(lambda: found.waiting)
    return found


@routes.post(
    "/equipment/{equipment_id:int}/sensors", Permission.POST_READINGS, response_model=Reading, errors=(404, 409)
)
async def create_reading(request: Request, equipment_id: PathId, new: NewReading) -> Any:
    """Store one reading; the server sets its status, its unit if left out, and its timestamp if left out.

    The answer comes after the commit; hourly sums and alerts follow within a second. The same reading sent again is
    answered with the stored one; another value for the same instant is refused.
    """
    # Asked for here and not as dependencies: four of them would take as long as the rest of the call.
    actor, now, plant = await current_actor(request), await get_now(), await get_plant(request)
    queue = await single_readings(request)
    posted = sound(
        equipment_id=equipment_id,
        sensor_type=new.sensor_type,
        value=new.value,
        unit=new.unit,
        timestamp=now if new.timestamp is None else on_plant_clock(new.timestamp, plant),
        now=now,
    )
    result, place = queue.add(actor, posted)
    # Shielded: a caller who hangs up must not cancel the commit of others.
    outcome = (await asyncio.shield(asyncio.wrap_future(result)))[place]
    if isinstance(outcome, Exception):
        raise outcome
    ingested.count("sensor_readings", "single", 1)
    return outcome


@routes.post(
    "/sensors/batch",
    Permission.POST_READINGS,
    rate=Rate.BULK,
    response_model=BatchStored,
    responses={
        409: {
            "model": problems.InvalidProblem,
            "description": "Some readings have another value already; each entry names one. Nothing was stored.",
            "content": {"application/json": {"example": {"detail": [DIFFERS]}}},
        }
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "array",
                        "items": BatchReading.model_json_schema(),
                        "maxItems": batches.MOST_READINGS,
                    }
                },
                "application/x-ndjson": {"schema": {"type": "string"}},
            },
        }
    },
)
async def create_readings(request: Request, store: AppStore, actor: CurrentActor, plant: Plant, now: Now) -> Any:
    """Store up to 100,000 readings, all of them or none.

    The body is a JSON array, or NDJSON (`application/x-ndjson`): one reading a line. Readings that are stored already
    with the same value are counted as unchanged. Bad ones are named by their place in the batch, from 0. The answer
    comes after the commit; hourly sums and alerts follow within a second.
    """
    try:
        received = await batches.read(request)
    except batches.Unreadable as error:
        raise RequestValidationError(error.problems) from error
    if len(received) <= batches.MOST_TOGETHER and (posted := _sound(received, plant, now)) is not None:
        result, place = (await single_readings(request)).add_batch(actor, posted)
        outcome = (await asyncio.shield(asyncio.wrap_future(result)))[place]
        if isinstance(outcome, Counted):
            ingested.count("sensor_readings", "batch", outcome.new)
            return BatchStored(received=len(received), new=outcome.new, unchanged=outcome.unchanged)
        if isinstance(outcome, Exception) and not isinstance(outcome, ToBeNamed):
            raise outcome
    return await run_in_threadpool(_add, store, actor, received, plant, now)


def _sound(received: list[BatchReading], plant: PlantSettings, now: datetime) -> list[Posted] | None:
    """Readings in our units; None where any cannot be."""
    with suppress(InvalidInput):
        return [
            sound(
                equipment_id=each.equipment_id,
                sensor_type=each.sensor_type,
                value=each.value,
                unit=each.unit,
                timestamp=now if each.timestamp is None else on_plant_clock(each.timestamp, plant),
                now=now,
            )
            for each in received
        ]
    return None


def _add(store: Store, actor: Actor, received: list[BatchReading], plant: PlantSettings, now: datetime) -> Any:
    frame = pd.DataFrame(
        {
            "equipment_id": [reading.equipment_id for reading in received],
            "sensor_type": [reading.sensor_type for reading in received],
            "timestamp": pd.to_datetime(
                [now if each.timestamp is None else on_plant_clock(each.timestamp, plant) for each in received],
                utc=True,
            ),
            "value": [reading.value for reading in received],
            "unit": pd.Series([reading.unit for reading in received], dtype="object"),
        }
    )
    try:
        added = readings.add(store, actor, frame)
    except readings.BadReadings as error:
        return problems.answer(422, batches.named(error.rows, "invalid_input"))
    except readings.ReadingsDiffer as error:
        return problems.answer(409, batches.named(error.rows, "conflict"))
    ingested.count("sensor_readings", "batch", added.new)
    return BatchStored(received=len(received), new=added.new, unchanged=added.unchanged)
