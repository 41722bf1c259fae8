"""The API against the stack it replaces, over real sockets, each in a process of its own.

Readings per second are durable ones: each is answered after its commit has reached the disk.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import jwt

from benchmarks.peer import data
from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store

ROOT = Path(__file__).parents[1]
CLIENTS = (1, 8, 64)
SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
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
        head = (
            f"{method} {self.prefix}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
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


async def posts_per_second(server: Server, clients: int, seconds: float) -> float:
    """Readings that so many clients, each waiting for its answer, store in a second."""
    until = time.perf_counter() + seconds

    async def client(number: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        stored = 0
        while time.perf_counter() < until:
            path = f"/equipment/{1 + number % data.MACHINES}/sensors"
            await ask(reader, writer, server.request("POST", path, a_reading(number)))
            stored += 1
        writer.close()
        return stored

    started = time.perf_counter()
    stored = await asyncio.gather(*(client(number) for number in range(clients)))
    return sum(stored) / (time.perf_counter() - started)


def a_reading(number: int) -> bytes:
    """A reading taken now, another one each time."""
    stamp = (datetime.now(UTC) + timedelta(microseconds=number)).isoformat()
    return json.dumps({"sensor_type": f"bench {number}", "value": 70.5, "timestamp": stamp}).encode()


async def milliseconds(server: Server, path: str, written: bool = False, times: int = 40) -> float:
    """Median time to an answer, maybe with a reading stored before each. [ms]"""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    taken = []
    for _ in range(times + 2):
        if written:
            await ask(reader, writer, server.request("POST", "/equipment/7/sensors", a_reading(0)))
        started = time.perf_counter()
        await ask(reader, writer, server.request("GET", path))
        taken.append(1000 * (time.perf_counter() - started))
    writer.close()
    return median(taken[2:])


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


def measure(first: Server, second: Server) -> str:
    """Measure both in turns and say it as a Markdown table."""
    rows = []
    for path, what, written in (
        ("/equipment/7/sensors?limit=100", f"newest 100 of {READINGS:,} readings", False),
        ("/equipment/7/sensors?limit=100", "the same, each after another reading was stored", True),
        ("/production/metrics", f"metrics of 7 days, {RECORDS:,} records", False),
    ):
        taken = {server.name: asyncio.run(milliseconds(server, path, written)) for server in (first, second)}
        rows.append((what, "ms", taken[first.name], taken[second.name], taken[second.name] / taken[first.name]))
    everything = "/production/metrics?{}={}&{}={}"
    span = ((data.today() - timedelta(days=3_000)).isoformat(), data.today().isoformat())
    ours_path = everything.format("from", span[0], "to", span[1])
    peer_path = everything.format("start", span[0], "end", span[1])
    taken_first = asyncio.run(milliseconds(first, ours_path))
    taken_second = asyncio.run(milliseconds(second, peer_path))
    rows.append((f"metrics of all {RECORDS:,} records", "ms", taken_first, taken_second, taken_second / taken_first))
    for clients in CLIENTS:
        rates: dict[str, list[float]] = {first.name: [], second.name: []}
        for _ in range(ROUNDS):
            for server in (first, second):
                rates[server.name].append(asyncio.run(posts_per_second(server, clients, SECONDS)))
        a, b = median(rates[first.name]), median(rates[second.name])
        rows.append((f"durable POSTs, {clients} client{'s' if clients > 1 else ''}", "1/s", a, b, a / b))
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
