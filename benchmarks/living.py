"""A plant in which something happens: machines post while people look, in turns with the same plant at rest.

It is part of ``make bench``; ``BENCH_LIVING_SIZE`` says how many million readings are there before.
"""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.posting import key_for, post, posts
from benchmarks.scale import CROWD, CROWD_SECONDS, PAGES, PAUSE, TURNS
from benchmarks.served import ROUNDS, Plant, Server, folder, plant, served
from benchmarks.visitors import Visitor, crowd

MILLIONS = int(os.environ.get("BENCH_LIVING_SIZE", "10"))
OTHER = 8
"""Posts, while the page of another machine is open."""
SETTLED = 1.0
"""After which sums and alerts of a reading are there. [s]"""
LOADS: dict[str, tuple[tuple[int, ...], float]] = {
    "nobody posts": ((), 1.0),
    "one machine, a reading a second": ((OTHER,), 1.0),
    "5 machines, 10 readings a second": ((8, 9, 10, 11, 12), 0.5),
}
"""Which machines post, and from one reading of each to its next. [s]"""


async def after_a_reading(server: Server, key: str) -> dict[str, tuple[float, float]]:
    """Medians of each page right after it was shown, and after another machine's reading since, in turns. [s]"""
    found = {}
    for name, address in PAGES.items():
        warm, after = [], []

        async def visit(address: tuple[str, str] = address) -> float:
            async with Visitor(server.port, server.token) as visitor:
                return (await visitor.visit(*address)).seconds

        await visit()
        for _ in range(ROUNDS):
            warm.append(await visit())
            await post(server.port, key, OTHER)
            await asyncio.sleep(SETTLED)
            after.append(await visit())
        found[name] = (median(warm), median(after))
    return found


@dataclass(frozen=True)
class Crowd:
    """What clicks took, of each turn: those of one person while nobody posts, and of the crowd under each load. [s]"""

    alone: list[list[float]]
    together: dict[str, list[list[float]]]

    def times(self, load: str, of: Callable[[list[float]], float]) -> float:
        """How many times as long a figure of the crowd is as the median of one person in the same turn."""
        pairs = zip(self.alone, self.together[load], strict=True)
        return median(of(crowded) / median(alone) for alone, crowded in pairs)


def clicks(server: Server, key: str) -> Crowd:
    """Let people click under each load, in turns."""
    seconds = CROWD_SECONDS / TURNS

    async def by(people: int, machines: Sequence[int], pause: float) -> list[float]:
        until = time.perf_counter() + seconds
        async with asyncio.TaskGroup() as group:
            for machine in machines:
                group.create_task(posts(server.port, key, until, machine, pause))
            return await crowd(server.port, server.token, people, list(PAGES.values()), seconds, PAUSE)

    found = Crowd([], {load: [] for load in LOADS})
    for _ in range(TURNS):
        found.alone.append(asyncio.run(by(1, (), PAUSE)))
        for load, (machines, pause) in LOADS.items():
            found.together[load].append(asyncio.run(by(CROWD, machines, pause)))
    return found


def tables(pages: dict[str, tuple[float, float]], found: Crowd) -> str:
    """Everything as Markdown."""
    lines = [f"### A page after another machine's reading, {MILLIONS} M readings", ""]
    lines += ["| page | warm [ms] | after a reading [ms] | ratio |", "|---|--:|--:|--:|"]
    lines += [f"| {name} | {1e3 * a:,.0f} | {1e3 * b:,.0f} | {b / a:.2f} |" for name, (a, b) in pages.items()]
    alone = median(seconds for taken in found.alone for seconds in taken)
    lines += ["", f"### {CROWD} people, a click every {PAUSE:.0f} s; one person's median is {1e3 * alone:,.0f} ms", ""]
    lines += ["| load | median ÷ one person's | 95th percentile ÷ one person's | clicks | clicks a second |"]
    lines += ["|---|--:|--:|--:|--:|"]
    for load in LOADS:
        middle, last = found.times(load, median), found.times(load, lambda taken: quantiles(taken, n=20)[-1])
        count = sum(len(taken) for taken in found.together[load])
        lines.append(f"| {load} | {middle:.1f} | {last:.1f} | {count:,} | {count / CROWD_SECONDS:.1f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure and print the tables."""
    with folder() as where:
        found: Plant = plant(Path(where), MILLIONS)
        key = key_for(found.path)
        with served(found) as server:
            pages = asyncio.run(after_a_reading(server, key))
            print(tables(pages, clicks(server, key)))


if __name__ == "__main__":
    main()
