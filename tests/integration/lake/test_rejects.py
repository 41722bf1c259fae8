"""Rows and files of a lake that cannot be are left out, listed, and told in the sentences of an upload."""

import csv
import math
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from producflow.lake import manifest
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.spark import Spark
from tests.integration.lake.conftest import RollUp
from tests.raw_lakes import file_of, readings

DAY = "2026-03-01"


def listed(target: Path) -> list[tuple[str, str, str, str]]:
    path = manifest.folder_of(target, "Oslo") / "rejects" / f"{DAY}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["file"], row["row"], row["column"], row["reason"]) for row in csv.DictReader(file)]


def rows() -> pd.DataFrame:
    """One reading that can be, between ten that cannot."""
    good = readings(DAY, "Press 1", "temperature", [70.0] * 11)
    good.loc[0, "equipment"] = " "
    good.loc[1, "sensor_type"] = None
    good.loc[2, "value"] = math.nan
    good.loc[3, "value"] = math.inf
    good.loc[4, "value"] = 1e160
    good["unit"] = "°C"
    good.loc[6, "unit"] = "bar"
    good.loc[7, "timestamp"] = pd.Timestamp("2026-03-02 00:00")
    good.loc[8, "timestamp"] = pd.NaT
    for row, value in ((9, 71.0), (10, 72.0)):
        good.loc[row, "timestamp"] = pd.Timestamp("2026-03-01 12:00")
        good.loc[row, "value"] = value
    return good


@pytest.mark.parametrize("name", ["duckdb", "sail"])
def test_rows(raw: Path, target: Path, roll_up: RollUp, name: str, request: pytest.FixtureRequest) -> None:
    engine: Engine = DuckDB() if name == "duckdb" else Spark(request.getfixturevalue("sail"))
    file_of(raw, "Oslo", DAY, rows())
    told = roll_up(engine)
    assert told[-1] == "Oslo: 1 day published with 1 readings, 10 rows rejected; 0 days up to date."
    assert told[-2].startswith(f"Oslo {DAY}: 10 rows cannot be taken; ")
    reasons = {row: (column, reason) for _, row, column, reason in listed(target)}
    assert reasons == {
        "1": ("equipment", "The equipment is empty; fill it in."),
        "2": ("sensor_type", "The sensor type is empty; fill it in."),
        "3": ("value", "The value is empty or not a number; fill it in."),
        "4": ("value", "The value inf is not a finite number; correct it."),
        "5": ("value", "The value 1e+160 is beyond 1e+150 in our unit, which nothing measures; correct it."),
        "7": ("unit", reasons["7"][1]),
        "8": (
            "timestamp",
            f"The timestamp 2026-03-02T00:00:00+00:00 is not of day={DAY}, in which it is filed; "
            "file it by its UTC day.",
        ),
        "9": ("timestamp", "The timestamp is empty; fill it in."),
        "10": (
            "value",
            "The same machine, sensor type and time as row 11 of a.parquet, where it is “72”; correct one of them. "
            "Neither was taken.",
        ),
        "11": (
            "value",
            "The same machine, sensor type and time as row 10 of a.parquet, where it is “71”; correct one of them. "
            "Neither was taken.",
        ),
    }
    assert reasons["7"][1].startswith("The unit “bar” cannot be converted: ")


def test_files(raw: Path, target: Path, roll_up: RollUp) -> None:
    good = readings(DAY, "Press 1", "temperature", [70.0, 71.0])
    file_of(raw, "Oslo", DAY, good.assign(timestamp=good["timestamp"].dt.tz_localize("Etc/UTC")), "good.parquet")
    file_of(raw, "Oslo", DAY, good.assign(timestamp=good["timestamp"].dt.tz_localize("Asia/Tokyo")), "clock.parquet")
    folder = raw / "plant=Oslo" / f"day={DAY}"
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    (folder / "_SUCCESS").touch()
    file_of(raw, "Oslo", DAY, good.drop(columns="value"), "short.parquet")
    file_of(raw, "Oslo", DAY, good.assign(value=["70", "71"]), "texts.parquet")
    file_of(raw, "Oslo", DAY, good.assign(timestamp=good["timestamp"].astype("datetime64[ns]")), "nanos.parquet")
    many = readings(DAY, "Press 2", "temperature", [float(n % 977) for n in range(1000)], minutes=1)
    damaged = file_of(raw, "Oslo", DAY, many, "torn.parquet")
    content = bytearray(damaged.read_bytes())
    content[4:400] = bytes(396)
    damaged.write_bytes(content)
    (raw / "plant=Oslo" / "day=yesterday").mkdir()
    (raw / "plant=Oslo" / "day=2031-01-01").mkdir()

    told = roll_up()

    assert told[:2] == [
        "Oslo: day=2031-01-01 lies in the future; correct it, or set the clock.",
        "Oslo: day=yesterday is no day; call it like day=2026-01-31.",
    ]
    assert told[-2].startswith(f"Oslo {DAY}: 6 of its files cannot be taken; ")
    assert told[-1] == "Oslo: 1 day published with 2 readings; 0 days up to date."
    assert sorted((file, reason) for file, _, _, reason in listed(target)) == [
        ("clock.parquet", "The column “timestamp” of clock.parquet holds timestamp[us, tz=Asia/Tokyo], not times in "
         "UTC, to the microsecond; write it so."),
        ("nanos.parquet", "The column “timestamp” of nanos.parquet holds timestamp[ns], not times in UTC, to the "
         "microsecond; write it so."),
        ("notes.txt", "notes.txt is no whole Parquet file; write it again."),
        ("short.parquet", "short.parquet has no column “value”; it has equipment, sensor_type, timestamp."),
        ("texts.parquet", "The column “value” of texts.parquet holds large_string, not numbers (double); write it so."),
        ("torn.parquet", "torn.parquet is damaged inside; write it again."),
    ]  # fmt: skip
    damaged.unlink()
    for name in ("clock.parquet", "notes.txt", "short.parquet", "texts.parquet", "nanos.parquet"):
        (folder / name).unlink()
    roll_up()
    assert not (manifest.folder_of(target, "Oslo") / "rejects" / f"{DAY}.csv").exists()


def test_a_file_with_nothing_in_it(raw: Path, target: Path, roll_up: RollUp) -> None:
    none = readings(DAY, "Press 1", "temperature", [])
    file_of(raw, "Oslo", DAY, none.astype({"equipment": "str", "sensor_type": "str", "value": "float64"}))
    assert roll_up()[-1] == "Oslo: 1 day published with 0 readings; 0 days up to date."
    folder = manifest.folder_of(target, "Oslo")
    found = manifest.read(folder)
    assert found is not None
    assert pq.read_table(folder / found.days[DAY].file).num_rows == 0
    assert isinstance(pq.read_schema(folder / found.days[DAY].file), pa.Schema)
