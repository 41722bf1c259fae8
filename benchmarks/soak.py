"""Does the server's memory grow? ``make soak`` lets people click for an hour and machines post all the while."""

import asyncio
import os
import time
from pathlib import Path
from statistics import mean

from benchmarks.posting import key_for, posts
from benchmarks.scale import PAGES
from benchmarks.served import folder, plant, served
from benchmarks.visitors import crowd

MILLIONS = int(os.environ.get("BENCH_SOAK_SIZE", "10"))
MINUTES = float(os.environ.get("BENCH_SOAK_MINUTES", "60"))
PEOPLE = 20
PAUSE = 4.0  # seconds between two clicks of one person
POSTING = (8, 9, 10, 11, 12)
EVERY = 0.5  # seconds from one reading of a machine to its next
STEPS = 12
"""Parts of the soak after each of which memory is looked at."""


async def part(port: int, token: str, key: str, seconds: float) -> tuple[int, int]:
    """Clicks and stored readings of one part of the soak."""
    until = time.perf_counter() + seconds
    people = crowd(port, token, PEOPLE, list(PAGES.values()), seconds, PAUSE)
    machines = asyncio.gather(*(posts(port, key, until, machine, EVERY) for machine in POSTING))
    clicked, stored = await asyncio.gather(people, machines)
    return len(clicked), sum(stored)


def main() -> None:
    """Print memory after each part, and how much it grew from the second quarter to the last."""
    with folder() as where:
        found = plant(Path(where), MILLIONS)
        key = key_for(found.path)
        rate = f"{len(POSTING) / EVERY:.0f} readings a second"
        print(f"### Soak: {PEOPLE} people, {rate}, {MINUTES:.0f} minutes, {MILLIONS} million readings\n")
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
