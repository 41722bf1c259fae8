"""Calls of the API take the short way: nothing of what Streamlit puts around its own pages is for them.

Sessions of its cookies, checks of its static paths and compression of its pages cost a small call a tenth of its time.
"""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

WORTH_COMPRESSING = 2_000  # bytes


class ApiMount:
    """Hand everything below a prefix to another application, and the rest on.

    Parameters
    ----------
    app : ASGIApp
        What answers otherwise.
    prefix : str
        Such as ``/api``.
    to : ASGIApp
        What answers below it; it sees the prefix as its root path.
    """

    def __init__(self, app: ASGIApp, prefix: str, to: ASGIApp) -> None:
        self.app = app
        self._prefix, self._to = prefix, to
        self._compressing = GZipMiddleware(to, minimum_size=WORTH_COMPRESSING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{self._prefix}/"):
            await self.app(scope, receive, send)
            return
        root = scope.get("root_path", "")
        below: Scope = {**scope, "root_path": root + self._prefix, "app_root_path": root}
        compress = scope["method"] == "GET" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        await (self._compressing if compress else self._to)(below, receive, send)
