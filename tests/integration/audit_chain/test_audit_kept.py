"""The chain of the audit log holds through age, restored backups, Parquet, and schemas of before there was one."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from producflow import backups
from producflow.access import audit as log
from producflow.access.roles import COMMAND_LINE
from producflow.errors import InvalidInput
from producflow.operations import retention
from producflow.reports import audit, audit_chain
from producflow.store.database import Store, migrations
from tests.chained import bind_anew, changed, found


@pytest.fixture
def aged(path: Path) -> Iterator[Store]:
    store = Store.open(path)
    yield store
    store.close()


def test_old_entries_go_by_age_and_the_rest_is_still_bound(aged: Store) -> None:
    after_three = datetime(2026, 3, 1, 12, 0, 3, 500_000, tzinfo=UTC) + timedelta(days=30)
    assert retention.retire_audit(aged, COMMAND_LINE, 30, after_three) == 3
    left = audit.entries(aged)
    assert left["id"].tolist() == [106, 105, 104]
    said = json.loads(left["after"].iloc[0])
    assert (left["action"].iloc[0], said["last_entry"], said["entries_removed"]) == ("retire", 103, 3)
    assert said["last_hash"] == left["previous_hash"].iloc[-1]
    assert aged.read(audit_chain.problems) == []
    assert retention.retire_audit(aged, COMMAND_LINE, 30, after_three) == 0
    assert retention.retire_audit(aged, COMMAND_LINE, 30, datetime.now(UTC) + timedelta(days=40)) == 3
    assert audit.entries(aged)["action"].tolist() == ["retire"]
    assert aged.read(audit_chain.problems) == []
    with pytest.raises(InvalidInput, match="at least one day"):
        retention.retire_audit(aged, COMMAND_LINE, 0)


def test_an_old_entry_behind_a_newer_one_stays(path: Path) -> None:
    """The clock was set back between: taking out of the middle would break the chain."""
    changed(path, """UPDATE audit_log SET "at" = '2026-05-01' WHERE id = 102""")
    bind_anew(path)
    store = Store.open(path)
    assert retention.retire_audit(store, COMMAND_LINE, 30, datetime(2026, 5, 1, tzinfo=UTC)) == 1
    assert store.read(audit_chain.problems) == []
    store.close()


def test_a_restored_backup_goes_on_with_an_entry_that_says_so(path: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copy(path, tmp_path / "backup.duckdb"))
    store = Store.open(path)
    log.note(store, COMMAND_LINE, "change", "users", 7)
    forgotten = audit_chain.newest(store)
    store.close()
    backups.restore(backup, path)
    store = Store.open(path)
    newest = audit.entries(store).iloc[0]
    assert (newest["action"], newest["entity"], newest["id"]) == ("restore", "database", 106)
    assert json.loads(newest["after"]) == {"backup": "backup.duckdb", "replaced": forgotten}
    assert store.read(audit_chain.problems) == []
    store.close()


def test_all_of_it_goes_to_parquet_and_back(path: Path, tmp_path: Path) -> None:
    store = Store.open(path)
    backups.export_all(store, tmp_path / "all")
    store.close()
    backups.import_all(tmp_path / "all", tmp_path / "again.duckdb")
    store = Store.open(tmp_path / "again.duckdb")
    assert audit.entries(store)["action"].tolist() == ["import", *["change"] * 5]
    assert store.read(audit_chain.problems) == []
    store.close()


@pytest.mark.long
def test_what_was_written_before_there_was_a_chain_is_bound_by_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(path) as connection:  # as it was before the chain
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE TABLE schema_migrations (version BIGINT, applied_at TIMESTAMP)")
        for version, sql in migrations():
            if version < 38:
                connection.execute(sql)
                connection.execute("INSERT INTO schema_migrations (version) VALUES (?)", [version])
        connection.execute(
            "INSERT INTO audit_log (user_email, action, entity, after) "
            "SELECT 'é' || range, 'change', 'users', NULL FROM range(60000)"
        )
    assert found(path) == []
    changed(path, "UPDATE audit_log SET action = 'create' WHERE user_email = 'é50000'")
    [told] = found(path)
    assert told.endswith("is not as ProducFlow wrote it")
