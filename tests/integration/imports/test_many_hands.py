"""Imports, undos, redos and edits in any order, by several people, and stopped at any moment."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from producflow import imports
from producflow.access.roles import COMMAND_LINE
from producflow.errors import Conflict
from producflow.operations import production
from producflow.reports import integrity
from producflow.store.database import Store
from tests.integration.imports.conftest import everything, rows

pytestmark = pytest.mark.long

HEADER = "machine,date,shift,output,defects,downtime\n"
DAYS = ("2026-01-01", "2026-01-02", "2026-01-03")
NUMBERS = count()


def bring(store: Store, text: str, **options: Any) -> imports.Imported:
    return imports.import_file(
        store, COMMAND_LINE, io.BytesIO(text.encode()), "export.csv", imports.ImportOptions(**options)
    )


@dataclass
class Statement:
    """An import of the model: what it says of each day, and of which days it may speak again when it is redone."""

    says: dict[str, int]
    in_force: bool = True
    brings_back: set[str] = field(default_factory=set)


class Plant(RuleBasedStateMachine):
    """A model in plain Python: a pile of statements a row, of which the top one holds; a person's word clears it."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.machine = f"P{next(NUMBERS)}"
        self.made: dict[int, Statement] = {}
        self.piles: dict[str, list[int]] = {day: [] for day in DAYS}
        self.by_hand: dict[str, int] = {}
        done = bring(self.store, f"name,type\n{self.machine},press\n", kind="equipment")
        assert done.batch is not None
        self.own = done.batch.id

    def expected(self) -> dict[str, int]:
        found = dict(self.by_hand)
        for day, pile in self.piles.items():
            if pile:
                found[day] = self.made[pile[-1]].says[day]
        return found

    @rule(said=st.dictionaries(st.sampled_from(DAYS), st.integers(0, 2), min_size=1))
    def bring(self, said: dict[str, int]) -> None:
        lines = [f"{self.machine},{day},night,{value},0,5\n" for day, value in said.items()]
        before = self.expected()
        done = bring(self.store, HEADER + "".join(lines))
        assert done.batch is not None
        same = sum(before.get(day) == value for day, value in said.items())
        changed = sum(day in before and before[day] != value for day, value in said.items())
        counts = done.rehearsal.counts
        assert (counts.added, counts.updated, counts.unchanged) == (len(said) - same - changed, changed, same)
        self.made[done.batch.id] = Statement(said)
        self._lay(done.batch.id, set(said))

    @precondition(lambda self: self.made)
    @rule(at=st.integers(0, 7))
    def take_back_or_bring_back(self, at: int) -> None:
        batch, statement = list(self.made.items())[at % len(self.made)]
        if statement.in_force:
            imports.undo(self.store, COMMAND_LINE, batch)
            statement.brings_back = {day for day, pile in self.piles.items() if batch in pile}
            for pile in self.piles.values():
                pile[:] = [other for other in pile if other != batch]
        else:
            imports.redo(self.store, COMMAND_LINE, batch)
            self._lay(batch, statement.brings_back)
        statement.in_force = not statement.in_force

    @precondition(lambda self: self.expected())
    @rule(at=st.integers(0, 2), value=st.integers(3, 5))
    def edit(self, at: int, value: int) -> None:
        existing = sorted(self.expected())
        day = existing[at % len(existing)]
        [row] = rows(
            self.store,
            "SELECT r.id FROM production_records r JOIN equipment e ON e.id = r.equipment_id "
            f"WHERE e.name = '{self.machine}' AND date = '{day}'",
        )
        production.change(self.store, COMMAND_LINE, row["id"], {"output_quantity": value})
        self.by_hand[day] = value
        self.piles[day].clear()

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        found = rows(
            self.store,
            "SELECT date::VARCHAR AS day, output_quantity AS value FROM production_records r "
            f"JOIN equipment e ON e.id = r.equipment_id WHERE e.name = '{self.machine}'",
        )
        assert {row["day"]: row["value"] for row in found} == self.expected()

    def teardown(self) -> None:
        for batch, statement in self.made.items():
            if statement.in_force:
                imports.undo(self.store, COMMAND_LINE, batch)
        for pile in self.piles.values():
            pile.clear()
        self.the_store_says_what_the_model_says()
        assert not any(finding.problems for finding in integrity.check(self.store))

    def _lay(self, batch: int, days: set[str]) -> None:
        for day in days:
            self.piles[day].append(batch)


def test_any_order_of_imports_undos_redos_and_edits_is_as_a_simple_model_says(store: Store) -> None:
    class OfThisStore(Plant):
        pass

    OfThisStore.store = store
    run_state_machine_as_test(
        OfThisStore,
        settings=settings(
            max_examples=5,
            stateful_step_count=9,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # each step is an import; shrinking would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


def stopping(at: int) -> imports.Progress:
    """What cancels an import when it tells its stage for the ``at``-th time."""
    calls = count()

    def stop(*_: object) -> None:
        if next(calls) == at:
            progress.cancel()

    progress = imports.Progress(stop)
    return progress


def test_an_import_that_is_cancelled_at_any_stage_leaves_nothing(store: Store) -> None:
    text = HEADER + "P,2026-01-01,night,10,1,5\nP,2026-01-02,night,20,1,5\n"
    before = everything(store)
    stages: list[str] = []
    told = imports.Progress(lambda stage, *_: stages.append(stage))
    options = imports.ImportOptions(create_equipment=True)
    file = io.BytesIO(text.encode())
    imports.import_file(store, COMMAND_LINE, file, "x.csv", options, dry_run=True, progress=told)
    for at in range(len(stages)):
        progress = stopping(at)
        with pytest.raises(imports.ImportCancelled):
            imports.import_file(store, COMMAND_LINE, io.BytesIO(text.encode()), "x.csv", options, progress=progress)
        assert list(store.staging.iterdir()) == []
    assert everything(store) == before
    assert bring(store, text, create_equipment=True).rehearsal.counts.added == 2


def test_two_analysts_at_once_do_not_harm_each_other(store: Store) -> None:
    bring(store, "name,type\nP,press\n", kind="equipment")

    def analyst(name: int) -> int:
        refused = 0
        for turn in range(4):
            lines = [f"P,2026-01-{day:02d},night,{10 * name + turn},0,5\n" for day in range(1 + name + turn, 6 + turn)]
            while True:
                try:
                    done = bring(store, HEADER + "".join(lines))
                    break
                except Conflict:  # the other one was faster; a person rehearses again
                    refused += 1
            assert done.batch is not None
            assert done.batch.counts.rejected == 0
            if turn % 2:
                imports.undo(store, COMMAND_LINE, done.batch.id)
        return refused

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(analyst, range(3)))
    assert (
        rows(store, "SELECT date FROM production_records GROUP BY date, equipment_id, shift HAVING count(*) > 1") == []
    )
    assert not any(finding.problems for finding in integrity.check(store))
    for batch in imports.batches(store):
        if batch.kind == "production_records" and not batch.undone:
            imports.undo(store, COMMAND_LINE, batch.id)
    assert rows(store, "SELECT * FROM production_records") == []
    assert list(store.staging.iterdir()) == []
