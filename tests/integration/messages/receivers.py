"""Real receivers of messages on loopback: a mail server, and one of HTTP that answers as it is told."""

import email
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Semaphore, Thread
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """Takes every mail, but for addresses it is told to refuse."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Answer for one address."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one mail."""
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """A mail server that listens while the block runs; with options of aiosmtpd's."""
    handler = MailServer()
    controller = _OnAnyPort(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()


@dataclass
class Receiver:
    """Keeps what was posted, and answers with `status` while its gate is open."""

    url: str = ""
    status: int = 200
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    came: Semaphore = field(default_factory=lambda: Semaphore(0))
    gate: Event = field(default_factory=Event)


@contextmanager
def http_receiver() -> Iterator[Receiver]:
    """A receiver that listens while the block runs."""
    received = Receiver()
    received.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            received.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            received.came.release()
            received.gate.wait()
            with suppress(ConnectionError):  # whoever asked may have been killed
                self.send_response(received.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        received.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
