"""The server is killed with -9 while many write to it; whatever it had acknowledged is there afterwards."""

import random
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.faults.ledger import Ledger, instant, must_hold, new_plant
from tests.faults.victims import FULL, Client, Server, rounds

pytestmark = pytest.mark.long

WRITERS = 6
BATCH = 40


class Fuse:
    """Burns down with every acknowledgement, wherever those come from."""

    def __init__(self, length: int) -> None:
        self._left = length
        self._lock = threading.Lock()
        self.burnt = threading.Event()

    def burn(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self.burnt.set()


def write_until_it_is_gone(
    port: int, key: str, ledger: Ledger, machine: int, start: float, seed: int, fuse: Fuse
) -> None:
    """One machine's programs: single readings, batches, records and corrections of them."""
    client, dice = Client(port, key), random.Random(seed)
    at, day = start, date(2020, 1, 1) + timedelta(days=seed % 2000)
    while True:
        at += 1
        what = dice.random()
        if what < 0.6:
            value = round(dice.uniform(20, 100), 3)
            body = {"sensor_type": "temperature", "value": value, "timestamp": instant(at).isoformat()}
            status, _ = client.call("POST", f"/equipment/{machine}/sensors", body)
            if status == 200:
                ledger.readings[machine, "temperature", instant(at)] = value
        elif what < 0.8:
            values = {instant(at + n / BATCH): round(dice.uniform(1, 3), 3) for n in range(BATCH)}
            rows = [
                {"equipment_id": machine, "sensor_type": "vibration", "value": value, "timestamp": when.isoformat()}
                for when, value in values.items()
            ]
            status, _ = client.call("POST", "/sensors/batch", rows)
            if status == 200:
                ledger.readings |= {(machine, "vibration", when): value for when, value in values.items()}
        else:
            day += timedelta(days=1)
            output = dice.randrange(1, 1000)
            record = {"equipment_id": machine, "date": day.isoformat(), "shift": "morning", "output_quantity": output}
            record |= {"defect_quantity": 0, "downtime_minutes": 0}
            status, made = client.call("POST", "/production/records", record)
            if status == 200:
                ledger.outputs[machine, day, "morning"] = {output}
                corrected = output + 1
                ledger.outputs[machine, day, "morning"] = {output, corrected}  # until the answer comes, either may be
                status, _ = client.call(
                    "PUT", f"/production/records/{made['id']}", record | {"output_quantity": corrected}
                )
                if status == 200:
                    ledger.outputs[machine, day, "morning"] = {corrected}
            elif status == 409:
                continue  # from a round before
        if status == 0:
            return
        assert status in {200, 409}, status
        fuse.burn()


def test_what_was_acknowledged_outlives_the_server(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    key = new_plant(database)
    ledger, ledgers = Ledger(), [Ledger() for _ in range(WRITERS)]
    for number in rounds(short=1, share=0.3):
        dice = random.Random(number)
        server, fuse = Server(database), Fuse(dice.randrange(5, 400 if FULL else 60))
        writers = [
            threading.Thread(
                target=write_until_it_is_gone,
                args=(server.port, key, ledgers[n], n + 1, number * 100_000.0, number * 1000 + n * 50, fuse),
            )
            for n in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        assert fuse.burnt.wait(120)
        server.kill()
        for writer in writers:
            writer.join()
        for each in ledgers:
            ledger.readings |= each.readings
            ledger.outputs |= each.outputs
        must_hold(database, ledger)
