"""A dashboard takes in what a lake publishes, as if the rows had been made here; nothing is written there."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from producflow import settings
from producflow.access.roles import COMMAND_LINE
from producflow.lake import manifest, taking
from producflow.lake.taking import Taken, take
from producflow.operations import frozen
from producflow.operations import readings as posted
from producflow.reports import frozen as frozen_links
from producflow.reports import integrity
from producflow.reports.lake import sources
from producflow.reports.links import Link
from producflow.reports.plant import machine_names
from producflow.reports.receipts import FigureRef, receipt
from producflow.reports.sensors import series_of
from producflow.reports.view import View
from producflow.store.database import Store, Transaction
from producflow.store.lake import VERSION
from producflow.store.queries import lake as queries
from tests.integration.lake.conftest import NOW, RollUp
from tests.raw_lakes import file_of, readings

DAYS = ["2026-03-01", "2026-03-02"]
PLANTS = ("Bergen", "Lyon", "Oslo")


@pytest.fixture
def lake(raw: Path, target: Path, roll_up: RollUp, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two days of three plants, each with a press; that of Oslo has limits of its own, and is measured in °F."""
    for number, plant in enumerate(PLANTS):
        for day in DAYS:
            values = [70.0, 81.0, 86.0, 75.0 + number]
            stated = [value * 9 / 5 + 32 for value in values] if plant == "Oslo" else values
            unit = "°F" if plant == "Oslo" else "°C"
            file_of(raw, plant, day, readings(day, "Press 1", "Temperature", stated, unit=unit))
    limits = [{"machine": "press 1", "sensor_type": "temperature", "warn_high": 74.0, "crit_high": 90.0}]
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    roll_up()
    monkeypatch.setattr(settings, "current", lambda: settings.Settings(lake=target))
    return target


def take_back(lake: Path, plant: str, day: str) -> None:
    """Publish a plant without one of its days."""
    folder = manifest.folder_of(lake, plant)
    found = manifest.read(folder)
    assert found is not None
    del found.days[day]
    manifest.publish(folder, found)


def hours(store: Store) -> dict[str, list[tuple[str, int, int, int]]]:
    found = store.read(
        lambda session: session.composed(
            "SELECT e.name, strftime(hour, '%d %H') AS hour, n, n_warning, n_critical FROM sensor_hourly h "
            "JOIN equipment e ON e.id = h.equipment_id ORDER BY ALL"
        )
    ).to_pylist()
    told: dict[str, list[tuple[str, int, int, int]]] = {}
    for row in found:
        told.setdefault(row["name"], []).append((row["hour"], row["n"], row["n_warning"], row["n_critical"]))
    return told


def machine(store: Store, name: str) -> int:
    found = store.read(lambda session: session.composed("SELECT id FROM equipment WHERE name = $name", name=name))
    return int(found["id"][0].as_py())


BY_HAND = [("01 00", 3, 1, 1), ("01 01", 1, 0, 0), ("02 00", 3, 1, 1), ("02 01", 1, 0, 0)]
"""Three readings an hour: 70, 81 (a warning above 80) and 86 (critical above 85); then the fourth."""


@pytest.mark.long
def test_three_plants_side_by_side(store: Store, lake: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in lake.rglob("*")}
    assert take(store, lake, NOW) == Taken(6, 24, {})
    found = hours(store)
    assert found["Bergen · Press 1"] == found["Lyon · Press 1"] == BY_HAND
    assert found["Oslo · Press 1"] == [("01 00", 3, 2, 0), ("01 01", 1, 1, 0), ("02 00", 3, 2, 0), ("02 01", 1, 1, 0)]
    latest = store.read(lambda session: session.frame("readings/latest_of_machines"))
    assert latest["value"].round(6).to_list() == [75.0, 76.0, 77.0]
    assert latest["unit"].to_list() == ["°C"] * 3
    assert latest["status"].to_list() == ["normal", "normal", "warning"]
    assert set(latest["timestamp"]) == {pd.Timestamp("2026-03-02 01:00", tz="UTC")}
    assert [(each.plant, str(each.last), each.fault) for each in sources(store)] == [
        (plant, "2026-03-02", None) for plant in PLANTS
    ]
    assert not [finding.problems for finding in integrity.check(store) if finding.problems]
    register = machine_names(store)
    assert register.known("plant") == PLANTS
    assert register.choose({"plant": ["Oslo"]}).machines == (machine(store, "Oslo · Press 1"),)
    view = View(date(2026, 3, 1), date(2026, 3, 2), (machine(store, "Oslo · Press 1"),))
    made_by = f"summed up by duckdb {VERSION} with formula 1 ("
    [note] = receipt(store, FigureRef("total_equipment"), view, NOW).notes
    assert note.startswith(f"Readings of Oslo are from the lake, up to 2026-03-02 UTC, {made_by}")
    version = store.data_version
    assert take(store, lake, NOW) == Taken(0, 0, {})
    assert store.data_version == version
    other = Store.open(tmp_path / "other.duckdb")  # of another dashboard
    assert take(other, lake, NOW) == Taken(6, 24, {})
    assert hours(other) == found
    other.close()
    assert {path: path.stat().st_mtime_ns for path in lake.rglob("*")} == before


