"""What predictions cost those who post, while a run of them is made: in turns with a server that makes none.

``BENCH_LIVING_SIZE`` says how many million readings are there before. Not a part of ``make bench``: a first run, the
longest there is, takes a minute or two of one core.
"""

import asyncio
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from benchmarks.api import ask, request
from benchmarks.living import MILLIONS
from benchmarks.posting import key_for
from benchmarks.served import Plant, Server, folder, plant, served

EVERY = "PRODUCFLOW_PREDICT_EVERY"
FIRST = 20.0
"""After its start a server begins to predict. [s]"""
TURNS = 20
TURN = 2.5
"""How long each of both is posted to in its turn. [s]"""


@dataclass
class Taken:
    """What posts took, of each turn, and what CPU the server. [s]"""

    turns: list[list[float]] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def all(self) -> list[float]:
        """Of all turns."""
        return [each for turn in self.turns for each in turn]


@contextmanager
def predicting(found: Plant, hours: str) -> Iterator[Server]:
    """A server that predicts every so many hours."""
    before = os.environ.get(EVERY)
    os.environ[EVERY] = hours
    try:
        with served(found) as server:
            yield server
    finally:
        os.environ.pop(EVERY)
        if before is not None:
            os.environ[EVERY] = before


async def turn(server: Server, key: str) -> list[float]:
    """Times of single readings, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    until, taken = time.perf_counter() + TURN, []
    while time.perf_counter() < until:
        body = {"sensor_type": "temperature", "value": 70.5, "timestamp": datetime.now(UTC).isoformat()}
        began = time.perf_counter()
        await ask(reader, writer, request("POST", "/api/equipment/7/sensors", key, json.dumps(body).encode()))
        taken.append(time.perf_counter() - began)
    writer.close()
    return taken


def main() -> None:
    """Print both, and their ratio."""
    with folder() as where:
        found = plant(Path(where), MILLIONS)
        key = key_for(found.path)
        other = replace(found, path=found.path.with_suffix(".silent"))
        shutil.copyfile(found.path, other.path)
        with predicting(found, "1") as one, predicting(other, "0") as none:
            servers = {"predictions being made": one, "no predictions": none}
            taken = {name: Taken(cpu=-server.cpu()) for name, server in servers.items()}
            time.sleep(FIRST)
            for _ in range(TURNS):
                for name, server in servers.items():
                    taken[name].turns.append(asyncio.run(turn(server, key)))
            for name, server in servers.items():
                taken[name].cpu += server.cpu()
        other.path.unlink()
    print(f"### Posting while predictions are made, {MILLIONS} M readings\n")
    print("| server | posts | median [ms] | 99th percentile [ms] | CPU [s] |\n|---|--:|--:|--:|--:|")
    for name, each in taken.items():
        figures = (len(each.all), 1e3 * median(each.all), 1e3 * quantiles(each.all, n=100)[98], each.cpu)
        print("| {} | {:,} | {:.2f} | {:.1f} | {:.1f} |".format(name, *figures))
    both = zip(*(each.turns for each in taken.values()), strict=True)
    ratios = sorted(median(with_them) / median(without) for with_them, without in both)
    print(f"\nMedian of the turns' ratios: {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})\n")


if __name__ == "__main__":
    main()
