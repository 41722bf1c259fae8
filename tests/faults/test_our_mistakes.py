"""A mistake of ours is a 500 to whoever met it, and nothing to the next call on the same connection."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.ledger import new_plant
from tests.serving import serving

pytestmark = pytest.mark.long


@pytest.mark.parametrize("path", ["/api/production/metrics", "/health"])
def test_the_next_call_on_the_connection_is_answered(tmp_path: Path, path: str) -> None:
    database = tmp_path / "plant.duckdb"
    key = new_plant(database, machines=1)
    headers = {"Authorization": f"Bearer {key}", "Host": "127.0.0.1"}
    with serving(database, "tests.faults.broken", PRODUCFLOW_DEMO="0") as url:
        line = HTTPConnection("127.0.0.1", urlsplit(url).port or 0, timeout=30)
        line.connect()
        own = line.sock
        for _ in range(3):
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            assert answer.status == 500
            assert b"went wrong on our side" in answer.read()
            line.request("GET", "/api/equipment", headers=headers)
            answer = line.getresponse()
            assert (answer.status, b"Press 1" in answer.read()) == (200, True)
        assert line.sock is own, "the connection of before"
        line.close()
