"""What surrounds every call: an id to find it again by, a limit to its body, one line in the log, one count."""

import itertools
import re
import secrets
import time

import structlog
from fastapi.exceptions import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producflow.api import measures, problems
from producflow.api.described import PAGE_OF_A_LIST
from producflow.settings import Settings

log = structlog.get_logger(__name__)

OFTEN = ("POST", "/equipment/{equipment_id:int}/sensors")  # by machines, many times a second
OWN_IDS = itertools.count(1)
PROCESS = secrets.token_hex(4)

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
MEGABYTE = 1024 * 1024
BODY_BYTES = MEGABYTE
BATCH_BYTES = 64 * MEGABYTE  # 100,000 readings as NDJSON are some 12 MB
FORM_BYTES = 64 * 1024  # what multipart puts around a file
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})  # of any other call it is not read
PACKAGED = ("/static-offline-docs/", "/docs.js")  # files that come with us; all else is the plant's


class Surroundings:
    """Give each call its id, watch its body, and write down how it went.

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
        headers = Headers(scope=scope)
        number = headers.get("x-request-id", "")
        if not GIVEN_ID.fullmatch(number):
            number = f"{PROCESS}{next(OWN_IDS):08x}"
        scope.setdefault("state", {})["request_id"] = number
        _drop_last_slash(scope)
        _drop_empty_filters(scope)
        limit = self._large.get(_within(scope), BODY_BYTES)
        started, status = time.perf_counter(), 500
        own = [(b"x-request-id", number.encode())]
        if not _within(scope).startswith(PACKAGED):
            own.append((b"cache-control", b"no-store"))

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number):
            try:
                if scope["method"] in WITH_BODY and int(headers.get("content-length") or 0) > limit:
                    await problems.answer(413, problems.SENTENCES[413])(scope, receive, with_id)
                else:
                    await self.app(scope, _at_most(limit, receive), with_id)
            finally:
                _write_down(scope, status, time.perf_counter() - started)


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


def _write_down(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "none")
    method = scope["method"] if scope["method"] in measures.METHODS else "other"
    measures.REQUESTS.labels(method, route, str(status)).inc()
    measures.SECONDS.labels(method, route).observe(seconds)
    write = log.debug if status == 200 and (method, route) == OFTEN else log.info
    write(
        "call",
        method=method,
        path=_within(scope),
        status=status,
        milliseconds=round(1000 * seconds, 1),
        caller=scope["state"].get("caller"),
    )
