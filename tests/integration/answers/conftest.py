"""A small plant to write to at random."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from producflow.store.database import Store
from tests.integration.answers.plant import Plant


@pytest.fixture
def plant_of(store: Store, tmp_path: Path) -> Callable[[int], Plant]:
    """A plant whose writes follow from a number."""
    return lambda seed: Plant(store, tmp_path, random.Random(seed))
