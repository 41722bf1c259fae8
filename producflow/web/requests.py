"""Requests beside the API, which notes its own calls: it knows routes and callers."""

from typing import Any

from prometheus_client import Gauge
from starlette.types import ASGIApp, Receive, Scope, Send

from producflow.access_log import AccessLog

TABS = Gauge("producflow_open_tabs", "Browser tabs that are connected to the dashboard.")
OFTEN = frozenset({"static", "health", "_stcore/health"})


def area_of(path: str) -> str:
    """What kind of address it is: never the whole, which may name a session or a file."""
    if path.startswith("/_stcore/"):
        return "/".join(path.split("/")[1:3])
    return path.split("/")[1] or "shell"


def _told(scope: Scope, _method: str, status: int) -> tuple[str, bool, dict[str, Any]]:
    area = "unknown" if status == 404 else area_of(scope["path"])  # so that strangers cannot invent labels
    return area, area in OFTEN and status < 400, {"area": area}


LOG = AccessLog("request", "http", "Requests beside the API.", "area", _told)


class Noted:
    """Note each request.

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
            with LOG.noting(scope, send) as noted:
                await self.app(scope, receive, noted)
        else:
            await self.app(scope, receive, send)
