"""Sixty readings at the same moment, six of them impossible: each is answered for itself, on a line that stays open."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from tests.faults.ledger import Ledger, instant, must_hold, new_plant
from tests.faults.victims import Client, Server

SENDERS = 60
ROUNDS = 3


def test_impossible_readings_spoil_no_others(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    key = new_plant(database, machines=1)
    server = Server(database)
    ledger, together = Ledger(), Barrier(SENDERS)

    def send(number: int) -> list[tuple[int, Any]]:
        client, answers = Client(server.port, key), []
        for turn in range(ROUNDS):
            at = instant(number + turn * SENDERS)
            impossible = (number + turn) % 10 == 0
            body = {"sensor_type": "speed", "value": 1e308 if impossible else float(number), "unit": "Hz"}
            together.wait(60)
            status, _ = client.call("POST", "/equipment/1/sensors", body | {"timestamp": at.isoformat()})
            if status == 200:
                ledger.readings[1, "speed", at] = number * 60.0
            answers.append((status, impossible))
        client.close()
        return answers

    try:
        with ThreadPoolExecutor(SENDERS) as pool:
            answered = [answer for answers in pool.map(send, range(SENDERS)) for answer in answers]
    finally:
        assert server.stop() == 0
    assert {status for status, impossible in answered if impossible} == {422}
    assert {status for status, impossible in answered if not impossible} == {200}
    assert len(ledger.readings) == 54 * ROUNDS
    must_hold(database, ledger)
