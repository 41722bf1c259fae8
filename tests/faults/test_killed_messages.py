"""The server is killed with -9 while it sends: nothing is lost, and only what was on its way is sent again."""

from collections import Counter
from pathlib import Path

import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.messages.delivering import AT_ONCE
from producflow.operations import alerts, equipment, subscriptions
from producflow.store.database import Store
from tests.faults.victims import FULL, Server
from tests.integration.messages.receivers import http_receiver
from tests.people import email_of, user_of

pytestmark = pytest.mark.long

TOLD = 3 * AT_ONCE
KILLS = 3 if FULL else 1
PATIENCE = 60.0  # s


def test_what_was_being_sent_is_sent_again_and_nothing_else(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    with http_receiver() as receiver:
        store = Store.open(database)
        manager = Actor(user_of(store, "manager"), email_of("manager"), "Manager", Role.MANAGER)
        machine = equipment.create(store, manager, name="Press 1")["id"]
        for number in range(TOLD):
            where = f"{receiver.url}/{number}"
            subscriptions.subscribe(store, manager, told="alerts", channel="webhook", address=where)
        alerts.create(store, manager, equipment_id=machine, type="emergency", priority="critical", title="Too hot")
        store.close()
        for _ in range(KILLS):
            receiver.gate.clear()
            server = Server(database)
            for _ in range(AT_ONCE):
                assert receiver.came.acquire(timeout=PATIENCE)
            server.kill()
            receiver.gate.set()
        server = Server(database)
        for _ in range(TOLD):
            assert receiver.came.acquire(timeout=PATIENCE)
        server.stop()
        sent = Counter(headers["webhook-id"] for headers, _ in receiver.posts)
        assert len(sent) == TOLD, "nothing is lost"
        assert sum(sent.values()) == TOLD + KILLS * AT_ONCE, "what was on its way comes again, under the same name"
        store = Store.open(database)
        assert {row["state"] for row in subscriptions.outbox(store, COMMAND_LINE)} == {"sent"}
        store.close()
