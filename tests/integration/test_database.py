"""One owner, whole transactions, migrations that are applied once, and sentences for what goes wrong."""

import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from producflow import settings
from producflow.access import audit
from producflow.access.roles import COMMAND_LINE
from producflow.errors import DatabaseBusy, DatabaseNewer, DatabaseUnreadable, StoreUnavailable
from producflow.store.database import Session, Store, Transaction
from producflow.store.queries import plant
from producflow.store.reading import reads


def test_a_write_that_raises_leaves_nothing(store: Store) -> None:
    def half(transaction: Transaction) -> None:
        plant.set_setting(transaction, "currency", "USD")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        store.write(half)
    assert store.read(plant.settings) == {}
    assert store.data_version == 0


def test_closing_waits_for_those_who_read(tmp_path: Path) -> None:
    store, asked = Store.open(tmp_path / "plant.duckdb"), threading.Event()
    answers: list[object] = []

    def ask(session: Session) -> object:
        asked.set()
        # Long enough that closing meets it.
        return session.composed("SELECT count(*) AS n FROM range(20_000_000) AS r(x) WHERE sin(x) > 2").to_pylist()

    reader = threading.Thread(target=lambda: answers.append(store.read(ask)))
    reader.start()
    assert asked.wait(10)
    store.close()
    reader.join()
    assert answers == [[{"n": 0}]]


def test_a_write_raises_the_data_version_and_survives_reopening(tmp_path: Path) -> None:
    path = tmp_path / "plant.duckdb"
    first = Store.open(path)
    first.write(lambda transaction: plant.set_setting(transaction, "currency", "USD"))
    first.close()
    second = Store.open(path)
    assert second.data_version == 1
    assert second.read(plant.settings) == {"currency": "USD"}
    second.close()


def test_a_question_is_asked_of_the_store_or_within_a_write_that_is_under_way(store: Store) -> None:
    @reads
    def currency(session: Session, otherwise: str) -> str:
        return str(plant.settings(session).get("currency", otherwise))

    def work(transaction: Transaction, chosen: str) -> list[str]:
        before = currency(transaction, "none")
        plant.set_setting(transaction, "currency", chosen)
        return [before, currency(transaction, "none"), currency(store, "none")]  # nobody else sees it yet

    assert store.write(work, "USD") == ["none", "USD", "none"]
    assert currency(store, "none") == "USD"


def test_instants_are_stored_as_utc(store: Store) -> None:
    noon_in_berlin = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    frame = pd.DataFrame({"name": ["Press"], "last_maintenance": [pd.Timestamp(noon_in_berlin)]})
    store.write(lambda transaction: transaction.append("equipment", frame))
    [machine] = store.read(Session.rows, "equipment/all")
    assert machine["last_maintenance"] == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert machine["health_score"] is None
    assert store.read(Session.frame, "equipment/all")["last_maintenance"][0] == pd.Timestamp("2026-07-01T10:00Z")


def test_a_whole_answer_is_what_the_public_way_gives(store: Store) -> None:
    """How a session asks for tables touches DuckDB's inside; a new version must give the same, by value and type."""
    sql = (
        "SELECT i, i::VARCHAR AS text, i / 3 AS ratio, DATE '2026-01-01' + i::INTEGER AS day, [i, $more] AS listed, "
        "TIMESTAMP '2026-01-01 00:00:00.123456' AS instant, nullif(i % 2, 0) AS odd FROM range(3000) AS counted (i)"
    )
    with duckdb.connect() as connection:
        expected = connection.sql(sql, params={"more": 7}).to_arrow_table()
    assert store.read(Session.composed, sql, more=7).equals(expected)
    assert store.read(Session.composed, f"{sql} WHERE i < 0", more=7).schema == expected.schema


def test_whoever_stops_reading_half_way_leaves_nothing_open(store: Store) -> None:
    frame = pd.DataFrame({"name": [f"Press {number}" for number in range(20_000)]})
    store.write(lambda transaction: transaction.append("equipment", frame))
    with closing(store.batches("exports/equipment", rows=2_048, status=None, machines=None)) as pieces:
        assert next(pieces).num_rows == 2_048
    with closing(store.batches("exports/equipment", rows=2_048, status=None, machines=None)) as pieces:
        assert sum(piece.num_rows for piece in pieces) == 20_000


def test_many_writers_and_readers_lose_nothing(store: Store) -> None:
    def note(number: int) -> None:
        store.write(lambda transaction: audit.record(transaction, COMMAND_LINE, "create", "test", number))
        store.read(Session.frame, "file/data_version")

    def work(writer: int) -> None:
        for turn in range(10):
            note(writer * 100 + turn)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.data_version == 80


def test_a_second_process_is_told_who_holds_the_file(store: Store) -> None:
    code = "import sys, pathlib, producflow.store.database as d; d.Store.open(pathlib.Path(sys.argv[1]))"
    ran = subprocess.run([sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=False)
    assert DatabaseBusy.__name__ in ran.stderr
    assert "is already open in process" in ran.stderr


def test_a_file_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plant.duckdb"
    Store.open(path).close()
    with duckdb.connect(path) as connection:
        connection.execute("INSERT INTO schema_migrations (version) VALUES (9999)")
    with pytest.raises(DatabaseNewer, match="newer version"):
        Store.open(path)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "plant.duckdb"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseUnreadable, match="restore"):
        Store.open(path)
    assert path.read_bytes() == b"not a database" * 100


def test_sql_may_not_read_files_outside_staging(store: Store, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException), store._connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM read_csv('{secret}')").fetchall()


@pytest.mark.long
def test_what_takes_more_memory_than_allowed_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("PRODUCFLOW_MEMORY_MEGABYTES", "256")
    request.addfinalizer(settings.current.cache_clear)
    settings.current.cache_clear()
    store = Store.open(tmp_path / "plant.duckdb")
    too_much = "SELECT length(list(a.range || '-' || b.range)) AS n FROM range(10_000) a, range(10_000) b"
    with pytest.raises(StoreUnavailable, match="more memory than PRODUCFLOW_MEMORY_MEGABYTES allows"):
        store.read(lambda session: session.composed(too_much))
    assert store.read(plant.settings) == {}
    store.close()
