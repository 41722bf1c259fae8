"""What was asked: one line in the log, one count and one measured time per request, and an id to find it again by."""

import itertools
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers
from starlette.types import Message, Scope, Send

log = structlog.get_logger(__name__)

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
OWN_IDS = itertools.count(1)
PROCESS = secrets.token_hex(4)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

Told = Callable[[Scope, str, int], tuple[str, bool, dict[str, Any]]]
"""Of a request, its method and its status: where it went, whether only debugging is told, and what else is written."""


class AccessLog:
    """Notes the requests of one part of the server.

    Parameters
    ----------
    event : str
        What its lines are called.
    part, meaning : str
        Name of its measures in ``/metrics``, and what they count.
    place : str
        Label that says where a request went: few values, which no stranger can invent.
    told : callable
        See :data:`Told`.
    """

    def __init__(self, event: str, part: str, meaning: str, place: str, told: Told) -> None:
        self._event, self._told = event, told
        self._requests = Counter(f"producflow_{part}_requests", meaning, ["method", place, "status"])
        self._seconds = Histogram(
            f"producflow_{part}_request_seconds",
            "Time from a request's first byte to its answer's last.",
            ["method", place],
            buckets=BUCKETS,
        )

    @contextmanager
    def noting(self, scope: Scope, send: Send, *headers: tuple[bytes, bytes]) -> Iterator[Send]:
        """Note a request while it is answered.

        Parameters
        ----------
        scope : Scope
            Gets the id as ``state["request_id"]``.
        *headers
            What the answer carries besides the id.

        Yields
        ------
        callable
            To send the answer with.
        """
        number = Headers(scope=scope).get("x-request-id", "")
        if not GIVEN_ID.fullmatch(number):
            number = f"{PROCESS}{next(OWN_IDS):08x}"
        scope.setdefault("state", {})["request_id"] = number
        own = [(b"x-request-id", number.encode()), *headers]
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number):
            try:
                yield noted
            finally:
                self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        place, quiet, said = self._told(scope, method, status)
        self._requests.labels(method, place, str(status)).inc()
        self._seconds.labels(method, place).observe(seconds)
        write = log.debug if quiet else log.info
        write(self._event, method=method, status=status, milliseconds=round(1000 * seconds, 1), **said)
