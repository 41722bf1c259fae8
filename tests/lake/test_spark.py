"""Five million readings on a real Spark of several processes: equal to DuckDB, whoever is killed, whoever reads."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from producflow.lake import manifest
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.rolling import Asked, rolled
from producflow.lake.spark import Spark
from tests.engines import Cluster
from tests.raw_lakes import assert_same, file_of, published, readings, usual
from tests.serving import ROOT, environment_of

READINGS, MACHINES = 5_000_000, 50
SENSORS = {"temperature": (70, 6), "pressure": (55, 4), "vibration": (1.5, 0.5), "humidity": (40, 5)}
DAYS = [date(2026, 3, 1) + timedelta(days=number) for number in range(5)]
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
IN_FLIGHT = 20
"""CPU that says that a task is amid its work. [ticks of a hundredth second]"""
LONGEST = 600.0
"""That a step may take on a busy machine. [s]"""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("spark") / "cluster")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five days of fifty machines with four sensors each, one of them without limits."""
    lake, random = tmp_path_factory.mktemp("raw"), np.random.default_rng(19)
    each = READINGS // (len(DAYS) * MACHINES * len(SENSORS))
    for day in DAYS:
        pieces = usual(random, day, each, [f"Press {number}" for number in range(MACHINES)], SENSORS)
        for part in range(2):
            file_of(lake, "Oslo", day, pd.concat(pieces[part::2]), f"part-{part}.parquet")
    return lake


@pytest.fixture(scope="session")
def ours(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What DuckDB makes of it."""
    target = tmp_path_factory.mktemp("duckdb")
    publish(raw, target, DuckDB())
    return published(target)


def publish(raw: Path, target: Path, engine: Engine, chunk_days: int = 7) -> None:
    for _ in rolled(Asked(raw, target, None, chunk_days, NOW), engine):
        pass


def entries(target: Path) -> dict[str, manifest.Published]:
    found = manifest.read(manifest.folder_of(target, "Oslo"))
    return {} if found is None else found.days


def started(raw: Path, target: Path, cluster: Cluster, chunk_days: int) -> subprocess.Popen[bytes]:
    """The command, as a process of its own."""
    where = ["--source", str(raw), "--target", str(target), "--remote", cluster.remote]
    return subprocess.Popen(
        [sys.executable, "-m", "producflow", "lake", "rollup", *where, "--chunk-days", str(chunk_days)],
        cwd=ROOT,
        env=environment_of(target.with_suffix(".duckdb")),
        stdout=subprocess.DEVNULL,
    )


def wait_until(true: object, job: subprocess.Popen[bytes]) -> None:
    assert callable(true)
    until = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < until
        with suppress(subprocess.TimeoutExpired):
            job.wait(0.05)
            raise AssertionError("the roll-up had ended before")


def used(worker: int) -> float:
    """CPU that the Pythons have used which a worker's executor started: ours run in them. [ticks]"""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            started_as = (process / "cmdline").read_bytes()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == worker and b"pyspark" in started_as and b"daemon" in started_as:  # of its session
            total += int(fields[11]) + int(fields[12])
    return total


def test_spark_says_what_duckdb_says(raw: Path, ours: pd.DataFrame, cluster: Cluster, tmp_path: Path) -> None:
    assert ours["n"].sum() == READINGS
    publish(raw, tmp_path, Spark(cluster.remote))
    assert_same(published(tmp_path), ours)


def test_a_worker_killed_amid_a_task_changes_nothing(
    raw: Path, ours: pd.DataFrame, cluster: Cluster, tmp_path: Path
) -> None:
    worker = cluster.processes["worker0"].pid
    before = used(worker)
    job = started(raw, tmp_path, cluster, 7)
    wait_until(lambda: used(worker) > before + IN_FLIGHT, job)
    cluster.kill("worker0")
    try:
        assert job.wait(LONGEST) == 0
    finally:
        cluster.start_worker("worker0")
    assert_same(published(tmp_path), ours)


def test_a_roll_up_killed_and_started_again_publishes_no_half_day(
    raw: Path, ours: pd.DataFrame, cluster: Cluster, tmp_path: Path
) -> None:
    job = started(raw, tmp_path, cluster, 1)
    wait_until(lambda: len(entries(tmp_path)) >= 2, job)
    os.kill(job.pid, signal.SIGKILL)
    job.wait(30)
    by_then = entries(tmp_path)
    assert 2 <= len(by_then) <= len(DAYS)
    found = published(tmp_path)
    assert_same(found, ours.loc[found.index])
    hours = ours.reset_index()["hour"].dt.date
    assert len(found) == hours.isin([date.fromisoformat(day) for day in by_then]).sum()
    publish(raw, tmp_path, Spark(cluster.remote))
    assert {day: entry for day, entry in entries(tmp_path).items() if day in by_then} == by_then
    assert_same(published(tmp_path), ours)


def test_again_changes_nothing_and_late_data_only_its_day_while_somebody_reads(
    cluster: Cluster, tmp_path: Path
) -> None:
    lake, target, spark = tmp_path / "raw", tmp_path / "lake", Spark(cluster.remote)
    for day in DAYS[:3]:
        file_of(lake, "Oslo", day, readings(day, "Press 1", "temperature", [70.0, 81.0, 86.0]))
    publish(lake, target, spark)
    before = entries(target)
    publish(lake, target, spark)
    assert entries(target) == before
    done, seen = threading.Event(), set()

    def look() -> None:
        while not done.wait(0.01):
            seen.add(tuple(int(each) for each in published(target).groupby("hour")["n"].sum()))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(3):
            late = readings(DAYS[1], f"Mill {number}", "temperature", [90.0])
            file_of(lake, "Oslo", DAYS[1], late, f"late-{number}.parquet")
            publish(lake, target, spark)
    finally:
        done.set()
        reader.join()
    assert seen <= {(3, 3 + late, 3) for late in range(4)}
    after = entries(target)
    assert {day for day in after if after[day] != before[day]} == {DAYS[1].isoformat()}
