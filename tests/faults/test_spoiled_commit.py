"""Sixty readings at the same moment, six of them impossible: each is answered for itself, on a line that stays open."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.faults.ledger import Ledger, instant, must_hold, new_plant
from tests.faults.victims import Client, Server

pytestmark = pytest.mark.long

SENDERS = 60
ROUNDS = 3
SENTENCE = "The value 1e+308 is beyond 1e+150 in our unit, which nothing measures; correct it."


def test_impossible_readings_spoil_no_others(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    key = new_plant(database, machines=1)
    server = Server(database)
    ledger, together = Ledger(), Barrier(SENDERS)

    def send(number: int) -> list[tuple[int, bool, Any]]:
        client, answers, lines = Client(server.port, key), [], set()
        for turn in range(ROUNDS):
            at = instant(number + turn * SENDERS)
            impossible = (number + turn) % 10 == 0
            body = {"sensor_type": "speed", "value": 1e308 if impossible else float(number), "unit": "Hz"}
            together.wait(60)
            status, said = client.call("POST", "/equipment/1/sensors", body | {"timestamp": at.isoformat()})
            if status == 200:
                ledger.readings[1, "speed", at] = number * 60.0
            answers.append((status, impossible, said))
            lines.add(client.line)
        client.close()
        assert len(lines) == 1, "the connection of before"
        assert None not in lines
        return answers

    try:
        with ThreadPoolExecutor(SENDERS) as pool:
            answered = [answer for answers in pool.map(send, range(SENDERS)) for answer in answers]
    finally:
        assert server.stop() == 0
    assert {status for status, impossible, _ in answered if not impossible} == {200}
    refused = [(status, said["detail"][0]) for status, impossible, said in answered if impossible]
    assert {status for status, _ in refused} == {422}
    assert {(*fault["loc"], fault["msg"]) for _, fault in refused} == {("body", "value", SENTENCE)}
    assert len(refused) == 6 * ROUNDS
    assert len(ledger.readings) == 54 * ROUNDS
    must_hold(database, ledger)
