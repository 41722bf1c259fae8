"""A plant whose messages go to real receivers on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from producflow.operations import equipment
from producflow.settings import Settings
from producflow.store.database import Store
from tests.integration.messages.receivers import MailServer, Receiver, http_receiver, mail_server
from tests.integration.messages.telling import Plant, person


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with http_receiver() as server:
        yield server


@pytest.fixture
def plant(store: Store, mail: MailServer, tmp_path: Path) -> Plant:
    settings = Settings(
        database=tmp_path / "unused.duckdb",
        secret_key=SecretStr("k" * 40),
        timezone="UTC",
        url="https://plant.example",
        smtp_host="127.0.0.1",
        smtp_port=mail.port,
        smtp_security="none",
        smtp_from="plant@plant.example",
    )
    for name in ("Press 1", "Press 2"):
        equipment.create(store, person(store, "manager"), name=name)
    return store, settings
