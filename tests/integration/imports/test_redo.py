"""Bringing undone imports back, and imports that say what another one said before them."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from producflow import imports
from producflow import settings as process_settings
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict, NotFound
from producflow.operations import production
from producflow.reports import integrity
from producflow.store.database import Store
from tests.integration.imports.conftest import Import, everything, rows

HEADER = "machine,date,shift,output,defects,downtime\n"
READINGS = "machine,timestamp,sensor,value\n"
STAMPS = {"id", "created_at", "updated_at", "before", "after"}


def outputs(store: Store) -> list[int]:
    return [row["q"] for row in rows(store, "SELECT output_quantity AS q FROM production_records ORDER BY date")]


def owners(store: Store) -> list[tuple[int, int]]:
    found = rows(store, "SELECT batch_id, source_line FROM production_records ORDER BY date")
    return [(row["batch_id"], row["source_line"]) for row in found]


def shown(redone: imports.Redone) -> tuple[int, int, int, int]:
    return redone.added, redone.updated, redone.unchanged, redone.rejected


def test_an_undone_import_comes_back_as_it_was(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    nothing_else = everything(store)
    imports.undo(store, COMMAND_LINE, 1)
    assert rows(store, "SELECT * FROM equipment") == []
    assert imports.batch(store, 1).rows_kept == 3  # two records and the machine
    redone = imports.redo(store, COMMAND_LINE, 1)
    assert (shown(redone), redone.machines_created) == ((2, 0, 0, 0), 1)
    assert redone.describe() == (
        "Import 1 is in force again: 2 rows added; 0 rows changed; 0 rows unchanged; 1 machine created."
    )
    assert everything(store) == nothing_else  # numbers, lines and times included
    batch = imports.batch(store, 1)
    assert (batch.undone, batch.redone_by, batch.rows_kept) == (False, "Command line", None)
    assert rows(store, "SELECT count(*) AS n FROM undone_rows") == [{"n": 0}]
    imports.undo(store, COMMAND_LINE, 1)
    assert outputs(store) == []


@pytest.mark.long
def test_what_changed_meanwhile_becomes_a_change_that_can_be_undone(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\nP,2026-01-03,night,30,1,5\n",
          create_equipment=True)  # fmt: skip
    imports.undo(store, COMMAND_LINE, 1)
    bring(HEADER + "P,2026-01-01,night,11,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    assert shown(imports.redo(store, COMMAND_LINE, 1)) == (1, 1, 1, 0)
    assert outputs(store) == [10, 20, 30]
    assert owners(store) == [(1, 2), (2, 3), (1, 4)]
    imports.undo(store, COMMAND_LINE, 1)
    assert outputs(store) == [11, 20]
    imports.redo(store, COMMAND_LINE, 1)
    imports.undo(store, COMMAND_LINE, 2)  # now the older import lies on top, and says one of its rows too
    assert outputs(store) == [10, 20, 30]
    assert owners(store) == [(1, 2), (1, 3), (1, 4)]
    imports.undo(store, COMMAND_LINE, 1)
    assert outputs(store) == []
    assert rows(store, "SELECT * FROM import_seen") == []


@pytest.mark.long
def test_a_row_stays_as_long_as_one_import_says_it(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    bring(HEADER + "P,2026-01-02,night,20,1,5\n")
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n")
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.removed, undone.witnessed, undone.witnesses) == (0, 2, (2, 3))
    assert "2 rows kept, since imports 2 and 3 say the same" in undone.describe()
    assert owners(store) == [(3, 2), (2, 2)]
    undone = imports.undo(store, COMMAND_LINE, 2)
    assert "1 row kept, since import 3 says the same" in undone.describe()
    assert owners(store) == [(3, 2), (3, 3)]
    imports.undo(store, COMMAND_LINE, 3)
    assert outputs(store) == []
    assert rows(store, "SELECT * FROM equipment") == []  # nobody else had it, and its import is undone
    with pytest.raises(Conflict, match=r"no such machine any more; .* bring back the import that had created it"):
        imports.redo(store, COMMAND_LINE, 3)
    imports.redo(store, COMMAND_LINE, 1)
    assert shown(imports.redo(store, COMMAND_LINE, 3)) == (0, 0, 2, 0)


@pytest.mark.long
def test_a_witness_of_a_change_keeps_what_was_there_before_it(store: Store, bring: Import) -> None:
    for output in (10, 11, 11, 12):
        bring(HEADER + f"P,2026-01-01,night,{output},1,5\n", create_equipment=True)
    undone = imports.undo(store, COMMAND_LINE, 2)
    assert (undone.superseded, undone.witnessed) == (0, 1)
    imports.undo(store, COMMAND_LINE, 4)
    assert (outputs(store), owners(store)) == ([11], [(3, 2)])
    imports.undo(store, COMMAND_LINE, 3)
    assert (outputs(store), owners(store)) == ([10], [(1, 2)])


@pytest.mark.long
def test_what_somebody_changed_by_hand_is_left_alone(store: Store, bring: Import) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n", create_equipment=True)
    bring(HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n")
    [row] = rows(store, "SELECT id FROM production_records WHERE output_quantity = 20")
    production.change(store, COMMAND_LINE, row["id"], {"output_quantity": 21})
    bring(HEADER + "P,2026-01-02,night,22,1,5\n")
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.edited, undone.witnessed, undone.machines_kept) == (1, 1, ("P",))
    imports.undo(store, COMMAND_LINE, 3)
    assert outputs(store) == [10, 21]  # what a person wrote is back, and nobody's import
    imports.undo(store, COMMAND_LINE, 2)
    assert outputs(store) == [21]
    assert shown(imports.redo(store, COMMAND_LINE, 1)) == (1, 0, 0, 0)
    assert outputs(store) == [10, 21]


@pytest.mark.long
def test_a_row_that_would_contradict_what_is_there_stays_out(store: Store, bring: Import) -> None:
    header = "machine,date,shift,output,defects,downtime,planned time\n"
    bring(header + "P,2026-01-01,night,10,1,5,480\nP,2026-01-02,night,10,1,300,480\n", create_equipment=True)
    bring(HEADER + "P,2026-01-02,night,10,1,400\n")  # says nothing of the planned time
    imports.undo(store, COMMAND_LINE, 2)
    [row] = rows(store, "SELECT id FROM production_records WHERE downtime_minutes = 300")
    production.change(store, COMMAND_LINE, row["id"], {"planned_minutes": 350.0})
    redone = imports.redo(store, COMMAND_LINE, 2)
    assert shown(redone) == (0, 0, 0, 1)
    assert "Line 2: Downtime of 400 min is above the planned 350 min" in redone.describe()


@pytest.mark.long
def test_readings_come_back_with_sums_and_with_the_status_of_today(store: Store, bring: Import) -> None:
    bring(READINGS + "P,2026-01-01 00:00,temperature,20\nP,2026-01-01 00:01,temperature,90\n", create_equipment=True)
    bring(READINGS + "P,2026-01-01 00:00,temperature,20\nP,2026-01-01 00:01,temperature,86\n")
    before = _plain(store)
    for _ in range(2):
        imports.undo(store, COMMAND_LINE, 2)
        assert rows(store, "SELECT maximum FROM sensor_hourly") == [{"maximum": 90.0}]
        assert shown(imports.redo(store, COMMAND_LINE, 2)) == (0, 1, 1, 0)
        assert _plain(store) == before
    bring(READINGS + "P,2026-01-01 00:00,temperature,20\n")
    imports.undo(store, COMMAND_LINE, 3)
    assert shown(imports.redo(store, COMMAND_LINE, 3)) == (0, 0, 1, 0)
    imports.undo(store, COMMAND_LINE, 3)
    undone = imports.undo(store, COMMAND_LINE, 1)
    assert (undone.witnessed, undone.superseded, undone.removed) == (1, 1, 0)
    assert shown(imports.redo(store, COMMAND_LINE, 1)) == (0, 1, 1, 0)
    assert rows(store, "SELECT value, status FROM sensor_latest") == [{"value": 90.0, "status": "critical"}]
    assert not any(finding.problems for finding in integrity.check(store))


@pytest.mark.long
def test_what_is_not_kept_cannot_come_back(store: Store, bring: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(HEADER + "P,2026-01-01,night,10,1,5\n", create_equipment=True)
    with pytest.raises(NotFound, match="no import 7"):
        imports.redo(store, COMMAND_LINE, 7)
    with pytest.raises(Conflict, match="Import 1 is in force"):
        imports.redo(store, COMMAND_LINE, 1)
    imports.undo(store, COMMAND_LINE, 1)
    bring(HEADER + "P,2026-01-01,night,10,1,5\n", create_equipment=True)
    monkeypatch.setenv("PRODUCFLOW_UNDONE_ROWS", "2")  # a record and a machine: room for one import
    process_settings.current.cache_clear()
    assert imports.undo(store, COMMAND_LINE, 2).kept == 2
    with pytest.raises(Conflict, match="What import 1 had brought is not kept any more; upload "):
        imports.redo(store, COMMAND_LINE, 1)
    monkeypatch.setenv("PRODUCFLOW_UNDONE_ROWS", "1")
    process_settings.current.cache_clear()
    imports.redo(store, COMMAND_LINE, 2)
    undone = imports.undo(store, COMMAND_LINE, 2)
    assert "too many to be kept" in undone.describe()
    assert rows(store, "SELECT (SELECT count(*) FROM undone_rows) AS n") == [{"n": 0}]


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    yield
    process_settings.current.cache_clear()


DAYS = ("2026-01-01", "2026-01-02", "2026-01-03")
FILES = st.dictionaries(st.sampled_from(DAYS), st.integers(0, 2), min_size=1)
STEPS = st.lists(st.one_of(FILES, st.integers(0, 4)), min_size=4, max_size=12)
NUMBERS = count()


@pytest.mark.long
@settings(
    max_examples=4,  # each is about eight imports, undos and redos
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_any_order_of_imports_undos_and_redos_leaves_what_the_newest_in_force_says(
    store: Store, bring: Import, steps: list[dict[str, int] | int]
) -> None:
    """A pile of statements per row: an import lays one on top, undo takes it out, redo lays it on top again."""
    machine, made = f"P{next(NUMBERS)}", []
    said: dict[int, dict[str, int]] = {}
    piles: dict[str, list[int]] = {day: [] for day in DAYS}
    before = _plain(store)

    def lay(batch: int) -> None:
        for day in said[batch]:
            piles[day].append(batch)

    def toggle(batch: int) -> None:
        if imports.batch(store, batch).undone:
            imports.redo(store, COMMAND_LINE, batch)
            lay(batch)
        else:
            imports.undo(store, COMMAND_LINE, batch)
            for pile in piles.values():
                pile[:] = [other for other in pile if other != batch]

    header = HEADER if next(NUMBERS) % 2 else READINGS
    text = "{machine},{day},night,{value},0,5\n" if header == HEADER else "{machine},{day},temperature,{value}\n"
    table, clock, value = (
        ("production_records", "date", "output_quantity")
        if header == HEADER
        else ("sensor_readings", "timestamp", "value")
    )
    bring(f"name,type\n{machine},press\n", kind="equipment")
    for step in steps:
        if isinstance(step, dict):
            lines = [text.format(machine=machine, day=day, value=number) for day, number in step.items()]
            done = bring(header + "".join(lines))
            assert done.batch is not None
            made.append(done.batch.id)
            said[done.batch.id] = step
            lay(done.batch.id)
        elif made:
            toggle(made[step % len(made)])
        expected = {day: said[pile[-1]][day] for day, pile in piles.items() if pile}
        question = (
            f"SELECT {clock}::DATE::VARCHAR AS day, {value}::BIGINT AS value, batch_id FROM {table} "
            f"WHERE equipment_id = (SELECT id FROM equipment WHERE name = '{machine}')"
        )
        found = rows(store, question)
        assert {row["day"]: row["value"] for row in found} == expected
        for row in found:  # the row belongs to an import in force that says it
            assert row["batch_id"] in piles[row["day"]]
            assert said[row["batch_id"]][row["day"]] == row["value"]
    for batch in made:
        if not imports.batch(store, batch).undone:
            toggle(batch)
    [equipment] = rows(store, f"SELECT batch_id FROM equipment WHERE name = '{machine}'")
    imports.undo(store, COMMAND_LINE, equipment["batch_id"])
    assert _plain(store) == before
    assert rows(store, "SELECT (SELECT count(*) FROM import_seen) AS n") == [{"n": 0}]
    assert not any(finding.problems for finding in integrity.check(store))


def _plain(store: Store) -> dict[str, list[dict[str, object]]]:
    return {
        table: [{name: value for name, value in row.items() if name not in STAMPS} for row in found]
        for table, found in everything(store).items()
    }
