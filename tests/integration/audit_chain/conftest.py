"""A database whose audit log has five entries, made once."""

import shutil
from pathlib import Path

import pytest

from tests.chained import five_entries


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return five_entries(tmp_path_factory.mktemp("chain") / "plant.duckdb")


@pytest.fixture
def path(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "plant.duckdb"))
