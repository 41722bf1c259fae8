"""How pages and their queries grow from one to a hundred million readings.

``make bench`` measures at 1, 10 and 100 million, ``make bench-quick`` at 1. Databases are kept in the folder
``BENCH_FOLDER`` if it is given (a hundred million readings take some minutes to make), else they are thrown away.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeAlias

from benchmarks.bare import against_the_bare_query
from benchmarks.served import ROUNDS, Plant, Server, folder, plant, served, straightforward
from benchmarks.visitors import Visit, Visitor, crowd

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1,10,100").split(","))
PEER_SIZE = int(os.environ.get("BENCH_PEER_SIZE", "10"))
PEER_ROUNDS = 3
TURNS = 3
CROWD = 20
CROWD_SECONDS = float(os.environ.get("BENCH_CROWD_SECONDS", "60"))
PAUSE = 2.0

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
