"""How pages and their queries grow from one to a hundred million readings.

``make bench`` measures at 1, 10 and 100 million, ``make bench-quick`` at 1. Databases are kept in the folder
``BENCH_FOLDER`` if it is given (a hundred million readings take some minutes to make), else they are thrown away.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, ClassVar, TypeAlias

import pyarrow as pa

from benchmarks import plants, timing
from benchmarks.api import free_port, running
from benchmarks.visitors import Visit, Visitor, crowd
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.operations import users
from producflow.reports import changes, comparison, equipment, losses, missing, production, sensors
from producflow.reports import maintenance as maintenance_report
from producflow.reports.view import View
from producflow.store.database import Session, Store, question

MILLION = 1_000_000
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1,10,100").split(","))
PEER_SIZE = int(os.environ.get("BENCH_PEER_SIZE", "10"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
PEER_ROUNDS = 3
TURNS = 3
CROWD = 20
CROWD_SECONDS = float(os.environ.get("BENCH_CROWD_SECONDS", "60"))
PAUSE = 2.0
EMAIL = "bench@plant.example"

Address: TypeAlias = tuple[str, str]
Taken: TypeAlias = dict[str, list[Visit]]
HOME = "overview, 7 days"
PAGES: dict[str, Address] = {
    HOME: ("overview", ""),
    "equipment": ("equipment", ""),
    "overview, 90 days": ("overview", "period=90d"),
    "one machine, 7 days": ("equipment", "machine=7"),
    "maintenance": ("maintenance", ""),
    "one machine, 90 days": ("equipment", "machine=7&period=90d"),
    "shifts": ("shifts", ""),
    "losses": ("losses", ""),
    "changes": ("changes", ""),
    "coverage": ("coverage", ""),
    "uploads": ("uploads", ""),
}
PEER_PAGES: dict[str, Address] = {
    HOME: ("", "page=overview"),
    "equipment": ("", "page=equipment"),
    "one machine, 7 days": ("", "page=machine&machine=7"),
    "maintenance": ("", "page=maintenance"),
    "shifts": ("", "page=shifts"),
}


@dataclass(frozen=True)
class Plant:
    """A database, and the cookie of somebody who may see all of it."""

    path: Path
    token: str


@dataclass(frozen=True)
class Server:
    """A running server: where it is, who looks at it, and what memory it takes [bytes]."""

    port: int
    token: str
    memory: Callable[[], int]


@dataclass(frozen=True)
class Measured:
    """What one size came to: seconds a page, of a crowd, to the first page, and the server's memory.

    Attributes
    ----------
    cold, warm : dict of str to float
        By page. [s]
    bytes : dict of str to int
        By page.
    crowd : list of pair of list of float
        Of each turn, what the clicks of one person took, and those of the crowd right after. [s]
    start : float
        [s]
    memory : int
        [bytes]
    """

    cold: dict[str, float]
    warm: dict[str, float]
    bytes: dict[str, int]
    crowd: list[tuple[list[float], list[float]]]
    start: float
    memory: int

    def alone(self) -> float:
        """Median of one person. [s]"""
        return median(seconds for alone, _ in self.crowd for seconds in alone)

    def times(self, of: Callable[[list[float]], float]) -> float:
        """How many times as long a figure of the crowd is as the median of one person in the same turn."""
        return median(of(together) / median(alone) for alone, together in self.crowd)

    def clicks(self) -> int:
        """Of the crowd."""
        return sum(len(together) for _, together in self.crowd)


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
    store = Store.open(path)
    try:
        found = store.read(Session.row, "users/by_email", email=EMAIL)
        if found is None:
            account = {"email": EMAIL, "full_name": "Bench", "role": "manager", "password": "measure the whole plant"}
            found = users.create(store, COMMAND_LINE, **account)
        token = sessions.start(store, int(found["id"]), "127.0.0.1", 24)
    finally:
        store.close()
    return Plant(path, token)


@contextmanager
def served(found: Plant) -> Iterator[Server]:
    """Our server on a plant."""
    port = free_port()
    environment = {"PRODUCFLOW_DATABASE": str(found.path), "PRODUCFLOW_PORT": str(port), "PRODUCFLOW_DEMO": "0"}
    with running([sys.executable, "-m", "producflow", "serve"], environment, b"ProducFlow is at") as process:
        yield Server(port, found.token, lambda: memory_of(process.pid))


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
            yield Server(port, "", lambda: memory_of(process.pid))
    finally:
        own.unlink()


def memory_of(pid: int) -> int:
    """Resident memory of a process. [bytes]"""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return 1024 * int(line.split()[1])
    raise RuntimeError(f"process {pid} has ended")


async def visits(servers: Sequence[Server], pages: Mapping[str, Address], rounds: int) -> list[Taken]:
    """Every page of every server so many times after a first one, the servers in turns, so that noise meets all alike.

    Each visit is in a tab of its own, as a link opens.
    """
    taken: list[Taken] = [{name: [] for name in pages} for _ in servers]
    for _ in range(1 + rounds):
        for name, address in pages.items():
            for server, found in zip(servers, taken, strict=True):
                async with Visitor(server.port, server.token) as visitor:
                    found[name].append(await visitor.visit(*address))
    return taken


def warm(taken: Taken) -> dict[str, float]:
    """Median of each page, its first visit left out. [s]"""
    return {name: median(visit.seconds for visit in each[1:]) for name, each in taken.items()}


def clicked(server: Server) -> tuple[list[float], list[float]]:
    """What clicks of one person take, and those of a crowd right after. [s]"""

    def by(people: int, seconds: float) -> list[float]:
        return asyncio.run(crowd(server.port, server.token, people, list(PAGES.values()), seconds, PAUSE))

    return by(1, CROWD_SECONDS / TURNS / 2), by(CROWD, CROWD_SECONDS / TURNS)


def measure(found: dict[int, Plant]) -> dict[int, Measured]:
    """Measure the servers of all sizes, in turns."""
    first, starts, servers = [], [], []
    with ExitStack() as stack:
        for each in found.values():
            started = time.perf_counter()
            servers.append(stack.enter_context(served(each)))
            first += asyncio.run(visits(servers[-1:], {HOME: PAGES[HOME]}, 0))
            starts.append(time.perf_counter() - started)
        taken = asyncio.run(visits(servers, PAGES, ROUNDS))
        crowds = [[clicked(server) for server in servers] for _ in range(TURNS)]
        return {
            size: Measured(
                cold={name: each[0].seconds for name, each in (taken[place] | first[place]).items()},
                warm=warm(taken[place]),
                bytes={name: each[-1].bytes for name, each in taken[place].items()},
                crowd=[turn[place] for turn in crowds],
                start=starts[place],
                memory=servers[place].memory(),
            )
            for place, size in enumerate(found)
        }


def against_the_peer(found: Plant) -> dict[str, tuple[float, float]]:
    """Warm medians of ours and of the straightforward app on the same rows, in turns. [s]"""
    with straightforward(found) as peer, served(found) as ours:  # copied before the server opens it
        taken: list[Taken] = [{name: [] for name in PEER_PAGES} for _ in range(2)]
        for _ in range(1 + PEER_ROUNDS):
            for name in PEER_PAGES:
                for server, pages, into in ((ours, PAGES, taken[0]), (peer, PEER_PAGES, taken[1])):
                    [once] = asyncio.run(visits([server], {name: pages[name]}, 0))
                    into[name] += once[name]
    mine, theirs = (warm(each) for each in taken)
    return {name: (mine[name], theirs[name]) for name in PEER_PAGES}


def questions(store: Store) -> dict[str, Callable[[], object]]:
    """The reports behind the pages, each as the page asks it."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    week, quarter = (
        View(yesterday() - timedelta(days=6), yesterday()),
        View(yesterday() - timedelta(days=89), yesterday()),
    )
    kinds = plants.SENSORS
    spans = {
        name: (datetime.combine(view.first_day, datetime.min.time(), UTC), now)
        for name, view in (("7 days", week), ("90 days", quarter))
    }
    fresh = store.answers.fresh  # what is kept would be measured otherwise
    return {
        "figures of 7 days": lambda: fresh(production.metrics, week, now),
        "figures of 90 days": lambda: fresh(production.metrics, quarter, now),
        "machines": lambda: fresh(equipment.machines, now),
        "one machine's sensors, 7 days": lambda: fresh(sensors.course, 7, kinds, *spans["7 days"], now),
        "one machine's sensors, 90 days": lambda: fresh(sensors.course, 7, kinds, *spans["90 days"], now),
        "maintenance": lambda: fresh(maintenance_report.maintenance, week, now),
        "shifts": lambda: fresh(comparison.compare, week),
        "losses": lambda: fresh(losses.losses, week, now),
        "what is missing": lambda: fresh(missing.missing, week, now),
        "why it changed": lambda: fresh(changes.changes, week, week.previous(), "oee", now),
    }


