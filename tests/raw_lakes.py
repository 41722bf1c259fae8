"""Raw readings in a lake of a test's own."""

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


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
