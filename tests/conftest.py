"""What every kind of test may use."""

import gc
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

from producflow import demo
from producflow.access import passwords
from producflow.access.passwords import hash_password
from producflow.operations import passwords as setting
from producflow.operations import users
from producflow.store.database import Store

settings.register_profile("producflow", deadline=None)  # how long an example takes depends on what else runs
settings.load_profile("producflow")


def pytest_collection_finish() -> None:
    """Let the collector of garbage look no more at what is there for good: the libraries, and every test there is.

    And look seldom: it took 2.4 % of the CPU of a page's tests, and takes 0.8 % so.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def done_once() -> Iterator[None]:
    """Most of the time of a page's test goes into what is the same in every test: done once in a process.

    Streamlit looks through all installed packages for components at each ``AppTest.run``; a password is hashed slowly.
    """
    with pytest.MonkeyPatch.context() as patched:
        hashed = cache(lambda _rounds, password: hash_password(password))
        for room in (users, setting):
            patched.setattr(room, "hash_password", lambda password: hashed(passwords.ROUNDS, password))
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def hashes_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of something else: to make or check a good hash takes a quarter of a second."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    monkeypatch.setattr(passwords, "NOBODY", passwords.NOBODY.replace("$12$", "$04$"))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database without any rows; to copy it takes a fifth of the time of making all tables anew."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    Store.open(path).close()
    return path


@pytest.fixture
def store(tmp_path: Path, empty_file: Path) -> Iterator[Store]:
    """An empty plant in a real DuckDB file of the test's own."""
    shutil.copy(empty_file, tmp_path / "plant.duckdb")
    opened = Store.open(tmp_path / "plant.duckdb")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with the demo plant up to the last complete production day; copy it, never open it."""
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    now = datetime.now(UTC)
    opened = Store.open(path)
    demo.build(opened, now.date(), timezone=zone_where_it_is_eleven(now))
    opened.close()
    return path


def zone_where_it_is_eleven(now: datetime) -> str:
    """A zone on whose clocks it is past eleven, of the same day: no shift of the plant ends while tests run.

    At whatever hour tests run, the same shifts have reported and the same ones are still to come.
    """
    east = 11 - now.astimezone(UTC).hour
    return f"Etc/GMT{-east:+d}" if east else "UTC"
