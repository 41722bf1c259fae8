"""A lake that holds something odd is a sentence about that plant, and takes nothing from the others."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from producflow.errors import InvalidInput
from producflow.lake import manifest, rejects
from producflow.lake.engines import DuckDB
from producflow.lake.rolling import Asked, rolled
from producflow.lake.taking import take
from producflow.reports.lake import sources
from producflow.store.database import Store
from producflow.store.queries import equipment
from tests.integration.lake.conftest import NOW, RollUp
from tests.raw_lakes import file_of, readings

DAY, NEXT = "2026-03-01", "2026-03-02"
Said = dict[str, Any]


@pytest.fixture
def lake(raw: Path, target: Path, roll_up: RollUp) -> Path:
    for plant in ("Bergen", "Oslo"):
        for day in (DAY, NEXT):
            file_of(raw, plant, day, readings(day, "Press 1", "temperature", [70.0, 86.0], unit="°C"))
    roll_up()
    return target


def day_of(said: Said) -> Said:
    return dict(said["days"][NEXT])


def another_day(said: Said) -> None:
    said["days"]["soon"] = day_of(said)


def another_instant(said: Said) -> None:
    said["days"][NEXT] |= {"published_at": "lately", "sha256": day_of(said)["sha256"]}


def text_for_a_number(said: Said) -> None:
    said["days"][NEXT]["readings"] = "many"


def no_name(said: Said) -> None:
    said["machines"] = [{"type": "Press"}]


def no_list(said: Said) -> None:
    said["limits"] = None


def no_formula(said: Said) -> None:
    said["formula"] = "1"


def no_run(said: Said) -> None:
    said["days"][NEXT]["file"] = "day.parquet"


ODD: tuple[Callable[[Said], None], ...] = (
    another_day,
    another_instant,
    text_for_a_number,
    no_name,
    no_list,
    no_formula,
    no_run,
)


@pytest.mark.parametrize("change", ODD, ids=lambda change: change.__name__)
def test_a_manifest_that_says_something_odd_keeps_no_other_plant_back(
    store: Store, lake: Path, change: Callable[[Said], None]
) -> None:
    path = manifest.folder_of(lake, "Bergen") / manifest.NAME
    said = json.loads(path.read_text(encoding="utf-8"))
    change(said)
    path.write_text(json.dumps(said), encoding="utf-8")
    taken = take(store, lake, NOW)
    assert list(taken.faults) == ["Bergen"]
    assert str(path) in taken.faults["Bergen"]
    assert "`lake rollup` publishes the plant anew" in taken.faults["Bergen"]
    assert {each.plant: each.last for each in sources(store)} == {"Bergen": None, "Oslo": date(2026, 3, 2)}


def test_a_day_whose_file_holds_something_else_is_told_by_its_name(store: Store, lake: Path) -> None:
    """With the right checksum, as an older or foreign writer would leave it."""
    folder = manifest.folder_of(lake, "Bergen")
    path = folder / manifest.NAME
    said = json.loads(path.read_text(encoding="utf-8"))
    file = folder / said["days"][NEXT]["file"]
    pq.write_table(pa.table({"equipment": ["Press 1"], "n": ["three"]}), file)
    said["days"][NEXT]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    path.write_text(json.dumps(said), encoding="utf-8")
    taken = take(store, lake, NOW)
    assert taken.faults == {"Bergen": f"{file} holds no hours of sensors; let `lake rollup` make that day anew."}


def test_a_run_that_ends_before_the_rejected_rows_are_listed_publishes_nothing_of_them(
    raw: Path, target: Path, roll_up: RollUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the next run finds the day published, and nobody ever reads why rows of it are missing."""
    file_of(raw, "Oslo", DAY, readings(DAY, "", "temperature", [70.0], unit="°C"))
    listed = target / "plant=Oslo" / "rejects" / f"{DAY}.csv"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(rejects, "replaced", killed)
        with pytest.raises(KeyboardInterrupt):
            roll_up()
    roll_up()
    assert "The equipment is empty; fill it in." in listed.read_text(encoding="utf-8")


def test_days_that_stay_as_other_limits_made_them_are_told(raw: Path, lake: Path, roll_up: RollUp) -> None:
    limits = [{"machine": None, "sensor_type": "temperature", "warn_high": 60.0}]
    (raw / "plant=Oslo" / "plant.json").write_text(json.dumps({"limits": limits}), encoding="utf-8")
    *_, told = roll_up(since=date(2026, 3, 2))
    assert told == (
        "Oslo: 1 day published with 2 readings; 0 days up to date. 1 day is as other limits or another formula made "
        "them: left out by --since, or their raw readings are gone."
    )
    *_, told = roll_up()
    assert told == "Oslo: 1 day published with 2 readings; 1 day up to date."


