"""The API over a real database file, called by every role.

``api_store`` is the open plant, ``call`` calls as a role: ``call("operator", "GET", "/equipment").json()``.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from producflow.access import tokens
from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.api import create_api
from producflow.operations import equipment
from producflow.settings import Settings
from producflow.store.database import Store, close_store, open_store
from tests.people import email_of

Call = Callable[..., httpx2.Response]


@pytest.fixture
def minute_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let calls be counted in a minute that does not end: a clock's minute may do so in the middle of any test."""
    stopped = SimpleNamespace(time=lambda: 1_800_000_030.0)
    for counts in ("limits.storage.memory", "limits.strategies", "producflow.api.rate_limits"):
        monkeypatch.setattr(f"{counts}.time", stopped)


@pytest.fixture
def api_settings(tmp_path: Path) -> Settings:
    """Settings of a plant of the test's own, without limits to the number of calls."""
    return Settings(
        database=tmp_path / "api.duckdb",
        secret_key=SecretStr("k" * 40),
        rate_reads=0,
        rate_writes=0,
        rate_bulk=0,
        rate_sign_ins=0,
    )


@pytest.fixture
def api_store(api_settings: Settings, empty_file: Path) -> Iterator[Store]:
    """The open store behind the API, empty."""
    shutil.copy(empty_file, api_settings.database)
    yield open_store(api_settings.database)
    close_store(api_settings.database)


@pytest.fixture
def api(api_settings: Settings, api_store: Store) -> FastAPI:
    """The API itself."""
    return create_api(api_settings)


@pytest.fixture
def client(api: FastAPI) -> TestClient:
    """A client that sees errors as callers do."""
    return TestClient(api, root_path="/api", raise_server_exceptions=False)


@pytest.fixture
def token(api_store: Store, api_settings: Settings) -> Callable[[str], str]:
    """Make a token for a user of a role."""

    def make(role: str) -> str:
        account = {"email": email_of(role), "full_name": f"Test {role}", "role": role, "department": None}
        # Nobody signs in by password here, and bcrypt takes its time.
        number = api_store.write(
            lambda transaction: transaction.value(
                "users/add", password_hash="none", must_change_password=False, **account
            )
        )
        actor = Actor(number, email_of(role), f"Test {role}", Role(role))
        return tokens.issue(api_store, actor, api_settings)

    return make


@pytest.fixture
def call(client: TestClient, token: Callable[[str], str]) -> Call:
    """Call as a role; a role of None sends no token."""
    made: dict[str, str] = {}

    def send(role: str | None, method: str, path: str, **options: Any) -> httpx2.Response:
        headers = dict(options.pop("headers", {}))
        if role is not None:
            if role not in made:
                made[role] = token(role)
            headers["Authorization"] = f"Bearer {made[role]}"
        return client.request(method, path, headers=headers, **options)

    return send


@pytest.fixture
def machine(api_store: Store) -> int:
    """A machine that can make 960 good units in a shift."""
    return int(equipment.create(api_store, COMMAND_LINE, name="Press 1", type="Press", capacity=960.0)["id"])