@pytest.mark.long
def test_a_day_published_anew_and_one_taken_back(store: Store, lake: Path, raw: Path, roll_up: RollUp) -> None:
    take(store, lake, NOW)
    late = readings(DAYS[1], "Press 2", "temperature", [99.0], unit="°C")
    file_of(raw, "Lyon", DAYS[1], late, "late.parquet")
    roll_up()
    assert take(store, lake, NOW) == Taken(1, 5, {})
    assert hours(store)["Lyon · Press 2"] == [("02 00", 1, 0, 1)]
    take_back(lake, "Lyon", DAYS[1])
    take(store, lake, NOW)
    assert hours(store)["Lyon · Press 1"] == BY_HAND[:2]
    assert "Lyon · Press 2" not in hours(store)
    assert hours(store)["Oslo · Press 1"][2:]


def latest(store: Store, name: str) -> tuple[str, float, str]:
    found = store.read(lambda session: session.frame("readings/latest_of_machines"))
    [row] = found[found["equipment_id"] == machine(store, name)].to_dict("records")
    return f"{row['timestamp']:%d %H:%M}", row["value"], row["status"]


@pytest.mark.long
def test_the_newest_reading_follows_days_that_come_change_and_go(
    store: Store, lake: Path, raw: Path, roll_up: RollUp
) -> None:
    take(store, lake, NOW)
    name = "Lyon · Press 1"
    assert latest(store, name) == ("02 01:00", 76.0, "normal")
    file_of(raw, "Lyon", DAYS[0], readings(DAYS[0], "Press 1", "temperature", [50.0] * 60), "late.parquet")
    roll_up()
    take(store, lake, NOW)  # an older day
    assert latest(store, name) == ("02 01:00", 76.0, "normal")
    file_of(raw, "Lyon", DAYS[1], readings(DAYS[1], "Press 1", "temperature", [70, 81, 86, 76, 90.0]), "late.parquet")
    roll_up()
    take(store, lake, NOW)
    assert latest(store, name) == ("02 01:20", 90.0, "critical")
    take_back(lake, "Lyon", DAYS[1])
    take(store, lake, NOW)
    assert latest(store, name) == ("01 19:40", 50.0, "normal")
    own = readings("2026-03-03", "", "temperature", [60.0]).assign(equipment_id=machine(store, name))
    posted.add(store, COMMAND_LINE, own.assign(timestamp=own["timestamp"].dt.tz_localize("UTC")))
    roll_up()
    take(store, lake, NOW)
    assert latest(store, name) == ("03 00:00", 60.0, "normal")