class Noting(Session):
    """Notes every query that is asked, with its parameters."""

    asked: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def arrow(self, name: str, /, **parameters: Any) -> pa.Table:
        """See :class:`Session`."""
        self.asked.append((question(name), parameters))
        return super().arrow(name, **parameters)

    def rows(self, name: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """See :class:`Session`."""
        self.asked.append((question(name), parameters))
        return super().rows(name, **parameters)


class NotingStore(Store):
    """A store whose questions are noted."""

    session_type = Noting


def against_the_bare_query(found: Plant) -> list[tuple[str, float, float]]:
    """Each report's time, and that of the bare queries it asks, run one after the other. [s]"""
    asked: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    store: Store = NotingStore.open(found.path)
    for name, ask in questions(store).items():
        Noting.asked.clear()
        ask()
        asked[name] = list(Noting.asked)
    store.close()
    store = Store.open(found.path)
    rows = []
    for name, ask in questions(store).items():
        queries = asked[name]

        def bare(queries: list[tuple[str, dict[str, Any]]] = queries) -> None:
            store.read(lambda session: [session.composed(sql, **parameters) for sql, parameters in queries])

        taken = timing.medians({"ours": ask, "bare": bare}, ROUNDS)
        rows.append((name, taken["ours"], taken["bare"]))
    store.close()
    return rows


def tables(
    found: dict[int, Measured],
    peer: dict[str, tuple[float, float]],
    bare: dict[int, list[tuple[str, float, float]]],
) -> str:
    """Everything as Markdown."""
    sizes = list(found)
    small, big = sizes[0], sizes[-1]
    head = " | ".join(f"{size} M [ms]" for size in sizes)
    columns = f"{big} M ÷ {small} M | straightforward app at {PEER_SIZE} M [ms] | it is slower by | sent [kB]"
    lines = [
        "### Pages, server side, from request to last element",
        "",
        f"| page | {head} | {columns} |",
        "|---|" + "--:|" * (len(sizes) + 4),
    ]
    for name in PAGES:
        times = " | ".join(f"{1000 * found[size].warm[name]:,.0f}" for size in sizes)
        against = "– | –"
        if name in peer:
            ours, theirs = peer[name]
            against = f"{1000 * theirs:,.0f} | {theirs / ours:,.1f} ×"
        growth = found[big].warm[name] / found[small].warm[name]
        lines.append(f"| {name} | {times} | {growth:.2f} | {against} | {found[big].bytes[name] / 1000:,.0f} |")
    lines += [
        "",
        "Warm medians. First visit after the start [ms]:",
        "",
        f"| page | {head} |",
        "|---|" + "--:|" * len(sizes),
    ]
    for name in PAGES:
        lines.append(f"| {name} | {' | '.join(f'{1000 * found[size].cold[name]:,.0f}' for size in sizes)} |")
    lines += ["", f"### {CROWD} people, a click every {PAUSE:.0f} s", ""]
    lines += [f"| | {' | '.join(f'{size} M' for size in sizes)} |", "|---|" + "--:|" * len(sizes)]
    rows: dict[str, Callable[[Measured], str]] = {
        "one person, median [ms]": lambda each: f"{1000 * each.alone():,.0f}",
        "median ÷ one person's": lambda each: f"{each.times(median):.1f}",
        "95th percentile ÷ one person's": lambda each: f"{each.times(lambda all_: quantiles(all_, n=20)[-1]):.1f}",
        "clicks": lambda each: f"{each.clicks():,}",
        "memory afterwards [MB]": lambda each: f"{each.memory / 1e6:,.0f}",
        "start to first page [s]": lambda each: f"{each.start:.1f}",
    }
    for name, says in rows.items():
        lines.append(f"| {name} | {' | '.join(says(found[size]) for size in sizes)} |")
    lines += ["", "### Reports against the bare queries they ask", ""]
    lines += ["| report | readings | ours [ms] | bare [ms] | ratio |", "|---|--:|--:|--:|--:|"]
    for size, each in bare.items():
        lines += [f"| {name} | {size} M | {1e3 * a:,.1f} | {1e3 * b:,.1f} | {a / b:.1f} |" for name, a, b in each]
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure every size and print the tables."""
    with folder() as where:
        made = {size: plant(where, size) for size in SIZES}
        found = measure(made)
        peer = against_the_peer(made[PEER_SIZE]) if PEER_SIZE in made else {}
        bare = {size: against_the_bare_query(each) for size, each in made.items()}
    print(tables(found, peer, bare))


if __name__ == "__main__":
    main()
