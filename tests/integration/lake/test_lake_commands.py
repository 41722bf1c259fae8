"""What is typed: out to a lake, summed up there, and back into another plant; and what is said of what cannot be."""

import shutil
from pathlib import Path

import pytest

from producflow.access.roles import COMMAND_LINE
from producflow.operations import equipment
from producflow.operations import readings as posted
from producflow.store.database import Store
from tests.commands import command
from tests.raw_lakes import readings
from tests.serving import environment_of

pytestmark = pytest.mark.long


def test_out_summed_up_and_back(tmp_path: Path, empty_file: Path) -> None:
    one, other = tmp_path / "one.duckdb", tmp_path / "other.duckdb"
    for file in (one, other):
        shutil.copy(empty_file, file)
    store = Store.open(one)
    number = equipment.create(store, COMMAND_LINE, name="Press 1")["id"]
    rows = readings("2026-03-01", "", "temperature", [70.0, 81.0, 86.0, 75.0]).assign(equipment_id=number)
    posted.add(store, COMMAND_LINE, rows.assign(timestamp=rows["timestamp"].dt.tz_localize("UTC")))
    store.close()

    def said(*words: str, file: Path = one) -> str:
        done = command("lake", *words, folder=tmp_path, environment=environment_of(file))
        return done.stdout.strip() if done.returncode == 0 else f"{done.returncode}: {done.stderr.strip()}"

    nameless = "2: Say with --plant what the plant is called in the lake, or name it under Admin."
    assert said("export", "--target", "raw") == nameless
    out = f"Oslo: 1 day with 4 readings written to {tmp_path / 'raw'}, read back and compared."
    assert said("export", "--target", "raw", "--plant", "Oslo") == out
    rolled = "Oslo: 1 day published with 4 readings; 0 days up to date."
    assert said("rollup", "--source", "raw", "--target", "lake") == rolled
    assert said("rollup", "--source", "raw", "--target", "raw") == (
        "2: --source and --target name the same folder; give each its own."
    )
    wrong_day = "2: --since “March” is no day; give it like 2026-01-31."
    assert said("rollup", "--source", "raw", "--target", "lake", "--since", "March") == wrong_day
    back = f"Oslo: 4 new readings of 1 day taken from {tmp_path / 'raw'}, counted and compared."
    assert said("import", "--source", "raw", "--plant", "Oslo", file=other) == back
    taken = Store.open(other)
    hours = taken.read(
        lambda session: session.composed("SELECT n, n_warning, n_critical FROM sensor_hourly ORDER BY hour")
    )
    taken.close()
    assert [tuple(row.values()) for row in hours.to_pylist()] == [(3, 1, 1), (1, 0, 0)]
