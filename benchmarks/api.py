"""The API against the stack it replaces, over real sockets, each in a process of its own.

Readings per second are durable ones: each is answered after its commit has reached the disk. The two take turns, call
by call or half a second each, so that what else the machine does meets both alike.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import jwt

from benchmarks import wrk
from benchmarks.peer import data
from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store

ROOT = Path(__file__).parents[1]
CLIENTS = (1, 8, 64)
SECONDS = float(os.environ.get("BENCH_SECONDS", "15"))  # of posting, for each of the two and each number of clients
TURN = 1  # s
BATCH = 20
TIMES = int(os.environ.get("BENCH_TIMES", "60"))
RECORDS = int(os.environ.get("BENCH_RECORDS", "1000000"))
READINGS = int(os.environ.get("BENCH_READINGS", "10000000"))


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes
    ----------
    name : str
    port : int
    prefix : str
        Where its API begins.
    token : str
        Proof of who is calling.
    """

    name: str
    port: int
    prefix: str
    token: str

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Bytes of a request that keeps its connection."""
        return request(method, self.prefix + path, self.token, body)


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """Bytes of a request that keeps its connection."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """Send a request and read its answer; anything but 200 is the end of the benchmark."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    body = await reader.readexactly(length)
    if " 200 " not in head.split("\r\n", maxsplit=1)[0]:
        raise RuntimeError(f"{head}\n{body.decode()}")
    return body


def a_reading(number: int) -> bytes:
    """A reading taken now, another one each time."""
    stamp = (datetime.now(UTC) + timedelta(microseconds=number)).isoformat()
    return json.dumps({"sensor_type": f"bench {number}", "value": 70.5, "timestamp": stamp}).encode()


async def milliseconds(paths: Mapping[Server, Callable[[int], str]], written: bool = False) -> dict[Server, float]:
    """Median time to an answer of each server, maybe with a reading stored before each. [ms]

    Parameters
    ----------
    paths : mapping of Server to callable
        What to ask for the n-th time.
    written : bool
        Whether another reading is stored before each.
    """
    taken: dict[Server, list[float]] = {server: [] for server in paths}
    connections = {server: await asyncio.open_connection("127.0.0.1", server.port) for server in paths}
    for turn in range(TIMES + 2):
        for server, path in paths.items():
            reader, writer = connections[server]
            if written:
                await ask(reader, writer, server.request("POST", "/equipment/7/sensors", a_reading(0)))
            started = time.perf_counter()
            await ask(reader, writer, server.request("GET", path(turn)))
            taken[server].append(1000 * (time.perf_counter() - started))
    for _, writer in connections.values():
        writer.close()
    return {server: median(times[2:]) for server, times in taken.items()}


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], environment: dict[str, str], says: bytes) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that listens, which it tells in a line of its output; stopped afterwards."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if says in line:
            break
    else:
        raise RuntimeError(b"".join(said).decode(errors="replace"))
    threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """ProducFlow as it is served: dashboard and API in one process."""
    database, port = folder / "ours.duckdb", free_port()
    store = Store.open(database)
    data.fill_ours(store, RECORDS, READINGS)
    key, _ = api_keys.create(store, COMMAND_LINE, "bench", "operator")
    store.close()
    environment = {
        "PRODUCFLOW_DATABASE": str(database),
        "PRODUCFLOW_PORT": str(port),
        "PRODUCFLOW_RATE_READS": "0",
        "PRODUCFLOW_RATE_WRITES": "0",
        "PRODUCFLOW_RATE_BULK": "0",
        "PRODUCFLOW_DEMO": "0",
    }
    command = [sys.executable, "-m", "producflow", "serve"]
    with running(command, environment, b"ProducFlow is at"):
        yield Server("ProducFlow", port, "/api", key)


