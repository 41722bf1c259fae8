"""Five hundred clients at once, of every kind: nobody gets a 5xx, and no acknowledged write is lost."""

import asyncio
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import pytest

from tests.faults.ledger import Ledger, instant, must_hold, new_plant
from tests.faults.victims import FULL, Server

pytestmark = pytest.mark.long

CLIENTS = 500 if FULL else 40
SECONDS = 45.0 if FULL else 1.0
MACHINES = 50


Http: TypeAlias = httpx2.AsyncClient


class Crowd:
    """Clients that share a ledger; each has machines, sensors and records of its own, so nobody conflicts."""

    def __init__(self, base: str, key: str) -> None:
        self.ledger = Ledger()
        self.seen: Counter[int] = Counter()
        self.failed: list[str] = []
        self._key = key
        self._base = base

    async def run(self) -> None:
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
        headers = {"Authorization": f"Bearer {self._key}"}
        async with httpx2.AsyncClient(base_url=self._base, headers=headers, limits=limits, timeout=120) as http:
            ends = time.monotonic() + SECONDS
            await asyncio.gather(*(self._client(http, number, ends) for number in range(CLIENTS)))

    async def _client(self, http: httpx2.AsyncClient, number: int, ends: float) -> None:
        dice, machine = random.Random(number), number % MACHINES + 1
        kinds = (self._reading, self._reading, self._batch, self._record, self._look)
        step = 0
        while time.monotonic() < ends:
            step += 1
            await dice.choice(kinds)(http, machine, number, step, dice)
            await asyncio.sleep(dice.uniform(0, 0.2))

    async def _call(self, http: httpx2.AsyncClient, method: str, path: str, body: Any = None) -> int:
        answer = await http.request(method, path, json=body)
        self.seen[answer.status_code] += 1
        if answer.status_code >= 500:
            self.failed.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer.status_code

    async def _reading(self, http: Http, machine: int, number: int, step: int, dice: random.Random) -> None:
        sensor, value, at = f"sensor {number}", round(dice.uniform(0, 9), 3), instant(step)
        body = {"sensor_type": sensor, "value": value, "timestamp": at.isoformat()}
        if await self._call(http, "POST", f"/equipment/{machine}/sensors", body) == 200:
            self.ledger.readings[machine, sensor, at] = value

    async def _batch(self, http: Http, machine: int, number: int, step: int, dice: random.Random) -> None:
        sensor = f"batch {number}"
        values = {instant(step + n / 20): round(dice.uniform(0, 9), 3) for n in range(20)}
        rows = [
            {"equipment_id": machine, "sensor_type": sensor, "value": value, "timestamp": at.isoformat()}
            for at, value in values.items()
        ]
        if await self._call(http, "POST", "/sensors/batch", rows) == 200:
            self.ledger.readings |= {(machine, sensor, at): value for at, value in values.items()}

    async def _record(self, http: Http, machine: int, number: int, step: int, dice: random.Random) -> None:
        day = date(2000, 1, 1) + timedelta(days=(number // MACHINES) * 900 + step)
        output = dice.randrange(1000)
        body = {"equipment_id": machine, "date": day.isoformat(), "shift": "night", "output_quantity": output}
        body |= {"defect_quantity": 0, "downtime_minutes": 0}
        if await self._call(http, "POST", "/production/records", body) == 200:
            self.ledger.outputs[machine, day, "night"] = {output}

    async def _look(self, http: Http, machine: int, number: int, step: int, dice: random.Random) -> None:
        path = dice.choice(
            (
                "/equipment?limit=50",
                f"/equipment/{machine}/sensors?limit=20",
                "/production/metrics",
                "/production/shifts/summary?date=2000-01-05",
                "/dashboard/summary",
                "/maintenance?limit=20",
                f"/export/production_records.csv?equipment_id={machine}",
            )
        )
        await self._call(http, "GET", path)


def test_a_crowd_loses_nothing_and_meets_no_failure(tmp_path: Path) -> None:
    database = tmp_path / "plant.duckdb"
    key = new_plant(database, machines=MACHINES)
    server = Server(database)
    crowd = Crowd(f"http://127.0.0.1:{server.port}/api", key)
    try:
        # a thread of its own: Playwright leaves a loop running in the one of the browser tests
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, crowd.run()).result()
    finally:
        assert server.stop() == 0
    assert crowd.failed == [], crowd.failed[:5]
    assert set(crowd.seen) == {200}, crowd.seen
    must_hold(database, crowd.ledger)
