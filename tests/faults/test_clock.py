"""A server whose clock is set back a day while it runs (libfaketime): nothing is lost, nobody is locked out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.ledger import Ledger, must_hold, new_plant
from tests.faults.victims import Client, Server

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@pytest.mark.parametrize("hours", [1, 24, 24 * 40])
def test_a_clock_set_back_under_a_running_server(tmp_path: Path, hours: int) -> None:
    database, clock = tmp_path / "plant.duckdb", tmp_path / "clock"
    key = new_plant(database)
    assert LIBRARIES, "make faults installs libfaketime"
    clock.write_text("+0\n")
    faked = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    server = Server(database, **faked)
    client, ledger = Client(server.port, key), Ledger()
    try:
        for value in (70.0, 71.0):
            status, stored = client.call("POST", "/equipment/1/sensors", {"sensor_type": "temperature", "value": value})
            assert status == 200
            ledger.readings[1, "temperature", datetime.fromisoformat(stored["timestamp"]).astimezone(UTC)] = value
        clock.write_text(f"-{hours}h\n")
        before = datetime.now(UTC) - timedelta(hours=hours)
        for value in (72.0, 73.0):
            status, stored = client.call("POST", "/equipment/1/sensors", {"sensor_type": "temperature", "value": value})
            assert status == 200, stored
            at = datetime.fromisoformat(stored["timestamp"]).astimezone(UTC)
            assert abs(at - before) < timedelta(minutes=5), "the clock was set back"
            ledger.readings[1, "temperature", at] = value
        assert client.call("GET", "/equipment")[0] == 200
        record = {"equipment_id": 1, "date": "2026-01-05", "shift": "night", "output_quantity": 5}
        record |= {"defect_quantity": 0, "downtime_minutes": 0}
        assert client.call("POST", "/production/records", record)[0] == 200
    finally:
        client.close()
        server.stop()
    must_hold(database, ledger)