def test_a_machine_that_comes_later_has_the_limits_of_its_plant(
    store: Store, lake: Path, raw: Path, roll_up: RollUp
) -> None:
    """Those of the manifest, whatever holds here."""
    limits = [{"machine": None, "sensor_type": "temperature", "warn_high": 60.0, "crit_high": 65.0}]
    (raw / "plant=Lyon" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    roll_up()
    take(store, lake, NOW)
    file_of(raw, "Lyon", DAYS[1], readings(DAYS[1], "Press 2", "temperature", [62.0]), "late.parquet")
    roll_up()
    take(store, lake, NOW)
    assert latest(store, "Lyon · Press 2") == ("02 00:00", 62.0, "warning")
    assert hours(store)["Lyon · Press 2"] == [("02 00", 1, 1, 0)]


def test_no_plant_waits_for_the_years_of_another(store: Store, lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece of each in turn, the newest first; all machines are there before the first of them."""
    monkeypatch.setattr(taking, "AT_ONCE", 2)  # hours: a day
    came: list[tuple[str, str]] = []
    kept = queries.take

    def noted(transaction: Transaction, plant: str, *given: Any) -> pd.DataFrame:
        machines = transaction.composed("SELECT count(DISTINCT plant) AS n FROM lake_machines")["n"][0].as_py()
        came.extend((plant, str(entry["day"])) for entry in given[-1])
        assert machines == len(PLANTS)
        return kept(transaction, plant, *given)

    monkeypatch.setattr(queries, "take", noted)
    take(store, lake, NOW)
    assert came == [(plant, day) for day in reversed(DAYS) for plant in PLANTS]


def test_what_was_taken_in_stays_when_the_lake_is_away_or_torn(
    store: Store, lake: Path, raw: Path, roll_up: RollUp, tmp_path: Path
) -> None:
    take(store, lake, NOW)
    there = hours(store)
    lake.rename(tmp_path / "elsewhere")
    assert set(take(store, lake, NOW).faults) == set(PLANTS)
    assert {each.fault for each in sources(store)} == {f"The lake {lake} is away; mount it, or mend PRODUCFLOW_LAKE."}
    assert hours(store) == there
    (tmp_path / "elsewhere").rename(lake)
    assert take(store, lake, NOW).faults == {}
    assert {each.fault for each in sources(store)} == {None}
    for plant in ("Bergen", "Oslo"):
        file_of(raw, plant, DAYS[0], readings(DAYS[0], "Press 3", "temperature", [1.0], unit="°C"), "late.parquet")
    roll_up()
    folder = manifest.folder_of(lake, "Bergen")
    found = manifest.read(folder)
    assert found is not None
    (folder / found.days[DAYS[0]].file).write_bytes(b"half")
    faults = take(store, lake, NOW).faults
    assert list(faults) == ["Bergen"]
    assert faults["Bergen"].endswith("is not what the manifest promises; let `lake rollup` make that day anew.")
    assert hours(store)["Bergen · Press 1"] == BY_HAND
    assert "Oslo · Press 3" in hours(store)
    assert "Bergen · Press 3" not in hours(store)


def test_single_readings_are_read_from_the_files_of_their_days(store: Store, lake: Path, raw: Path) -> None:
    take(store, lake, NOW)
    number = machine(store, "Oslo · Press 1")
    (raw / "plant=Oslo" / f"day={DAYS[0]}" / "notes.txt").write_text("no readings", encoding="utf-8")
    odd = readings(DAYS[0], "", "temperature", [70.0] * 9)
    file_of(raw, "Oslo", DAYS[0], odd.assign(equipment=1), "numbered.parquet")  # which a roll-up refuses
    file_of(raw, "Oslo", DAYS[0], odd.assign(equipment="Press 1", timestamp="noon"), "timeless.parquet")
    starts = datetime(2026, 3, 1, 0, 10, tzinfo=UTC)
    shutil.rmtree(raw / "plant=Oslo" / f"day={DAYS[1]}")  # which is not asked for
    found = series_of(store, number, "temperature", starts, starts + timedelta(hours=23))
    assert (found.readings, found.step, found.fault) == (3, None, None)
    assert found.frame["value"].dropna().round(9).to_list() == [81.0, 86.0, 77.0]
    shutil.rmtree(raw / "plant=Oslo")
    found = series_of(store, number, "temperature", starts, starts + timedelta(hours=23))
    assert (found.readings, found.step) == (4, timedelta(hours=1))
    assert "the lake's single readings are away" in found.resolution


@pytest.mark.long
def test_readings_of_ones_own_leave_the_hours_of_a_lake_as_they_are(store: Store, lake: Path) -> None:
    take(store, lake, NOW)
    number = machine(store, "Lyon · Press 1")
    own = readings(DAYS[1], "", "temperature", [200.0]).assign(equipment_id=number)
    newer = readings("2026-03-03", "", "temperature", [60.0]).assign(equipment_id=number)
    for frame in (own, newer):
        posted.add(store, COMMAND_LINE, frame.assign(timestamp=frame["timestamp"].dt.tz_localize("UTC")))
    assert hours(store)["Lyon · Press 1"] == [*BY_HAND, ("03 00", 1, 0, 0)]
    assert not [finding.problems for finding in integrity.check(store) if finding.problems]


@pytest.mark.long
def test_a_frozen_link_keeps_the_hours_and_asks_no_lake(store: Store, lake: Path) -> None:
    take(store, lake, NOW)
    number = machine(store, "Oslo · Press 1")
    link = Link.of("equipment", f"machine={number}&period=Custom&from=2026-03-01&to=2026-03-02")
    kept = frozen.freeze(store, COMMAND_LINE, link, now=NOW)
    opened = frozen_links.opened(store, frozen_links.find(store, kept.token))
    starts = datetime(2026, 3, 1, 10, tzinfo=UTC)
    found = series_of(opened, number, "temperature", starts, starts + timedelta(hours=23))
    assert found.resolution == "mean and range of each hour (single readings of a lake are not kept by a frozen link)"
    assert (found.readings, [each.plant for each in sources(opened)]) == (4, list(PLANTS))
