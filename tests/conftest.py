"""What every kind of test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from producflow.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty plant in a real DuckDB file of the test's own."""
    opened = Store.open(tmp_path / "plant.duckdb")
    yield opened
    opened.close()
