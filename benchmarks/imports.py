"""Ten million readings as CSV: the importer against a bare COPY, and against pandas, SQLAlchemy and SQLite.

Each candidate runs in a process of its own, so that the peak of its memory is its own. The file names machines by
their ids, so that the bare COPY can load the very same file into the very same table.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import sqlalchemy
from pyarrow import csv
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store, Transaction

ROOT = Path(__file__).parents[1]
READINGS = int(os.environ.get("BENCH_READINGS", "10000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
TENTH = 10
ROWS_AT_ONCE = 100_000
MACHINES = 50
SENSORS = ("temperature", "pressure", "vibration", "speed")
UNITS = ("°C", "PSI", "mm/s", "RPM")
USUAL = (70.0, 55.0, 1.2, 1500.0)
SPELL, SPELLS = 300, 97  # s; for so long each machine leaves its limits, once in so many such stretches
CHUNK = 1_000_000
MEGABYTE = 1_000_000
FIRST = datetime(2026, 1, 1)  # noqa: DTZ001 - the file states no offset


def write_file(path: Path, count: int) -> None:
    """Write so many readings, oldest first, as a historian exports them."""
    random = np.random.default_rng(5)
    pairs = MACHINES * len(SENSORS)
    seconds = np.datetime64(FIRST, "s")
    with path.open("wb") as file:
        file.write(b"machine,timestamp,sensor,value,unit\n")
        for start in range(0, count, CHUNK):
            place = np.arange(start, min(start + CHUNK, count))
            sensor, machine, second = place % len(SENSORS), place // len(SENSORS) % MACHINES, place // pairs
            swing = 0.02 * np.sin(second / 600 + machine) + random.normal(0, 0.005, len(place))
            spell = np.where((second // SPELL + machine) % SPELLS == 0, 0.2, 0.0)
            table = pa.table(
                {
                    "machine": pa.array(1 + machine),
                    "timestamp": pa.array(seconds + second),
                    "sensor": pa.array(SENSORS).take(pa.array(sensor)),
                    "value": pa.array(np.round(np.take(USUAL, sensor) * (1 + swing + spell), 3)),
                    "unit": pa.array(UNITS).take(pa.array(sensor)),
                }
            )
            csv.write_csv(table, file, csv.WriteOptions(include_header=False, quoting_style="none"))


def _machines(transaction: Transaction) -> None:
    transaction.append("equipment", pd.DataFrame({"name": [str(number) for number in range(1, MACHINES + 1)]}))


def ours(file: Path, folder: Path) -> float:
    """The full path: recognised, validated, deduplicated, with status, sums and alerts, undoable. [s]"""
    store = Store.open(folder / "ours.duckdb")
    store.write(_machines)
    started = time.perf_counter()
    done = imports.import_file(store, COMMAND_LINE, file, file.name)
    taken = time.perf_counter() - started
    if done.rehearsal.counts.added != done.rehearsal.counts.read or done.batch is None:
        raise RuntimeError(str(done.rehearsal.counts))
    store.close()
    return taken


def bare_copy(file: Path, folder: Path) -> float:
    """DuckDB's COPY of the same file into the same table, and nothing else. [s]"""
    path = folder / "copied.duckdb"
    Store.open(path).close()
    connection = duckdb.connect(path)
    connection.execute("ALTER TABLE sensor_readings ALTER COLUMN status SET DEFAULT 'normal'")
    started = time.perf_counter()
    columns = "equipment_id, timestamp, sensor_type, value, unit"
    connection.execute(f"COPY sensor_readings ({columns}) FROM '{file}' (HEADER, DELIMITER ',')")
    taken = time.perf_counter() - started
    connection.close()
    return taken


def _read(file: Path) -> pd.DataFrame:
    """The file as pandas reads it, with a status by np.select."""
    names = {"machine": "equipment_id", "sensor": "sensor_type"}
    frame = pd.read_csv(file, parse_dates=["timestamp"]).rename(columns=names)
    hot, value = frame["sensor_type"] == "temperature", frame["value"]
    return frame.assign(status=np.select([hot & (value > 85), hot & (value > 80)], ["critical", "warning"], "normal"))


