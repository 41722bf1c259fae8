"""The server under attack: what lets one in, and what it says."""

import socket
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from producflow import pages
from producflow.access import sessions

MACHINE = "Secret press"
METRICS_TOKEN = "metrics only for the watchful"
SIGNING_KEY = "a signing key of more than thirty-two bytes"


@dataclass
class Target:
    """The server, its database and log, and what lets one in."""

    url: str
    database: Path
    key: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self.database.with_suffix(".log").read_text(encoding="utf-8")

    def client(self, role: str | None = None, **headers: str) -> httpx2.Client:
        """A client with the cookie of a role's browser."""
        sent = headers | ({} if role is None else {"Cookie": f"{sessions.COOKIE}={self.cookies[role]}"})
        return httpx2.Client(base_url=self.url, headers=sent, timeout=60)

    def websocket(self, origin: str | None, role: str | None = None) -> ClientConnection:
        """The dashboard's websocket, as a page of an origin opens it."""
        cookie = {} if role is None else {"Cookie": f"{sessions.COOKIE}={self.cookies[role]}"}
        return connect(
            f"ws://127.0.0.1:{self.place[1]}/_stcore/stream",
            origin=None if origin is None else Origin(origin),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=cookie,
            max_size=None,
        )


def everything_said(websocket: ClientConnection, page: str) -> bytes:
    """Run a page over a websocket, and give all that came back."""
    wanted = BackMsg()
    wanted.rerun_script.page_script_hash = calc_hash(str(pages.FOLDER / f"{page}.py"))
    wanted.rerun_script.page_name = page
    websocket.send(wanted.SerializeToString())
    said = b""
    for raw in websocket:
        assert isinstance(raw, bytes)
        said += raw
        if ForwardMsg.FromString(raw).WhichOneof("type") == "script_finished":
            return said
    raise AssertionError("the websocket was closed")


def closed(websocket: ClientConnection) -> bool:
    """Read until the server closes it."""
    try:
        while True:
            websocket.recv(timeout=30)
    except ConnectionClosed:
        return True


def raw(target: Target, request: bytes) -> bytes:
    """What comes back for bytes that need be no request."""
    with closing(socket.create_connection(target.place, timeout=30)) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        said = b""
        while piece := client.recv(65536):
            said += piece
    return said
