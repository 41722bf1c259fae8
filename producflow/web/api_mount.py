"""Calls of the API take the short way: nothing of what Streamlit puts around its own pages is for them.

Sessions of its cookies, checks of its static paths and compression of its pages cost a small call a tenth of its time.
The API is made at its first call, since the first page should not wait for what only calls need.
"""

import asyncio
import gc
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
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
    to : callable
        Makes what answers below it, which sees the prefix as its root path.
    at_once : bool
        Whether it is made now, so that what is wrong with its settings is said at the start.
    """

    def __init__(self, app: ASGIApp, prefix: str, to: Callable[[], ASGIApp], *, at_once: bool) -> None:
        self.app = app
        self._prefix, self._make = prefix, to
        self._making = asyncio.Lock()
        self._made = self._both() if at_once else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{self._prefix}/"):
            await self.app(scope, receive, send)
            return
        root = scope.get("app_root_path", "")
        # Starlette finds its routes by what is left of the path once the root path is taken off it, so the path holds
        # it.
        whole = {"path": root + scope["path"], "root_path": root + self._prefix, "app_root_path": root}
        below: Scope = {**scope, **whole}
        compress = scope["method"] == "GET" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        plain, compressing = self._made or await self._late()
        await (compressing if compress else plain)(below, receive, send)

    async def _late(self) -> tuple[ASGIApp, ASGIApp]:
        # Two first calls at the same moment must not make it twice.
        async with self._making:
            if self._made is None:
                self._made = await run_in_threadpool(self._both)
        return self._made

    def _both(self) -> tuple[ASGIApp, ASGIApp]:
        """What answers, without and with compression."""
        made = self._make()
        gc.freeze()  # it lives as long as the process: no collection need look at it again
        return made, GZipMiddleware(made, minimum_size=WORTH_COMPRESSING)
