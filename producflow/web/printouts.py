"""/print: a page of the dashboard as a file, for the browser that has it open."""

from datetime import UTC, datetime

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from producflow import settings as process_settings
from producflow.access import sessions
from producflow.errors import (
    NotSignedIn,
    ProducFlowError,
)
from producflow.printing import reports
from producflow.printing.chromium import Ending
from producflow.reports.links import Link
from producflow.store.database import open_store

KINDS: dict[str, tuple[Ending, str]] = {"pdf": ("pdf", "application/pdf"), "png": ("png", "image/png")}


def _file(request: Request) -> Response:
    cookie = request.cookies.get(sessions.COOKIE, "")
    store = open_store(process_settings.current().database)
    actor = sessions.find(store, sessions.fingerprint(cookie))
    if actor is None:
        raise NotSignedIn("Sign in first.")
    ending, kind = KINDS[request.path_params["ending"]]
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    link = Link.of(request.path_params["page"], request.url.query)
    page = reports.report(store, actor, link, ending, str(request.base_url).rstrip("/"), now=now)
    name = reports.name_of(store, link, ending, now)
    return Response(page, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def printed(request: Request) -> Response:
    """Answer with the page on paper, or with one sentence that says why there is none."""
    if request.path_params["ending"] not in KINDS:
        return PlainTextResponse("A page is printed as .pdf or .png.", 404)
    try:
        return await anyio.to_thread.run_sync(_file, request)
    except ProducFlowError as error:
        return PlainTextResponse(str(error), error.http_status)


ROUTES = [Route("/print/{page}.{ending}", printed)]
