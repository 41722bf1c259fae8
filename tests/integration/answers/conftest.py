"""A small plant to write to at random."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from producflow.store.database import Store
from tests.integration.answers.plant import Plant, minute

Known = dict[int, tuple[Plant, Path]]


@pytest.fixture(scope="session")
def known() -> Known:
    """Plants as they were before anybody wrote to them, by their numbers, and the files that hold them, closed."""
    return {}


@pytest.fixture
def plant_of(known: Known, empty_file: Path, tmp_path: Path) -> Iterator[Callable[[int], Plant]]:
    """A plant whose writes follow from a number."""
    with ExitStack() as opened:

        def made(seed: int) -> Plant:
            path = tmp_path / f"{seed}.duckdb"
            if seed not in known:
                first = tmp_path / f"{seed}-before.duckdb"
                shutil.copy(empty_file, first)
                with closing(Store.open(first)) as store:
                    known[seed] = Plant(store, tmp_path, random.Random(seed), minute()).furnished(), first
            before, first = known[seed]
            shutil.copy(first, path)
            return before.over(opened.enter_context(closing(Store.open(path))), tmp_path)

        yield made
