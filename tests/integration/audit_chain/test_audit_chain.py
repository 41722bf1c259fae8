"""Each entry of the audit log is bound to the one before it, and `check` tells where it is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from producflow.access import audit as log
from producflow.access.roles import SYSTEM
from producflow.commands.known import COMMANDS
from producflow.errors import ProducFlowError
from producflow.reports import audit, audit_chain
from producflow.store.database import Store
from tests.chained import NOON, bind_anew, changed, entry, found, hash_of

COPY = "INSERT INTO audit_log SELECT * REPLACE ({}) FROM audit_log WHERE id = 102"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        pytest.param("SELECT 1", [], id="nothing"),
        pytest.param(
            "UPDATE audit_log SET after = replace(after, 'b2', 'b9') WHERE id = 103",
            [f"{entry(103)} is not as ProducFlow wrote it"],
            id="changed",
        ),
        pytest.param(
            """UPDATE audit_log SET user_email = 'nobody@x.de' WHERE id = 105""",
            [f"{entry(105)} is not as ProducFlow wrote it"],
            id="the last changed",
        ),
        pytest.param(
            "DELETE FROM audit_log WHERE id = 101", [f"what stood before {entry(102)} is missing"], id="first"
        ),
        pytest.param(
            "DELETE FROM audit_log WHERE id IN (102, 103)",
            [
                f"{entry(104)} does not follow on {entry(101)}: that one was written anew, or what stood "
                "between them is missing"
            ],
            id="middle",
        ),
        pytest.param(
            "DELETE FROM audit_log WHERE id = 105",
            [f"what stood after entry 104 is missing, up to {entry(105)}"],
            id="last",
        ),
        pytest.param("DELETE FROM audit_log", [f"what stood after entry 0 is missing, up to {entry(105)}"], id="all"),
        pytest.param(
            COPY.format("106 AS id"),
            [
                f"entry 106 of {NOON.format(2)} UTC is not as ProducFlow wrote it",
                "what stands after entry 105 was not written by ProducFlow",
            ],
            id="added",
        ),
        pytest.param(
            "UPDATE audit_log SET id = CASE id WHEN 102 THEN 103 ELSE 102 END WHERE id IN (102, 103)",
            [
                f"entry 102 of {NOON.format(3)} UTC is not as ProducFlow wrote it",
                f"entry 103 of {NOON.format(2)} UTC is not as ProducFlow wrote it",
                f"what stands between entry 102 of {NOON.format(3)} UTC and {entry(104)} was put in later: "
                f"{entry(104)} follows on entry 102",
            ],
            id="reordered",
        ),
        pytest.param(
            "UPDATE audit_log SET previous_hash = NULL, hash = NULL WHERE id = 105",
            [f"{entry(105)} is not as ProducFlow wrote it", f"{entry(105)} is not the one that ProducFlow wrote last"],
            id="hash taken away",
        ),
        pytest.param(
            "UPDATE audit_chain SET anchor_id = 101, anchor_hash = (SELECT hash FROM audit_log WHERE id = 101);"
            "DELETE FROM audit_log WHERE id = 101",
            ["entries up to 101 are noted as removed by age, and no entry says so"],
            id="first, passed off as removed by age",
        ),
    ],
)
def test_what_was_done_behind_its_back_is_told(path: Path, sql: str, told: list[str]) -> None:
    changed(path, sql)
    assert found(path) == told


def test_an_entry_that_is_put_in_with_hashes_that_fit_is_told(path: Path) -> None:
    """The forger binds it rightly to the entry before it, and cannot bind the next one to it."""
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE audit_log SET id = id * 10, previous_hash = previous_hash")  # room for a number
    bind_anew(path)
    with duckdb.connect(path) as connection:
        [before] = connection.execute("SELECT hash FROM audit_log WHERE id = 1020").fetchall()
        made = (
            1025,
            datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None),
            None,
            "boss",
            "change",
            "users",
            1,
            None,
            None,
        )
        connection.execute(
            "INSERT INTO audit_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*made, before[0], hash_of(before[0], made)],
        )
    [told] = found(path)
    assert told == (
        f"what stands between entry 1020 of {NOON.format(2)} UTC and entry 1030 of {NOON.format(3)} UTC was put in "
        f"later: entry 1030 of {NOON.format(3)} UTC follows on entry 1020"
    )


def test_a_log_that_was_written_anew_as_a_whole_does_not_know_the_hash_that_was_noted(path: Path) -> None:
    store = Store.open(path)
    noted = audit_chain.newest(store)
    store.close()
    assert noted is not None
    number, fingerprint = noted.split(", ")
    assert number == entry(105)
    changed(path, "UPDATE audit_log SET after = NULL WHERE id = 101")
    bind_anew(path)
    assert found(path) == []
    store = Store.open(path)
    with pytest.raises(ProducFlowError, match="1 problem"):
        list(COMMANDS["check"](store, {"audit": fingerprint}))
    store.close()


def test_the_first_entry_of_a_new_plant_follows_on_nothing(store: Store) -> None:
    log.note(store, SYSTEM, "change", "users", 1)
    assert audit.entries(store)["previous_hash"].iloc[-1] == ""
    assert store.read(audit_chain.problems) == []


def test_many_writers_make_one_chain(store: Store) -> None:
    before = audit.count(store)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.note(store, SYSTEM, "change", "users", number), range(80)))
    assert audit.count(store) == before + 80
    assert store.read(audit_chain.problems) == []


def test_a_write_that_fails_leaves_no_gap_in_the_chain(store: Store) -> None:
    def spoiled(transaction: object) -> None:
        log.record(transaction, SYSTEM, "change", "users", 1)  # type: ignore[arg-type] # a transaction
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.write(spoiled)
    log.note(store, SYSTEM, "change", "users", 2)
    assert store.read(audit_chain.problems) == []
