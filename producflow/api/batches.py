"""Reading a batch as it arrives: a JSON array, or one reading a line."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from pydantic import TypeAdapter, ValidationError

from producflow.api.schemas.equipment import BatchReading
from producflow.operations.readings import BadRow

MOST_READINGS = 100_000
MOST_TOGETHER = 1_000
"""Readings of a batch that shares a commit with single ones; more of them are checked faster by themselves."""
MOST_NAMED = 1_000
LONGEST_LINE = 16 * 1024  # bytes; a reading takes some hundred
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")

_array: TypeAdapter[list[BatchReading]] = TypeAdapter(list[BatchReading])
_one: TypeAdapter[BatchReading] = TypeAdapter(BatchReading)


class Unreadable(Exception):
    """A batch with readings that cannot be; ``problems`` is as pydantic gives it, loc from ``body`` on."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__("some readings cannot be read")
        self.problems = problems


async def read(request: Request) -> list[BatchReading]:
    """Take a batch in.

    Raises
    ------
    Unreadable
        Naming each bad reading by its place, from 0.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    found = await _lines(request) if kind in NDJSON else await _whole(request, kind)
    if not found:
        raise Unreadable([_problem("too_short", ("body",), "The batch is empty; send at least one reading.")])
    return found


async def _whole(request: Request, kind: str) -> list[BatchReading]:
    if kind != "application/json":
        allowed = f"application/json or {NDJSON[0]}"
        raise Unreadable([_problem("content_type", ("body",), f"The content type must be {allowed}.")])
    body = await request.body()
    try:
        found = _array.validate_json(body)
    except ValidationError as error:
        raise Unreadable([dict(each, loc=("body", *each["loc"])) for each in _errors(error)]) from None
    if len(found) > MOST_READINGS:
        raise _too_many()
    return found


async def _lines(request: Request) -> list[BatchReading]:
    found: list[BatchReading] = []
    bad: list[dict[str, Any]] = []
    rest = b""
    place = 0

    def take(line: bytes) -> None:
        nonlocal place
        if not line.strip():
            return
        if place == MOST_READINGS:
            raise _too_many()
        try:
            found.append(_one.validate_json(line))
        except ValidationError as error:
            if len(bad) <= MOST_NAMED:
                bad.extend(dict(each, loc=("body", place, *each["loc"])) for each in _errors(error))
        place += 1

    async for chunk in request.stream():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            take(line)
        if len(rest) > LONGEST_LINE:
            raise Unreadable([_problem("too_long", ("body", place), "The line is too long for one reading.")])
    take(rest)
    if bad:
        raise Unreadable(bad)
    return found


def _errors(error: ValidationError) -> list[dict[str, Any]]:
    return [dict(each) for each in error.errors(include_url=False, include_input=False)]


def _too_many() -> Unreadable:
    return Unreadable([_problem("too_long", ("body",), f"A batch holds up to {MOST_READINGS:,} readings; split it.")])


def _problem(kind: str, loc: tuple[str | int, ...], message: str) -> dict[str, Any]:
    return {"type": kind, "loc": loc, "msg": message}


def named(rows: Sequence[BadRow], kind: str) -> list[dict[str, Any]]:
    """Bad rows in FastAPI's shape; those beyond the first thousand are counted."""
    found = [_problem(kind, ("body", row.row, row.field), row.reason) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        found.append(_problem("more", ("body",), f"{len(rows) - MOST_NAMED:,} more readings are bad."))
    return found