def machines(store: Store) -> list[str]:
    return sorted(store.read(equipment.names).values())


def newest(store: Store) -> dict[str, tuple[str, float, str]]:
    """The newest reading of each machine."""
    found = store.read(lambda session: session.frame("readings/latest_of_machines"))
    names = store.read(equipment.names)
    return {
        names[row["equipment_id"]]: (f"{row['timestamp']:%d %H:%M}", row["value"], row["status"])
        for row in found.to_dict("records")
    }


def test_a_plant_whose_folder_was_renamed_is_not_shown_twice(store: Store, lake: Path) -> None:
    take(store, lake, NOW)
    there = machines(store)
    folder = manifest.folder_of(lake, "Oslo")
    folder.rename(lake / "plant=Lyon")
    faults = take(store, lake, NOW).faults
    assert faults["Lyon"].startswith(f"{lake / 'plant=Lyon'} holds the manifest of Oslo: call it plant=Oslo again, or")
    assert faults["Oslo"] == (
        f"{folder} holds no manifest any more: let `lake rollup` publish the plant, or retire its machines (Admin → "
        "Machines) if it has left the lake for good."
    )
    assert machines(store) == there == ["Bergen · Press 1", "Oslo · Press 1"]
    (lake / "plant=Lyon").rename(folder)
    assert take(store, lake, NOW).faults == {}
    assert [each.plant for each in sources(store)] == ["Bergen", "Oslo"]


def test_a_plant_that_is_only_being_rolled_up_has_published_nothing_yet(store: Store, lake: Path) -> None:
    (lake / "plant=Lyon").mkdir()
    assert take(store, lake, NOW).faults == {
        "Lyon": f"{lake / 'plant=Lyon'} holds no manifest: `lake rollup` has published nothing of the plant yet."
    }


def test_plants_that_differ_by_letter_case_are_not_mixed_up(
    store: Store, raw: Path, lake: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    file_of(other, "oslo", NEXT, readings(NEXT, "Press 1", "temperature", [10.0], unit="°C"))
    assert list(rolled(Asked(other, lake, None, 7, NOW), DuckDB()))
    for _ in range(2):
        assert take(store, lake, NOW).faults == {
            "oslo": "oslo · Press 1 would be the same machine as Oslo · Press 1, since letter case tells none apart; "
            "give one of the two plants another name."
        }
        assert newest(store)["Oslo · Press 1"] == ("02 00:20", 86.0, "critical")
    file_of(raw, "oslo", NEXT, readings(NEXT, "Press 1", "temperature", [10.0]))
    with pytest.raises(InvalidInput, match=r"oslo does not differ from plant=Oslo by more than letter case; rename"):
        list(rolled(Asked(raw, lake, None, 7, NOW), DuckDB()))
    (raw / "plant=oslo").rename(raw / "plant= ")
    with pytest.raises(InvalidInput, match=r"plant=  does not name a plant; rename it"):
        list(rolled(Asked(raw, lake, None, 7, NOW), DuckDB()))


def test_a_day_of_which_no_row_can_be_is_a_day_without_hours(
    store: Store, raw: Path, lake: Path, roll_up: RollUp
) -> None:
    """One that was so from the start, and one that became so."""
    take(store, lake, NOW)
    for plant, day, name in (("Oslo", "2026-03-03", "a.parquet"), ("Bergen", NEXT, "a.parquet")):
        file_of(raw, plant, day, readings(day, "", "temperature", [70.0, 86.0], unit="°C"), name)
    told = roll_up()
    assert any(each.startswith("Oslo 2026-03-03: 2 rows cannot be taken; ") for each in told)
    taken = take(store, lake, NOW)
    assert (taken.days, taken.readings, taken.faults) == (2, 0, {})
    assert newest(store) == {
        "Bergen · Press 1": ("01 00:20", 86.0, "critical"),
        "Oslo · Press 1": ("02 00:20", 86.0, "critical"),
    }


def test_a_roll_up_says_of_a_plant_that_left_that_what_is_published_stays(
    raw: Path, lake: Path, roll_up: RollUp
) -> None:
    shutil.rmtree(raw / "plant=Bergen")
    first, *_ = roll_up()
    assert first == (
        f"Bergen: {raw} has no readings of it any more; what is published of it stays. If it has left for good, remove "
        f"{lake / 'plant=Bergen'} and retire its machines on the dashboards (Admin → Machines)."
    )
    shutil.rmtree(lake / "plant=Bergen")
    assert not any("Bergen" in each for each in roll_up())
