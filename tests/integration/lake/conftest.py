"""What tests of lakes share."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from producflow.lake.engines import DuckDB, Engine
from producflow.lake.rolling import Asked, Progress, rolled
from tests.engines import sailing

NOW = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)

RollUp = Callable[..., list[str]]


@pytest.fixture(scope="session")
def sail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a Sail server answers."""
    with sailing(tmp_path_factory.mktemp("sail")) as remote:
        yield remote


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def roll_up(raw: Path, target: Path) -> RollUp:
    """Roll everything up, and answer what was said."""

    def work(engine: Engine | None = None, since: date | None = None, chunk_days: int = 7) -> list[str]:
        asked = Asked(raw, target, since, chunk_days, NOW)
        return [each for each in rolled(asked, engine or DuckDB()) if not isinstance(each, Progress)]

    return work
