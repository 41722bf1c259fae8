"""Whether pages of a dashboard that took a lake in are as quick as those of one with the same readings of its own.

``python -m benchmarks.lake_pages``; both servers take turns, page by page. A machine's pages are another machine's in
each round, so that no answer of them is kept from the round before.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean, median

import numpy as np
import pandas as pd

from benchmarks import timing
from benchmarks.served import ROUNDS, Plant, Server, folder, served, signed_in, yesterday
from benchmarks.visitors import Visitor
from producflow.access.roles import COMMAND_LINE
from producflow.domain.units import canonical_unit
from producflow.lake import taking
from producflow.lake.engines import DuckDB
from producflow.lake.rolling import Asked, rolled
from producflow.operations import equipment, readings
from producflow.store.database import Store, Transaction
from tests.raw_lakes import file_of, usual

DAYS, EACH = 90, 48
"""Of the plant; readings of a sensor and day."""
NAMES = [f"Press {number:02d}" for number in range(1, 51)]
SENSORS = {"temperature": (70, 1), "pressure": (55, 0.5), "vibration": (1.2, 0.1), "speed": (1500, 20)}
"""Inside their limits: readings of one's own would raise alerts, which those of a lake do not."""
PAGES = {
    "equipment": ("equipment", ""),
    "overview, 7 days": ("overview", ""),
    "maintenance": ("maintenance", ""),
    "one machine, 7 days": ("equipment", "machine={}"),
    "one machine, 90 days": ("equipment", "machine={}&period=90d"),
}


def days() -> Iterator[tuple[date, pd.DataFrame]]:
    """Readings of each day."""
    random = np.random.default_rng(19)
    for back in reversed(range(DAYS)):
        day = yesterday() - timedelta(days=back)
        frame = pd.concat(usual(random, day, EACH, NAMES, SENSORS), ignore_index=True)
        yield day, frame.assign(unit=frame["sensor_type"].map(canonical_unit))


def made(where: Path) -> tuple[Plant, Plant]:
    """The same readings twice: taken in from a lake, and a plant's own."""
    now = datetime.now(UTC)
    paths = where / "lake.duckdb", where / "own.duckdb"
    own = Store.open(paths[1])
    ids = {name: equipment.create(own, COMMAND_LINE, name=f"Oslo · {name}")["id"] for name in NAMES}

    def keep(transaction: Transaction, frame: pd.DataFrame) -> None:
        readings.insert_new(transaction, frame)
        readings.refresh(transaction, readings.touched(frame), added=True)

    for day, frame in days():
        file_of(where / "raw", "Oslo", day, frame)
        kept = frame.assign(
            equipment_id=frame["equipment"].map(ids), timestamp=frame["timestamp"].dt.tz_localize("UTC")
        )
        own.write(keep, kept.drop(columns="equipment"))
    own.close()
    for _ in rolled(Asked(where / "raw", where / "published", None, 31, now), DuckDB()):
        pass
    lake = Store.open(paths[0])
    taking.take(lake, where / "published")
    lake.close()
    return signed_in(paths[0]), signed_in(paths[1])


async def visited(servers: dict[str, Server]) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Time and CPU of each page, by server. [s]"""
    found: dict[str, dict[str, list[tuple[float, float]]]] = {page: {name: [] for name in servers} for page in PAGES}
    for number in range(ROUNDS + 1):
        for page, (address, query) in PAGES.items():
            for name, server in servers.items():
                before = server.cpu()
                async with Visitor(server.port, server.token) as visitor:
                    visit = await visitor.visit(address, query.format(number + 1))
                if number:  # the first of all is a first visit
                    found[page][name].append((visit.seconds, server.cpu() - before))
    return found


def main() -> None:
    """Measure and print the table."""
    print(f"Measured with {timing.machine()}.\n")
    with folder() as where:
        lake, own = made(where)
        quiet = {"PRODUCFLOW_PREDICT_EVERY": "0"}
        with (
            served(lake, PRODUCFLOW_LAKE=str(where / "published"), **quiet) as one,
            served(own, **quiet) as other,
        ):
            found = asyncio.run(visited({"lake": one, "own": other}))
    print("| page | from the lake [ms] | of its own [ms] | ratio | CPU [ms] | of its own | ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for page, each in found.items():
        time = {name: 1e3 * median(seconds for seconds, _ in taken) for name, taken in each.items()}
        cpu = {name: 1e3 * mean(used for _, used in taken) for name, taken in each.items()}
        ratios = time["lake"] / time["own"], cpu["lake"] / max(cpu["own"], 1e-9)
        print(
            f"| {page} | {time['lake']:,.0f} | {time['own']:,.0f} | {ratios[0]:.2f} | {cpu['lake']:,.0f} | "
            f"{cpu['own']:,.0f} | {ratios[1]:.2f} |"
        )


if __name__ == "__main__":
    main()