@contextmanager
def peer(folder: Path) -> Iterator[Server]:
    """The peer, with its tables filled by the shortest way."""
    database, port = folder / "peer.sqlite", free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.peer.app:app", "--port", str(port), "--no-access-log"]
    with running(command, {"PEER_DATABASE": str(database)}, b"Uvicorn running on"):
        data.fill_peer(database, RECORDS, READINGS)
        token = jwt.encode({"sub": "bench@plant.example"}, "p" * 40, algorithm="HS256")
        yield Server("peer", port, "", token)


def metrics_of(first: Server, second: Server, days: int) -> dict[Server, Callable[[int], str]]:
    """Ask for so many days of production, ending another day each time."""

    def path(names: tuple[str, str]) -> Callable[[int], str]:
        def of_turn(turn: int) -> str:
            last = data.today() - timedelta(days=1 + turn)
            begins = last - timedelta(days=days - 1)
            return f"/production/metrics?{names[0]}={begins.isoformat()}&{names[1]}={last.isoformat()}"

        return of_turn

    return {first: path(("from", "to")), second: path(("start", "end"))}


def repeated(path: Callable[[int], str]) -> Callable[[int], str]:
    """Ask the same each time."""
    return lambda _: path(0)


def posting(first: Server, second: Server, clients: int) -> Iterator[tuple[str, str, float, float, float]]:
    """Rows of how many readings so many clients store in a second, and how long the slowest of a hundred waits."""
    singles: dict[Server, list[wrk.Load]] = {first: [], second: []}
    batches: list[float] = []
    for _ in range(max(2, round(SECONDS / TURN))):
        for server, found in singles.items():
            found.append(wrk.posts(server.port, server.prefix, server.token, clients, TURN, data.MACHINES))
        load = wrk.posts(first.port, first.prefix, first.token, clients, TURN, data.MACHINES, BATCH)
        batches.append(load.readings)
    a, b = (median(each.readings for each in singles[server][1:]) for server in (first, second))  # the first warms up
    many = f"{clients} client{'s' if clients > 1 else ''}"
    yield f"durable readings, one a call, {many}", "1/s", a, b, a / b
    yield (
        f"durable readings, {BATCH} a call, {many}; the peer: one a call",
        "1/s",
        median(batches[1:]),
        b,
        median(batches[1:]) / b,
    )
    a, b = (median(each.slowest for each in singles[server][1:]) for server in (first, second))
    yield f"99th percentile of a call with one reading, {many}", "ms", a, b, b / a


def measure(first: Server, second: Server) -> str:
    """Measure both in turns and say it as a Markdown table."""
    rows = []
    week, everything = metrics_of(first, second, 7), metrics_of(first, second, 3_000)
    newest = dict.fromkeys((first, second), lambda _: "/equipment/7/sensors?limit=100")
    for what, paths, written in (
        (f"newest 100 of {READINGS:,} readings, asked again", newest, False),
        ("the same, each after another reading was stored", newest, True),
        (f"metrics of 7 days out of {RECORDS:,} records, other days each time", week, False),
        ("the same days again", {server: repeated(path) for server, path in week.items()}, False),
        (f"metrics of {RECORDS:,} records, other days each time", everything, False),
        ("the same days again", {server: repeated(path) for server, path in everything.items()}, False),
    ):
        taken = asyncio.run(milliseconds(paths, written))
        rows.append((what, "ms", taken[first], taken[second], taken[second] / taken[first]))
    for clients in CLIENTS:
        rows += posting(first, second, clients)
    lines = [f"| {what} | {unit} | {a:,.1f} | {b:,.1f} | {ratio:.1f} × |" for what, unit, a, b, ratio in rows]
    head = ["### The API against FastAPI, SQLAlchemy and SQLite", ""]
    columns = ["| what | unit | ProducFlow | peer | ProducFlow is faster by |", "|---|---|--:|--:|--:|"]
    return "\n".join([*head, *columns, *lines, ""])


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder)) as first, peer(Path(folder)) as second:
        print(measure(first, second))


if __name__ == "__main__":
    main()
