"""Everything to Parquet and back: the same rows, the same sums, and numbers that are not given out twice."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from producflow import backups
from producflow.access import sessions
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, DatabaseNewer, InvalidInput
from producflow.operations import equipment
from producflow.reports import integrity
from producflow.store import carrying, tables
from producflow.store.database import Store
from tests.people import user_of


def test_a_plant_comes_back_equal_and_goes_on(demo_file: Path, tmp_path: Path) -> None:
    original = Store.open(Path(shutil.copy(demo_file, tmp_path / "original.duckdb")))
    token = sessions.start(original, user_of(original, "manager"), "127.0.0.1", 12)
    counts = backups.export_all(original, tmp_path / "all")
    expected = original.read(tables.fingerprints)
    original.close()
    assert counts["sensor_readings"] == expected["sensor_readings"].rows > 0
    assert not {"sessions", "sign_in_failures"} & set(counts)
    assert (tmp_path / "all").stat().st_mode & 0o777 == 0o700
    frame = pd.read_parquet(tmp_path / "all" / "production_records.parquet")
    assert len(frame) == expected["production_records"].rows

    backups.import_all(tmp_path / "all", tmp_path / "new.duckdb")
    again = Store.open(tmp_path / "new.duckdb")
    found = again.read(tables.fingerprints)
    # Signing everybody out raises a number of each user, and the audit log says where the plant came from.
    same = set(expected) - carrying.LEFT_OUT - {"users", "audit_log", "audit_chain"}
    assert {name: found[name] for name in same} == {name: expected[name] for name in same}
    assert found["users"].rows == expected["users"].rows
    assert found["audit_log"].rows == expected["audit_log"].rows + 1
    assert sessions.find(again, sessions.fingerprint(token)) is None
    assert not any(finding.problems for finding in integrity.check(again))
    made = equipment.create(again, COMMAND_LINE, name="Press 99")
    assert made["id"] == expected["equipment"].rows + 1
    again.close()


def test_what_is_none_of_ours_or_was_changed_makes_no_database(store: Store, tmp_path: Path) -> None:
    folder, new = tmp_path / "all", tmp_path / "new.duckdb"
    backups.export_all(store, folder)
    with pytest.raises(Conflict, match="exists already"):
        backups.export_all(store, folder)
    with pytest.raises(Conflict, match="exists already"):
        backups.import_all(folder, store.path)
    with pytest.raises(InvalidInput, match=r"manifest\.json"):
        backups.import_all(tmp_path, new)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"schema": 9999}))
    with pytest.raises(DatabaseNewer):
        backups.import_all(folder, new)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    limits = pd.read_parquet(folder / "thresholds.parquet")
    limits.assign(warn_high=limits["warn_high"] + 1).to_parquet(folder / "thresholds.parquet")
    with pytest.raises(InvalidInput, match=r"thresholds\.parquet is not what was exported"):
        backups.import_all(folder, new)
    (folder / "thresholds.parquet").unlink()
    with pytest.raises(InvalidInput, match=r"thresholds\.parquet is missing"):
        backups.import_all(folder, new)
    assert not list(tmp_path.glob("new*"))
