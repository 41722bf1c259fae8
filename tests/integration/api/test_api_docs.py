"""docs/api.md works as it stands: its shell and Python blocks run against a real server on the demo plant."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.serving import ROOT, environment_of, serving

PAGE = ROOT / "docs" / "api.md"
PASSWORD = "eight patient welders & more"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def served_demo(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment in which the page's blocks run, beside a running server."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copy(demo_file, folder / "plant.duckdb")
    database = folder / "plant.duckdb"
    settings = {"PRODUCFLOW_ADMIN_EMAIL": "ada@plant.example", "PRODUCFLOW_ADMIN_PASSWORD": PASSWORD}
    with serving(database, **settings) as url:
        yield environment_of(database, PRODUCFLOW_URL=url, **settings)


@pytest.mark.long
def test_the_shell_commands_run(served_demo: dict[str, str], tmp_path: Path) -> None:
    script = "\n".join(blocks("bash")).replace("http://127.0.0.1:8501", served_demo["PRODUCFLOW_URL"])
    strict = "set -euo pipefail\n" + script.replace("curl -s ", "curl -sS --fail-with-body -w '\\n' ")
    strict = re.sub(r"\$\(curl -sS --fail-with-body -w '\\n' ", "$(curl -sS --fail-with-body ", strict)
    assert strict.count("--fail-with-body") == script.count("curl ") > 10, "every call of the page is checked"
    run = subprocess.run(
        ["bash", "-c", strict], cwd=tmp_path, env=served_demo, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert '"email":"ada@plant.example"' in run.stdout
    assert '"received":2,"new":2' in run.stdout
    assert '"efficiency_percentage":90.0' in run.stdout
    assert '"rows_added":1' in run.stdout
    exported = (tmp_path / "records.csv").read_text(encoding="utf-8")
    assert exported.startswith("id,equipment_id,equipment,date,shift,product")


def test_the_python_runs(served_demo: dict[str, str], tmp_path: Path) -> None:
    [program] = blocks("python")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env=served_demo,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "CNC Milling Machine #2 " in run.stdout
    assert run.stdout.splitlines()[-1] == "422 Input should be a valid number"


ROW = re.compile(
    r"^\| `(?P<method>[A-Z]+) (?P<path>[^`]+)` \| (?:`(?P<body>[^`]+)` )?\| `(?P<status>\d+)` `(?P<says>[^`]+)` \| ",
    re.MULTILINE,
)


def test_clients_of_the_older_backend_meet_what_the_page_says(served_demo: dict[str, str]) -> None:
    calls = [found.groupdict() for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert len(calls) == 14, "every row of the table is read"
    with httpx2.Client(base_url=f"{served_demo['PRODUCFLOW_URL']}/api", timeout=60) as plant:
        account = {"username": served_demo["PRODUCFLOW_ADMIN_EMAIL"], "password": PASSWORD}
        token = plant.post("/token", data=account).json()["access_token"]
        for call in calls:
            headers = {} if call["path"] == "/health" else {"Authorization": f"Bearer {token}"}
            headers |= {"Content-Type": "application/json"}
            answer = plant.request(call["method"], call["path"], headers=headers, content=call["body"])
            assert (answer.status_code, call["says"] in answer.text) == (int(call["status"]), True), (call, answer.text)
