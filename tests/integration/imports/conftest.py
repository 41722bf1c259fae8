"""Files made by a line, and every table of a plant to compare."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store

DATA = Path(__file__).parents[2] / "data"
PLANT_TABLES = (
    "equipment",
    "sensor_readings",
    "sensor_hourly",
    "sensor_latest",
    "maintenance_alerts",
    "maintenance_logs",
    "production_records",
    "downtime_events",
    "thresholds",
    "import_changes",
)

Import = Callable[..., imports.Imported]


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Import:
    """Import a text or bytes as a file of its own: ``bring("a,b\\n1,2", kind=…)``."""

    def run(
        content: str | bytes,
        name: str = "export.csv",
        options: imports.ImportOptions | None = None,
        *,
        dry_run: bool = False,
        **known: Any,
    ) -> imports.Imported:
        path = tmp_path / "source"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return imports.import_file(
            store, COMMAND_LINE, path, name, options or imports.ImportOptions(**known), dry_run=dry_run
        )

    return run


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that describes the plant, in a fixed order."""
    return {table: rows(store, f"SELECT * FROM {table} ORDER BY ALL") for table in PLANT_TABLES}


def rows(store: Store, sql: str) -> list[dict[str, Any]]:
    """Answer of a question that only a test asks."""
    found: list[dict[str, Any]] = store.read(lambda session: session.composed(sql).to_pylist())
    return found


def reasons(done: imports.Imported) -> list[tuple[int, str | None, str | None, str]]:
    """Rejected rows as line, column, value, reason."""
    return [
        (row["line"], row["column_name"] or None, row["value"] or None, row["reason"])
        for row in done.rehearsal.rejects.astype(object).where(done.rehearsal.rejects.notna(), None).to_dict("records")
    ]
