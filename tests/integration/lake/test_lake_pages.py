"""What pages say of a lake: to whom where it lies, that it raises no alerts, and that nothing has come yet."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from producflow import settings
from producflow.access.roles import COMMAND_LINE
from producflow.lake.engines import DuckDB
from producflow.lake.rolling import Asked, rolled
from producflow.lake.taking import take
from producflow.operations import equipment
from producflow.store.database import Store
from producflow.store.queries.equipment import names
from tests.raw_lakes import file_of, readings

AppAs = Callable[..., AppTest]
ANYBODY = "The lake cannot be read at the moment; tell a manager or an administrator."


@pytest.fixture
def lake(raw: Path, target: Path, empty_plant: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Yesterday of Oslo: a press that was too hot for two hours."""
    now = datetime.now(UTC)
    day = (now - timedelta(days=1)).date()
    values = [70.0] * 60 + [82.0] * 30 + [90.0] * 30 + [70.0] * 60
    file_of(raw, "Oslo", day, readings(day, "Press 1", "temperature", values, minutes=2, unit="°C"))
    assert list(rolled(Asked(raw, target, None, 7, now), DuckDB()))
    monkeypatch.setenv("PRODUCFLOW_LAKE", str(target))
    settings.current.cache_clear()
    return target


def warnings(app: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in app.warning]


@pytest.mark.parametrize(("role", "knows"), [("operator", False), ("analyst", False), ("manager", True)])
def test_only_who_could_mend_it_learns_where_a_lake_lies(
    lake: Path, empty_plant: Store, app_as: AppAs, role: str, knows: bool
) -> None:
    """Before anything has come of it, and afterwards."""
    away = lake.rename(lake.with_name("away"))
    assert warnings(app_as(role, "equipment")) == [
        f"The lake {lake} is away; mount it, or mend PRODUCFLOW_LAKE." if knows else ANYBODY
    ]
    away.rename(lake)
    take(empty_plant, lake)
    lake.rename(away)
    take(empty_plant, lake)
    app = app_as(role, "equipment")
    [told] = warnings(app)
    assert told.startswith("Oslo: ")
    assert told.endswith("What was taken in before is shown.")
    assert (str(lake) in told) == knows
    assert (ANYBODY in told) != knows


def test_a_lake_of_which_nothing_has_come_yet_is_told(lake: Path, app_as: AppAs) -> None:
    app = app_as("operator", "equipment")
    assert any(each.value.startswith("From the lake: nothing yet.") for each in app.sidebar.caption)


def test_days_of_other_limits_are_told_to_whoever_looks_at_figures(
    lake: Path, raw: Path, empty_plant: Store, app_as: AppAs
) -> None:
    """Where a roll-up with --since left them alone."""
    limits = [{"machine": None, "sensor_type": "temperature", "warn_high": 60.0}]
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    now = datetime.now(UTC)
    file_of(raw, "Oslo", now.date(), readings(now.date(), "Press 1", "temperature", [65.0], unit="°C"))
    assert list(rolled(Asked(raw, lake, now.date(), 7, now), DuckDB()))
    take(empty_plant, lake)
    stale = f"{now - timedelta(days=1):%-d %b %Y}"
    for role in ("operator", "manager"):
        [told] = [each.value for each in app_as(role, "equipment").sidebar.caption if each.value.startswith("Oslo: ")]
        assert told.endswith(f"; up to {stale} by other limits")


def test_a_plant_that_left_the_lake_is_told_until_its_machines_are_retired(
    lake: Path, empty_plant: Store, app_as: AppAs
) -> None:
    take(empty_plant, lake)
    shutil.rmtree(lake / "plant=Oslo")
    take(empty_plant, lake)
    app = app_as("manager", "equipment")
    [told] = warnings(app)
    assert "retire its machines (Admin → Machines) if it has left the lake for good." in told
    number = next(iter(empty_plant.read(names)))
    equipment.change(empty_plant, COMMAND_LINE, number, {"retired_on": datetime.now(UTC).date()})
    app = app_as("manager", "equipment")
    assert warnings(app) == []
    assert not any("Oslo: " in each.value for each in app.sidebar.caption)


def test_what_hours_of_a_lake_say_was_too_hot_is_listed_where_alerts_are(
    lake: Path, empty_plant: Store, app_as: AppAs
) -> None:
    take(empty_plant, lake)
    app = app_as("technician", "maintenance")
    assert not app.exception
    [listed] = [each for each in app.expander if "the lake" in each.label]
    assert listed.label == (
        "Readings of the lake raise no alerts: they come summed up by the hour. 1 sensor beyond limits in the period: "
        "1 critical"
    )
    [row] = next(each.value for each in app.dataframe if "lowest" in each.value).to_dict("records")
    assert (row["machine"], row["critical"], row["warning"], row["hours"]) == ("Oslo · Press 1", 30, 30, 2)
    assert (row["lowest"], row["highest"]) == (82.0, 90.0)


def test_who_changes_limits_reads_that_hours_of_a_lake_keep_theirs(
    lake: Path, empty_plant: Store, app_as: AppAs
) -> None:
    take(empty_plant, lake)
    app = app_as("admin", "admin", admin_section="Limits")
    app.selectbox(key="limit_new_sensor").set_value("temperature").run()
    assert any("Hours of a lake keep the statuses they came with" in each.value for each in app.caption)
