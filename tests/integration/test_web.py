"""What stands before Streamlit: headers, compression, health and metrics, each on its own."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from producflow import settings as process_settings
from producflow.backups import schedule
from producflow.store.database import Store
from producflow.web import health, metrics, wall
from producflow.web.compression import CompressedStatic
from producflow.web.headers import inline_script_hashes
from producflow.web.requests import Noted, area_of
from producflow.web.session_guard import is_page
from producflow.web.shell import Shell


async def plainly(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"uncompressed {request.url.path}")


ANYTHING = Route("/{path:path}", plainly)


@pytest.fixture
def client(empty_plant: Store) -> Iterator[TestClient]:
    """/health and /metrics over a real database."""
    with TestClient(Starlette(routes=[*health.ROUTES, *metrics.ROUTES])) as made:
        yield made


def test_health_asks_the_database(client: TestClient, empty_plant: Store) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "schema": empty_plant.read(lambda session: session.value("file/schema_version")),
        "data_version": empty_plant.data_version,
    }


def test_health_is_503_when_the_database_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_text("this is no database", encoding="utf-8")
    monkeypatch.setenv("PRODUCFLOW_DATABASE", str(broken))
    process_settings.current.cache_clear()
    with TestClient(Starlette(routes=health.ROUTES)) as client:
        answer = client.get("/health")
    process_settings.current.cache_clear()
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_the_page_of_the_wall_holds_nothing_of_the_plant_and_runs_only_files_of_ours(empty_plant: Store) -> None:
    empty_plant.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["Secret press"]})))
    with TestClient(Shell(Starlette(routes=wall.ROUTES))) as client:
        page = client.get("/wall?theme=dark").text
        assert 'data-theme="dark"' in page
        assert "data-theme" not in client.get('/wall?theme="><script>').text
        assert "Secret press" not in page
        assert inline_script_hashes(page) == []
        files = re.findall(r'(?:src|href)="\.(/static/producflow/[^"]+)"', page)
        kinds = [client.get(file).headers["content-type"].partition(";")[0] for file in files]
    assert kinds == ["text/css", "text/javascript"]


def test_metrics_tell_how_the_process_fares_and_nothing_of_the_plant(client: TestClient, empty_plant: Store) -> None:
    press = pd.DataFrame({"name": ["Secret press"]})
    empty_plant.write(lambda transaction: transaction.append("equipment", press))
    text = client.get("/metrics").text
    assert "producflow_data_version 1.0" in text
    assert "producflow_sessions 0.0" in text
    assert "producflow_database_bytes " in text
    assert "Secret press" not in text


def backup_series(client: TestClient) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith("producflow_backup")]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_a_backup_that_is_not_there_has_no_age(
    client: TestClient, empty_plant: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert backup_series(client) == {}, "nobody asked for backups"
    folder = tmp_path / "backups"
    monkeypatch.setenv("PRODUCFLOW_BACKUP_FOLDER", str(folder))
    process_settings.current.cache_clear()
    folder.mkdir()
    assert backup_series(client) == {"producflow_backup_ok": 0.0}
    plan = schedule.plan_of(process_settings.current())
    assert plan is not None
    schedule.make(empty_plant, plan, datetime.now(UTC) - timedelta(hours=1))
    told = backup_series(client)
    assert told.keys() == {"producflow_backup_age_seconds", "producflow_backup_ok"}
    assert told["producflow_backup_ok"] == 1.0
    assert told["producflow_backup_age_seconds"] == pytest.approx(3600, abs=60)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "let me in"}, 401),
        ({"Authorization": "Bearer let me in"}, 200),
    ],
)
def test_a_token_closes_metrics(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setenv("PRODUCFLOW_METRICS_TOKEN", "let me in")
    process_settings.current.cache_clear()
    assert process_settings.current().metrics_token == SecretStr("let me in")
    assert client.get("/metrics", headers=headers).status_code == status


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder like Streamlit's static one."""
    scripts = tmp_path / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "index.abc.js").write_text("let a = 1;\n" * 1000, encoding="utf-8")
    (tmp_path / "secret.js").write_text("not under static", encoding="utf-8")
    return tmp_path


def test_scripts_are_sent_compressed_to_whoever_takes_it(shell: Path) -> None:
    app = Starlette(routes=[ANYTHING], middleware=[Middleware(CompressedStatic, folder=shell)])
    with TestClient(app) as client:
        for _ in range(2):
            with client.stream("GET", "/static/js/index.abc.js", headers={"Accept-Encoding": "br, gzip"}) as answer:
                raw = b"".join(answer.iter_raw())
            assert answer.headers["content-encoding"] == "gzip"
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]
            assert len(raw) < 1000
            assert gzip.decompress(raw) == (shell / "static/js/index.abc.js").read_bytes()
        plain = client.get("/static/js/index.abc.js", headers={"Accept-Encoding": "identity"})
        assert plain.text == "uncompressed /static/js/index.abc.js"
        for other in ("/static/js/missing.js", "/secret.js", "/static/../secret.js"):
            assert client.get(other).text.startswith("uncompressed ")


def test_inline_scripts_are_known_by_their_hash() -> None:
    # printf 'let a = 1;' | openssl dgst -sha256 -binary | base64
    html = '<script src="/a.js"></script><script>let a = 1;</script><script type="module" src="b.js"></script>'
    assert inline_script_hashes(html) == ["'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='"]


@pytest.mark.parametrize(
    ("path", "page"),
    [("/", True), ("/equipment", True), ("/equipment/", True), ("/equipmen", False), ("/equipment/1", False)],
)
def test_only_the_six_pages_are_pages(path: str, page: bool) -> None:
    assert is_page(path) is page


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/", "shell"),
        ("/equipment", "equipment"),
        ("/_stcore/upload_file/session-id/file-id", "_stcore/upload_file"),
        ("/media/secret-name.csv", "media"),
    ],
)
def test_the_access_log_names_the_kind_of_address_only(path: str, area: str) -> None:
    assert area_of(path) == area


@pytest.mark.parametrize(("given", "kept"), [("abc-123", True), ("", False), ("x" * 65, False), ("a b\tc", False)])
def test_a_request_id_is_kept_if_it_can_be_one(given: str, kept: bool) -> None:
    with TestClient(Starlette(routes=[ANYTHING], middleware=[Middleware(Noted)])) as client:
        answered = client.get("/x", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (answered == given) is kept
    assert answered
