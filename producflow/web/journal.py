"""What happened: one line in the log, one count and one measured time per request, and an id to find it again by.

The API keeps its own journal, which knows routes and callers; this is for everything else.
"""

import re
import secrets
import time

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

REQUESTS = Counter("producflow_http_requests", "Requests beside the API.", ["area", "method", "status"])
SECONDS = Histogram(
    "producflow_http_request_seconds",
    "Time from a request's first byte to its answer's last.",
    ["area"],
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30),
)
TABS = Gauge("producflow_open_tabs", "Browser tabs that are connected to the dashboard.")


def area_of(path: str) -> str:
    """What kind of address it is: never the whole, which may name a session or a file."""
    if path.startswith("/_stcore/"):
        return "/".join(path.split("/")[1:3])
    return path.split("/")[1] or "shell"


class Journal:
    """Write down each request.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "websocket":
            with TABS.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] == "http" and not f"{scope['path']}/".startswith("/api/"):
            await self._write_down(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _write_down(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        started, status = time.perf_counter(), 500

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = number
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=number):
                await self.app(scope, receive, with_id)
        finally:
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "other"
            area = "unknown" if status == 404 else area_of(scope["path"])  # so that strangers cannot invent labels
            REQUESTS.labels(area, method, str(status)).inc()
            SECONDS.labels(area).observe(seconds)
            write = log.debug if area in {"static", "health", "_stcore/health"} and status < 400 else log.info
            write(
                "request",
                request_id=number,
                area=area,
                method=method,
                status=status,
                milliseconds=round(1000 * seconds, 1),
            )
