"""Machines that post readings leave the answers standing that do not rest on readings."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.scale import Noting, NotingStore
from producflow.access.roles import COMMAND_LINE
from producflow.operations import alerts, equipment, production, readings
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.ui.cached import WITHOUT_READINGS

OF_READINGS = re.compile(r"\b(sensor_\w+|readings_\w+|maintenance_alerts|thresholds|audit_log)\b")
NOW = datetime(2026, 3, 16, 9, 40, tzinfo=UTC)
WEEK = View(date(2026, 3, 9), date(2026, 3, 15))
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "metrics": (WEEK, NOW),
    "losses": (WEEK, NOW),
    "behind": (WEEK, NOW, "stops"),
    "changes": (WEEK, WEEK.previous(), "oee", NOW),
    "from_missing": (WEEK, WEEK.previous(), NOW),
    "missing": (WEEK, NOW),
    "compare": (WEEK,),
    "chart": (WEEK,),
    "machine_names": (),
    "notes": (None,),
}


@pytest.mark.parametrize("asked", sorted(WITHOUT_READINGS, key=str))
def test_a_question_that_outlasts_readings_does_not_rest_on_any(
    tmp_path: Path, demo_file: Path, asked: Callable[..., Any]
) -> None:
    shutil.copy(demo_file, tmp_path / "demo.duckdb")
    store = NotingStore.open(tmp_path / "demo.duckdb")
    try:
        Noting.asked.clear()
        asked(store, *ARGUMENTS[asked.__name__])
    finally:
        store.close()
    assert Noting.asked
    assert [sql for sql, _ in Noting.asked if OF_READINGS.search(re.sub(r"--.*", "", sql))] == []


def a_reading(store: Store, machine: int, at: datetime) -> None:
    frame = {"equipment_id": [machine], "sensor_type": ["temperature"], "timestamp": [at], "value": [70.0]}
    readings.add(store, COMMAND_LINE, pd.DataFrame(frame))


def test_a_reading_raises_the_data_version_and_leaves_the_production_version(store: Store) -> None:
    machine = int(equipment.create(store, COMMAND_LINE, name="Press 1")["id"])
    data, made = store.data_version, store.production_version
    assert data == made
    a_reading(store, machine, NOW)
    assert (store.data_version, store.production_version) == (data + 1, made)
    alerts.create(store, COMMAND_LINE, equipment_id=machine, type="scheduled", priority="low", title="Oil")
    assert store.production_version == store.data_version == data + 2


def test_a_record_after_readings_raises_both(store: Store) -> None:
    machine = int(equipment.create(store, COMMAND_LINE, name="Press 1")["id"])
    a_reading(store, machine, NOW - timedelta(hours=1))
    production.record(
        store,
        COMMAND_LINE,
        equipment_id=machine,
        date=date(2026, 3, 14),
        shift="morning",
        output_quantity=10,
        defect_quantity=0,
        downtime_minutes=0.0,
    )
    assert store.production_version == store.data_version
