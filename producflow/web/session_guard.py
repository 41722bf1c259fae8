"""Nobody without a session gets past the sign-in form: no upload, no media, none of Streamlit's own metrics.

Nor does a page of another site, whoever's cookie comes with its request. A plain ASGI middleware: it touches no body,
so uploads and downloads stream through it.
"""

import anyio.to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producflow import pages
from producflow import settings as process_settings
from producflow.access import claims, sessions
from producflow.access.roles import Permission
from producflow.reports.links import LONGEST, Link
from producflow.reports.plant import plant_settings
from producflow.store.database import open_store
from producflow.web.cookies import set_browser
from producflow.web.origin import from_elsewhere

HOME = f"/{pages.HOME.url_path}"
ELSEWHERE = {HOME: "/", "/api": "/api/docs"}
PAGES = frozenset({"/"} | {f"/{entry.url_path}" for entry in pages.ALL} - {HOME})
OPEN = frozenset(
    {
        "/favicon.png",
        "/manifest.json",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/session/claim",
        "/session/forget",
        "/health",
        "/metrics",
        "/wall",
        "/password",
    }
)
OPEN_BELOW = ("/static/", "/api/", "/oidc/")
CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
SIGNED_IN = frozenset({"/_stcore/metrics"})
SIGNED_IN_BELOW = ("/_stcore/upload_file/", "/_stcore/bidi-components/", "/media/", "/component/", "/print/")
IMPORTERS_BELOW = "/_stcore/upload_file/"  # a file lies in memory until its tab is closed


class SessionGuard:
    """Let open paths through, ask for a session before guarded ones, and answer 404 to the rest.

    Parameters
    ----------
    app : ASGIApp
        What stands behind the gate.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        root: str = scope.get("app_root_path", "")
        if not path.startswith("/api/") and scope.get("method") not in CHANGES_NOTHING and from_elsewhere(scope):
            await _refuse(403, "Pages of other sites may not do this.", scope, receive, send)
        elif scope["type"] == "http" and path.rstrip("/") in ELSEWHERE:
            query = scope["query_string"].decode("latin-1")
            target = root + ELSEWHERE[path.rstrip("/")] + (f"?{query}" if query else "")
            await RedirectResponse(target)(scope, receive, send)
        elif scope["type"] == "http" and path != "/" and path.endswith("/") and is_page(path):
            # What a page names would be looked for below it.
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(root + path.rstrip("/") + (f"?{query}" if query else ""))(scope, receive, send)
        elif is_page(path):
            asked = scope.get("query_string", b"").decode("latin-1")
            wanted = await anyio.to_thread.run_sync(_canonical, path, asked) if scope["type"] == "http" else None
            if wanted is not None:  # before Streamlit, which takes a word in another letter case for none at all
                await RedirectResponse(root + path + (f"?{wanted}" if wanted else ""))(scope, receive, send)
                return
            await self._page(scope, receive, send)
        elif path in OPEN or path.startswith(OPEN_BELOW):
            await self.app(scope, receive, send)
        elif path in SIGNED_IN or path.startswith(SIGNED_IN_BELOW):
            await self._signed_in_only(scope, receive, send)
        else:
            await _refuse(404, "There is nothing here.", scope, receive, send)

    async def _signed_in_only(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = HTTPConnection(scope).cookies.get(sessions.COOKIE)
        if cookie is not None:
            store = open_store(process_settings.current().database)
            actor = await anyio.to_thread.run_sync(sessions.find, store, sessions.fingerprint(cookie))
            if actor is not None and scope["path"].startswith(IMPORTERS_BELOW) and not actor.may(Permission.IMPORT):
                await _refuse(403, f"The role {actor.role} may not {Permission.IMPORT}.", scope, receive, send)
                return
            if actor is not None:
                await self.app(scope, receive, send)
                return
        await _refuse(401, "Sign in first.", scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the shell, with a cookie that tells this browser from others when it signs in."""

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_browser(MutableHeaders(scope=message), process_settings.current())
            await send(message)

        known = claims.BROWSER_COOKIE in HTTPConnection(scope).cookies
        await self.app(scope, receive, send if known else with_cookie)


def is_page(path: str) -> bool:
    """Tell whether a path is one of the dashboard's pages, with or without a slash at its end."""
    return path in PAGES or (path.endswith("/") and path[:-1] in PAGES)


def _canonical(path: str, query: str) -> str | None:
    """The query as the pages write it; None where it is so already, or longer than any of ours."""
    if not query or len(query) > LONGEST:
        return None
    link = Link.of(path.strip("/"), query)
    store = open_store(process_settings.current().database)
    wanted = link.canonical(store.answers.ask(plant_settings).schedule.names if link.get_all("shifts") else ())
    return None if wanted == link else wanted.query


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(sentence, status)(scope, receive, send)
