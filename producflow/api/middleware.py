"""What surrounds every call: a limit to its body, and its note in the access log."""

from typing import Any

from fastapi.exceptions import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producflow.access_log import AccessLog
from producflow.api import problems
from producflow.api.described import PAGE_OF_A_LIST
from producflow.settings import Settings

OFTEN = {
    ("POST", "/equipment/{equipment_id:int}/sensors"),  # by machines, many times a second
    ("GET", "/wall"),  # by each screen, every other second
}
MEGABYTE = 1024 * 1024
BODY_BYTES = MEGABYTE
BATCH_BYTES = 64 * MEGABYTE  # 100,000 readings as NDJSON are some 12 MB
FORM_BYTES = 64 * 1024  # what multipart puts around a file
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})  # of any other call it is not read
PACKAGED = ("/static-offline-docs/", "/docs.js")  # files that come with us; all else is the plant's


def _told(scope: Scope, method: str, status: int) -> tuple[str, bool, dict[str, Any]]:
    route = getattr(scope.get("route"), "path", "none")
    said = {"path": _within(scope), "caller": scope["state"].get("caller")}
    return route, status == 200 and (method, route) in OFTEN, said


LOG = AccessLog("call", "api", "Calls of the API.", "route", _told)


class Surroundings:
    """Watch the body of each call, and note how it went.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    settings : Settings
        Say how large an upload may be.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._large = {"/sensors/batch": BATCH_BYTES, "/imports": settings.upload_megabytes * MEGABYTE + FORM_BYTES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _drop_last_slash(scope)
        _drop_empty_filters(scope)
        limit = self._large.get(_within(scope), BODY_BYTES)
        fresh = [] if _within(scope).startswith(PACKAGED) else [(b"cache-control", b"no-store")]
        said = Headers(scope=scope).get("content-length") if scope["method"] in WITH_BODY else None
        with LOG.noting(scope, send, *fresh) as noted:
            if int(said or 0) > limit:
                await problems.answer(413, problems.SENTENCES[413])(scope, receive, noted)
            else:
                await self.app(scope, _at_most(limit, receive), noted)


def _within(scope: Scope) -> str:
    """Path below the place where the API is mounted."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _drop_last_slash(scope: Scope) -> None:
    """Take ``/equipment/`` for ``/equipment``, as older clients write it; a redirect would lose their body."""
    path: str = scope["path"]
    if path.endswith("/") and len(_within(scope)) > 1:
        scope["path"] = path.rstrip("/")
        scope["raw_path"] = scope["path"].encode()


def _drop_empty_filters(scope: Scope) -> None:
    """Take ``?status=`` of a reading call for no filter at all, as older clients write it."""
    query: bytes = scope["query_string"]
    if scope["method"] == "GET" and query:
        parts = [part.partition(b"=") for part in query.split(b"&")]
        scope["query_string"] = b"&".join(
            name + equals + value for name, equals, value in parts if value or name.decode("latin-1") in PAGE_OF_A_LIST
        )


def _at_most(limit: int, receive: Receive) -> Receive:
    """Refuse a body that turns out larger than it said."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413)
        return message

    return counted
