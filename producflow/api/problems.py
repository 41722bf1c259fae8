"""One shape for everything that goes wrong: ``{"detail": …}``, a sentence or FastAPI's list of fields at fault."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route

from producflow.errors import (
    InvalidInput,
    NotSignedIn,
    ProducFlowError,
    TooManyAttempts,
)

log = structlog.get_logger(__name__)

MOST_SHOWN = 1_000
SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not answer that method; see the Allow header.",
    413: "The body is larger than this call takes; send it in smaller parts.",
}


class Problem(BaseModel):
    """What went wrong, in one sentence."""

    detail: str


class FieldProblem(BaseModel):
    """What is wrong with one value."""

    type: str = Field(examples=["greater_than_equal"])
    loc: list[str | int] = Field(examples=[["query", "limit"]], description="Where the value is.")
    msg: str = Field(examples=["Input should be greater than or equal to 1"])


class InvalidProblem(BaseModel):
    """Values that cannot be."""

    detail: list[FieldProblem]


_DESCRIBED: Mapping[int, tuple[type[BaseModel], str, Any]] = {
    401: (Problem, "No token, or one that does not hold any more.", "Sign in first."),
    403: (Problem, "The role may not do this.", "The role operator may not export data; ask a person who is analyst."),
    404: (Problem, "No such thing.", "There is no machine 7."),
    409: (Problem, "It is taken already, or has moved on.", "Alert 3 is already resolved."),
    413: (Problem, "The body is too large.", SENTENCES[413]),
    422: (
        InvalidProblem,
        "A value that cannot be; each entry names its field.",
        [{"type": "invalid_input", "loc": ["body", "value"], "msg": "The value is not a number."}],
    ),
    429: (Problem, "Too many calls or attempts; `Retry-After` says for how long. [s]", "Try again in 12 seconds."),
    503: (Problem, "The database cannot be used at the moment.", "The database is closed."),
}


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe error statuses for the OpenAPI document."""
    found: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        model, description, example = _DESCRIBED[status]
        found[status] = {
            "model": model,
            "description": description,
            "content": {"application/json": {"example": {"detail": example}}},
        }
    if 401 in found:
        found[401]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "`Bearer`"}}
    if 429 in found:
        found[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "[s]"}}
    return found


def answer(status: int, detail: Any, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error in the one shape."""
    return JSONResponse({"detail": detail}, status, headers=dict(headers or {}))


def _field_problem(request: Request, error: InvalidInput) -> list[dict[str, Any]]:
    place = "body" if request.method in {"POST", "PUT", "PATCH"} else "query"
    loc = [place] if error.field is None else [place, error.field]
    return [{"type": "invalid_input", "loc": loc, "msg": str(error)}]


async def on_our_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of ours with its status."""
    assert isinstance(error, ProducFlowError)  # noqa: S101 -- it is registered for these
    headers: dict[str, str] = {}
    detail: Any = str(error)
    if isinstance(error, InvalidInput):
        detail = _field_problem(request, error)
    elif isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return answer(error.http_status, detail, headers)


async def on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """Name each field at fault; what was sent is not echoed: it may be a password, endless or no JSON."""
    if not isinstance(error, RequestValidationError):
        raise error
    errors = error.errors()
    shown = [
        {
            "type": found["type"],
            "loc": [part if isinstance(part, int) else str(part) for part in found["loc"]],
            "msg": _sentence(found),
        }
        for found in errors[:MOST_SHOWN]
    ]
    if len(errors) > MOST_SHOWN:
        more = f"{len(errors) - MOST_SHOWN:,} more values cannot be."
        shown.append({"type": "more", "loc": [errors[-1]["loc"][0]], "msg": more})
    return answer(422, shown)


def _sentence(found: Mapping[str, Any]) -> str:
    if found["type"] == "json_invalid":
        return f"The body is no JSON: {found['ctx']['error']}."
    said = str(found["msg"]).removeprefix("Value error, ")
    if found.get("ctx", {}).get("field_type") == "Value":  # a text with a check of ours, of which pydantic counts items
        return re.sub(r"item(s?) after validation", r"character\1", said).replace("Value", "Text", 1)
    return said


async def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Say in a sentence what the framework says in a word."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 400:  # a body that cannot be parsed: to the caller no other matter than a bad value
        return answer(422, [{"type": "body_unreadable", "loc": ["body"], "msg": f"{error.detail}."}])
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return answer(error.status_code, SENTENCES.get(error.status_code, error.detail), headers)


def _methods_at(request: Request) -> set[str]:
    """Methods that an address answers; the framework names those of the first route there only."""
    found: set[str] = set()
    for route in _leaves(request.app.routes):
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return found


def _leaves(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _leaves(inner.routes)


async def on_our_mistake(request: Request, error: Exception) -> JSONResponse:
    """Answer 500 without telling what is inside; the log has the rest under the same request id."""
    number = getattr(request.state, "request_id", "unknown")  # said here: what surrounds the call has ended already
    log.error("request failed", path=request.url.path, request_id=number, exc_info=error)
    sentence = f"Something went wrong on our side; tell an administrator the request id {number}."
    return answer(500, sentence, {"X-Request-ID": number})


def install(api: FastAPI) -> None:
    """Make every error of the API come out in the one shape."""
    api.add_exception_handler(ProducFlowError, on_our_error)
    api.add_exception_handler(RequestValidationError, on_invalid_request)
    api.add_exception_handler(HTTPException, on_http_error)
    api.add_exception_handler(Exception, on_our_mistake)
