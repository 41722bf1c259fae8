"""A rehearsal says what the commit does: counts, machines, what follows from states, figures; at every size.

``PRODUCFLOW_TEST_EXAMPLES`` asks for more stories than a few.
"""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from producflow.access.roles import COMMAND_LINE
from producflow.imports.checking import plan
from producflow.operations import annotations
from producflow.store.database import Store
from producflow.store.importing import reading_statuses
from producflow.store.importing.resuming import KeptPlan
from tests.integration.imports.conftest import rows
from tests.integration.imports.shapes import NOW, SHAPES, does_what_it_says, files, rehearsed

pytestmark = pytest.mark.long

SETTINGS = settings(
    max_examples=int(os.environ.get("PRODUCFLOW_TEST_EXAMPLES", "4")),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each example is some imports; shrinking would take minutes
    suppress_health_check=list(HealthCheck),
)
FILES = st.sampled_from(list(SHAPES)).flatmap(lambda name: st.tuples(st.just(name), files(SHAPES[name])))
ROW_GROUP = 122_880
"""Rows that DuckDB keeps together. From nine tenths of them on it writes what a table takes in another way."""


def something_else(store: Store) -> None:
    """Write what changes no upload: what a rehearsal has kept is then found out again."""
    annotations.add(store, COMMAND_LINE, text="cleaned", starts_at=NOW - timedelta(days=1))


def switches(patched: pytest.MonkeyPatch, kept: bool, at_once: int, looked_up: int) -> None:
    """Let other ways of working begin at so many rows, or different texts in a column; or a plan be found out again."""
    if not kept:
        patched.setattr(KeptPlan, "holds", lambda *_: False)
    patched.setattr(reading_statuses, "ROWS_AT_ONCE", at_once)
    patched.setattr(plan, "TEXTS_LOOKED_UP", looked_up)


@pytest.mark.parametrize("name", SHAPES)
def test_whether_a_plan_is_found_out_again_or_kept(store: Store, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    shape, most = SHAPES[name], 3
    for size in (most, most + 1):
        with monkeypatch.context() as patched:
            switches(patched, size > most, most - 1, 1)
            batch = does_what_it_says(store, rehearsed(store, shape, shape.file(shape.rows(size))))
        assert batch.counts.read == shape.parts * size
        assert batch.counts.added == shape.parts * (most if size == most else 1)
        assert list(store.staging.iterdir()) == []


@SETTINGS
@given(
    story=st.lists(st.tuples(FILES, st.booleans()), min_size=2, max_size=4),
    kept=st.booleans(),
    at_once=st.sampled_from([1, 2, 100]),
    looked_up=st.sampled_from([0, 2, 100]),
)
def test_whatever_is_there_and_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory,
    story: list[tuple[tuple[str, bytes], bool]],
    kept: bool,
    at_once: int,
    looked_up: int,
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        switches(patched, kept, at_once, looked_up)
        store = Store.open(tmp_path_factory.mktemp("plant") / "plant.duckdb")
        try:
            for (name, content), disturbed in story:
                said = rehearsed(store, SHAPES[name], content)
                does_what_it_says(store, said, something_else if disturbed else None)
        finally:
            store.close()


def test_a_long_list_of_machines(store: Store) -> None:
    shape, size = SHAPES["machines"], 20_001
    said = rehearsed(store, shape, shape.file(shape.rows(size)))
    assert does_what_it_says(store, said).counts.added == size


def test_more_states_than_are_written_at_once_beside_those_of_another_machine(store: Store) -> None:
    shape, size = SHAPES["states"], ROW_GROUP * 9 // 10 + 108
    other = ("Z", *shape.row(0)[1:])
    does_what_it_says(store, rehearsed(store, shape, shape.file([other])))
    said = rehearsed(store, shape, shape.file(shape.rows(size)))
    assert said.counts.added == size
    # 27,675 minutes of four machines, each third of them a stop; 58 shifts of each, of which the first began at 22:00.
    assert [each.added for each in said.followed] == [4 * 58, size // 3]
    does_what_it_says(store, said)
    [found] = rows(store, "SELECT count(*) AS n FROM state_intervals WHERE state = 'stopped'")
    assert found["n"] == size // 3
