"""A disk that is full or read-only: said in a sentence, nothing half-written, and all well when it is over."""

import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from producflow.errors import StoreUnavailable
from producflow.store.database import Store
from producflow.store.tables import fingerprint
from tests.faults.disks import MEGABYTE, small_disk
from tests.faults.ledger import Ledger, instant, must_hold, new_plant
from tests.faults.victims import FULL, Client, Server, command

pytestmark = pytest.mark.long

NO_SPACE = "there is no space left"
ROWS = 7_000


def batch(start: float, rows: int) -> tuple[list[dict[str, object]], dict[tuple[int, str, datetime], float]]:
    values = {(1, "vibration", instant(start + n / rows)): float(n) for n in range(rows)}
    posted: list[dict[str, object]] = [
        {"equipment_id": machine, "sensor_type": sensor, "value": value, "timestamp": at.isoformat()}
        for (machine, sensor, at), value in values.items()
    ]
    return posted, values


def post(client: Client, ledger: Ledger, number: int, rows: int) -> tuple[int, str]:
    """Post a batch, and keep in the ledger what the server said."""
    posted, values = batch(number, rows)
    status, answer = client.call("POST", "/sensors/batch", posted)
    (ledger.readings if status == 200 else ledger.refused).update(values)
    return status, "" if status == 200 else str(answer["detail"])


@pytest.mark.parametrize("leave", [0.2, 1, 4, 9] if FULL else [1])
def test_a_server_on_a_full_disk(tmp_path: Path, leave: float) -> None:
    with small_disk(tmp_path / "disk", megabytes=80) as disk:
        database = disk.folder / "plant.duckdb"
        key = new_plant(database)
        ledger = Ledger()
        server = Server(database)
        client = Client(server.port, key)
        try:
            assert post(client, ledger, 0, 500)[0] == 200
            disk.fill(server.process.pid, leave=int(leave * MEGABYTE))
            for number in range(1, 400):
                status, said = post(client, ledger, number, 2000)
                if status != 200:
                    break
            assert status == 503
            assert NO_SPACE in said
            assert client.call("GET", "/equipment/1")[0] == 200, "reading goes on"
            assert client.call("GET", "/equipment/1/sensors?limit=10")[0] == 200
            disk.free(server.process.pid)
            assert post(client, ledger, 1_000, 500)[0] == 200, "without a restart"
            code, _, said = command(database, "check")
            assert code == 0, said
        finally:
            client.close()
            server.stop()
        must_hold(database, ledger)


@pytest.mark.parametrize("megabytes", [12, 16, 20, 24] if FULL else [16])
def test_a_disk_that_fills_while_the_log_is_written_into_the_file(tmp_path: Path, megabytes: int) -> None:
    """DuckDB gives the whole database up when that fails; it is opened anew, and what was acknowledged counts."""
    times = pd.date_range("2026-01-01", periods=ROWS, freq="s", tz="UTC")
    frame = pd.DataFrame({"equipment_id": 1, "sensor_type": "x", "timestamp": times, "value": 1.7, "status": "unknown"})
    saved = 0

    def save(store: Store) -> None:
        nonlocal saved
        later = frame.assign(timestamp=times + pd.Timedelta(days=saved), value=np.sqrt(np.arange(ROWS)))
        store.write(lambda transaction: transaction.append("sensor_readings", later))
        saved += 1

    with small_disk(tmp_path / "disk", megabytes=200) as disk:
        store = Store.open(disk.folder / "plant.duckdb")
        store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Press"]})))
        disk.fill(os.getpid(), leave=megabytes * MEGABYTE)
        said = ""
        while not said:
            try:
                save(store)
            except StoreUnavailable as error:
                said = str(error)
        assert NO_SPACE in said
        assert store.read(lambda session: session.value("file/data_version")) == saved + 1
        disk.free(os.getpid())
        save(store)
        store.close()
        again = Store.open(disk.folder / "plant.duckdb")
        assert again.data_version == saved + 1
        assert again.read(lambda session: fingerprint(session, "sensor_readings")).rows == ROWS * saved
        again.close()


def test_a_read_only_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=40) as disk:
        database = disk.folder / "plant.duckdb"
        new_plant(database)
        with disk.read_only():
            code, _, said = command(database, "users", "list")
        assert code == 2
        assert said.count("\n") == 1
        assert "may not be written" in said
        must_hold(database)
