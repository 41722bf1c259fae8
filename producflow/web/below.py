"""Everything below a path, such as ``/plant1``, where a proxy has other things on the same host.

All that stands behind this sees addresses as if there were no such path; what leaves the server carries it, as
``app_root_path`` of the scope and :attr:`producflow.settings.Settings.path`.
"""

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from producflow import settings as process_settings
from producflow.web.hosts import PROBED

SENTENCE = "There is nothing here; the plant is at {}/."


class Below:
    """Take the path off each address; lead from the root to it, and answer 404 elsewhere.

    Parameters
    ----------
    app : ASGIApp
        What answers below it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._path = process_settings.current().path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in {"http", "websocket"} or not self._path:
            await self.app(scope, receive, send)
            return
        asked: str = scope["path"]
        if asked.startswith(f"{self._path}/"):
            raw = scope.get("raw_path") or b""
            inside = {"path": asked[len(self._path) :], "app_root_path": self._path}
            await self.app({**scope, **inside, "raw_path": raw[len(self._path) :]}, receive, send)
        elif asked in PROBED:  # by what stands on this very machine, and knows no proxy
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif asked in ("/", self._path):
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{self._path}/" + (f"?{query}" if query else ""))(scope, receive, send)
        else:
            await PlainTextResponse(SENTENCE.format(self._path), 404)(scope, receive, send)
