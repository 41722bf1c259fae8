"""A lake that holds something odd is a sentence about that plant, and takes nothing from the others."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from producflow.lake import manifest, rejects
from producflow.lake.taking import take
from producflow.reports.lake import sources
from producflow.store.database import Store
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


ODD: tuple[Callable[[Said], None], ...] = (
    another_day,
    another_instant,
    text_for_a_number,
    no_name,
    no_list,
    no_formula,
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
