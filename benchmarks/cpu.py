"""What pages and readings cost in CPU of the server: holds on a machine that others use, where times do not.

It is part of ``make bench``; ``BENCH_LIVING_SIZE`` says how many million readings are there before.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from benchmarks.api import ask, request
from benchmarks.living import MILLIONS, OTHER, SETTLED
from benchmarks.posting import key_for, post
from benchmarks.scale import PAGES
from benchmarks.served import ROUNDS, Server, folder, plant, served
from benchmarks.visitors import Visitor

BATCH = 20
VALUES = {"temperature": 70.5, "vibration": 1.0, "pressure": 55.0, "speed": 1500.0}
"""Sensors of each of five machines, inside their limits."""
GOING_ON = 4.0
"""How long each of the two ways to post goes on in its turn. [s]"""


async def of_pages(server: Server, key: str) -> Iterator[str]:
    """Rows of each page: first visit, later ones, and those after another machine's reading, in turns."""

    async def visit(address: tuple[str, str]) -> float:
        before = server.cpu()
        async with Visitor(server.port, server.token) as visitor:
            await visitor.visit(*address)
        return server.cpu() - before

    rows = []
    for name, address in PAGES.items():
        cold = await visit(address)
        warm, after = [], []
        for _ in range(ROUNDS):
            warm.append(await visit(address))
            await post(server.port, key, OTHER)
            await asyncio.sleep(SETTLED)
            after.append(await visit(address))
        # The kernel counts in hundredths of a second: means, not medians.
        figures = (1e3 * cold, 1e3 * mean(warm), 1e3 * mean(after), mean(after) / max(mean(warm), 1e-9))
        rows.append("| {} | {:,.0f} | {:,.0f} | {:,.0f} | {:.2f} |".format(name, *figures))
    return iter(rows)


async def of_readings(server: Server, key: str) -> dict[str, float]:
    """CPU of twenty readings, one a call and all in one, while they keep coming. [s]"""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)

    def readings() -> Iterator[tuple[int, dict[str, object]]]:
        for place in range(BATCH):
            sensor = list(VALUES)[place % len(VALUES)]
            stamp = datetime.now(UTC).isoformat()
            yield 20 + place // len(VALUES), {"sensor_type": sensor, "value": VALUES[sensor], "timestamp": stamp}

    async def singly() -> None:
        for machine, reading in readings():
            body = json.dumps(reading).encode()
            await ask(reader, writer, request("POST", f"/api/equipment/{machine}/sensors", key, body))

    async def together() -> None:
        body = json.dumps([reading | {"equipment_id": machine} for machine, reading in readings()]).encode()
        await ask(reader, writer, request("POST", "/api/sensors/batch", key, body))

    ways: dict[str, Callable[[], Awaitable[None]]] = {"one a call": singly, "in one call": together}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            before, until, count = server.cpu(), time.perf_counter() + GOING_ON, 0
            while time.perf_counter() < until:
                await way()
                count += 1
            await asyncio.sleep(SETTLED)  # sums and alerts of the last ones are theirs too
            taken[name].append((server.cpu() - before) / count)
    writer.close()
    return {name: mean(each[1:]) for name, each in taken.items()}


def main() -> None:
    """Measure and print the tables."""
    with folder() as where:
        found = plant(Path(where), MILLIONS)
        key = key_for(found.path)
        with served(found) as server:
            until_listening = server.cpu()
            rows = list(asyncio.run(of_pages(server, key)))
            readings = asyncio.run(of_readings(server, key))
    print(f"### CPU of the server, {MILLIONS} M readings\n")
    print(f"From its start until it listens: {until_listening:.2f} s.\n")
    print("| page | first visit [ms] | later [ms] | after another machine's reading [ms] | ÷ later |")
    print("|---|--:|--:|--:|--:|")
    print("\n".join(rows))
    print(f"\n| {BATCH} readings while machines post all the time | CPU [ms] | ratio |\n|---|--:|--:|")
    for name, seconds in readings.items():
        print(f"| {name} | {1e3 * seconds:.1f} | {seconds / readings['one a call']:.2f} |")
    print()


if __name__ == "__main__":
    main()
