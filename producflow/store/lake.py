"""DuckDB over readings that lie in no database: what one machine sums up of a lake."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from producflow import settings
from producflow.errors import LakeUnavailable
from producflow.store.opening import CONFIG
from producflow.store.session import question

VERSION = duckdb.__version__


def hours_question() -> str:
    """How ``judged`` readings are summed up by the hour, for whoever does it."""
    return question("lake/hours")


def hours(judged: pa.RecordBatchReader) -> pa.Table:
    """Readings summed up by the hour, see ``sql/lake/hours.sql``."""
    return _asked(judged, hours_question())


def twice(judged: pa.RecordBatchReader, most: int) -> pa.Table:
    """Readings that say two values at one instant, see ``sql/lake/twice.sql``."""
    return _asked(judged, question("lake/twice"), most=most)


def _asked(judged: pa.RecordBatchReader, sql: str, **parameters: object) -> pa.Table:
    with _nowhere() as connection:
        try:
            connection.register("judged", judged)
            return connection.sql(sql, params=parameters or None).to_arrow_table()
        except duckdb.Error as error:  # what went wrong while it read is in there as well
            raise LakeUnavailable(str(error).strip().splitlines()[0]) from error


@contextmanager
def _nowhere() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, which goes on in a folder of its own once that is full."""
    with TemporaryDirectory(prefix="producflow-") as folder:
        config: dict[str, Any] = {
            **CONFIG,
            "temp_directory": folder,
            "memory_limit": f"{settings.current().memory_megabytes}MB",
        }
        with duckdb.connect(":memory:", config=config) as connection:
            for statement in (
                "SET enable_progress_bar = false",
                "SET GLOBAL TimeZone = 'UTC'",
                "SET preserve_insertion_order = false",
            ):
                connection.execute(statement)
            yield connection
