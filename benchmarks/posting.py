"""Machines that post readings, one after the other."""

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from producflow.access import api_keys
from producflow.access.roles import COMMAND_LINE
from producflow.store.database import Store


def key_for(path: Path) -> str:
    """A machine's key to the API of a plant that no server has open."""
    store = Store.open(path)
    try:
        return api_keys.create(store, COMMAND_LINE, f"bench {time.time():.0f}", "operator")[0]
    finally:
        store.close()


async def post(port: int, key: str, machine: int) -> bool:
    """Post a reading within its limits, taken now; whether it was stored."""
    reading = {"sensor_type": "temperature", "value": 70.5, "timestamp": datetime.now(UTC).isoformat()}
    body = json.dumps(reading).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/equipment/{machine}/sensors HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    stored = (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    return stored


async def posts(port: int, key: str, until: float, machine: int = 7, pause: float = 1.0) -> int:
    """One machine posting a reading, again and again; how many were stored."""
    stored = 0
    while time.perf_counter() < until:
        stored += await post(port, key, machine)
        await asyncio.sleep(pause)
    return stored
