"""Pages run through the real entry script, for somebody who is signed in as a role.

A page test takes one of the two plants and ``app_as``::

    def test_operators_see_no_upload_button(demo_plant, app_as):
        app = app_as("operator", "uploads", period="7d")   # runs producflow/ui/main.py at /uploads?period=7d
        assert not app.exception
        assert app.title[0].value == "..."

``demo_plant`` is a copy of the demo plant, ``empty_plant`` a plant without a machine; both are the open ``Store`` that
the pages read, so a test may write to it before or after. ``seen_plant`` is the demo plant of all tests that only look:
what one of them asks, the next one need not wait for. ``app_as`` makes a user of the role once, starts a session and
returns the ``AppTest`` after its first run.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from fastapi import routing
from streamlit.testing.v1 import AppTest

from producflow import pages, settings
from producflow.access import sessions
from producflow.access.roles import Role
from producflow.store import database
from producflow.store.database import Store, close_store, open_store
from producflow.ui import context
from tests.people import user_of

MAIN = Path(__file__).parents[2] / "producflow" / "ui" / "main.py"

AppAs = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def routes_built_once() -> Iterator[None]:
    """Let the APIs of all tests share what FastAPI works out of a route at its first call, the same in each of them.

    It takes up to a sixth of a second, more than all else in most of these tests.
    """
    build = routing._EffectiveRouteContext.from_api_route
    known: dict[int, tuple[Any, Any]] = {}

    def once(*, original_route: Any, include_context: Any) -> Any:
        # What is made holds on to the API that it is made for, by whose overrides all others would then be answered.
        if include_context.dependency_overrides_provider.dependency_overrides:
            return build(original_route=original_route, include_context=include_context)
        if id(original_route) not in known:
            made = build(original_route=original_route, include_context=include_context)
            known[id(original_route)] = made, original_route  # which must live as long as its number
        return known[id(original_route)][0]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(routing._EffectiveRouteContext, "from_api_route", once)
        yield


@contextmanager
def looked_for_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process's pages, routes and commands look for the database there while the block runs."""
    monkeypatch.setenv("PRODUCFLOW_DATABASE", str(path))
    settings.current.cache_clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
    settings.current.cache_clear()


@pytest.fixture
def process_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this process's pages, routes and commands look for the database while the test runs."""
    path = tmp_path / "process.duckdb"
    with looked_for_at(path, monkeypatch):
        yield path
        close_store(path)


@pytest.fixture
def empty_plant(process_database: Path, empty_file: Path) -> Store:
    """The store that the pages read, with nothing in it."""
    shutil.copy(empty_file, process_database)
    return open_store(process_database)


@pytest.fixture
def demo_plant(process_database: Path, demo_file: Path) -> Store:
    """The store that the pages read, with the demo plant in it."""
    shutil.copy(demo_file, process_database)
    return open_store(process_database)


@pytest.fixture(scope="session")
def seen_store(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Store]:
    """The demo plant, open for as long as tests run, with an account of each role."""
    path = tmp_path_factory.mktemp("seen") / "seen.duckdb"
    shutil.copy(demo_file, path)
    opened = Store.open(path)
    for role in Role:
        user_of(opened, role)
    yield opened
    opened.close()


@pytest.fixture
def seen_plant(seen_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the pages read, with the demo plant in it, for a test that changes nothing that a page shows."""
    version = seen_store.data_version
    monkeypatch.setattr(database, "_opened", {seen_store.path: seen_store}.__getitem__)
    with looked_for_at(seen_store.path, monkeypatch):
        yield seen_store
    assert seen_store.data_version == version, "a test that writes takes demo_plant"


@pytest.fixture
def app_as() -> AppAs:
    """Run a page of the test's plant for a role, see the head of this file; a ``role`` of None is a stranger."""

    def run(role: str | None, page: str = pages.HOME.url_path, **query: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.switch_page(f"../../pages/{page}.py")
        for name, value in query.items():
            app.query_params[name] = value
        if role is not None:
            store = open_store(settings.current().database)
            token = sessions.start(store, user_of(store, role), "127.0.0.1", 1.0)
            app.session_state[context.SESSION_KEY] = sessions.fingerprint(token)
        return app.run()

    return run
