"""Plants of so many readings, and servers that show them."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks import plants
from benchmarks.api import free_port, running
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.operations import users
from producflow.store.database import Session, Store

MILLION = 1_000_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
"""How often each thing is measured."""
EMAIL = "bench@plant.example"


@dataclass(frozen=True)
class Plant:
    """A database, and the cookie of somebody who may see all of it."""

    path: Path
    token: str


@dataclass(frozen=True)
class Server:
    """A running server: where it is, who looks at it, what memory it takes [bytes], and what CPU it took [s]."""

    port: int
    token: str
    memory: Callable[[], int]
    cpu: Callable[[], float]


def yesterday() -> date:
    """The last day with readings."""
    return datetime.now(UTC).date() - timedelta(days=1)


@contextmanager
def folder() -> Iterator[Path]:
    """Where databases are made: kept if a folder was named."""
    kept = os.environ.get("BENCH_FOLDER")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def plant(where: Path, millions: int) -> Plant:
    """Make the database of a size unless it is there, and sign somebody in."""
    path = where / f"{yesterday()}-{millions}m.duckdb"
    if not path.exists():
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        plants.whole_plant(making, millions * MILLION, last_day=yesterday())
        making.rename(path)
    return signed_in(path)


def signed_in(path: Path) -> Plant:
    """A database, and somebody who may see all of it."""
    store = Store.open(path)
    try:
        found = store.read(Session.row, "users/by_email", email=EMAIL)
        if found is None:
            account = {"email": EMAIL, "full_name": "Bench", "role": "manager", "password": "measure the whole plant"}
            found = users.create(store, COMMAND_LINE, own=True, **account)
        token = sessions.start(store, int(found["id"]), "127.0.0.1", 24)
    finally:
        store.close()
    return Plant(path, token)


@contextmanager
def served(found: Plant, **more: str) -> Iterator[Server]:
    """Our server on a plant, maybe with more environment variables."""
    port = free_port()
    environment = {"PRODUCFLOW_DATABASE": str(found.path), "PRODUCFLOW_PORT": str(port), "PRODUCFLOW_DEMO": "0"}
    environment |= {f"PRODUCFLOW_RATE_{each}": "0" for each in ("READS", "WRITES", "BULK")} | more
    with running([sys.executable, "-m", "producflow", "serve"], environment, b"ProducFlow is at") as process:
        yield Server(port, found.token, lambda: memory_of(process.pid), lambda: cpu_of(process.pid))


@contextmanager
def straightforward(found: Plant) -> Iterator[Server]:
    """The straightforward app on the same rows: in a copy, since one process at a time may have the file."""
    port, own = free_port(), found.path.with_suffix(".copy")
    shutil.copyfile(found.path, own)
    script = Path(__file__).parent / "peer" / "straightforward.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    try:
        with running(command, {"PEER_DATABASE": str(own)}, b"127.0.0.1") as process:
            yield Server(port, "", lambda: memory_of(process.pid), lambda: cpu_of(process.pid))
    finally:
        own.unlink()


def memory_of(pid: int) -> int:
    """Resident memory of a process. [bytes]"""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return 1024 * int(line.split()[1])
    raise RuntimeError(f"process {pid} has ended")


def cpu_of(pid: int) -> float:
    """CPU that a process took so far. [s]"""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
