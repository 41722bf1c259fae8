"""People clicking, without their browsers: Streamlit's own protocol over a real socket.

What is timed is the server's part: from asking for a page to the message that its script has finished, everything sent.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.TextInput_pb2 import TextInput

from producflow.access import sessions

PATIENCE = 300  # seconds for one page
BIGGEST = 512 * 1024**2  # bytes of a message that a straightforward page may send


@dataclass(frozen=True)
class Visit:
    """One page that was asked for: time until its last element [s], what was sent [bytes], and how many elements."""

    seconds: float
    bytes: int
    elements: int


class Visitor:
    """One tab of somebody who is signed in."""

    def __init__(self, port: int, token: str = "") -> None:
        self._port = port
        self._token = token

    async def __aenter__(self) -> Self:
        """Open the tab."""
        self._socket = await websockets.connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            additional_headers={"Cookie": f"{sessions.COOKIE}={self._token}"} if self._token else {},
            max_size=BIGGEST,
            open_timeout=PATIENCE,
            ping_interval=None,
            compression=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close it."""
        await self._socket.close()

    async def visit(self, page: str, query: str = "") -> Visit:
        """Ask for a page and wait for all of it.

        Raises
        ------
        RuntimeError
            If its script fails, or shows the sign-in form or nothing.
        """
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        size = elements = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                sent = await self._socket.recv(decode=False)
                size += len(sent)
                answer = ForwardMsg()
                answer.ParseFromString(sent)
                if answer.WhichOneof("type") == "delta":
                    elements += 1
                    shown = answer.delta.new_element
                    if shown.WhichOneof("type") == "exception":
                        raise RuntimeError(f"{page}?{query}: {shown.exception.message}")
                    if shown.WhichOneof("type") == "text_input" and shown.text_input.type == TextInput.PASSWORD:
                        raise RuntimeError(f"{page}?{query} shows the sign-in form: the session has ended")
                if answer.WhichOneof("type") == "script_finished":
                    if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    if elements < 2:
                        raise RuntimeError(f"{page}?{query} shows next to nothing")
                    return Visit(time.perf_counter() - started, size, elements)


async def crowd(
    port: int, token: str, people: int, pages: Sequence[tuple[str, str]], seconds: float, pause: float
) -> list[float]:
    """Times of all visits of so many people, each going to a page every ``pause`` seconds. [s]

    A page without choices in its address is gone to by the menu; one with choices is a link that opens in a new tab.
    """
    until = time.perf_counter() + seconds

    async def one(number: int) -> list[float]:
        chooses = random.Random(number)
        taken = []
        async with Visitor(port, token) as visitor:
            await asyncio.sleep(chooses.uniform(0, pause))
            while time.perf_counter() < until:
                clicked = time.perf_counter()
                page, query = chooses.choice(pages)
                if query:
                    async with Visitor(port, token) as tab:
                        taken.append((await tab.visit(page, query)).seconds)
                else:
                    taken.append((await visitor.visit(page)).seconds)
                await asyncio.sleep(max(0.0, clicked + pause - time.perf_counter()))
        return taken

    found = await asyncio.gather(*(one(number) for number in range(people)))
    return [seconds for taken in found for seconds in taken]
