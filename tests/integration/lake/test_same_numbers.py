"""A lake comes to the same numbers as the store, whoever sums it up."""

import json
from pathlib import Path

import pandas as pd
import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.lake import manifest
from producflow.lake.engines import DuckDB, Engine
from producflow.lake.formula import VERSION, fingerprint
from producflow.lake.spark import Spark
from producflow.operations import equipment, readings, thresholds
from producflow.store.database import Store
from tests.integration.lake.conftest import RollUp
from tests.raw_lakes import KEY, assert_same, file_of, published
from tests.raw_lakes import readings as of


def stated() -> pd.DataFrame:
    """Two days of two machines: limits of one's own, other units, a sensor without limits, in several files."""
    values = [79.0, 80.0, 80.5, 85.0, 85.5, 20.0]
    press, mill = ("Press 1", "Mill"), ("temperature", "pressure", "hum")
    return pd.concat(
        [
            of("2026-03-01", press[0], mill[0], values, unit="°C"),
            of("2026-03-01", press[1], mill[0], [each * 9 / 5 + 32 for each in values], unit="°F"),
            of("2026-03-01", press[1], "Pressure", [44.9, 47, 55, 61, 66], unit="psi"),
            of("2026-03-02", press[0], mill[2], [1, 2, 3], unit=""),
        ],
        ignore_index=True,
    )


def kept(store: Store, rows: pd.DataFrame) -> pd.DataFrame:
    """What the store makes of the same readings, under the same limits."""
    ids = {name: equipment.create(store, COMMAND_LINE, name=name)["id"] for name in ("Press 1", "Mill")}
    thresholds.set(
        store, COMMAND_LINE, sensor_type="temperature", equipment_id=ids["Mill"], warn_high=70.0, crit_high=81.0
    )
    posted = rows.assign(equipment_id=rows["equipment"].map(ids), unit=rows["unit"].replace("", None))
    readings.add(store, COMMAND_LINE, posted.assign(timestamp=posted["timestamp"].dt.tz_localize("UTC")))
    hours = store.read(lambda session: session.composed_frame("SELECT * FROM sensor_hourly"))
    names = {number: name for name, number in ids.items()}
    return hours.assign(equipment=hours["equipment_id"].map(names), hour=hours["hour"].dt.tz_localize(None))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    return DuckDB() if request.param == "duckdb" else Spark(request.getfixturevalue("sail"))


@pytest.mark.parametrize("engine", ["duckdb", "sail"], indirect=True)
def test_every_engine_says_what_the_store_says(
    store: Store, raw: Path, target: Path, roll_up: RollUp, engine: Engine
) -> None:
    rows = stated()
    for day, own in rows.groupby(rows["timestamp"].dt.date):
        half = len(own) // 2
        zoned = own[:half].assign(timestamp=own["timestamp"][:half].dt.tz_localize("UTC"))
        file_of(raw, "Oslo", str(day), zoned, "a.parquet")
        file_of(raw, "Oslo", str(day), own[half - 1 :], "b.parquet")  # one reading is said twice
    limits: dict[str, list[float | None]] = {"temperature": [None, 80, None, 85], "pressure": [50, 60, 45, 65]}
    names = ["warn_low", "warn_high", "crit_low", "crit_high"]
    all_limits: list[dict[str, object]] = [
        {"machine": None, "sensor_type": key, **dict(zip(names, each, strict=True))} for key, each in limits.items()
    ]
    all_limits.append({"machine": "mill", "sensor_type": "temperature", "warn_high": 70.0, "crit_high": 81.0})
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": all_limits}), encoding="utf-8")

    told = roll_up(engine)

    assert told == ["Oslo: 2 days published with 20 readings; 0 days up to date."]
    ours = published(target)
    assert_same(ours, kept(store, rows).set_index(KEY).sort_index())
    # By hand: for the plant 80.5 and 85 are warnings, 85.5 is critical; for the mill 79, 80 and 80.5, and the last two.
    assert ours[["n_warning", "n_critical"]].groupby("equipment").sum().to_dict("index") == {
        "Mill": {"n_warning": 3 + 2, "n_critical": 2 + 2},
        "Press 1": {"n_warning": 2, "n_critical": 1},
    }
    entry = manifest.read(manifest.folder_of(target, "Oslo")).days["2026-03-01"]  # type: ignore[union-attr]
    assert (entry.readings, entry.repeated, entry.rejected) == (17, 1, 0)
    newest = ours.reset_index().query("sensor_type == 'pressure'").iloc[-1]
    assert newest[["newest_value", "newest_unit"]].to_list() == [66.0, "PSI"]
    assert str(newest["newest"]) == "2026-03-01 01:20:00"


def test_other_formulas_have_another_number() -> None:
    """Where the code has changed: note it if the same readings come to the same, else raise the number."""
    assert (VERSION, fingerprint()) == (1, "88ab832bf272e616")
