"""Does the server's memory grow? ``make soak`` lets people click for an hour and machines post all the while."""

import asyncio
import os
import time
from pathlib import Path
from statistics import mean

from benchmarks.api import a_reading
from benchmarks.scale import PAGES, Plant, folder, plant, served
from benchmarks.visitors import crowd
from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store

MILLIONS = int(os.environ.get("BENCH_SOAK_SIZE", "10"))
MINUTES = float(os.environ.get("BENCH_SOAK_MINUTES", "60"))
PEOPLE = 5
PAUSE = 3.0  # seconds between two clicks of one person
STEPS = 12
"""Parts of the soak after each of which memory is looked at."""


def key_for(found: Plant) -> str:
    """A machine's key to the API."""
    store = Store.open(found.path)
    try:
        return api_keys.create(store, COMMAND_LINE, f"soak {time.time():.0f}", "operator")[0]
    finally:
        store.close()


async def posts(port: int, key: str, until: float) -> int:
    """One machine posting a reading a second; how many were stored."""
    stored = 0
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = a_reading(0)
        head = f"POST /api/equipment/7/sensors HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        stored += (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
        await asyncio.sleep(1)
    return stored


async def part(port: int, token: str, key: str, seconds: float) -> tuple[int, int]:
    """Clicks and stored readings of one part of the soak."""
    until = time.perf_counter() + seconds
    people = crowd(port, token, PEOPLE, list(PAGES.values()), seconds, PAUSE)
    clicked, stored = await asyncio.gather(people, posts(port, key, until))
    return len(clicked), stored


def main() -> None:
    """Print memory after each part, and how much it grew from the second quarter to the last."""
    with folder() as where:
        found = plant(Path(where), MILLIONS)
        key = key_for(found)
        print(f"### Soak: {PEOPLE} people, a reading a second, {MINUTES:.0f} minutes, {MILLIONS} million readings\n")
        print("| minutes | clicks | readings stored | memory [MB] |\n|--:|--:|--:|--:|")
        taken = []
        with served(found) as server:
            for step in range(1, STEPS + 1):
                clicked, stored = asyncio.run(part(server.port, found.token, key, 60 * MINUTES / STEPS))
                taken.append(server.memory() / 1e6)
                print(f"| {step * MINUTES / STEPS:.0f} | {clicked:,} | {stored:,} | {taken[-1]:,.0f} |", flush=True)
    quarter = STEPS // 4
    print(f"\nLast quarter ÷ second quarter: {mean(taken[-quarter:]) / mean(taken[quarter : 2 * quarter]):.3f}\n")


if __name__ == "__main__":
    main()
