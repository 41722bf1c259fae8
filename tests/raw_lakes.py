"""Raw readings in a lake of a test's own, and what is published of them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from producflow.lake import manifest

KEY = ["equipment", "sensor_type", "hour"]
EXACT = ["n", "minimum", "maximum", "n_warning", "n_critical", "n_unknown", "newest", "newest_value"]


def file_of(lake: Path, plant: str, day: date | str, rows: pd.DataFrame, name: str = "a.parquet") -> Path:
    """Write the readings of a day to a file of their own, times naive UTC."""
    folder = lake / f"plant={plant}" / f"day={day}"
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), folder / name)
    return folder / name


def readings(
    day: date | str, machine: str, sensor_type: str, values: list[float], minutes: int = 20, **more: str
) -> pd.DataFrame:
    """Readings of a sensor from midnight on, one in so many minutes."""
    times = pd.Timestamp(day) + pd.to_timedelta([minutes * n for n in range(len(values))], unit="min")
    stated = {"equipment": machine, "sensor_type": sensor_type, "timestamp": times.astype("datetime64[us]")}
    return pd.DataFrame({**stated, "value": values, **more})


def usual(
    random: np.random.Generator,
    day: date,
    each: int,
    machines: Iterable[str],
    sensors: Mapping[str, tuple[float, float]],
) -> list[pd.DataFrame]:
    """Readings spread over a day, so many `each`, around the mean of a sensor with its spread; a piece a sensor."""
    times = pd.Timestamp(day) + pd.to_timedelta(np.arange(each) * (86_400_000_000 // each), unit="us")
    stated = {"timestamp": times.astype("datetime64[us]")}
    return [
        pd.DataFrame({"equipment": machine, "sensor_type": sensor, **stated, "value": random.normal(*around, each)})
        for machine in machines
        for sensor, around in sensors.items()
    ]


def published(target: Path, plant: str = "Oslo") -> pd.DataFrame:
    """All hours of a plant that its manifest names, each file as it was promised; `KEY` in the index."""
    folder = manifest.folder_of(target, plant)
    found = manifest.read(folder)
    assert found is not None
    pieces: list[pd.DataFrame] = []
    for entry in found.days.values():
        assert hashlib.sha256((folder / entry.file).read_bytes()).hexdigest() == entry.sha256
        piece: pd.DataFrame = pq.read_table(folder / entry.file).to_pandas()
        assert piece["n"].sum() == entry.readings
        pieces.append(piece)
    return pd.concat(pieces).set_index(KEY).sort_index()


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Counts, extremes and statuses to the last digit; sums but for the order of their terms."""
    exact = [name for name in EXACT if name in expected]
    pd.testing.assert_frame_equal(found[exact], expected[exact], check_dtype=False)
    pd.testing.assert_series_equal(found["total"], expected["total"], rtol=1e-12)
