"""Spark Connect: one client for a cluster of Spark's own, Kubernetes, a cloud service, or Sail on a laptop.

Only ``lake rollup --remote`` brings this; ``pyspark-client`` is in requirements-spark.txt.
"""

import os
import warnings
from collections.abc import Iterator
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from producflow.domain.readings import STATED, judged
from producflow.domain.stated_sensors import ROW_RULES
from producflow.errors import LakeUnavailable
from producflow.lake.engines import OUT, Chunk, Judge, Sensors
from producflow.lake.formula import MODULES
from producflow.lake.raw import Raw
from producflow.store import lake

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

RETRIES = 2
"""Of the first call: a server that is away is told at once, not after minutes."""
AT_ONCE = 65_536
"""Rows that workers look at together."""
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(AT_ONCE),
}
JUDGED_AS = "equipment string, sensor_type string, timestamp timestamp_ntz, value double, unit string, status string"


class Spark:
    """Whatever answers at an address ``sc://HOST:PORT``.

    Raises
    ------
    LakeUnavailable
        If the client is not installed, or nobody answers.
    """

    def __init__(self, remote: str) -> None:
        os.environ.setdefault("SPARK_HOME", os.sep)  # else the client may look for a Spark here, and end the process
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyspark's own, about pandas 3 and what it passes to it
            try:
                from pyspark import cloudpickle
                from pyspark.errors import PySparkException
                from pyspark.sql.connect.client.retries import DefaultPolicy
                from pyspark.sql.connect.session import SparkSession
            except ImportError:
                raise LakeUnavailable(
                    "Spark's client is not installed; run: pip install -r requirements-spark.txt"
                ) from None
            for module in MODULES:
                cloudpickle.register_pickle_by_value(module)  # type: ignore[no-untyped-call]
            self._failures = PySparkException
            try:
                self._session = SparkSession(remote)
                short = DefaultPolicy(max_retries=RETRIES, initial_backoff=200, max_backoff=500)
                self._session.client.set_retry_policies([short])
                self.version = self._session.version
                self._session.client.set_retry_policies([DefaultPolicy()])
            except Exception as error:  # noqa: BLE001 - grpc, pyspark and sockets each have their own
                raise LakeUnavailable(
                    f"No Spark Connect server answers at {remote} ({_first_line(error)}); start one, or mend --remote."
                ) from None
            for name, value in SETTINGS.items():
                try:
                    self._session.conf.set(name, value)
                except PySparkException:  # Sail knows not all of them
                    continue
        self.name = "spark"

    def sensors(self, chunk: Chunk) -> Sensors:
        stated = self._stated(chunk).select(*STATED).distinct()
        return {tuple(row[name] or "" for name in STATED) for row in self._table(stated).to_pylist()}  # type: ignore[misc]

    def hours(self, chunk: Chunk, judge: Judge) -> pa.Table:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sound = self._stated(chunk).mapInArrow(_on_workers(judge), JUDGED_AS)
            sound.createOrReplaceTempView("judged")
            return self._table(self._session.sql(lake.hours_question()))

    def _table(self, frame: "DataFrame") -> pa.Table:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return frame.toArrow()
            except self._failures as error:
                raise LakeUnavailable(f"The engine gave up: {_first_line(error)}") from error

    def _stated(self, chunk: Chunk) -> "DataFrame":
        """What all files of some days state, each with the day of its folder."""
        pieces = [
            self._read(day, [raw for raw in files if raw.shape == shape])
            for day, files in chunk.items()
            for shape in sorted({raw.shape for raw in files})
        ]
        return reduce(lambda one, other: one.union(other), pieces)

    def _read(self, day: date, files: list[Raw]) -> "DataFrame":
        from pyspark.sql.connect import functions as of

        has_unit = files[0].shape[1]
        return self._session.read.parquet(*(f"file://{raw.path.absolute()}" for raw in files)).select(
            of.col("equipment").cast("string").alias("equipment"),
            of.col("sensor_type").cast("string").alias("sensor_type"),
            (of.col("unit") if has_unit else of.lit(None)).cast("string").alias("unit"),
            of.col("timestamp").cast("timestamp_ntz").alias("timestamp"),
            of.col("value").cast("double").alias("value"),
            of.lit(day.isoformat()).alias("day"),
        )


def _on_workers(judge: Judge) -> Any:
    """The judge as a function that leans on nothing that a worker has not: pandas, pyarrow, and what is sent along."""
    meant, now, rules, out, work = judge.meant, judge.now, ROW_RULES, OUT, judged

    def look(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pandas as pd
        import pyarrow as arrow

        texts = pd.StringDtype(na_value=float("nan"))
        for batch in batches:
            frame = batch.to_pandas(types_mapper={arrow.string(): texts, arrow.large_string(): texts}.get)
            yield arrow.RecordBatch.from_pandas(work(frame, meant, rules, now), schema=out, preserve_index=False)

    return look


def _first_line(error: BaseException) -> str:
    told = getattr(error, "details", None)  # of grpc, whose text is a page long
    words = str(told()) if callable(told) else str(error)
    return (words.strip().splitlines() or [type(error).__name__])[0][:300]