class Base(DeclarativeBase):
    """All tables of the usual stack."""


class Reading(Base):
    """A reading; a key twice is refused."""

    __tablename__ = "sensor_readings"
    __table_args__ = (sqlalchemy.UniqueConstraint("equipment_id", "sensor_type", "timestamp"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int]
    timestamp: Mapped[datetime]
    sensor_type: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str | None]
    status: Mapped[str]


def _sqlite(folder: Path) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(f"sqlite:///{folder / 'usual.sqlite'}")
    Base.metadata.create_all(engine)
    return engine


def objects(file: Path, folder: Path) -> float:
    """What is usually done: pandas.read_csv, an object a row, added and committed with SQLAlchemy. [s]"""
    engine = _sqlite(folder)
    started = time.perf_counter()
    frame = _read(file)
    with Session(engine) as session:
        for start in range(0, len(frame), ROWS_AT_ONCE):
            rows = frame.iloc[start : start + ROWS_AT_ONCE].to_dict("records")
            session.add_all(Reading(**{str(name): value for name, value in row.items()}) for row in rows)
            session.flush()
            session.expunge_all()
        session.commit()
    return time.perf_counter() - started


def to_sql(file: Path, folder: Path) -> float:
    """The shorter way: pandas.read_csv and DataFrame.to_sql. [s]"""
    engine = _sqlite(folder)
    started = time.perf_counter()
    _read(file).to_sql("sensor_readings", engine, if_exists="append", index=False, chunksize=ROWS_AT_ONCE)
    return time.perf_counter() - started


CANDIDATES: dict[str, Callable[[Path, Path], float]] = {
    "ProducFlow, the full path": ours,
    "bare COPY of DuckDB": bare_copy,
    "pandas.read_csv, SQLAlchemy objects, SQLite": objects,
    "pandas.read_csv, to_sql with SQLAlchemy, SQLite": to_sql,
}


def measured(name: str, file: Path) -> tuple[float, float]:
    """Time and peak memory of a candidate in a process of its own. [s, MB]"""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        command = [sys.executable, "-m", "benchmarks.imports", name, str(file), folder]
        environment = os.environ | {"PRODUCFLOW_UPLOAD_MEGABYTES": "100000", "PRODUCFLOW_UPLOAD_ROWS": "1000000000"}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    taken, peak = json.loads(done.stdout)
    return taken, peak


def child(name: str, file: str, folder: str) -> None:
    """Run one candidate and print its time and peak memory."""
    taken = CANDIDATES[name](Path(file), Path(folder))
    print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE]))


def main() -> None:
    """Print the table."""
    full, bare, *slow = CANDIDATES
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in CANDIDATES}
    with tempfile.TemporaryDirectory() as folder:
        whole, tenth = Path(folder) / "whole.csv", Path(folder) / "tenth.csv"
        write_file(whole, READINGS)
        write_file(tenth, READINGS // TENTH)
        size = whole.stat().st_size / MEGABYTE
        for _ in range(ROUNDS):
            for name in CANDIDATES:
                found[name].append(measured(name, tenth if name in slow else whole))
    seconds = {name: median(taken for taken, _ in runs) for name, runs in found.items()}
    memory = {name: max(peak for _, peak in runs) for name, runs in found.items()}
    rows = {name: READINGS // TENTH if name in slow else READINGS for name in CANDIDATES}
    each = {name: seconds[name] / rows[name] for name in CANDIDATES}
    print(f"### {READINGS:,} readings as CSV ({size:,.0f} MB)\n")
    print(f"| candidate | rows | median [s] | µs a row | per row, ratio to {bare} | peak memory [MB] |")
    print("|---|--:|--:|--:|--:|--:|")
    for name in CANDIDATES:
        print(
            f"| {name} | {rows[name]:,} | {seconds[name]:.1f} | {1e6 * each[name]:.2f} | "
            f"{each[name] / each[bare]:.2f} | {memory[name]:,.0f} |"
        )
    faster = " and ".join(f"{each[name] / each[full]:.1f} times as fast as by {name}" for name in slow)
    print(f"\n{full}: {each[full] / each[bare]:.2f} times as long as the {bare}; a row is {faster}.\n")


if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) > 1 else main()
