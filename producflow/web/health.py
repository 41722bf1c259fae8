"""/health: is it alive, and can it read its database?"""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from producflow import settings as process_settings
from producflow.errors import StoreUnavailable
from producflow.reports.health import health
from producflow.store.database import open_store


async def answer(_request: Request) -> JSONResponse:
    """Answer 200 when the database answers, 503 when it cannot be used."""
    headers = {"Cache-Control": "no-store"}
    try:
        store = open_store(process_settings.current().database)
        return JSONResponse(await anyio.to_thread.run_sync(health, store), headers=headers)
    except StoreUnavailable:
        return JSONResponse({"status": "unavailable"}, status_code=503, headers=headers)


ROUTES = [Route("/health", answer)]
