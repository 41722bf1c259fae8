"""schemathesis over the whole schema: no 5xx, no undocumented status, no answer outside its schema.

``PRODUCFLOW_TEST_EXAMPLES`` asks for a longer run, see ``make fuzz``.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.integration.api.contract_server import WORD
from tests.integration.api.test_api_rules import RULES

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATIENCE = 60.0  # seconds for a server to start on a busy machine


@pytest.fixture
def contract_server(tmp_path: Path) -> Iterator[str]:
    """Address of a running API with something of everything in it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.integration.api.contract_server", str(tmp_path), str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/api"
    try:
        wait_for(f"{address}/ready", server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            if httpx2.get(address, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail(f"{address} did not come up")


def test_the_api_keeps_to_its_schema(contract_server: str, tmp_path: Path) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    run = subprocess.run(
        [
            *(schemathesis, "--config-file", HERE / "schemathesis.toml"),
            *("run", f"{contract_server}/openapi.json", "--header", f"Authorization: Bearer {WORD}"),
            *("--max-examples", os.environ.get("PRODUCFLOW_TEST_EXAMPLES", "3")),
        ],
        cwd=tmp_path,  # where it leaves its notes
        env=os.environ | {"PYTHONPATH": str(ROOT)},  # where it finds its hooks
        capture_output=True,
        text=True,
        check=False,
    )
    log = (tmp_path / "log").read_text(encoding="utf-8", errors="replace")
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:]
    assert "Traceback" not in log
    assert f"Selected: {len(RULES)}/{len(RULES)}" in run.stdout
