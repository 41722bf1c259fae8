"""Servers that speak Spark Connect, each in an environment of its own that ``make`` sets up."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAIL = ROOT / ".lake" / "sail" / "bin" / "sail"
LONGEST_START = 120.0
"""Of a server on a busy machine. [s]"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server listens; what it wrote is told if it does not."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        assert process.poll() is None, f"ended before it listened: {log.read_text(errors='replace')[-2000:]}"
        with socket.socket() as knocking:
            knocking.settimeout(1)
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens at {port}: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def sailing(folder: Path) -> Iterator[str]:
    """A Sail server while the block runs; where it answers."""
    assert SAIL.exists(), "Sail has an environment of its own: run `make lake-engines` once"
    port, log = free_port(), folder / "sail.log"
    environment = os.environ | {"TZ": "UTC", "SAIL_RUNTIME__STACK_SIZE": "8388608"}
    with log.open("wb") as told:
        server = subprocess.Popen(
            [SAIL, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            env=environment,
            stdout=told,
            stderr=told,
        )
    try:
        wait_for(port, server, log)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
