"""Connections that send too slowly, too much or nothing, and clients that do not read: each of them ends."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from producflow.web import timeouts
from producflow.web.timeouts import TimedProtocol

GET = b"GET /size HTTP/1.1\r\nHost: plant\r\n"
POST = b"POST /size HTTP/1.1\r\nHost: plant\r\n"


async def size(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def refuse(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("too much", 413)


async def endless(_request: Request) -> StreamingResponse:
    return StreamingResponse(b"x" * 65536 for _ in range(100_000))


async def slow(_request: Request) -> PlainTextResponse:
    """Answer later than the patience of the tests with a head, and after several looks."""
    await asyncio.sleep(0.6)
    return PlainTextResponse("at last")


WORKS = (size, refuse, endless, slow)
APP = Starlette(routes=[Route(f"/{work.__name__}", work, methods=["GET", "POST"]) for work in WORKS])


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server whose patience is a fraction of a second."""
    for name, seconds in {
        "HEAD_SECONDS": 0.3,
        "BODY_GRACE_SECONDS": 0.3,
        "UNREAD_SECONDS": 0.3,
        "LINGER_SECONDS": 0.3,
        "LOOK_EVERY_SECONDS": 0.05,
    }.items():
        monkeypatch.setattr(timeouts, name, seconds)
    with running() as place:
        yield place


@contextmanager
def running() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(APP, http=TimedProtocol, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join(30)


def dripped(place: tuple[str, int], start: bytes, drip: bytes) -> bytes:
    """What comes back to somebody who sends a start and then a drop at a time, until the connection ends."""
    with closing(socket.create_connection(place, timeout=10)) as client:
        client.sendall(start)
        client.settimeout(0.1)
        until, said = time.monotonic() + 10, b""
        while time.monotonic() < until:
            try:
                client.sendall(drip)
                piece = client.recv(65536)
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                return said
            if not piece:
                return said
            said += piece
    pytest.fail("the connection was still open after ten seconds")


@pytest.mark.parametrize(
    ("start", "drip", "answer"),
    [
        (b"", b"", b""),
        (GET, b"X-A: b\r\n", b"HTTP/1.1 408 "),
        (GET + b"\r\n", b"\r\n", b"HTTP/1.1 200 OK"),
        (POST + b"Content-Length: 100000\r\n\r\n", b"x", b""),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", b""),
        (POST.replace(b"size", b"refuse") + b"Content-Length: 100000\r\n\r\n", b"x", b"HTTP/1.1 413 "),
    ],
    ids=["nothing", "head", "blank lines after a request", "body", "chunks", "what was answered already"],
)
def test_who_sends_slowly_is_not_waited_for(place: tuple[str, int], start: bytes, drip: bytes, answer: bytes) -> None:
    said = dripped(place, start, drip)
    assert said.startswith(answer)
    assert answer or not said


def test_a_head_has_an_end(place: tuple[str, int]) -> None:
    assert dripped(place, GET, b"X-A: " + b"b" * 60_000 + b"\r\n").startswith(b"HTTP/1.1 431 ")


def test_who_does_not_read_is_not_waited_for(place: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    end = TimedProtocol._end

    def told(connection: TimedProtocol, why: str) -> None:
        end(connection, why)
        ended.set()

    monkeypatch.setattr(TimedProtocol, "_end", told)
    with closing(socket.create_connection(place, timeout=10)) as client:
        client.sendall(GET.replace(b"size", b"endless") + b"\r\n")
        assert ended.wait(10)
        received = 0
        with pytest.raises((ConnectionResetError, EOFError)):  # noqa: PT012 - until it ends
            while True:
                piece = client.recv(1 << 20)
                received += len(piece)
                if not piece:
                    raise EOFError
    assert 0 < received < 65536 * 100_000


def test_an_honest_client_is_served_call_after_call(place: tuple[str, int]) -> None:
    with closing(socket.create_connection(place, timeout=10)) as client:
        body = b"x" * 300_000
        request = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
        for _ in range(3):
            client.sendall(request)
            said = b""
            while not said.endswith(b"300000"):
                said += client.recv(65536)
        client.sendall(2 * (GET + b"\r\n"))  # two at once
        said = b""
        while said.count(b"200 OK") < 2:
            said += client.recv(65536)


def test_one_address_cannot_take_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimedProtocol, "most", 8)
    with running() as place:
        held = [socket.create_connection(place, timeout=10) for _ in range(8)]
        try:
            answered = 0
            for client in held:
                try:
                    client.sendall(GET + b"\r\n")
                    answered += client.recv(65536).startswith(b"HTTP/1.1 200")
                except (ConnectionResetError, BrokenPipeError):
                    pass
        finally:
            for client in held:
                client.close()
        assert answered == 4
    assert timeouts.most_connections() >= 64


@pytest.mark.long
def test_who_waits_for_a_slow_answer_gets_it_on_a_connection_used_before_too(place: tuple[str, int]) -> None:
    with closing(socket.create_connection(place, timeout=10)) as client:
        for _ in range(3):
            client.sendall(GET.replace(b"size", b"slow") + b"\r\n")
            said = b""
            while not said.endswith(b"at last"):
                piece = client.recv(65536)
                assert piece, "the connection was ended while the answer was being made"
                said += piece
