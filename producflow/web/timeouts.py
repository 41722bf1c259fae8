"""How long a connection may take: a thousand slow or silent ones must not keep others out.

uvicorn waits for ever for the rest of a request and for a client that does not read its answer, and takes a head of any
size. Every descriptor of the process that such a client holds is one that the database may need.
"""

import asyncio
import resource
from contextlib import suppress
from enum import Enum, auto
from weakref import WeakKeyDictionary

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

log = structlog.get_logger(__name__)

HEAD_SECONDS = 20.0  # from connecting, or from a request's first byte, to the end of its head
HEAD_BYTES = 64 * 1024
BODY_GRACE_SECONDS = 30.0  # before a body's speed is looked at
BODY_BYTES_PER_SECOND = 1_000
UNREAD_SECONDS = 60.0  # for a client to read some of an answer that waits for it
LINGER_SECONDS = 10.0  # for the rest of a body that was answered already, such as with 413
LOOK_EVERY_SECONDS = 1.0
KEPT_DESCRIPTORS = 256  # for the database, uploads and logs, of those that the process may have

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

_looks: WeakKeyDictionary[ServerState, asyncio.TimerHandle] = WeakKeyDictionary()


class Awaited(Enum):
    """What the client owes next."""

    HEAD = auto()
    BODY = auto()
    NOTHING = auto()


def most_connections() -> int:
    """How many connections leave enough descriptors for everything else; takes as many as the process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    return max(64, soft - KEPT_DESCRIPTORS)


class TimedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with an end to its patience.

    One look a second at all connections costs a request next to nothing; a timer of its own would.
    """

    most = 1024
    """Connections at the same time; half of them from one address. :func:`producflow.web.serve` sets it."""

    _awaited = Awaited.HEAD
    _since = 0.0
    _bytes = 0
    _began = False
    _unread_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it where too many are open."""
        super().connection_made(transport)
        self._expect(Awaited.HEAD)
        if self._crowded():
            transport.abort()
        elif self.server_state not in _looks:
            _look_later(self.server_state, self.loop)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head; start the clock when something else comes than a request."""
        before, self._began = self._awaited, False
        super().data_received(data)
        if self._awaited is Awaited.HEAD:
            self._bytes += len(data)
            if self._bytes > HEAD_BYTES:
                self._refuse(TOO_LONG)
        elif before is self._awaited is Awaited.NOTHING and not self._began:
            self._expect(Awaited.HEAD)  # stray bytes have stopped uvicorn's own clock

    def on_message_begin(self) -> None:
        """A request begins."""
        self._began = True
        super().on_message_begin()
        if self._awaited is not Awaited.HEAD or self._bytes == 0:
            self._expect(Awaited.HEAD)

    def on_headers_complete(self) -> None:
        """Its head is here."""
        self._expect(Awaited.BODY)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body is here."""
        self._bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._awaited = Awaited.NOTHING
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        self._unread_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has read some."""
        self._unread_since = None
        super().resume_writing()

    def look(self, now: float) -> None:
        """End the connection if its client takes too long.

        Parameters
        ----------
        now : float
            By the loop's clock. [s]
        """
        # One that is closing goes by itself, unless what was written to it is never read.
        if self.transport.is_closing() and self._unread_since is None:
            return
        took = now - self._since
        if self._unread_since is not None and now - self._unread_since > UNREAD_SECONDS:
            self._end("reads too slowly")
        elif self._awaited is Awaited.HEAD and took > HEAD_SECONDS:
            self._refuse(TOO_SLOW)
        elif self._awaited is Awaited.BODY:
            if self.flow.read_paused:  # we are the slow ones
                self._since += LOOK_EVERY_SECONDS
            elif self.cycle.response_complete:
                if took > LINGER_SECONDS:
                    self._end("goes on sending what was answered already")
            elif took > BODY_GRACE_SECONDS and self._bytes < BODY_BYTES_PER_SECOND * took:
                self._end("sends too slowly")

    def _expect(self, awaited: Awaited) -> None:
        self._awaited, self._since, self._bytes = awaited, self.loop.time(), 0

    def _crowded(self) -> bool:
        open_ones = len(self.connections)
        if open_ones <= self.most // 2:
            return False
        place = _address(self)
        here = [_address(other) for other in self.connections].count(place)
        crowded = open_ones > self.most or here > self.most // 2
        if crowded:
            log.warning("connection refused", address=place, open=open_ones, of_this_address=here)
        return crowded

    def _refuse(self, answer: bytes) -> None:
        if self._bytes:  # a browser that connects ahead and then asks nothing is no event
            self.transport.write(answer)
            log.info("connection ended", address=_address(self), why=answer.split(b"\r\n")[0].decode())
        self.transport.close()

    def _end(self, why: str) -> None:
        log.info("connection ended", address=_address(self), why=why)
        self.transport.abort()


def _address(connection: object) -> str | None:
    """Network address of a connection, which may have become a websocket."""
    client = getattr(connection, "client", None)
    return None if client is None else str(client[0])


def _look_later(state: ServerState, loop: asyncio.AbstractEventLoop) -> None:
    _looks[state] = loop.call_later(LOOK_EVERY_SECONDS, _look, state, loop)


def _look(state: ServerState, loop: asyncio.AbstractEventLoop) -> None:
    """Look at all connections; go on for as long as there are any."""
    del _looks[state]
    now = loop.time()
    for connection in list(state.connections):
        if isinstance(connection, TimedProtocol):
            connection.look(now)
    if state.connections:
        _look_later(state, loop)
