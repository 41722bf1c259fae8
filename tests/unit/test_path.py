"""Where the server stands: its path, its address in links, and what is answered beside it."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from producflow import settings as process_settings
from producflow.access import devices
from producflow.errors import SettingsInvalid
from producflow.settings import Settings
from producflow.web.api_mount import ApiMount
from producflow.web.below import Below


@pytest.mark.parametrize(
    ("settings", "base"),
    [
        ({}, "http://127.0.0.1:8501"),
        ({"address": "::1"}, "http://[::1]:8501"),
        ({"path": "/plant1"}, "http://127.0.0.1:8501/plant1"),
        ({"path": "/plants/north/"}, "http://127.0.0.1:8501/plants/north"),
        ({"url": "https://plant.example", "path": "/plant1"}, "https://plant.example/plant1"),
        ({"url": "https://plant.example/plant1/", "path": "/plant1"}, "https://plant.example/plant1"),
        ({"url": "https://plant.example"}, "https://plant.example"),
        ({"path": "/"}, "http://127.0.0.1:8501"),
    ],
)
def test_links_that_leave_the_server_carry_its_path(settings: dict[str, str], base: str) -> None:
    assert Settings.model_validate(settings).base == base


@pytest.mark.parametrize("path", ["plant1", "/plant 1", "/../x", "//plant1", "/plant1?x", "/pl%61nt", "/plant1/.."])
def test_what_is_no_path_is_one_sentence(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("PRODUCFLOW_PATH", path)
    with pytest.raises(SettingsInvalid, match=r"PRODUCFLOW_PATH: '.*' is no path; write it like /plant1"):
        process_settings.load()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """What stands behind says where it is."""
    monkeypatch.setenv("PRODUCFLOW_PATH", "/plant1")
    monkeypatch.setattr(process_settings, "current", process_settings.load)

    async def tell(request: Request) -> JSONResponse:
        return JSONResponse([request.scope["path"], str(request.base_url), request.url.path])

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(socket.scope["path"])

    def api() -> Starlette:
        return Starlette(routes=[Route("/ready", tell)])

    app = Starlette(routes=[WebSocketRoute("/{rest:path}", talk), Route("/{rest:path}", tell)])
    return TestClient(Below(ApiMount(app, "/api", api, at_once=True)), follow_redirects=False)


def test_everything_below_sees_addresses_without_it(client: TestClient) -> None:
    assert client.get("/plant1/losses").json()[:2] == ["/losses", "http://testserver/plant1/"]
    assert client.get("/plant1/plant1/losses").json()[0] == "/plant1/losses"
    assert client.get("/plant1/api/ready").json() == [
        "/plant1/api/ready",
        "http://testserver/plant1/",
        "/plant1/api/ready",
    ]
    with client.websocket_connect("/plant1/_stcore/stream") as socket:
        assert socket.receive_text() == "/_stcore/stream"


def test_beside_it_there_is_the_way_to_it_and_what_asks_whether_we_live(client: TestClient) -> None:
    for address in ("/", "/plant1"):
        assert client.get(f"{address}?x=1").headers["location"] == "/plant1/?x=1"
    assert client.get("/health").json()[0] == "/health"
    for address in ("/losses", "/plant10/losses", "/api/ping", "/_stcore/stream"):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (404, "There is nothing here; the plant is at /plant1/.")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass


def test_cookies_are_for_that_path() -> None:
    assert devices.attributes(Settings(path="/plant1"))["path"] == "/plant1/"
    assert devices.attributes(Settings())["path"] == "/"
