"""How fast DuckDB, Sail and Spark sum a lake up to the same hours: ``make bench-lake``, BENCH_LAKE million readings."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import timing
from producflow.lake import taking
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.rolling import Asked, rolled
from producflow.lake.spark import Spark
from producflow.store.database import Store
from tests.engines import Cluster, sailing
from tests.raw_lakes import assert_same, file_of, published, usual

MILLIONS = float(os.environ.get("BENCH_LAKE", "100"))
DAYS, MACHINES, AT_ONCE = 20, 50, 10
SENSORS = {"temperature": (70, 6), "pressure": (55, 4), "vibration": (1.5, 0.5), "speed": (1500, 130)}
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def made(lake: Path) -> int:
    """Raw readings of one plant; answers how many."""
    random, each = np.random.default_rng(19), int(MILLIONS * 1e6) // (DAYS * MACHINES * len(SENSORS))
    for number in range(DAYS):
        day = date(2026, 3, 1) + timedelta(days=number)
        for part in range(4):
            machines = [f"Press {machine}" for machine in range(part, MACHINES, 4)]
            pieces = usual(random, day, each, machines, SENSORS)
            file_of(lake, "Oslo", day, pd.concat(pieces), f"part-{part}.parquet")
    return each * DAYS * MACHINES * len(SENSORS)


@contextmanager
def _duckdb(_: Path) -> Iterator[Engine]:
    yield DuckDB()


@contextmanager
def _sail(folder: Path) -> Iterator[Engine]:
    with sailing(folder) as remote:
        yield Spark(remote)


def _spark(workers: int) -> Callable[[Path], AbstractContextManager[Engine]]:
    @contextmanager
    def run(folder: Path) -> Iterator[Engine]:
        cluster = Cluster(folder / f"spark{workers}", workers)
        try:
            yield Spark(cluster.remote)
        finally:
            cluster.stop()

    return run


def cpu() -> float:
    """CPU that this process and all that it started have used; what others do on the machine is not in it. [s]"""
    parents, used = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        used[number] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # own, and of children that ended
    ours, more = set(), {os.getpid()}
    while more:
        ours |= more
        more = {number for number, parent in parents.items() if parent in more} - ours
    return sum(used.get(number, 0.0) for number in ours)


def main() -> None:
    """Print the machine and a table."""
    engines: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
        "DuckDB, in the process itself": _duckdb,
        "Sail": _sail,
        "Spark, one worker of one core": _spark(1),
        "Spark, two workers of one core each": _spark(2),
    }
    print(f"Measured with {timing.machine()}.\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = made(folder / "raw")
        print(f"{rows:,} readings, {DAYS} days, {DAYS * 4} files; {AT_ONCE} days at once.\n")
        print("| engine | time [s] | readings a second | CPU [s] | readings a second and core | load average |")
        print("|---|---:|---:|---:|---:|---:|")
        for number, (engine, start) in enumerate(engines.items()):
            with start(folder) as running:
                began, before = time.perf_counter(), cpu()
                for _ in rolled(Asked(folder / "raw", folder / str(number), None, AT_ONCE, NOW), running):
                    pass
                took, used = time.perf_counter() - began, cpu() - before
            told = (took, rows / took, used, rows / used, os.getloadavg()[1])
            print(f"| {engine} | {' | '.join(f'{each:,.0f}' for each in told)} |", flush=True)
            assert_same(published(folder / str(number)), published(folder / "0"))
        print("\nAll hours equal those of DuckDB: counts, extremes and statuses to the last digit, sums to 1e-12.")
        _taken(folder)


def _taken(folder: Path) -> None:
    """How long a dashboard needs for what was published, and for one day of it that has changed."""
    store, lake = Store.open(folder / "plant.duckdb"), folder / "0"
    try:
        began = time.perf_counter()
        days = taking.take(store, lake, NOW).days
        took = time.perf_counter() - began
        late = pd.DataFrame({"equipment": ["Press 1"], "sensor_type": ["temperature"], "value": [70.0]})
        day = date(2026, 3, 1) + timedelta(days=DAYS // 2)
        late["timestamp"] = pd.Series([pd.Timestamp(day) + pd.Timedelta(minutes=1, microseconds=7)]).dt.as_unit("us")
        file_of(folder / "raw", "Oslo", day, late, "late.parquet")
        for _ in rolled(Asked(folder / "raw", lake, None, AT_ONCE, NOW), DuckDB()):
            pass
        began = time.perf_counter()
        changed = taking.take(store, lake, NOW).days
        print(f"\nTaken in by a dashboard: {days} days of {MACHINES} machines in {took:.1f} s, "
              f"{changed} day that had changed in {time.perf_counter() - began:.2f} s.")  # fmt: skip
    finally:
        store.close()


if __name__ == "__main__":
    main()
