"""A commit that does the rehearsal's own plan writes what one that works it out again would write."""

from pathlib import Path

import pytest

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict
from producflow.imports.writing import committing
from producflow.store.database import Store
from producflow.store.importing.resuming import KeptPlan
from tests.integration.imports.conftest import everything, rows

STAMPS = {"created_at", "updated_at", "before", "after"}
FILES = (
    "machine,timestamp,sensor,value\nP,2026-01-01 00:00,temperature,20\nP,2026-01-01 00:01,temperature,90\n"
    "Q,2026-01-01 00:00,flow,1\nQ,2026-01-01 00:00,flow,1\nQ,2026-01-01 00:00,flow,2\nQ,soon,flow,3\nQ,2026-01-02\n",
    "machine,timestamp,sensor,value\nP,2026-01-01 00:01,temperature,84\nQ,2026-01-01 00:00,flow,1\n"
    "R,2026-01-03,flow,5\n",
    "machine,date,shift,output,defects,downtime\nP,2026-01-01,night,10,1,5\nS,2026-01-01,night,10,1,500\n",
    "machine,date,shift,output,defects,downtime\nP,2026-01-01,night,11,1,5\nS,2026-01-01,night,10,1,50\n",
)


def written(store: Store) -> dict[str, list[dict[str, object]]]:
    for text in FILES:
        path = store.path.with_name("source.csv")
        path.write_text(text)
        imports.import_file(store, COMMAND_LINE, path, path.name, imports.ImportOptions(create_equipment=True))
    found = everything(store)
    found["rejects"] = rows(store, "SELECT batch_id, line, column_name, value, reason FROM import_rejects ORDER BY ALL")
    found["seen"] = rows(store, "SELECT * FROM import_seen ORDER BY ALL")
    found["repeats"] = rows(store, "SELECT * FROM import_duplicate_rows ORDER BY ALL")
    return {
        table: [{name: value for name, value in row.items() if name not in STAMPS} for row in each]
        for table, each in found.items()
    }


@pytest.mark.long
def test_the_plan_of_a_rehearsal_is_what_is_committed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Store.open(tmp_path / "other.duckdb")
    with monkeypatch.context() as never:
        never.setattr(KeptPlan, "holds", lambda *_: False)
        expected = written(other)
    for batch in (4, 3, 2, 1):
        imports.undo(other, COMMAND_LINE, batch)
    other.close()
    with monkeypatch.context() as alone:  # nothing is worked out a second time
        alone.delattr(committing, "run_checks")
        assert written(store) == expected
    for batch in (4, 3, 2, 1):
        imports.undo(store, COMMAND_LINE, batch)
    assert all(not found for table, found in everything(store).items() if table != "thresholds")
    assert list(store.staging.iterdir()) == []


def test_a_plan_is_worked_out_again_once_something_was_written(store: Store) -> None:
    paths = [store.path.with_name(f"{number}.csv") for number in range(2)]
    for path, text in zip(paths, (FILES[0], FILES[1]), strict=True):
        path.write_text(text)
    proposal = imports.propose(store, paths[0], "first.csv")
    done = imports.rehearse(store, COMMAND_LINE, proposal.staged, proposal.mapping, create_equipment=True)
    imports.import_file(store, COMMAND_LINE, paths[1], "second.csv", imports.ImportOptions(create_equipment=True))
    with pytest.raises(Conflict, match="rehearse again"):
        imports.commit(store, COMMAND_LINE, done)
    proposal.staged.discard()
    assert list(store.staging.iterdir()) == []
