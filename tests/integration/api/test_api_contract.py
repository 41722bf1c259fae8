"""schemathesis over the whole schema: no 5xx, no undocumented status, no answer outside its schema.

``PRODUCFLOW_TEST_EXAMPLES`` asks for a longer run, see ``make fuzz``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.api.contract_server import WORD
from tests.integration.api.test_api_rules import RULES

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture
def contract_server(tmp_path: Path) -> Iterator[str]:
    """Address of a running API with something of everything in it."""
    command = [sys.executable, "-m", "tests.integration.api.contract_server", str(tmp_path)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()  # comes once it listens; nothing if it ended instead
        assert address, (tmp_path / "log").read_text(encoding="utf-8", errors="replace")
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=30)


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
