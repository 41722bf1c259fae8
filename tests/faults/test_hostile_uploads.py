"""Workbooks that ask for more than there is, against the real server: it lives, stays small, and answers others."""

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.ledger import new_plant
from tests.faults.victims import Server, command
from tests.integration.imports.sheets import machines, ods, ods_row, row, text, xlsx

pytestmark = pytest.mark.long

FAR_CORNER = Path(__file__).parents[1] / "data" / "trials" / "far_corner.xlsx"
MOST_MORE = 150  # MB of memory that the server may have taken for all of them
HOSTILE = {
    "far_corner.xlsx": FAR_CORNER.read_bytes(),
    "stray.xlsx": xlsx(machines() + row(1_048_576, text("Z1048576", "x"))),
    "out_of_order.xlsx": xlsx(row(1_048_576, text("XFD1048576", "x"), text("A1048576", "x")) + machines()),
    "repeated.ods": ods(ods_row("name", "type") + ods_row("x", times=1_000_000, each=30)),
}
SLOW = b"<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>" * 300_000


class Plant:
    """A server, and a key that may import."""

    def __init__(self, database: Path) -> None:
        self.database, self.key = database, new_plant(database)
        self.server = Server(database)

    @property
    def client(self) -> httpx2.Client:
        """A caller of its API."""
        base = f"http://127.0.0.1:{self.server.port}/api"
        return httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {self.key}"}, timeout=600)

    def upload(self, name: str, content: bytes) -> httpx2.Response:
        """Send a file."""
        with self.client as client:
            return client.post("/imports", params={"dry_run": "true"}, files={"file": (name, content)})

    @property
    def peak(self) -> int:
        """The most memory that the server has had. [MB]"""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def opening(self) -> int:
        """The process that opens a workbook for the server, waited for."""
        tasks = Path(f"/proc/{self.server.process.pid}/task")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for children in tasks.glob("*/children"):
                with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
                    if found := children.read_text(encoding="ascii").split():
                        return int(found[0])
        raise AssertionError("no process opens the workbook")


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    plant = Plant(tmp_path / "plant.duckdb")
    yield plant
    plant.server.stop()


def test_the_server_refuses_them_and_lives(plant: Plant, tmp_path: Path) -> None:
    plant.upload("warm.xlsx", xlsx(machines()))
    before = plant.peak
    for name, content in HOSTILE.items():
        refused = plant.upload(name, content)
        assert (refused.status_code, name in refused.text) == (422, True), refused.text
        (tmp_path / name).write_bytes(content)
        code, _, said = command(plant.database, "import", str(tmp_path / name))  # handed over to the server
        assert (code, said.count("\n"), name in said) == (2, 1, True), said
    assert plant.upload("machines.xlsx", xlsx(machines())).json()["rows_added"] == 3
    assert plant.peak - before < MOST_MORE
    assert list(Path(f"{plant.database}.staging").iterdir()) == []
    assert plant.server.process.poll() is None


def test_commands_without_a_server_refuse_them_too(tmp_path: Path) -> None:
    new_plant(tmp_path / "plant.duckdb")
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content)
        code, _, said = command(tmp_path / "plant.duckdb", "import", str(tmp_path / name))
        assert (code, said.count("\n"), name in said) == (2, 1, True), said


def test_others_are_answered_while_a_workbook_is_opened(plant: Plant) -> None:
    content = xlsx(SLOW)
    with plant.client as client, ThreadPoolExecutor(1) as pool:
        client.get("/equipment")
        sent = pool.submit(plant.upload, "slow.xlsx", content)
        child = os.pidfd_open(plant.opening())
        began, took = time.monotonic(), []
        while not select.select([child], [], [], 0)[0]:
            asked = time.monotonic()
            assert client.get("/equipment").status_code == 200
            took.append(time.monotonic() - asked)
        whole = time.monotonic() - began
        os.close(child)
    assert sent.result().status_code in {200, 422}
    # Parsed in the server's own process, one call would have waited for nearly all of it.
    assert len(took) > 10
    assert max(took) < whole / 2


def test_what_a_killed_server_was_opening_ends_and_is_swept(plant: Plant) -> None:
    threading.Thread(target=_let_go, args=(plant.upload, "slow.xlsx", xlsx(SLOW)), daemon=True).start()
    child = os.pidfd_open(plant.opening())
    plant.server.kill()
    staging = Path(f"{plant.database}.staging")
    assert list(staging.iterdir())
    ended, _, _ = select.select([child], [], [], 60)
    os.close(child)
    assert ended
    plant.server = Server(plant.database)
    assert list(staging.iterdir()) == []


def _let_go(work: Callable[..., Any], *arguments: Any) -> None:
    with pytest.raises(httpx2.HTTPError):
        work(*arguments)
