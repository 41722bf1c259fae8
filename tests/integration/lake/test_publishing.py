"""Days are published as a whole: only what has changed, however often it is stopped, whoever reads meanwhile."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from producflow.commands.lake import roll_up as roll
from producflow.errors import Conflict, InvalidInput, LakeUnavailable
from producflow.lake import manifest
from producflow.lake.engines import DuckDB
from producflow.lake.rolling import Asked, Progress, rolled
from producflow.lake.spark import Spark
from tests.engines import free_port
from tests.integration.lake.conftest import NOW, RollUp
from tests.raw_lakes import file_of, readings

DAYS = ["2026-03-01", "2026-03-02", "2026-03-03"]


@pytest.fixture(autouse=True)
def three_days(raw: Path) -> None:
    for day in DAYS:
        file_of(raw, "Oslo", day, readings(day, "Press 1", "temperature", [70.0, 81.0, 86.0, 75.0]))


def state(target: Path) -> dict[str, bytes]:
    """Every file that is published."""
    return {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def days(target: Path, plant: str = "Oslo") -> dict[str, manifest.Published]:
    found = manifest.read(manifest.folder_of(target, plant))
    assert found is not None
    return found.days


def test_a_second_run_changes_nothing(target: Path, roll_up: RollUp) -> None:
    roll_up()
    before = state(target)
    assert roll_up()[-1] == "Oslo: 0 days published with 0 readings; 3 days up to date."
    assert state(target) == before


def test_late_data_changes_only_its_day(raw: Path, target: Path, roll_up: RollUp) -> None:
    roll_up()
    before = days(target)
    late = readings(DAYS[1], "Press 2", "temperature", [90.0])
    file_of(raw, "Oslo", DAYS[1], late, "late.parquet")
    assert roll_up()[-1] == "Oslo: 1 day published with 5 readings; 2 days up to date."
    after = days(target)
    assert {day for day in DAYS if after[day] != before[day]} == {DAYS[1]}


def test_other_limits_change_all_days_and_since_leaves_older_ones_alone(
    raw: Path, target: Path, roll_up: RollUp
) -> None:
    roll_up()
    before = days(target)
    limits = [{"machine": None, "sensor_type": "temperature", "warn_high": 74.0, "crit_high": 80.0}]
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    roll_up(since=date(2026, 3, 3))
    after = days(target)
    assert {day for day in DAYS if after[day] != before[day]} == {DAYS[2]}
    roll_up()
    for entry in days(target).values():
        hours = pq.read_table(manifest.folder_of(target, "Oslo") / entry.file)
        assert (sum(hours["n_warning"].to_pylist()), sum(hours["n_critical"].to_pylist())) == (1, 2)


def test_it_goes_on_where_it_was_stopped(raw: Path, target: Path, roll_up: RollUp) -> None:
    steps = rolled(Asked(raw, target, None, 1, NOW), DuckDB())
    seen = [next(steps) for _ in range(3)]  # no plant.json; the first day; the second, before which the first is out
    assert [isinstance(each, Progress) for each in seen] == [False, True, True]
    steps.close()  # type: ignore[attr-defined]
    assert list(days(target)) == DAYS[:1]
    first = days(target)[DAYS[0]]
    assert roll_up()[-1] == "Oslo: 2 days published with 8 readings; 1 day up to date."
    assert days(target)[DAYS[0]] == first


class Cut(DuckDB):
    """An engine that ends amid its work."""

    def hours(self, chunk, judge):  # type: ignore[no-untyped-def]
        raise KeyboardInterrupt


def test_what_was_cut_off_publishes_no_half_day(raw: Path, target: Path, roll_up: RollUp) -> None:
    roll_up()
    before = state(target)
    file_of(raw, "Oslo", DAYS[0], readings(DAYS[0], "Press 9", "temperature", [1.0]), "late.parquet")
    with pytest.raises(KeyboardInterrupt):
        roll_up(Cut())
    assert state(target) == before


@pytest.mark.long
def test_a_reader_sees_all_of_a_day_or_none(raw: Path, target: Path, roll_up: RollUp) -> None:
    roll_up()
    folder, done, seen = manifest.folder_of(target, "Oslo"), threading.Event(), set()

    def look() -> None:
        while not done.is_set():
            found = manifest.read(folder)
            assert found is not None
            rows = [pq.read_table(folder / each.file)["n"].to_pylist() for each in found.days.values()]
            seen.add(tuple(map(sum, rows)))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for number in range(4):
            late = readings(DAYS[0], f"Mill {number}", "temperature", [1.0, 2.0])
            file_of(raw, "Oslo", DAYS[0], late, f"late-{number}.parquet")
            roll_up()
    finally:
        done.set()
        reader.join()
    assert seen <= {(4 + 2 * number, 4, 4) for number in range(5)}
    assert (12, 4, 4) in {(12, 4, 4)} & {tuple(each.readings for each in days(target).values())}


def test_two_roll_ups_of_a_plant_are_told_apart(target: Path, roll_up: RollUp) -> None:
    with (
        manifest.alone(manifest.folder_of(target, "Oslo"), "Oslo"),
        pytest.raises(Conflict, match="Oslo is being published by another roll-up"),
    ):
        roll_up()


def test_what_cannot_be_is_a_sentence(tmp_path: Path, raw: Path, target: Path, roll_up: RollUp) -> None:
    def said(source: Path) -> Iterator[object]:
        return rolled(Asked(source, target, None, 7, NOW), DuckDB())

    with pytest.raises(InvalidInput, match=r"There is no folder .*nowhere; make it"):
        next(said(tmp_path / "nowhere"))
    (tmp_path / "bare").mkdir()
    with pytest.raises(InvalidInput, match="has no folder such as plant=Oslo/day=2026-01-31"):
        next(said(tmp_path / "bare"))
    with pytest.raises(LakeUnavailable, match="No Spark Connect server answers at sc://"):
        Spark(f"sc://127.0.0.1:{free_port()}")
    full = roll({"source": raw, "target": "/dev/null/lake", "since": None, "chunk_days": 7, "remote": None})
    with pytest.raises(LakeUnavailable, match=r"/dev/null/lake.*: Not a directory; what was published by then stays"):
        list(full)
    roll_up()
    path = manifest.folder_of(target, "Oslo") / manifest.NAME
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(LakeUnavailable, match="is no whole manifest; remove it"):
        roll_up()
    (raw / "plant=Oslo" / "plant.json").write_text('{"limits": 7}', encoding="utf-8")
    with pytest.raises(InvalidInput, match="is not as `lake export` writes it"):
        roll_up()


def test_files_nobody_names_any_more_go_once_no_reader_can_be_at_them(
    raw: Path, target: Path, roll_up: RollUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll_up()
    monkeypatch.setattr(manifest, "LEFT_FOR", -1.0)
    limits = [{"machine": None, "sensor_type": "temperature", "warn_high": 74.0}]
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    roll_up()
    folder = manifest.folder_of(target, "Oslo")
    named = {folder / each.file for each in days(target).values()}
    assert set(folder.rglob("*.parquet")) == named


def test_a_manifest_says_what_made_it(target: Path, roll_up: RollUp) -> None:
    roll_up()
    found = manifest.read(manifest.folder_of(target, "Oslo"))
    assert found is not None
    assert (found.formula["version"], found.engine["name"], found.raw) == (1, "duckdb", "../../raw/plant=Oslo")
    assert {each["sensor_type"] for each in found.limits} == {"temperature", "pressure", "vibration", "speed"}
    assert found.machines == [{"name": "Press 1", "stated": ["Press 1"]}]
    assert replace(found, days={}) != found
